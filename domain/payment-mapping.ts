/** Which column of a payment file holds what. A county's treasury prints the same headers month after month. */
import { MOVED_EVENTS, plainCell, readEvent, type MovedEvent, type PaymentSource } from './payment-cells.ts';

export const PAYMENT_FIELDS = [
  'date',
  'amount',
  'projectName',
  'projectCode',
  'unit',
  'event',
  'source',
  'document',
  'payees',
  'payeeKind',
] as const;
export type PaymentField = (typeof PAYMENT_FIELDS)[number];

export interface PaymentMapping {
  /** Number of the row with the column names, 1 for the first of the file. */
  headerRow: number;
  /** 0 for the first column. */
  columns: Partial<Record<PaymentField, number>>;
  /** What a row is that has no event of its own in the column `event`. */
  event: MovedEvent;
  /** In which the amounts are printed. */
  amountUnit: 'yuan' | 'wan';
  /** Words of the file's sources that the product does not know by itself. */
  sources: Record<string, PaymentSource>;
}

export interface TableRow {
  /** As a spreadsheet numbers it, 1 for the first. */
  row: number;
  cells: readonly string[];
}

/** Usual names of each field, the most telling first; compared without blanks, brackets and units. */
const NAMES: Record<PaymentField, readonly (string | RegExp)[]> = {
  date: [
    /^(支付|付款|交易|发放|拨付|下达|清算|到账|划款|退款|退回|退票)(日期|时间)$/,
    /^(业务|记账|入账|凭证|生效|完成|办理)(日期|时间)$/,
    /^日期$/,
    /(日期|时间)$/,
  ],
  amount: [
    /^(本次|实际)?(支付|付款|发放|拨付|下达|交易|支出|退款|退回|退票|拨款|实付|实发|到账)金额(合计)?$/,
    /^金额(合计)?$/,
    /^(支付|拨付|发放|下达)数$/,
    /金额$/,
  ],
  projectName: [/^(预算|支出)?项目名称$/, /^(预算|支出)项目$/, /^项目$/, /^(专项|指标)名称$/],
  projectCode: [/^(预算|支出)?项目(编码|代码|编号)$/],
  unit: [/^(基层)?预算单位(名称)?$/, /^(项目|实施|用款|付款|支付|申请|基层)单位(名称)?$/, /^单位(名称)?$/],
  event: [/^(业务|支付|交易|事项)(类型|类别|事项)$/, /^(事项|支付状态|状态|方向)$/, /^(摘要|用途|备注)$/],
  source: [/^资金(来源|性质|渠道|类型)(名称)?$/, /^经费来源$/, /^来源$/],
  document: [
    /^(支付|记账|拨款|付款)?凭证(编)?号(码)?$/,
    /^(支付令|支付申请|申请单|拨款单|单据|凭单|流水|交易流水|业务)(编)?号$/,
    /^(指标|拨款|下达)?文号$/,
    /^指标(编号|编码)$/,
  ],
  payees: [/^(收款|发放|补贴|享受|受益|领取)?(总)?(人数|户数)$/, /^(笔数|人次)$/],
  payeeKind: [
    /^收款(人|方)(类别|类型|性质)$/,
    /^收款(人|方|单位)?(名称|全称|姓名|户名)?$/,
    /^(户名|姓名|领款人)$/,
  ],
};

/** A header without blanks and what stands in brackets: `支付金额（万元）` → `支付金额`. */
const plainHeader = (text: string): string => plainCell(text).replace(/\(.*?\)|[:：*]/g, '');

const rankOf = (field: PaymentField, header: string): number =>
  NAMES[field].findIndex((name) => (typeof name === 'string' ? name === header : name.test(header)));

/** The fields that a header may stand for. */
export function fieldsOfHeader(text: string): PaymentField[] {
  const header = plainHeader(text);
  return header === '' ? [] : PAYMENT_FIELDS.filter((field) => rankOf(field, header) >= 0);
}

/** The best column of each field; a column is taken once, in the order of PAYMENT_FIELDS. */
function columnsOf(headers: readonly string[]): PaymentMapping['columns'] {
  const columns: PaymentMapping['columns'] = {};
  const taken = new Set<number>();
  for (const field of PAYMENT_FIELDS) {
    let best: { at: number; rank: number } | null = null;
    headers.forEach((text, at) => {
      if (taken.has(at)) return;
      const rank = rankOf(field, plainHeader(text));
      if (rank >= 0 && (best === null || rank < best.rank)) best = { at, rank };
    });
    if (best === null) continue;
    const { at } = best as { at: number };
    columns[field] = at;
    taken.add(at);
  }
  return columns;
}

/** Titles and remarks stand above the column names, never more of them than this. Rows. */
const ROWS_ABOVE = 30;

/**
 * The row of the column names: of the first rows the one that names most fields, an amount among them.
 * Null when there is none: a table without column names cannot be read without guessing.
 */
export function findHeaderRow(rows: readonly TableRow[]): number | null {
  let best: { row: number; fields: number } | null = null;
  for (const { row, cells } of rows.slice(0, ROWS_ABOVE)) {
    const columns = columnsOf(cells);
    const fields = Object.keys(columns).length;
    if (columns.amount === undefined || fields < 2) continue;
    if (best === null || fields > best.fields) best = { row, fields };
  }
  return best?.row ?? null;
}

/**
 * The mapping that the column names suggest.
 * @param above cells above the header, which may print the unit (单位：万元) and what the list is of (拨付明细表)
 */
export function suggestMapping(
  headers: readonly string[],
  headerRow: number,
  above: readonly string[] = [],
): PaymentMapping {
  const columns = columnsOf(headers);
  const amount = columns.amount === undefined ? '' : plainCell(headers[columns.amount] ?? '');
  const date = columns.date === undefined ? '' : plainCell(headers[columns.date] ?? '');
  const titles = above.map(plainCell);
  const printedUnit = /万元/.test(amount)
    ? 'wan'
    : /元/.test(amount)
      ? 'yuan'
      : titles.some((title) => /单位[::]?(人民币)?万元/.test(title))
        ? 'wan'
        : 'yuan';
  // The column of amounts knows best: a 支付明细表 with a column 下达金额 lists what was issued.
  const event =
    readEvent(amount) ?? readEvent(date) ?? titles.map(readEvent).find((one) => one !== null) ?? 'paid';
  return { headerRow, columns, event, amountUnit: printedUnit, sources: {} };
}

/** Equal for two files with the same columns in the same order. */
export function headerSignature(headers: readonly string[]): string {
  const names = headers.map((header) => plainCell(header));
  while (names.at(-1) === '') names.pop();
  return names.join('|');
}

/** Whether two mappings read the same columns alike; where the header stands may differ from file to file. */
export function isSameMapping(a: PaymentMapping, b: PaymentMapping): boolean {
  const words = new Set([...Object.keys(a.sources), ...Object.keys(b.sources)]);
  return (
    a.event === b.event &&
    a.amountUnit === b.amountUnit &&
    PAYMENT_FIELDS.every((field) => a.columns[field] === b.columns[field]) &&
    [...words].every((word) => a.sources[word] === b.sources[word])
  );
}

/** What a mapping lacks or says twice, by field, in words; empty: it can be used. */
export function mappingDefects(
  mapping: PaymentMapping,
  options: { columns: number; headerRow: number },
): Record<string, string> {
  const defects: Record<string, string> = {};
  if (mapping.headerRow < options.headerRow) defects.headerRow = `表头不能在第 ${options.headerRow} 行之前`;
  if (mapping.columns.date === undefined) defects.date = '请选出日期所在的列';
  if (mapping.columns.amount === undefined) defects.amount = '请选出金额所在的列';
  if (mapping.columns.projectName === undefined) defects.projectName = '请选出项目名称所在的列';
  const used = new Map<number, PaymentField>();
  for (const field of PAYMENT_FIELDS) {
    const column = mapping.columns[field];
    if (column === undefined) continue;
    if (!Number.isInteger(column) || column < 0 || column >= options.columns)
      defects[field] = '文件里没有这一列';
    else if (used.has(column)) defects[field] = '这一列已经用作另一项，请另选';
    used.set(column, field);
  }
  if (!(MOVED_EVENTS as readonly string[]).includes(mapping.event))
    defects.event = '请选出这份文件记的是什么事项';
  return defects;
}
