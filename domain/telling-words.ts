/** The sentences of notice-telling.ts in each language. Amounts and days come in ready; no full stops. */
import type { FormPlace } from './form-duty.ts';
import type { TurnPost } from './form-turn.ts';
import type { Language } from './language.ts';
import { postName } from './post.ts';

/** form: a round's form is to leave its unit. turn: an office above is to pass it on. */
export type DutyKind = 'payment' | 'allotment' | 'work' | 'report' | 'form' | 'turn';

/** What a round is about (its `purpose`): by that its forms are called. */
export type FormPurpose = 'monitoring' | 'self_evaluation';

export interface TellingWords {
  clause: string;
  /** Between the time and what the title speaks of. */
  lead: string;
  /** With its weekday, because working days matter here; weekdays count from Monday, 1. */
  longDay: (day: string, weekday: number) => string;
  counted: (count: number) => string;
  someIndicator: string;
  since: (day: string) => string;
  lagging: { title: (indicator: string) => string; todo: string; over: (indicator: string) => string };
  money: { title: string; todo: string; over: string };
  budget: {
    title: (over: string) => string;
    titleUnknown: string;
    spent: (budget: string, paid: string) => string;
    since: (day: string) => string;
    todo: string;
    over: string;
  };
  unreported: { title: (what: string) => string; since: (day: string) => string; todo: string; over: string };
  undeterminable: { title: (what: string) => string; why: string; todo: string; over: string };
  left: (workingDays: number) => string;
  noneLeft: string;
  today: string;
  late: (workingDays: number) => string;
  /** 834.00 万元应于 07-21 拨付. `amount` is null where the duty's own title says what. */
  due: (kind: DutyKind, amount: string | null, title: string, day: string) => string;
  dueBefore: (kind: DutyKind, longDay: string) => string;
  owed: (kind: DutyKind, amount: string, paid: string | null, rest: string) => string;
  rest: (amount: string) => string;
  notYet: (kind: DutyKind) => string;
  todoSoon: (kind: DutyKind) => string;
  todoLate: (kind: DutyKind) => string;
  metInTime: (kind: DutyKind) => string;
  paidInFull: (kind: DutyKind) => string;
  noLongerLate: string;
  missed: { notYet: string; todo: string };
  /** A reminder whose day has passed. */
  turnedOverdue: string;
  /** The report of a month, by the month's words. */
  monthlyReport: (month: string) => string;
  /** A form of a round, due when it leaves the unit. */
  form: {
    /** The paper and its round. */
    title: (purpose: FormPurpose, round: string) => string;
    /** Where it lies; `returnedOn`: when it was last sent back, as a day. */
    at: Readonly<Record<Exclude<FormPlace, 'left'>, string>>;
    returned: (day: string) => string;
    todoSoon: string;
    todoLate: string;
    /** With the unit's head in time. */
    withHead: string;
    left: string;
  };
  /** The same form with an office above the unit, due when it is passed on: approved, or returned. */
  turn: {
    title: (purpose: FormPurpose, round: string, post: TurnPost) => string;
    waits: (post: TurnPost) => string;
    todoSoon: string;
    todoLate: string;
    left: string;
  };
}

const VERBS: Readonly<Record<DutyKind, string>> = {
  payment: '发放',
  allotment: '拨付',
  work: '完成',
  report: '上报',
  form: '报送',
  turn: '审核完',
};
const NOT_YET: Readonly<Record<DutyKind, string>> = {
  payment: '未发',
  allotment: '未拨',
  work: '未完成',
  report: '未报',
  form: '未报出单位',
  turn: '未审核',
};

const zhCN: TellingWords = {
  clause: '，',
  lead: '：',
  longDay: (day, weekday) => `${day}（周${'一二三四五六日'.charAt(weekday - 1)}）`,
  counted: (count) => `${String(count)} 项指标`,
  someIndicator: '有指标',
  since: (day) => `自 ${day} 起持续滞后`,
  lagging: {
    title: (indicator) => `${indicator}进度滞后`,
    todo: '核对最近一期的数字，有误就更正；确实落后的，写明原因和追赶安排',
    over: (indicator) => `${indicator}已回到正常范围`,
  },
  money: {
    title: '资金支出进度滞后',
    todo: '登记已经发生的拨付和支付；还没有支付的，按用款计划抓紧申请',
    over: '资金支出进度已回到正常范围',
  },
  budget: {
    title: (over) => `支出超出预算 ${over}`,
    titleUnknown: '支出超出预算',
    spent: (budget, paid) => `调整后预算 ${budget}，已支出 ${paid}`,
    since: (day) => `自 ${day} 起超出`,
    todo: '核对支出，登记有误就冲销；需要追加的，先登记预算调整',
    over: '支出已在预算以内',
  },
  unreported: {
    title: (what) => `${what}未按时上报`,
    since: (day) => `自 ${day} 起为未报，补报以前不判定快慢`,
    todo: '在“本月填报”里补报',
    over: '指标已补报',
  },
  undeterminable: {
    title: (what) => `${what}无法判定`,
    why: '申报的指标值没有可以比较的数值、日期或标准',
    todo: '补上指标值或判定标准',
    over: '指标已能判定',
  },
  left: (workingDays) => `还有 ${String(workingDays)} 个工作日`,
  noneLeft: '到期以前没有别的工作日了',
  today: '今天到期',
  late: (workingDays) => (workingDays > 0 ? `逾期 ${String(workingDays)} 个工作日` : '已过到期日'),
  due: (kind, amount, title, day) =>
    `${amount ?? title}${kind === 'turn' ? '，' : ''}应于 ${day} ${VERBS[kind]}`,
  dueBefore: (kind, longDay) => `应于 ${longDay}前${VERBS[kind]}`,
  owed: (kind, amount, paid, rest) =>
    `应${VERBS[kind]} ${amount}${paid === null ? '' : `，已${VERBS[kind]} ${paid}，还差 ${rest}`}`,
  rest: (amount) => `还差 ${amount}`,
  notYet: (kind) => `至今${NOT_YET[kind]}`,
  todoSoon: (kind) =>
    kind === 'work'
      ? '按期完成后登记完成日期'
      : kind === 'report'
        ? '在“本月填报”里填报'
        : `按期${VERBS[kind]}，登记${VERBS[kind]}日期和凭证`,
  todoLate: (kind) => `尽快足额${VERBS[kind]}，登记${VERBS[kind]}日期和凭证；已经${VERBS[kind]}的请补登`,
  metInTime: (kind) => `已按期${VERBS[kind]}`,
  paidInFull: (kind) => `已足额${VERBS[kind]}`,
  noLongerLate: '不再逾期',
  missed: {
    notYet: '至今未完成',
    todo: '已经完成的，登记完成日期；还没有完成的，写明预计完成日期',
  },
  turnedOverdue: '到期未办，转为逾期',
  monthlyReport: (month) => `${month}填报`,
  form: {
    title: (purpose, round) => `${purpose === 'monitoring' ? '监控表' : '自评表'}（${round}）`,
    at: { draft: '由经办人填写，还没有送审', unit_head: '经办人已送审，等单位负责人审签' },
    returned: (day) => `${day} 被退回，改好后要重新报送`,
    todoSoon: '打开这份表填完送审，由单位负责人审签后按期报出',
    todoLate: '打开这份表尽快填完送审；已经送审的，请单位负责人审签报出',
    withHead: '已送单位负责人审签',
    left: '已报出单位',
  },
  turn: {
    title: (purpose, round, post) =>
      `${purpose === 'monitoring' ? '监控表' : '自评表'}（${round}）待${postName(post, 'zh-CN')}审核`,
    waits: (post) => `单位已报出，等${postName(post, 'zh-CN')}审核`,
    todoSoon: '打开这份表审核，按期通过，或写明理由退回',
    todoLate: '打开这份表尽快审核：通过，或写明理由退回',
    left: '已审核，或已交回',
  },
};

const NOUNS: Readonly<Record<DutyKind, string>> = {
  payment: 'payout',
  allotment: 'allotment',
  work: 'work',
  report: 'report',
  form: 'form',
  turn: 'review',
};
const DONE: Readonly<Record<DutyKind, string>> = {
  payment: 'paid out',
  allotment: 'allotted',
  work: 'completed',
  report: 'reported',
  form: 'sent in',
  turn: 'reviewed',
};
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const workingDays = (count: number): string => `${String(count)} working ${count === 1 ? 'day' : 'days'}`;

const en: TellingWords = {
  clause: ', ',
  lead: ': ',
  longDay: (day, weekday) => `${day} (${WEEKDAYS[weekday - 1] ?? ''})`,
  counted: (count) => `${String(count)} ${count === 1 ? 'indicator' : 'indicators'}`,
  someIndicator: 'an indicator',
  since: (day) => `lagging since ${day}`,
  lagging: {
    title: (indicator) => `${indicator} is lagging`,
    todo: 'check the latest figure and correct it if it is wrong; if it really lags, give the reason and how it will catch up',
    over: (indicator) => `${indicator} is back to normal`,
  },
  money: {
    title: 'Spending is lagging',
    todo: 'record the allotments and payments made; for what is not paid, apply by the payment plan',
    over: 'Spending is back to normal',
  },
  budget: {
    title: (over) => `Spending exceeds the budget by ${over}`,
    titleUnknown: 'Spending exceeds the budget',
    spent: (budget, paid) => `adjusted budget ${budget}, spent ${paid}`,
    since: (day) => `exceeded since ${day}`,
    todo: 'check the spending and reverse what was recorded wrongly; if more is granted, record the budget adjustment first',
    over: 'Spending is within the budget',
  },
  unreported: {
    title: (what) => `Not reported in time: ${what}`,
    since: (day) => `unreported since ${day}; the pace is not judged until it is reported`,
    todo: 'report under Entry',
    over: 'The indicators are reported',
  },
  undeterminable: {
    title: (what) => `Cannot be judged: ${what}`,
    why: 'the printed target has no value, day or standard to compare with',
    todo: 'add the target value or the standard to judge by',
    over: 'The indicators can be judged',
  },
  left: (count) => `${workingDays(count)} left`,
  noneLeft: 'no other working day left before it is due',
  today: 'due today',
  late: (count) => (count > 0 ? `${workingDays(count)} overdue` : 'past its due date'),
  due: (kind, amount, title, day) =>
    amount === null ? `${title} due ${day}` : `${NOUNS[kind]} of ${amount} due ${day}`,
  dueBefore: (kind, longDay) => `to be ${DONE[kind]} by ${longDay}`,
  owed: (kind, amount, paid, rest) =>
    `${amount} to be ${DONE[kind]}${paid === null ? '' : `, ${paid} ${DONE[kind]}, ${rest} missing`}`,
  rest: (amount) => `${amount} missing`,
  notYet: (kind) => `not ${DONE[kind]} yet`,
  todoSoon: (kind) =>
    kind === 'work'
      ? 'record the day of completion once done in time'
      : kind === 'report'
        ? 'report under Entry'
        : `make the ${NOUNS[kind]} in time and record its date and voucher`,
  todoLate: (kind) =>
    `make the ${NOUNS[kind]} in full as soon as possible and record its date and voucher; record what has been made already`,
  metInTime: (kind) => `${DONE[kind]} in time`,
  paidInFull: (kind) => `${DONE[kind]} in full`,
  noLongerLate: 'no longer overdue',
  missed: {
    notYet: 'not completed yet',
    todo: 'if it is completed, record the day of completion; if not, say when it will be',
  },
  turnedOverdue: 'not done in time, now overdue',
  monthlyReport: (month) => `report of ${month}`,
  form: {
    title: (purpose, round) =>
      `${purpose === 'monitoring' ? 'Monitoring form' : 'Self-evaluation form'} (${round})`,
    at: {
      draft: 'the handler is filling it in, it has not been submitted',
      unit_head: 'the handler has submitted it, the unit head has not signed it',
    },
    returned: (day) => `returned on ${day}, to be corrected and sent in again`,
    todoSoon: 'open the form, fill it in and submit it, so that the unit head signs it in time',
    todoLate:
      'open the form, fill it in and submit it as soon as possible; if it is submitted, the unit head signs it',
    withHead: 'submitted to the unit head',
    left: 'it has left the unit',
  },
  turn: {
    title: (purpose, round, post) =>
      `Review by the ${postName(post, 'en')}: ${purpose === 'monitoring' ? 'monitoring form' : 'self-evaluation form'} (${round})`,
    waits: (post) => `the unit has sent it in, the ${postName(post, 'en')} has not reviewed it`,
    todoSoon: 'open the form and review it in time: approve it, or return it with the reason',
    todoLate: 'open the form and review it as soon as possible: approve it, or return it with the reason',
    left: 'it was passed on, or taken back',
  },
};

export const TELLING_WORDS: Readonly<Record<Language, TellingWords>> = { 'zh-CN': zhCN, en };
