/** Sentences of a judgement and the subject they speak of. */
import { overviewWords } from './words/overview.ts';

/** What stands before the first figure: `取证 302 人，应达 583 人` → `取证`. */
function opening(why: string): string {
  return /^[^\d：]*/.exec(why)?.[0].trim() ?? '';
}

/** Whether a sentence begins with its subject, whole (`培训合格率`) or without the word its unit repeats (`取证`人数). */
function isNamed(why: string, subjectName: string): boolean {
  const start = opening(why);
  return why.startsWith(subjectName) || (start !== '' && subjectName.startsWith(start));
}

/** The sentence with its subject before it, for lists that show several subjects of one project. */
export function withSubject(why: string, subjectName: string): string {
  return subjectName === '' || isNamed(why, subjectName) ? why : overviewWords.reason(subjectName, why);
}

/** Whether `shown` is an earlier sentence of the subject that now says `why`; money (no name) always opens the same. */
export function isSameSubject(shown: string, why: string, subjectName: string): boolean {
  if (subjectName === '') return opening(shown) !== '' && opening(shown) === opening(why);
  return isNamed(shown, subjectName);
}
