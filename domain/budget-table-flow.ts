/** A budget table in running text: rows are told apart by codes, ordinals and amounts, columns by the blanks left between. */
import type { BudgetColumn } from './budget-table.ts';
import {
  budgetKey,
  CODE,
  headingKey,
  isColumnNumbers,
  ORDINAL,
  placeAmounts,
  undoubled,
  wordsOf,
  type Word,
} from './budget-table-cells.ts';
import { isNoiseText } from './budget-table-find.ts';
import {
  CODE_HEADINGS,
  GOVERNMENT_ITEM_HEADINGS,
  NAME_HEADINGS,
  NO_DATA,
  SPANNING_HEADINGS,
  type BudgetLayout,
} from './budget-table-layouts.ts';
import {
  amountsOf,
  notUnderstood,
  type ReadRow,
  type ReadTable,
  type TableContext,
} from './budget-table-rows.ts';
import type { Place, Row } from './form-declaration.ts';

const headingTexts = new WeakMap<BudgetLayout, string>();
/** All headings of a layout in one text: a wrapped heading's pieces stand in it. */
function headingText(layout: BudgetLayout): string {
  let text = headingTexts.get(layout);
  if (text === undefined) {
    const labels = layout.columns.flatMap((column) => column.labels);
    text = [
      ...labels,
      ...CODE_HEADINGS,
      ...GOVERNMENT_ITEM_HEADINGS,
      ...NAME_HEADINGS,
      ...SPANNING_HEADINGS,
    ].join('|');
    headingTexts.set(layout, text);
  }
  return text;
}

/** Headings glued to each other, each printed twice: `安排安排结转结转`. */
const PRINTED_TWICE = /(.{2,20}?)\1/g;
/** No word of a heading is longer. Characters. */
const MAX_HEADING = 80;

/** The headings in a word, or the pieces of one as a narrow column wraps it; null when it holds something else. */
function headingPieces(word: Word, layout: BudgetLayout): string[] | null {
  if (word.amount !== null || word.text.length > MAX_HEADING) return null;
  const isPiece = (piece: string): boolean => headingText(layout).includes(headingKey(piece));
  const once = undoubled(word.text, 2);
  if (isPiece(once)) return [once];
  const pieces = [...word.text.matchAll(PRINTED_TWICE)].map((match) => match[1] ?? '');
  return pieces.length > 0 && word.text.replace(PRINTED_TWICE, '') === '' && pieces.every(isPiece)
    ? pieces
    : null;
}

/** A row while it is read. */
interface OpenRow {
  place: Place;
  texts: string[];
  amounts: Word[];
}

const opensByName = (text: string, layout: BudgetLayout): boolean => {
  if (ORDINAL.test(text)) return true;
  const key = budgetKey(text);
  return layout.anchors?.some((anchor) => key.startsWith(anchor)) ?? false;
};

/** Must this text begin a row of its own? */
function opensRow(text: string, open: OpenRow | null, layout: BudgetLayout): boolean {
  if (!open || open.amounts.length > 0) return true;
  switch (layout.opens) {
    case 'code':
      return CODE.test(text) || (open.texts.length === 1 && !CODE.test(open.texts[0] ?? ''));
    case 'label':
      return opensByName(text, layout);
    case 'name':
      return false;
  }
}

function addText(open: OpenRow, word: Word, startsLine: boolean, layout: BudgetLayout): void {
  const last = open.texts.length - 1;
  const widest = layout.opens === 'code' || layout.hasGovernmentItem ? 2 : 1;
  const afterCode = layout.opens === 'code' && last === 0 && CODE.test(open.texts[0] ?? '');
  if (afterCode || (!startsLine && open.texts.length < widest)) open.texts.push(word.text);
  else open.texts[last] = `${open.texts[last] ?? ''}${startsLine ? '' : ' '}${word.text}`;
}

/** A number that is a code: it begins the line or stands before a name, or ends the line of a table with two halves. */
function isCodeHere(words: readonly Word[], index: number, layout: BudgetLayout): boolean {
  if (layout.opens !== 'code' || !CODE.test(words[index]?.text ?? '')) return false;
  const next = words[index + 1];
  return index === 0 || next?.amount === null || (!next && layout.revenueNames !== undefined);
}

/** Reads a table of running text. */
export function readFlow(rows: readonly Row[], from: Place, context: TableContext): ReadTable {
  const { layout } = context;
  const read: ReadRow[] = [];
  const headings: string[] = [];
  let columns: BudgetColumn[] | null = null;
  let numbers: number | null = null;
  let open: OpenRow | null = null;
  let noData = false;
  let to = from;
  const close = () => {
    if (open) closeRow(open, columns ?? [], read, context);
    open = null;
  };
  for (const { place, cells } of rows) {
    const line = cells.join(' ');
    if (line === '' || isNoiseText(line)) continue;
    if (NO_DATA.test(line)) {
      noData = true;
      to = place;
      continue;
    }
    if (/^(?:注|备注)[:：]/.test(line)) continue;
    const words = wordsOf(line);
    if (isColumnNumbers(words.map((word) => word.text))) {
      numbers = words.length;
      continue;
    }
    const pieces = open && columns ? [] : words.map((word) => headingPieces(word, layout));
    const isHeading = pieces.length > 0 && !pieces.includes(null);
    if (!columns && isHeading) {
      headings.push(...pieces.flatMap((piece) => piece ?? []));
      continue;
    }
    // A heading printed again on the next page. In a narrow column a name may look like a piece of one.
    if (isHeading && words.length > 2) continue;
    columns ??= columnsOf(headings.join(''), numbers, layout);
    words.forEach((word, index) => {
      if (word.amount === null || isCodeHere(words, index, layout)) {
        if (opensRow(word.text, open, layout)) {
          close();
          open = { place, texts: [word.text], amounts: [] };
        } else if (open) addText(open, word, index === 0, layout);
      } else if (open) open.amounts.push(index === 0 ? { ...word, gap: 1 } : word);
      else notUnderstood(place, [line], context);
    });
    if (words.some((word) => word.amount !== null)) to = place;
  }
  // What is left without amounts stands behind the table, or is a row of a table that has none.
  const last = open as OpenRow | null;
  if (
    last &&
    (last.amounts.length > 0 || (layout.opens === 'label' && opensByName(last.texts[0] ?? '', layout)))
  ) {
    close();
  }
  return { columns: columns ?? [], rows: read, noData, to };
}

/** The layout's columns that these headings print; all of them when the numbers of the columns say so. */
function columnsOf(headings: string, numbers: number | null, layout: BudgetLayout): BudgetColumn[] {
  const text = budgetKey(headings);
  const all = layout.columns.map(({ column }) => column);
  const printed = layout.columns
    .filter(({ column, labels }) => column === 'total' || labels.some((label) => text.includes(label)))
    .map(({ column }) => column);
  const texts = layout.opens === 'code' || layout.hasGovernmentItem ? 2 : 1;
  if (numbers === null || numbers === printed.length + texts) return printed;
  return numbers === all.length + texts ? all : printed;
}

function closeRow(open: OpenRow, columns: BudgetColumn[], read: ReadRow[], context: TableContext): void {
  const { layout } = context;
  const { place, texts, amounts } = open;
  const [first = '', second] = texts;
  const code = layout.opens === 'code' && CODE.test(first) ? first : null;
  const name = code ? (second ?? '') : first;
  const isRevenue = layout.revenueNames?.includes(budgetKey(name).replace(ORDINAL, '')) ?? false;
  const side = layout.revenueNames === undefined ? null : isRevenue ? 'revenue' : 'expenditure';
  // Names alone say nothing where every row has an amount.
  if (amounts.length === 0 && layout.opens !== 'label') {
    if (layout.opens === 'name') notUnderstood(place, texts, context);
    return;
  }
  const own: BudgetColumn[] = isRevenue ? ['total'] : columns;
  const digits = amounts.map((word) => word.amount ?? '');
  const gaps = amounts.map(({ gap, doubled }) => ({ blanks: gap, doubled }));
  const placing =
    digits.length === 0 ? { positions: [], asPrinted: true } : placeAmounts(digits, gaps, own, layout);
  if (!placing) {
    notUnderstood(place, [...texts, ...amounts.map((word) => word.text)], context);
    return;
  }
  read.push({
    side,
    code,
    name,
    governmentItem: layout.hasGovernmentItem ? (texts[1] ?? null) : null,
    amounts: amountsOf(digits, placing, own, place, context),
    place,
  });
}
