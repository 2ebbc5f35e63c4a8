/**
 * What is said of an alert by its kind: its title, its facts, what to do, and its title once it is over
 * (pages/guide.md §3). Nobody is blamed; every number carries its unit.
 */
import type { AlertKind } from './alerts.ts';
import { weekday, workingDaysBetween, yearOf, type PlainDate, type WorkingCalendar } from './calendar.ts';
import { exact, formatWanyuan } from './money.ts';

/** What is known of an alert. */
export interface AlertSubject {
  kind: AlertKind;
  projectName: string;
  /** Name of the indicator or title of the duty; empty when it is the project or its money. */
  subjectName: string;
  /** What a duty is; unknown: an allotment. */
  duty?: 'payment' | 'allotment' | 'work' | 'report' | null;
  dueOn: PlainDate | null;
  openedOn: PlainDate;
  /** Yuan, decimal text. Of a duty what is due; of over_budget the adjusted budget. */
  amount?: string | null;
  /** Yuan already paid of it. */
  paid?: string | null;
  /** Yuan still to be paid; left out: amount − paid. */
  outstanding?: string | null;
  /** One sentence with the numbers (explain.ts), without a full stop. */
  why?: string | null;
  /** Past the due day; left out: counted from `dueOn` to today. */
  workingDaysLate?: number | null;
  /** unreported, undeterminable: indicators of the project in that state. */
  counts?: number | null;
}

/** Today and its holidays. */
export interface Today {
  today: PlainDate;
  calendar: WorkingCalendar;
}

/** What is said of one alert; every part ends without a full stop. */
export interface Telling {
  title: string;
  facts: string[];
  todo: string;
  /** The title once it is over. */
  over: string;
}

export function tellingOf(subject: AlertSubject, at: Today): Telling {
  switch (subject.kind) {
    case 'due_soon':
      return dueSoon(subject, at);
    case 'overdue':
      return overdue(subject, at);
    case 'deadline_missed':
      return deadlineMissed(subject, at);
    case 'indicator_lagging':
      return {
        title: `${subject.subjectName}进度滞后`,
        facts: [...because(subject), `自 ${shortDay(subject.openedOn, at)} 起持续滞后`],
        todo: '核对最近一期的数字，有误就更正；确实落后的，写明原因和追赶安排',
        over: `${subject.subjectName}已回到正常范围`,
      };
    case 'money_behind':
      return {
        title: '资金支出进度滞后',
        facts: [...because(subject), `自 ${shortDay(subject.openedOn, at)} 起持续滞后`],
        todo: '登记已经发生的拨付和支付；还没有支付的，按用款计划抓紧申请',
        over: '资金支出进度已回到正常范围',
      };
    case 'over_budget':
      return overBudget(subject, at);
    case 'unreported': {
      const what = `${counted(subject)}未按时上报`;
      return {
        title: what,
        facts: [`自 ${shortDay(subject.openedOn, at)} 起为未报，补报以前不判定快慢`],
        todo: '在“本月填报”里补报',
        over: '指标已补报',
      };
    }
    case 'undeterminable':
      return {
        title: `${counted(subject)}无法判定`,
        facts: [...because(subject), '申报的指标值没有可以比较的数值、日期或标准'],
        todo: '补上指标值或判定标准',
        over: '指标已能判定',
      };
  }
}

function dueSoon(subject: AlertSubject, at: Today): Telling {
  const { verb } = wordsOfDuty(subject);
  const what = duePhrase(subject, at);
  const dueOn = subject.dueOn ?? at.today;
  const left = at.today < dueOn ? workingDaysBetween(at.calendar, at.today, dueOn) : 0;
  const time =
    left > 0 ? `还有 ${String(left)} 个工作日` : at.today < dueOn ? '到期以前没有别的工作日了' : '今天到期';
  return {
    title: `${time}：${what}`,
    facts: [...moneyFacts(subject), ...because(subject), `应于 ${longDay(dueOn)}前${verb}，${time}`],
    todo:
      subject.duty === 'work'
        ? '按期完成后登记完成日期'
        : subject.duty === 'report'
          ? '在“本月填报”里填报'
          : `按期${verb}，登记${verb}日期和凭证`,
    over: `${what}，已按期${verb}`,
  };
}

function overdue(subject: AlertSubject, at: Today): Telling {
  const { verb, notYet } = wordsOfDuty(subject);
  const what = duePhrase(subject, at);
  const late = lateness(subject, at);
  const part = paidOf(subject);
  const state =
    part !== null && exact(part).gt(0) ? `还差 ${wanyuan(outstandingOf(subject) ?? '0')}` : `至今${notYet}`;
  return {
    title: `${late}：${what}，${state}`,
    facts: [
      ...moneyFacts(subject),
      ...because(subject),
      `应于 ${longDay(subject.dueOn ?? at.today)}前${verb}，${late}`,
    ],
    todo: `尽快足额${verb}，登记${verb}日期和凭证；已经${verb}的请补登`,
    over: `${what}，${isPaidInFull(subject) ? `已足额${verb}` : '不再逾期'}`,
  };
}

function deadlineMissed(subject: AlertSubject, at: Today): Telling {
  const what = duePhrase({ ...subject, duty: 'work' }, at);
  const late = lateness(subject, at);
  return {
    title: `${late}：${what}，至今未完成`,
    facts: [...because(subject), `应于 ${longDay(subject.dueOn ?? at.today)}前完成，${late}`],
    todo: '已经完成的，登记完成日期；还没有完成的，写明预计完成日期',
    over: `${what}，不再逾期`,
  };
}

function overBudget(subject: AlertSubject, at: Today): Telling {
  const { amount, paid } = subject;
  const over = amount != null && paid != null ? exact(paid).minus(amount) : null;
  const isKnown = over !== null && over.gt(0) && amount != null && paid != null;
  return {
    title: isKnown ? `支出超出预算 ${formatWanyuan(over)} 万元` : '支出超出预算',
    facts: [
      ...(isKnown ? [`调整后预算 ${wanyuan(amount)}，已支出 ${wanyuan(paid)}`] : []),
      ...because(subject),
      `自 ${shortDay(subject.openedOn, at)} 起超出`,
    ],
    todo: '核对支出，登记有误就冲销；需要追加的，先登记预算调整',
    over: '支出已在预算以内',
  };
}

/** 834.00 万元应于 07-21 拨付; without an amount the duty's title. */
function duePhrase(subject: AlertSubject, at: Today): string {
  const { verb } = wordsOfDuty(subject);
  const what =
    subject.duty !== 'work' && subject.amount != null ? wanyuan(subject.amount) : subject.subjectName;
  return `${what}应于 ${shortDay(subject.dueOn ?? at.today, at)} ${verb}`;
}

function wordsOfDuty({ duty }: AlertSubject): { verb: string; notYet: string } {
  switch (duty ?? 'allotment') {
    case 'payment':
      return { verb: '发放', notYet: '未发' };
    case 'work':
      return { verb: '完成', notYet: '未完成' };
    case 'report':
      return { verb: '上报', notYet: '未报' };
    case 'allotment':
      return { verb: '拨付', notYet: '未拨' };
  }
}

/** 逾期 6 个工作日; on the days off right after the due day no working day has passed yet. */
function lateness(subject: AlertSubject, at: Today): string {
  const late = lateDays(subject, at);
  return late > 0 ? `逾期 ${String(late)} 个工作日` : '已过到期日';
}

/** Whole working days past the due day, 0 when it is not late or nothing is due. */
export function lateDays({ workingDaysLate, dueOn }: AlertSubject, at: Today): number {
  if (workingDaysLate != null) return Math.max(workingDaysLate, 0);
  return dueOn === null || dueOn >= at.today ? 0 : workingDaysBetween(at.calendar, dueOn, at.today);
}

function moneyFacts(subject: AlertSubject): string[] {
  const { amount } = subject;
  const paid = paidOf(subject);
  if (amount == null || subject.duty === 'work') return [];
  const { verb } = wordsOfDuty(subject);
  const rest =
    paid === null ? '' : `，已${verb} ${wanyuan(paid)}，还差 ${wanyuan(outstandingOf(subject) ?? '0')}`;
  return [`应${verb} ${wanyuan(amount)}${rest}`];
}

function paidOf({ amount, paid, outstanding }: AlertSubject): string | null {
  if (paid != null) return paid;
  return amount != null && outstanding != null ? exact(amount).minus(outstanding).toFixed(2) : null;
}

/** Never less than nothing: what was paid too much is not owed back here. */
function outstandingOf({ amount, paid, outstanding }: AlertSubject): string | null {
  const rest =
    outstanding != null
      ? exact(outstanding)
      : amount != null && paid != null
        ? exact(amount).minus(paid)
        : null;
  return rest === null ? null : (rest.lt(0) ? exact(0) : rest).toFixed(2);
}

/** Known to be so; a duty may also end because its plan was withdrawn. */
function isPaidInFull(subject: AlertSubject): boolean {
  const rest = outstandingOf(subject);
  return rest !== null && exact(rest).isZero();
}

function because({ why }: AlertSubject): string[] {
  const reason = (why ?? '').replace(/[。.；;\s]+$/u, '');
  return reason === '' ? [] : [reason];
}

function counted({ counts, subjectName }: AlertSubject): string {
  if (counts != null && counts > 0) return `${String(counts)} 项指标`;
  return subjectName === '' ? '有指标' : subjectName;
}

function wanyuan(yuan: string): string {
  return `${formatWanyuan(yuan)} 万元`;
}

/** `07-21` within the year of today, else `2022-12-30`. */
export function shortDay(date: PlainDate, { today }: Today): string {
  return yearOf(date) === yearOf(today) ? date.slice(5) : date;
}

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];

/** With its weekday, because working days matter here: 2023-07-21（周五） */
function longDay(date: PlainDate): string {
  return `${date}（周${WEEKDAYS[weekday(date) - 1] ?? ''}）`;
}
