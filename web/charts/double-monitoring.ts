/**
 * The double monitoring as a scatter (guide §5): money pace across, performance pace up, a project a point, its shape and colour
 * its light, its size its budget. What it says, the option, and the same rows as a table. Pure.
 */
import type { ScatterSeriesOption } from 'echarts/charts';
import type { MarkAreaComponentOption } from 'echarts/components';
import {
  DEFAULT_CUTS,
  QUADRANTS,
  QUADRANT_NAMES,
  type DoubleMonitoring,
  type Quadrant,
} from '../../domain/double-monitoring.ts';
import { LIGHTS, TROUBLE, type Light } from '../../domain/light.ts';
import { exact } from '../../domain/money.ts';
import type { MonitoredForm } from '../cockpit-view.ts';
import { percent } from '../format.ts';
import type { Palette } from '../palette.ts';
import { reviewsWords } from '../words/reviews.ts';
import { locale } from '../words/words.ts';
import { axisOf, chartGround, splitLineOf, type ChartOption, type ChartTable } from './base.ts';

/** Beyond this share of what is due a point stands at the edge: a few far ahead would press all the others together. */
const FARTHEST = 2;
/** Least breadth of either axis: the cuts keep their place while all is slow. */
const NEAREST = 1.2;
/** Diameter in pixels of the smallest budget and of the largest. */
const SMALLEST = 6;
const LARGEST = 24;

export function quadrantName(quadrant: Quadrant): string {
  return QUADRANT_NAMES[locale.value][quadrant];
}

/** The message with its number. */
export function monitoringTitle({ counts }: Pick<DoubleMonitoring<MonitoredForm>, 'counts'>): string {
  const { title } = reviewsWords.monitoring;
  const placed = QUADRANTS.reduce((sum, quadrant) => sum + counts[quadrant], 0);
  if (placed === 0) return title.none;
  if (counts.money_ahead > 0) return title.moneyAhead(counts.money_ahead);
  return counts.both_behind > 0 ? title.bothBehind(counts.both_behind) : title.fine;
}

const pointsOf = ({ quadrants }: DoubleMonitoring<MonitoredForm>) =>
  QUADRANTS.flatMap((quadrant) => quadrants[quadrant]);

/** How many points stand at an edge because they lie beyond it. */
export function beyondEdge(found: DoubleMonitoring<MonitoredForm>): number {
  return pointsOf(found).filter(
    ({ moneyPace, performancePace }) => (moneyPace ?? 0) > FARTHEST || (performancePace ?? 0) > FARTHEST,
  ).length;
}

/** Worst quadrant first, within it as the domain orders; last those that no quadrant takes. */
export function monitoringTable(found: DoubleMonitoring<MonitoredForm>): ChartTable {
  const { heads, unplaced } = reviewsWords.monitoring;
  const name = ({ form }: MonitoredForm) =>
    reviewsWords.monitoring.project(form.summary.projectName, form.unitName);
  return {
    heads: [heads.project, heads.money, heads.performance, heads.quadrant],
    rows: [
      ...(['money_ahead', 'both_behind', 'money_behind', 'both_fine'] as const).flatMap((quadrant) =>
        found.quadrants[quadrant].map((point) => [
          name(point),
          percent(point.moneyPace),
          percent(point.performancePace),
          quadrantName(quadrant),
        ]),
      ),
      ...found.unplaced.map(({ project, why }) => [
        name(project),
        percent(project.moneyPace),
        percent(project.performancePace),
        unplaced[why],
      ]),
    ],
  };
}

/** As LightMark draws them; what has no filled shape is drawn as its outline. */
const SYMBOLS: Readonly<Record<Light, string>> = {
  normal: 'circle',
  ahead: 'path://M2.6 1.8 10 6 2.6 10.2Z',
  not_due: 'path://M0 5H12V7H0Z',
  awaiting_event: 'path://M0 5H2V7H0ZM5 5H7V7H5ZM10 5H12V7H10Z',
  attention: 'triangle',
  lagging: 'diamond',
  unreported: 'emptyCircle',
  severe: 'rect',
  undeterminable: 'path://M3 0H9V6H7V8H5V4H7V2H3ZM5 10H7V12H5Z',
};
/** What is normal steps back behind what is not (guide §5: .55–.8). */
const opacityOf = (light: Light): number => (TROUBLE.includes(light) ? 0.8 : 0.55);

/**
 * @param current form that is looked at: its point has an outline
 */
export function monitoringOption(
  found: DoubleMonitoring<MonitoredForm>,
  { title, palette, current }: { title: string; palette: Palette; current: string | null },
): ChartOption {
  const points = pointsOf(found);
  const largest = points.reduce((most, point) => Math.max(most, budgetOf(point)), 0);
  const breadth = (pace: 'moneyPace' | 'performancePace') => {
    const most = points.reduce((far, point) => Math.max(far, point[pace] ?? 0), NEAREST);
    return Math.ceil(Math.min(FARTHEST, most) * 5) * 20;
  };
  const right = breadth('moneyPace');
  const top = breadth('performancePace');
  const axis = axisOf(palette);
  const words = reviewsWords.monitoring;
  const nameStyle = { color: palette.ink3, fontSize: 11 };
  return {
    ...chartGround(title),
    grid: { left: 44, right: 14, top: 26, bottom: 40 },
    xAxis: {
      type: 'value',
      min: 0,
      max: right,
      interval: right > 120 ? 40 : 20,
      name: words.moneyAxis,
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: nameStyle,
      ...axis,
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: top,
      interval: top > 120 ? 40 : 20,
      name: words.performanceAxis,
      nameLocation: 'middle',
      nameGap: 30,
      nameTextStyle: nameStyle,
      ...axis,
      splitLine: splitLineOf(palette),
    },
    series: [
      ground(found, { right, top, palette }),
      ...LIGHTS.map((light) => ({
        id: light,
        type: 'scatter' as const,
        silent: true,
        symbol: SYMBOLS[light],
        symbolKeepAspect: true,
        itemStyle: { color: palette.lights[light].shape, opacity: opacityOf(light) },
        data: points
          .filter((point) => point.light === light)
          .map((point) => ({
            name: point.form.summary.projectName,
            value: [
              Math.min(point.moneyPace ?? 0, FARTHEST) * 100,
              Math.min(point.performancePace ?? 0, FARTHEST) * 100,
            ],
            symbolSize: diameter(budgetOf(point), largest),
            ...(point.id === current
              ? { itemStyle: { borderColor: palette.ink, borderWidth: 2, opacity: 1 } }
              : {}),
          })),
      })),
    ],
  };
}

type Corners = NonNullable<MarkAreaComponentOption['data']>[number];

/** The two bad quadrants tinted, all four named with their counts, and the cuts. */
function ground(
  { counts }: DoubleMonitoring<MonitoredForm>,
  { right, top, palette }: { right: number; top: number; palette: Palette },
): ScatterSeriesOption {
  const money = DEFAULT_CUTS.money.value * 100;
  const performance = DEFAULT_CUTS.performance.value * 100;
  const area = (
    quadrant: Quadrant,
    position: 'insideTopLeft' | 'insideTopRight' | 'insideBottomLeft' | 'insideBottomRight',
    from: [number, number],
    to: [number, number],
    tint: { colour: string; word: string } | null,
  ): Corners => [
    {
      name: reviewsWords.monitoring.quadrant(quadrantName(quadrant), counts[quadrant]),
      coord: from,
      itemStyle: { color: tint?.colour ?? 'transparent', opacity: 0.08 },
      label: { position, color: tint?.word ?? palette.ink2, fontSize: 12, fontWeight: 600 },
    },
    { coord: to },
  ];
  const { lagging, severe } = palette.lights;
  return {
    id: 'ground',
    type: 'scatter',
    silent: true,
    data: [],
    markArea: {
      silent: true,
      data: [
        area('money_behind', 'insideTopLeft', [0, performance], [money, top], null),
        area('both_fine', 'insideTopRight', [money, performance], [right, top], null),
        area('both_behind', 'insideBottomLeft', [0, 0], [money, performance], {
          colour: lagging.shape,
          word: lagging.word,
        }),
        area('money_ahead', 'insideBottomRight', [money, 0], [right, performance], {
          colour: severe.shape,
          word: severe.word,
        }),
      ],
    },
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { type: 'solid', color: palette.ink2, width: 1 },
      label: { color: palette.ink3, fontSize: 11, distance: 4 },
      data: [
        { xAxis: money, label: { formatter: `${money}%`, position: 'end' } },
        { yAxis: performance, label: { formatter: `${performance}%`, position: 'insideEndTop' } },
      ],
    },
  };
}

const budgetOf = ({ budgetYuan }: MonitoredForm): number =>
  budgetYuan === null ? 0 : Math.max(0, exact(budgetYuan).toNumber());

/** Its area goes with the budget. */
function diameter(budget: number, largest: number): number {
  if (largest === 0) return SMALLEST;
  return SMALLEST + Math.sqrt(budget / largest) * (LARGEST - SMALLEST);
}
