/**
 * A reason with the name of what it speaks of before it. Within an indicator's own row a reason says 实际 302 人; where the name
 * stands elsewhere it says 取证 302 人. A page that is told of a change makes the second from the first by the same rule as the
 * server (db/worst.ts), so that the words stay when it is read again.
 */
import { OFFICE_LANGUAGE, type Language } from './language.ts';

/** What stands before the figure when no name does, and how a name stands before a sentence without figure. */
export interface NameWords {
  actual: string;
  titled: (name: string, sentence: string) => string;
}

export const NAME_WORDS: Readonly<Record<Language, NameWords>> = {
  'zh-CN': { actual: '实际', titled: (name, sentence) => `${name}：${sentence}` },
  en: { actual: 'Actual', titled: (name, sentence) => `${name}: ${sentence}` },
};

/** 取证人数 → 取证: the name without the word that the unit repeats. Empty when nothing is left (人数). */
export function subjectOf(name: string): string {
  return name
    .replace(/[（(][^（()）]*[)）]\s*$/, '')
    .replace(/(人数|次数|数量|(?<![指系倍参])数)$/, '')
    .trim();
}

/**
 * `实际 302 人，应达 583 人` of 取证人数 → `取证 302 人，应达 583 人`; `已报到 6 月底` → `取证人数：已报到 6 月底`.
 * @param why a sentence of `explainIndicator` without a name
 */
export function namedReason(why: string, name: string, language: Language = OFFICE_LANGUAGE): string {
  const { actual, titled } = NAME_WORDS[language];
  const start = `${actual} `;
  if (!why.startsWith(start)) return titled(name, why);
  return `${subjectOf(name) || actual} ${why.slice(start.length)}`;
}
