/** Rows of a payment file → movements of money, each with what is wrong with it. Knows the mapping, knows no projects. */
import type { PlainDate } from './calendar.ts';
import {
  isVoid,
  plainCell,
  readAmount,
  readDay,
  readEvent,
  readPayees,
  readSource,
  yuanOfCents,
  type MovedEvent,
  type PaymentSource,
} from './payment-cells.ts';
import { formatFixed } from './money.ts';
import type { PaymentField, PaymentMapping, TableRow } from './payment-mapping.ts';

export interface PaymentFinding {
  /** As a spreadsheet numbers it; null: of the whole file. */
  row: number | null;
  field: PaymentField | null;
  severity: 'must_fix' | 'confirm' | 'info';
  message: string;
  /** What to do, a sentence. */
  remedy: string;
}

export interface PaymentRow {
  row: number;
  date: PlainDate;
  event: MovedEvent;
  /** Always positive: the event says the direction. */
  cents: bigint;
  projectName: string;
  projectCode: string | null;
  unit: string | null;
  source: PaymentSource | null;
  document: string | null;
  payees: number | null;
  /** 个人 3, 单位 1: tells two payees of one file apart, says nothing about who they are. */
  payee: string | null;
}

export interface ReadPayments {
  rows: PaymentRow[];
  findings: PaymentFinding[];
  /** Rows that are not to be recorded: a cell that must be mended. */
  refused: number[];
  /** Rows that are no payment: totals, and payments that did not take place. */
  passed: number;
  /** What the file's own 合计 says beside the sum of its rows (yuan), when it prints one that can be compared. */
  printedTotal: { row: number; printed: string; sum: string } | null;
}

/** Yuan. No county moves more at once (as db/ledger.ts has it for entry by hand). */
const LARGEST_CENTS = 100_000_000_000_000n;
/** A document's number as the ledger keeps it. Characters. */
const LONGEST_DOCUMENT = 100;

const TOTAL = /^(本页|本月|本年|累计)?(合计|小计|总计|共计|总额)/;
const PERSON = /个人|自然人|居民|职工/;

/** What is read without a context: cell by cell. */
export function readPaymentRows(table: readonly TableRow[], mapping: PaymentMapping): ReadPayments {
  const read: ReadPayments = { rows: [], findings: [], refused: [], passed: 0, printedTotal: null };
  const unknownSources = new Map<string, number>();
  let total: { row: number; cents: bigint } | null = null;
  let sum = 0n;
  for (const row of table) {
    if (row.row <= mapping.headerRow || row.cells.every((cell) => cell.trim() === '')) continue;
    const cellOf = (field: PaymentField) => cellAt(row, mapping, field);
    if (isTotal(row, cellOf('date'))) {
      read.passed += 1;
      const amount = readAmount(cellOf('amount'), mapping.amountUnit);
      if (amount) total = { row: row.row, cents: amount.cents };
      continue;
    }
    const found = readRow(row.row, cellOf, mapping);
    if (found === 'void') {
      read.passed += 1;
      read.findings.push({
        row: row.row,
        field: 'event',
        severity: 'info',
        message: '这笔支付没有成功，不入账',
        remedy: '',
      });
      continue;
    }
    read.findings.push(...found.findings);
    if (!found.payment) {
      read.refused.push(row.row);
      continue;
    }
    sum += found.signed;
    read.rows.push(found.payment);
    const source = cellOf('source').trim();
    if (source !== '' && found.payment.source === null && !unknownSources.has(source)) {
      unknownSources.set(source, row.row);
    }
  }
  for (const [word, row] of unknownSources) {
    read.findings.push({
      row,
      field: 'source',
      severity: 'confirm',
      message: `不认识资金来源“${word}”`,
      remedy: '请在上面选出它属于哪一种；不选则按没有来源入账。',
    });
  }
  if (total) compareTotal(read, total, sum);
  return read;
}

/** Words of the column `source` that the product does not know, in the order of their appearance. */
export function unknownSourceWords(table: readonly TableRow[], mapping: PaymentMapping): string[] {
  const column = mapping.columns.source;
  if (column === undefined) return [];
  const words = new Set<string>();
  for (const row of table) {
    if (row.row <= mapping.headerRow || isTotal(row, cellAt(row, mapping, 'date'))) continue;
    const word = plainCell(row.cells[column] ?? '');
    if (word !== '' && readSource(word, {}) === null) words.add(word);
  }
  return [...words];
}

function cellAt(row: TableRow, mapping: PaymentMapping, field: PaymentField): string {
  const column = mapping.columns[field];
  return column === undefined ? '' : (row.cells[column] ?? '');
}

/** 合计 stands in the first cell with a text, where a payment has its number or its day. */
function isTotal(row: TableRow, date: string): boolean {
  const first = row.cells.find((cell) => cell.trim() !== '') ?? '';
  return (
    TOTAL.test(plainCell(first)) ||
    (readDay(date) === null && row.cells.some((cell) => /^(合计|总计|小计)$/.test(plainCell(cell))))
  );
}

function compareTotal(read: ReadPayments, total: { row: number; cents: bigint }, sum: bigint): void {
  const printed = yuanOfCents(total.cents);
  read.printedTotal = { row: total.row, printed, sum: yuanOfCents(sum) };
  if (total.cents === sum) return;
  read.findings.push({
    row: total.row,
    field: 'amount',
    severity: 'confirm',
    message: `文件的合计是 ${formatFixed(printed, 2)} 元，读出的各行相加是 ${formatFixed(yuanOfCents(sum), 2)} 元`,
    remedy: '请核对有没有读不出的行，或者文件本身没有加对。',
  });
}

type CellOf = (field: PaymentField) => string;
type Read = { payment: PaymentRow | null; signed: bigint; findings: PaymentFinding[] };

function readRow(row: number, cellOf: CellOf, mapping: PaymentMapping): Read | 'void' {
  const printedEvent = cellOf('event');
  if (isVoid(printedEvent)) return 'void';
  const findings: PaymentFinding[] = [];
  const find = (field: PaymentField, severity: PaymentFinding['severity'], message: string, remedy: string) =>
    void findings.push({ row, field, severity, message, remedy });

  const date = readDay(cellOf('date'));
  if (date === null)
    find('date', 'must_fix', `“${short(cellOf('date'))}”不是日期`, '请改成 2023-07-21 的样子后重新上传。');
  const amount = readAmount(cellOf('amount'), mapping.amountUnit);
  if (amount === null) {
    find('amount', 'must_fix', `“${short(cellOf('amount'))}”不是金额`, '请改成 1234.56 的样子后重新上传。');
  }
  const projectName = cellOf('projectName').trim();
  if (projectName === '' && cellOf('projectCode').trim() === '') {
    find('projectName', 'must_fix', '没有项目名称', '请补上项目名称后重新上传。');
  }
  if (date === null || amount === null || findings.length > 0) return { payment: null, signed: 0n, findings };
  if (amount.isRounded) {
    find('amount', 'info', `金额有不足一分的零头，按 ${yuanOfCents(amount.cents)} 元入账`, '');
  }
  let event = readEvent(printedEvent) ?? mapping.event;
  const { cents } = amount;
  if (cents === 0n) find('amount', 'must_fix', '金额是 0', '没有动钱的行请从文件里删去。');
  if (cents < 0n && event === 'paid') {
    event = 'returned';
    find('amount', 'info', '负数的支付按退回入账', '');
  } else if (cents < 0n && event !== 'returned') {
    find('amount', 'must_fix', '下达、拨付不能是负数', '收回已下达或已拨付的钱，请在项目页冲销原来那一笔。');
  }
  const size = cents < 0n ? -cents : cents;
  if (size > LARGEST_CENTS) {
    find('amount', 'must_fix', '单笔超过 1 万亿元', '请检查上面选的金额单位是元还是万元。');
  }
  const isRefused = findings.some((finding) => finding.severity === 'must_fix');
  const payment = isRefused ? null : { row, date, event, cents: size, projectName, ...more(cellOf, mapping) };
  return { payment, signed: cents, findings };
}

function more(cellOf: CellOf, mapping: PaymentMapping) {
  const filled = (field: PaymentField) => cellOf(field).trim() || null;
  const payee = filled('payeeKind');
  const counted = readPayees(cellOf('payees'));
  return {
    projectCode: filled('projectCode'),
    unit: filled('unit'),
    source: readSource(cellOf('source'), mapping.sources),
    document: filled('document')?.slice(0, LONGEST_DOCUMENT) ?? null,
    // A payment to a person is one to one person.
    payees: counted ?? (payee !== null && PERSON.test(payee) ? 1 : null),
    payee,
  };
}

const short = (text: string): string => {
  const cell = text.trim();
  return cell === '' ? '空白' : cell.length > 20 ? `${cell.slice(0, 20)}…` : cell;
};
