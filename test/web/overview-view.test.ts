import { describe, expect, it } from 'vitest';
import type { Overview } from '../../server/contract.ts';
import {
  knownSum,
  longestLate,
  matrixFacts,
  nextStepOn,
  paceTone,
  sentenceFacts,
  settledRows,
  slowestUnit,
  unitsInOrder,
} from '../../web/overview-view.ts';
import { overviewWords } from '../../web/words/overview.ts';
import { lights, sampleOverview, worstRow } from './sample-overview.ts';

const said = (changes = {}) =>
  overviewWords
    .sentence(sentenceFacts(sampleOverview(changes)))
    .map((piece) => (typeof piece === 'string' ? piece : piece.text))
    .join('');

describe('the sentence', () => {
  it('says how many are behind, how many badly, and the pace of money', () => {
    expect(
      said({
        projects: { total: 64, byLight: lights({ severe: 3, lagging: 6, normal: 55 }) },
        executionRate: 0.542,
      }),
    ).toBe('64 个项目中 9 个滞后（3 个严重）；执行 54.2%，比时间进度慢 4.1 个百分点。');
  });
  it('says it when all that lag lag badly', () => {
    expect(said({ projects: { total: 4, byLight: lights({ severe: 2, normal: 2 }) } })).toContain(
      '2 个滞后（都是严重滞后）',
    );
  });
  it('names payments that are late with what is owed, and work whose day has passed', () => {
    const { duties } = sampleOverview();
    expect(said({ duties: { ...duties, overdue: 3, overdueAmount: '8724900.00' } })).toContain(
      '，3 笔拨付逾期共 872.49 万元；执行',
    );
    expect(said({ duties: { ...duties, overdue: 1, missed: 2 } })).toContain(
      '，1 笔拨付逾期，2 项到期未办；执行',
    );
  });
  it('says so when nobody is behind and money is ahead', () => {
    expect(said({ projects: { total: 4, byLight: lights({ normal: 4 }) }, executionRate: 0.7 })).toBe(
      '4 个项目没有滞后的；执行 70.0%，比时间进度快 11.7 个百分点。',
    );
  });
  it('names what is not reported', () => {
    expect(said({ projects: { total: 4, byLight: lights({ unreported: 2, normal: 2 }) } })).toContain(
      '没有滞后的，2 个未报；',
    );
  });
  it('does not speak of a difference below the last printed digit', () => {
    expect(said({ executionRate: 0.5833, timeProgress: 7 / 12 })).toContain('与时间进度一致');
  });
  it('says that there is no budget instead of a rate', () => {
    expect(said({ executionRate: null })).toContain('还没有录入预算。');
  });
});

describe('the units', () => {
  const unit = (unitId: string, executionRate: number | null) => ({
    unitId,
    name: unitId,
    members: [unitId],
    projects: 1,
    budget: '1.00',
    executed: '0.00',
    executionRate,
  });
  it('name the slowest that has a budget', () => {
    expect(slowestUnit([unit('a', null), unit('b', 0.5), unit('c', 0.4)])?.unitId).toBe('c');
    expect(slowestUnit([unit('a', null)])).toBeNull();
  });
  it('stay in the order of the server while they are few, from slow to fast when many', () => {
    const few = [unit('a', 0.9), unit('b', 0.1)];
    expect(unitsInOrder(few)).toBe(few);
    const many = Array.from({ length: 8 }, (_, index) =>
      unit(`u${index}`, index === 0 ? null : 1 - index / 10),
    );
    expect(unitsInOrder(many).map(({ unitId }) => unitId)).toEqual([
      'u7',
      'u6',
      'u5',
      'u4',
      'u3',
      'u2',
      'u1',
      'u0',
    ]);
  });
  it('take the colour of the light that their pace would earn', () => {
    const at = 0.5;
    expect([0.29, 0.3, 0.39, 0.4, 0.44, 0.45, 0.5, 0.51].map((rate) => paceTone(rate, at))).toEqual([
      'severe',
      'lagging',
      'lagging',
      'attention',
      'attention',
      null,
      null,
      'normal',
    ]);
    expect(paceTone(null, at)).toBeNull();
    expect(paceTone(0, 0)).toBeNull();
  });
});

describe('what is late', () => {
  const late = (workingDays: number, nextStepAt: string | null) =>
    ({ workingDays, nextStepAt }) as Overview['duties']['late'][number];
  it('names the longest and the next day on which somebody is told', () => {
    const { duties } = sampleOverview();
    expect([longestLate(duties), nextStepOn(duties)]).toEqual([0, null]);
    const three = { ...duties, late: [late(13, '2023-08-04'), late(6, null), late(2, '2023-08-02')] };
    expect([longestLate(three), nextStepOn(three)]).toEqual([13, '2023-08-02']);
  });
  it('says no sum where none is known', () => {
    expect([knownSum('0.00'), knownSum('8724900.00')]).toEqual(['', '872.49']);
  });
});

describe('the matrix', () => {
  it('adds its columns up and names where most of the lag is', () => {
    const facts = matrixFacts(sampleOverview());
    expect(facts.behind).toBe(1);
    expect([facts.groups, facts.inGroups]).toEqual([['quantity'], 1]);
    expect(facts.totals[0]).toMatchObject({
      group: 'quantity',
      total: 4,
      byLight: { lagging: 1, normal: 3 },
    });
    expect(facts.totals.reduce((sum, cell) => sum + cell.total, 0)).toBe(sampleOverview().indicators.total);
  });
  it('says when all of it is in the groups it names', () => {
    expect(overviewWords.matrix.title(1, 1, '数量')).toBe('1 个滞后指标，都在数量');
    expect(overviewWords.matrix.title(14, 13, '数量和时效')).toBe('14 个滞后指标，13 个在数量和时效');
  });
});

describe('rows under the pointer', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((projectId) => worstRow({ projectId })) as [
    ReturnType<typeof worstRow>,
    ReturnType<typeof worstRow>,
    ReturnType<typeof worstRow>,
  ];
  it('keep their place and take new figures', () => {
    const changed = { ...b, light: 'severe' as const };
    expect(settledRows([a, b], [changed, a])).toEqual({ rows: [a, changed], waiting: 1 });
  });
  it('stay when they have left, and count what waits to come in', () => {
    expect(settledRows([a, b], [a, c])).toEqual({ rows: [a, b], waiting: 1 });
    expect(settledRows([a], [a, b, c]).waiting).toBe(2);
  });
  it('have nothing waiting when nothing moved', () => {
    expect(settledRows([a, b], [a, b]).waiting).toBe(0);
  });
});
