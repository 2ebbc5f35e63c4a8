/** What every chart shares (guide §5). Types only of ECharts: the library itself is in the lazy chunk of chart-view. */
import type {
  AriaComponentOption,
  GridComponentOption,
  MarkLineComponentOption,
  MarkPointComponentOption,
} from 'echarts/components';
import type { LineSeriesOption } from 'echarts/charts';
import type { ComposeOption } from 'echarts/core';

export type ChartOption = ComposeOption<
  | LineSeriesOption
  | GridComponentOption
  | MarkLineComponentOption
  | MarkPointComponentOption
  | AriaComponentOption
>;

/** SVG attributes do not resolve CSS variables, so charts name the tokens' values (tokens.css, light theme). */
export const CHART_COLOURS = {
  ink: '#1F2329',
  label: '#606A79',
  expected: '#7A8696',
  actual: '#1B4F9C',
  axis: '#CDD3DB',
  split: '#F0F2F5',
} as const;

export const TEXT_STYLE = {
  fontFamily: "'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
} as const;

export const SPLIT_LINE = { show: true, lineStyle: { color: CHART_COLOURS.split } } as const;

export const AXIS = {
  axisTick: { show: false },
  axisLine: { show: true, lineStyle: { color: CHART_COLOURS.axis } },
  axisLabel: { color: CHART_COLOURS.label, fontSize: 11 },
} as const;
