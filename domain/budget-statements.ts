/**
 * Figures that a disclosure states in sentences only: procurement, 三公经费 and operating funds beside last year's, and the
 * projects under target management. Each becomes a table (`printedAs: 'text'`) whose rows stand at their lines.
 */
import type { BudgetAmounts, BudgetColumn, BudgetRow, BudgetTable, BudgetTableKind } from './budget-table.ts';
import type { Place, Row } from './form-declaration.ts';
import { exact, negated } from './money.ts';

/** The text of rows in one piece, without blanks, with the way back to their places. */
interface Prose {
  text: string;
  starts: number[];
  places: Place[];
}

function proseOf(rows: readonly Row[]): Prose {
  const starts: number[] = [];
  const places: Place[] = [];
  const pieces: string[] = [];
  let length = 0;
  for (const { cells, place } of rows) {
    const piece = cells.join('').replace(/[\s\u3000]+/g, '');
    if (piece === '') continue;
    starts.push(length);
    places.push(place);
    pieces.push(piece);
    length += piece.length;
  }
  return { text: pieces.join(''), starts, places };
}

function placeAt({ starts, places }: Prose, offset: number): Place {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return places[low] ?? { line: 1 };
}

const AMOUNT = '([\\d,，]{1,20}(?:\\.\\d{1,6})?)(亿元|万元|元)';
const SCALE: Record<string, number> = { 元: 1, 万元: 10_000, 亿元: 100_000_000 };

/** Yuan to the fen, null when the digits are none or say more than fen. */
function yuan(digits: string | undefined, unit: string | undefined): string | null {
  const plain = (digits ?? '').replace(/[,，]/g, '');
  if (!/^\d{1,15}(?:\.\d{1,6})?$/.test(plain)) return null;
  const value = exact(plain).times(SCALE[unit ?? ''] ?? 1);
  return value.decimalPlaces() > 2 ? null : value.toFixed(2);
}

const itemRow = (name: string, amounts: BudgetAmounts, place: Place, level: number): BudgetRow => ({
  side: null,
  level,
  code: null,
  name,
  governmentItem: null,
  unit: null,
  amounts,
  place,
});

function tableOf(
  kind: BudgetTableKind,
  title: string,
  year: number | null,
  columns: BudgetColumn[],
  rows: BudgetRow[],
  rest: Partial<BudgetTable> = {},
): BudgetTable {
  const from = rows[0]?.place ?? rest.from ?? { line: 1 };
  return {
    kind,
    title,
    year,
    department: null,
    unit: '万元',
    printedAs: 'text',
    columns,
    rows,
    sums: [],
    noData: false,
    count: null,
    from,
    to: rows.at(-1)?.place ?? from,
    ...rest,
  };
}

/** What the explanation states, in the order procurement, 三公经费, operating funds, performance. */
export function readStatements(rows: readonly Row[], year: number | null): BudgetTable[] {
  const prose = proseOf(rows);
  return [procurement, threePublic, operatingFunds, performance].flatMap((read) => read(prose, year) ?? []);
}

/** How far behind a total its parts are looked for. Characters. */
const WITHIN = 260;

const PROCUREMENT = new RegExp(`政府采购(?:预算)?(?:总额|总金额|总计|合计|总预算)[^\\d。]{0,20}?${AMOUNT}`);
const PROCURED = [
  ['货物', new RegExp(`货物[^\\d。；;]{0,12}?${AMOUNT}`)],
  ['工程', new RegExp(`工程[^\\d。；;]{0,12}?${AMOUNT}`)],
  ['服务', new RegExp(`服务[^\\d。；;]{0,12}?${AMOUNT}`)],
] as const;

function procurement(prose: Prose, year: number | null): BudgetTable | null {
  const match = PROCUREMENT.exec(prose.text);
  const total = yuan(match?.[1], match?.[2]);
  if (!match || total === null) return null;
  const behind = match.index + match[0].length;
  const near = prose.text.slice(behind, behind + WITHIN);
  const parts = PROCURED.flatMap(([name, pattern]) => {
    const part = pattern.exec(near);
    const amount = yuan(part?.[1], part?.[2]);
    return part && amount !== null
      ? [itemRow(name, { total: amount }, placeAt(prose, behind + part.index), 1)]
      : [];
  });
  const head = itemRow('政府采购预算总额', { total }, placeAt(prose, match.index), 0);
  return tableOf('procurement', '政府采购情况', year, ['total'], [head, ...parts]);
}

const MORE = /(?:增加|增长|上升)(?:了)?([\d,，]{1,20}(?:\.\d{1,6})?)(亿元|万元|元)/;
const LESS = /(?:减少|下降|降低)(?:了)?([\d,，]{1,20}(?:\.\d{1,6})?)(亿元|万元|元)/;
const SAME = /(?:与上年(?:预算数?)?(?:相同|持平|一致)|无(?:增减)?变化)/;

/** What a sentence says about the change against last year; null when it says nothing. */
function changeIn(sentence: string): string | null {
  const more = MORE.exec(sentence);
  const less = LESS.exec(sentence);
  if (more && (!less || more.index < less.index)) return yuan(more[1], more[2]);
  const amount = less ? yuan(less[1], less[2]) : null;
  if (amount !== null) return amount === '0.00' ? amount : negated(amount);
  return SAME.test(sentence) ? '0.00' : null;
}

const sentenceAt = (text: string, from: number): string =>
  /^[^。；;]{0,200}/.exec(text.slice(from, from + 200))?.[0] ?? '';

const THREE_PUBLIC_TOTAL = new RegExp(`[“"]?三公[”"]?经费[^\\d。；;]{0,12}?${AMOUNT}`);
const THREE_PUBLIC_ITEMS = [
  ['因公出国（境）费', 1, new RegExp(`因公出国[(（]境[)）](?:费用?|经费)?[^\\d。；;]{0,12}?${AMOUNT}`)],
  ['公务接待费', 1, new RegExp(`公务接待费[^\\d。；;]{0,12}?${AMOUNT}`)],
  ['公务用车购置及运行费', 1, new RegExp(`公务用车购置(?:及|和)运行(?:维护)?费[^\\d。；;]{0,12}?${AMOUNT}`)],
  ['公务用车购置费', 2, new RegExp(`公务用车购置费[^\\d。；;]{0,12}?${AMOUNT}`)],
  ['公务用车运行维护费', 2, new RegExp(`公务用车运行(?:维护)?费[^\\d。；;]{0,12}?${AMOUNT}`)],
] as const;

function threePublic(prose: Prose, year: number | null): BudgetTable | null {
  const columns: BudgetColumn[] = ['thisYear', 'change'];
  const none = /无[“"]?三公[”"]?经费预算/.exec(prose.text);
  if (none) {
    const from = placeAt(prose, none.index);
    return tableOf('three_public', '“三公”经费说明', year, columns, [], { noData: true, from, to: from });
  }
  const match = THREE_PUBLIC_TOTAL.exec(prose.text);
  const thisYear = yuan(match?.[1], match?.[2]);
  if (!match || thisYear === null) return null;
  const change = changeIn(sentenceAt(prose.text, match.index + match[0].length));
  const behind = match.index + match[0].length;
  const near = prose.text.slice(behind, behind + 2 * WITHIN);
  const items = THREE_PUBLIC_ITEMS.flatMap(([name, level, pattern]) => {
    const part = pattern.exec(near);
    const amount = yuan(part?.[1], part?.[2]);
    if (!part || amount === null) return [];
    const amounts = { thisYear: amount, change: changeIn(sentenceAt(near, part.index + part[0].length)) };
    return [itemRow(name, amounts, placeAt(prose, behind + part.index), level)];
  });
  const head = itemRow('“三公”经费', { thisYear, change }, placeAt(prose, match.index), 0);
  return tableOf('three_public', '“三公”经费说明', year, columns, [head, ...items]);
}

const OPERATING = new RegExp(`机关运行经费[^\\d。；;]{0,16}?${AMOUNT}`);
const OPERATING_LAST = new RegExp(`(20\\d\\d)年机关运行经费[^\\d。；;]{0,16}?${AMOUNT}`, 'g');

function operatingFunds(prose: Prose, year: number | null): BudgetTable | null {
  const match = OPERATING.exec(prose.text);
  const thisYear = yuan(match?.[1], match?.[2]);
  if (!match || thisYear === null) return null;
  const behind = match.index + match[0].length;
  const near = prose.text.slice(behind, behind + WITHIN);
  const last = [...near.matchAll(OPERATING_LAST)].find((one) => year !== null && Number(one[1]) === year - 1);
  const lastYear = last ? yuan(last[2], last[3]) : null;
  const change = changeIn(near);
  const row = itemRow('机关运行经费', { lastYear, thisYear, change }, placeAt(prose, match.index), 0);
  return tableOf('operating_funds', '机关运行经费说明', year, ['lastYear', 'thisYear', 'change'], [row]);
}

const PERFORMANCE = new RegExp(
  `实行绩效(?:目标)?管理的项目(?:共计?|有)?(\\d{1,4})个[,，](?:共?涉及)[^,，。\\d]{0,20}?${AMOUNT}`,
);
const LISTED =
  /[（(]\d{1,3}[)）]([^（(：:。；;]{1,60}(?:[（(][^）)]{1,30}[)）])?)[：:]([\d,，]{1,20}(?:\.\d{1,6})?)(亿元|万元|元)/g;
/** A list of projects behind the statement. Characters. */
const LIST_WITHIN = 20_000;

function performance(prose: Prose, year: number | null): BudgetTable | null {
  const match = PERFORMANCE.exec(prose.text);
  const total = yuan(match?.[2], match?.[3]);
  if (!match || total === null) return null;
  const behind = match.index + match[0].length;
  const listed = [...prose.text.slice(behind, behind + LIST_WITHIN).matchAll(LISTED)].flatMap((one) => {
    const amount = yuan(one[2], one[3]);
    return amount === null
      ? []
      : [itemRow(one[1] ?? '', { total: amount }, placeAt(prose, behind + one.index), 2)];
  });
  const head = itemRow('实行绩效目标管理的项目', { total }, placeAt(prose, match.index), 0);
  return tableOf('performance_statement', '绩效管理情况', year, ['total'], [head, ...listed], {
    count: Number(match[1]),
  });
}
