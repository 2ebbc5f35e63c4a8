/** The rest of the year at the recent pace, in the pace chart: a dotted line and the cone of its interval. Pure. */
import type { LineSeriesOption } from 'echarts/charts';
import type { Palette } from '../palette.ts';
import { quantity } from '../quantity.ts';
import { targetWords } from '../words/target.ts';
import type { PaceFacts } from './pace.ts';

export type Outlook = NonNullable<PaceFacts['outlook']>;

/** 预计 313.22 万元（291.10–335.34 万元）. */
export function outlookText({ expected, low, high }: Outlook, unit: string | null): string {
  const said = (value: string) => quantity(value, unit);
  return targetWords.pace.outlook(
    said(expected),
    low === null || high === null ? null : `${said(low)}–${said(high)}`,
  );
}

/** The cone is the band between two stacked lines; only the upper one is filled. */
export function outlookSeries(
  outlook: Outlook,
  { unit, light }: Pick<PaceFacts, 'unit' | 'light'>,
  look: { narrow: boolean; palette: Palette },
): LineSeriesOption[] {
  const { from, expected, low, high } = outlook;
  const colour = look.palette.lights[light].word;
  const start = Number(from.value);
  const line = { type: 'line', silent: true, symbol: 'none' } as const;
  const edge = { ...line, stack: 'outlook', lineStyle: { opacity: 0 } };
  const cone: LineSeriesOption[] =
    low === null || high === null
      ? []
      : [
          {
            ...edge,
            id: 'outlook-low',
            data: [
              [from.months, start],
              [12, Number(low)],
            ],
          },
          {
            ...edge,
            id: 'outlook-high',
            areaStyle: { color: colour, opacity: 0.1 },
            data: [
              [from.months, 0],
              [12, Number(high) - Number(low)],
            ],
          },
        ];
  return [
    ...cone,
    {
      ...line,
      id: 'outlook',
      data: [
        [from.months, start],
        [12, Number(expected)],
      ],
      lineStyle: { type: 'dotted', width: 1.8, color: colour },
      endLabel: {
        show: !look.narrow,
        formatter: outlookText({ ...outlook, low: null, high: null }, unit),
        color: colour,
        fontSize: 12,
        distance: 6,
      },
    },
  ];
}
