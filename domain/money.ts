/**
 * Exact decimals for amounts and values. Amounts travel as decimal text (yuan: `"104100000.00"`), are computed here
 * without binary fractions, and are shown by the rules of pages/guide.md §3.
 */
import { Decimal } from 'decimal.js';

/**
 * 60 significant digits: a product of an 18-digit amount, a 15-digit value and a day count is still exact, and two
 * different quotients of such numbers never round to the same one. Plain notation up to 40 digits.
 */
export const Exact = Decimal.clone({
  precision: 60,
  rounding: Decimal.ROUND_HALF_UP,
  toExpNeg: -40,
  toExpPos: 40,
});
export type Exact = Decimal;

const DECIMAL_TEXT = /^-?\d+(\.\d+)?$/;

/** Plain decimal text: an optional ASCII minus, digits, at most one point. No exponent, comma, unit or blank. */
export function isDecimalText(text: string): boolean {
  return DECIMAL_TEXT.test(text);
}

/** The exact number that a decimal text or a finite number says. Throws on anything else: check input at the border. */
export function exact(value: string | number | Decimal): Decimal {
  return new Exact(value);
}

const TO_THE_CENT = /^-?\d+\.\d{2}$/;

/**
 * Sum of amounts to the cent, as yuan text with two decimals. An empty list is `"0.00"`.
 * In whole cents where all are written with two decimals, as the database does: an overview adds up thousands of them.
 */
export function sumAmounts(amounts: readonly string[]): string {
  if (!amounts.every((amount) => TO_THE_CENT.test(amount))) {
    return amounts.reduce((sum, amount) => sum.plus(amount), new Exact(0)).toFixed(2);
  }
  let cents = 0n;
  for (const amount of amounts) cents += BigInt(amount.slice(0, -3) + amount.slice(-2));
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The amount with the other sign, as decimal text. */
export function negated(amount: string): string {
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
}

/** Negative, 0 or positive as `a` is below, equal to or above `b`. */
export function compareAmounts(a: string, b: string): number {
  if (a === b) return 0;
  return new Exact(a).comparedTo(b);
}

/**
 * Exact quotient rounded down to six decimals, so that it is below a cut (of at most six decimals) exactly when the true
 * quotient is. Never −0, which JSON would not keep.
 */
export function ratioDown(numerator: Decimal, denominator: Decimal): number {
  return numerator.dividedBy(denominator).toDecimalPlaces(6, Decimal.ROUND_DOWN).toNumber() + 0;
}

/** 预算执行率 = executed ÷ adjusted budget (domain.md §4), rounded down to six decimals; null without a budget. */
export function executionRate(executed: string, budget: string | null): number | null {
  if (budget === null) return null;
  const whole = new Exact(budget);
  return whole.greaterThan(0) ? ratioDown(new Exact(executed), whole) : null;
}

/** Thousands commas, at most `maxDecimals` decimals (half up), no trailing zeros, U+2212 as minus: `1,234.5`, `−3`. */
export function formatNumber(value: string | number | Decimal, maxDecimals: number): string {
  return group(new Exact(value).toDecimalPlaces(maxDecimals).toFixed());
}

/** As `formatNumber` with exactly `decimals` decimals: `33.00`. */
export function formatFixed(value: string | number | Decimal, decimals: number): string {
  return group(new Exact(value).toFixed(decimals));
}

/** An amount in yuan shown in 万元 with two decimals, without the unit: `"104100000.00"` → `10,410.00`. */
export function formatWanyuan(yuan: string | Decimal): string {
  return formatFixed(new Exact(yuan).dividedBy(10_000), 2);
}

/** A ratio (0.542) as percent with one decimal and no blank: `54.2%`. */
export function formatPercent(ratio: string | number | Decimal): string {
  return `${formatFixed(new Exact(ratio).times(100), 1)}%`;
}

/** A difference with its sign: `+2.7`, `−4.1`, `0.0`. */
export function formatSigned(value: string | number | Decimal, decimals: number): string {
  const text = formatFixed(value, decimals);
  return text.startsWith('−') || new Exact(value).toDecimalPlaces(decimals).isZero() ? text : `+${text}`;
}

function group(plain: string): string {
  const negative = plain.startsWith('-');
  const [whole = '0', fraction] = (negative ? plain.slice(1) : plain).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return negative && /[1-9]/.test(text) ? `−${text}` : text;
}
