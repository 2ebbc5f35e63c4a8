/** A described chart as a picture of lines (SVG), drawn on the server: for the printed page, where Word's own charts don't reach. */
import { BarChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { PaperChart } from '../../domain/paper.ts';
import { chartHeight } from './chart-height.ts';

use([BarChart, ScatterChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const PIXELS_PER_MM = 96 / 25.4;
const FONT = `'SimSun', 'Noto Serif CJK SC', serif`;

/** @param inner millimetres between the margins */
export function chartSvg(chart: PaperChart, inner: number): string {
  const instance = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: Math.round(inner * PIXELS_PER_MM),
    height: Math.round(chartHeight(chart) * PIXELS_PER_MM),
  });
  try {
    instance.setOption({
      animation: false,
      textStyle: { fontFamily: FONT, color: '#000' },
      title: {
        text: chart.title,
        left: 'center',
        textStyle: { fontSize: 16, color: '#000', fontFamily: FONT },
      },
      legend: { show: chart.series.length > 1, bottom: 0, textStyle: { color: '#000' } },
      grid: {
        top: 44,
        bottom: chart.series.length > 1 ? 60 : 40,
        left: 40,
        right: 60,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      ...(chart.shape === 'points' ? points(chart) : bars(chart)),
    });
    return instance.renderToSVGString();
  } finally {
    instance.dispose();
  }
}

const name = (text: string | undefined) => ({
  name: text ?? '',
  nameLocation: 'middle' as const,
  nameGap: 28,
});

function bars({ shape, axes, categories, series }: PaperChart) {
  const isStacked = shape === 'stacked';
  return {
    xAxis: { type: 'value', min: 0, ...name(axes[0]) },
    // The first at the top, as it is read.
    yAxis: { type: 'category', data: categories, inverse: true, axisLabel: { color: '#000' } },
    series: series.map(({ name: own, colour, values }) => ({
      type: 'bar',
      name: own,
      data: values,
      itemStyle: { color: `#${colour}` },
      barMaxWidth: 22,
      ...(isStacked ? { stack: 'all' } : { label: { show: true, position: 'right', color: '#000' } }),
    })),
  };
}

function points({ axes, series }: PaperChart) {
  return {
    xAxis: { type: 'value', min: 0, ...name(axes[0]) },
    yAxis: { type: 'value', min: 0, ...name(axes[1]) },
    series: series.map(({ name: own, colour, points: data = [] }) => ({
      type: 'scatter',
      name: own,
      symbolSize: 9,
      itemStyle: { color: `#${colour}` },
      data: data.map(({ x, y }) => [Number(x), Number(y)]),
    })),
  };
}
