/** The funding of a form: which of its rows are about money, their amounts by block and line, the sums in yuan. */
import type { FundingParts, Row, Scope } from './form-declaration.ts';
import { finding, notUnderstood } from './form-findings.ts';
import {
  fundingCell,
  fundingHeading,
  isFragment,
  isIgnoredLabel,
  printedAmount,
  yuan,
  type PrintedAmount,
} from './form-label.ts';
import type { Reading } from './form-printed.ts';
import { filled } from './form-rows.ts';
import { sumAmounts } from './money.ts';

const PARTS: readonly (keyof FundingParts)[] = [
  'total',
  'fiscal',
  'central',
  'provincial',
  'local',
  'selfRaised',
  'other',
];

export function isFundingRow(cells: readonly string[], { layout, headings, lastLine }: Reading): boolean {
  const known = cells.every(
    (cell) =>
      fundingCell(cell, layout) ??
      fundingHeading(cell, layout) ??
      printedAmount(cell) ??
      (isIgnoredLabel(cell, layout) || isFragment(cell, layout)),
  );
  if (!known) return false;
  const labels = cells.some((cell) => fundingCell(cell, layout) ?? fundingHeading(cell, layout));
  return labels || (headings === null && lastLine !== null);
}

/**
 * The first label of a line belongs to the first block, the second to the next. A label that stands once more than
 * there are blocks was printed twice by the scan: the last ones count.
 */
export function readFunding(row: Row, reading: Reading): void {
  const { layout, amounts } = reading;
  const found: { line: number; amount: PrintedAmount | null }[] = [];
  for (const cell of filled(row)) {
    const heading = fundingHeading(cell, layout);
    const part = heading ? null : fundingCell(cell, layout);
    if (heading) {
      reading.amountUnit = heading.unit ?? reading.amountUnit;
      reading.isUnitPrinted ||= heading.unit !== null;
    } else if (isIgnoredLabel(cell, layout)) found.push({ line: NO_LINE, amount: null });
    else if (part) {
      found.push({ line: part.line, amount: part.amount });
      if (part.part === 'total') reading.fundingScope = scopeOfTotal(cell);
      reading.amountUnit = part.unit ?? reading.amountUnit;
      reading.isUnitPrinted ||= part.unit !== null;
    } else {
      const amount = printedAmount(cell);
      const last = found.at(-1);
      if (!amount) continue;
      if (last && last.amount === null) last.amount = amount;
      else if (last) found.push({ line: last.line, amount });
      else if (reading.lastLine !== null) found.push({ line: reading.lastLine, amount });
    }
  }
  const lines = found.filter(({ line }) => line !== NO_LINE);
  reading.lastLine = lines.at(-1)?.line ?? reading.lastLine;
  for (const line of layout.funding.keys()) {
    const cells = found.filter((cell) => cell.line === line);
    const alone = layout.columnsAsPrinted && cells.length === 1 ? reading.fundingScope : null;
    cells.slice(-layout.blocks.length).forEach((cell, index) => {
      const scope = alone !== null && layout.blocks.includes(alone) ? alone : layout.blocks[index];
      if (!scope || !cell.amount) return;
      const known = amounts[scope].get(line);
      if (!known) amounts[scope].set(line, { amount: cell.amount, place: row.place });
      else if (known.amount.digits !== cell.amount.digits) {
        reading.form.findings.push(notUnderstood(row.place, row.cells));
      }
    });
  }
}

/** 年度资金总额, 实施期资金总额: whose the total is, where its label says. */
const scopeOfTotal = (cell: string): Scope | null =>
  /年度|当年|本年/.test(cell) ? 'annual' : /实施|中期|长期/.test(cell) ? 'period' : null;

/** An amount behind a label that is none of the declaration's. */
const NO_LINE = -1;

/** A unit that is only usual is said where amounts were read by it. */
export function sayUnit({ layout, amounts, amountUnit, isUnitPrinted, form }: Reading): void {
  if (layout.isUnitUsual !== true || isUnitPrinted) return;
  for (const read of Object.values(amounts)) {
    for (const { amount, place } of read.values()) {
      if (amount.unit !== null || /^0*(?:\.0*)?$/.test(amount.digits)) continue;
      form.findings.push(
        finding('amount-unit-not-printed', 'confirm', place, {
          message: `表上没有印金额单位，按${amountUnit}计。`,
          remedy: '请对照原文确认金额单位。',
        }),
      );
      return;
    }
  }
}

export function settleFunding({ layout, amounts, amountUnit, form }: Reading): void {
  for (const scope of layout.blocks) {
    const parts = Object.fromEntries(PARTS.map((part) => [part, null])) as unknown as FundingParts;
    for (const [line, { amount, place }] of amounts[scope]) {
      const part = layout.funding[line]?.part;
      if (!part) continue;
      const value = yuan(amount, amountUnit);
      const before = parts[part];
      if (value !== null) parts[part] = before === null ? value : sumAmounts([before, value]);
      else {
        form.findings.push(
          finding('amount-finer-than-fen', 'must_fix', place, {
            message: `金额“${amount.digits}”（${amount.unit ?? amountUnit}）不足一分，未计入。`,
            remedy: '请核对金额和单位。',
          }),
        );
      }
    }
    form.funding[scope] = amounts[scope].size > 0 ? parts : null;
  }
}
