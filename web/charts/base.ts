/** What every chart shares (guide §5). Types only of ECharts: the library itself is in the lazy chunk of chart-view. */
import type {
  AriaComponentOption,
  GridComponentOption,
  MarkAreaComponentOption,
  MarkLineComponentOption,
  MarkPointComponentOption,
} from 'echarts/components';
import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { ComposeOption } from 'echarts/core';
import type { Palette } from '../palette.ts';

export type ChartOption = ComposeOption<
  | LineSeriesOption
  | ScatterSeriesOption
  | GridComponentOption
  | MarkAreaComponentOption
  | MarkLineComponentOption
  | MarkPointComponentOption
  | AriaComponentOption
>;

/** The rows of a chart as a table: 看数据. The first column names the row. */
export interface ChartTable {
  heads: readonly string[];
  rows: readonly (readonly string[])[];
}

/** What all charts have in common: the title for those who do not see it, motion only for what changed, the type. */
export function chartGround(title: string): ChartOption {
  return {
    aria: { enabled: true, label: { description: title } },
    animationDuration: 0,
    animationDurationUpdate: 300,
    animationEasingUpdate: 'cubicOut',
    textStyle: {
      fontFamily: "'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
    },
  };
}

/** An axis without ticks, labelled at 11 px. */
export function axisOf({ axis, ink3 }: Palette) {
  return {
    axisTick: { show: false },
    axisLine: { show: true, lineStyle: { color: axis } },
    axisLabel: { color: ink3, fontSize: 11 },
  } as const;
}

export function splitLineOf({ split }: Palette) {
  return { show: true, lineStyle: { color: split } } as const;
}
