/** Sentences of a judgement and the subject they speak of. */
import { namedReason, subjectOf } from '../domain/explain-name.ts';
import { locale } from './words/words.ts';

/** What stands before the first figure: `已执行 33.00 万元，应达 40.00 万元` → `已执行`. */
function opening(why: string): string {
  return /^[^\d：]*/.exec(why)?.[0].trim() ?? '';
}

/** Whether a sentence begins with its subject, whole (`培训合格率`) or without the word its unit repeats (`取证`人数). */
function isNamed(why: string, subjectName: string): boolean {
  return why.startsWith(subjectName) || why.startsWith(`${subjectOf(subjectName)} `);
}

/** The sentence with its subject before it, for lists that show several subjects of one project; as the server names it. */
export function withSubject(why: string, subjectName: string): string {
  return subjectName === '' || isNamed(why, subjectName) ? why : namedReason(why, subjectName, locale.value);
}

/** Whether `shown` is an earlier sentence of the subject that now says `why`; money (no name) always opens the same. */
export function isSameSubject(shown: string, why: string, subjectName: string): boolean {
  if (isNamed(shown, subjectName) && subjectName !== '') return true;
  // Money, and a name that says nothing more than the unit (人数).
  if (subjectOf(subjectName) !== '') return false;
  return opening(shown) !== '' && opening(shown) === opening(why);
}
