/** A described chart as Word's own chart: editable, with its figures behind it, drawn by Word, WPS and LibreOffice alike. */
import { ChartRun, type ChartRunOptions } from 'docx/charts';
import type { PaperChart } from '../../domain/paper.ts';
import { chartHeight } from './chart-height.ts';
import { LOOKS } from './look.ts';

/** Pixels of 1/96 inch per millimetre. */
const PIXELS_PER_MM = 96 / 25.4;
const asNumber = (text: string | null): number | null => (text === null ? null : Number(text));

/** As many decimals as the figure with the most has. */
function formatOf(series: PaperChart['series']): string {
  const texts = series.flatMap(({ values }) => values.flatMap((value) => (value === null ? [] : [value])));
  const decimals = Math.max(0, ...texts.map((text) => text.split('.')[1]?.length ?? 0));
  return decimals === 0 ? '0' : `0.${'0'.repeat(decimals)}`;
}

/** @param inner millimetres between the margins */
export function chartRun(chart: PaperChart, inner: number): ChartRun {
  return new ChartRun(optionsOf(chart, inner));
}

const byLength = (a: PaperChart['series'][number], b: PaperChart['series'][number]): number =>
  (b.points?.length ?? 0) - (a.points?.length ?? 0);

function optionsOf(chart: PaperChart, inner: number): ChartRunOptions {
  const { title, shape, axes, categories, series } = chart;
  const font = LOOKS.portrait.label.font;
  const base = {
    title: { text: title, font: { name: font, size: 12, bold: true } },
    font: { name: font },
    legend: series.length > 1 ? ({ position: 'bottom' } as const) : (false as const),
    transformation: {
      width: Math.round(inner * PIXELS_PER_MM),
      height: Math.round(chartHeight(chart) * PIXELS_PER_MM),
    },
    altText: { name: title, title, id: '1' },
  };
  if (shape === 'points') {
    return {
      ...base,
      type: 'scatter',
      markers: { size: 7 },
      xAxis: { ...(axes[0] === undefined ? {} : { title: axes[0] }), minimum: 0 },
      yAxis: { ...(axes[1] === undefined ? {} : { title: axes[1] }), minimum: 0 },
      // LibreOffice drops the points of a series that is shorter than one after it (seen in 7.4): the longest first.
      series: [...series].sort(byLength).map(({ name, colour, points }) => ({
        name,
        color: colour,
        points: (points ?? []).map(({ x, y }) => ({ x: Number(x), y: Number(y) })),
      })),
    };
  }
  return {
    ...base,
    type: 'bar',
    // Word begins at the bottom; a list is read from the top.
    categories: [...categories].reverse(),
    stacking: shape === 'stacked' ? 'stacked' : 'none',
    gapWidth: 60,
    valueAxis: { ...(axes[0] === undefined ? {} : { title: axes[0] }), minimum: 0 },
    ...(shape === 'bars' ? { dataLabels: { value: true, numberFormat: formatOf(series) } } : {}),
    series: series.map(({ name, colour, values }) => ({
      name,
      color: colour,
      values: values.map(asNumber).reverse(),
    })),
  };
}
