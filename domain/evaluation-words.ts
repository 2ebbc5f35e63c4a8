/** What `checkEvaluation` refuses, in both languages. Codes that end in `_missing` are of an empty cell. */
import type { Texts } from './sourced.ts';

export const EVALUATION_REFUSALS = {
  achieved_missing: {
    'zh-CN': '请写年度总体目标的实际完成情况',
    en: 'Say what came of the year’s goal',
  },
  group_missing: {
    'zh-CN': '一级指标不在产出、效益、满意度、成本之内，请选它归哪一类',
    en: 'The printed level 1 is none of the groups: choose one',
  },
  actual_missing: {
    'zh-CN': '全年没有报过，请填实际完成值',
    en: 'Nothing was reported in the year: enter the actual value',
  },
  actual_not_number: {
    'zh-CN': '请只填数字，例如 302 或 95.5，不带单位和逗号',
    en: 'Digits only, such as 302 or 95.5, no unit and no commas',
  },
  actual_not_day: {
    'zh-CN': '日期要写成 2023-07-31 这样；没有完成请选“没有完成”',
    en: 'Write the day like 2023-07-31, or choose “not done”',
  },
  grade_missing: { 'zh-CN': '请选达成、部分达成或未达成', en: 'Choose a grade' },
  share_missing: { 'zh-CN': '请填得分比例', en: 'Enter the share of the points' },
  share_malformed: {
    'zh-CN': '得分比例是 0 到 100 的数，最多两位小数',
    en: 'A share is 0 to 100, at most two decimals',
  },
  points_missing: { 'zh-CN': '请填分值', en: 'Enter the points' },
  points_malformed: {
    'zh-CN': '分值要大于 0、不超过 100，最多两位小数',
    en: 'Points are above 0, at most 100, with at most two decimals',
  },
  points_sum: { 'zh-CN': '分值合计不对', en: 'The points do not sum up' },
  reason_missing: {
    'zh-CN': '没有得满分，请写明偏差原因和改进措施',
    en: 'Points are lost: say why and what will be done',
  },
  over_reason_missing: {
    'zh-CN': '大幅超过目标，请写明原因',
    en: 'Far above the target: say why',
  },
  reason_unneeded: {
    'zh-CN': '得满分，没有偏差，不用填原因',
    en: 'All points, nothing deviates: no reason here',
  },
  too_low_missing: {
    'zh-CN': '大幅超过目标，请选目标是不是定低了',
    en: 'Far above the target: was it set too low?',
  },
  weights_missing: { 'zh-CN': '请填分值', en: 'Enter the points' },
  weights_malformed: {
    'zh-CN': '分值是 0 到 100 的数，最多两位小数',
    en: 'Points are 0 to 100, at most two decimals',
  },
  weights_zero: { 'zh-CN': '有指标的一类不能是 0 分', en: 'A group with indicators has points' },
  weights_no_budget: {
    'zh-CN': '没有全年预算数，算不出执行率，这一项填 0',
    en: 'Without a budget there is no execution rate: enter 0',
  },
  weights_sum: { 'zh-CN': '分值合计应为 100', en: 'The points sum to 100' },
  weights_reason_missing: {
    'zh-CN': '评分方案里没有合适的分值，或要另定分值：请写明理由',
    en: 'The scheme’s points do not fit or are changed: say why',
  },
  words_too_long: { 'zh-CN': '最多 2000 字', en: 'At most 2000 letters' },
} as const satisfies Record<string, Texts>;
