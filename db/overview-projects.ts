/** Projects behind the overview's numbers: as they stand, or as they stand beside how they stood. */
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from './database.ts';
import { within, type Asked, type Rows } from './overview-rows.ts';
import { projectsAsOf } from './subjects-as-of.ts';
import { GRAVITY, REASON_COLUMNS, reasonOf, reasonOfProject, type ReasonRow } from './worst.ts';
import { BEHIND, type Light } from '../domain/light.ts';
import { executionRate, sumAmounts } from '../domain/money.ts';
import type { ProjectBehind, RowTotals } from '../server/contract-overview.ts';

export type ProjectTile = 'projects' | 'budget' | 'rate' | 'left';
export type ComparedTile = 'changedBehind' | 'changedUnreported' | 'changedRate';

interface ProjectRow extends ReasonRow {
  id: string;
  name: string;
  unit_id: string;
  unit_name: string;
  light: Light | null;
  light_since: string | null;
  budget: string | null;
  executed: string | null;
  light_before: Light | null;
  budget_before: string | null;
  executed_before: string | null;
}

interface Sums {
  total: number;
  budget: string | null;
  executed: string | null;
  budget_before: string | null;
  executed_before: string | null;
  entered: number;
  left_count: number;
}

const NAME = sql`p.name, p.id`;
const ORDERS: Record<ProjectTile, RawBuilder<unknown>> = {
  projects: sql`${GRAVITY} desc, s.budget desc nulls last, ${NAME}`,
  budget: sql`s.budget desc nulls last, ${NAME}`,
  rate: sql`s.executed / nullif(s.budget, 0) asc nulls last, ${NAME}`,
  left: sql`coalesce(s.budget, 0) - coalesce(s.executed, 0) desc, ${NAME}`,
};

/** Projects of the row in one of the lights; what money they have, over all of them. */
export async function listedProjects(tx: Tx, asked: Asked, tile: ProjectTile): Promise<Rows> {
  const { at, units, lights } = asked;
  const chosen = sql`(
    select s.*, null::text as light_before, null::numeric as budget_before, null::numeric as executed_before
    from ${projectsAsOf(at)} where ${within(units)}
      and (${lights === null ? null : [...lights]}::text[] is null or s.light = any (${lights === null ? null : [...lights]}))) s`;
  const sums = await readSums(tx, chosen);
  const { budget, executed } = moneyOf(sums.budget, sums.executed);
  return {
    total: sums.total,
    totals: { budget, executed, executionRate: executionRate(executed, budget) },
    projects: await readPage(tx, asked, chosen, ORDERS[tile]),
  };
}

/** Whether a light is among those that the tile counts; the rate counts every project. */
const COUNTED: Record<ComparedTile, (light: RawBuilder<unknown>) => RawBuilder<unknown>> = {
  changedBehind: (light) => sql`coalesce(${light} = any (${[...BEHIND]}::text[]), false)`,
  changedUnreported: (light) => sql`coalesce(${light} = 'unreported', false)`,
  changedRate: (light) => sql`${light} is not null`,
};

/**
 * Projects that came into what the tile counts or left it since the close of `before`; of the rate every project with
 * its money then and now, what moved most first. Nothing without a day to compare with.
 */
export async function comparedProjects(
  tx: Tx,
  asked: Asked,
  tile: ComparedTile,
  before: string | null,
): Promise<Rows> {
  if (before === null) return { total: 0, projects: [] };
  const then = sql`select project_id, light, budget, executed, unit_id from ${projectsAsOf({ ...asked.at, asOf: before })}`;
  return beside(tx, asked, {
    then,
    counted: COUNTED[tile],
    rows: tile === 'changedRate' ? 'all' : 'moved',
    comparedWith: before,
  });
}

/**
 * Projects now beside how they stood.
 * @param options.then query of (project_id, light, budget, executed, unit_id)
 * @param options.rows `moved`: those that came into what is counted or left it
 */
async function beside(
  tx: Tx,
  asked: Asked,
  options: {
    then: RawBuilder<unknown>;
    counted: (light: RawBuilder<unknown>) => RawBuilder<unknown>;
    rows: 'moved' | 'all';
    comparedWith: string;
  },
): Promise<Rows> {
  const { at, units } = asked;
  const isNow = options.counted(sql`n.light`);
  const wasThen = options.counted(sql`b.light`);
  const chosen = sql`(
    select s.* from (
      select ${at.regionId}::uuid as region_id, coalesce(n.project_id, b.project_id) as project_id,
        coalesce(n.unit_id, b.unit_id) as unit_id, n.light, n.light_since, n.budget, n.executed,
        b.light as light_before, b.budget as budget_before, b.executed as executed_before,
        ${isNow} as is_counted, ${wasThen} as was_counted
      from (select s.* from ${projectsAsOf(at)}) n full join (${options.then}) b on b.project_id = n.project_id) s
    where ${within(units)} and ${options.rows === 'all' ? sql`true` : sql`s.is_counted <> s.was_counted`}) s`;
  const sums = await readSums(
    tx,
    chosen,
    sql`s.is_counted and not s.was_counted`,
    sql`s.was_counted and not s.is_counted`,
  );
  const now = moneyOf(sums.budget, sums.executed);
  const before = moneyOf(sums.budget_before, sums.executed_before);
  const totals: Partial<RowTotals> = {
    budget: now.budget,
    executed: now.executed,
    executionRate: executionRate(now.executed, now.budget),
    budgetBefore: before.budget,
    executedBefore: before.executed,
    executionRateBefore: executionRate(before.executed, before.budget),
    entered: sums.entered,
    left: sums.left_count,
  };
  const order =
    options.rows === 'all'
      ? sql`abs(coalesce(s.executed, 0) - coalesce(s.executed_before, 0)) desc, ${NAME}`
      : sql`s.is_counted desc, ${GRAVITY} desc nulls last, s.budget desc nulls last, ${NAME}`;
  return {
    total: sums.total,
    totals,
    comparedWith: options.comparedWith,
    projects: await readPage(tx, asked, chosen, order),
  };
}

const moneyOf = (budget: string | null, executed: string | null) => ({
  budget: sumAmounts([budget ?? '0.00']),
  executed: sumAmounts([executed ?? '0.00']),
});

/** @param from projects under the alias `s`, with what they were before */
export async function readSums(
  tx: Tx,
  from: RawBuilder<unknown>,
  entered: RawBuilder<unknown> = sql`false`,
  left: RawBuilder<unknown> = sql`false`,
): Promise<Sums> {
  const { rows } = await sql<Sums>`
    select count(*)::int as total, sum(s.budget) as budget, sum(s.executed) as executed,
      sum(s.budget_before) as budget_before, sum(s.executed_before) as executed_before,
      (count(*) filter (where ${entered}))::int as entered, (count(*) filter (where ${left}))::int as left_count
    from ${from}`.execute(tx);
  const [sums] = rows;
  if (!sums) throw new Error('a count without a row');
  return sums;
}

/** @param from as `readSums` */
export async function readPage(
  tx: Tx,
  { at, judging, limit, offset }: Asked,
  from: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
): Promise<ProjectBehind[]> {
  const { rows } = await sql<ProjectRow>`
    with page as (
      select s.*, p.name, row_number() over (order by ${order}) as place
      from ${from} join app.projects p on p.region_id = s.region_id and p.id = s.project_id
      order by place limit ${limit} offset ${offset})
    select w.project_id as id, w.name, w.unit_id, u.short_name as unit_name, w.light, w.light_since, w.budget, w.executed,
      w.light_before, w.budget_before, w.executed_before, ${REASON_COLUMNS}
    from page w
    join app.units u on u.region_id = w.region_id and u.id = w.unit_id
    ${reasonOfProject(at)}
    order by w.place`.execute(tx);
  return rows.map((row) => ({
    projectId: row.id,
    name: row.name,
    unitId: row.unit_id,
    unitName: row.unit_name,
    light: row.light,
    budget: row.budget,
    executed: row.executed ?? '0.00',
    executionRate: executionRate(row.executed ?? '0', row.budget),
    why: reasonOf(row, { asOf: at.asOf, year: at.year, judging }),
    since: row.light_since,
    lightBefore: row.light_before,
    budgetBefore: row.budget_before,
    executedBefore: row.executed_before,
  }));
}
