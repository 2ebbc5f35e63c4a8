/** How high a chart is drawn, in Word and in print alike. Apart from the libraries that draw it, which Excel goes without. */
import type { PaperChart } from '../../domain/paper.ts';

/** A bar with its gap, and what stands above and below the bars. Millimetres. */
const BAR_MM = 9;
/** The same where the page has no more room. */
const THINNEST_BAR_MM = 5;
const CLOSELY_AROUND_MM = 36;
const AROUND_BARS_MM = 42;
const LEAST_MM = 65;
/** Half a page: more bars than fit get thinner. */
const MOST_MM = 190;

/** Millimetres high: as it was fitted to its page, else by how much there is to show. */
export function chartHeight({ shape, categories, heightMm }: PaperChart): number {
  if (heightMm !== undefined) return heightMm;
  if (shape === 'points') return 100;
  return Math.min(Math.max(categories.length * BAR_MM + AROUND_BARS_MM, LEAST_MM), MOST_MM);
}

/** In less it is not read well any more. Millimetres. */
export function leastChartHeight({ shape, categories }: PaperChart): number {
  if (shape === 'points') return 70;
  return Math.min(
    Math.max(categories.length * THINNEST_BAR_MM + CLOSELY_AROUND_MM, LEAST_MM - 15),
    MOST_MM - 40,
  );
}
