/** The year's execution: facts → what the panel says, the chart's option and the same rows as a table. Pure. */
import { executionRate, exact } from '../../domain/money.ts';
import { timeProgress } from '../../domain/pace.ts';
import type { Overview } from '../../server/contract.ts';
import { percent, percentNumber, pointsSize, wanYuan } from '../format.ts';
import type { Palette } from '../palette.ts';
import { commonWords } from '../words/common.ts';
import { overviewWords } from '../words/overview.ts';
import { type ChartOption, type ChartTable, axisOf, chartGround, splitLineOf } from './base.ts';

/** The recent pace is the mean of at most this many whole months. */
const RECENT_MONTHS = 3;
/** With fewer whole months than this a forecast would be a guess. */
const LEAST_MONTHS = 2;

export type TrendSource = Pick<
  Overview,
  'fiscalYear' | 'asOf' | 'budget' | 'executed' | 'executionRate' | 'trend'
>;

export interface TrendFacts {
  /** Months passed (a part counts as a part) and the share executed by then, from 0 on. */
  actual: { months: number; share: number; day: string; executed: string }[];
  /** Share expected at the year's end at the recent pace, at most 1; null while it cannot be told. */
  forecast: number | null;
  /** Mean share per month of the recent months, and over how many. */
  recent: { perMonth: number; months: number } | null;
  /** Share per month needed from here to the year's end; null when the year is over or all is executed. */
  needed: number | null;
}

function monthsAt(day: string, year: number): number {
  return timeProgress(year, day) * 12;
}

/** Reads the pace out of the cumulative sums. Without a budget there is no share: nothing can be told. */
export function trendFacts(source: TrendSource): TrendFacts {
  const actual: TrendFacts['actual'] = [];
  for (const point of source.trend) {
    const share = executionRate(point.executed, source.budget);
    if (share === null) return { actual: [], forecast: null, recent: null, needed: null };
    actual.push({
      months: monthsAt(point.day, source.fiscalYear),
      share,
      day: point.day,
      executed: point.executed,
    });
  }
  const last = actual.at(-1);
  if (!last) return { actual, forecast: null, recent: null, needed: null };
  const left = 12 - last.months;
  const needed = left <= 0 || last.share >= 1 ? null : (1 - last.share) / left;
  const start = [...actual].reverse().find((point) => point.months <= last.months - RECENT_MONTHS + 1e-6);
  const from = start ?? { months: 0, share: 0 };
  const span = last.months - from.months;
  if (last.months < LEAST_MONTHS || left <= 0) return { actual, forecast: null, recent: null, needed };
  const perMonth = (last.share - from.share) / span;
  return {
    actual,
    forecast: Math.min(1, Math.max(last.share, last.share + perMonth * left)),
    recent: { perMonth, months: Math.min(RECENT_MONTHS, Math.round(span)) },
    needed,
  };
}

/** The panel's title: the message with its number. */
export function trendTitle(source: TrendSource, facts: TrendFacts): string {
  if (source.executionRate === null) return overviewWords.trend.none;
  const left = exact(source.budget).minus(source.executed).toFixed(2);
  const last = facts.actual.at(-1);
  if (last && last.months >= 12) return overviewWords.trend.closed(percent(last.share), wanYuan(left));
  if (facts.forecast === null) return overviewWords.trend.early(percent(source.executionRate));
  if (facts.forecast >= 0.9995) return overviewWords.trend.complete;
  const missing = exact(source.budget).times(exact(1).minus(facts.forecast)).toFixed(2);
  return overviewWords.trend.forecast(percent(facts.forecast), wanYuan(missing));
}

/** The line under the chart: needed per month against the recent mean. */
export function trendNotes(facts: TrendFacts): { needed: string | null; recent: string | null } {
  return {
    needed: facts.needed === null ? null : overviewWords.trend.needed(pointsSize(facts.needed)),
    recent:
      facts.recent === null
        ? null
        : overviewWords.trend.recent(facts.recent.months, pointsSize(facts.recent.perMonth)),
  };
}

/** The same facts as rows: month end, executed in 万元, share, elapsed time. */
export function trendTable(source: TrendSource, facts: TrendFacts): ChartTable {
  const { month, executed, share, time } = overviewWords.trend;
  return {
    heads: [month, executed, share, time],
    rows: facts.actual.map((point) => [
      point.day,
      wanYuan(point.executed),
      percent(point.share),
      percent(timeProgress(source.fiscalYear, point.day)),
    ]),
  };
}

export function trendOption(facts: TrendFacts, title: string, palette: Palette): ChartOption {
  const actual = [[0, 0], ...facts.actual.map((point) => [point.months, point.share * 100])];
  const last = facts.actual.at(-1);
  const isSlow = last !== undefined && last.share < last.months / 12;
  const label = { fontSize: 12, distance: 6 };
  const axis = axisOf(palette);
  return {
    ...chartGround(title),
    // Near the year's end what is there is written beside the plot.
    grid: { left: 28, right: isSlow && last.months > 10 ? 70 : 58, top: 10, bottom: 22 },
    xAxis: {
      type: 'value',
      min: 0,
      max: 12,
      interval: 1,
      ...axis,
      splitLine: { show: false },
      axisLabel: { ...axis.axisLabel, formatter: (month: number) => monthLabel(month) },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: Math.max(100, Math.ceil((last?.share ?? 0) * 4) * 25),
      interval: 25,
      ...axis,
      axisLine: { show: false },
      splitLine: splitLineOf(palette),
    },
    series: [
      {
        id: 'time',
        type: 'line',
        silent: true,
        symbol: 'none',
        data: [
          [0, 0],
          [12, 100],
        ],
        lineStyle: { type: 'dashed', width: 1.2, color: palette.expected },
        endLabel: {
          show: true,
          formatter: overviewWords.trend.planned,
          ...label,
          color: palette.ink3,
          fontSize: 11,
          offset: [0, -2],
        },
      },
      {
        id: 'forecast',
        type: 'line',
        silent: true,
        symbol: 'none',
        data:
          last && facts.forecast !== null
            ? [
                [last.months, last.share * 100],
                [12, facts.forecast * 100],
              ]
            : [],
        lineStyle: { type: 'dotted', width: 1.8, color: palette.blue },
        endLabel: {
          show: facts.forecast !== null,
          formatter: overviewWords.trend.expected(percentNumber(facts.forecast)),
          ...label,
          color: palette.blue,
          fontSize: 11,
          // Both lines end at the right edge: keep their labels apart where the forecast comes close to 100.
          offset: [0, facts.forecast !== null && facts.forecast > 0.9 ? 14 : 0],
        },
      },
      {
        id: 'actual',
        type: 'line',
        symbol: 'circle',
        symbolSize: 5,
        data: actual,
        lineStyle: { width: 2.4, color: palette.blue },
        itemStyle: { color: palette.blue },
        silent: true,
        ...(last
          ? {
              markPoint: {
                silent: true,
                symbol: 'circle',
                symbolSize: 7,
                itemStyle: { color: palette.blue },
                label: {
                  // The side away from the line of elapsed time is free of other lines.
                  position: isSlow ? 'right' : 'left',
                  offset: isSlow ? [2, 12] : [-2, -10],
                  color: palette.blue,
                  fontWeight: 600,
                  fontSize: 12,
                  formatter: overviewWords.trend.actual(percentNumber(last.share)),
                },
                data: [{ name: 'asOf', coord: [last.months, last.share * 100] }],
              },
            }
          : {}),
      },
    ],
  };
}

function monthLabel(month: number): string {
  if (month < 1 || month > 12) return '';
  return month === 1 ? commonWords.month(month) : String(month);
}
