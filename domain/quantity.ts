/** Numbers with their units, and days, as they stand within a sentence. Amounts in yuan as decimal text. */
import { monthNumber, yearOf, type PlainDate } from './calendar.ts';
import { isPercentUnit } from './indicator-words.ts';
import { OFFICE_LANGUAGE, type Language } from './language.ts';
import { exact, formatNumber, formatWanyuan } from './money.ts';

const YUAN = '元';
/** From here on an amount is said in 万元. */
const WAN = 10_000;

/** A target in yuan; every other unit is counted as it is printed. */
export const MONEY_UNIT = YUAN;

export function isYuan(unit: string | null): boolean {
  return unit === YUAN;
}

/** Units that the counties' forms print most, one and many. What is not here stays as printed: it is the form's own. */
const ENGLISH_UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  元: ['yuan', 'yuan'],
  万元: ['wan yuan', 'wan yuan'],
  人: ['person', 'people'],
  名: ['person', 'people'],
  位: ['person', 'people'],
  人次: ['person-time', 'person-times'],
  户: ['household', 'households'],
  家: ['organisation', 'organisations'],
  次: ['time', 'times'],
  场: ['event', 'events'],
  场次: ['event', 'events'],
  期: ['round', 'rounds'],
  批: ['batch', 'batches'],
  个: ['piece', 'pieces'],
  件: ['item', 'items'],
  项: ['item', 'items'],
  条: ['item', 'items'],
  台: ['set', 'sets'],
  套: ['set', 'sets'],
  台套: ['set', 'sets'],
  份: ['copy', 'copies'],
  册: ['volume', 'volumes'],
  篇: ['piece', 'pieces'],
  本: ['copy', 'copies'],
  张: ['sheet', 'sheets'],
  辆: ['vehicle', 'vehicles'],
  处: ['place', 'places'],
  岗: ['post', 'posts'],
  个月: ['month', 'months'],
  月: ['month', 'months'],
  年: ['year', 'years'],
  天: ['day', 'days'],
  日: ['day', 'days'],
  工作日: ['working day', 'working days'],
  个工作日: ['working day', 'working days'],
  小时: ['hour', 'hours'],
  平方米: ['m²', 'm²'],
  '㎡': ['m²', 'm²'],
  公里: ['km', 'km'],
  亩: ['mu', 'mu'],
  吨: ['t', 't'],
  '元/人': ['yuan a person', 'yuan a person'],
  '元/月': ['yuan a month', 'yuan a month'],
  '元/年': ['yuan a year', 'yuan a year'],
  '元/人月': ['yuan a person and month', 'yuan a person and month'],
  '元/人年': ['yuan a person and year', 'yuan a person and year'],
  '元/次': ['yuan a time', 'yuan a time'],
};

/** The unit beside a number: `月` is counted in 个月, brackets are full-width in Chinese. */
export function unitWords(unit: string, language: Language = OFFICE_LANGUAGE, number: string = '2'): string {
  if (language === 'en') {
    const words = ENGLISH_UNITS[unit];
    return words === undefined ? unit : exact(number).abs().eq(1) ? words[0] : words[1];
  }
  if (unit === '月') return '个月';
  return unit.replaceAll('(', '（').replaceAll(')', '）');
}

/** An amount in 万元: `834.00 万元`. */
export function wanyuanWords(amountYuan: string, language: Language = OFFICE_LANGUAGE): string {
  return `${formatWanyuan(amountYuan)} ${unitWords('万元', language)}`;
}

/** A number with its unit, money from 10,000 yuan in 万元: `302 人`, `93.4%`, `33.00 万元`, `6 个月`. */
export function quantity(value: string, unit: string | null, language: Language = OFFICE_LANGUAGE): string {
  if (unit === YUAN && exact(value).abs().gte(WAN)) return wanyuanWords(value, language);
  const number = formatNumber(value, 2);
  if (unit === null) return number;
  return isPercentUnit(unit) ? `${number}${unit}` : `${number} ${unitWords(unit, language, value)}`;
}

/** A difference of two percentages is in points. */
export function difference(value: string, unit: string | null, language: Language = OFFICE_LANGUAGE): string {
  if (!isPercentUnit(unit)) return quantity(value, unit, language);
  const number = formatNumber(value, 2);
  if (language === 'en') {
    const points = exact(value).abs().eq(1) ? 'point' : 'points';
    return unit === '%' ? `${number} ${points}` : `${number} per-mille ${points}`;
  }
  return `${number} 个${unit === '%' ? '百' : '千'}分点`;
}

const ENGLISH_MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `7 月`, in English `Jul`; months count from 1. */
export function monthWords(month: number, language: Language = OFFICE_LANGUAGE): string {
  return language === 'en' ? (ENGLISH_MONTHS[month - 1] ?? '') : `${String(month)} 月`;
}

/** `7 月 7 日`, with the year when it is not the fiscal year. */
export function dayWords(day: PlainDate, fiscalYear: number, language: Language = OFFICE_LANGUAGE): string {
  const date = String(Number(day.slice(8)));
  const month = monthWords(monthNumber(day), language);
  const isThisYear = yearOf(day) === fiscalYear;
  if (language === 'en') return isThisYear ? `${date} ${month}` : `${date} ${month} ${String(yearOf(day))}`;
  return isThisYear ? `${month} ${date} 日` : `${String(yearOf(day))} 年 ${month} ${date} 日`;
}

/** The last day of a month as a time: `7 月末`, `the end of Jul`. */
export function monthEndWords(day: PlainDate, language: Language = OFFICE_LANGUAGE): string {
  const month = monthWords(monthNumber(day), language);
  return language === 'en' ? `the end of ${month}` : `${month}末`;
}
