/** Duties, plans and events for the tests of the pages. */
import type { DutyPlan, Obligation, RegisteredEvent } from '../../server/contract-alerts.ts';

export function duty(changes: Partial<Obligation> & { id: string }): Obligation {
  return {
    projectId: 'project',
    projectName: '养老补助',
    unitId: 'unit',
    unitName: '社保中心',
    indicatorId: null,
    planId: null,
    formId: null,
    kind: 'payment',
    title: '发放养老金',
    period: null,
    printed: '12月31日前',
    rule: '2023 年 12 月 31 日前',
    assumed: [],
    dueOn: '2023-12-31',
    amount: null,
    paid: '0.00',
    metOn: null,
    state: 'not_due',
    workingDaysLate: 0,
    ageing: null,
    ...changes,
  };
}

/** Twelve months of one indicator: paid until June (May late), July overdue, the rest to come. */
export function yearOfDuties(): Obligation[] {
  return Array.from({ length: 12 }, (_, index) => {
    const month = index + 1;
    const period = `2023-${String(month).padStart(2, '0')}`;
    const state = month === 5 ? 'met_late' : month < 7 ? 'met' : month === 7 ? 'overdue' : 'not_due';
    return duty({
      id: `m${month}`,
      indicatorId: 'pension',
      title: `养老金（${month} 月）`,
      period,
      printed: '1月—12月',
      rule: '每月最后一个工作日前',
      dueOn: `${period}-28`,
      amount: '1000.00',
      paid: month < 7 ? '1000.00' : month === 7 ? '400.10' : '0.00',
      state,
      workingDaysLate: month === 5 ? 2 : month === 7 ? 6 : 0,
    });
  });
}

export function plan(changes: Partial<DutyPlan> = {}): DutyPlan {
  return {
    id: 'plan',
    kind: 'payment',
    title: '按协议支付',
    rule: { type: 'on', dueOn: '2023-09-30' },
    indicatorId: null,
    amounts: null,
    graceWorkingDays: 0,
    note: null,
    isWithdrawn: false,
    recordedAt: '2023-07-31T09:00:00+08:00',
    recordedBy: '经办人',
    ...changes,
  };
}

export function registered(changes: Partial<RegisteredEvent> = {}): RegisteredEvent {
  return {
    id: 'event',
    anchor: 'quota_formed',
    happenedOn: '2023-07-07',
    document: '柳财社〔2023〕12 号',
    note: null,
    recordedOn: '2023-07-10',
    recordedAt: '2023-07-10T09:00:00+08:00',
    recordedBy: '经办人',
    invented: false,
    ...changes,
  };
}
