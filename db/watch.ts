/**
 * Watching: lock the projects → load facts and judgements → domain → store which duties and alerts they have → outbox,
 * in the caller's transaction. Alerts follow from judgements that are stored; nothing is judged here a second time.
 * The worker watches what changed (learnt from the outbox of judgements) and what is due (`app.project_watch.check_on`).
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { inContext, type Db, type Tx } from './database.ts';
import { loadJudging, type Judging } from './judging.ts';
import { ladderOf } from './ladders.ts';
import { lockProjects, type LiveEventRow } from './subjects.ts';
import { withdrawNotices } from './notice-facts.ts';
import { loadWatchFacts, type StoredAlert, type WatchFacts } from './watch-facts.ts';
import { watchProject, type WatchDifference } from './watch-project.ts';
import type { LiveAlert } from '../server/contract-alerts.ts';

export interface Watched {
  projects: number;
  opened: number;
  resolved: number;
  failed: { projectId: string; message: string }[];
}

/** Watches projects of one region. Locks them. `whole`: from their first day and without telling anybody, for a rebuild. */
export async function watchProjects(
  tx: Tx,
  judging: Judging,
  options: { regionId: string; projectIds: readonly string[]; today: string; now: string; whole?: boolean },
): Promise<{ opened: number; resolved: number }> {
  const { regionId, today } = options;
  await lockProjects(tx, regionId, options.projectIds);
  const ladder = await ladderOf(tx, regionId, today);
  const all = await loadWatchFacts(tx, { ...options, whole: options.whole ?? false });
  const watched = all.map((facts) => ({
    facts,
    difference: watchProject(facts, judging, { regionId, today, ladder }),
  }));
  await store(tx, judging, options, watched);
  return {
    opened: watched.reduce((sum, { difference }) => sum + difference.opened.length, 0),
    resolved: watched.reduce((sum, { difference }) => sum + difference.resolved.length, 0),
  };
}

interface WatchedProject {
  facts: WatchFacts;
  difference: WatchDifference;
}

async function store(
  tx: Tx,
  judging: Judging,
  options: { regionId: string; today: string; now: string; whole?: boolean },
  watched: readonly WatchedProject[],
): Promise<void> {
  const { regionId } = options;
  const of = <T extends object>(pick: (difference: WatchDifference) => readonly T[]) =>
    JSON.stringify(
      watched.flatMap(({ facts, difference }) =>
        pick(difference).map((row) => ({
          region_id: regionId,
          project_id: facts.id,
          unit_id: facts.unit_id,
          fiscal_year: facts.fiscal_year,
          ...row,
        })),
      ),
    );
  const gone = watched.flatMap(({ difference }) => difference.goneAlerts.map((alert) => alert.id));
  if (gone.length > 0) {
    await withdrawNotices(tx, judging, { ...options, alertIds: gone });
    await sql`delete from app.alerts where region_id = ${regionId} and id = any (${gone}::uuid[])`.execute(
      tx,
    );
  }
  const goneDuties = watched.flatMap(({ difference }) => difference.goneObligations);
  if (goneDuties.length > 0) {
    await sql`delete from app.obligations where region_id = ${regionId}
      and id = any (${goneDuties}::uuid[])`.execute(tx);
  }
  await sql`
    insert into app.obligations (region_id, id, project_id, unit_id, fiscal_year, kind, indicator_id, plan_id, form_id,
      period, title, basis, due_on, late_from, amount, paid, met_on, state, state_since)
    select r.region_id, r.id, r.project_id, r.unit_id, r.fiscal_year, r.kind, r.indicator_id, r.plan_id, r.form_id,
      r.period, r.title, r.basis, r.due_on, r.late_from, r.amount, r.paid, r.met_on, r.state, r.state_since
    from jsonb_populate_recordset(null::app.obligations, ${of((difference) => difference.obligations)}::jsonb) r
    on conflict (region_id, id) do update set kind = excluded.kind, indicator_id = excluded.indicator_id,
      plan_id = excluded.plan_id, form_id = excluded.form_id, period = excluded.period, title = excluded.title,
      basis = excluded.basis, due_on = excluded.due_on, late_from = excluded.late_from, amount = excluded.amount, paid = excluded.paid,
      met_on = excluded.met_on, state = excluded.state, state_since = excluded.state_since`.execute(tx);
  await sql`
    insert into app.alerts (region_id, id, kind, project_id, unit_id, fiscal_year, subject_id, opened_on, resolved_on,
      due_on, suppressed_by, level, next_step_on)
    select r.region_id, r.id, r.kind, r.project_id, r.unit_id, r.fiscal_year, r.subject_id, r.opened_on, r.resolved_on,
      r.due_on, r.suppressed_by, r.level, r.next_step_on
    from jsonb_populate_recordset(null::app.alerts, ${of((difference) => difference.alerts)}::jsonb) r
    on conflict (region_id, id) do update set resolved_on = excluded.resolved_on,
      suppressed_by = excluded.suppressed_by, next_step_on = excluded.next_step_on`.execute(tx);
  const watch = watched.map(({ facts, difference }) => ({
    region_id: regionId,
    project_id: facts.id,
    unit_id: facts.unit_id,
    checked_through: options.today,
    check_on: difference.checkOn,
  }));
  await sql`
    insert into app.project_watch (region_id, project_id, unit_id, checked_through, check_on)
    select r.region_id, r.project_id, r.unit_id, r.checked_through, r.check_on
    from jsonb_populate_recordset(null::app.project_watch, ${JSON.stringify(watch)}::jsonb) r
    on conflict (region_id, project_id) do update set checked_through = excluded.checked_through,
      check_on = excluded.check_on`.execute(tx);
  if (options.whole) return;
  await announce(
    tx,
    watched.flatMap((project) => announcements(project, options)),
  );
}

function announcements(
  { facts, difference }: WatchedProject,
  { regionId, now }: { regionId: string; now: string },
): LiveEventRow[] {
  const event = (change: LiveAlert['change'], alert: StoredAlert): LiveEventRow => {
    const data: LiveAlert = {
      change,
      alertId: alert.id,
      kind: alert.kind,
      projectId: facts.id,
      projectName: facts.name,
      unitId: facts.unit_id,
      fiscalYear: facts.fiscal_year,
      subjectId: alert.subject_id,
      openedOn: alert.opened_on,
      resolvedOn: alert.resolved_on,
      dueOn: alert.due_on,
      isSuppressed: alert.suppressed_by !== null,
      at: now,
    };
    return {
      region_id: regionId,
      id: uuidv7(),
      unit_id: facts.unit_id,
      topics: ['alerts', 'overview', `project:${facts.id}`],
      type: 'alert',
      data,
      recorded_at: now,
    };
  };
  return [
    ...difference.opened.map((alert) => event('opened', alert)),
    ...difference.resolved.map((alert) => event('resolved', alert)),
    ...difference.goneAlerts.map((alert) => event('withdrawn', alert)),
  ];
}

/** Puts events into the outbox; one statement. */
export async function announce(tx: Tx, events: readonly LiveEventRow[]): Promise<void> {
  if (events.length === 0) return;
  await sql`
    insert into app.live_events (region_id, id, unit_id, topics, type, data, recorded_at)
    select r.region_id, r.id, r.unit_id, r.topics, r.type, r.data, r.recorded_at
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as r(region_id uuid, id uuid, unit_id uuid,
      topics text[], type text, data jsonb, recorded_at timestamptz)`.execute(tx);
}

/** Asks for a look at these projects at the next scan: what changed is not in the outbox of judgements. */
export async function watchAgain(
  tx: Tx,
  options: { regionId: string; projectIds: readonly string[]; today: string },
): Promise<void> {
  await sql`
    insert into app.project_watch (region_id, project_id, unit_id, check_on)
    select p.region_id, p.id, p.unit_id, ${options.today}::date from app.projects p
    where p.region_id = ${options.regionId} and p.id = any (${[...options.projectIds]}::uuid[])
    on conflict (region_id, project_id) do update
      set check_on = least(project_watch.check_on, excluded.check_on)`.execute(tx);
}

/**
 * As `watchAgain`, for what changed without the projects' lock. Waits for whoever watches them now: he may have read the facts
 * already, and would forget this one.
 */
export async function watchChanged(
  tx: Tx,
  options: { regionId: string; projectIds: readonly string[]; today: string },
): Promise<void> {
  await sql`select 1 from app.projects where region_id = ${options.regionId}
    and id = any (${[...options.projectIds]}::uuid[]) order by id for share`.execute(tx);
  await watchAgain(tx, options);
}

/** Projects watched in one transaction: they share the commit, a lock stays short. */
const PROJECTS_PER_TRANSACTION = 200;
/** Changed and due projects taken up by one call; the rest by the next. */
const PROJECTS_AT_ONCE = 2_000;
/** Events of the outbox read at once. */
const EVENTS_AT_ONCE = 10_000;
/** One worker at a time reads the outbox on: it would be no error if two did, only double work. */
const WATCH_LOCK = 0x6d62_7761;

/**
 * Watches what changed since the last call and what is due by today, region by region. A transaction that fails is done
 * again project by project: a bad row never stops the others, is told in `failed`, and stays due.
 * @param options.isPatient waits for whoever watches at this moment, instead of leaving it to him
 * @returns `isLeftOver`: there is more to do
 */
export async function watchDue(
  db: Db,
  options: { today: string; now: string; isPatient?: boolean },
): Promise<Watched & { isLeftOver: boolean }> {
  return await db.connection().execute(async (own) => {
    const { rows } =
      options.isPatient === true
        ? await sql<{ got: boolean }>`select true as got from pg_advisory_lock(${WATCH_LOCK})`.execute(own)
        : await sql<{ got: boolean }>`select pg_try_advisory_lock(${WATCH_LOCK}) as got`.execute(own);
    const nothing = { projects: 0, opened: 0, resolved: 0, failed: [], isLeftOver: false };
    if (rows[0]?.got !== true) return nothing;
    try {
      return await watchRound(db, options);
    } finally {
      await sql`select pg_advisory_unlock(${WATCH_LOCK})`.execute(own);
    }
  });
}

/** `seq` null: not numbered yet. */
interface Changed {
  seq: string | null;
  region_id: string;
  project_id: string;
}

async function watchRound(
  db: Db,
  options: { today: string; now: string },
): Promise<Watched & { isLeftOver: boolean }> {
  const judging = await loadJudging(db);
  const { rows: cursor } = await sql<{ seq: string }>`select seq from ops.watch_cursor`.execute(db);
  const since = Number(cursor[0]?.seq ?? 0);
  const { rows: changed } = await sql<Changed>`
    select seq, region_id, project_id from ops.changed_projects(${since}::bigint, ${EVENTS_AT_ONCE}::int)`.execute(
    db,
  );
  const { rows: due } = await sql<{ region_id: string; project_id: string }>`
    select region_id, project_id from ops.watched_projects(${options.today}::date, ${PROJECTS_AT_ONCE}::int)`.execute(
    db,
  );
  const result: Watched = { projects: 0, opened: 0, resolved: 0, failed: [] };
  const byRegion = Map.groupBy([...changed, ...due], (row) => row.region_id);
  for (const [regionId, rows] of byRegion) {
    const ids = [...new Set(rows.map((row) => row.project_id))].sort();
    for (let start = 0; start < ids.length; start += PROJECTS_PER_TRANSACTION) {
      const projectIds = ids.slice(start, start + PROJECTS_PER_TRANSACTION);
      await watchBatch(db, judging, { ...options, regionId, projectIds }, result);
    }
  }
  await moveCursor(db, changed, since, result, options);
  return {
    ...result,
    isLeftOver:
      changed.filter((row) => row.seq !== null).length === EVENTS_AT_ONCE ||
      due.length - result.failed.length >= PROJECTS_AT_ONCE,
  };
}

/** The outbox is read on; a changed project that could not be watched is kept as due. */
async function moveCursor(
  db: Db,
  changed: readonly Changed[],
  since: number,
  result: Watched,
  { today }: { today: string },
): Promise<void> {
  const last = changed.reduce((highest, row) => Math.max(highest, Number(row.seq ?? 0)), since);
  if (last === since) return;
  const failed = new Set(result.failed.map((each) => each.projectId));
  for (const [regionId, rows] of Map.groupBy(
    changed.filter((row) => failed.has(row.project_id)),
    (row) => row.region_id,
  )) {
    await inContext(db, { regionId, units: '*' }, (tx) =>
      watchAgain(tx, { regionId, projectIds: rows.map((row) => row.project_id), today }),
    );
  }
  await sql`update ops.watch_cursor set seq = greatest(seq, ${last}::bigint)`.execute(db);
}

async function watchBatch(
  db: Db,
  judging: Judging,
  options: { regionId: string; projectIds: readonly string[]; today: string; now: string },
  result: Watched,
): Promise<void> {
  const { regionId, projectIds } = options;
  try {
    const done = await inContext(db, { regionId, units: '*' }, (tx) => watchProjects(tx, judging, options));
    result.projects += projectIds.length;
    result.opened += done.opened;
    result.resolved += done.resolved;
  } catch (error) {
    const [only] = projectIds;
    if (projectIds.length === 1 && only !== undefined) {
      result.failed.push({
        projectId: only,
        message: error instanceof Error ? error.message : String(error),
      });
      return;
    }
    for (const projectId of projectIds)
      await watchBatch(db, judging, { ...options, projectIds: [projectId] }, result);
  }
}
