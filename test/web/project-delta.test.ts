import { describe, expect, it } from 'vitest';
import type { LiveJudged, ProjectDetail } from '../../server/contract.ts';
import type { LiveEvent } from '../../web/live-channel.ts';
import { afterEvents, isOfProject } from '../../web/project-delta.ts';
import { judged } from './sample-overview.ts';
import { INDICATORS, MONEY, PROJECT, sampleProject } from './sample-project.ts';

const [FIRST, SECOND] = INDICATORS as [string, string];

const event = (seq: number, changes: Partial<LiveJudged>, id = `event-${seq}`): LiveEvent => ({
  seq,
  id,
  topic: `project:${PROJECT}`,
  type: 'judged',
  data: judged({ subjectId: FIRST, ...changes }),
});
const worse = (seq: number, actual: string, id?: string) =>
  event(
    seq,
    {
      actual,
      light: { from: 'normal', to: 'severe' },
      projectLight: { from: 'normal', to: 'severe' },
      since: { subject: '2023-07-31', project: '2023-07-30' },
      why: `实际 ${actual} 台，7 月末应达 44 台`,
    },
    id,
  );
const paid = (seq: number, executed: string, budget = '800000.00') =>
  event(seq, {
    subjectId: MONEY,
    kind: 'money',
    group: null,
    subjectName: '',
    light: { from: 'normal', to: 'attention' },
    projectLight: { from: 'normal', to: 'attention' },
    since: { subject: '2023-07-31', project: '2023-07-31' },
    money: { budget, executed, budgetBefore: '800000.00', executedBefore: '330000.00' },
    actual: executed,
    why: '已执行',
  });

const after = (events: LiveEvent[], speaks = true, project: ProjectDetail = sampleProject()) =>
  afterEvents(project, events, { speaks });
const rowOf = (project: ProjectDetail, id: string) => {
  const found = project.indicators.find((indicator) => indicator.id === id);
  if (!found) throw new Error('the indicator is gone');
  return found;
};

describe('a change of an indicator', () => {
  it('gives its row value, light, day and reason, and the project its light with its day', () => {
    const before = sampleProject();
    const next = after([worse(41, '12')], true, before);
    expect(rowOf(next, FIRST).judgement).toEqual({
      ...rowOf(before, FIRST).judgement,
      light: 'severe',
      actual: '12',
      why: '实际 12 台，7 月末应达 44 台',
      since: '2023-07-31',
    });
    expect(next).toMatchObject({ light: 'severe', since: '2023-07-30' });
    // What it does not tell stays as read; other rows are the very same, so that nothing of them is drawn again.
    expect(next.why).toBe(before.why);
    expect(next.history).toBe(before.history);
    expect(next.cursor).toBe(before.cursor);
    expect(rowOf(next, SECOND)).toBe(rowOf(before, SECOND));
    expect(rowOf(before, FIRST).judgement.actual).toBe('27');
  });
  it('in another language keeps the reason until it is read', () => {
    const { judgement } = rowOf(after([worse(41, '12')], false), FIRST);
    expect(judgement).toMatchObject({ actual: '12', light: 'severe' });
    expect(judgement.why).toBe(rowOf(sampleProject(), FIRST).judgement.why);
  });
  it('that does not say since when leaves the light of the project with its day', () => {
    const { since: _since, ...old } = worse(41, '12').data as LiveJudged;
    const next = after([{ ...worse(41, '12'), data: old } as LiveEvent]);
    expect(next).toMatchObject({ light: 'normal', since: '2023-05-31' });
    expect(rowOf(next, FIRST).judgement).toMatchObject({ light: 'severe', since: '2023-05-31' });
  });
  it('the last of several holds', () => {
    expect(rowOf(after([worse(41, '12'), worse(42, '13')]), FIRST).judgement.actual).toBe('13');
  });
});

describe('a change of the money', () => {
  it('gives the amounts, their rate and their light', () => {
    expect(after([paid(41, '500000.00')]).money).toMatchObject({
      budget: '800000.00',
      executed: '500000.00',
      executionRate: 0.625,
      judgement: { light: 'attention', actual: '500000.00', why: '已执行' },
    });
  });
  it('of a project without a budget leaves it without one', () => {
    const project = sampleProject();
    project.money = { ...project.money, budget: null, executionRate: null };
    expect(after([paid(41, '500.00', '0.00')], true, project).money).toMatchObject({
      budget: null,
      executed: '500.00',
      executionRate: null,
    });
  });
});

describe('nothing is put over the answer', () => {
  it.each<[string, LiveEvent]>([
    ['that it contains, by its number', worse(40, '12')],
    ['that it contains, still without a number then', worse(45, '12', 'pending-one')],
    ['of another project', event(41, { projectId: MONEY, actual: '12' })],
    ['of a later day', event(41, { actual: '12', at: '2023-08-01T00:00:00+08:00' })],
    ['that tells no figure', { ...worse(41, '12'), type: 'recorded' } as unknown as LiveEvent],
  ])('%s', (_, told) => {
    const project = sampleProject({ cursor: { seq: 40, pending: ['pending-one'] } });
    expect(after([told], true, project)).toBe(project);
  });
});

describe('what has the project read again', () => {
  const told = (type: string, data: object): LiveEvent =>
    ({ seq: 41, id: 'a', topic: 't', type, data }) as unknown as LiveEvent;
  it.each(['judged', 'recorded', 'alert', 'adjusted', 'disposed'])('%s of the project alone', (type) => {
    expect(isOfProject(told(type, { projectId: PROJECT }), PROJECT)).toBe(true);
    expect(isOfProject(told(type, { projectId: MONEY }), PROJECT)).toBe(false);
  });
  it('an import, whatever it brought; nothing else', () => {
    expect(isOfProject(told('imported', {}), PROJECT)).toBe(true);
    expect(isOfProject(told('form_moved', { projectId: PROJECT }), PROJECT)).toBe(false);
  });
});
