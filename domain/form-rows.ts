/** Finds the forms in a document's rows, and gives running text (a PDF's text layer) the cells that tabs give. */
import { chooseLayout, ROWS_LOOKED_AT } from './form-choice.ts';
import { headingRow, withPrintedColumns } from './form-columns.ts';
import type { Finding, Place, Row, RowDocument } from './form-declaration.ts';
import { withoutTelephones } from './form-findings.ts';
import {
  fieldLabel,
  fieldOf,
  fundingCell,
  fundingHeading,
  isLevel1,
  labelKey,
  labelled,
  leadingLevel2,
  level2Label,
  possibleLabel,
  titleOf,
  yearLine,
  type PossibleLabel,
} from './form-label.ts';
import { withPrintedTree } from './form-tree.ts';
import { isDeclarationTitle } from './form-unread.ts';
import type { Layout } from './layouts.ts';

/** The rows of one printed form, without its heading. */
export interface FormRows {
  layout: Layout;
  /** The heading, or the first row of a form without one. */
  start: Place;
  year: number | null;
  rows: Row[];
  /** About its columns. */
  findings: Finding[];
}

export const filled = (row: Row): string[] => row.cells.filter((cell) => cell !== '');

const isBlank = (row: Row): boolean => row.cells.every((cell) => cell === '');

const isNoise = (cells: readonly string[], layout: Layout): boolean =>
  cells.every((cell) => layout.noise.some((pattern) => pattern.test(cell)));

/** The first word of the first cell that is filled, '' for none. */
const firstWord = (row: Row): string => /^\S*/.exec(row.cells.find((cell) => cell !== '') ?? '')?.[0] ?? '';

const startsWithField = (row: Row, field: 'projectName' | 'department', layout: Layout): boolean =>
  fieldLabel(firstWord(row), layout)?.field === field;

/** A form without a heading: its project name, which `word` labels, and the department within the next few rows. */
function opensUntitled(rows: readonly Row[], index: number, word: PossibleLabel, layout: Layout): boolean {
  if (fieldOf(word, layout)?.field !== 'projectName') return false;
  const next = rows.slice(index + 1, index + 12).filter((candidate) => !isBlank(candidate));
  return next.slice(0, 4).some((candidate) => startsWithField(candidate, 'department', layout));
}

/**
 * Splits a document into its printed forms. A form runs from its heading to the next heading or to its foot; a
 * heading printed twice gives one form. What stands outside forms is not theirs to explain.
 */
export function findForms(document: RowDocument, layouts: readonly Layout[]): FormRows[] {
  const starts: { index: number; layout: Layout; year: number | null; titled: boolean }[] = [];
  const { rows, aligned } = document;
  /** Where something else is declared: none of the form before it. */
  const others: number[] = [];
  let nameSeen = true;
  rows.forEach((row, index) => {
    const cells = filled(row);
    const [only] = cells;
    const titles = cells.length === 1 && only ? layouts.filter((layout) => titleOf(only, layout)) : [];
    if (titles.length > 0 && only) {
      const layout = chooseLayout(rows.slice(index + 1, index + ROWS_LOOKED_AT), aligned, titles);
      if (!layout) return;
      starts.push({ index, layout, year: titleOf(only, layout)?.year ?? null, titled: true });
      nameSeen = false;
      return;
    }
    if (cells.length === 1 && only && isDeclarationTitle(only) && !isSection(only, layouts)) {
      others.push(index);
      nameSeen = true;
      return;
    }
    if (cells.length === 0) return;
    const word = possibleLabel(firstWord(row));
    const untitled = layouts.filter((layout) => opensUntitled(rows, index, word, layout));
    if (untitled.length === 0) return;
    if (nameSeen) {
      const layout = chooseLayout(rows.slice(index, index + ROWS_LOOKED_AT), aligned, untitled);
      if (layout) starts.push({ index, layout, year: null, titled: false });
    }
    nameSeen = true;
  });
  let other = 0;
  return starts.flatMap((start, number) => {
    const { year, titled } = start;
    while ((others[other] ?? Infinity) <= start.index) other++;
    const end = Math.min(starts[number + 1]?.index ?? rows.length, others[other] ?? rows.length);
    const body = rows.slice(start.index + (titled ? 1 : 0), end);
    // Without cells the order of words alone would tell a target from a weight: left to whoever has the original.
    if (start.layout.columnsAsPrinted && !aligned) return [];
    const layout = withPrintedTree(start.layout, body, aligned);
    const head = body.filter((row) => !isBlank(row)).slice(0, 8);
    if (
      !head.some(
        (row) => startsWithField(row, 'projectName', layout) || startsWithField(row, 'department', layout),
      )
    ) {
      return [];
    }
    const place = rows[start.index]?.place ?? { line: start.index + 1 };
    const own = upToFoot(body, layout).filter((row) => !isBlank(row) && !isNoise(filled(row), layout));
    const form = layout.columnsAsPrinted
      ? withPrintedColumns(layout, own)
      : { layout, rows: own, findings: [] };
    return [
      {
        layout: form.layout,
        start: place,
        year,
        rows: aligned ? form.rows : cellsOfFlow(form.rows, form.layout),
        findings: form.findings,
      },
    ];
  });
}

/** 年度绩效目标表 above the table of a form is no title. */
const isSection = (text: string, layouts: readonly Layout[]): boolean =>
  layouts.some(
    ({ sectionScopes }) =>
      sectionScopes !== undefined &&
      [...sectionScopes.period, ...sectionScopes.annual].some((label) => labelKey(label) === labelKey(text)),
  );

/** A row of the foot: `负责人: … 经办人: … 填报日期: …`. */
export function isFoot(row: Row, layout: Layout): boolean {
  const first = row.cells.find((cell) => cell !== '');
  return first !== undefined && labelled(first, layout.foot.labels) !== null;
}

/**
 * A printed line as it may be kept: in the foot the labels and the date stay, names and telephone numbers go.
 * For showing the source beside what was understood.
 */
export function withoutPersons(cells: readonly string[], layouts: readonly Layout[]): string[] {
  const words = cells.length === 1 ? (cells[0] ?? '').split(/\s+/) : cells;
  const first = words.find((word) => word !== '');
  if (first === undefined) return [...cells];
  const layout = layouts.find(({ foot }) => labelled(first, foot.labels) !== null);
  if (!layout) return withoutNames(cells, words, layouts).map(withoutTelephones);
  const kept = words.map((word, index) => {
    const label = layout.foot.labels.find((candidate) => labelKey(word).startsWith(candidate));
    if (label) return label === layout.foot.filledAt ? word : `${label}：`;
    return /^\d{8,14}$/.test(word) && labelKey(words[index - 1] ?? '').startsWith(layout.foot.filledAt)
      ? word
      : '';
  });
  return cells.length === 1 ? [kept.filter((word) => word !== '').join(' ')] : kept;
}

/** No label of a person is longer. Characters. */
const MAX_PERSON = 12;

/** Persons named within a row of the head: `项目实施单位 | … | 项目负责人 | …`. */
function withoutNames(
  cells: readonly string[],
  words: readonly string[],
  layouts: readonly Layout[],
): string[] {
  const isPerson = (word: string): boolean =>
    word.length <= MAX_PERSON &&
    (word.includes('人') || word.includes('话')) &&
    layouts.some(({ foot }) => labelled(word, foot.labels) !== null);
  if (!words.some(isPerson)) return [...cells];
  const kept: string[] = [];
  let isNamed = false;
  for (const word of words) {
    const isLabel = isPerson(word);
    kept.push(isLabel ? word.replace(/[:：].*$/, '：') : isNamed ? '' : word);
    isNamed = isLabel ? !/[:：]./.test(word) : isNamed && word === '';
  }
  return cells.length === 1 ? [kept.filter((word) => word !== '').join(' ')] : kept;
}

/** Where the indicators begin: a person named above is one of the head's, not of the foot. */
const opensTable = ({ cells }: Row, layout: Layout): boolean =>
  headingRow(cells.length === 1 ? (cells[0] ?? '').split(/\s+/) : cells, layout) !== null;

function footOf(rows: readonly Row[], layout: Layout): number {
  const first = rows.findIndex((row) => isFoot(row, layout));
  if (first < 0 || layout.ignoredFields === undefined) return first;
  const table = rows.findIndex((row) => opensTable(row, layout));
  return table < first ? first : rows.findIndex((row, index) => index > table && isFoot(row, layout));
}

function upToFoot(rows: Row[], layout: Layout): Row[] {
  let end = footOf(rows, layout);
  if (end < 0) return rows;
  while (end < rows.length) {
    const row = rows[end];
    if (!row || (!isBlank(row) && !isFoot(row, layout))) break;
    end++;
  }
  return rows.slice(0, end);
}

/** Joins a wrapped line: between Chinese characters there was no blank, between Latin words there was one. */
const joinWrapped = (before: string, after: string): string =>
  /[A-Za-z]$/.test(before) && /^[A-Za-z]/.test(after) ? `${before} ${after}` : before + after;

/** Two columns of running text in one line: equal halves, or two words; else null. */
function twoColumns(text: string): [string, string] | null {
  const words = text.split(/\s+/);
  if (words.length === 2) return [words[0] ?? '', words[1] ?? ''];
  const half = words.length / 2;
  const [left, right] = [words.slice(0, half).join(' '), words.slice(half).join(' ')];
  return Number.isInteger(half) && left === right ? [left, right] : null;
}

/** Gives the lines of a form in running text the cells they had: labels and values, one row per table row. */
function cellsOfFlow(lines: readonly Row[], layout: Layout): Row[] {
  const rows: Row[] = [];
  let open: { kind: 'paragraph' | 'goal' | 'funding' | 'indicator'; row: Row } | null = null;
  let inTable = false;
  const push = (place: Place, cells: string[]): Row => {
    const row = { place, cells };
    rows.push(row);
    return row;
  };
  for (const { place, cells } of lines) {
    const text = cells.join(' ').trim();
    const words = text.split(/\s+/);
    const [first = ''] = words;
    const rest = text.slice(first.length).trim();
    const field = fieldLabel(first, layout);
    if (headingRow(words, layout)) {
      push(place, words);
      [inTable, open] = [true, null];
    } else if (isFoot({ place, cells: words }, layout)) {
      push(place, words);
      [inTable, open] = [false, null];
    } else if (open?.kind !== 'paragraph' && layout.sectionLabel.includes(text) && text.length <= 2) {
      continue; // 绩效指标 printed downwards, a character or two to a line
    } else if (inTable) {
      const tokens = words.flatMap((word) => splitLabel(word, layout));
      if (open?.kind === 'indicator' && !complete(open.row.cells, layout)) open.row.cells.push(...tokens);
      else {
        const row = push(place, tokens);
        open = onlyLabels(tokens, layout) ? { kind: 'indicator', row } : null;
      }
    } else if (field) {
      const row = push(place, field.paragraph ? [first, rest] : fieldsInLine(words, layout));
      open = field.paragraph ? { kind: 'paragraph', row } : null;
    } else if (labelled(first, layout.goalLabels) !== null) {
      open = { kind: 'goal', row: push(place, [first, rest]) };
    } else if (layout.goalHeadings.some((heading) => labelKey(heading) === first)) {
      push(place, words);
      open = null;
    } else if (fundingHeading(first, layout) || fundingCell(first, layout)) {
      if (open?.kind === 'funding') open.row.cells.push(...words);
      else open = { kind: 'funding', row: push(place, words) };
    } else if (open?.kind === 'funding') {
      open.row.cells.push(...words);
    } else if (open?.kind === 'paragraph' || open?.kind === 'goal') {
      open.row.cells[1] = joinWrapped(open.row.cells[1] ?? '', text);
    } else if (yearLine(text) !== null || !open) {
      push(place, [text]);
    }
  }
  if (layout.blocks.length === 2) {
    for (const row of rows) {
      if (row.cells.length !== 2 || labelled(row.cells[0] ?? '', layout.goalLabels) === null) continue;
      const columns = twoColumns(row.cells[1] ?? '');
      if (columns) row.cells.splice(1, 1, ...columns);
    }
  }
  return rows;
}

/** `项目属性 一次性项目 项目期 1年` → label, value, label, value; words of one value stay together. */
function fieldsInLine(words: readonly string[], layout: Layout): string[] {
  const cells: string[] = [];
  let valueOpen = false;
  for (const word of words) {
    if (fieldLabel(word, layout)) {
      cells.push(word);
      valueOpen = false;
    } else if (valueOpen) cells.push(`${cells.pop() ?? ''} ${word}`);
    else {
      cells.push(word);
      valueOpen = true;
    }
  }
  return cells;
}

function splitLabel(word: string, layout: Layout): string[] {
  const end = leadingLevel2(word, layout);
  return end > 0 && !level2Label(word, layout) ? [word.slice(0, end), word.slice(end)] : [word];
}

const onlyLabels = (words: readonly string[], layout: Layout): boolean =>
  words.length > 0 &&
  words.every((word) => level2Label(word, layout)?.sure) &&
  !isLevel1(words[0] ?? '', layout);

/** A table row that was printed cell by cell is complete when every block has its label, name and target. */
function complete(words: readonly string[], layout: Layout): boolean {
  const labels = words.flatMap((word, index) => (level2Label(word, layout)?.sure ? [index] : []));
  const last = labels[layout.blocks.length - 1];
  return last !== undefined && words.length - last > 2;
}
