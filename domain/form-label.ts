/** Reading labels: comparing what is printed with what a layout names. */
import type { FundingParts } from './form-declaration.ts';
import type { Layout, Level2, TextField } from './layouts.ts';

const BLANKS = /[\s\u3000]+/g;
const TO_NORMALISE = /[\s\u3000（）：]/;

/** Half-width brackets and colons, no blanks: what labels are compared by. Never shown or stored. */
export function labelKey(text: string): string {
  if (!TO_NORMALISE.test(text)) return text;
  return text.replace(BLANKS, '').replaceAll('（', '(').replaceAll('）', ')').replaceAll('：', ':');
}

function keyWithoutColon(text: string): string {
  const key = labelKey(text);
  return key.endsWith(':') ? key.replace(/:+$/, '') : key;
}

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
  // One change leaves the first or the last character as it was.
  if (a[0] !== b[0] && a[a.length - 1] !== b[b.length - 1]) return false;
  const [short, long] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
  let before = 0;
  while (before < short && a[before] === b[before]) before++;
  let behind = 0;
  while (behind < short - before && a[a.length - 1 - behind] === b[b.length - 1 - behind]) behind++;
  return before + behind >= long - 1;
}

/** A label at the start of a cell: the whole cell, or followed by a colon and its value. */
export interface FieldMatch {
  field: TextField;
  paragraph: boolean;
  /** Value printed in the label's own cell, '' if none. */
  rest: string;
}

export const fieldLabel = (cell: string, layout: Layout): FieldMatch | null =>
  fieldOf(possibleLabel(cell), layout);

/** What of a cell may be a label: the same for every layout. */
export interface PossibleLabel {
  /** The whole cell's key, '' when it is too long for a label. */
  whole: string;
  /** The key of what stands before a colon, '' without one. */
  beforeColon: string;
  /** What stands behind it. */
  rest: string;
}

export function possibleLabel(cell: string): PossibleLabel {
  const colon = cell.search(/[:：]/);
  return {
    whole: cell.length <= MAX_LABEL ? keyWithoutColon(cell) : '',
    beforeColon: colon > 0 && colon <= MAX_LABEL ? labelKey(cell.slice(0, colon)) : '',
    rest: colon > 0 ? cell.slice(colon + 1).trim() : '',
  };
}

export function fieldOf({ whole, beforeColon, rest }: PossibleLabel, layout: Layout): FieldMatch | null {
  const { byKey, aboutAsLong, firsts, lasts } = fieldLabelsOf(layout);
  const behindColon = byKey.get(beforeColon);
  let found = behindColon ?? byKey.get(whole);
  // One change leaves the first or the last character as it was: most cells have neither of a label's.
  if (!found && (firsts.has(whole[0]) || lasts.has(whole[whole.length - 1]))) {
    found = aboutAsLong[whole.length]?.find(([label]) => nearlyEqual(whole, label))?.[1];
  }
  return found
    ? { field: found.field, paragraph: found.paragraph === true, rest: behindColon ? rest : '' }
    : null;
}

type LayoutField = Layout['fields'][number];

interface FieldLabels {
  /** Each label's field, by the label's key. */
  byKey: ReadonlyMap<string, LayoutField>;
  /** By length: the labels that differ from it by at most one character. */
  aboutAsLong: readonly (readonly [string, LayoutField][])[];
  /** First and last characters of the labels. */
  firsts: ReadonlySet<string | undefined>;
  lasts: ReadonlySet<string | undefined>;
}

const labelsByLayout = new WeakMap<Layout, FieldLabels>();

/** Made once for a layout. */
function fieldLabelsOf(layout: Layout): FieldLabels {
  let found = labelsByLayout.get(layout);
  if (!found) {
    const all = layout.fields.flatMap((field) =>
      keysOfLabels(field.labels).map((label): [string, LayoutField] => [label, field]),
    );
    const aboutAsLong = Array.from({ length: MAX_LABEL + 2 }, (_, length) =>
      all.filter(([label]) => Math.abs(label.length - length) <= 1),
    );
    const byKey = new Map<string, LayoutField>();
    for (const [label, field] of all) if (!byKey.has(label)) byKey.set(label, field);
    const firsts = new Set(all.map(([label]) => label[0]));
    const lasts = new Set(all.map(([label]) => label[label.length - 1]));
    labelsByLayout.set(layout, (found = { byKey, aboutAsLong, firsts, lasts }));
  }
  return found;
}

/** A label whose value is none of the declaration's: a code, an address; or a person, who is not kept. */
export function isIgnoredLabel(cell: string, layout: Layout): boolean {
  const { ignoredFields, foot } = layout;
  if (ignoredFields === undefined) return false;
  const colon = cell.search(/[:：]/);
  const label = colon > 0 ? cell.slice(0, colon) : cell;
  if (label.length > MAX_LABEL) return false;
  const key = labelKey(label);
  if (!key.includes('(')) return isOneOf(key, ignoredFields) || isOneOf(key, foot.labels);
  // 执行率分值（10）
  return isOneOf(key, ignoredFields) || isOneOf(key.replace(/\([^()]*\)?$/, ''), ignoredFields);
}

const isOneOf = (key: string, labels: readonly string[]): boolean => keysOfLabels(labels).includes(key);

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
  // Behind the title, or at its beginning: 2024年市级部门预算项目支出绩效目标表.
  const year = match?.[2] ?? /(20\d\d)年/.exec(heading)?.[1];
  return { year: year ? Number(year) : null };
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
  const places = { 元: 0, 万元: 4, 亿元: 8 }[amount.unit ?? unit];
  const [whole = '', decimals = ''] = amount.digits.replace('-', '').split('.');
  // The point moves: in text that is exact, and sooner than in numbers.
  const moved = decimals.padEnd(places, '0');
  const fen = moved.slice(places).replace(/0+$/, '');
  if (fen.length > 2) return null;
  const digits = (whole + moved.slice(0, places)).replace(/^0+/, '') || '0';
  const value = `${digits}.${fen.padEnd(2, '0')}`;
  return amount.digits.startsWith('-') && /[1-9]/.test(value) ? `-${value}` : value;
}

export interface FundingCell {
  part: keyof FundingParts;
  /** Which of the layout's funding lines: two lines may be of one part. */
  line: number;
  amount: PrintedAmount | null;
  /** Of the amount in the next cell, when the label prints it: 资金总额（万元）. */
  unit: '元' | '万元' | null;
}

/** `其中:中央财政资金`, `实施期资金总额: 282,505.38`: a part of the funding, with its amount when in the same cell. */
export function fundingCell(cell: string, layout: Layout): FundingCell | null {
  if (cell.length > 2 * MAX_LABEL) return null;
  const match = /^(?:其中:?)?([^:\d]+?)(?:\((万元|元)\))?:?(-?\d[\d,.]*(?:亿元?|万元?|元)?)?$/.exec(
    labelKey(cell),
  );
  const label = match?.[1];
  if (!label || label.length > 16) return null;
  const line = layout.funding.findIndex((entry) => entry.label.test(label));
  const found = layout.funding[line];
  if (!found) return null;
  const unit = (match[2] as '元' | '万元' | undefined) ?? null;
  return { part: found.part, line, amount: match[3] ? printedAmount(match[3]) : null, unit };
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
  const keys = level1Keys(treeOf(layout));
  // 产出指标（50分）
  return keys.get(key) ?? (key.includes('(') ? (keys.get(key.replace(/\(.*$/, '')) ?? null) : null);
}

const keysOfLevel1 = new WeakMap<readonly Level2[], Map<string, string>>();

/** The level-1 names of a tree by what they are printed as: whole, or without a last 标 that was cut off. Made once. */
function level1Keys(tree: readonly Level2[]): Map<string, string> {
  let keys = keysOfLevel1.get(tree);
  if (!keys) {
    keys = new Map();
    for (const { level1 } of tree) {
      keys.set(level1, level1);
      const cut = level1.replace(/标$/, '');
      if (cut.length >= 3 && !keys.has(cut)) keys.set(cut, level1);
    }
    keysOfLevel1.set(tree, keys);
  }
  return keys;
}

export const isFragment = (cell: string, layout: Layout): boolean =>
  cell.length <= MAX_LABEL && keysOfLabels(layout.fragments).includes(keyWithoutColon(cell));
