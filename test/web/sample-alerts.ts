/** The case of pages/04-alert.png: 演示数据. */
import type { AlertDetail, AlertItem, TimelineEntry } from '../../server/contract-alerts.ts';
import { addDays, weekday } from '../../domain/calendar.ts';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export function alertItem(changes: Partial<AlertItem> = {}): AlertItem {
  return {
    id: id(1),
    kind: 'overdue',
    state: 'open',
    projectId: id(2),
    projectName: '财政对机关事业单位养老保险的补助',
    unitId: id(3),
    unitName: '社会保险中心',
    fiscalYear: 2023,
    subjectName: '第 7 期',
    subjectId: id(4),
    title: '逾期 6 个工作日：834.00 万元应于 07-21 拨付，至今未拨',
    why: '应拨付 834.00 万元，已拨付 0.00 万元。',
    todo: '尽快足额拨付。',
    light: null,
    openedOn: '2023-07-22',
    resolvedOn: null,
    dueOn: '2023-07-21',
    outstanding: '8340000.00',
    workingDays: 6,
    level: 2,
    levels: 4,
    nextStepAt: '2023-08-04',
    nextPosts: ['finance_performance'],
    suppressedBy: null,
    until: null,
    ...changes,
  };
}

export function step(changes: Partial<TimelineEntry>): TimelineEntry {
  return {
    on: '2023-07-31',
    at: null,
    what: 'told',
    level: null,
    title: '',
    text: null,
    workingDaysAhead: null,
    posts: [],
    proofs: [],
    ...changes,
  };
}

/** Days from `from` to `to`, weekends off; `names` are days off with a name. */
export function ruler(from: string, to: string, names: Record<string, string> = {}): AlertDetail['ruler'] {
  const days: AlertDetail['ruler'] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const name = names[day] ?? null;
    days.push({ day, isWorkingDay: weekday(day) <= 5 && name === null, name });
  }
  return days;
}

export function overdueDetail(changes: Partial<AlertDetail> = {}): AlertDetail {
  const alert = changes.alert ?? alertItem();
  return {
    asOf: '2023-07-31',
    today: '2023-07-31',
    obligation: {
      id: alert.subjectId,
      projectId: alert.projectId,
      projectName: alert.projectName,
      unitId: alert.unitId,
      unitName: alert.unitName,
      indicatorId: null,
      planId: null,
      formId: null,
      kind: 'allotment',
      title: '第 7 期',
      period: null,
      printed: '指标形成后10个工作日',
      rule: '指标形成后 10 个工作日内',
      assumed: [],
      dueOn: '2023-07-21',
      amount: '8340000.00',
      paid: '0.00',
      metOn: null,
      state: 'overdue',
      workingDaysLate: 6,
      ageing: '1-30',
    },
    event: {
      id: id(5),
      anchor: 'quota_formed',
      happenedOn: '2023-07-07',
      document: '演示财社〔2023〕7号',
      note: null,
      recordedOn: '2023-07-07',
      recordedAt: '2023-07-07T09:00:00+08:00',
      recordedBy: '经办人',
      invented: true,
    },
    siblings: [
      { period: '2023-04', state: 'met', workingDaysLate: 0 },
      { period: '2023-05', state: 'met_late', workingDaysLate: 2 },
      { period: '2023-06', state: 'met', workingDaysLate: 0 },
      { period: '2023-08', state: 'not_due', workingDaysLate: 0 },
    ],
    timeline: [
      step({ on: '2023-07-07', what: 'event', title: '指标形成' }),
      step({ on: '2023-07-18', level: 0, title: '提醒经办人', posts: ['handler'] }),
      step({ on: '2023-07-21', what: 'due', title: '应拨付日' }),
      step({ on: '2023-07-24', level: 1, title: '上报经办人、单位负责人', posts: ['handler', 'unit_head'] }),
      step({ on: '2023-07-28', level: 2, title: '上报主管部门领导', posts: ['leader'] }),
      step({ on: '2023-07-31', what: 'today', title: '等待处理' }),
      step({
        on: '2023-08-04',
        what: 'step',
        level: 3,
        title: '将上报财政局绩效股',
        posts: ['finance_performance'],
        workingDaysAhead: 4,
      }),
    ],
    acts: [],
    ruler: ruler('2023-07-07', '2023-08-04'),
    projectLight: 'lagging',
    cause: null,
    silenceAtMost: '2023-08-30',
    mayAct: true,
    maySilence: true,
    mayPay: true,
    mayEnter: true,
    ...changes,
    alert,
  };
}
