/** The sentences of explain.ts and change-hint.ts in each language. Quantities and days come in ready; no full stops. */
import { NAME_WORDS, type NameWords } from './explain-name.ts';
import type { Grade } from './judge.ts';
import type { Language } from './language.ts';
import type { Light } from './light.ts';

/** What is written; a twin that lacks a sentence does not compile. */
export interface ExplainWords extends NameWords {
  lights: Readonly<Record<Light, string>>;
  /** The three levels of 财预〔2020〕10号, by which qualitative targets are graded. */
  grades: Readonly<Record<Grade, string>>;
  clause: string;
  afterwards: string;
  stop: string;
  cannotJudge: string;
  noBudget: string;
  unpaid: (budget: string) => string;
  unpaidYet: string;
  executed: (amount: string) => string;
  overBudget: (over: string, budget: string) => string;
  nothingExpected: (when: string) => string;
  expected: (when: string, amount: string) => string;
  reachedYear: (target: string) => string;
  withinOne: (one: string, isAhead: boolean) => string;
  target: (goal: string) => string;
  equal: (goal: string) => string;
  above: (goal: string, by: string) => string;
  short: (by: string) => string;
  withinCeiling: (limit: string) => string;
  overCeiling: (limit: string, by: string) => string;
  zeroCeiling: (light: string) => string;
  anyOverIsWatch: string;
  ceilingShare: (share: string) => string;
  zeroTarget: (goal: string) => string;
  dueLater: (day: string, goal: string) => string;
  notOneYet: (when: string, one: string) => string;
  neverReported: string;
  reportedTo: (when: string) => string;
  missing: string;
  missingMonth: (month: string, what: string, due: string) => string;
  nothingToReport: string;
  nextReport: (month: string, what: string, due: string) => string;
  deadline: (day: string) => string;
  notYet: string;
  passed: (days: number) => string;
  done: (day: string) => string;
  late: (days: number) => string;
  graded: (when: string, grade: string) => string;
  gradedPartly: string;
  gradedNot: string;
  ratio: (share: string) => string;
  below: (cut: string) => string;
  reaches: (cut: string) => string;
  notBelow: (cut: string) => string;
  tooLow: string;
  /** What is reported of a number and of a grade. */
  figure: string;
  grading: string;
  hints: {
    report: (month: string, what: string) => string;
    unreportedAfter: (day: string) => string;
    grade: string;
    execute: (amount: string, light: string) => string;
    higher: (by: string, light: string) => string;
    more: (amount: string, light: string) => string;
    stays: (monthEnd: string, amount: string, light: string) => string;
    downTo: (limit: string) => string;
    room: (by: string) => string;
    severeAfter: (day: string) => string;
    reportDone: string;
  };
}

const zhCN: ExplainWords = {
  lights: {
    normal: '正常',
    ahead: '超前',
    not_due: '未到期',
    awaiting_event: '待触发',
    attention: '关注',
    lagging: '滞后',
    unreported: '未报',
    severe: '严重滞后',
    undeterminable: '无法判定',
  },
  grades: {
    achieved: '达成年度指标',
    partly: '部分达成年度指标并具有一定效果',
    not_achieved: '未达成年度指标且效果较差',
  },
  clause: '，',
  afterwards: '；',
  stop: '。',
  ...NAME_WORDS['zh-CN'],
  cannotJudge: '目标还不能判定，请补上数值或判定标准',
  noBudget: '没有预算数，请录入年度预算',
  unpaid: (budget) => `全年预算 ${budget}，还没有支付记录`,
  unpaidYet: '还没有到该支付的时候',
  executed: (amount) => `已执行 ${amount}`,
  overBudget: (over, budget) => `超预算 ${over}（预算 ${budget}）`,
  nothingExpected: (when) => `${when}还没有应达数`,
  expected: (when, amount) => `${when}应达 ${amount}`,
  reachedYear: (target) => `已达全年目标 ${target}`,
  withinOne: (one, isAhead) => `相差不到 ${one}，${isAhead ? '不算超前' : '不算滞后'}`,
  target: (goal) => `目标 ${goal}`,
  equal: (goal) => `等于目标 ${goal}`,
  above: (goal, by) => {
    // A space parts 高 from a number or a sign (90% 高), not from a word (4,560 人高).
    const space = /\p{Script=Han}$/u.test(goal) ? '' : ' ';
    return `比目标 ${goal}${space}高 ${by}`;
  },
  short: (by) => `差 ${by}`,
  withinCeiling: (limit) => `没有超过上限 ${limit}`,
  overCeiling: (limit, by) => `超过上限 ${limit}，多 ${by}`,
  zeroCeiling: (light) => `上限是 0，出现即为${light}`,
  anyOverIsWatch: '超过上限即为关注',
  ceilingShare: (share) => `上限是实际的 ${share}`,
  zeroTarget: (goal) => `目标是 ${goal}，有就算达到`,
  dueLater: (day, goal) => `${day}到期，应达 ${goal}，还没到`,
  notOneYet: (when, one) => `${when}按进度还不满 ${one}，没有也不算滞后`,
  neverReported: '还没有报过',
  reportedTo: (when) => `上次报到 ${when}`,
  missing: '该报的数未报',
  missingMonth: (month, what, due) => `${month}的${what}到 ${due}该报，未报`,
  nothingToReport: '还没有要报的数',
  nextReport: (month, what, due) => `${month}的${what} ${due}前报，还没到期`,
  deadline: (day) => `期限 ${day}`,
  notYet: '还没到',
  passed: (days) => `已过 ${String(days)} 天，还没有完成日期`,
  done: (day) => `${day}完成`,
  late: (days) => `晚 ${String(days)} 天`,
  graded: (when, grade) => `${when}评为“${grade}”`,
  gradedPartly: '在 60%–80% 档，为滞后',
  gradedNot: '在 60% 以下档，为严重滞后',
  ratio: (share) => `完成比 ${share}`,
  below: (cut) => `低于 ${cut}`,
  reaches: (cut) => `达到 ${cut}`,
  notBelow: (cut) => `不低于 ${cut}`,
  tooLow: '请看目标是否偏低',
  figure: '数',
  grading: '评定',
  hints: {
    report: (month, what) => `报上 ${month}的${what}即可判定`,
    unreportedAfter: (day) => `过了 ${day}仍未报即转为未报`,
    grade: '评为“达成年度指标”即回到正常',
    execute: (amount, light) => `再执行 ${amount}即回到${light}`,
    higher: (by, light) => `再高 ${by}即回到${light}`,
    more: (amount, light) => `再有 ${amount}即回到${light}`,
    stays: (monthEnd, amount, light) => `到 ${monthEnd}仍是 ${amount}即转为${light}`,
    downTo: (limit) => `降到 ${limit}以内即回到正常`,
    room: (by) => `离上限还有 ${by}，超过即转为关注`,
    severeAfter: (day) => `过了 ${day}仍未完成即转为严重滞后`,
    reportDone: '报上完成日期后转为滞后',
  },
};

const days = (count: number): string => `${String(count)} ${count === 1 ? 'day' : 'days'}`;

const en: ExplainWords = {
  lights: {
    normal: 'normal',
    ahead: 'ahead',
    not_due: 'not due',
    awaiting_event: 'awaiting its event',
    attention: 'on watch',
    lagging: 'lagging',
    unreported: 'unreported',
    severe: 'severely lagging',
    undeterminable: 'unclear',
  },
  grades: {
    achieved: 'target of the year achieved',
    partly: 'partly achieved with some effect',
    not_achieved: 'not achieved, little effect',
  },
  clause: ', ',
  afterwards: '; ',
  stop: '.',
  ...NAME_WORDS.en,
  cannotJudge: 'the target cannot be judged yet; add a value or a standard to judge by',
  noBudget: 'no budget; record the budget of the year',
  unpaid: (budget) => `budget of the year ${budget}, no payment recorded`,
  unpaidYet: 'no payment is due yet',
  executed: (amount) => `executed ${amount}`,
  overBudget: (over, budget) => `${over} over budget (budget ${budget})`,
  nothingExpected: (when) => `nothing expected yet by ${when}`,
  expected: (when, amount) => `expected ${amount} by ${when}`,
  reachedYear: (target) => `has reached the full-year target ${target}`,
  withinOne: (one, isAhead) => `less than ${one} apart, ${isAhead ? 'not ahead' : 'not lagging'}`,
  target: (goal) => `target ${goal}`,
  equal: (goal) => `equals the target ${goal}`,
  above: (goal, by) => `${by} above the target ${goal}`,
  short: (by) => `${by} short`,
  withinCeiling: (limit) => `within the ceiling ${limit}`,
  overCeiling: (limit, by) => `${by} over the ceiling ${limit}`,
  zeroCeiling: (light) => `the ceiling is 0, any occurrence is ${light}`,
  anyOverIsWatch: 'anything over the ceiling is put on watch',
  ceilingShare: (share) => `the ceiling is ${share} of the actual`,
  zeroTarget: (goal) => `the target is ${goal}, anything reaches it`,
  dueLater: (day, goal) => `due ${day}, ${goal} expected, not yet`,
  notOneYet: (when, one) => `less than ${one} expected by ${when}, none is not lagging`,
  neverReported: 'never reported',
  reportedTo: (when) => `last reported for ${when}`,
  missing: 'the due figure is not reported',
  missingMonth: (month, what, due) => `the ${what} of ${month} was due ${due}, not reported`,
  nothingToReport: 'nothing to report yet',
  nextReport: (month, what, due) => `the ${what} of ${month} is due ${due}, not due yet`,
  deadline: (day) => `due ${day}`,
  notYet: 'not yet',
  passed: (count) => `${days(count)} past, no day of completion`,
  done: (day) => `completed ${day}`,
  late: (count) => `${days(count)} late`,
  graded: (when, grade) => `graded “${grade}” at ${when}`,
  gradedPartly: 'in the band 60%–80%, lagging',
  gradedNot: 'in the band below 60%, severely lagging',
  ratio: (share) => `achievement ${share}`,
  below: (cut) => `below ${cut}`,
  reaches: (cut) => `reaches ${cut}`,
  notBelow: (cut) => `not below ${cut}`,
  tooLow: 'see whether the target is too low',
  figure: 'figure',
  grading: 'grade',
  hints: {
    report: (month, what) => `report the ${what} of ${month} and it can be judged`,
    unreportedAfter: (day) => `unreported if nothing is reported by ${day}`,
    grade: 'graded “target of the year achieved” it is normal again',
    execute: (amount, light) => `${amount} more executed and it is ${light} again`,
    higher: (by, light) => `${by} more and it is ${light} again`,
    more: (amount, light) => `${amount} more and it is ${light} again`,
    stays: (monthEnd, amount, light) => `still ${amount} at ${monthEnd} would be ${light}`,
    downTo: (limit) => `down to ${limit} and it is normal again`,
    room: (by) => `${by} left under the ceiling; over it goes on watch`,
    severeAfter: (day) => `severely lagging if not completed by ${day}`,
    reportDone: 'once the day of completion is reported it is lagging',
  },
};

export const EXPLAIN_WORDS: Readonly<Record<Language, ExplainWords>> = { 'zh-CN': zhCN, en };
