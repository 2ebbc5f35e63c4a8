import { describe, expect, it } from 'vitest';
import type { AlertDetail, AlertItem } from '../../server/contract-alerts.ts';
import {
  actionsOf,
  consequencesOf,
  refusalOf,
  settleWords,
  settlingOf,
  silenceFaults,
} from '../../web/alert-choices.ts';
import {
  climbTitle,
  groupsOf,
  headlineOf,
  ladderBlocks,
  leadOf,
  lineOf,
  nextWords,
  soonTitle,
  timelineSteps,
  toneOf,
  whyRows,
} from '../../web/alerts-view.ts';
import { proofChips } from '../../web/proof-chips.ts';
import { alertItem, overdueDetail, step } from './sample-alerts.ts';

describe('a line of the list', () => {
  it('counts working days past the due day, and those that are left', () => {
    expect(leadOf(alertItem())).toBe('逾期 6 个工作日');
    expect(leadOf(alertItem({ workingDays: 0 }))).toBe('已过到期日');
    expect(leadOf(alertItem({ kind: 'due_soon', workingDays: -2 }))).toBe('还有 2 个工作日');
    expect(leadOf(alertItem({ kind: 'due_soon', workingDays: 0 }))).toBe('今天到期');
    expect(leadOf(alertItem({ state: 'resolved' }))).toBe('已办结');
  });

  it('names the subject and its light where nothing was due on a day', () => {
    const lagging = alertItem({ kind: 'indicator_lagging', subjectName: '取证人数', light: 'severe' });
    expect(lineOf(lagging)).toBe('取证人数 严重滞后');
    expect(toneOf(lagging)).toBe('severe');
    expect(lineOf(alertItem({ kind: 'money_behind', subjectName: '', light: 'lagging' }))).toBe(
      '资金支出 滞后',
    );
    expect(lineOf(alertItem({ kind: 'unreported', title: '2 项指标未按时上报', light: null }))).toBe(
      '2 项指标未按时上报',
    );
  });

  it('does not say the days twice in the title', () => {
    expect(headlineOf({ title: '逾期 6 个工作日：834.00 万元应于 07-21 拨付，至今未拨' })).toBe(
      '834.00 万元应于 07-21 拨付，至今未拨',
    );
    expect(headlineOf({ title: '今天到期：30.00 万元应于 07-12 发放' })).toBe('30.00 万元应于 07-12 发放');
    expect(headlineOf({ title: '到期以前没有别的工作日了：1.00 万元应于 08-05 发放' })).toBe(
      '1.00 万元应于 08-05 发放',
    );
    // A colon of the subject's own stays.
    expect(headlineOf({ title: '补贴：第一批进度滞后' })).toBe('补贴：第一批进度滞后');
  });

  it('ends with what comes next: who is told when, or until when it is quiet', () => {
    expect(nextWords(alertItem(), 2023)).toBe('08-04 报财政绩效股');
    expect(nextWords(alertItem({ level: 3, nextStepAt: '2023-08-11' }), 2023)).toBe('08-11 复催财政绩效股');
    expect(nextWords(alertItem({ level: null, nextPosts: ['handler', 'unit_head'] }), 2023)).toBe(
      '08-04 报经办人、负责人',
    );
    expect(nextWords(alertItem({ state: 'silenced', until: '2023-08-10' }), 2023)).toBe('静默到 08-10');
    expect(nextWords(alertItem({ state: 'resolved', resolvedOn: '2023-07-28' }), 2023)).toBe('07-28 办结');
    expect(nextWords(alertItem({ nextStepAt: null, nextPosts: [] }), 2023)).toBe('');
    expect(nextWords(alertItem({ nextStepAt: '2024-01-02' }), 2023)).toBe('2024-01-02 报财政绩效股');
  });
});

describe('the groups', () => {
  const late = alertItem({ id: 'late' });
  const light = alertItem({ id: 'light', kind: 'indicator_lagging', light: 'lagging' });
  const caused = alertItem({ id: 'caused', kind: 'money_behind', state: 'suppressed', suppressedBy: 'late' });

  it('put what is late before lights, and what another alert explains last, counted', () => {
    const groups = groupsOf('todo', [light, caused, late]);
    expect(groups.map(({ name, items }) => [name, items.map(({ id }) => id)])).toEqual([
      ['late', ['late']],
      ['lights', ['light']],
      ['suppressed', ['caused']],
    ]);
    expect(groups[2]?.title).toContain('1 条');
  });

  it('are one for the other tabs, and none without alerts', () => {
    expect(groupsOf('resolved', [late, light])).toHaveLength(1);
    expect(groupsOf('todo', [])).toEqual([]);
  });

  it('say the sum of what falls due only when all of it is listed', () => {
    const soon = [alertItem({ outstanding: '542900.00' }), alertItem({ outstanding: '270800.00' })];
    expect(soonTitle(soon, 2)).toBe('将到期 · 2 笔 81.37 万元');
    expect(soonTitle(soon, 4)).toBe('将到期 · 4 笔');
  });
});

describe('the case', () => {
  it('is headed by how far it climbed and when the next level is', () => {
    expect(climbTitle(overdueDetail())).toBe('已走完三级，第四级在 4 个工作日后');
    const top = overdueDetail({ alert: alertItem({ level: 3 }) });
    expect(climbTitle(top)).toBe('已走完四级，4 个工作日后复催');
    const silenced = overdueDetail({ alert: alertItem({ state: 'silenced', until: '2023-08-10' }) });
    expect(climbTitle(silenced)).toBe('已走完三级，静默到 2023-08-10，到期自动恢复上报');
    const none = overdueDetail({ alert: alertItem({ level: null }), timeline: [] });
    expect(climbTitle(none)).toBe('还没有上报，不再上报');
  });

  it('draws passed levels filled, the next as an outline', () => {
    const states = (level: number | null, hasNext = true) =>
      ladderBlocks(4, level, hasNext).map(({ state }) => state);
    expect(states(2)).toEqual(['passed', 'passed', 'passed', 'next']);
    expect(states(3)).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(states(null)).toEqual(['next', 'ahead', 'ahead', 'ahead']);
    expect(states(0, false)).toEqual(['passed', 'ahead', 'ahead', 'ahead']);
  });

  it('says why it is late: printed, counted from, due day, amount', () => {
    expect(whyRows(overdueDetail())).toEqual([
      { term: '申报原文', text: '指标形成后10个工作日', isPrinted: true },
      { term: '起算', text: '07-07 指标形成（演示财社〔2023〕7号）' },
      { term: '到期', text: '07-07 + 10 个工作日 = 07-21' },
      { term: '金额', text: '应拨付 834.00，已拨付 0 万元' },
      { term: '同类各期', text: '3 期中 1 期逾期' },
    ]);
  });

  it('says the sentences of the alert where no duty stands behind it', () => {
    const detail = overdueDetail({ alert: alertItem({ why: '实际 10 人，目标 14 人。' }), obligation: null });
    expect(whyRows(detail)).toEqual([{ term: '依据', text: '实际 10 人，目标 14 人。' }]);
  });

  it('shows a reply in the conversation and not among the steps', () => {
    const at = '2023-07-28T10:20:00+08:00';
    const acts: AlertDetail['acts'] = [
      {
        id: 'r',
        act: 'replied',
        until: null,
        reason: '已提交',
        by: '经办人',
        recordedOn: '2023-07-28',
        recordedAt: at,
      },
    ];
    const timeline = [step({ what: 'act', at, title: '经办人说明' }), step({ what: 'today' })];
    expect(timelineSteps(timeline, acts).map(({ what }) => what)).toEqual(['today']);
    expect(timelineSteps(timeline, []).map(({ what }) => what)).toEqual(['act', 'today']);
  });
});

describe('the proofs of a step', () => {
  const sent = { channel: 'product', post: '单位负责人', state: 'sent' as const, readAt: null, detail: null };

  it('leave a failure visible beside what replaced it', () => {
    const chips = proofChips({
      posts: ['leader'],
      proofs: [
        { ...sent, channel: 'mail', state: 'failed', at: '2023-07-28T08:30:06+08:00', detail: '信箱已满' },
        { ...sent, at: '2023-07-28T08:31:15+08:00', readAt: '2023-07-28T10:07:00+08:00' },
      ],
    });
    expect(chips).toEqual([
      { text: '邮件 08:30:06 未送达：信箱已满', isFailed: true },
      { text: '站内 08:31:15 送达', isFailed: false },
      { text: '单位负责人 10:07 已读', isFailed: false },
    ]);
  });

  it('say the same for several people once, with their number', () => {
    const at = '2023-07-28T08:30:00+08:00';
    const proofs = [
      { ...sent, at },
      { ...sent, at },
      { ...sent, at, post: '经办人' },
    ];
    expect(proofChips({ posts: ['handler', 'unit_head'], proofs }).map(({ text }) => text)).toEqual([
      '单位负责人 站内 08:30:00 送达 · 2 人',
      '经办人 站内 08:30:00 送达',
    ]);
  });

  it('call a message that waits after a failure a retry', () => {
    const failed = { ...sent, channel: 'mail', state: 'failed' as const, at: '2023-07-28T08:30:06+08:00' };
    const chips = proofChips({
      posts: ['leader'],
      proofs: [failed, { ...sent, channel: 'mail', state: 'waiting', at: null }],
    });
    expect(chips.map(({ text }) => text)).toEqual(['邮件 08:30:06 未送达', '邮件 等待重试']);
  });
});

describe('what to do', () => {
  const detail = overdueDetail();

  it('offers what the state allows', () => {
    expect(actionsOf({ state: 'open' })).toEqual(['acknowledge', 'silence', 'reply', 'settle']);
    expect(actionsOf({ state: 'silenced' })).toContain('reopen');
    expect(actionsOf({ state: 'resolved' })).toEqual(['reply']);
    expect(actionsOf({ state: 'suppressed' })).not.toContain('silence');
  });

  it('says why an action cannot be taken', () => {
    expect(refusalOf('silence', { ...detail, maySilence: false }, false)).toContain('单位负责人');
    expect(refusalOf('settle', { ...detail, mayPay: false }, false)).toContain('财政局业务股');
    expect(refusalOf('acknowledge', detail, true)).toContain('回到今天');
    expect(refusalOf('acknowledge', { ...detail, mayAct: false }, false)).toContain('只能查看');
    for (const action of ['acknowledge', 'silence', 'reply', 'settle'] as const) {
      expect(refusalOf(action, detail, false), action).toBeNull();
    }
  });

  it('leads to where it is settled', () => {
    const duty = { kind: 'allotment' as const, indicatorId: null };
    const alert = { ...detail.alert, duty };
    expect(settlingOf(alert)).toEqual({
      kind: 'money',
      path: `/projects/${alert.projectId}`,
      query: { pay: alert.subjectId },
    });
    expect(settleWords(alert)).toBe('登记拨付，办结');
    expect(settleWords({ ...alert, duty: { ...duty, kind: 'payment' } })).toBe('登记发放，办结');
    expect(settlingOf(alertItem({ kind: 'indicator_lagging' })).path).toBe('/entry');
    expect(settlingOf(alertItem({ kind: 'due_soon' })).kind).toBe('money');
    const work = { kind: 'work' as const, indicatorId: 'i' };
    expect(settlingOf({ ...alertItem({ kind: 'due_soon' }), duty: work })).toEqual({
      kind: 'work',
      path: '/entry',
      query: { indicator: 'i' },
    });
    expect(settlingOf(alertItem({ kind: 'money_behind' })).query).toEqual({ tab: 'money' });
  });

  const says = (...args: Parameters<typeof consequencesOf>) =>
    consequencesOf(...args).map(({ when, text }) => `${when} ${text}`);

  it('says before the click what follows from a silence: the real days, and what moves', () => {
    const preview = {
      workingDays: 4,
      steps: [{ on: '2023-08-07', level: 3, posts: ['finance_performance' as const], isMoved: true }],
    };
    expect(says('silence', detail, { until: '2023-08-04', preview })).toEqual([
      '提交后 仍每天核对，办结了自动了结',
      '08-04 到 08-04 为止不上报',
      '08-07 仍未办结，报财政绩效股（顺延）',
    ]);
    const [kept] = preview.steps.map((each) => ({ ...each, isMoved: false, on: '2023-08-04' }));
    if (!kept) throw new Error('no step');
    const unmoved = { workingDays: 1, steps: [kept] };
    expect(says('silence', detail, { until: '2023-08-01', preview: unmoved }).at(-1)).toBe(
      '08-04 仍未办结，报财政绩效股（不变）',
    );
    expect(says('silence', detail, { until: null, preview: null })).toEqual([]);
  });

  it('says that reading it holds nothing back, and when it comes back', () => {
    expect(says('acknowledge', detail, { until: null, preview: null })).toEqual(['08-04 照常报财政绩效股']);
    expect(says('acknowledge', detail, { until: '2023-08-02', preview: null }).at(-1)).toBe(
      '08-03 仍未办结就再提醒一次',
    );
    const top = overdueDetail({ alert: alertItem({ level: 3 }) });
    expect(says('acknowledge', top, { until: null, preview: null })).toEqual(['08-04 照常复催财政绩效股']);
  });

  it('promises no step to an alert that climbs no more', () => {
    for (const state of ['resolved', 'suppressed'] as const) {
      const quiet = overdueDetail({ alert: alertItem({ state }) });
      expect(says('reply', quiet, { until: null, preview: null }), state).toEqual([
        '提交后 告知过的人在这条提醒里看到',
      ]);
    }
    expect(says('reply', detail, { until: null, preview: null })).toHaveLength(2);
  });

  it('finds what is missing before it is sent', () => {
    const limits = { today: '2023-07-31', silenceAtMost: '2023-08-30' };
    expect(Object.keys(silenceFaults({ until: '', reason: '' }, limits))).toEqual(['until', 'reason']);
    expect(silenceFaults({ until: '2023-08-30', reason: '国库升级' }, limits)).toEqual({});
    expect(silenceFaults({ until: '2023-08-31', reason: '国库升级' }, limits)['until']).toContain(
      '2023-08-30',
    );
    expect(silenceFaults({ until: '2023-07-30', reason: '国库升级' }, limits)['until']).toContain('今天');
  });
});

it('an alert of every kind has a line, a tone and a way to be settled', () => {
  const kinds: AlertItem['kind'][] = [
    'indicator_lagging',
    'unreported',
    'money_behind',
    'over_budget',
    'due_soon',
    'overdue',
    'deadline_missed',
    'undeterminable',
  ];
  for (const kind of kinds) {
    const alert = alertItem({ kind });
    expect(lineOf(alert), kind).not.toBe('');
    expect(settlingOf(alert).path, kind).toMatch(/^\/(projects\/|entry)/);
    expect(settleWords(alert), kind).not.toBe('');
  }
});
