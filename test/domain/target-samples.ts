/** Printed targets as the parser reads them, and how they are judged in 2023. */
import { expect } from 'vitest';
import { judgedTarget, type JudgedTarget } from '../../domain/target.ts';
import type { ParsedTarget } from '../../domain/target-text.ts';

/** What the parser reads, with only what the case is about. */
export function parsed(what: Partial<ParsedTarget> & Pick<ParsedTarget, 'kind'>): ParsedTarget {
  return {
    raw: '原文',
    comparator: null,
    value: null,
    unit: null,
    confidence: 1,
    notes: [],
    assumed: [],
    ...what,
  };
}

export function judge(
  what: Parameters<typeof parsed>[0],
  level2: string,
  name = '指标',
  level1 = '产出指标',
): JudgedTarget {
  return judgedTarget(parsed(what), { level1, level2, name, fiscalYear: 2023 });
}

export const people = (value: number, comparator: ParsedTarget['comparator'] = null) =>
  ({ kind: 'count', value, unit: '人', comparator }) as const;
export const percent = (value: number, comparator: ParsedTarget['comparator'] = null) =>
  ({ kind: 'percentage', value, unit: '%', comparator }) as const;
export const yuan = (value: number, comparator: ParsedTarget['comparator'] = null) =>
  ({ kind: 'money', value, unit: '元', comparator }) as const;

/** Expects what a case of a table says: kind, level 2 and name give measure, direction, value, unit, reports and rules. */
export function expectJudged(
  what: object,
  level2: string,
  name: string,
  measure: string,
  direction: string,
  value: string | null,
  unit: string | null,
  every: string,
  rules: readonly string[],
): void {
  const target = judge(what as Parameters<typeof parsed>[0], level2, name);
  expect(target).toMatchObject({ measure, direction, value, unit, reportEvery: every, reason: null });
  expect(target.assumed).toEqual(rules);
}

/** Expects that it cannot be judged, for that reason. */
export function expectNone(what: object, level2: string, reason: string): void {
  const target = judge(what as Parameters<typeof parsed>[0], level2);
  expect(target.measure).toBe('none');
  expect(target.reason).toBe(reason);
}
