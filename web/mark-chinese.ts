/**
 * Names, printed targets and documents are the county's own and stay Chinese on an English page. There they are marked as
 * what they are, so that a screen reader changes its voice and the browser takes Chinese forms of the characters.
 */
import { watch } from 'vue';
import { locale } from './words/words.ts';

const CHINESE = 'zh-CN';
const HAN = /\p{Script=Han}/gu;
const LATIN = /[A-Za-z]/g;

/** Elements that were marked here and not by their component. */
const marked = new Set<Element>();

/** Mostly Chinese: an English sentence that quotes a name stays English. */
function isChinese(text: string): boolean {
  const han = text.match(HAN)?.length ?? 0;
  return han > 0 && han * 2 > (text.match(LATIN)?.length ?? 0);
}

function mark(element: Element): void {
  const isOurs = marked.has(element);
  if (element.hasAttribute('lang') && !isOurs) return;
  const own = [...element.childNodes]
    .map((node) => (node.nodeType === Node.TEXT_NODE ? (node.nodeValue ?? '') : ''))
    .join('');
  if (isChinese(own)) {
    element.setAttribute('lang', CHINESE);
    marked.add(element);
  } else if (isOurs) {
    element.removeAttribute('lang');
    marked.delete(element);
  }
}

function markAll(root: Element): void {
  mark(root);
  for (const element of root.querySelectorAll('*')) mark(element);
}

/** Marks what is there and what comes, as long as the page speaks another language. Once for the whole page. */
export function markChinese(): void {
  const observer = new MutationObserver((mutations) => {
    for (const { type, target, addedNodes } of mutations) {
      if (type === 'characterData') {
        if (target.parentElement) mark(target.parentElement);
        continue;
      }
      if (target instanceof Element) mark(target);
      for (const node of addedNodes) if (node instanceof Element) markAll(node);
    }
    for (const element of marked) if (!element.isConnected) marked.delete(element);
  });
  watch(
    locale,
    (now) => {
      observer.disconnect();
      if (now === CHINESE) {
        for (const element of marked) element.removeAttribute('lang');
        marked.clear();
        return;
      }
      markAll(document.body);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    },
    { immediate: true },
  );
}
