/** Alerts for the reader: lists today or as they stood on a past day, one with its history, and what people do about it. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import { readAlertStands, type AlertStand } from './alert-stands.ts';
import {
  climbingOf,
  liveAlert,
  noticeSubject,
  readAlerts,
  subjectNameOf,
  type ActRow,
  type AlertRow,
} from './alert-rows.ts';
import { narrowToUnit } from './chosen-unit.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { judgingFor, type Judging } from './judging.ts';
import { defaultYear, yearsOf } from './fiscal-years.ts';
import { nextOffset, USUAL_PAGE } from './offset-page.ts';
import { recordAct, refusedFact, signatureOf } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { announce } from './watch.ts';
import type { AlertKind } from './year-tables.ts';
import {
  alertState,
  pausesOf,
  silenceProblem,
  type AlertAct as Act,
  type AlertActName,
} from '../domain/alert-state.ts';
import { ALERT_STATES, type AlertState } from '../domain/alerts.ts';
import type { Language } from '../domain/language.ts';
import { tellingOf, tellingWords, type Telling } from '../domain/notice-telling.ts';
import { workingDaysBetween, yearOf, type PlainDate } from '../domain/calendar.ts';
import { DEFAULT_LADDER, ladderDates, nextStep, type LadderDate } from '../domain/ladder.ts';
import { negated, sumAmounts } from '../domain/money.ts';
import { readCursor } from './live-cursor.ts';
import type { ActAnswer, AlertAct, AlertItem, AlertPage, AlertView } from '../server/contract-alerts.ts';

/** How the alert stood at the close of `day`; what came later is not known yet. */
export function stateOn(row: AlertRow, day: PlainDate): { state: AlertState; until: PlainDate | null } {
  const { state, act } = alertState(
    { resolvedOn: row.resolved_on, suppressedBy: row.suppressed_by },
    row.acts,
    day,
  );
  return { state, until: act?.until ?? null };
}

export function alertItem(row: AlertRow, judging: Judging, day: PlainDate): AlertItem {
  const { state, until } = stateOn(row, day);
  const isResolved = state === 'resolved';
  const outstanding =
    row.duty?.amount && !isResolved ? sumAmounts([row.duty.amount, negated(row.duty.paid)]) : null;
  const since = row.due_on ?? row.opened_on;
  const [next] = isResolved || state === 'suppressed' ? [] : stepsToCome(row, judging, day);
  const telling = tellingOf(noticeSubject(row, judging, day), {
    today: day,
    calendar: judging.calendar,
    language: judging.language,
  });
  return {
    id: row.id,
    kind: row.kind,
    state,
    projectId: row.project_id,
    projectName: row.project_name,
    unitId: row.unit_id,
    unitName: row.unit_name,
    fiscalYear: row.fiscal_year,
    subjectId: row.subject_id,
    subjectName: subjectNameOf(row, judging.language),
    title: opened(isResolved ? titleOver(row, telling, judging.language) : telling.title, judging.language),
    why: sentences(telling.facts, judging.language),
    todo: sentences([telling.todo], judging.language),
    light: (row.subject?.kind === 'project' ? null : row.subject?.light) ?? null,
    openedOn: row.opened_on,
    resolvedOn: isResolved ? row.resolved_on : null,
    dueOn: row.due_on,
    outstanding,
    workingDays: workingDaysBetween(judging.calendar, since, isResolved ? (row.resolved_on ?? day) : day),
    level: row.done.length > 0 ? Math.max(...row.done.map((step) => step.level)) : null,
    levels: (row.ladder ?? DEFAULT_LADDER).steps.length,
    nextStepAt: next?.on ?? null,
    nextPosts: next?.posts ?? [],
    suppressedBy: isResolved ? null : row.suppressed_by,
    until,
  };
}

/** Facts as sentences of their own. */
function sentences(facts: readonly string[], language: Language): string {
  if (language === 'en') return facts.map((fact) => `${opened(fact, language)}.`).join(' ');
  return `${facts.join('。')}。`;
}

/** A sentence begins with a capital where the language has them. */
function opened(sentence: string, language: Language): string {
  return language === 'en' ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence;
}

/** A reminder is over when it was done, or when its day passed: then the alert that follows says how late it is. */
function titleOver(row: AlertRow, telling: Telling, language: Language): string {
  const { duty, due_on, resolved_on } = row;
  const isMet =
    duty?.state === 'met' ||
    ((duty?.state === 'met_late' || duty?.form != null) &&
      resolved_on !== null &&
      due_on !== null &&
      resolved_on <= due_on);
  if (row.kind !== 'due_soon' || isMet) return telling.over;
  const w = tellingWords({ language });
  const what = telling.title.slice(telling.title.indexOf(w.lead) + w.lead.length);
  return what + w.clause + w.turnedOverdue;
}

/** A project's alerts that were open at the close of `day`. */
export function readProjectAlerts(
  tx: Tx,
  regionId: string,
  projectId: string,
  day: PlainDate,
): Promise<AlertRow[]> {
  return readAlerts(
    tx,
    regionId,
    sql`a.project_id = ${projectId} and a.opened_on <= ${day} and (a.resolved_on is null or a.resolved_on > ${day})`,
    day,
  );
}

/** Repetitions of the last step that are looked ahead. */
const SHOWN_REPEATS = 1;

/**
 * The steps of the ladder that are still to be taken if nothing else happens, the next repetition among them; the same
 * rules as when it climbs (db/climb.ts), so that no day is promised on which nothing happens.
 * @param acts instead of those that were done, for what-if.
 */
export function stepsToCome(
  row: Pick<AlertRow, 'kind' | 'opened_on' | 'due_on' | 'duty' | 'done' | 'acts' | 'ladder'>,
  judging: Judging,
  day: PlainDate,
  acts: readonly Act[] = row.acts,
): LadderDate[] {
  const { calendar } = judging;
  const ladder = row.ladder ?? DEFAULT_LADDER;
  const alert = climbingOf(row);
  const pauses = pausesOf(acts);
  const on = (today: PlainDate) => nextStep(ladder, alert, row.done, pauses, today, calendar);
  const now = on(day);
  const first = now.take
    ? { on: day, step: now.take }
    : now.nextOn !== null
      ? { on: now.nextOn, step: on(now.nextOn).take }
      : null;
  if (!first?.step) return [];
  const { level, round, posts } = first.step;
  const later = ladderDates(ladder, alert, calendar, { repeats: round + SHOWN_REPEATS, pauses }).filter(
    (step) => step.on > first.on && (step.level > level || (step.level === level && step.round > round)),
  );
  return [{ on: first.on, level, round, posts, isGuess: !calendar.isConfirmed(yearOf(first.on)) }, ...later];
}

export interface AlertsRequest {
  view?: AlertView;
  state?: AlertState;
  kind?: AlertKind;
  asOf?: PlainDate;
  year?: number;
  unit?: string;
  project?: string;
  cursor?: string;
  limit?: number;
  today: PlainDate;
}

/** What is most pressing first: money and duties that are late, then what lags, then what is only missing. */
const KIND_ORDER: readonly AlertKind[] = [
  'overdue',
  'deadline_missed',
  'over_budget',
  'indicator_lagging',
  'money_behind',
  'unreported',
  'due_soon',
  'undeterminable',
];

/** Resolved ones are listed for as long as a year's review looks back; newer first. */
const STATE_ORDER: readonly AlertState[] = ['open', 'acknowledged', 'silenced', 'suppressed', 'resolved'];

/** @throws UnknownUnit */
export function listAlerts(db: Db, context: Context, request: AlertsRequest): Promise<AlertPage> {
  const asOf = request.asOf && request.asOf < request.today ? request.asOf : request.today;
  const limit = request.limit ?? USUAL_PAGE;
  const offset = Number(request.cursor ?? 0);
  return inContext(
    db,
    context,
    async (tx) => {
      const judging = await judgingFor(db, context);
      const year = request.year ?? defaultYear(await yearsOf(tx, context.regionId), request.today);
      await narrowToUnit(tx, context, request.unit);
      const stands = await readAlertStands(tx, {
        regionId: context.regionId,
        year,
        asOf,
        today: request.today,
        isOpen: false,
      });
      const counts = Object.fromEntries(ALERT_STATES.map((state) => [state, 0])) as AlertPage['counts'];
      const views = { todo: 0, soon: 0, silenced: 0, resolved: 0 };
      for (const each of stands) {
        counts[each.state] += 1;
        if (each.state !== 'suppressed') views[viewOf(each)] += 1;
      }
      const chosen = stands
        .filter(
          (each) =>
            (request.view === undefined || viewOf(each) === request.view) &&
            (request.state === undefined || each.state === request.state) &&
            (request.kind === undefined || each.kind === request.kind) &&
            (request.project === undefined || each.projectId === request.project),
        )
        .sort(request.view === 'todo' ? byGroup : byGravity);
      const ids = chosen.slice(offset, offset + limit).map((each) => each.id);
      const rows =
        ids.length > 0 ? await readAlerts(tx, context.regionId, sql`a.id = any (${ids}::uuid[])`, asOf) : [];
      const byId = new Map(rows.map((row) => [row.id, row]));
      return {
        asOf,
        today: request.today,
        total: chosen.length,
        counts,
        views,
        fiscalYear: year,
        cursor: await readCursor(tx),
        items: ids.flatMap((id) => {
          const row = byId.get(id);
          const stand = chosen.find((each) => each.id === id);
          return row
            ? [alertItem({ ...row, suppressed_by: stand?.suppressedBy ?? null }, judging, asOf)]
            : [];
        }),
        nextCursor: nextOffset(offset, ids.length, chosen.length),
      };
    },
    'snapshot',
  );
}

/** The tab of the page that it stands in. */
function viewOf({ state, kind }: Pick<AlertStand, 'state' | 'kind'>): AlertView {
  if (state === 'resolved' || state === 'silenced') return state;
  return kind === 'due_soon' && state !== 'suppressed' ? 'soon' : 'todo';
}

/** Money and days that were missed: these stand before lights that changed. */
const LATE_KINDS: readonly AlertKind[] = ['overdue', 'deadline_missed', 'over_budget'];

/** As the page groups what is to be done: what is late, what is off track, what another alert explains. */
function byGroup(a: AlertStand, b: AlertStand): number {
  const group = (each: AlertStand) =>
    each.state === 'suppressed' ? 2 : LATE_KINDS.includes(each.kind) ? 0 : 1;
  return group(a) - group(b) || byGravity(a, b);
}

function byGravity(a: AlertStand, b: AlertStand): number {
  const rank = (each: AlertStand) => STATE_ORDER.indexOf(each.state) * 100 + KIND_ORDER.indexOf(each.kind);
  const first = rank(a) - rank(b);
  if (first !== 0) return first;
  const [dayA, dayB] = [a.dueOn ?? a.openedOn, b.dueOn ?? b.openedOn];
  // Open ones: the oldest first. Resolved ones: the newest.
  if (dayA !== dayB) return (dayA < dayB ? -1 : 1) * (a.state === 'resolved' ? -1 : 1);
  return a.id < b.id ? -1 : 1;
}

export function actAnswer(row: ActRow): AlertAct {
  return {
    id: row.id,
    act: row.act,
    until: row.until,
    reason: row.reason,
    by: row.recordedBy,
    recordedOn: row.recordedOn,
    recordedAt: row.recordedAt,
  };
}

/** Records what somebody does about an alert, and has the ladder look at it again. */
export async function recordAlertAct(
  db: Db,
  actor: Actor,
  request: {
    alertId: string;
    act: AlertActName;
    until: PlainDate | null;
    reason: string | null;
    idempotency: Idempotency | null;
  },
  clock: Clock,
): Promise<Recorded<ActAnswer>> {
  const { regionId } = actor.context;
  const judging = await judgingFor(db, actor.context);
  return recordAct<ActAnswer>(db, actor, request.idempotency, clock, {
    lock: async (tx) => {
      // The project first, as whoever watches it does: the act's row refers to it, and who held the alert alone would wait for a
      // watcher that waits for the alert.
      await sql`select p.id from app.projects p join app.alerts a on a.region_id = p.region_id and a.project_id = p.id
        where a.region_id = ${regionId} and a.id = ${request.alertId} for key share of p`.execute(tx);
      await sql`select id from app.alerts where region_id = ${regionId} and id = ${request.alertId} for update`.execute(
        tx,
      );
    },
    record: async (tx, at) => {
      const [alert] = await readAlerts(tx, regionId, sql`a.id = ${request.alertId}`, at.today);
      if (!alert) return null;
      const fields = actFaults(request, stateOn(alert, at.today).state, at.today);
      if (Object.keys(fields).length > 0) return refusedFact(fields);
      const id = uuidv7();
      await tx
        .insertInto('app.alert_acts')
        .values({
          region_id: regionId,
          id,
          alert_id: alert.id,
          project_id: alert.project_id,
          unit_id: alert.unit_id,
          act: request.act,
          until: request.until,
          reason: request.reason?.trim() || null,
          ...signatureOf(actor, at),
        })
        .execute();
      await sql`update app.alerts set next_step_on = ${at.today}::date
        where region_id = ${regionId} and id = ${alert.id} and resolved_on is null`.execute(tx);
      await announce(tx, [
        {
          region_id: regionId,
          id: uuidv7(),
          unit_id: alert.unit_id,
          topics: ['alerts', 'overview', `project:${alert.project_id}`],
          type: 'alert',
          data: liveAlert(alert, 'acted', at.now),
          recorded_at: at.now,
        },
      ]);
      const [after] = await readAlerts(tx, regionId, sql`a.id = ${alert.id}`, at.today);
      const act = after?.acts.find((each) => each.id === id);
      if (!after || !act) throw new Error('the act that was just written is not there');
      return { answer: { act: actAnswer(act), alert: alertItem(after, judging, at.today) } };
    },
  });
}

function actFaults(
  request: { act: AlertActName; until: PlainDate | null; reason: string | null },
  state: AlertState,
  today: PlainDate,
): Record<string, string> {
  const fields: Record<string, string> = {};
  if (state === 'resolved' && request.act !== 'replied')
    fields.act = '这条提醒已办结，不用再处理；可以补充说明';
  if (request.act === 'silenced') {
    const wrong = silenceProblem(request.until ?? '', today);
    if (wrong !== null) fields.until = wrong;
    if (!request.reason?.trim()) fields.reason = '请写明静默的理由，主管部门和财政局会看到';
  }
  if (request.act === 'acknowledged' && request.until !== null && request.until < today) {
    fields.until = '到期日不能早于今天';
  }
  if (request.act === 'replied' && !request.reason?.trim()) fields.reason = '请写说明';
  if (request.act === 'reopened' && state !== 'silenced' && state !== 'acknowledged') {
    fields.act = '只有已阅或静默的提醒可以恢复';
  }
  return fields;
}
