/**
 * Climbing: alerts whose next step has come → notices to the people who hold the posts of that step. What was told is a
 * fact; how far an alert climbed follows from it, so it may run twice and after an outage.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { climbingOf, liveAlert, noticeSubject, readAlerts, type AlertRow } from './alert-rows.ts';
import { inContext, type Db, type Tx } from './database.ts';
import { loadJudging, type Judging } from './judging.ts';
import { ladderOf } from './ladders.ts';
import {
  insertNotices,
  loadRecipients,
  openTellings,
  type NoticeRow,
  type Recipients,
  type Told,
} from './notice-facts.ts';
import { announce } from './watch.ts';
import { alertState, pausesOf } from '../domain/alert-state.ts';
import type { PlainDate } from '../domain/calendar.ts';
import { nextStep, type Ladder, type LadderStep } from '../domain/ladder.ts';
import { noticeWords, type NoticeWords } from '../domain/notice.ts';
import { postAbove, type Post } from '../domain/post.ts';

/** Alerts taken up in one transaction. */
const ALERTS_PER_TRANSACTION = 300;

export interface Climbed {
  alerts: number;
  notices: number;
  failed: { alertId: string; message: string }[];
}

/** Takes the steps that are due by today, region by region. @returns `alerts` looked at; fewer than `limit`: none is left */
export async function climbDue(
  db: Db,
  options: { today: string; now: string; limit: number },
): Promise<Climbed> {
  const judging = await loadJudging(db);
  const { rows } = await sql<{ region_id: string; alert_id: string }>`
    select region_id, alert_id from ops.alerts_to_climb(${options.today}::date, ${options.limit}::int)`.execute(
    db,
  );
  const climbed: Climbed = { alerts: 0, notices: 0, failed: [] };
  for (const [regionId, due] of Map.groupBy(rows, (row) => row.region_id)) {
    const ids = due.map((row) => row.alert_id);
    for (let start = 0; start < ids.length; start += ALERTS_PER_TRANSACTION) {
      const alertIds = ids.slice(start, start + ALERTS_PER_TRANSACTION);
      await climbBatch(db, judging, { ...options, regionId, alertIds }, climbed);
    }
  }
  return climbed;
}

export interface Batch {
  regionId: string;
  alertIds: readonly string[];
  today: string;
  now: string;
  /**
   * The day has passed already (db/demo/history.ts): what suppresses an alert is told as it was at the close of that day,
   * and no page is.
   */
  replay?: { suppressedBy(alert: AlertRow): string | null };
}

/** A batch that fails is done again one by one: a bad row never stops the others. */
async function climbBatch(db: Db, judging: Judging, batch: Batch, climbed: Climbed): Promise<void> {
  try {
    climbed.notices += await inContext(db, { regionId: batch.regionId, units: '*' }, (tx) =>
      climbAlerts(tx, judging, batch),
    );
    climbed.alerts += batch.alertIds.length;
  } catch (error) {
    const [only] = batch.alertIds;
    if (batch.alertIds.length === 1 && only !== undefined) {
      climbed.failed.push({ alertId: only, message: error instanceof Error ? error.message : String(error) });
      return;
    }
    for (const id of batch.alertIds) await climbBatch(db, judging, { ...batch, alertIds: [id] }, climbed);
  }
}

type Words = (
  event: NoticeRow['event'],
  level: number,
  at: { post?: Post | null; standsInFor?: Post | null },
) => NoticeWords;

/** Takes the steps of these alerts, which it locks. @returns notices written */
export async function climbAlerts(tx: Tx, judging: Judging, batch: Batch): Promise<number> {
  const { regionId, today, now } = batch;
  const alerts = await lockAlerts(tx, batch);
  if (batch.replay) for (const alert of alerts) alert.suppressed_by = batch.replay.suppressedBy(alert);
  const ladder = await ladderOf(tx, regionId, today);
  const recipients = await loadRecipients(tx, regionId);
  const tellings = Map.groupBy(
    await openTellings(
      tx,
      regionId,
      alerts.filter((alert) => isOver(alert, today)).map((alert) => alert.id),
    ),
    (told) => told.alert_id,
  );
  const notices: NoticeRow[] = [];
  const stands: { id: string; level: number | null; next_step_on: PlainDate | null }[] = [];
  const climbers: AlertRow[] = [];
  for (const alert of alerts) {
    const words: Words = (event, level, at) =>
      noticeWords(noticeSubject(alert, judging, today), event, level, {
        today,
        calendar: judging.calendar,
        ...at,
      });
    if (isOver(alert, today)) {
      const told = isWorthTelling(alert) ? (tellings.get(alert.id) ?? []) : [];
      notices.push(...overNotices(told, words, batch));
      stands.push({ id: alert.id, level: alert.level, next_step_on: null });
      continue;
    }
    const { step, nextOn } = stepOf(alert, ladder, judging, today);
    const told = step ? stepNotices(alert, step, recipients, words, batch) : [];
    notices.push(...told);
    if (told.length > 0) climbers.push(alert);
    stands.push({
      id: alert.id,
      // Nobody holds a post of this step or above: it was climbed by nobody.
      level: told[0]?.level ?? alert.level,
      next_step_on: earlier(nextOn, alert.resolved_on),
    });
  }
  const written = await insertNotices(tx, notices);
  await sql`update app.alerts a set level = s.level, next_step_on = s.next_step_on
    from jsonb_to_recordset(${JSON.stringify(stands)}::jsonb) as s(id uuid, level integer, next_step_on date)
    where a.region_id = ${regionId} and a.id = s.id`.execute(tx);
  if (batch.replay) return written;
  await announce(
    tx,
    climbers.map((alert) => ({
      region_id: regionId,
      id: uuidv7(),
      unit_id: alert.unit_id,
      topics: ['alerts', `project:${alert.project_id}`],
      type: 'alert',
      data: liveAlert(alert, 'climbed', now),
      recorded_at: now,
    })),
  );
  return written;
}

/** Resolved by that day: what is replayed day after day (db/demo) knows how it ended. */
const isOver = (alert: AlertRow, today: PlainDate): boolean =>
  alert.resolved_on !== null && alert.resolved_on <= today;

const earlier = (a: PlainDate | null, b: PlainDate | null): PlainDate | null =>
  a === null ? b : b === null || a < b ? a : b;

/** That a reminder is over because the day has passed is told by the alert that follows it. */
function isWorthTelling(alert: AlertRow): boolean {
  if (alert.kind !== 'due_soon') return true;
  // A form that went to the unit's head in time asks nothing more of who was reminded.
  if (alert.duty && alert.duty.form === null)
    return alert.duty.state === 'met' || alert.duty.state === 'met_late';
  return (alert.resolved_on ?? '') <= (alert.due_on ?? '');
}

function stepOf(
  alert: AlertRow,
  ladder: Ladder,
  judging: Judging,
  today: PlainDate,
): { step: LadderStep | null; nextOn: PlainDate | null } {
  const { state } = alertState({ resolvedOn: null, suppressedBy: alert.suppressed_by }, alert.acts, today);
  // Watching wakes it up when the cause is gone.
  if (state === 'suppressed') return { step: null, nextOn: null };
  const { take, nextOn } = nextStep(
    ladder,
    climbingOf(alert),
    alert.done,
    pausesOf(alert.acts),
    today,
    judging.calendar,
  );
  return { step: take, nextOn };
}

function stepNotices(
  alert: AlertRow,
  step: LadderStep,
  recipients: Recipients,
  words: Words,
  batch: Batch,
): NoticeRow[] {
  const { event } = step;
  const told = new Set<string>();
  return step.posts.flatMap((post) =>
    holdersOrAbove(recipients, post, alert.unit_id).flatMap(({ holder, standsInFor }) => {
      if (told.has(holder.accountId)) return [];
      told.add(holder.accountId);
      const said = words(event, step.level, { post: holder.post, standsInFor });
      return holder.channels.map((channel): NoticeRow => ({
        region_id: batch.regionId,
        id: uuidv7(),
        alert_id: alert.id,
        project_id: alert.project_id,
        unit_id: alert.unit_id,
        event,
        level: step.level,
        round: step.round,
        account_id: holder.accountId,
        post: holder.post,
        channel,
        words: said,
        recorded_on: batch.today,
        recorded_at: batch.now,
      }));
    }),
  );
}

/** Nobody holds the post: who stands above it is told, and told why. */
function holdersOrAbove(recipients: Recipients, post: Post, unitId: string) {
  for (let at: Post | null = post; at !== null; at = postAbove(at)) {
    const holders = recipients.holders(at, unitId);
    if (holders.length > 0) {
      return holders.map((holder) => ({ holder, standsInFor: at === post ? null : post }));
    }
  }
  return [];
}

/** Everybody who was told is told that it is over, where he was told. */
function overNotices(told: readonly Told[], words: Words, batch: Batch): NoticeRow[] {
  return told.map((each) => ({
    region_id: batch.regionId,
    id: uuidv7(),
    alert_id: each.alert_id,
    project_id: each.project_id,
    unit_id: each.unit_id,
    event: 'resolved',
    level: each.level,
    round: 0,
    account_id: each.account_id,
    post: each.post,
    channel: each.channel,
    words: words('resolved', each.level, {}),
    recorded_on: batch.today,
    recorded_at: batch.now,
  }));
}

async function lockAlerts(tx: Tx, { regionId, alertIds, today }: Batch): Promise<AlertRow[]> {
  const ids = [...alertIds];
  // In one order everywhere, and before the facts are read: two workers never take the same step.
  await sql`select id from app.alerts where region_id = ${regionId} and id = any (${ids}::uuid[])
    order by id for update`.execute(tx);
  return readAlerts(tx, regionId, sql`a.id = any (${ids}::uuid[])`, today);
}
