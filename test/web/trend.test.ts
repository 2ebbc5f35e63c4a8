import { describe, expect, it } from 'vitest';
import {
  type TrendSource,
  trendFacts,
  trendNotes,
  trendOption,
  trendTable,
  trendTitle,
} from '../../web/charts/trend.ts';
import { PALETTES } from '../../web/palette.ts';

const ENDS = [
  '01-31',
  '02-28',
  '03-31',
  '04-30',
  '05-31',
  '06-30',
  '07-31',
  '08-31',
  '09-30',
  '10-31',
  '11-30',
  '12-31',
];

/** Executed percent of a budget of 100 万元 at each month's end. */
function source(percents: readonly number[], changes: Partial<TrendSource> = {}): TrendSource {
  const trend = percents.map((share, index) => ({
    day: `2023-${ENDS[index]}`,
    executed: `${share * 10_000}.00`,
  }));
  const executed = trend.at(-1)?.executed ?? '0.00';
  return {
    fiscalYear: 2023,
    asOf: trend.at(-1)?.day ?? '2023-01-01',
    budget: '1000000.00',
    executed,
    executionRate: Number(executed) / 1_000_000,
    trend,
    ...changes,
  };
}
const titleOf = (from: TrendSource) => trendTitle(from, trendFacts(from));

describe('the year trend', () => {
  it('goes on at the mean of the last three months', () => {
    const facts = trendFacts(source([5, 10, 20, 28, 36, 44, 52]));
    expect(facts.recent).toEqual({ perMonth: expect.closeTo(0.08, 9) as number, months: 3 });
    expect(facts.forecast).toBeCloseTo(0.92, 9);
    expect(facts.needed).toBeCloseTo(0.48 / 5, 9);
  });
  it('says the forecast and what will be missing', () => {
    expect(titleOf(source([5, 10, 20, 28, 36, 44, 52]))).toBe('照现在的速度，年底约 92.0%，缺 8.00 万元');
    expect(trendNotes(trendFacts(source([5, 10, 20, 28, 36, 44, 52])))).toEqual({
      needed: '余下每月要 9.6 点',
      recent: '近三月平均 8.0 点',
    });
  });
  it('says a large gap without decimals', () => {
    const large = source([5, 10, 20, 28, 36, 44, 52], { budget: '1000000000.00' });
    const scaled = large.trend.map((point) => ({
      ...point,
      executed: String(Number(point.executed) * 1000),
    }));
    expect(titleOf({ ...large, trend: scaled, executed: '520000000' })).toBe(
      '照现在的速度，年底约 92.0%，缺 8,000 万元',
    );
  });
  it('never foresees more than all of it, nor less than what is spent', () => {
    expect(titleOf(source([20, 40, 60, 80]))).toBe('照现在的速度，年底能执行完');
    // A refund lowered the sum.
    expect(trendFacts(source([30, 30, 30, 20])).forecast).toBeCloseTo(0.2, 9);
  });
  it('does not guess in the first two months', () => {
    const january = source([6]);
    expect(trendFacts(january).forecast).toBeNull();
    expect(titleOf(january)).toBe('已执行 6.0%，满两个月后给出年底预计');
    expect(trendNotes(trendFacts(january)).recent).toBeNull();
  });
  it('starts from zero when fewer than three months have passed', () => {
    expect(trendFacts(source([6, 12])).recent).toEqual({
      perMonth: expect.closeTo(0.06, 9) as number,
      months: 2,
    });
  });
  it('tells a closed year as it was', () => {
    const closed = source([5, 10, 20, 28, 36, 44, 52, 60, 70, 80, 90, 97]);
    expect(titleOf(closed)).toBe('全年执行 97.0%，未执行 3.00 万元');
    expect(trendFacts(closed)).toMatchObject({ forecast: null, needed: null });
  });
  it('says that nothing can be compared without a budget', () => {
    const none = source([0], { budget: '0.00', executionRate: null });
    expect(titleOf(none)).toBe('还没有录入预算，不能比较');
    expect(trendFacts(none).actual).toEqual([]);
  });
});

describe('its chart', () => {
  const facts = trendFacts(source([5, 10, 20, 28, 36, 44, 52]));
  const option = trendOption(facts, '标题', PALETTES.light);
  const series = option.series as { id: string; data: number[][] }[];
  it('draws elapsed time, forecast and actual, from zero to twelve months', () => {
    expect(series.map(({ id }) => id)).toEqual(['time', 'band-low', 'band', 'forecast', 'actual']);
    expect(series[4]?.data).toHaveLength(8);
    expect(series[4]?.data[7]).toEqual([7, 52]);
    expect(series[3]?.data[1]?.[1]).toBeCloseTo(92, 6);
  });
  it('is described by its title, has no legend and does not move on load', () => {
    expect(option).toMatchObject({
      aria: { enabled: true, label: { description: '标题' } },
      animationDuration: 0,
      animationDurationUpdate: 300,
    });
    expect(option).not.toHaveProperty('legend');
    expect(option).not.toHaveProperty('title');
  });
  it('draws the interval as two stacked lines from the last point on, of the figures that the table prints', () => {
    const [, low, band] = option.series as { stack?: string; data: number[][] }[];
    expect([low?.stack, band?.stack]).toEqual(['band', 'band']);
    expect([low?.data[0], band?.data[0]]).toEqual([
      [7, 52],
      [7, 0],
    ]);
    const lowest = low?.data[1]?.[1] ?? 0;
    const highest = lowest + (band?.data[1]?.[1] ?? 0);
    expect(lowest).toBeLessThan(92);
    expect(highest).toBeGreaterThan(92);
    const printed = trendTable(source([5, 10, 20, 28, 36, 44, 52]), facts).rows.slice(-3);
    expect(printed.map(([name, , share]) => [name, share])).toEqual([
      ['年底预计', '92.0%'],
      ['年底低值', `${lowest.toFixed(1)}%`],
      ['年底高值', `${highest.toFixed(1)}%`],
    ]);
    expect(trendFacts(source([5, 10])).band).toBeNull();
  });
  it('grows its axis when more than the budget was spent', () => {
    const over = trendOption(trendFacts(source([60, 130])), '', PALETTES.light);
    expect(over.yAxis).toMatchObject({ min: 0, max: 150 });
  });
  it('has the same rows as a table', () => {
    const from = source([5, 10]);
    expect(trendTable(from, trendFacts(from))).toEqual({
      heads: ['月末', '累计执行（万元）', '执行率', '时间进度'],
      rows: [
        ['2023-01-31', '5.00', '5.0%', '8.3%'],
        ['2023-02-28', '10.00', '10.0%', '16.7%'],
        ['年底预计', '60.00', '60.0%', '100.0%'],
      ],
    });
  });
});

describe('every chart of the year', () => {
  const from = source([5, 10, 20, 28, 36, 44, 52]);
  const facts = trendFacts(from);
  it('says its title to those who do not see it', () => {
    expect(trendOption(facts, titleOf(from), PALETTES.dark).aria).toEqual({
      enabled: true,
      label: { description: '照现在的速度，年底约 92.0%，缺 8.00 万元' },
    });
  });
  it('takes every colour from the palette', () => {
    const light = new Set(JSON.stringify(trendOption(facts, '', PALETTES.light)).match(/#[0-9a-f]{6}/gi));
    const dark = JSON.stringify(trendOption(facts, '', PALETTES.dark)).match(/#[0-9a-f]{6}/gi) ?? [];
    expect(dark.length).toBeGreaterThan(5);
    expect(dark.filter((colour) => light.has(colour))).toEqual([]);
  });
});
