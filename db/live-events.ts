/**
 * The outbox of the live channel. Facts insert events without a number; one publisher at a time numbers them after
 * their commit. (A number taken inside the transaction of the fact can become visible after a higher one, and a
 * client that asks "since" would miss it.)
 */
import type pg from 'pg';

/** Announces `{ from, to }` of a batch just numbered. */
export const ANNOUNCED_CHANNEL = 'mubiao_live';
/** Asks whoever publishes to look now: the worker says so after a tick that changed lights. */
export const POKED_CHANNEL = 'mubiao_poke';
/** Events are kept this long. */
export const LIVE_EVENTS_KEPT_DAYS = 7;

/** Held by the one publisher of a database until its batch is committed. */
export const PUBLISHER_LOCK = 0x6d62_6c76;
/** Numbered at once; the rest follows in the next batch. */
const BATCH = 5_000;

export interface LiveEventRow {
  seq: number;
  id: string;
  regionId: string;
  unitId: string;
  topics: string[];
  type: string;
  /** JSON text as stored: it goes out as it is, without being parsed. */
  data: string;
}

export interface Announced {
  from: number;
  to: number;
}

/**
 * Gives the next numbers to committed events, in the order in which they were recorded, and announces them.
 * One round trip: inside `app.stamp_live_events` each statement sees what was committed when the lock was got.
 * @param pool of the publisher's login
 * @param announces false: the caller announces the range by another way, once this has returned
 * @returns how many, and which; a full batch means that there may be more
 */
export async function stampLiveEvents(
  pool: pg.Pool,
  announces = true,
): Promise<{ stamped: number; more: boolean; range: Announced | null }> {
  const { rows } = await pool.query<{ stamped: number; from: string; to: string }>({
    name: 'stamp_live_events',
    text: 'select stamped, "from", "to" from app.stamp_live_events($1, $2, $3)',
    values: [PUBLISHER_LOCK, BATCH, announces ? ANNOUNCED_CHANNEL : null],
  });
  const [row] = rows;
  if (!row) return { stamped: 0, more: false, range: null };
  const { stamped } = row;
  return { stamped, more: stamped === BATCH, range: { from: Number(row.from), to: Number(row.to) } };
}

/** Announces a range that was numbered in silence. */
export async function announceByNotify(pool: pg.Pool, range: Announced): Promise<void> {
  await pool.query('select pg_notify($1, $2)', [ANNOUNCED_CHANNEL, JSON.stringify(range)]);
}

/** Highest number given so far, 0 before the first. Read with the publisher's login: it sees every region. */
export async function lastLiveSeq(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ seq: string | null }>(
    'select max(seq) as seq from app.live_events where seq is not null',
  );
  return Number(rows[0]?.seq ?? 0);
}

const COLUMNS = 'seq, id, region_id, unit_id, topics, type, data::text as data';

/** Numbered events after `after`, all regions, in order. For the publisher's login; the reader filters by scope. */
export async function readLiveEvents(
  pool: pg.Pool,
  options: { after: number; limit: number },
): Promise<LiveEventRow[]> {
  const { rows } = await pool.query<RawRow>({
    // Asked for with every batch: planning it took longer than running it.
    name: 'live_events_after',
    text: `select ${COLUMNS} from app.live_events where seq > $1 order by seq limit $2`,
    values: [options.after, options.limit],
  });
  return rows.map(eventOf);
}

/**
 * What a reader of one region and these units missed after `since`, up to `upTo`.
 * @param oldest events recorded before this instant are too old to replay
 * @returns `'too_old'` when there are more than `limit` or one is too old: the reader must read again over HTTP
 */
export async function missedLiveEvents(
  pool: pg.Pool,
  options: {
    regionId: string;
    units: '*' | readonly string[];
    topics: readonly string[];
    since: number;
    upTo: number;
    limit: number;
    oldest: string;
  },
): Promise<LiveEventRow[] | 'too_old'> {
  const scope = [options.regionId, options.units === '*' ? null : options.units, options.since, options.upTo];
  // Which day it is concerns everybody of the region.
  const inScope = `region_id = $1 and ($2::uuid[] is null or unit_id = any ($2) or type = 'clock') and seq > $3 and seq <= $4`;
  // Whatever its topic: see deleteOldLiveEvents.
  const old = await pool.query(
    `select from app.live_events where ${inScope} and recorded_at < $5::timestamptz limit 1`,
    [...scope, options.oldest],
  );
  if (old.rowCount !== 0) return 'too_old';
  const { rows } = await pool.query<RawRow>(
    `select ${COLUMNS} from app.live_events where ${inScope} and topics && $5 order by seq limit $6`,
    [...scope, options.topics, options.limit + 1],
  );
  return rows.length > options.limit ? 'too_old' : rows.map(eventOf);
}

/**
 * Deletes events older than seven days, but never the newest of a unit: whoever asks for what came after an older
 * number then meets at least that one, sees that it is too old, and reads again, instead of believing that nothing happened. Nor one
 * that the watch has not read: when no worker was there for a week, what changed meanwhile still opens its alerts.
 */
export async function deleteOldLiveEvents(pool: pg.Pool, now: string): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from app.live_events e
     where e.seq is not null and e.recorded_at < $1::timestamptz - make_interval(days => ${LIVE_EVENTS_KEPT_DAYS})
       and e.seq <= (select w.seq from ops.watch_cursor w)
       and e.seq < (select max(n.seq) from app.live_events n where n.region_id = e.region_id and n.unit_id = e.unit_id)`,
    [now],
  );
  return rowCount ?? 0;
}

interface RawRow {
  seq: string;
  id: string;
  region_id: string;
  unit_id: string;
  topics: string[];
  type: string;
  data: string;
}

const eventOf = (row: RawRow): LiveEventRow => ({
  seq: Number(row.seq),
  id: row.id,
  regionId: row.region_id,
  unitId: row.unit_id,
  topics: row.topics,
  type: row.type,
  data: row.data,
});
