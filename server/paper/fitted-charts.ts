/**
 * Charts as high as the page that they come to has room: a chart that would just not fit leaves half a page empty before it, as
 * Word never parts it from the sentence that leads up to it. Heights of texts are estimates on the safe side; where one is wrong the chart goes to
 * the next page, as it would have without.
 */
import {
  shownContent,
  type Paper,
  type PaperBlock,
  type PaperChart,
  type PaperTable,
} from '../../domain/paper.ts';
import { chartHeight, leastChartHeight } from './chart-height.ts';
import { LOOKS, SEAL_ROOM_MM, type Look } from './look.ts';
import { fittedColumns, gridOf, pageOf } from './table.ts';
import { heightOf, linesOf } from './text-height.ts';

const MM_PER_POINT = 25.4 / 72;
/** What estimates may be short of in a page. Millimetres. */
const SPARE_MM = 4;
const LEAST_ROW_MM = 7;

interface Setting {
  look: Look;
  /** Millimetres between the margins, across and down. */
  inner: number;
  height: number;
}

/** The same paper, each of its charts with the height that it is drawn in. */
export function fitCharts(paper: Paper): Paper {
  if (!paper.blocks.some(({ kind }) => kind === 'chart')) return paper;
  const { inner, height, margins } = pageOf(paper.orientation);
  const setting: Setting = {
    look: LOOKS[paper.orientation],
    inner,
    height: height - margins.top - margins.bottom,
  };
  let used = 0;
  const blocks = chainsOf(paper.blocks, setting).flatMap((chain) => {
    const last = chain.at(-1);
    const before = chain.slice(0, -1).reduce((sum, block) => sum + heightIn(block, setting), 0);
    if (last?.kind !== 'chart') {
      // Text and tables go on where the page ends.
      used = (used + before + (last === undefined ? 0 : heightIn(last, setting))) % setting.height;
      return chain;
    }
    const heightMm = fitted(last, { left: setting.height - used, before, page: setting.height });
    const whole = before + heightMm;
    // What does not fit begins the next page; what is longer than one is parted all the same.
    used = used + whole <= setting.height ? used + whole : whole <= setting.height ? whole : heightMm;
    return [...chain.slice(0, -1), { ...last, heightMm }];
  });
  return { ...paper, blocks };
}

/**
 * @param room.left of the page it comes to, for what leads up to it too
 * @param room.before of that
 * @param room.page of a whole one
 */
function fitted(chart: PaperChart, room: { left: number; before: number; page: number }): number {
  const wanted = chartHeight(chart);
  // On this page, else together on the next, else, parted from a text as long as a page, on one of its own.
  for (const most of [room.left - room.before, room.page - room.before]) {
    const own = Math.min(wanted, Math.floor(most - SPARE_MM));
    if (own >= leastChartHeight(chart)) return own;
  }
  return Math.min(wanted, Math.floor(room.page - SPARE_MM));
}

/** More lines than these are no sentence that leads up to a chart: kept with it they would leave a page empty themselves. */
const LINES_KEPT = 6;

/** Whether a paragraph stays on the page of the block after it: a line must not part from the grid, chart or seal that it leads up to. */
export function staysWith(
  block: Extract<PaperBlock, { kind: 'paragraph' | 'line' }>,
  next: PaperBlock['kind'] | undefined,
  { look, inner }: Pick<Setting, 'look' | 'inner'>,
): boolean {
  if (next !== 'chart' || block.kind === 'line')
    return next === 'table' || next === 'chart' || next === 'seal';
  return linesOf(shownContent(block.content), look.body.size, inner) <= LINES_KEPT;
}

/** Blocks that Word keeps together. A table is parted where a page ends, so what leads up to it is no burden. */
function chainsOf(blocks: readonly PaperBlock[], setting: Setting): PaperBlock[][] {
  const chains: PaperBlock[][] = [];
  let open = false;
  blocks.forEach((block, n) => {
    const last = chains.at(-1);
    if (open && last !== undefined) last.push(block);
    else chains.push([block]);
    const next = blocks[n + 1]?.kind;
    const leads =
      (block.kind === 'paragraph' || block.kind === 'line') &&
      next !== 'table' &&
      staysWith(block, next, setting);
    open = block.kind === 'heading' || leads;
  });
  return chains;
}

function heightIn(block: PaperBlock, { look, inner }: Setting): number {
  const leading = look.leading * MM_PER_POINT;
  switch (block.kind) {
    case 'title':
      return heightOf(block.text, look.title.size, inner) * MM_PER_POINT;
    case 'line':
      return heightOf(shownContent(block.content), look.line.size, inner) * MM_PER_POINT;
    case 'heading':
      return leading + 1;
    case 'paragraph':
      // Two letters of indent.
      return linesOf(`　　${shownContent(block.content)}`, look.body.size, inner) * leading;
    case 'table':
      return tableHeight(block, look, inner);
    case 'chart':
      return block.heightMm ?? chartHeight(block);
    case 'foot':
      return LEAST_ROW_MM;
    case 'seal':
      return SEAL_ROOM_MM / 2 + 2 * leading;
    case 'page_break':
      return 0;
  }
}

function tableHeight(table: PaperTable, { cell: type }: Look, inner: number): number {
  const widths = fittedColumns(table.columns, inner);
  return gridOf(table).rows.reduce((sum, { row, cells }) => {
    const highest = cells.map(({ cell, column, columns }) => {
      const width = widths.slice(column, column + columns).reduce((all, each) => all + each, 0);
      return heightOf(shownContent(cell.content), type.size, width - 3) * MM_PER_POINT;
    });
    return sum + Math.max(LEAST_ROW_MM, row.heightMm ?? 0, ...highest);
  }, 0);
}
