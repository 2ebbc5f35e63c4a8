/** What `checkForm` says, in both languages: refusals by code, questions with the values that they are about. */
import { asReckoned } from './forecast-words.ts';
import { LIGHTS, type Light } from './light.ts';
import { quantity, wanyuanWords } from './quantity.ts';
import { exact, formatPercent, isDecimalText } from './money.ts';
import type { Language } from './language.ts';
import type { Texts } from './sourced.ts';
import type { JudgedTarget } from './target.ts';

export const REFUSAL_WORDS = {
  money_missing: { 'zh-CN': '请填全年预计执行数', en: 'Enter the expected execution of the year' },
  money_malformed: {
    'zh-CN': '金额单位是元，最多两位小数，不能是负数',
    en: 'An amount in yuan, not negative, at most two decimals',
  },
  money_not_asked: { 'zh-CN': '这一格由各项资金相加，不用填', en: 'This cell is a sum, it is not entered' },
  expected_missing: { 'zh-CN': '请填全年预计完成情况', en: 'Enter what the year is expected to reach' },
  expected_not_number: {
    'zh-CN': '请只填数字，例如 302 或 95.5，不带单位和逗号',
    en: 'Digits only, such as 302 or 95.5, no unit and no commas',
  },
  expected_not_day: { 'zh-CN': '日期要写成 2023-07-31 这样', en: 'Write the day like 2023-07-31' },
  expected_not_grade: {
    'zh-CN': '请选达成、部分达成或未达成',
    en: 'Choose achieved, partly achieved or not achieved',
  },
  reasons_missing: { 'zh-CN': '有偏差，请勾选偏差原因', en: 'It deviates: tick the reasons' },
  reasons_malformed: { 'zh-CN': '偏差原因有重复或不认识的', en: 'A reason is unknown or ticked twice' },
  reason_text_missing: {
    'zh-CN': '有偏差，请写明原因；“无”“正常”不算原因',
    en: 'It deviates: say why in words',
  },
  reasons_unneeded: { 'zh-CN': '没有偏差，不用填偏差原因', en: 'Nothing deviates: no reasons here' },
  likelihood_missing: { 'zh-CN': '请选完成目标的可能性', en: 'Choose how likely the target is' },
  remark_missing: {
    'zh-CN': '预计完不成，请在备注写明为什么',
    en: 'The target will be missed: say why in the remark',
  },
  measures_missing: {
    'zh-CN': '预计完不成，请写明准备采取的措施',
    en: 'The target will be missed: say what will be done',
  },
  words_too_long: { 'zh-CN': '最多 2000 字', en: 'At most 2000 letters' },
  unknown_indicator: { 'zh-CN': '这份监控表没有这个指标', en: 'This form has no such indicator' },
} as const satisfies Record<string, Texts>;

type Values = readonly (string | null)[];

/** A value in its target's unit; days and words as they are. */
function shown(value: string | null | undefined, target: JudgedTarget | null, language: Language): string {
  if (value == null) return '—';
  return isDecimalText(value) && target !== null ? quantity(value, target.unit, language) : value;
}

/** What was reckoned, not counted: of what comes in whole pieces no decimals are said. */
function reckoned(value: string | null | undefined, target: JudgedTarget | null, language: Language): string {
  return shown(value == null || target === null ? value : asReckoned(value, target.unit), target, language);
}

/** Both ends of an interval, or the one value that both read as. */
function span(low: string, high: string, language: Language): string {
  if (low === high) return low;
  return language === 'en' ? `${low} to ${high}` : `${low} 到 ${high}`;
}

function share(value: string | null | undefined, whole: string | null | undefined): string {
  if (value == null || whole == null || !isDecimalText(value) || !isDecimalText(whole)) return '—';
  return exact(whole).gt(0) ? formatPercent(exact(value).dividedBy(whole)) : '—';
}

function money(value: string | null | undefined, language: Language): string {
  return value == null ? '—' : wanyuanWords(value, language);
}

const LIGHT_WORDS: Readonly<Partial<Record<Light, Texts>>> = {
  lagging: { 'zh-CN': '滞后', en: 'lagging' },
  severe: { 'zh-CN': '严重滞后', en: 'severe' },
};

function lightWord(light: string | null | undefined, language: Language): string {
  const known = LIGHTS.find((each) => each === light);
  return (known === undefined ? undefined : LIGHT_WORDS[known]?.[language]) ?? light ?? '—';
}

const both = (make: (language: Language) => string): Texts => ({ 'zh-CN': make('zh-CN'), en: make('en') });

/** `values` as `checkForm` hands them; `target` of the indicator, null for money. */
export const QUESTION_WORDS = {
  money_below_executed: ([expected, executed]: Values) =>
    both((l) =>
      l === 'en'
        ? `${money(expected, l)} expected, less than the ${money(executed, l)} executed already: why?`
        : `预计 ${money(expected, l)}，少于已经执行的 ${money(executed, l)}，请核对并说明`,
    ),
  money_over_budget: ([expected, budget]: Values) =>
    both((l) =>
      l === 'en'
        ? `${money(expected, l)} expected, more than the budget of ${money(budget, l)}: why?`
        : `预计 ${money(expected, l)}，多于预算 ${money(budget, l)}，请核对并说明`,
    ),
  money_outside_forecast: ([expected, low, high]: Values) =>
    both((l) =>
      l === 'en'
        ? `${money(expected, l)} expected; at the recent pace it will be ${span(money(low, l), money(high, l), l)}: what will change?`
        : `预计 ${money(expected, l)}，照现在的速度是 ${span(money(low, l), money(high, l), l)}，请说明根据`,
    ),
  certain_below_target: ([expected, whole]: Values, target: JudgedTarget | null) =>
    both((l) =>
      l === 'en'
        ? `${shown(expected, target, l)} expected, the target is ${shown(whole, target, l)}, yet "certain" is chosen: why?`
        : `预计 ${shown(expected, target, l)}，达不到目标 ${shown(whole, target, l)}，却选“确定能”，请核对并说明`,
    ),
  certain_against_forecast: ([expected, whole]: Values, target: JudgedTarget | null) =>
    both((l) =>
      l === 'en'
        ? `Forecast for the year: ${reckoned(expected, target, l)} (${share(expected, whole)} of the target), yet "certain" is chosen: what is that based on?`
        : `系统预判全年 ${reckoned(expected, target, l)}，是目标的 ${share(expected, whole)}，却选“确定能”，请说明根据`,
    ),
  certain_beside_red: ([light, actual]: Values, target: JudgedTarget | null) =>
    both((l) =>
      l === 'en'
        ? `The light is ${lightWord(light, l)} at ${shown(actual, target, l)}, yet "certain" is chosen: what is that based on?`
        : `现在是${lightWord(light, l)}（${shown(actual, target, l)}），却选“确定能”，请说明根据`,
    ),
  impossible_but_met: ([expected, whole]: Values, target: JudgedTarget | null) =>
    both((l) =>
      l === 'en'
        ? `${shown(expected, target, l)} expected, which meets ${shown(whole, target, l)}, yet "impossible" is chosen: which is right?`
        : `预计 ${shown(expected, target, l)}，已达到目标 ${shown(whole, target, l)}，却选“完全不可能”，请核对并说明`,
    ),
  impossible_against_forecast: ([expected, whole]: Values, target: JudgedTarget | null) =>
    both((l) =>
      l === 'en'
        ? `Forecast for the year: ${reckoned(expected, target, l)}, which meets ${shown(whole, target, l)}, yet "impossible" is chosen: why?`
        : `系统预判全年 ${reckoned(expected, target, l)}，能达到目标 ${shown(whole, target, l)}，却选“完全不可能”，请说明根据`,
    ),
  expected_below_actual: ([expected, actual]: Values, target: JudgedTarget | null) =>
    both((l) =>
      l === 'en'
        ? `${shown(expected, target, l)} expected for the year, ${shown(actual, target, l)} are there already: why?`
        : `全年预计 ${shown(expected, target, l)}，少于已经完成的 ${shown(actual, target, l)}，请核对并说明`,
    ),
  expected_outside_forecast: ([expected, low, high]: Values, target: JudgedTarget | null) =>
    both((l) =>
      l === 'en'
        ? `${shown(expected, target, l)} expected; at the recent pace it will be ${span(reckoned(low, target, l), reckoned(high, target, l), l)}: what will change?`
        : `全年预计 ${shown(expected, target, l)}，系统预判是 ${span(reckoned(low, target, l), reckoned(high, target, l), l)}，请说明根据`,
    ),
  expected_far_over: ([expected, whole]: Values, target: JudgedTarget | null) =>
    both((l) =>
      l === 'en'
        ? `${shown(expected, target, l)} expected, ${share(expected, whole)} of the target: was the target too low?`
        : `全年预计 ${shown(expected, target, l)}，是目标的 ${share(expected, whole)}，请说明目标是否定低了`,
    ),
  same_as_before: () =>
    both((l) =>
      l === 'en'
        ? 'These are the words of the last round: has nothing changed?'
        : '与上一轮一字不差，请改写，或说明情况为什么没有变化',
    ),
  same_in_form: ([other]: Values) =>
    both((l) =>
      l === 'en'
        ? `The same words as of "${other ?? ''}": is it one reason?`
        : `与“${other ?? ''}”写得一样，请分别写明，或说明是同一个原因`,
    ),
  returned_unchanged: ([reason]: Values) =>
    both((l) =>
      l === 'en'
        ? `It was returned ("${reason ?? ''}") and has not changed: why does it stand?`
        : `这一格退回过（${reason ?? ''}），没有改动，请说明为什么不改`,
    ),
} as const satisfies Record<string, (values: Values, target: JudgedTarget | null) => Texts>;
