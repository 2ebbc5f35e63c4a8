/**
 * The glossary of the English pages: one word for one thing, as the Chinese pages have it (glossary in docs and in the
 * county's own forms). Plain office English of public finance; a state is an adjective, an act is a verb.
 *
 * 绩效目标 performance target · 指标 indicator · 申报表 target form · 申报原文 as printed · 系统理解 read as
 * 年初预算 initial budget · 调整后预算 adjusted budget · 下达 quota issued · 拨付 allotment · 支付 payment
 * 发放 payout · 退回 return · 已执行 executed · 执行率 execution rate · 时间进度 elapsed time · 台账 ledger
 * 应办事项 duty · 到期日/应办日 due date · 逾期 overdue · 将到期 due soon · 工作日 working day · 起算 counted from
 * 提醒 alert · 上报 escalate · 复催 remind again · 层级 ladder, level · 已阅 acknowledge · 静默 silence
 * 说明 note · 办结 settled (by a person), resolved (the alert) · 报送/填报 report, monthly entry · 预判 forecast
 * 经办人 handler · 单位负责人 unit head · 主管部门 department · 财政业务股 finance business section
 * 财政绩效股 finance performance section · 宽限 grace · 调休上班 make-up working day · 冲销 reverse
 *
 * Money: the figures of a page are in 万元, the unit of every county's forms, and stay so: a second unit would make two
 * figures of one. The unit is called "wan yuan" in a sentence and explained once a table as "wan yuan (×10,000 yuan)".
 * Dates stay ISO (2023-07-31). The names of projects, units, indicators and documents are data and stay Chinese.
 */

/** `some(3, 'project')` → `3 projects`; `many` where the plural is not made by -s. Text counts are already formatted. */
export function some(count: number | string, one: string, many = `${one}s`): string {
  return `${count} ${String(count) === '1' ? one : many}`;
}

/** `is(1)` → `is`, `is(3)` → `are`. */
export const is = (count: number): string => (count === 1 ? 'is' : 'are');

/** `3 working days`. */
export const workingDays = (days: number): string => some(days, 'working day');

/** The name of a light within a sentence. */
export const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The parts that say something, in one sentence. */
export const joined = (parts: readonly string[], between = ', '): string =>
  parts.filter((part) => part !== '').join(between);

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `July` in three letters; months count from 1. */
export const monthName = (month: number): string => MONTHS[month - 1] ?? String(month);

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
