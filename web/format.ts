/**
 * Numbers and dates as the design guide (§3) writes them, over the exact decimals of the domain. Amounts come as
 * decimal text in yuan and are shown in 万元; ratios come as numbers (0.542); `null` is unknown and shown as a dash.
 */
import { weekday } from '../domain/calendar.ts';
import {
  exact,
  formatFixed,
  formatNumber,
  formatPercent,
  formatSigned,
  formatWanyuan,
  isDecimalText,
} from '../domain/money.ts';
import { commonWords } from './words/common.ts';

/** `"342768700.00"` → `34,276.87` (万元, two decimals); zero is `0`, unknown `—`. */
export function wanYuan(amountYuan: string | null): string {
  if (amountYuan === null) return commonWords.unknown;
  return exact(amountYuan).isZero() ? '0' : formatWanyuan(amountYuan);
}

/** `"342768700.00"` → `342,768,700.00 元`, for the tooltip of a 万元 figure. */
export function exactYuan(amountYuan: string | null): string {
  return amountYuan === null ? commonWords.unknown : commonWords.yuan(formatFixed(amountYuan, 2));
}

/** A count or decimal as entered: `10410` → `10,410`, `-3.5` → `−3.5`; dates and words unchanged; unknown `—`. */
export function plainNumber(value: string | number | null): string {
  if (value === null) return commonWords.unknown;
  return isDecimalText(String(value)) ? formatNumber(value, 6) : String(value);
}

/** `0.542` → `54.2%`; zero is `0%`, unknown `—`. */
export function percent(ratio: number | null): string {
  if (ratio === null) return commonWords.unknown;
  return ratio === 0 ? '0%' : formatPercent(ratio);
}

/** A sentence whose lines never end between a number and its unit: `182.71 万元` and `3 月` stay together. */
export function unbroken(sentence: string): string {
  return sentence.replaceAll(/(?<=\d) (?=\p{Script=Han})/gu, '\u00a0');
}

/** As `percent` without the sign %, for a column whose head prints it: `0.6` → `60.0`. */
export function percentNumber(ratio: number | null): string {
  return ratio === null ? commonWords.unknown : formatFixed(exact(ratio).times(100), 1);
}

/** Difference of two ratios in percentage points with its sign: `-0.041` → `−4.1`; none is `0`. */
export function points(difference: number | null): string {
  if (difference === null) return commonWords.unknown;
  const text = formatSigned(exact(difference).times(100), 1);
  return text === '0.0' ? '0' : text;
}

/** Size of a difference without its sign, where the words say the direction: `-0.041` → `4.1`. */
export function pointsSize(difference: number): string {
  return formatFixed(exact(difference).times(100).abs(), 1);
}

/** Signed count: `2` → `+2`, `-1` → `−1`, `0` → `0`. */
export function signedCount(count: number): string {
  return formatSigned(count, 0);
}

/** `2023-07-31` → `07-31` within the year that the page shows, else unchanged; unknown `—`. */
export function shortDate(day: string | null, shownYear: number): string {
  if (day === null) return commonWords.unknown;
  return day.startsWith(`${shownYear}-`) ? day.slice(5) : day;
}

/** `2023-07-31` → `2023 年 7 月 31 日（星期一）`. */
export function longDate(day: string): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return commonWords.longDate(year, month, date, commonWords.weekdays[weekday(day) % 7] ?? '');
}

const BEIJING_OFFSET_MS = 8 * 3_600_000;

/** The clock time in Beijing of an instant: `14:32`, or `14:32:08` with seconds. */
export function clockTime(instant: string | Date, withSeconds = false): string {
  return beijing(instant).slice(11, withSeconds ? 19 : 16);
}

/** Day and clock time in Beijing of an instant: `2023-07-31 14:32`, or with seconds. */
export function dayAndTime(instant: string | Date, withSeconds = false): string {
  return `${dayOf(instant)} ${clockTime(instant, withSeconds)}`;
}

/** As `dayAndTime`, the day as `shortDate` has it: `07-31 14:32` within the year that the page shows. */
export function shortDayAndTime(instant: string | Date, shownYear: number): string {
  return `${shortDate(dayOf(instant), shownYear)} ${clockTime(instant)}`;
}

/** The Beijing day of an instant, `2023-07-31`. */
export function dayOf(instant: string | Date): string {
  return beijing(instant).slice(0, 10);
}

function beijing(instant: string | Date): string {
  return new Date(new Date(instant).getTime() + BEIJING_OFFSET_MS).toISOString();
}
