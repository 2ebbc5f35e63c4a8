import { findingInEnglish } from '../../../domain/english-findings.ts';
import { targetInEnglish } from '../../../domain/english-targets.ts';
import type { findingWords } from '../findings.ts';

/** What has no twin stays Chinese; web/mark-chinese.ts marks it as such. */
const said = (text: string): string => findingInEnglish(text) ?? text;

export const findings: typeof findingWords = {
  said,
  both: (message, remedy) => [said(message), said(remedy)].filter((text) => text !== '').join(' '),
  isSeveral: (where) => where.includes('、'),
  note: targetInEnglish,
};
