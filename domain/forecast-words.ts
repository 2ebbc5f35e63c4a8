/** A forecast in one sentence: where the year ends, how sure that is and by which method, so that a reader can do the sum again. */
import type { YearEnd, YearEndMethod } from './forecast-target.ts';
import { isWholeUnit } from './indicator-words.ts';
import { OFFICE_LANGUAGE, type Language } from './language.ts';
import { exact, isDecimalText } from './money.ts';
import { quantity } from './quantity.ts';

const METHODS: Readonly<Record<Language, Readonly<Record<YearEndMethod, string>>>> = {
  'zh-CN': {
    recent_mean: '按最近三个月的平均数推算',
    plan_kept: '按用款或工作计划已完成的比例推算',
    last_level: '按最近一次填报的水平推算',
    year_over: '全年已结束',
    done: '已完成',
  },
  en: {
    recent_mean: 'at the mean of the last three months',
    plan_kept: 'at the share of the plan kept so far',
    last_level: 'at the level reported last',
    year_over: 'the year is over',
    done: 'done',
  },
};

/** A figure that was reckoned, as it is said: people and pieces come whole. What is no number stays. */
export function asReckoned(value: string, unit: string | null): string {
  return isWholeUnit(unit) && isDecimalText(value) ? exact(value).toDecimalPlaces(0).toFixed() : value;
}

/** `全年预判 169 人（158 人 到 181 人），按最近三个月的平均数推算`; a day for what is done. `unit`: the target's. */
export function yearEndWords(
  { expected, low, high, method }: YearEnd,
  unit: string | null,
  language: Language = OFFICE_LANGUAGE,
): string {
  const how = METHODS[language][method];
  if (method === 'done') return language === 'en' ? `Done on ${expected}` : `${expected} 已完成`;
  const value = quantity(expected, unit, language);
  const isRange = low !== null && high !== null && low !== high;
  if (language === 'en') {
    const within = isRange ? ` (${quantity(low, unit, language)} to ${quantity(high, unit, language)})` : '';
    return `Forecast for the year: ${value}${within}, ${how}`;
  }
  const within = isRange ? `（${quantity(low, unit, language)} 到 ${quantity(high, unit, language)}）` : '';
  return `全年预判 ${value}${within}，${how}`;
}
