/**
 * From a project's facts and stored judgements to its duties and alerts: pure. Incremental: days before the last look
 * are closed and stay as stored; `LOOK_BACK_DAYS` before it are read again so that closes of business days count on.
 */
import { v5 as uuidv5 } from 'uuid';
import type { Judging } from './judging.ts';
import { readDuties, type ProjectDuty } from './watch-duties.ts';
import { readFormDuties } from './watch-forms.ts';
import { reportReminders, versionSpans } from './watch-reports.ts';
import { moneySubjectId } from './subjects.ts';
import { LOOK_BACK_DAYS, type StoredAlert, type StoredObligation, type WatchFacts } from './watch-facts.ts';
import type { AlertKind } from './year-tables.ts';
import { onceEpisodes, paceEpisodes, suppressionOf, type Episode } from '../domain/alerts.ts';
import { addDays, type PlainDate } from '../domain/calendar.ts';
import { dueSoonFrom, type Ladder } from '../domain/ladder.ts';

const ALERT_NAMESPACE = '5b0f6a52-6c5d-5d0e-8d3c-52a1a9a4a7c4';

/** The same on every machine and after every rebuild: acts, notices and their proofs stay attached. */
export const alertId = (regionId: string, subjectId: string, kind: AlertKind, openedOn: PlainDate): string =>
  uuidv5(`${regionId} ${subjectId} ${kind} ${openedOn}`, ALERT_NAMESPACE);

export interface WatchDifference {
  obligations: StoredObligation[];
  goneObligations: string[];
  /** New or changed. */
  alerts: StoredAlert[];
  /** Opened today and no longer so at the end of it, or taken back by another reading of the facts. */
  goneAlerts: StoredAlert[];
  opened: StoredAlert[];
  resolved: StoredAlert[];
  checkOn: PlainDate | null;
}

interface Options {
  regionId: string;
  today: PlainDate;
  ladder: Ladder;
}

/** Days on which the light of a subject stood so; `to_day` null: still. */
type Interval = WatchFacts['intervals'][number];

interface Found extends Episode {
  kind: AlertKind;
  subjectId: string;
  dueOn: PlainDate | null;
}

export function watchProject(facts: WatchFacts, judging: Judging, options: Options): WatchDifference {
  // A clock that lags behind what was watched already takes nothing back.
  const today = (facts.checked_through ?? '') > options.today ? String(facts.checked_through) : options.today;
  const horizon = facts.checked_through === null ? null : addDays(facts.checked_through, -LOOK_BACK_DAYS);
  const from = horizon === null || horizon < facts.recorded_on ? facts.recorded_on : horizon;
  const { duties: ofTargets, undatedCheckOn } = readDuties(facts, judging, {
    from: facts.recorded_on,
    today,
  });
  const duties = [...ofTargets, ...readFormDuties(facts, today)];
  const span = { from, to: today };
  const looks = new Looks(today);
  const openSince = (subjectId: string, kind: AlertKind): PlainDate | null =>
    facts.alerts.find(
      (alert) =>
        alert.subject_id === subjectId &&
        alert.kind === kind &&
        alert.opened_on <= from &&
        (alert.resolved_on === null || alert.resolved_on > from),
    )?.opened_on ?? null;

  const found: Found[] = [
    ...paceAlerts(facts, duties, judging, span, openSince, looks),
    ...stateAlerts(facts, span, openSince),
    ...reportAlerts(facts, judging, options.ladder, span, openSince, looks),
    ...duties.flatMap((duty) => dutyAlerts(duty, judging, { ...options, today }, span, openSince, looks)),
  ];
  for (const duty of duties) looks.add(duty.nextCheckOn);
  // A version dated ahead says from its day on what is asked for.
  for (const { recorded_on } of facts.targets) looks.add(recorded_on);
  looks.add(undatedCheckOn);
  return difference(facts, duties, found, from, { ...options, today }, looks);
}

/** The earliest day after today on which something may change by itself. */
class Looks {
  readonly today: PlainDate;
  next: PlainDate | null = null;
  constructor(today: PlainDate) {
    this.today = today;
  }
  add(day: PlainDate | null): void {
    if (day !== null && day > this.today && (this.next === null || day < this.next)) this.next = day;
  }
}

interface Span {
  from: PlainDate;
  to: PlainDate;
}
type OpenSince = (subjectId: string, kind: AlertKind) => PlainDate | null;

function paceAlerts(
  facts: WatchFacts,
  duties: readonly ProjectDuty[],
  judging: Judging,
  span: Span,
  openSince: OpenSince,
  looks: Looks,
): Found[] {
  const found: Found[] = [];
  // Whether a day was kept is said by the duty that follows from the same target.
  const asDuty = new Set(duties.filter(({ kind }) => kind === 'work').map(({ indicatorId }) => indicatorId));
  const versions = Map.groupBy(facts.targets, ({ id }) => id);
  const isDate = (id: string, day: PlainDate) =>
    versionSpans(versions.get(id) ?? []).some(
      ({ version, from_day, to_day }) =>
        version.judged.measure === 'date' && from_day <= day && (to_day === null || day < to_day),
    );
  for (const [subjectId, intervals] of Map.groupBy(facts.intervals, (interval) => interval.subject_id)) {
    if (asDuty.has(subjectId)) continue;
    const kind = intervals[0]?.kind === 'money' ? 'money_behind' : 'indicator_lagging';
    // Done late stays 滞后 for good; nothing is to be done about it any more.
    const isOver = (interval: Interval) => interval.has_actual && isDate(subjectId, interval.from_day);
    // Of an indicator that was ended nothing is asked any more.
    const [ended] = intervals.flatMap(({ to_day }, n) => (n === intervals.length - 1 ? [to_day] : []));
    const { episodes, nextCheckOn } = paceEpisodes({
      steps: [
        ...intervals.map((interval) => ({
          fromDay: interval.from_day,
          light: isOver(interval) ? ('normal' as const) : interval.light,
          ratio: isOver(interval) ? null : interval.ratio,
        })),
        ...(ended == null ? [] : [{ fromDay: ended, light: 'normal' as const, ratio: null }]),
      ],
      ...span,
      openSince: openSince(subjectId, kind),
      calendar: judging.calendar,
      rules: judging.rules,
    });
    looks.add(nextCheckOn);
    for (const episode of episodes) found.push({ ...episode, kind, subjectId, dueOn: null });
  }
  return found;
}

/** A month's report is due soon: one reminder for the project. */
function reportAlerts(
  facts: WatchFacts,
  judging: Judging,
  ladder: Ladder,
  span: Span,
  openSince: OpenSince,
  looks: Looks,
): Found[] {
  const reminders = reportReminders(facts, judging, ladder, span);
  for (const { from, dueOn } of reminders) {
    looks.add(from);
    looks.add(addDays(dueOn, 1));
  }
  return onceEpisodes({
    steps: reminders.flatMap(({ steps }) => steps).filter(({ fromDay }) => fromDay <= span.to),
    ...span,
    openSince: openSince(facts.id, 'due_soon'),
  }).map((episode) => ({
    ...episode,
    kind: 'due_soon',
    subjectId: facts.id,
    dueOn: reminders.find(({ dueOn }) => dueOn >= episode.openedOn)?.dueOn ?? null,
  }));
}

/** What holds or does not on a day: reports missing, targets that cannot be judged, more paid than there is. */
function stateAlerts(facts: WatchFacts, span: Span, openSince: OpenSince): Found[] {
  const indicators = facts.intervals.filter((interval) => interval.kind === 'indicator');
  const money = facts.intervals.filter((interval) => interval.kind === 'money');
  const cases: [AlertKind, string, readonly Interval[], (interval: Interval) => boolean][] = [
    ['unreported', facts.id, indicators, (interval) => interval.light === 'unreported'],
    ['undeterminable', facts.id, indicators, (interval) => interval.light === 'undeterminable'],
    ['over_budget', moneySubjectId(facts.id), money, (interval) => interval.is_over_budget],
  ];
  return cases.flatMap(([kind, subjectId, intervals, holds]) =>
    onceEpisodes({
      steps: anyOf(intervals.filter(holds), span),
      ...span,
      openSince: openSince(subjectId, kind),
    }).map((episode) => ({ ...episode, kind, subjectId, dueOn: null })),
  );
}

/** Steps of "one of these holds": on which days it begins and ends. */
function anyOf(intervals: readonly Interval[], span: Span): { fromDay: PlainDate; holds: boolean }[] {
  const days = new Set([span.from]);
  for (const { from_day, to_day } of intervals) {
    for (const day of [from_day, to_day])
      if (day !== null && day > span.from && day <= span.to) days.add(day);
  }
  return [...days].sort().map((day) => ({
    fromDay: day,
    holds: intervals.some(
      (interval) => interval.from_day <= day && (interval.to_day === null || interval.to_day > day),
    ),
  }));
}

/** Soon due, then late: each from the day it begins to the day it ends. */
function dutyAlerts(
  duty: ProjectDuty,
  judging: Judging,
  { ladder, today }: Options,
  span: Span,
  openSince: OpenSince,
  looks: Looks,
): Found[] {
  const late: AlertKind = duty.kind === 'work' ? 'deadline_missed' : 'overdue';
  const { steps } = duty;
  const soon: { fromDay: PlainDate; holds: boolean }[] = [];
  const missed: { fromDay: PlainDate; holds: boolean }[] = [];
  steps.forEach((step, index) => {
    missed.push({ fromDay: step.fromDay, holds: step.state === 'overdue' });
    if (step.state === 'not_due' && step.dueOn !== null && step.isReminded !== false) {
      const warnOn = dueSoonFrom(ladder, step.dueOn, judging.calendar);
      const pastDue = addDays(step.dueOn, 1);
      soon.push({ fromDay: step.fromDay, holds: warnOn <= step.fromDay && step.fromDay < pastDue });
      // Days of grace after the due day are neither soon nor late.
      for (const [day, holds] of [
        [warnOn, true],
        [pastDue, false],
      ] as const) {
        if (day <= step.fromDay) continue;
        if (step.toDay === null) looks.add(day);
        if (step.toDay === null || day < step.toDay) soon.push({ fromDay: day, holds });
      }
    } else soon.push({ fromDay: step.fromDay, holds: false });
    // No version of the duty held for a while.
    const next = steps[index + 1];
    if (step.toDay !== null && next?.fromDay !== step.toDay) {
      soon.push({ fromDay: step.toDay, holds: false });
      missed.push({ fromDay: step.toDay, holds: false });
    }
  });
  const of = (kind: AlertKind, at: readonly { fromDay: PlainDate; holds: boolean }[]): Found[] =>
    onceEpisodes({ steps: at, ...span, openSince: openSince(duty.id, kind) }).map((episode) => ({
      ...episode,
      kind,
      subjectId: duty.id,
      dueOn: steps.findLast((step) => step.fromDay <= episode.openedOn)?.dueOn ?? duty.dueOn,
    }));
  const known = (at: readonly { fromDay: PlainDate; holds: boolean }[]) =>
    at.filter(({ fromDay }) => fromDay <= today);
  return [...of('due_soon', known(soon)), ...of(late, known(missed))];
}

function difference(
  facts: WatchFacts,
  duties: readonly ProjectDuty[],
  found: readonly Found[],
  from: PlainDate,
  options: Options,
  looks: Looks,
): WatchDifference {
  const { regionId, today } = options;
  const stored = new Map(facts.alerts.map((alert) => [alert.id, alert]));
  const alerts = found.map((each): StoredAlert => {
    const id = alertId(regionId, each.subjectId, each.kind, each.openedOn);
    const was = stored.get(id);
    return {
      id,
      kind: each.kind,
      subject_id: each.subjectId,
      opened_on: each.openedOn,
      resolved_on: each.resolvedOn,
      due_on: each.dueOn,
      suppressed_by: null,
      level: was?.level ?? null,
      next_step_on: was?.next_step_on ?? null,
    };
  });
  const unreported = new Set(
    facts.intervals
      .filter((interval) => interval.to_day === null && interval.light === 'unreported')
      .map((interval) => interval.subject_id),
  );
  for (const alert of alerts) {
    alert.suppressed_by = suppressionOf(
      {
        id: alert.id,
        kind: alert.kind,
        resolvedOn: alert.resolved_on,
        isUnreported: unreported.has(alert.subject_id),
      },
      alerts.map((other) => ({ id: other.id, kind: other.kind, resolvedOn: other.resolved_on })),
    );
  }
  const changed = alerts.filter((alert) => {
    const was = stored.get(alert.id);
    return !was || was.resolved_on !== alert.resolved_on || was.suppressed_by !== alert.suppressed_by;
  });
  // Whoever climbs the ladder looks at whatever changed, today.
  for (const alert of changed) alert.next_step_on = today;
  const now = new Set(alerts.map((alert) => alert.id));
  const isNew = (alert: StoredAlert) => !stored.has(alert.id);
  const storedDuties = new Map(facts.obligations.map((duty) => [duty.id, duty]));
  const rows = duties.flatMap((duty) => duty.row ?? []);
  const kept = new Set(rows.map((row) => row.id));
  return {
    obligations: rows.filter((row) => !sameRow(storedDuties.get(row.id), row)),
    goneObligations: facts.obligations.filter((row) => !kept.has(row.id)).map((row) => row.id),
    alerts: changed,
    // What opened before the span was read again is not found again, and stays; nothing opened before the project was there.
    goneAlerts: facts.alerts.filter(
      (alert) => !now.has(alert.id) && (alert.opened_on > from || from === facts.recorded_on),
    ),
    opened: changed.filter((alert) => isNew(alert) && alert.resolved_on === null),
    resolved: changed.filter(
      (alert) => alert.resolved_on !== null && stored.get(alert.id)?.resolved_on === null,
    ),
    checkOn: looks.next,
  };
}

/** Field by field, as JSON prints them: both come from or go to the same columns. */
function sameRow(stored: StoredObligation | undefined, row: StoredObligation): boolean {
  if (!stored) return false;
  return (Object.keys(row) as (keyof StoredObligation)[]).every((key) =>
    key === 'basis' ? canonical(stored.basis) === canonical(row.basis) : stored[key] === row[key],
  );
}

/** jsonb sorts keys; so does this. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
