/**
 * What changed since somebody last looked. Lights within the last days come from the live events, which know the instant
 * and the project's light before; what is longer ago is compared with the close of that day.
 */
import { sql, type RawBuilder } from 'kysely';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { LIVE_EVENTS_KEPT_DAYS } from './live-events.ts';
import { openPlace, type At } from './overview-place.ts';
import { readPage, readSums } from './overview-projects.ts';
import { within, type Asked, type Rows } from './overview-rows.ts';
import { projectsAsOf } from './subjects-as-of.ts';
import { GRAVITY } from './worst.ts';
import { addDays } from '../domain/calendar.ts';
import { TROUBLE } from '../domain/light.ts';
import { sumAmounts } from '../domain/money.ts';
import type { OverviewSince } from '../server/contract-overview.ts';

/** The newest events that are looked through: a county's busiest days. More since then, and whole days are compared. */
const MOST_EVENTS = 20_000;

export type SinceTile = 'sinceWorse' | 'sinceBetter';

export interface Look {
  since: string;
  basis: OverviewSince['basis'];
}

/** A look of the future is one of now; without one nothing has changed. */
export async function lookFor(tx: Tx, at: At, since: string | null): Promise<Look | null> {
  if (since === null) return null;
  const day = beijingDay(since);
  if (day <= addDays(at.today, -LIVE_EVENTS_KEPT_DAYS)) return { since, basis: 'day' };
  const { rows } = await sql<{ oldest: string | null }>`
    select min(recorded_at) as oldest from (select recorded_at from ${newestEvents(at)}) e having count(*) = ${MOST_EVENTS}`.execute(
    tx,
  );
  const oldest = rows[0]?.oldest ?? null;
  const isBeyond = oldest !== null && new Date(oldest) > new Date(since);
  return { since, basis: isBeyond ? 'day' : 'instant' };
}

function beijingDay(instant: string): string {
  return new Date(new Date(instant).getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

const newestEvents = (at: At) => sql`(
  select e.* from (
    (select id, seq, type, data, recorded_at from app.live_events where region_id = ${at.regionId} and seq is null
      limit ${MOST_EVENTS})
    union all
    (select id, seq, type, data, recorded_at from app.live_events where region_id = ${at.regionId} and seq is not null
      order by seq desc limit ${MOST_EVENTS})) e
  order by e.seq desc nulls first limit ${MOST_EVENTS}) e`;

/** (project_id, light): how projects stood at the look, as far as they changed since. */
function lightsThen(at: At, look: Look): RawBuilder<unknown> {
  if (look.basis === 'day') {
    const day = beijingDay(look.since);
    return sql`select s.project_id, s.light from ${projectsAsOf({ ...at, asOf: day < at.today ? day : at.today })}`;
  }
  // The first change since then knows what was before it.
  return sql`select distinct on (e.data ->> 'projectId') (e.data ->> 'projectId')::uuid as project_id,
      e.data -> 'projectLight' ->> 'from' as light
    from ${newestEvents(at)}
    where e.type = 'judged' and e.recorded_at > ${look.since}::timestamptz
      and (e.data ->> 'fiscalYear')::int = ${at.year}
    order by e.data ->> 'projectId', e.seq asc nulls last, e.recorded_at`;
}

/** How much a light asks for attention: none of them 0, 严重滞后 most. */
const concern = (light: RawBuilder<unknown>) =>
  sql`coalesce(array_position(${[...TROUBLE]}::text[], ${light}), 0)`;

/** Projects whose light is worse or better than at the look; a project that is new since is neither. */
function moved(at: At, look: Look, tile: SinceTile): RawBuilder<unknown> {
  const [now, then] = [concern(sql`s.light`), concern(sql`b.light`)];
  return sql`(
    select s.*, b.light as light_before, null::numeric as budget_before, null::numeric as executed_before
    from ${projectsAsOf(at)} join (${lightsThen(at, look)}) b on b.project_id = s.project_id
    where b.light is not null and ${tile === 'sinceWorse' ? sql`${now} > ${then}` : sql`${now} < ${then}`}) s`;
}

export async function sinceProjects(tx: Tx, asked: Asked, tile: SinceTile, look: Look | null): Promise<Rows> {
  if (look === null) return { total: 0, projects: [] };
  const chosen = sql`(select s.* from ${moved(asked.at, look, tile)} where ${within(asked.units)}) s`;
  const { total } = await readSums(tx, chosen);
  const order = sql`${GRAVITY} desc, s.budget desc nulls last, p.name, p.id`;
  return {
    total,
    comparedWith: look.basis === 'day' ? beijingDay(look.since) : look.since,
    projects: await readPage(tx, asked, chosen, order),
  };
}

/** `from` clause of payments that were recorded since the look, under the alias `l`. Nothing without a look. */
export function paidSince(at: At, since: string | null): RawBuilder<unknown> {
  const day = since === null ? at.today : beijingDay(since);
  return sql`(select * from app.ledger_events
    where region_id = ${at.regionId} and fiscal_year = ${at.year} and event = 'paid'
      and recorded_on >= ${day}::date and recorded_at > ${since}::timestamptz) l`;
}

/**
 * How many projects stand worse or better than at the look, and what was paid since.
 * @throws UnknownUnit
 */
export async function loadOverviewSince(
  db: Db,
  context: Context,
  options: { year?: number; unit?: string; since: string; today: string },
): Promise<OverviewSince> {
  return inContext(
    db,
    context,
    async (tx) => {
      const { at } = await openPlace(tx, context, options);
      const look = await lookFor(tx, at, options.since);
      if (look === null) throw new Error('a look without its instant');
      const { total: worse } = await readSums(tx, moved(at, look, 'sinceWorse'));
      const { total: better } = await readSums(tx, moved(at, look, 'sinceBetter'));
      const { rows } = await sql<{ payments: number; paid: string | null }>`
        select count(*)::int as payments, sum(l.amount) as paid from ${paidSince(at, options.since)}`.execute(
        tx,
      );
      return {
        since: look.since,
        basis: look.basis,
        worse,
        better,
        payments: rows[0]?.payments ?? 0,
        paid: sumAmounts([rows[0]?.paid ?? '0.00']),
      };
    },
    'snapshot',
  );
}
