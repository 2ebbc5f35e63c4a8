/** What the page of the alerts shows of its answers: lines, groups, titles, why. Pure. */
import { weekday } from '../domain/calendar.ts';
import { sumAmounts } from '../domain/money.ts';
import type {
  AlertDetail,
  AlertItem,
  AlertPage,
  AlertView,
  TimelineEntry,
} from '../server/contract-alerts.ts';
import { shortDate, wanYuan } from './format.ts';
import { dutyAssumptionWords } from './quantity.ts';
import { commonWords } from './words/common.ts';
import { alertsWords as words } from './words/alerts.ts';
import { nextOf } from './workday-ruler.ts';

export const TABS: readonly AlertView[] = ['todo', 'soon', 'silenced', 'resolved'];

/** Money and days that were missed. */
const LATE: readonly AlertItem['kind'][] = ['overdue', 'deadline_missed', 'over_budget'];
/** Counted in working days past a day that was due. */
const DUTIES: readonly AlertItem['kind'][] = ['overdue', 'deadline_missed'];

/** Something that had to be paid or done by a day. */
export const isDuty = ({ kind }: Pick<AlertItem, 'kind'>): boolean =>
  kind === 'due_soon' || DUTIES.includes(kind);

export const isLate = ({ kind, state }: Pick<AlertItem, 'kind' | 'state'>): boolean =>
  LATE.includes(kind) && state !== 'resolved';

export type Tone = 'severe' | 'lagging' | 'soon' | 'quiet';

export function toneOf({ kind, state, light }: Pick<AlertItem, 'kind' | 'state' | 'light'>): Tone {
  if (state === 'resolved' || state === 'suppressed') return 'quiet';
  if (LATE.includes(kind) || light === 'severe') return 'severe';
  if (kind === 'due_soon') return 'soon';
  return kind === 'unreported' || kind === 'undeterminable' ? 'quiet' : 'lagging';
}

/** What stands first and is counted in working days: 逾期 6 个工作日, 还有 2 个工作日, 指标滞后 18 个工作日. */
export function leadOf(alert: Pick<AlertItem, 'kind' | 'state' | 'workingDays'>): string {
  const { kind, state, workingDays } = alert;
  if (state === 'resolved') return words.lead.resolved;
  if (kind === 'due_soon') return words.lead.left(-workingDays);
  if (DUTIES.includes(kind)) return words.lead.late(workingDays);
  return words.lead.lasting(words.lead.kinds[kind], workingDays);
}

/** The first line in the list: a duty counts its days, a light says what it is of. */
export function lineOf(alert: AlertItem): string {
  const { kind, state, subjectName, light } = alert;
  if (state === 'resolved' || kind === 'due_soon' || DUTIES.includes(kind)) return leadOf(alert);
  // The money's light speaks of its pace, not of its limit.
  if (light === null || kind === 'over_budget') return headlineOf(alert);
  return words.lead.light(
    kind === 'money_behind' ? words.lead.money : subjectName,
    commonWords.lights[light],
  );
}

/** How a title of domain/telling-words.ts begins with its time, in either language. */
const TIME_FIRST =
  /^(?:[^：]{0,24}(?:个工作日|到期|到期日|工作日了)：|[^:]{0,48}(?:left|overdue|due today|due date|it is due): )/iu;

/** The title without the days that `leadOf` says already. */
export function headlineOf({ title }: Pick<AlertItem, 'title'>): string {
  const rest = title.replace(TIME_FIRST, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** `财政对机关事业单位养老保险的补助 · 第 7 期`: what it speaks of. */
export function subjectOf(alert: Pick<AlertItem, 'projectName' | 'subjectName'>): string {
  return alert.subjectName === '' ? alert.projectName : `${alert.projectName} · ${alert.subjectName}`;
}

/** `08-04 报财政绩效股`, `静默到 08-04`, `07-28 办结`; empty when nothing follows. */
export function nextWords(alert: AlertItem, year: number): string {
  switch (alert.state) {
    case 'resolved':
      return words.resolvedOn(shortDate(alert.resolvedOn, year));
    case 'silenced':
      return words.until.silenced(shortDate(alert.until, year));
    case 'suppressed':
      return words.suppressed;
    case 'open':
    case 'acknowledged': {
      if (alert.nextStepAt === null) return '';
      const posts = postNames(alert.nextPosts);
      const day = shortDate(alert.nextStepAt, year);
      const isReminder = alert.kind === 'due_soon' || alert.kind === 'undeterminable' || alert.level === null;
      if (isReminder && !LATE.includes(alert.kind)) return words.nextRemind(day, posts);
      return words.next(day, posts, (alert.level ?? -1) >= alert.levels - 1);
    }
  }
}

export function postNames(posts: AlertItem['nextPosts']): string {
  return commonWords.list(posts.map((post) => words.posts[post]));
}

export interface AlertGroup {
  name: 'late' | 'lights' | 'suppressed' | 'only';
  title: string;
  items: AlertItem[];
}

/** The list in groups: what is late, what is off track, what another alert explains; the other tabs have one. */
export function groupsOf(view: AlertView, items: readonly AlertItem[]): AlertGroup[] {
  if (view !== 'todo') return [{ name: 'only', title: '', items: [...items] }];
  const isSuppressed = ({ state }: AlertItem) => state === 'suppressed';
  const suppressed = items.filter(isSuppressed);
  const late = items.filter((item) => isLate(item) && !isSuppressed(item));
  const lights = items.filter((item) => !isLate(item) && !isSuppressed(item));
  const groups: AlertGroup[] = [
    { name: 'late', title: words.groups.late, items: late },
    { name: 'lights', title: words.groups.lights, items: lights },
    { name: 'suppressed', title: words.groups.suppressed(suppressed.length), items: suppressed },
  ];
  return groups.filter((group) => group.items.length > 0);
}

/** Head of the group of what falls due: how many and how much. */
export function soonTitle(items: readonly AlertItem[], total: number): string {
  const amounts = items.flatMap(({ outstanding }) => (outstanding === null ? [] : [outstanding]));
  // A sum over a part of them would be read as the whole.
  const isWhole = items.length === total && amounts.length > 0;
  return words.groups.soon(total, isWhole ? wanYuan(sumAmounts(amounts)) : '');
}

/** Which of the list is shown: the one of the address, else the first. */
export function chosenId(items: readonly { id: string }[], asked: unknown): string | null {
  if (typeof asked === 'string' && asked !== '') return asked;
  return items[0]?.id ?? null;
}

/* ---------- the case ---------- */

/** `已走完三级，第四级在 4 个工作日后`. */
export function climbTitle(detail: Pick<AlertDetail, 'alert' | 'timeline'>): string {
  const { alert, timeline } = detail;
  const t = words.timeline;
  if (alert.state === 'resolved') return t.resolved(alert.resolvedOn ?? '');
  if (alert.state === 'suppressed') return t.suppressed;
  const passed = passedLevels(alert);
  const ordinal = (level: number) => t.ordinals.charAt(level) || String(level);
  const next = nextOf(timeline);
  if (alert.state === 'silenced') return t.passed(ordinalOrNone(passed), t.silenced(alert.until ?? ''));
  if (next === null) return t.passed(ordinalOrNone(passed), t.nothing);
  const days = next.workingDaysAhead ?? 0;
  const level = next.level ?? 0;
  const isRepeat = level < passed && alert.kind !== 'due_soon';
  return t.passed(ordinalOrNone(passed), isRepeat ? t.repeatIn(days) : t.nextIn(ordinal(level + 1), days));

  function ordinalOrNone(count: number): string {
    return count === 0 ? '' : ordinal(count);
  }
}

/** Levels of the ladder that were taken: level 0 is the first. */
export function passedLevels({ level }: Pick<AlertItem, 'level'>): number {
  return level === null ? 0 : level + 1;
}

export interface LadderBlock {
  state: 'passed' | 'next' | 'ahead';
}

/** The blocks of a ladder: filled = passed, outline = next. `levels` and `level` as in AlertItem. */
export function ladderBlocks(levels: number, level: number | null, hasNext: boolean): LadderBlock[] {
  const passed = level === null ? 0 : level + 1;
  return Array.from({ length: levels }, (_, index) => ({
    state: index < passed ? 'passed' : index === passed && hasNext ? 'next' : 'ahead',
  }));
}

/** What the timeline shows: replies stand below it as a conversation. */
export function timelineSteps(
  timeline: readonly TimelineEntry[],
  acts: AlertDetail['acts'],
): TimelineEntry[] {
  const replies = new Set(acts.filter(({ act }) => act === 'replied').map(({ recordedAt }) => recordedAt));
  return timeline.filter(({ what, at }) => what !== 'act' || at === null || !replies.has(at));
}

/** `07-18 周二`. */
export function dayWithWeekday(day: string, year: number): string {
  const name = commonWords.weekdays[weekday(day) % 7] ?? '';
  return `${shortDate(day, year)} ${words.timeline.weekday(name)}`;
}

/* ---------- why ---------- */

export interface WhyRow {
  term: string;
  text: string;
  /** As printed: set in the Song face. */
  isPrinted?: true;
}

export function whyTitle({ kind, state }: Pick<AlertItem, 'kind' | 'state'>): string {
  if (state === 'resolved') return words.why.title.resolved;
  if (DUTIES.includes(kind)) return words.why.title.late;
  return kind === 'due_soon' ? words.why.title.soon : words.why.title.other;
}

export function whyRows(detail: AlertDetail): WhyRow[] {
  const { alert, obligation, event, siblings } = detail;
  const w = words.why;
  if (!obligation) return [{ term: w.basis, text: alert.why }];
  const year = alert.fiscalYear;
  const rows: WhyRow[] = [];
  if (obligation.printed !== null) rows.push({ term: w.printed, text: obligation.printed, isPrinted: true });
  else if (obligation.formId !== null)
    rows.push({ term: w.basis, text: w.ofRound }, { term: w.stands, text: alert.why });
  else rows.push({ term: w.printed, text: w.byHand });
  if (event) {
    const day = shortDate(event.happenedOn, year);
    rows.push({ term: w.start, text: w.event(day, w.events[event.anchor], event.document ?? '') });
  }
  if (obligation.dueOn !== null) {
    const due = shortDate(obligation.dueOn, year);
    const span = /(\d+ (?:个?(?:工作日|日|月|天)|(?:working )?days?|months?))/u.exec(obligation.rule)?.[1];
    const text =
      event && span ? w.dueFrom(shortDate(event.happenedOn, year), span, due) : w.dueBy(obligation.rule, due);
    rows.push({ term: w.due, text });
  }
  if (obligation.amount !== null) {
    const verb = w.verbs[obligation.kind];
    const rest =
      alert.outstanding !== null && alert.outstanding !== obligation.amount ? wanYuan(alert.outstanding) : '';
    rows.push({
      term: w.amount,
      text: w.money(verb, wanYuan(obligation.amount), wanYuan(obligation.paid), rest),
    });
  }
  const assumed = obligation.assumed.flatMap((rule) => dutyAssumptionWords(rule) ?? []);
  if (assumed.length > 0) rows.push({ term: w.understood, text: commonWords.together(assumed) });
  const past = siblings.filter(({ state }) => ['met', 'met_late', 'overdue'].includes(state));
  if (past.length > 0) {
    const late = past.filter(({ state }) => state !== 'met').length;
    rows.push({ term: w.siblings, text: late === 0 ? w.onTime(past.length) : w.lateOf(late, past.length) });
  }
  return rows;
}

/** Tabs with their counts. */
export function tabsOf(page: AlertPage | null): { view: AlertView; name: string; count: number | null }[] {
  return TABS.map((view) => ({ view, name: words.tabs[view], count: page ? page.views[view] : null }));
}
