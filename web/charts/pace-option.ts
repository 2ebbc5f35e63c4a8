/** The option of the pace chart: facts of an indicator or of money → ECharts. Pure. */
import type { LineSeriesOption } from 'echarts/charts';
import type { Light } from '../../domain/light.ts';
import { exact, formatNumber } from '../../domain/money.ts';
import { isYuan } from '../../domain/quantity.ts';
import type { Palette } from '../palette.ts';
import { quantity } from '../quantity.ts';
import { commonWords } from '../words/common.ts';
import { targetWords } from '../words/target.ts';
import { type ChartOption, axisOf, chartGround, splitLineOf } from './base.ts';
import { gapText, type PaceFacts } from './pace.ts';
import { outlookSeries, outlookText } from './pace-outlook.ts';

/** The shape of each light as a symbol. */
const SYMBOLS: Readonly<Record<Light, string>> = {
  normal: 'circle',
  ahead: 'path://M2.6 1.8 10 6 2.6 10.2Z',
  not_due: 'circle',
  awaiting_event: 'circle',
  attention: 'triangle',
  lagging: 'diamond',
  unreported: 'circle',
  severe: 'rect',
  undeterminable: 'circle',
};

/** Share of the axis below which two labels would stand on each other. */
const LEAST_LABELLED_GAP = 0.12;

/** Ticks at round numbers, at most five intervals, with a little room above the highest value. */
export function niceScale(
  low: number,
  high: number,
  fromZero: boolean,
): { min: number; max: number; interval: number } {
  const start = fromZero ? Math.min(0, low) : low;
  const span = high - start > 0 ? high - start : Math.max(Math.abs(high), 1);
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10;
  const interval = step * power;
  const min = fromZero && low >= 0 ? 0 : Math.floor(start / interval) * interval;
  const top = Math.ceil(high / interval - 1e-9) * interval;
  // Binary fractions: 0.1 × 3 would print as 0.30000000000000004.
  const round = (value: number) => Number(value.toPrecision(12));
  return { min: round(min), max: round(top > min ? top : min + interval), interval: round(interval) };
}

export interface PaceLook {
  /** Beside a form or on the phone: the target's label inside, fewer months printed. */
  narrow: boolean;
  palette: Palette;
}

export function paceOption(facts: PaceFacts, title: string, look: PaceLook): ChartOption {
  const { narrow, palette } = look;
  const axis = axisOf(palette);
  const scale = scaleOf(facts);
  const last = facts.actual.at(-1) ?? null;
  const starts = facts.expected !== null || facts.isCeiling;
  const goal = goalText(facts);
  const ends = [
    goal,
    ...(facts.outlook ? [outlookText({ ...facts.outlook, low: null, high: null }, facts.unit)] : []),
  ];
  const points = facts.actual.map(({ months, value }) => [months, Number(value)]);
  return {
    ...chartGround(title),
    grid: {
      left: 8,
      right: narrow ? 14 : Math.ceil(Math.max(...ends.map(textWidth))) + 12,
      top: 24,
      bottom: 4,
      containLabel: true,
    },
    xAxis: {
      type: 'value',
      min: 0,
      max: 12,
      interval: 1,
      ...axis,
      splitLine: { show: false },
      axisLabel: { ...axis.axisLabel, formatter: (month: number) => monthLabel(month, narrow) },
    },
    yAxis: {
      type: 'value',
      ...scale,
      ...axis,
      axisLine: { show: false },
      axisLabel: { ...axis.axisLabel, formatter: (value: number) => axisNumber(value, facts.unit) },
      splitLine: splitLineOf(palette),
    },
    series: [
      ...(facts.before ? [beforeSeries(facts.before, palette)] : []),
      {
        id: 'expected',
        type: 'line',
        silent: true,
        symbol: 'none',
        step: isStepped(facts) ? 'end' : false,
        data: expectedPoints(facts),
        lineStyle: {
          type: 'dashed',
          width: facts.before ? 2 : 1.4,
          color: facts.before ? palette.ink : palette.expected,
        },
        markLine: frame(facts, look),
      },
      {
        id: 'actual',
        type: 'line',
        silent: true,
        symbol: starts ? 'none' : 'circle',
        symbolSize: 5,
        step: starts ? 'end' : false,
        data: starts && points.length > 0 ? [[0, 0], ...points] : points,
        lineStyle: { width: 2.4, color: palette.blue },
        itemStyle: { color: palette.blue },
      },
      ...(facts.outlook && !facts.before ? outlookSeries(facts.outlook, facts, look) : []),
      gapSeries(facts, last, palette),
      marksSeries(facts, last, look),
    ],
  };
}

function scaleOf(facts: PaceFacts): ReturnType<typeof niceScale> {
  const values = [facts.target, ...facts.actual.map(({ value }) => value)].map(Number);
  const low = Math.min(...values);
  const high = Math.max(...values);
  // Amounts and counts start at zero; a rate near its target would be a flat line there.
  const isRate = facts.expected === null && (facts.unit === '%' || facts.unit === '‰');
  if (!isRate) return niceScale(low, high, true);
  const room = Math.max((high - low) * 0.3, 2);
  const scale = niceScale(Math.max(low - room, 0), high + room / 2, false);
  return high <= 100 && scale.max > 100 ? { ...scale, max: 100 } : scale;
}

type Expectation = Pick<PaceFacts, 'expected' | 'jump' | 'isByDay'>;

/** The expectation as points: at the months' ends, or around the one day on which the whole is due. */
function expectedPoints({ expected, jump }: Expectation): number[][] {
  const whole = Number(expected?.at(-1)?.value ?? 0);
  if (jump !== null) {
    const points = [
      [0, 0],
      [Math.min(jump, 12), jump > 12 ? 0 : whole],
    ];
    return jump < 12 ? [...points, [12, whole]] : points;
  }
  return expected?.map(({ months, value }) => [months, Number(value)]) ?? [];
}

/** What was expected before the curve that is being tried: faint, without labels. */
function beforeSeries(before: Expectation, palette: Palette): LineSeriesOption {
  return {
    id: 'before',
    type: 'line',
    silent: true,
    symbol: 'none',
    step: isStepped(before) ? 'end' : false,
    data: expectedPoints(before),
    lineStyle: { type: 'dotted', width: 1.4, color: palette.expected },
  };
}

/** The expectation of a curve that is not even jumps at the month's end. */
function isStepped({ expected, isByDay }: Expectation): boolean {
  if (expected === null || isByDay) return false;
  const [first, second] = [expected[1]?.value ?? '0', expected[12]?.value ?? '0'];
  return !exact(first).times(12).minus(second).abs().lte(0.001);
}

/** What the target's line is called: 目标 10.08 万元. */
function goalText(facts: PaceFacts): string {
  const goal = markText(facts.target, facts.unit, 2);
  if (facts.isBudget) return targetWords.pace.budget(goal);
  return facts.isCeiling ? targetWords.pace.limit(goal) : targetWords.pace.target(goal);
}

/** Width of the narrowest plot: the panel beside a form. Pixels. */
const NARROW_PLOT_PX = 220;

/** On the line at its end, or at its start where the as-of line would run through it and nothing else stands there. */
function goalPosition(facts: PaceFacts): 'insideStartTop' | 'insideEndTop' {
  const roomPx = (1 - facts.asOf.months / 12) * NARROW_PLOT_PX;
  if (textWidth(goalText(facts)) <= roomPx) return 'insideEndTop';
  // What was due is written to the left of its ring, above the line when the whole target was due.
  const isTaken =
    facts.due !== null &&
    Math.abs(Number(facts.target) - Number(facts.due.value)) / scaleOf(facts).max < LEAST_LABELLED_GAP;
  return isTaken ? 'insideEndTop' : 'insideStartTop';
}

/** Pixels of a label in 12 px semibold, rather too many: a Chinese character is square, a digit three fifths of it. */
function textWidth(text: string): number {
  const wide = text.match(/[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/gu)?.length ?? 0;
  return wide * 12 + (text.length - wide) * 7.4;
}

/** The as-of day as a dotted line and, over it, the target as a solid one. */
function frame(facts: PaceFacts, { narrow, palette }: PaceLook): NonNullable<LineSeriesOption['markLine']> {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    data: [
      {
        xAxis: facts.asOf.months,
        lineStyle: { type: 'dotted', width: 1.4, color: palette.ink },
        label: {
          formatter: facts.asOf.day.slice(5),
          position: 'end',
          color: palette.ink,
          fontSize: 11,
          distance: 4,
        },
      },
      {
        yAxis: Number(facts.target),
        lineStyle: { type: 'solid', width: 1.4, color: palette.ink },
        label: {
          formatter: goalText(facts),
          position: narrow ? goalPosition(facts) : 'end',
          color: palette.ink,
          backgroundColor: palette.veil,
          fontSize: 12,
          fontWeight: narrow ? 400 : 600,
        },
      },
    ],
  };
}

/** The gap between what is there and what is due, drawn and labelled. */
function gapSeries(
  facts: PaceFacts,
  last: PaceFacts['actual'][number] | null,
  palette: Palette,
): LineSeriesOption {
  const { word } = palette.lights[facts.light];
  return {
    id: 'gap',
    type: 'line',
    silent: true,
    // Over the as-of line, which runs through the label where the last report is a month old.
    z: 6,
    symbol: 'circle',
    symbolSize: 0,
    lineStyle: { width: 1, color: word },
    data: facts.due === null || last === null ? [] : gapData(facts, last, facts.due.value, palette),
  };
}

function gapData(
  facts: PaceFacts,
  last: PaceFacts['actual'][number],
  due: string,
  palette: Palette,
): { value: number[]; label?: object }[] {
  const missing = exact(due).minus(last.value);
  if (!missing.gt(0)) return [];
  const x = last.months + 0.12;
  const [from, to] = [Number(last.value), Number(due)];
  const label = {
    // A small gap has no room for its label; the title says it.
    show: (to - from) / scaleOf(facts).max > LEAST_LABELLED_GAP,
    position: last.months > 9 ? 'left' : 'right',
    distance: 6,
    color: palette.lights[facts.light].word,
    backgroundColor: palette.veil,
    fontSize: 12,
    formatter: targetWords.pace.gap(gapText(missing.toFixed(), facts.unit)),
  };
  return [{ value: [x, from] }, { value: [x, (from + to) / 2], label }, { value: [x, to] }];
}

/** The last actual in the shape of its light, and the ring of what was due then. */
function marksSeries(
  facts: PaceFacts,
  last: PaceFacts['actual'][number] | null,
  { narrow, palette }: PaceLook,
): LineSeriesOption {
  const mark = palette.lights[facts.light];
  const symbol = SYMBOLS[facts.light];
  const isBelow = facts.due === null || last === null || exact(last.value).lt(facts.due.value);
  const atLeft = last !== null && last.months > 2;
  const data: object[] = [];
  if (facts.due !== null) {
    const text = targetWords.pace.expected(
      markText(facts.due.value, facts.unit, exact(facts.due.value).gte(10) ? 0 : 1),
    );
    // On a narrow plot a long sum would run over the numbers of the axis.
    const hasRoom = !narrow || textWidth(text) + 24 <= (facts.due.months / 12) * NARROW_PLOT_PX;
    const isLeft = isBelow && hasRoom;
    // To the right of the ring the actual may stand below, and the target above where all of it is due.
    const isAtTarget =
      Math.abs(Number(facts.target) - Number(facts.due.value)) / scaleOf(facts).max < LEAST_LABELLED_GAP;
    const isAbove = isBelow && (isLeft || !isAtTarget);
    data.push({
      value: [facts.due.months, Number(facts.due.value)],
      symbol: 'circle',
      symbolSize: 7,
      itemStyle: { color: palette.sheet, borderColor: palette.expected, borderWidth: 1.6 },
      label: {
        position: atLeft ? (isLeft ? 'left' : 'right') : 'top',
        // Beside the ring and off the dashed line that leads to it.
        offset: atLeft ? [0, isAbove ? -8 : 10] : [0, 0],
        ...(isBelow && !isLeft && { backgroundColor: palette.veil }),
        color: palette.ink2,
        fontWeight: 400,
        formatter: text,
      },
    });
  }
  if (last !== null) {
    data.push({
      value: [last.months, Number(last.value)],
      symbol,
      symbolSize: symbol === 'diamond' ? 12 : 9,
      itemStyle: { color: mark.shape },
      label: {
        ...actualLabel(facts, last, isBelow),
        backgroundColor: palette.veil,
        color: mark.word,
        fontWeight: 600,
        formatter: narrow
          ? markText(last.value, facts.unit, 2)
          : targetWords.pace.actual(markText(last.value, facts.unit, 2)),
      },
    });
  }
  return {
    id: 'marks',
    type: 'line',
    silent: true,
    z: 6,
    lineStyle: { width: 0 },
    label: { show: true, fontSize: 12, distance: 6 },
    data,
  };
}

/** Beside the mark, off the steps and the lines: below what it falls short of, above what it has reached. */
function actualLabel(facts: PaceFacts, last: PaceFacts['actual'][number], isBelow: boolean): object {
  const { min, max } = scaleOf(facts);
  const height = (Number(last.value) - min) / (max - min);
  const isShort = facts.due === null ? exact(last.value).lt(facts.target) : isBelow;
  // At the upper edge stands the day, at the lower one stand the months.
  if (!isShort) return { position: height > 0.9 ? 'bottom' : 'top' };
  if (last.months > 9) return { position: 'left', offset: [0, height < 0.1 ? -8 : 12] };
  return { position: 'right', offset: [0, height < 0.1 ? -8 : 8] };
}

/** A number at a mark: money in 万元 as its axis, others with at most `decimals`. */
function markText(value: string, unit: string | null, decimals: number): string {
  return isYuan(unit) && exact(value).abs().gte(10_000)
    ? quantity(value, unit)
    : formatNumber(value, decimals);
}

function axisNumber(value: number, unit: string | null): string {
  return isYuan(unit) && Math.abs(value) >= 10_000
    ? commonWords.wan(formatNumber(exact(value).dividedBy(10_000), 2))
    : formatNumber(value, 2);
}

function monthLabel(month: number, narrow: boolean): string {
  if (month < 1 || month > 12 || (narrow && month % 2 === 0)) return '';
  return month === 1 || (month === 12 && !narrow) ? commonWords.month(month) : String(month);
}
