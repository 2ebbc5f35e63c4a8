import { describe, expect, it } from 'vitest';
import { lateTitle, matrixTitle, unitsTitle, wallFacts } from '../../web/wall-facts.ts';
import { freshnessOf, leavesOf, markOf, typeShare, widthInEm } from '../../web/wall-view.ts';
import { newVersionWatch } from '../../web/wall-watch.ts';
import { wallWords } from '../../web/words/wall.ts';
import { lights, sampleOverview } from './sample-overview.ts';

describe('leaves of units', () => {
  it('are as even as can be, in order, and never none', () => {
    expect(leavesOf([1, 2, 3, 4, 5, 6, 7], 5)).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7],
    ]);
    expect(leavesOf([1, 2, 3, 4, 5], 5)).toEqual([[1, 2, 3, 4, 5]]);
    expect(leavesOf([], 5)).toEqual([[]]);
    expect(leavesOf(Array.from({ length: 23 }), 5).map((leaf) => leaf.length)).toEqual([5, 5, 5, 5, 3]);
  });
});

describe('the mark of a cell', () => {
  const mark = (counts: Parameters<typeof lights>[0]) =>
    markOf({ group: 'quantity', total: 9, byLight: lights(counts) });
  it('is the worst light that asks for attention, with its count', () => {
    expect(mark({ severe: 2, lagging: 5, normal: 2 })).toEqual({ light: 'severe', count: 2 });
    expect(mark({ unreported: 1, normal: 8 })).toEqual({ light: 'unreported', count: 1 });
  });
  it('is what most of it is where nothing does, without a count', () => {
    expect(mark({ normal: 3, not_due: 6 })).toEqual({ light: 'not_due', count: null });
    expect(mark({ undeterminable: 1 })).toEqual({ light: 'undeterminable', count: null });
  });
  it('is none in a cell without an indicator', () => {
    expect(mark({})).toBeNull();
  });
});

describe('the sentence', () => {
  const said = (overview: ReturnType<typeof sampleOverview>) =>
    wallWords
      .sentence(wallFacts(overview))
      .map((piece) => (typeof piece === 'string' ? piece : piece.text))
      .join('');
  it('says what the overview says in few words', () => {
    expect(said(sampleOverview())).toBe('4 个项目，1 个滞后；执行 50.0%，比时间慢 8.3 点');
    const { duties } = sampleOverview();
    const late = { ...duties, overdue: 3, overdueAmount: '8724900.00', missed: 1 };
    expect(said(sampleOverview({ duties: late }))).toBe(
      '4 个项目，1 个滞后，3 笔逾期 872.49 万元；执行 50.0%，比时间慢 8.3 点',
    );
    expect(said(sampleOverview({ executionRate: null, budget: '0.00' }))).toContain('还没有录入预算');
  });
  it('is set smaller where it would not fit one line, never larger', () => {
    expect(widthInEm('个项目')).toBe(3);
    expect(typeShare('个'.repeat(20), 35)).toBe(1);
    expect(typeShare('个'.repeat(70), 35)).toBe(0.5);
  });
});

describe('titles', () => {
  it('name the slowest unit, where lags are, and what is late', () => {
    const overview = sampleOverview();
    expect(unitsTitle(overview, overview.units[0] ?? null)).toBe('社保中心最慢：47.1%，比时间慢 11.2 点');
    expect(matrixTitle(overview)).toBe('滞后都在数量');
    const { duties } = overview;
    expect(lateTitle({ ...duties, overdue: 0, missed: 0 })).toBe('没有逾期的');
    expect(lateTitle({ ...duties, overdue: 3, missed: 0 })).toBe('逾期拨付 3 笔');
    expect(lateTitle({ ...duties, overdue: 3, missed: 2 })).toBe('逾期 3 笔，到期未办 2 项');
  });
});

describe('how old the figures are', () => {
  const NOW = Date.parse('2023-07-31T14:32:00+08:00');
  const ago = (ms: number) => new Date(NOW - ms);
  const seen = (changes: Partial<Parameters<typeof freshnessOf>[0]>) =>
    freshnessOf({
      state: 'connected',
      heardAt: ago(1_000),
      readAt: ago(60_000),
      lostAt: null,
      now: NOW,
      ...changes,
    });
  it('is now while the channel lives', () => {
    expect(seen({})).toEqual({ asOf: ago(1_000), isStale: false, isGrey: false, minutes: 0 });
  });
  it('is said at once when the line is cut, and greyed when that is more than a blink', () => {
    expect(seen({ state: 'stale', lostAt: NOW - 1_000 })).toMatchObject({ isStale: true, isGrey: false });
    expect(
      seen({ state: 'stale', heardAt: ago(130_000), readAt: ago(200_000), lostAt: NOW - 130_000 }),
    ).toEqual({
      asOf: ago(130_000),
      isStale: true,
      isGrey: true,
      minutes: 2,
    });
  });
  it('is stale behind a connection that says nothing, or when the whole is no longer read', () => {
    expect(seen({ heardAt: ago(41_000) })).toMatchObject({ isStale: true, isGrey: true });
    expect(seen({ readAt: ago(12 * 60_000) })).toMatchObject({ isStale: true, isGrey: true });
  });
  it('is nothing before the first answer', () => {
    expect(seen({ heardAt: null, readAt: null })).toMatchObject({
      asOf: null,
      isStale: false,
      isGrey: false,
    });
  });
});

it('a new version is told once for each', () => {
  let told = 0;
  const hear = newVersionWatch(() => (told += 1));
  for (const version of ['0.1.0 a.js', '0.1.0 a.js', '0.1.0 b.js', '0.1.0 b.js', '0.2.0 b.js']) hear(version);
  expect(told).toBe(2);
});
