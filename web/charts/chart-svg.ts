/** A chart as an SVG element at once, without a place on the page: for paper and for pictures. */
import type { ChartOption } from './base.ts';
import { init } from './parts.ts';

/** @param size of the drawing, px */
export function chartSvg(option: ChartOption, size: { width: number; height: number }): SVGSVGElement {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ ...option, animation: false });
    // ECharts adds rules for a pointer; a style element breaks the content policy, even in a document that is only parsed.
    const markup = chart.renderToSVGString().replaceAll(/<style[\s\S]*?<\/style>/g, '');
    const { documentElement } = new DOMParser().parseFromString(markup, 'image/svg+xml');
    return documentElement as unknown as SVGSVGElement;
  } finally {
    chart.dispose();
  }
}
