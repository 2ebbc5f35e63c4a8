/** The last changes as lines of a feed, from the judgements themselves: a rebuild tells the same story. */
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { explainSubject, type ExplainableSubject } from './explanation.ts';
import type { Judging } from './judging.ts';
import type { Light } from '../domain/light.ts';
import type { RecentChange } from '../server/contract.ts';

interface ChangeRow extends ExplainableSubject {
  subject_id: string;
  from_day: string;
  project_id: string;
  project_name: string;
  before: Light | null;
  at: string;
}

/** The light that the subject of `j` had before; without one its row is no change. */
const BEFORE = sql`cross join lateral (
        select b.light from app.judgements b
        where b.region_id = j.region_id and b.subject_id = j.subject_id and b.from_day < j.from_day
          and b.to_day = j.from_day
        order by b.from_day desc limit 1) prev`;

/**
 * What changed last by the close of `asOf`, newest first: lights, and the facts of the day itself; of one project every
 * fact. (A month's payments that change no light would push the changes out of a short feed.) The first judgement of a
 * subject is no change. The instant is that of the fact; where only a day passed, the day's beginning.
 */
export async function readRecent(
  tx: Tx,
  options: {
    regionId: string;
    year: number;
    asOf: string;
    projectId?: string;
    /** Only what changed on the day itself, `offset` lines of it left out. */
    ofDay?: { offset: number };
    limit: number;
    judging: Judging;
  },
): Promise<RecentChange[]> {
  const { regionId, year, asOf, projectId, ofDay } = options;
  // A changed light holds since the day of its interval and never since a later one. Written with >=, because PostgreSQL
  // takes the equality of two columns for so rare that it would rather read the whole year than walk back from the end.
  const told = ofDay
    ? sql`and j.from_day = ${asOf}`
    : projectId === undefined
      ? sql`and (j.light_since >= j.from_day or j.from_day = ${asOf})`
      : sql`and j.project_id = ${projectId}`;
  const { rows } = await sql<ChangeRow>`
    with newest as (
      select j.region_id, j.subject_id, j.from_day, j.project_id, j.kind, j.light, j.inputs, j.budget, j.executed,
        prev.light as before, coalesce(fact.at, j.from_day::timestamp at time zone 'Asia/Shanghai') as at
      from app.judgements j
      ${BEFORE}
      left join lateral (
        select max(f.recorded_at) as at from (
          select e.recorded_at from app.entries e where j.kind = 'indicator' and e.region_id = j.region_id
            and e.indicator_id = j.subject_id and e.recorded_on = j.from_day
          union all
          select l.recorded_at from app.ledger_events l where j.kind = 'money' and l.region_id = j.region_id
            and l.project_id = j.project_id and l.recorded_on = j.from_day) f) fact on true
      where j.region_id = ${regionId} and j.fiscal_year = ${year} and j.kind <> 'project'
        and j.from_day <= ${asOf} ${told}
      order by j.from_day desc, at desc, j.subject_id limit ${options.limit} offset ${ofDay?.offset ?? 0})
    select n.*, p.name as project_name, coalesce(i.name, '') as name, t.judged
    from newest n
    join app.projects p on p.region_id = n.region_id and p.id = n.project_id
    left join app.indicators i on i.region_id = n.region_id and i.id = n.subject_id
    left join lateral (select v.judged from app.target_versions v where v.region_id = n.region_id
      and v.indicator_id = n.subject_id and (v.version = 1 or (v.recorded_on <= n.from_day and v.valid_from <= n.from_day)) order by v.version desc limit 1) t on true
    order by n.from_day desc, n.at desc, n.subject_id`.execute(tx);
  return rows.map((row) => ({
    eventId: `${row.subject_id}:${row.from_day}`,
    at: row.at,
    projectId: row.project_id,
    projectName: row.project_name,
    subjectName: row.name,
    text: explainSubject(row, {
      today: row.from_day,
      fiscalYear: options.year,
      judging: options.judging,
      named: false,
    }),
    from: row.before,
    to: row.light,
  }));
}

/** How many lines `readRecent` has of the day `asOf`. */
export async function countChangesOfDay(
  tx: Tx,
  { regionId, year, asOf }: { regionId: string; year: number; asOf: string },
): Promise<number> {
  const { rows } = await sql<{ lines: number }>`
    select count(*)::int as lines from app.judgements j ${BEFORE}
    where j.region_id = ${regionId} and j.fiscal_year = ${year} and j.kind <> 'project'
      and j.from_day = ${asOf}`.execute(tx);
  return rows[0]?.lines ?? 0;
}
