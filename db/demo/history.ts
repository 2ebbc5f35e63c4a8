/**
 * The alerts of the days before the demonstration begins, with who was told of them when: the ladder is climbed for every
 * working day that has passed, by the same steps as on any other day, and what was told in the product counts as delivered
 * on that morning.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { climbAlerts } from '../climb.ts';
import { inContext, type Db, type Tx } from '../database.ts';
import { loadJudging, type Judging } from '../judging.ts';
import { watchProjects } from '../watch.ts';
import type { AlertKind } from '../year-tables.ts';
import { suppressionOf } from '../../domain/alerts.ts';
import { addDays, type PlainDate } from '../../domain/calendar.ts';

const MORNING = '08:30:00+08:00';
/** Younger messages of the past are still unread. */
const READ_AFTER_DAYS = 5;

interface PastAlert {
  id: string;
  kind: AlertKind;
  project_id: string;
  opened_on: PlainDate;
  resolved_on: PlainDate | null;
}

/** Duties and alerts of a region's projects, which were judged up to `today`, with the notices since `from`. Told once. */
export async function tellThePast(
  db: Db,
  options: { regionId: string; from: PlainDate; today: PlainDate },
): Promise<void> {
  const { regionId, from, today } = options;
  const judging = await loadJudging(db);
  await inContext(db, { regionId, units: '*' }, async (tx) => {
    const told = await sql`select from app.notices where region_id = ${regionId} limit 1`.execute(tx);
    if (told.rows.length > 0) return;
    const { rows: projects } = await sql<{ id: string }>`
      select id from app.projects where region_id = ${regionId} order by id`.execute(tx);
    const now = `${today}T${MORNING}`;
    await watchProjects(tx, judging, {
      regionId,
      projectIds: projects.map((project) => project.id),
      today,
      now,
      whole: true,
    });
    const alerts = await openFromTheirFirstDay(tx, regionId);
    for (let day = from; day <= today; day = addDays(day, 1)) {
      if (judging.calendar.isWorkingDay(day)) await climbOn(tx, judging, regionId, alerts, day);
    }
    await deliverThePast(tx, regionId, today);
  });
}

async function openFromTheirFirstDay(tx: Tx, regionId: string): Promise<PastAlert[]> {
  await sql`update app.alerts set next_step_on = opened_on where region_id = ${regionId}`.execute(tx);
  const { rows } = await sql<PastAlert>`
    select id, kind, project_id, opened_on, resolved_on from app.alerts where region_id = ${regionId} order by id`.execute(
    tx,
  );
  return rows;
}

async function climbOn(
  tx: Tx,
  judging: Judging,
  regionId: string,
  alerts: readonly PastAlert[],
  day: PlainDate,
): Promise<void> {
  // One without a next step that is not over yet may have been suppressed until yesterday.
  const { rows: due } = await sql<{ id: string }>`
    select id from app.alerts where region_id = ${regionId} and opened_on <= ${day}
      and (next_step_on <= ${day} or (next_step_on is null and (resolved_on is null or resolved_on > ${day})))`.execute(
    tx,
  );
  if (due.length === 0) return;
  // As it was at the close of that day: what was resolved later was open still.
  const openOn = alerts
    .filter((alert) => alert.opened_on <= day && (alert.resolved_on === null || alert.resolved_on > day))
    .map((alert) => ({ ...alert, resolvedOn: null }));
  const byProject = Map.groupBy(openOn, (alert) => alert.project_id);
  await climbAlerts(tx, judging, {
    regionId,
    alertIds: due.map((alert) => alert.id),
    today: day,
    now: `${day}T${MORNING}`,
    replay: {
      suppressedBy: (alert) =>
        suppressionOf(
          {
            id: alert.id,
            kind: alert.kind,
            resolvedOn: null,
            isUnreported: alert.subject?.light === 'unreported',
          },
          byProject.get(alert.project_id) ?? [],
        ),
    },
  });
}

/** One message for a person and a morning, as the delivery would have made it. */
async function deliverThePast(tx: Tx, regionId: string, today: PlainDate): Promise<void> {
  const { rows } = await sql<{ account_id: string; day: PlainDate }>`
    select distinct account_id, recorded_on as day from app.notices
    where region_id = ${regionId} and channel = 'product' order by day, account_id`.execute(tx);
  const readUntil = addDays(today, -READ_AFTER_DAYS);
  const messages = rows.map(({ account_id, day }) => ({
    id: uuidv7(),
    account_id,
    day,
    made_at: `${day}T${MORNING}`,
    sent_at: `${day}T08:30:02+08:00`,
    read_at: day <= readUntil ? `${day}T09:05:00+08:00` : null,
  }));
  if (messages.length === 0) return;
  const given = sql`jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) as r(id uuid, account_id uuid, day date,
    made_at timestamptz, sent_at timestamptz, read_at timestamptz)`;
  await sql`
    insert into ops.messages (id, region_id, account_id, channel, state, created_at, not_before, attempts, sent_at,
      read_at, made_on)
    select r.id, ${regionId}, r.account_id, 'product', 'sent', r.made_at, r.made_at, 1, r.sent_at, r.read_at, r.day
    from ${given}`.execute(tx);
  await sql`
    insert into ops.message_notices (region_id, notice_id, message_id)
    select n.region_id, n.id, r.id from ${given}
    join app.notices n on n.region_id = ${regionId} and n.account_id = r.account_id and n.recorded_on = r.day
      and n.channel = 'product'`.execute(tx);
  await sql`
    insert into ops.message_attempts (message_id, attempt, started_at, finished_at, outcome, detail)
    select r.id, 1, r.made_at, r.sent_at, 'delivered', '' from ${given}`.execute(tx);
}
