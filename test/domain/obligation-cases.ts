/** Duties for the tests of their states. */
import type { Duty, DutyRule, DutySource } from '../../domain/obligation.ts';
import type { ObligationFacts } from '../../domain/obligation-state.ts';
import { calendar, fiscalYear } from './cases.ts';

export const MONTHLY = {
  type: 'monthly',
  from: '2023-01',
  to: '2023-03',
  day: 'last_working_day',
} satisfies DutyRule;
export const MARCH = { type: 'on', dueOn: '2023-03-31' } satisfies DutyRule;
export const AFTER = {
  type: 'after',
  anchor: 'quota_formed',
  span: { count: 10, unit: 'working_day' },
} satisfies DutyRule;

export function duty(rule: DutyRule, more: Partial<DutySource> = {}): Duty {
  const source: DutySource = {
    id: 'd',
    from: 'target',
    indicatorId: 'd',
    planId: null,
    kind: 'payment',
    title: '养老金发放',
    rule,
    amounts: null,
    graceWorkingDays: 0,
    printed: null,
    assumed: [],
    recordedOn: '2023-01-01',
    withdrawnOn: null,
    ...more,
  };
  return { id: source.id, versions: [source] };
}

/** No duty, no payment, no report. */
export const nothing: ObligationFacts = {
  duties: [],
  fiscalYear,
  payments: [],
  events: [],
  entries: {},
  calendar,
  idOf: (dutyId, key) => `${dutyId} ${key}`,
};
