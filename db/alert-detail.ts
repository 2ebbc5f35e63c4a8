/** One alert with its history: what it follows from, who was told when with which proof, what was done, what comes next. */
import { sql } from 'kysely';
import { actAnswer, alertItem, stateOn, stepsToCome } from './alerts.ts';
import { readAlerts, type AlertRow } from './alert-rows.ts';
import { SHOWN_STEPS, timelineOf } from './alert-timeline.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import {
  obligationAnswer,
  OBLIGATION_COLUMNS,
  OBLIGATION_TABLES,
  readEvents,
  type ObligationRow,
} from './duties.ts';
import { judgingFor, type Judging } from './judging.ts';
import { SILENCE_AT_MOST_DAYS, type AlertAct } from '../domain/alert-state.ts';
import { addDays, daysBetween, workingDaysBetween, type PlainDate } from '../domain/calendar.ts';
import type { Light } from '../domain/light.ts';
import type {
  AlertDetail,
  RegisteredEvent,
  SilencePreview,
  TimelineEntry,
} from '../server/contract-alerts.ts';

/** Days of the ruler: more do not fit a page, and what lies longer back says no more than its day. */
const MOST_RULER_DAYS = 31;
/** Fewer make no ruler. */
const LEAST_RULER_DAYS = 21;

/** What depends on who asks is added by the route. */
type Found = Omit<AlertDetail, 'mayAct' | 'maySilence' | 'mayPay' | 'mayEnter'>;

/** An alert as it stood at the close of `asOf`; null when it is not in scope or was not open yet. */
export function findAlert(
  db: Db,
  context: Context,
  options: { alertId: string; asOf?: PlainDate | undefined; today: PlainDate },
): Promise<Found | null> {
  const { alertId, today } = options;
  const { regionId } = context;
  const asOf = options.asOf !== undefined && options.asOf < today ? options.asOf : today;
  return inContext(
    db,
    context,
    async (tx) => {
      const judging = await judgingFor(db, context);
      const [row] = await readAlerts(tx, regionId, sql`a.id = ${alertId} and a.opened_on <= ${asOf}`, asOf);
      if (!row) return null;
      const duty = await findDuty(tx, regionId, row);
      const event = duty ? await eventOf(tx, regionId, duty, asOf) : null;
      const obligation = duty ? obligationAnswer(duty, judging, asOf) : null;
      const timeline = await timelineOf(tx, { regionId, row, judging, asOf, obligation, event });
      return {
        alert: alertItem(row, judging, asOf),
        asOf,
        today,
        obligation,
        event,
        siblings: duty ? await siblingsOf(tx, regionId, duty, judging, asOf) : [],
        timeline,
        acts: row.acts.map(actAnswer),
        ruler: await rulerOf(tx, judging, { row, event, timeline, asOf }),
        projectLight: await projectLightOf(tx, regionId, row.project_id, asOf),
        cause: await causeOf(tx, regionId, row, judging, asOf),
        silenceAtMost: addDays(today, SILENCE_AT_MOST_DAYS),
      };
    },
    'snapshot',
  );
}

async function projectLightOf(
  tx: Tx,
  regionId: string,
  projectId: string,
  day: PlainDate,
): Promise<Light | null> {
  const { rows } = await sql<{ light: Light }>`select light from app.judgements
    where region_id = ${regionId} and subject_id = ${projectId} and kind = 'project'
      and from_day <= ${day} and (to_day is null or to_day > ${day})`.execute(tx);
  return rows[0]?.light ?? null;
}

async function causeOf(
  tx: Tx,
  regionId: string,
  row: AlertRow,
  judging: Judging,
  day: PlainDate,
): Promise<AlertDetail['cause']> {
  if (row.suppressed_by === null || stateOn(row, day).state !== 'suppressed') return null;
  const [cause] = await readAlerts(tx, regionId, sql`a.id = ${row.suppressed_by}`, day);
  return cause ? { id: cause.id, title: alertItem(cause, judging, day).title } : null;
}

async function findDuty(tx: Tx, regionId: string, row: AlertRow): Promise<ObligationRow | null> {
  if (!row.duty) return null;
  const { rows } = await sql<ObligationRow>`select ${OBLIGATION_COLUMNS} from ${OBLIGATION_TABLES}
    where o.region_id = ${regionId} and o.id = ${row.subject_id}`.execute(tx);
  return rows[0] ?? null;
}

async function eventOf(
  tx: Tx,
  regionId: string,
  duty: ObligationRow,
  day: PlainDate,
): Promise<RegisteredEvent | null> {
  const { rule } = duty.basis;
  if (rule.type !== 'after') return null;
  const events = await readEvents(tx, regionId, duty.project_id);
  return events.find((event) => event.anchor === rule.anchor && event.recordedOn <= day) ?? null;
}

async function siblingsOf(
  tx: Tx,
  regionId: string,
  duty: ObligationRow,
  judging: Judging,
  today: PlainDate,
): Promise<AlertDetail['siblings']> {
  const { rows } = await sql<ObligationRow>`select ${OBLIGATION_COLUMNS} from ${OBLIGATION_TABLES}
    where o.region_id = ${regionId} and o.project_id = ${duty.project_id} and o.id <> ${duty.id}
      and o.kind = ${duty.kind} and o.period is not null
      and o.indicator_id is not distinct from ${duty.indicator_id}::uuid
      and o.plan_id is not distinct from ${duty.plan_id}::uuid
    order by o.period`.execute(tx);
  return rows.map((row) => {
    const { period, state, workingDaysLate } = obligationAnswer(row, judging, today);
    return { period, state, workingDaysLate };
  });
}

async function rulerOf(
  tx: Tx,
  judging: Judging,
  c: { row: AlertRow; event: RegisteredEvent | null; timeline: readonly TimelineEntry[]; asOf: PlainDate },
): Promise<AlertDetail['ruler']> {
  const { row, asOf } = c;
  const next = c.timeline.find((entry) => entry.what === 'step')?.on ?? asOf;
  const isOver = row.resolved_on !== null && row.resolved_on <= asOf;
  const last = isOver && row.resolved_on !== null ? row.resolved_on : latest(asOf, next, row.due_on ?? asOf);
  const starts = [c.event?.happenedOn ?? row.opened_on, row.due_on ?? row.opened_on, row.opened_on].sort();
  let [from = row.opened_on] = starts;
  if (daysBetween(from, last) >= MOST_RULER_DAYS) from = addDays(last, 1 - MOST_RULER_DAYS);
  else if (daysBetween(from, last) < LEAST_RULER_DAYS - 1) from = addDays(last, 1 - LEAST_RULER_DAYS);
  const { rows } = await sql<{ day: PlainDate; name: string }>`
    select d.day, d.name from shared.calendar_days d
    where d.day between ${from} and ${last} and d.version =
      (select max(y.version) from shared.calendar_years y where y.year = d.year)`.execute(tx);
  const names = new Map(rows.map((named) => [named.day, named.name]));
  const ruler: AlertDetail['ruler'] = [];
  for (let day = from; day <= last; day = addDays(day, 1)) {
    ruler.push({ day, isWorkingDay: judging.calendar.isWorkingDay(day), name: names.get(day) ?? null });
  }
  return ruler;
}

function latest(...days: [PlainDate, ...PlainDate[]]): PlainDate {
  return days.reduce((last, day) => (day > last ? day : last));
}

/** What silencing until a day would do: the next steps with their real dates, and which of them move. */
export function previewSilence(
  db: Db,
  context: Context,
  options: { alertId: string; until: PlainDate; today: PlainDate },
): Promise<SilencePreview | null> {
  const { alertId, until, today } = options;
  return inContext(
    db,
    context,
    async (tx) => {
      const judging = await judgingFor(db, context);
      const [row] = await readAlerts(tx, context.regionId, sql`a.id = ${alertId}`, today);
      if (!row) return null;
      const acts: AlertAct[] = [...row.acts, { act: 'silenced', until, recordedOn: today }];
      const before = stepsToCome(row, judging, today);
      return {
        workingDays: Math.max(workingDaysBetween(judging.calendar, today, until), 0),
        steps: stepsToCome(row, judging, today, acts)
          .slice(0, SHOWN_STEPS)
          .map(({ on, level, round, posts }) => ({
            on,
            level,
            posts,
            isMoved: before.find((each) => each.level === level && each.round === round)?.on !== on,
          })),
      };
    },
    'snapshot',
  );
}
