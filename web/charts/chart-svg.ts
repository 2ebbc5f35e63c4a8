/** A chart as an SVG element at once, without a place on the page: for paper and for pictures. */
import type { ChartOption } from './base.ts';
import { init } from './parts.ts';

/** @param size of the drawing, px */
export function chartSvg(option: ChartOption, size: { width: number; height: number }): SVGSVGElement {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    // Moves would be drawn as style elements, which the content policy forbids.
    chart.setOption({ ...option, animation: false });
    const drawn = new DOMParser().parseFromString(chart.renderToSVGString(), 'image/svg+xml').documentElement;
    for (const style of drawn.querySelectorAll('style')) style.remove();
    return drawn as unknown as SVGSVGElement;
  } finally {
    chart.dispose();
  }
}
