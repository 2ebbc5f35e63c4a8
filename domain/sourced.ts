/** A number or rule of configuration together with where it comes from, since no regulation sets most of them (domain.md §9). */
import { OFFICE_LANGUAGE, type Language } from './language.ts';

export interface Sourced<T> {
  value: T;
  /** Where it comes from, in words a reader can follow up: `domain.md 1 [memory]: …`. Never blank. */
  origin: string;
}

/** One sentence in each language. */
export type Texts = Readonly<Record<Language, string>>;

export function say(texts: Texts, language: Language = OFFICE_LANGUAGE): string {
  return texts[language];
}

/** Words that stand in a cell and say nothing (domain.md §7: boilerplate reasons, 无). Compared without blanks and signs. */
const EMPTY_WORDS =
  /^(无|没有|暂无|无偏差|没有偏差|无原因|无异常|正常|同上|见上|略|不详|未知|其他|其它|其他原因|none|no|nil|na|null|same|normal)?$/i;

/** Fewer letters than this explain nothing [advice]. */
const SHORTEST_WORDS = 4;

/** Longest text of a cell, in letters: the column of the 2.0 standard holds 2000 (domain.md §6, KPI_REMARK). */
export const LONGEST_WORDS = 2000;

/** Letters and figures alone, for comparing two texts: 资金未到位。and 资金未到位 are the same words. */
export function bareWords(text: string): string {
  return text.normalize('NFKC').replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Whether the words explain anything: not blank, not 无 or /, and at least four letters that are not all the same. */
export function saysSomething(text: string | null): text is string {
  if (text === null) return false;
  const bare = bareWords(text);
  return !EMPTY_WORDS.test(bare) && bare.length >= SHORTEST_WORDS && new Set(bare).size > 1;
}
