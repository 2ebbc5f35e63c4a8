/** Sentences that come from the reader of a file and are kept as they were found: said in the language of the page. */
import { type Dictionary, words } from './words.ts';

const zhCN = {
  /** A finding, its remedy or its place. */
  said: (text: string) => text,
  /** What was found and what to do about it. */
  both: (message: string, remedy: string) => `${message}${remedy}`,
  /** Whether the place names several printings of one form. */
  isSeveral: (where: string) => where.includes('、') as boolean,
  /** A note on a printed target, or why it cannot be judged. */
  note: (text: string) => text,
} satisfies Dictionary;

export const findingWords = words('findings', zhCN);
