/** What is told of one invented project: how it fares, and the plans, events and movements that its names do not say. */
import type { Pace } from './fate.ts';
import type { PlainDate } from '../../domain/calendar.ts';
import type { Anchor, DutyKind, DutyRule } from '../../domain/obligation-rule.ts';

export const STORY_KINDS = [
  'on_time',
  'lagging',
  'far_ahead',
  'over_budget',
  'never_reported',
  'stopped_reporting',
  'money_fast_work_slow',
  'work_done_unpaid',
  'missed_pension',
  'pension_on_time',
  'late_month',
  'heating_subsidy',
  'late_return',
  'document_overdue',
  'quota_in_time',
] as const;
export type StoryKind = (typeof STORY_KINDS)[number];

/** A movement of money that a story tells; every other payment follows from the pace. */
export interface ToldMove {
  on: PlainDate;
  /** Working day on which it is recorded; the day itself unless told. */
  recordedOn?: PlainDate;
  event: 'issued' | 'allotted' | 'paid' | 'returned' | 'adjusted';
  /** Part of the declared budget, or yuan. */
  share?: number;
  amount?: string;
  /** For which duty: the plan of that key, or the one read from a target; with the month of a monthly one. */
  pays?: { plan: string } | { target: DutyKind };
}

export interface ToldPlan {
  key: string;
  kind: DutyKind;
  title: string;
  rule: DutyRule;
  /** Part of the declared budget that is due in all; of a monthly rule in equal parts to the cent. */
  share: number;
  /** It gives the monthly payment that a target prints its amounts, instead of standing alone. */
  ofTarget?: boolean;
  recordedOn: PlainDate;
  note: string;
}

export interface ToldEvent {
  anchor: Anchor;
  on: PlainDate;
  recordedOn: PlainDate;
  document: string;
}

export interface Story {
  kind: StoryKind;
  county: string;
  project: string;
  /** Of several projects of that name the how manieth; 0 unless told. */
  nth?: number;
  pace: Pace;
  /** The last month that is reported, 0 to 12; 12 unless told. */
  lastReport?: number;
  /**
   * paced: monthly by the pace. twelfths: a plan's months, each in full on its due month's payment day, but for `late`.
   * told: what `moves` say and nothing else.
   */
  money: 'paced' | 'twelfths' | 'told';
  late?: Readonly<Record<string, PlainDate>>;
  moves?: readonly ToldMove[];
  plans?: readonly ToldPlan[];
  events?: readonly ToldEvent[];
}

/** A project that does as it should. */
export const EVEN: Pace = { work: 1, money: 1 };

/** Equal months in the place of the amounts that the printed payment does not say. */
export const byMonths = (title: string): ToldPlan => ({
  key: 'monthly',
  kind: 'payment',
  title,
  rule: { type: 'monthly', from: '2023-01', to: '2023-12', day: 'last_working_day' },
  share: 1,
  ofTarget: true,
  recordedOn: '2023-01-05',
  note: '演示数据：按年初预算分月安排',
});

/** What a document brings is passed on within a month of it. */
export const passedOn = (title: string, share: number): ToldPlan => ({
  key: 'allotment',
  kind: 'allotment',
  title,
  rule: { type: 'after', anchor: 'document_issued', span: { count: 1, unit: 'month' } },
  share,
  recordedOn: '2023-01-10',
  note: '演示数据：文件下达后 1 个月内拨付',
});
