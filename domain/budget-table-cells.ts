/** What is printed in a budget table's cells: texts printed twice, amounts, and into which columns a row's amounts fall. */
import type { BudgetColumn } from './budget-table.ts';
import type { BudgetLayout } from './budget-table-layouts.ts';
import { labelKey } from './form-label.ts';

/** Codes of functional and economic items: 208, 20801, 2080101. */
export const CODE = /^\d{3}(?:\d{2}){0,2}$/;
/** 一、 or （一） before an item. */
export const ORDINAL = /^[（(]?[一二三四五六七八九十]{1,4}[、)）]/;

const QUOTES = /[“”"'‘’「」]/g;

/** What titles, labels and names of rows are compared by. Never shown or stored. */
export const budgetKey = (text: string): string => labelKey(text).replace(QUOTES, '');

/** As `budgetKey` without the year and the unit in brackets: `2023年合计(万元)` → `合计`. */
export const headingKey = (text: string): string =>
  budgetKey(text)
    .replace(/^20\d\d年?度?/, '')
    .replace(/\((?:万元|元)\)$/, '')
    .replace(/:$/, '');

/** Bold print of a PDF's text layer stands there twice: `合计合计` → `合计`, `782.91782.91` → `782.91`. */
export function undoubled(text: string, shortest = 4): string {
  const half = text.length / 2;
  if (text.length < shortest || !Number.isInteger(half) || !text.startsWith(text.slice(half))) return text;
  // `11` and `2222` are numbers; an amount printed twice has its decimals twice.
  return /^\d+$/.test(text) ? text : text.slice(half);
}

const AMOUNT = /^[¥￥]?-?(?:\d{1,3}(?:[,，]\d{3})+|\d{1,15})(?:\.\d{1,6})?$/;
const DASH = /^[-—–/]+$/;

/** The number printed in a cell, without thousands separators; '' for a dash; null when it is no amount. */
export function amountIn(text: string): string | null {
  if (text.length > 24) return null;
  if (DASH.test(text)) return '';
  return AMOUNT.test(text) ? text.replace(/[¥￥,，]/g, '') : null;
}

/** `1 2 3 4 5`: the numbers of the columns. */
export function isColumnNumbers(words: readonly string[]): boolean {
  return words.length >= 3 && words.every((word, index) => word === String(index + 1));
}

/** A word of running text: a text or an amount, and how many blanks stand before it (0 at the start of a line). */
export interface Word {
  text: string;
  amount: string | null;
  gap: number;
  /** Printed twice, as bold is: then each blank cell before it left two blanks. */
  doubled: boolean;
}

const GLUED_AMOUNTS = /^(?:-?\d[\d,]{0,18}\.\d\d)+/;
const EACH_AMOUNT = /-?\d[\d,]{0,18}\.\d\d/g;

/** The words of a line; an amount glued to the next cell (`782.91一、一般公共服务支出`) is cut from it. */
export function wordsOf(line: string): Word[] {
  const words: Word[] = [];
  for (const match of line.matchAll(/([ \u3000\u00a0\t]*)([^ \u3000\u00a0\t]+)/g)) {
    const gap = match[1]?.length ?? 0;
    const printed = match[2] ?? '';
    const glued = GLUED_AMOUNTS.exec(printed)?.[0] ?? '';
    if (glued === '') {
      const text = undoubled(printed);
      words.push({ text, amount: amountIn(text), gap, doubled: text !== printed });
      continue;
    }
    const once = undoubled(glued);
    const amounts = once.match(EACH_AMOUNT) ?? [];
    amounts.forEach((text, index) => {
      const doubled = once !== glued;
      words.push({ text, amount: text.replaceAll(',', ''), gap: index === 0 ? gap : 1, doubled });
    });
    const rest = printed.slice(glued.length);
    if (rest !== '') words.push({ text: undoubled(rest), amount: null, gap: 1, doubled: false });
  }
  return words;
}

/** Rounding of `count` amounts printed with two decimals, in hundredths of the printed unit, with half a hundredth each. */
const withinRounding = (difference: number, count: number): boolean =>
  Math.abs(difference) <= 0.005 * count + 1e-6;

/** Does the first column hold the sum of its parts? null: nothing to tell by. */
function addsUp(
  values: readonly number[],
  positions: readonly number[],
  columns: readonly BudgetColumn[],
  parts: readonly BudgetColumn[],
): boolean | null {
  if (columns[0] !== 'total' || !columns.some((column) => parts.includes(column))) return null;
  if (positions[0] !== 0) return false;
  let sum = 0;
  let count = 0;
  positions.forEach((position, index) => {
    if (!parts.includes(columns[position] as BudgetColumn)) return;
    sum += values[index] ?? 0;
    count++;
  });
  return count === 0 ? null : withinRounding((values[0] ?? 0) - sum, count + 1);
}

/** All ways to put `count` amounts into `width` columns in order, the first into the first. At most C(10,5). */
function placings(count: number, width: number): number[][] {
  let ways: number[][] = [[0]];
  for (let index = 1; index < count; index++) {
    ways = ways.flatMap((way) => {
      const next: number[][] = [];
      for (let at = (way.at(-1) ?? 0) + 1; at <= width - (count - index); at++) next.push([...way, at]);
      return next;
    });
  }
  return ways;
}

export interface Placing {
  positions: number[];
  /** false: chosen because only this way the row adds up. */
  asPrinted: boolean;
}

/**
 * The columns into which a row's amounts fall. `gaps`: blanks before each, the only trace that empty cells leave in running
 * text; null when the cells say nothing. What the print says counts when the row adds up so, else the one way that
 * does; null when there is none or several.
 */
export function placeAmounts(
  amounts: readonly string[],
  gaps: readonly { blanks: number; doubled: boolean }[] | null,
  columns: readonly BudgetColumn[],
  layout: Pick<BudgetLayout, 'parts'>,
): Placing | null {
  if (amounts.length === 0 || amounts.length > columns.length) return null;
  const values = amounts.map(Number);
  if (amounts.length === 1) return { positions: [0], asPrinted: true };
  if (gaps) {
    const readings = [gaps.map(({ blanks }) => blanks), gaps.map(({ blanks }) => (blanks + 1) / 2)];
    if (gaps.some(({ doubled }) => doubled)) readings.reverse();
    const fitting = readings
      .map((steps) => {
        let at = 0;
        return steps.map((step, index) => (index === 0 ? 0 : (at += step)));
      })
      .filter((positions) => positions.every((at) => Number.isInteger(at) && at < columns.length));
    const right = fitting.find((positions) => addsUp(values, positions, columns, layout.parts) !== false);
    if (right) return { positions: right, asPrinted: true };
  }
  const ways = placings(amounts.length, columns.length).filter(
    (positions) => addsUp(values, positions, columns, layout.parts) === true,
  );
  const [only] = ways;
  return ways.length === 1 && only ? { positions: only, asPrinted: false } : null;
}
