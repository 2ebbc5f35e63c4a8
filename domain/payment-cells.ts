/**
 * What a cell of a payment file says: days, amounts, events, sources, numbers of people. Cells come as text; a cell that
 * cannot be read is null, never a guess.
 */
import { addDays, isPlainDate, type PlainDate } from './calendar.ts';
import { exact } from './money.ts';

/** The movements that a payment file may hold; budgets come with the declarations. */
export const MOVED_EVENTS = ['issued', 'allotted', 'paid', 'returned'] as const;
export type MovedEvent = (typeof MOVED_EVENTS)[number];

export const PAYMENT_SOURCES = ['central', 'provincial', 'local', 'self_raised', 'other', 'fiscal'] as const;
export type PaymentSource = (typeof PAYMENT_SOURCES)[number];

/** Nothing to change: most cells of a file. */
const PLAIN = /^[!-~\p{Script=Han}]*$/u;

/** Full-width digits, letters and signs as ASCII; blanks of every kind removed. */
export function plainCell(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u3000\u200b\ufeff]/g, '');
}

/** Days of Excel's 1900 system: 1 is 1900-01-01 and a 29 February 1900 is counted that never was. */
const EXCEL_EPOCH = '1899-12-30';
/** 2000-01-01 and 2099-12-31 as Excel counts: a plain number outside is no day of a payment. */
const FIRST_SERIAL = 36_526;
const LAST_SERIAL = 73_050;

/**
 * A day: `2023-07-21`, `2023/7/21`, `2023.7.21`, `20230721`, `2023年7月21日`, each with a time behind it or not, or the number
 * that Excel keeps for a day (45128). Null when it is none of these or no day of the calendar.
 */
export function readDay(text: string): PlainDate | null {
  const cell = plainCell(text);
  const parts =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T?\d{1,2}:\d{2}.*)?$/.exec(cell) ??
    /^(\d{4})(\d{2})(\d{2})(?:\d{6}(?:\d{3})?)?$/.exec(cell);
  if (parts) {
    const day = `${parts[1]}-${String(parts[2]).padStart(2, '0')}-${String(parts[3]).padStart(2, '0')}`;
    return isPlainDate(day) ? day : null;
  }
  const serial = /^(\d{5})(?:\.\d+)?$/.exec(cell);
  if (!serial) return null;
  const days = Number(serial[1]);
  return days >= FIRST_SERIAL && days <= LAST_SERIAL ? addDays(EXCEL_EPOCH, days) : null;
}

export interface ReadAmount {
  /** Yuan in cents, signed. */
  cents: bigint;
  /** The cell says more than two decimals of a yuan; the amount is rounded half up. */
  isRounded: boolean;
}

/** Longer texts are no amounts. Characters. */
const LONGEST_AMOUNT = 40;

/**
 * An amount: thousands commas, ¥ or 元, a minus before or behind, or round brackets for a negative one (`（1,234.56）`).
 * @param unit in which the column is printed
 */
export function readAmount(text: string, unit: 'yuan' | 'wan'): ReadAmount | null {
  if (text.length > LONGEST_AMOUNT) return null;
  let cell = plainCell(text).replace(/[¥￥]|RMB|CNY/gi, '');
  let own = unit;
  const printed = /(万元|万|元)$/.exec(cell);
  if (printed) {
    own = printed[1] === '元' ? 'yuan' : 'wan';
    cell = cell.slice(0, -printed[0].length);
  }
  const isBracketed = /^\(.+\)$/.test(cell);
  if (isBracketed) cell = cell.slice(1, -1);
  cell = cell.replace(/[−–—﹣]/g, '-').replace(/^\+/, '');
  if (/^[\d,.]+-$/.test(cell)) cell = `-${cell.slice(0, -1)}`;
  const isNegative = cell.startsWith('-') !== isBracketed;
  const digits = cell.replace(/^-/, '');
  // Commas only where thousands are, so that `1,5` of another country is not read as 15.
  if (!/^(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/.test(digits)) return null;
  const [whole = '0', fraction = ''] = digits.replaceAll(',', '').split('.');
  const places = own === 'wan' ? 6 : 2;
  const kept = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  const rest = fraction.slice(places);
  const rounded = kept + (/^[5-9]/.test(rest) ? 1n : 0n);
  return { cents: isNegative ? -rounded : rounded, isRounded: /[1-9]/.test(rest) };
}

/** Cents as yuan with two decimals: `-5n` → `-0.05`. */
export function yuanOfCents(cents: bigint): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Yuan with at most two decimals, as the ledger keeps them, in cents. */
export function centsOfYuan(yuan: string): bigint {
  // As the database prints them; the decimal library takes ten times as long, and a year has 50,000.
  if (/^-?\d+\.\d\d$/.test(yuan)) return BigInt(yuan.replace('.', ''));
  return BigInt(exact(yuan).times(100).toFixed(0));
}

/**
 * Words that name an event, the strongest first: a 退回 of a 发放 is a return, a 拨付 that is 下达 by a document is what the
 * first word says.
 */
export const EVENT_WORDS: readonly (readonly [word: string, event: MovedEvent])[] = [
  ['退回', 'returned'],
  ['退票', 'returned'],
  ['退款', 'returned'],
  ['收回', 'returned'],
  ['缴回', 'returned'],
  ['冲退', 'returned'],
  ['发放', 'paid'],
  ['支付', 'paid'],
  ['付款', 'paid'],
  ['支出', 'paid'],
  ['代发', 'paid'],
  ['拨付', 'allotted'],
  ['拨款', 'allotted'],
  ['下达', 'issued'],
];

export function readEvent(text: string): MovedEvent | null {
  const cell = plainCell(text);
  return EVENT_WORDS.find(([word]) => cell.includes(word))?.[1] ?? null;
}

/** In this order: 其他财政拨款 is money of the treasury, 上级财政 nobody's in particular. */
const SOURCE_WORDS: readonly (readonly [pattern: RegExp, source: PaymentSource])[] = [
  [/中央/, 'central'],
  [/省级|自治区|省(?!.*市)|^省/, 'provincial'],
  [/市县|市级|县级|区级|县\(?区|本级|地方|^[市县区]$/, 'local'],
  [/自筹|自有/, 'self_raised'],
  [/财政|一般公共预算|公共财政|政府性基金|国有资本/, 'fiscal'],
  [/其他|其它/, 'other'],
];

/** A payment that did not take place; money did not move. */
export const isVoid = (text: string): boolean =>
  /失败|作废|撤销|取消|未支付|未付款|未成功/.test(plainCell(text));

/**
 * The source of funds that a cell names; null when it names none that the ledger knows.
 * @param known words that somebody of the county explained before
 */
export function readSource(
  text: string,
  known: Readonly<Record<string, PaymentSource>>,
): PaymentSource | null {
  const cell = plainCell(text);
  // Own keys only: a cell may say `constructor`.
  if (Object.keys(known).includes(cell)) return known[cell] ?? null;
  return SOURCE_WORDS.find(([pattern]) => pattern.test(cell))?.[1] ?? null;
}

/** A number of people, 1 to 10 million: `1,203`, `30人`. */
export function readPayees(text: string): number | null {
  const digits = /^(\d{1,3}(?:,\d{3})+|\d{1,8})(?:\.0+)?[人名户]?$/.exec(plainCell(text))?.[1];
  if (digits === undefined) return null;
  const count = Number(digits.replaceAll(',', ''));
  return count >= 1 && count <= 10_000_000 ? count : null;
}
