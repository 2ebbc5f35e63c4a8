/** What a printed target was understood as, in words: `≥ 383 人`, `10-31 前`, and how it is compared. */
import { monthNumber } from '../domain/calendar.ts';
import type { Grade } from '../domain/judge.ts';
import { MONEY_UNIT, isYuan } from '../domain/quantity.ts';
import type { JudgedTarget } from '../domain/target.ts';
import { plainNumber, shortDate } from './format.ts';
import { quantity, unitName } from './quantity.ts';
import { commonWords } from './words/common.ts';
import { findingWords } from './words/findings.ts';
import { targetWords } from './words/target.ts';

const SIGNS = { at_least: '≥', at_most: '≤', equal: '=' } as const;

/**
 * The target itself; a target that cannot be judged has none (`—`). Money in 万元 from 10,000 yuan; `inYuan` where it
 * stands beside a box that is filled in yuan.
 */
export function targetText(judged: JudgedTarget, fiscalYear: number, inYuan = false): string {
  switch (judged.measure) {
    case 'none':
      return commonWords.unknown;
    case 'grade':
      return targetWords.graded;
    case 'date':
      return targetWords.before(shortDate(judged.value, fiscalYear));
    case 'cumulative':
    case 'level':
      return `${SIGNS[judged.direction]} ${
        inYuan && isYuan(judged.unit)
          ? `${plainNumber(judged.value)} ${unitName(MONEY_UNIT)}`
          : quantity(judged.value ?? '0', judged.unit)
      }`;
  }
}

/** The target with how it is compared: `≥ 1,000 人 · 全年累计 · 按月均匀推进`; what was not understood says why. */
export function understoodText(judged: JudgedTarget, fiscalYear: number): string {
  const { measure } = judged;
  if (measure === 'none') {
    return judged.reason === null
      ? targetWords.measures.none
      : targetWords.notUnderstood(findingWords.note(judged.reason));
  }
  const parts = [targetText(judged, fiscalYear)];
  if (measure === 'level') parts.push(targetWords.measures.level);
  if (measure === 'cumulative') {
    parts.push(targetWords.measures.cumulative);
    parts.push(judged.direction === 'at_most' ? targetWords.atMost : curveText(judged, fiscalYear));
  }
  return parts.join(targetWords.separator);
}

/** How the year's whole is expected to come in, a target's or a project's money. */
export function curveText({ curve }: Pick<JudgedTarget, 'curve'>, fiscalYear: number): string {
  switch (curve.type) {
    case 'even':
      return targetWords.curves.even;
    case 'date':
      return targetWords.curves.date(shortDate(curve.on, fiscalYear));
    case 'year_end':
      return targetWords.curves.yearEnd;
    case 'seasonal':
      return targetWords.curves.seasonal([...curve.months].sort((a, b) => a - b));
    case 'plan':
      return targetWords.curves.plan;
    case 'monthly': {
      if (curve.from === undefined && curve.to === undefined) return targetWords.curves.monthly;
      const from = curve.from === undefined ? 1 : monthNumber(curve.from);
      return targetWords.curves.months(from, curve.to === undefined ? 12 : monthNumber(curve.to));
    }
  }
}

/** What was reached, with its unit: a number, a day or a grade; unknown `—`. */
export function actualText(actual: string | null, judged: JudgedTarget, fiscalYear: number): string {
  if (actual === null || actual === '') return commonWords.unknown;
  if (judged.measure === 'grade') return targetWords.grades[actual as Grade];
  return judged.measure === 'date' ? shortDate(actual, fiscalYear) : quantity(actual, judged.unit);
}

/** The unit as a column prints it: `月` is counted in 个月, brackets are full-width, money in yuan. */
export function unitText({ measure, unit }: JudgedTarget): string {
  if (measure === 'date' || measure === 'grade' || unit === null) return '';
  return unitName(unit);
}
