/** The year's execution: facts → what the panel says, the chart's option and the same rows as a table. Pure. */
import { forecastYear } from '../../domain/forecast.ts';
import { executionRate, exact, formatFixed } from '../../domain/money.ts';
import { timeProgress } from '../../domain/pace.ts';
import type { Overview } from '../../server/contract.ts';
import { percent, percentNumber, pointsSize, wanYuan } from '../format.ts';
import type { Palette } from '../palette.ts';
import { commonWords } from '../words/common.ts';
import { overviewWords } from '../words/overview.ts';
import { type ChartOption, type ChartTable, axisOf, chartGround, splitLineOf } from './base.ts';

export type TrendSource = Pick<
  Overview,
  'fiscalYear' | 'asOf' | 'budget' | 'executed' | 'executionRate' | 'trend'
>;

export interface TrendFacts {
  /** Months passed (a part counts as a part) and the share executed by then, from 0 on. */
  actual: { months: number; share: number; day: string; executed: string }[];
  /** Share expected at the year's end at the recent pace, at most 1; null while it cannot be told. */
  forecast: number | null;
  /** Between which shares the year will probably end; null while the months are too few to say. */
  band: { low: number; high: number } | null;
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
    if (share === null) return { actual: [], forecast: null, band: null, recent: null, needed: null };
    actual.push({
      months: monthsAt(point.day, source.fiscalYear),
      share,
      day: point.day,
      executed: point.executed,
    });
  }
  const last = actual.at(-1);
  if (!last) return { actual, forecast: null, band: null, recent: null, needed: null };
  const left = 12 - last.months;
  const needed = left <= 0 || last.share >= 1 ? null : (1 - last.share) / left;
  const found = forecastYear(
    actual.map(({ months, executed }) => ({ months, value: executed })),
    source.budget,
  );
  if (!found) return { actual, forecast: null, band: null, recent: null, needed };
  const share = (amount: string) => executionRate(amount, source.budget) ?? 0;
  return {
    actual,
    forecast: share(found.expected),
    band:
      found.low === null || found.high === null ? null : { low: share(found.low), high: share(found.high) },
    recent: { perMonth: share(found.basis.perMonth), months: found.basis.months },
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
  return overviewWords.trend.forecast(percent(facts.forecast), roundWan(missing));
}

/** What is foreseen is no account: from a thousand 万元 on without decimals, so that the title keeps its one line. */
function roundWan(amountYuan: string): string {
  const wan = exact(amountYuan).dividedBy(10_000);
  return wan.gte(1000) ? formatFixed(wan, 0) : wanYuan(amountYuan);
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
    rows: [
      ...facts.actual.map((point) => [
        point.day,
        wanYuan(point.executed),
        percent(point.share),
        percent(timeProgress(source.fiscalYear, point.day)),
      ]),
      ...forecastRow(source, facts),
    ],
  };
}

/** The year's end as it is foreseen, and the interval where there is one. */
function forecastRow(source: TrendSource, { forecast, band }: TrendFacts): string[][] {
  if (forecast === null) return [];
  const { yearEnd, yearLow, yearHigh } = overviewWords.trend;
  const row = (name: string, share: number) => [
    name,
    wanYuan(exact(source.budget).times(share).toFixed(2)),
    percent(share),
    percent(1),
  ];
  const expected = row(yearEnd, forecast);
  return band === null ? [expected] : [expected, row(yearLow, band.low), row(yearHigh, band.high)];
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
    grid: {
      left: 28,
      right: facts.band !== null || (isSlow && last.months > 10) ? 70 : 58,
      top: 10,
      bottom: 22,
    },
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
      ...bandSeries(facts, palette),
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
          formatter: forecastLabel(facts),
          lineHeight: 14,
          ...label,
          color: palette.blue,
          fontSize: 11,
          // Both lines end at the right edge: keep their labels apart where the forecast comes close to 100.
          offset: [0, facts.forecast !== null && facts.forecast > 0.88 ? (facts.band ? 21 : 14) : 0],
        },
      },
      {
        id: 'actual',
        type: 'line',
        symbol: 'circle',
        symbolSize: 5,
        showAllSymbol: true,
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

/** The interval as two stacked lines from the last point on: what is under it, and its width. */
function bandSeries(
  { actual, band }: TrendFacts,
  palette: Palette,
): NonNullable<ChartOption['series']> & object[] {
  const last = actual[actual.length - 1];
  const points = (atEnd: number, atLast: number) =>
    last && band
      ? [
          [last.months, atLast * 100],
          [12, atEnd * 100],
        ]
      : [];
  const line = {
    type: 'line',
    stack: 'band',
    silent: true,
    symbol: 'none',
    lineStyle: { opacity: 0 },
  } as const;
  return [
    { ...line, id: 'band-low', data: points(band?.low ?? 0, last?.share ?? 0) },
    {
      ...line,
      id: 'band',
      data: points((band?.high ?? 0) - (band?.low ?? 0), 0),
      areaStyle: { color: palette.blue, opacity: 0.1 },
    },
  ];
}

/** What is expected and, under it, the interval in whole points. */
function forecastLabel({ forecast, band }: TrendFacts): string {
  const expected = overviewWords.trend.expected(percentNumber(forecast));
  if (band === null || band.high - band.low < 0.001) return expected;
  return `${expected}\n${percentNumber(band.low)}–${percentNumber(band.high)}`;
}

function monthLabel(month: number): string {
  if (month < 1 || month > 12) return '';
  return month === 1 ? commonWords.month(month) : String(month);
}
