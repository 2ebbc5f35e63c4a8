/** The list of projects: filtered, in order, a window of it, and the sums over all that match. */
import { sql, type RawBuilder } from 'kysely';
import { readAlertStands } from './alert-stands.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { foundNames } from './found-names.ts';
import { readCursor } from './live-cursor.ts';
import { nextOffset, USUAL_PAGE } from './offset-page.ts';
import { countedTwice } from './counted-indicators.ts';
import { openPlace, type At, type Place } from './overview-place.ts';
import { dutiesOf } from './overview-duties.ts';
import { indicatorsAsOf, projectsAsOf } from './subjects-as-of.ts';
import { BY_GRAVITY } from './worst.ts';
import type { IndicatorGroup } from '../domain/indicator-group.ts';
import { LIGHTS, type Light } from '../domain/light.ts';
import { executionRate } from '../domain/money.ts';
import type { FundSource, ProjectPage, ProjectRow, ProjectSort } from '../server/contract.ts';

export interface ProjectsRequest {
  year?: number;
  /** Stands for itself and those below it. */
  unit?: string;
  /** In any of these. */
  lights?: readonly Light[];
  group?: IndicatorGroup;
  /** With an overdue payment or allotment. */
  overdue?: boolean;
  /** With an indicator that was not reported. */
  unreported?: boolean;
  /** With budget from there. */
  source?: FundSource;
  /** As typed: Chinese, pinyin or initials; every word must be found in the project's, its unit's or its indicators' names. */
  q?: string;
  sort?: ProjectSort;
  /** Default: the natural one of the column. */
  order?: 'asc' | 'desc';
  /** One that `isOffsetCursor` accepts. */
  cursor?: string;
  limit?: number;
  asOf?: string;
  today: string;
}

const GRAVITY = sql`array_position(${sql.lit(`{${BY_GRAVITY.join(',')}}`)}::text[], light)`;
const countOf = (light: Light) => sql`coalesce((by_light ->> ${sql.lit(light)})::int, 0)`;

/** Column → what it is ordered by, in its natural order. Unknown amounts come last either way. */
const ORDERS: Record<ProjectSort, { by: readonly RawBuilder<unknown>[]; natural: 'asc' | 'desc' }> = {
  light: { by: [GRAVITY], natural: 'desc' },
  name: { by: [sql`name`], natural: 'asc' },
  unit: { by: [sql`unit_name`], natural: 'asc' },
  // The most trouble first: severe before lagging before attention before unreported.
  indicators: {
    by: (['severe', 'lagging', 'attention', 'unreported'] as const).map(countOf),
    natural: 'desc',
  },
  budget: { by: [sql`budget`], natural: 'desc' },
  executionRate: { by: [sql`executed / nullif(budget, 0)`], natural: 'asc' },
  since: { by: [sql`light_since`], natural: 'asc' },
};

function orderOf(sort: ProjectSort, order: 'asc' | 'desc' | undefined): RawBuilder<unknown> {
  const { by, natural } = ORDERS[sort];
  const direction = sql.raw(`${order ?? natural} nulls last`);
  const keys = by.map((key) => sql`${key} ${direction}`);
  // Among equals the larger budget first, as everywhere; then a fixed order, so that windows fit together.
  return sql.join([...keys, ...(sort === 'light' ? [sql`budget desc nulls last`] : []), sql`name`, sql`id`]);
}

interface ListedRow {
  id: string;
  name: string;
  unit_id: string;
  unit_name: string;
  light: Light;
  since: string;
  budget: string | null;
  executed: string | null;
  by_light: Partial<Record<Light, number>> | null;
}

interface Window {
  items: ListedRow[];
  total: number;
  lights: Partial<Record<Light, number>>;
  indicators: number;
  budget: string | null;
  executed: string | null;
}

/**
 * A window of the list. `lights` and `group` select as the overview counts: with a group, projects that have an
 * indicator of that group (in one of those lights); without, projects in one of those lights.
 * @throws UnknownUnit
 */
export async function listProjects(db: Db, context: Context, request: ProjectsRequest): Promise<ProjectPage> {
  const limit = request.limit ?? USUAL_PAGE;
  const offset = Number(request.cursor ?? 0);
  return inContext(
    db,
    context,
    async (tx) => {
      const place = await openPlace(tx, context, request);
      const found = await readWindow(tx, place, request, { limit, offset });
      return {
        asOf: place.at.asOf,
        today: place.at.today,
        fiscalYear: place.at.year,
        total: found.total,
        totals: {
          indicators: found.indicators,
          byLight: everyLight(found.lights),
          budget: found.budget ?? '0.00',
          executed: found.executed ?? '0.00',
          executionRate: executionRate(found.executed ?? '0', found.budget ?? '0'),
        },
        items: found.items.map(rowAnswer),
        nextCursor: nextOffset(offset, found.items.length, found.total),
        cursor: await readCursor(tx),
        about: offset === 0 ? await readAbout(tx, place) : null,
      };
    },
    'snapshot',
  );
}

const everyLight = (counts: Partial<Record<Light, number>> | null) =>
  Object.fromEntries(LIGHTS.map((light) => [light, counts?.[light] ?? 0])) as Record<Light, number>;

function rowAnswer(row: ListedRow): ProjectRow {
  const byLight = everyLight(row.by_light);
  return {
    projectId: row.id,
    name: row.name,
    unitId: row.unit_id,
    unitName: row.unit_name,
    light: row.light,
    indicators: Object.values(byLight).reduce((sum, count) => sum + count, 0),
    byLight,
    budget: row.budget,
    executed: row.executed ?? '0.00',
    executionRate: executionRate(row.executed ?? '0', row.budget),
    since: row.since,
  };
}

async function readWindow(
  tx: Tx,
  { at, links }: Place,
  request: ProjectsRequest,
  window: { limit: number; offset: number },
): Promise<Window> {
  const lights = request.lights ? [...request.lights] : null;
  const group = request.group ?? null;
  const searched = request.q === undefined ? null : projectsNamed(at, request.q);
  const conditions = [
    sql`p.region_id = ${at.regionId} and p.fiscal_year = ${at.year}`,
    group === null
      ? sql`(${lights}::text[] is null or s.light = any (${lights}::text[]))`
      : sql`lights.is_hit`,
  ];
  if (request.unreported) conditions.push(sql`lights.by_light ? 'unreported'`);
  if (request.overdue) conditions.push(sql`p.id = any (${await projectsOverdue(tx, at)}::uuid[])`);
  if (request.source) {
    conditions.push(sql`exists (select from app.ledger_events l where l.region_id = p.region_id and l.project_id = p.id
      and l.event in ('budgeted', 'adjusted') and l.source = ${request.source} and l.recorded_on <= ${at.asOf})`);
  }
  const twice = links.length === 0 ? sql`` : sql`- ${countedTwice(at, links, sql`select id from listed`)}`;
  // Amounts as text: a number of JSON would lose its cents.
  const { rows } = await sql<Window>`
    with s as materialized (
      select project_id, unit_id, light, light_since, budget, executed from ${projectsAsOf(at)}),
    lights as materialized (
      select project_id, jsonb_object_agg(light, n) as by_light, sum(n) as n, bool_or(is_hit) as is_hit
      from (select project_id, light, count(*)::int as n, bool_or((${group}::text is null or grp = ${group})
            and (${lights}::text[] is null or light = any (${lights}::text[]))) as is_hit
        from ${indicatorsAsOf(at)} group by project_id, light) g
      group by project_id),
    ${searched ? sql`searched as materialized ${searched},` : sql``}
    listed as materialized (
      select p.id, p.name, s.unit_id, u.short_name as unit_name, s.light, s.light_since, s.budget, s.executed,
        lights.by_light, lights.n
      from app.projects p
      join s on s.project_id = p.id
      join app.units u on u.region_id = p.region_id and u.id = p.unit_id
      ${searched ? sql`join searched on searched.project_id = p.id` : sql``}
      left join lights on lights.project_id = p.id
      where ${sql.join(conditions, sql` and `)})
    select count(*)::int as total, coalesce(sum(n), 0)::int ${twice} as indicators, sum(budget)::text as budget,
      sum(executed)::text as executed,
      coalesce((select jsonb_object_agg(light, n) from (select light, count(*) as n from listed group by light) l), '{}')
        as lights,
      coalesce((select jsonb_agg(jsonb_build_object('id', id, 'name', name, 'unit_id', unit_id, 'unit_name', unit_name,
          'light', light, 'since', light_since, 'budget', budget::text, 'executed', executed::text, 'by_light', by_light))
        from (select * from listed order by ${orderOf(request.sort ?? 'light', request.order)}
          limit ${window.limit} offset ${window.offset}) w), '[]') as items
    from listed`.execute(tx);
  const [found] = rows;
  if (!found) throw new Error('an aggregate without a row');
  return found;
}

/** `(select project_id …)` of the projects whose own, unit's and indicators' names together contain every word. */
function projectsNamed(at: At, typed: string): RawBuilder<unknown> | null {
  const found = foundNames(at.regionId, typed);
  if (!found) return null;
  const here = sql`p.region_id = ${at.regionId} and p.fiscal_year = ${at.year}`;
  return sql`(
    with named as materialized ${found.rows}
    select project_id from (
      select p.id as project_id, n.bits from app.projects p
      join named n on n.kind = 'project' and n.unit_id = p.unit_id and n.name = p.name where ${here}
      union all
      select p.id, n.bits from app.projects p join named n on n.kind = 'unit' and n.unit_id = p.unit_id where ${here}
      union all
      select i.project_id, n.bits from app.indicators i
      join named n on n.kind = 'indicator' and n.unit_id = i.unit_id and n.name = i.name
      where i.region_id = ${at.regionId}) b
    group by project_id having bit_or(bits) = ${found.all}::int)`;
}

/** As the overview counts them. */
async function projectsOverdue(tx: Tx, at: At): Promise<string[]> {
  const stands = await readAlertStands(tx, { ...at, isOpen: true });
  return [...new Set(dutiesOf('overdue', stands).map((row) => row.projectId))];
}

async function readAbout(tx: Tx, place: Place): Promise<NonNullable<ProjectPage['about']>> {
  const { rows } = await sql<{ source: FundSource }>`
    select source from app.ledger_events
    where region_id = ${place.at.regionId} and fiscal_year = ${place.at.year} and event = 'budgeted'
      and source is not null
    group by source`.execute(tx);
  return {
    scopeName: place.scopeName,
    invented: place.invented,
    years: place.years,
    places: place.places,
    sources: rows.map((row) => row.source),
  };
}
