/**
 * A printed paper as a description: what stands where, before anybody decides whether it becomes Word, Excel or a web page.
 * The descriptions are made by pure functions (`paper-*.ts`) of what is known; the writers (server/paper) add nothing of their own.
 */
import { exact, formatFixed } from './money.ts';

export interface Paper {
  /** Name of the form: the document's title and the name of its sheet. */
  title: string;
  orientation: 'portrait' | 'landscape';
  blocks: PaperBlock[];
}

export type PaperBlock =
  | { kind: 'title'; text: string }
  /** A line of its own: （2023年度）, 单位：万元, a document number. */
  | { kind: 'line'; content: PaperText; align: PaperAlign }
  | { kind: 'heading'; text: string }
  /** Running text, first line indented by two letters; `flush`: not (the addressee of a letter). */
  | { kind: 'paragraph'; content: PaperText; flush?: true }
  | PaperTable
  | PaperChart
  /** Who signs and when, in one line below a form. */
  | { kind: 'foot'; items: PaperFootItem[] }
  /** Name and day at the end of a letter, with room for the round seal (42 mm) over them. */
  | { kind: 'seal'; name: string; day: string }
  | { kind: 'page_break' };

export type PaperAlign = 'left' | 'center' | 'right';

/** `personal`: a name, telephone or account of a person; taken out of the disclosure copy. */
export interface PaperPart {
  text: string;
  personal?: true;
}

export type PaperText = string | PaperPart[];

/** Value in the paper's unit as exact decimal text, shown with exactly so many decimals. */
export interface PaperNumber {
  value: string;
  decimals: number;
  /** The value is a ratio (0.542), shown as 54.20%. */
  percent?: true;
  /** Printed after the figure: 人, %. */
  unit?: string;
}

/** null: nothing stands there, an empty cell. */
export type PaperContent = PaperText | PaperNumber | null;

/**
 * Where a cell's content comes from: a field of FORM_FIELDS or a name of the paper's own table of origins, and of which
 * indicator or row. Printed labels of the form have none.
 */
export interface PaperOrigin {
  field: string;
  of: string | null;
}

export interface PaperCell {
  content: PaperContent;
  /** Columns, rows that it covers; 1 unless given. */
  colspan?: number;
  rowspan?: number;
  /** Unless given: labels in the middle, numbers at the right, text at the left. */
  align?: PaperAlign;
  /** Unless given: in the middle of the height. */
  valign?: 'top' | 'bottom';
  /** What the form itself prints. */
  label?: true;
  origin?: PaperOrigin;
}

export interface PaperRow {
  cells: PaperCell[];
  /** Repeated on every page that the part goes on to. Only the first rows of a part are. */
  heading?: true;
  /** At least so high, in millimetres: room for a seal or a signature. */
  heightMm?: number;
  /** Opinions of the offices: not in the disclosure copy. */
  internal?: true;
}

/**
 * One ruled grid. Parts share its columns and its frame; each has heading rows of its own (the money block and the indicators
 * of the monitoring form).
 */
export interface PaperTable {
  kind: 'table';
  /** Widths in millimetres; what they sum to is stretched or shrunk to the width of the page. */
  columns: number[];
  parts: PaperRow[][];
}

export interface PaperFootItem {
  label: string;
  /** Empty: to be filled in by pen. */
  value: string;
  personal?: true;
}

/** Bars by category, or points in a plane. Figures as decimal text; null: no bar. */
export interface PaperChart {
  kind: 'chart';
  title: string;
  /** bars: lying, one under the other. stacked: the same, one group of bars a category. points: x and y by series. */
  shape: 'bars' | 'stacked' | 'points';
  /** Axis titles with their unit: 执行率（%）. Of points x, then y; of bars the value axis alone. */
  axes: string[];
  categories: string[];
  series: { name: string; colour: string; values: (string | null)[]; points?: { x: string; y: string }[] }[];
  /** Millimetres, set by whoever lays out the pages; left out: by how much there is to show. */
  heightMm?: number;
}

/** What stands above a paper of a demonstration, and in the name of its file. */
export const INVENTED_MARK = '演示数据';

/** A paper whose figures are invented says so on its first line. */
export function markInvented(paper: Paper): Paper {
  const mark = { kind: 'line', content: `${INVENTED_MARK}：地名和数字均为虚构`, align: 'right' } as const;
  return { ...paper, blocks: [mark, ...paper.blocks] };
}

/** 1 unless given. */
export function spanOf({ colspan, rowspan }: PaperCell): { columns: number; rows: number } {
  return { columns: colspan ?? 1, rows: rowspan ?? 1 };
}

export function isPaperNumber(content: PaperContent): content is PaperNumber {
  return content !== null && typeof content === 'object' && !Array.isArray(content);
}

/** Content as the paper shows it, the same letters in Word and on the web page; '' for nothing. */
export function shownContent(content: PaperContent): string {
  if (content === null) return '';
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map(({ text }) => text).join('');
  const { value, decimals, percent, unit } = content;
  const figure = formatFixed(percent ? exact(value).times(100) : value, decimals);
  return `${figure}${percent ? '%' : ''}${unit ?? ''}`;
}

export const label = (text: string, more: Partial<PaperCell> = {}): PaperCell => ({
  content: text,
  label: true,
  ...more,
});

/** At most so many decimals are printed; none of our figures has more. */
const MOST_DECIMALS = 9;

/** A figure in full: all its decimals, at least `least`. Rounding is for the reader's screen, not for a paper that is filed. */
export function inFull(
  value: string | null,
  { least = 0, unit }: { least?: number; unit?: string | null } = {},
) {
  if (value === null) return null;
  const number = exact(value);
  const decimals = Math.min(Math.max(number.decimalPlaces(), least), MOST_DECIMALS);
  return { value: number.toFixed(), decimals, ...(unit ? { unit } : {}) } satisfies PaperNumber;
}

/** Yuan → 万元, exact to the cent (0.7416 万元 stays so), at least two decimals. */
export function wanyuan(yuan: string | null): PaperNumber | null {
  return yuan === null ? null : inFull(exact(yuan).dividedBy(10_000).toFixed(), { least: 2 });
}

/** A ratio (0.542) as a percentage with two decimals, half up. */
export function percentage(ratio: number | string | null): PaperNumber | null {
  if (ratio === null) return null;
  // Behind twelve digits a quotient of doubles is noise.
  const value = exact(typeof ratio === 'number' ? ratio.toPrecision(12) : ratio).toFixed();
  return { value, decimals: 2, percent: true };
}

/** `2023-07-31` → 2023年7月31日; `2023-07` and `2023` likewise; anything else as it is. */
export function printedDay(text: string): string {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (match === null) return text;
  const [, year, month, day] = match;
  return [`${year}年`, month && `${Number(month)}月`, day && `${Number(day)}日`].filter(Boolean).join('');
}

/** Months 1 to this one, as headings print the window: 1—7月; 1月 for January alone. */
export function printedWindow(toMonth: number): string {
  return toMonth === 1 ? '1月' : `1—${toMonth}月`;
}

/** The figures of a chart as a grid, where a chart cannot be drawn. */
export function chartFigures({ title, shape, axes, categories, series }: PaperChart): PaperTable {
  if (shape === 'points') {
    const [x = '', y = ''] = axes;
    const points = series.flatMap(({ name, points: own = [] }) =>
      own.map((point): PaperRow => ({
        cells: [{ content: name }, { content: inFull(point.x) }, { content: inFull(point.y) }],
      })),
    );
    const headings: PaperRow = { heading: true, cells: [label(title), label(x), label(y)] };
    return { kind: 'table', columns: [3, 2, 2], parts: [[headings, ...points]] };
  }
  const headings: PaperRow = {
    heading: true,
    cells: [label(title), ...series.map(({ name }) => label(series.length === 1 ? (axes[0] ?? name) : name))],
  };
  const rows = categories.map((category, n): PaperRow => ({
    cells: [{ content: category }, ...series.map(({ values }) => ({ content: inFull(values[n] ?? null) }))],
  }));
  return { kind: 'table', columns: [3, ...series.map(() => 2)], parts: [[headings, ...rows]] };
}
