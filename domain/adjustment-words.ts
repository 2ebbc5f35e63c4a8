/** What is wrong with an adjustment, said to whoever asks for it. */
import { monthNumber, type Month } from './calendar.ts';
import type { Language } from './language.ts';

interface AdjustmentWords {
  nothing: string;
  tooMany(most: number): string;
  unknownIndicator: string;
  twice(name: string): string;
  noneLeft: string;
  amount: string;
  reachesBack(reported: Month): string;
  reason(longest: number): string;
  documentNumber(longest: number): string;
  noDay: string;
  documentAhead: string;
  otherYear(year: number): string;
  noTarget: string;
  longTarget(longest: number): string;
  unreadable(reason: string | null): string;
  otherKind: string;
  noName: string;
  noLevel: string;
  sameName(name: string): string;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const adjustmentWords: Readonly<Record<Language, AdjustmentWords>> = {
  'zh-CN': {
    nothing: '没有要调整的内容，请先改目标、指标或金额',
    tooMany: (most) => `一次调整不超过 ${most} 处，请分几次`,
    unknownIndicator: '这个指标不在项目里或已经取消，请刷新后再改',
    twice: (name) => `“${name}”在这次调整里出现了两次`,
    noneLeft: '至少要保留一个指标；项目停止请走处置',
    amount: '金额不能小于 0，一次增减不超过 1 万亿元',
    reachesBack: (reported) =>
      `${monthNumber(reported)} 月已按原目标报过；确要从这一天起算，请勾选“追溯到已报月份”，否则请把生效日改到以后`,
    reason: (longest) => `请写明调整理由（不超过 ${longest} 字）`,
    documentNumber: (longest) => `请填批复文号（不超过 ${longest} 字）`,
    noDay: '没有这一天，请按 2023-07-31 的样子填',
    documentAhead: '批复日期不能在今天以后',
    otherYear: (year) => `生效日须在 ${year} 年度内`,
    noTarget: '请填新的指标值',
    longTarget: (longest) => `指标值不超过 ${longest} 字`,
    unreadable: (reason) => reason ?? '看不出要做到多少，请补上数值、期限或判定标准',
    otherKind: '计量方式或单位变了，已报的数不能沿用：请取消这个指标，另增一个新指标',
    noName: '请填指标名称',
    noLevel: '请选二级指标',
    sameName: (name) => `已有同名指标“${name}”，请直接改它的指标值`,
  },
  en: {
    nothing: 'Nothing is changed yet: change a target, an indicator or an amount first',
    tooMany: (most) => `No more than ${most} changes at once`,
    unknownIndicator: 'This indicator is not in the project or has ended: reload and try again',
    twice: (name) => `“${name}” is changed twice in this adjustment`,
    noneLeft: 'One indicator must stay; to stop a project use a disposition',
    amount: 'An amount is 0 or more and moves by no more than 1 trillion yuan at once',
    reachesBack: (reported) =>
      `${MONTHS[monthNumber(reported) - 1]} was reported by the old target: tick “reaches back into reported months” or take a later day`,
    reason: (longest) => `Say why, in no more than ${longest} characters`,
    documentNumber: (longest) => `The number of the document, no more than ${longest} characters`,
    noDay: 'There is no such day: write it like 2023-07-31',
    documentAhead: 'The document cannot be dated after today',
    otherYear: (year) => `The day must lie in fiscal year ${year}`,
    noTarget: 'The new target is missing',
    longTarget: (longest) => `A target has no more than ${longest} characters`,
    unreadable: () => 'It does not say how much is to be reached: add a number, a deadline or a standard',
    otherKind:
      'It is measured in another way or unit, and what was reported cannot be kept: end this indicator and add a new one',
    noName: 'The indicator has no name',
    noLevel: 'Choose the level-2 category',
    sameName: (name) => `There is an indicator “${name}” already: change its target`,
  },
};
