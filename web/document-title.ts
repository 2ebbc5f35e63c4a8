/** The name of the page in the browser's tab, in the language of the moment. */
import { onScopeDispose, shallowRef, watchEffect } from 'vue';
import { commonWords } from './words/common.ts';

const own = shallowRef<(() => string | null) | null>(null);

/** Keeps the title in step with the page and the language. Once for the whole page. */
export function followTitle(): void {
  watchEffect(() => {
    document.title = own.value?.() ?? commonWords.product;
  });
}

/** Names the page that this component is, as long as it stands; null until its data are there: the product's name. */
export function useDocumentTitle(title: () => string | null): void {
  own.value = title;
  onScopeDispose(() => {
    // The next page may have set its own before this one went.
    if (own.value === title) own.value = null;
  });
}
