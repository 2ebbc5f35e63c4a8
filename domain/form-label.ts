/** Reading labels: comparing what is printed with what a layout names. */
import type { FundingParts } from './form-declaration.ts';
import type { Layout, Level2, TextField } from './layouts.ts';
import { exact } from './money.ts';

const BLANKS = /[\s\u3000]+/g;
const TO_NORMALISE = /[\s\u3000（）：]/;

/** Half-width brackets and colons, no blanks: what labels are compared by. Never shown or stored. */
export function labelKey(text: string): string {
  if (!TO_NORMALISE.test(text)) return text;
  return text.replace(BLANKS, '').replaceAll('（', '(').replaceAll('）', ')').replaceAll('：', ':');
}

const keyWithoutColon = (text: string): string => labelKey(text).replace(/:+$/, '');

/** No label is longer; a longer cell is not compared with labels. Characters. */
const MAX_LABEL = 30;

const keysByLabels = new WeakMap<readonly string[], readonly string[]>();

/** Keys of a layout's labels, made once. */
export function keysOfLabels(labels: readonly string[]): readonly string[] {
  let keys = keysByLabels.get(labels);
  if (!keys) keysByLabels.set(labels, (keys = labels.map(labelKey)));
  return keys;
}

/** True when two labels differ in at most one character (changed, lost or added): what a scan does to print. */
function nearlyEqual(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1);
}

/** A label at the start of a cell: the whole cell, or followed by a colon and its value. */
export interface FieldMatch {
  field: TextField;
  paragraph: boolean;
  /** Value printed in the label's own cell, '' if none. */
  rest: string;
}

export function fieldLabel(cell: string, layout: Layout): FieldMatch | null {
  const read = possibleLabel(cell);
  if (read === null) return null;
  for (const { label, entry } of fieldLabelsOf(layout)) {
    const rest = restBehind(read, label);
    if (rest !== null) return { field: entry.field, paragraph: entry.paragraph === true, rest };
  }
  return null;
}

/** As `fieldLabel(cell, layout)?.field === field`, said sooner of the many cells that are no such label. */
export function isFieldLabel(cell: string, field: TextField, layout: Layout): boolean {
  const read = possibleLabel(cell);
  return (
    read !== null &&
    fieldLabelsOf(layout).some(
      ({ label, entry }) => entry.field === field && restBehind(read, label) !== null,
    ) &&
    fieldLabel(cell, layout)?.field === field
  );
}

interface LabelOfField {
  label: string;
  entry: Layout['fields'][number];
}

const labelsByLayout = new WeakMap<Layout, readonly LabelOfField[]>();

/** Keys of all labels of a layout's fields, in their order, made once. */
function fieldLabelsOf(layout: Layout): readonly LabelOfField[] {
  let found = labelsByLayout.get(layout);
  if (!found) {
    found = layout.fields.flatMap((entry) => keysOfLabels(entry.labels).map((label) => ({ label, entry })));
    labelsByLayout.set(layout, found);
  }
  return found;
}

interface PossibleLabel {
  /** The whole cell's key, '' when it is too long for a label. */
  whole: string;
  /** The key of what stands before a colon, '' without one. */
  beforeColon: string;
  cell: string;
  colon: number;
}

function possibleLabel(cell: string): PossibleLabel | null {
  const colon = cell.search(/[:：]/);
  const beforeColon = colon > 0 && colon <= MAX_LABEL ? labelKey(cell.slice(0, colon)) : '';
  const whole = cell.length <= MAX_LABEL ? keyWithoutColon(cell) : '';
  return whole === '' && beforeColon === '' ? null : { whole, beforeColon, cell, colon };
}

/** What stands behind the label, '' for nothing; null: it is another. */
function restBehind({ whole, beforeColon, cell, colon }: PossibleLabel, label: string): string | null {
  // Most are of another length: said before their letters are compared.
  const longer = whole.length - label.length;
  if (whole !== '' && longer <= 1 && longer >= -1 && nearlyEqual(whole, label)) return '';
  return beforeColon === label ? cell.slice(colon + 1).trim() : null;
}

/** The value behind one of the labels in the same cell ('' if none), null when the cell begins with none of them. */
export function labelled(cell: string, labels: readonly string[]): string | null {
  const colon = cell.search(/[:：]/);
  const rest = colon < 0 ? '' : cell.slice(colon + 1).trim();
  const head = colon < 0 ? cell : cell.slice(0, colon);
  if (head.length > MAX_LABEL) return null;
  return keysOfLabels(labels).includes(labelKey(head)) ? rest : null;
}

/** Year in `(2023 年度)`, null when the text says something else. */
export function yearLine(text: string): number | null {
  const match = /^\(?(20\d\d)年度?\)?$/.exec(labelKey(text));
  return match ? Number(match[1]) : null;
}

/** Headings carry a county's or bureau's name before the title. Characters. */
const MAX_TITLE = 80;

/** Does this heading open a form? With the year, when the heading prints it too. */
export function titleOf(text: string, layout: Layout): { year: number | null } | null {
  if (text.length > MAX_TITLE || text.includes('《')) return null;
  const key = labelKey(text);
  const match = /^(.*?)(?:\(?(20\d\d)年度?\)?)?$/.exec(key);
  const heading = match?.[1] ?? '';
  if (!keysOfLabels(layout.titles).some((title) => heading.endsWith(title))) return null;
  return { year: match?.[2] ? Number(match[2]) : null };
}

/** An amount as printed, with the unit when the cell carries one. */
export interface PrintedAmount {
  digits: string;
  unit: '元' | '万元' | '亿元' | null;
}

export function printedAmount(text: string): PrintedAmount | null {
  if (text.length > MAX_LABEL) return null;
  const match = /^[¥￥]?(-?[\d,，]+(?:\.\d+)?)(亿元?|万元?|元)?$/.exec(labelKey(text));
  if (!match) return null;
  const digits = (match[1] ?? '').replace(/[,，]/g, '');
  if (!/\d/.test(digits)) return null;
  const unit = match[2]?.startsWith('亿') ? '亿元' : match[2]?.startsWith('万') ? '万元' : (match[2] as '元');
  return { digits, unit: unit ?? null };
}

/** Yuan with two decimals; null when the printed amount says more than whole fen. */
export function yuan(amount: PrintedAmount, unit: '元' | '万元'): string | null {
  const scale = { 元: 1, 万元: 10_000, 亿元: 100_000_000 }[amount.unit ?? unit];
  const value = exact(amount.digits).times(scale);
  return value.decimalPlaces() > 2 ? null : value.toFixed(2);
}

export interface FundingCell {
  part: keyof FundingParts;
  /** Which of the layout's funding lines: two lines may be of one part. */
  line: number;
  amount: PrintedAmount | null;
}

/** `其中:中央财政资金`, `实施期资金总额: 282,505.38`: a part of the funding, with its amount when in the same cell. */
export function fundingCell(cell: string, layout: Layout): FundingCell | null {
  if (cell.length > 2 * MAX_LABEL) return null;
  const match = /^(?:其中:?)?([^:\d]+?):?(-?\d[\d,.]*(?:亿元?|万元?|元)?)?$/.exec(labelKey(cell));
  const label = match?.[1];
  if (!label || label.length > 16) return null;
  const line = layout.funding.findIndex((entry) => entry.label.test(label));
  const found = layout.funding[line];
  return found ? { part: found.part, line, amount: match[2] ? printedAmount(match[2]) : null } : null;
}

/** `项目资金(元)`, `(万元)`, `项目资金`: heading of the funding block, with the unit when printed. */
export function fundingHeading(cell: string, layout: Layout): { unit: '元' | '万元' | null } | null {
  if (cell.length > MAX_LABEL) return null;
  const match = /^(.*?)(?:\((万元|元)\))?$/.exec(keyWithoutColon(cell));
  const heading = match?.[1] ?? '';
  const unit = (match?.[2] as '元' | '万元' | undefined) ?? null;
  if (heading === '') return unit ? { unit } : null;
  return keysOfLabels(layout.fundingHeadings).includes(heading) ? { unit } : null;
}

/** A level-2 label as printed. */
export interface Level2Label {
  level: Level2;
  code: string | null;
  /** Name as printed, without code and note. */
  printed: string;
  /** false: could as well be an indicator's name (社会效益 without 指标). */
  sure: boolean;
}

/** Levels of the tree that a form of this layout prints (form-tree.ts puts it first). */
export const treeOf = (layout: Layout): readonly Level2[] => layout.trees[0]?.levels ?? [];

const level2Keys = new WeakMap<readonly Level2[], Map<string, { level: Level2; sure: boolean }>>();

/** What a level-2 label may be printed as, by its key. */
export function keysOf(tree: readonly Level2[]): Map<string, { level: Level2; sure: boolean }> {
  let keys = level2Keys.get(tree);
  if (!keys) {
    keys = new Map();
    for (const level of tree) {
      const bare = level.name.replace(/指标$/, '');
      if (bare !== level.name) keys.set(bare, { level, sure: false });
      for (const name of [level.name, ...level.variants]) keys.set(labelKey(name), { level, sure: true });
    }
    level2Keys.set(tree, keys);
  }
  return keys;
}

/** `数量指标`, `11-数量指标`, `数量指标（必填硬性指标）`, `22-社会效益`, also with its note cut off. */
export function level2Label(cell: string, layout: Layout): Level2Label | null {
  if (cell.length > MAX_LABEL) return null;
  const match = /^(?:(\d{2})-)?([^(]+)(?:\(.*)?$/.exec(keyWithoutColon(cell));
  const printed = match?.[2];
  if (!printed || printed.length > 16) return null;
  const found = keysOf(treeOf(layout)).get(printed);
  if (!found) return null;
  const code = match[1] ?? null;
  return { level: found.level, code, printed, sure: found.sure || code !== null };
}

/** In running text a label and the name behind it may stand without a blank: where the label ends, else 0. */
export function leadingLevel2(word: string, layout: Layout): number {
  let longest = 0;
  for (const [key, { sure }] of keysOf(treeOf(layout))) {
    if (sure && key.length > longest && word.length > key.length && word.startsWith(key))
      longest = key.length;
  }
  return longest;
}

export function isLevel1(cell: string, layout: Layout): string | null {
  if (cell.length > MAX_LABEL) return null;
  const key = keyWithoutColon(cell);
  for (const { level1 } of treeOf(layout)) {
    if (level1 === key || (key.length >= 3 && level1 === `${key}标`)) return level1;
  }
  return null;
}

export const isFragment = (cell: string, layout: Layout): boolean =>
  cell.length <= MAX_LABEL && keysOfLabels(layout.fragments).includes(keyWithoutColon(cell));
