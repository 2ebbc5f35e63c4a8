/** Findings about reading a form: what was not understood, what was settled by a rule, what a person must look at. */
import type { Finding, Place, Severity } from './form-declaration.ts';

/** `第 12 行`, `第 3 页第 12 行`, or the cell's address where the format has one. */
export function whereIs(place: Place): string {
  if (place.cell) return place.cell;
  const page = place.page ? `第 ${place.page} 页` : '';
  const table = place.table ? `表 ${place.table} ` : '';
  return `${table}${page}第 ${place.line} 行`;
}

export function finding(
  rule: string,
  severity: Severity,
  place: Place | null,
  text: { where?: string; message: string; remedy: string },
): Finding {
  const where = text.where ?? (place ? whereIs(place) : '全文');
  return { rule, severity, where, place, message: text.message, remedy: text.remedy };
}

/** Characters. */
const SHORTEST_TELEPHONE = 10;

/** Telephone numbers are personal data: they stay out of findings and of the printed lines that are kept. */
export const withoutTelephones = (text: string): string =>
  text.length < SHORTEST_TELEPHONE
    ? text
    : text.replace(/(?<!\d)(?:1\d{10}|0\d{2,3}-?\d{7,8})(?![\d.])/g, '（电话已略）');

/** Text of a row as a person would read it, short. */
export function shown(cells: readonly string[]): string {
  const text = withoutTelephones(cells.filter((cell) => cell !== '').join(' | '));
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

export const notUnderstood = (place: Place, cells: readonly string[]): Finding =>
  finding('row-not-understood', 'confirm', place, {
    message: `这一行没有读懂，未计入：“${shown(cells)}”。`,
    remedy: '请对照原文，把其中的内容补到相应栏目；与项目无关的可以忽略。',
  });
