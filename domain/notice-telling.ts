/**
 * What is said of an alert by its kind: its title, its facts, what to do, and its title once it is over
 * (pages/guide.md §3). Nobody is blamed; every number carries its unit.
 */
import type { AlertKind } from './alerts.ts';
import type { FormPlace } from './form-duty.ts';
import type { TurnPost } from './form-turn.ts';
import { weekday, workingDaysBetween, yearOf, type PlainDate, type WorkingCalendar } from './calendar.ts';
import { OFFICE_LANGUAGE, type Language } from './language.ts';
import { exact } from './money.ts';
import { wanyuanWords } from './quantity.ts';
import { TELLING_WORDS, type DutyKind, type TellingWords } from './telling-words.ts';

/** What is known of an alert. */
export interface AlertSubject {
  kind: AlertKind;
  projectName: string;
  /** Name of the indicator or title of the duty; empty when it is the project or its money. */
  subjectName: string;
  /** What a duty is; unknown: an allotment. */
  duty?: DutyKind | null;
  /** Of a round's form: which, where it lies, when it was last sent back; and the office that is to pass it on, or null: the unit. */
  form?: { id: string; at: FormPlace; returnedOn: PlainDate | null; post: TurnPost | null } | null;
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
  /** Of the reader; without it the office's. */
  language?: Language;
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
  const w = tellingWords(at);
  const since = shortDay(subject.openedOn, at);
  switch (subject.kind) {
    case 'due_soon':
      return dueSoon(subject, at);
    case 'overdue':
      return overdue(subject, at);
    case 'deadline_missed':
      return deadlineMissed(subject, at);
    case 'indicator_lagging':
      return {
        title: w.lagging.title(subject.subjectName),
        facts: [...because(subject), w.since(since)],
        todo: w.lagging.todo,
        over: w.lagging.over(subject.subjectName),
      };
    case 'money_behind':
      return { ...w.money, facts: [...because(subject), w.since(since)] };
    case 'over_budget':
      return overBudget(subject, at);
    case 'unreported': {
      const { title, since: sinceWords, todo, over } = w.unreported;
      return { title: title(counted(subject, w)), facts: [sinceWords(since)], todo, over };
    }
    case 'undeterminable': {
      const { title, why, todo, over } = w.undeterminable;
      return { title: title(counted(subject, w)), facts: [...because(subject), why], todo, over };
    }
  }
}

/** The sentences in the language asked for. */
export function tellingWords({ language }: Pick<Today, 'language'>): TellingWords {
  return TELLING_WORDS[language ?? OFFICE_LANGUAGE];
}

const kindOf = ({ duty }: AlertSubject): DutyKind => duty ?? 'allotment';

function dueSoon(subject: AlertSubject, at: Today): Telling {
  const w = tellingWords(at);
  const kind = kindOf(subject);
  const what = duePhrase(subject, at);
  const dueOn = subject.dueOn ?? at.today;
  const left = at.today < dueOn ? workingDaysBetween(at.calendar, at.today, dueOn) : 0;
  const time = left > 0 ? w.left(left) : at.today < dueOn ? w.noneLeft : w.today;
  return {
    title: time + w.lead + what,
    facts: [
      ...moneyFacts(subject, at),
      ...because(subject),
      ...formFacts(subject, at),
      w.dueBefore(kind, longDay(dueOn, w)) + w.clause + time,
    ],
    todo: kind === 'form' ? w.form.todoSoon : kind === 'turn' ? w.turn.todoSoon : w.todoSoon(kind),
    over: what + w.clause + overSoon(subject, w),
  };
}

/** What is said of a reminder that is over. */
function overSoon(subject: AlertSubject, w: TellingWords): string {
  if (subject.duty === 'turn') return w.turn.left;
  return subject.form?.at === 'unit_head' ? w.form.withHead : w.metInTime(kindOf(subject));
}

function overdue(subject: AlertSubject, at: Today): Telling {
  const w = tellingWords(at);
  const kind = kindOf(subject);
  const what = duePhrase(subject, at);
  const late = w.late(lateDays(subject, at));
  const part = paidOf(subject);
  const state =
    part !== null && exact(part).gt(0)
      ? w.rest(wanyuanWords(outstandingOf(subject) ?? '0', at.language))
      : w.notYet(kind);
  return {
    title: late + w.lead + what + w.clause + state,
    facts: [
      ...moneyFacts(subject, at),
      ...because(subject),
      w.dueBefore(kind, longDay(subject.dueOn ?? at.today, w)) + w.clause + late,
    ],
    todo: w.todoLate(kind),
    over: what + w.clause + (isPaidInFull(subject) ? w.paidInFull(kind) : w.noLongerLate),
  };
}

function deadlineMissed(subject: AlertSubject, at: Today): Telling {
  const w = tellingWords(at);
  const kind = subject.duty === 'form' || subject.duty === 'turn' ? subject.duty : 'work';
  const of = { form: w.form, turn: w.turn, work: null }[kind];
  const what = duePhrase({ ...subject, duty: kind }, at);
  const late = w.late(lateDays(subject, at));
  return {
    title: late + w.lead + what + w.clause + (of === null ? w.missed.notYet : w.notYet(kind)),
    facts: [
      ...because(subject),
      ...formFacts(subject, at),
      w.dueBefore(kind, longDay(subject.dueOn ?? at.today, w)) + w.clause + late,
    ],
    todo: of === null ? w.missed.todo : of.todoLate,
    over: what + w.clause + (of === null ? w.noLongerLate : of.left),
  };
}

function overBudget(subject: AlertSubject, at: Today): Telling {
  const { budget } = tellingWords(at);
  const { amount, paid } = subject;
  const { language } = at;
  const over = amount != null && paid != null ? exact(paid).minus(amount) : null;
  const isKnown = over !== null && over.gt(0) && amount != null && paid != null;
  return {
    title: isKnown ? budget.title(wanyuanWords(over.toFixed(2), language)) : budget.titleUnknown,
    facts: [
      ...(isKnown ? [budget.spent(wanyuanWords(amount, language), wanyuanWords(paid, language))] : []),
      ...because(subject),
      budget.since(shortDay(subject.openedOn, at)),
    ],
    todo: budget.todo,
    over: budget.over,
  };
}

/** Where a form lies, and that it was sent back. */
function formFacts({ form }: AlertSubject, at: Today): string[] {
  const w = tellingWords(at);
  if (form == null) return [];
  if (form.post !== null) return [w.turn.waits(form.post)];
  if (form.at === 'left') return [];
  const isBack = form.at === 'draft' && form.returnedOn !== null;
  return [isBack ? w.form.returned(shortDay(form.returnedOn ?? at.today, at)) : w.form.at[form.at]];
}

/** 834.00 万元应于 07-21 拨付; without an amount the duty's title. */
function duePhrase(subject: AlertSubject, at: Today): string {
  const amount =
    subject.duty !== 'work' && subject.amount != null ? wanyuanWords(subject.amount, at.language) : null;
  const day = shortDay(subject.dueOn ?? at.today, at);
  return tellingWords(at).due(kindOf(subject), amount, subject.subjectName, day);
}

/** Whole working days past the due day, 0 when it is not late or nothing is due. */
export function lateDays({ workingDaysLate, dueOn }: AlertSubject, at: Today): number {
  if (workingDaysLate != null) return Math.max(workingDaysLate, 0);
  return dueOn === null || dueOn >= at.today ? 0 : workingDaysBetween(at.calendar, dueOn, at.today);
}

function moneyFacts(subject: AlertSubject, at: Today): string[] {
  const { amount } = subject;
  const { language } = at;
  const paid = paidOf(subject);
  if (amount == null || subject.duty === 'work') return [];
  const rest = wanyuanWords(outstandingOf(subject) ?? '0', language);
  const part = paid === null ? null : wanyuanWords(paid, language);
  return [tellingWords(at).owed(kindOf(subject), wanyuanWords(amount, language), part, rest)];
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

function counted({ counts, subjectName }: AlertSubject, w: TellingWords): string {
  if (counts != null && counts > 0) return w.counted(counts);
  return subjectName === '' ? w.someIndicator : subjectName;
}

/** `07-21` within the year of today, else `2022-12-30`. */
export function shortDay(date: PlainDate, { today }: Today): string {
  return yearOf(date) === yearOf(today) ? date.slice(5) : date;
}

function longDay(date: PlainDate, w: TellingWords): string {
  return w.longDay(date, weekday(date));
}
