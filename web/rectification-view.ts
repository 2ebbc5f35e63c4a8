/** What the pages say of rectifications: columns, sentences, conditions, and what a reader still has to write. */
import { isGone, type RectificationDemand, type RectificationStage } from '../domain/rectification.ts';
import type { RectificationAnswer } from '../server/contract-rectifications.ts';
import type { ConditionSubject, RectificationItem } from '../server/contract-review-shapes.ts';
import type { Role } from '../server/contract.ts';
import { shortDate } from './format.ts';
import { commonWords } from './words/common.ts';
import { rectificationWords as words } from './words/rectifications.ts';

/** As work goes through them; what was reopened stands last, to be seen. */
export const BOARD_STAGES: readonly RectificationStage[] = [
  'noticed',
  'replied',
  'department_verified',
  'closed',
  'reopened',
];

export interface Column {
  stage: RectificationStage;
  items: RectificationItem[];
}

/** Each column with the most urgent first: the longest late, then by due day; closed ones newest first. */
export function columnsOf(items: readonly RectificationItem[]): Column[] {
  return BOARD_STAGES.map((stage) => ({
    stage,
    items: items
      .filter((item) => item.stage === stage)
      .sort((a, b) =>
        stage === 'closed' ? b.stageSince.localeCompare(a.stageSince) : a.dueOn.localeCompare(b.dueOn),
      ),
  }));
}

const isUnanswered = ({ stage }: RectificationItem) => stage === 'noticed' || stage === 'reopened';
const isLate = (item: RectificationItem) => isUnanswered(item) && item.lateWorkingDays > 0;

/** Whether the next act is of this post. */
export function isYours({ stage }: { stage: RectificationStage }, role: Role | undefined): boolean {
  switch (stage) {
    case 'noticed':
    case 'reopened':
      return role === 'handler' || role === 'unit_head';
    case 'replied':
      return role === 'leader';
    case 'department_verified':
      return role === 'finance_performance';
    case 'closed':
      return false;
  }
}

/** The board's sentence and what stands below it. */
export function boardSentence(
  items: readonly RectificationItem[],
  role: Role | undefined,
): { title: string; more: string } {
  const open = items.filter(({ stage }) => stage !== 'closed');
  const late = open.filter(isLate);
  const yours = open.filter((item) => isYours(item, role)).length;
  const [worst] = [...late].sort((a, b) => b.lateWorkingDays - a.lateWorkingDays);
  if (worst !== undefined) {
    return {
      title: words.sentence.late(late.length),
      more:
        words.sentence.lateMost(worst.projectName, worst.lateWorkingDays) +
        (yours > 0 ? words.sentence.alsoWaits(yours) : ''),
    };
  }
  if (open.length === 0) {
    return {
      title: words.sentence.none,
      more: role === 'finance_performance' ? words.sentence.noneServe : words.sentence.noneWhy,
    };
  }
  const [next] = open.filter(isUnanswered).sort((a, b) => a.dueOn.localeCompare(b.dueOn));
  return {
    title: yours > 0 ? words.sentence.waits(yours) : words.sentence.open(open.length),
    more: next === undefined ? '' : words.sentence.next(shortDate(next.dueOn, yearOf(next.dueOn))),
  };
}

const yearOf = (day: string) => Number(day.slice(0, 4));

/** When it is or was due, and how late: of a card. */
export function dueWords(item: RectificationItem, today: string): { text: string; isLate: boolean } {
  if (isUnanswered(item)) {
    if (item.lateWorkingDays > 0) return { text: words.late(item.lateWorkingDays), isLate: true };
    if (item.dueOn === today) return { text: words.dueToday, isLate: false };
    return { text: words.due(shortDate(item.dueOn, yearOf(today))), isLate: false };
  }
  if (item.lateWorkingDays > 0) return { text: words.repliedLate(item.lateWorkingDays), isLate: false };
  return { text: words.since(shortDate(item.stageSince, yearOf(today))), isLate: false };
}

/** The sentence of a case. */
export function caseTitle({ rectification, today, lateWorkingDays }: RectificationAnswer): string {
  const { stage, unitName, dueOn, stageSince } = rectification;
  const say = words.case.title;
  const year = yearOf(today);
  switch (stage) {
    case 'noticed':
    case 'reopened':
      return lateWorkingDays > 0
        ? say.late(unitName, lateWorkingDays)
        : say[stage](unitName, shortDate(dueOn, year));
    case 'closed':
      return say.closed(shortDate(stageSince, year));
    case 'replied':
    case 'department_verified':
      return say[stage];
  }
}

export interface DemandView {
  demand: RectificationDemand;
  /** From 1. */
  at: number;
  condition: string;
  /** null: figures cannot tell. */
  gone: boolean | null;
  /** Of a light: what it is now. */
  light: RectificationAnswer['facts']['lights'][string] | null;
  /** Of the reply that stands. */
  measures: string;
  evidence: string[];
  exception: { document: string; reason: string } | null;
}

export function demandViews({ rectification, facts, subjects }: RectificationAnswer): DemandView[] {
  const { demands, history, repliedOn } = rectification.state;
  const reply = repliedOn === null ? [] : (history.filter(({ act }) => act === 'reply').at(-1)?.reply ?? []);
  const exceptions = history.flatMap((act) => act.exceptions);
  return demands.map((demand, index) => {
    const { condition } = demand;
    const own = reply.find(({ demandId }) => demandId === demand.id);
    const signed = exceptions.find(({ demandId }) => demandId === demand.id);
    return {
      demand,
      at: index + 1,
      condition: conditionWords(demand, subjects),
      gone: condition.type === 'stated' ? null : isGone(condition, facts),
      light: condition.type === 'light' ? (facts.lights[condition.subjectId] ?? null) : null,
      measures: own?.measures ?? '',
      evidence: own?.evidence ?? [],
      exception: signed === undefined ? null : { document: signed.document, reason: signed.reason },
    };
  });
}

function conditionWords({ condition }: RectificationDemand, subjects: readonly ConditionSubject[]): string {
  if (condition.type === 'stated') return words.case.stated;
  const id = condition.type === 'light' ? condition.subjectId : condition.obligationId;
  const subject = subjects.find((each) => each.id === id);
  if (condition.type === 'overdue') return words.case.overdue(subject?.name ?? commonWords.unknown);
  const name =
    subject?.kind === 'project'
      ? words.case.project
      : subject?.kind === 'money'
        ? words.case.money
        : commonWords.quoted(subject?.name ?? commonWords.unknown);
  return words.case.light(name, commonWords.list(condition.noneOf.map((light) => commonWords.lights[light])));
}
