/** Projects as approved and adjusted so far: what an adjustment or a changed file is held against. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { FundingBlock } from './tables.ts';
import type {
  AdjustedText,
  BudgetSource,
  RecordedChanges,
  StandingProject,
  StandingRow,
} from '../domain/adjustment.ts';
import type { JudgedTarget } from '../domain/target.ts';

interface Head {
  id: string;
  name: string;
  unit_id: string;
  unit_name: string;
  fiscal_year: number;
  invented: boolean;
  texts: Omit<Record<AdjustedText, string | null>, 'periodTotal'>;
  funding: { annual: FundingBlock | null; period: FundingBlock | null };
  indicators: {
    id: string;
    level1: string;
    level2: string;
    name: string;
    raw_target: string | null;
    judged: JudgedTarget;
    valid_from: string;
    last_reported: string | null;
    version_id: string;
    version: number;
    ended: boolean;
  }[];
  rows: StandingRow[];
  budget: { source: BudgetSource; amount: string }[];
  adjustments: { id: string; changes: RecordedChanges }[];
}

/** What stands, with what only the server needs: where it lies and which version each target has. */
export interface Standing {
  project: StandingProject;
  unitId: string;
  /** By indicator: the last version. */
  versions: ReadonlyMap<string, { id: string; version: number }>;
}

/**
 * Projects in scope by their ids, in one statement. Call it with the projects locked when something is to follow from it.
 * @param projectIds at most some hundred
 */
export async function readStandings(
  tx: Tx,
  regionId: string,
  projectIds: readonly string[],
): Promise<Map<string, Standing>> {
  const { rows } = await sql<{ head: Head }>`
    select row_to_json(h) as head from (
      select p.id, p.name, p.unit_id, u.name as unit_name, p.fiscal_year, p.invented, p.funding,
        json_build_object('department', p.department, 'departmentCode', p.department_code, 'attribute', p.attribute,
          'duration', p.duration, 'goalAnnual', p.goal_annual, 'goalPeriod', p.goal_period) as texts,
        coalesce((select json_agg(r) from (
          select i.id, i.level1, i.level2, i.name, t.raw_target, t.judged, t.valid_from, t.id as version_id, t.version,
            t.ended, (select max(e.period) from app.entries e where e.region_id = i.region_id and e.indicator_id = i.id)
              as last_reported
          from app.indicators i
          join lateral (select * from app.target_versions v where v.region_id = i.region_id and v.indicator_id = i.id
            order by v.version desc limit 1) t on true
          where i.region_id = p.region_id and i.project_id = p.id and i.is_subject
          order by i.ordinal, i.id) r), '[]') as indicators,
        coalesce((select json_agg(json_build_object('level2', i.level2, 'name', i.name, 'rawTarget', i.raw_target)
            order by i.ordinal, i.id)
          from app.indicators i
          where i.region_id = p.region_id and i.project_id = p.id and not i.is_subject), '[]') as rows,
        coalesce((select json_agg(json_build_object('source', b.source, 'amount', b.amount::text) order by b.source)
          from (select l.source, sum(l.amount) as amount from app.ledger_events l
            where l.region_id = p.region_id and l.project_id = p.id and l.event in ('budgeted', 'adjusted')
            group by l.source) b), '[]') as budget,
        coalesce((select json_agg(json_build_object('id', a.id, 'changes', a.changes) order by a.seq)
          from app.adjustments a where a.region_id = p.region_id and a.project_id = p.id), '[]') as adjustments
      from app.projects p
      join app.units u on u.region_id = p.region_id and u.id = p.unit_id
      where p.region_id = ${regionId} and p.id = any (${[...projectIds]}::uuid[])) h`.execute(tx);
  return new Map(rows.map(({ head }) => [head.id, standingOf(head)]));
}

export async function readStanding(tx: Tx, regionId: string, projectId: string): Promise<Standing | null> {
  return (await readStandings(tx, regionId, [projectId])).get(projectId) ?? null;
}

function standingOf(head: Head): Standing {
  const texts: Record<AdjustedText, string | null> = {
    ...head.texts,
    periodTotal: head.funding.period?.total ?? null,
  };
  const rows = head.rows.map((row) => ({ ...row }));
  for (const { changes } of head.adjustments) {
    for (const { field, after } of changes.texts) texts[field] = after;
    for (const change of changes.rows) adjustRow(rows, change);
  }
  const indicators = head.indicators.filter(({ ended }) => !ended);
  const seen = [
    head.indicators.map(({ version_id }) => version_id),
    head.budget,
    head.adjustments.map(({ id }) => id),
  ];
  return {
    project: {
      id: head.id,
      name: head.name,
      unitName: head.unit_name,
      fiscalYear: head.fiscal_year,
      indicators: indicators.map((row) => ({
        id: row.id,
        level1: row.level1,
        level2: row.level2,
        name: row.name,
        rawTarget: row.raw_target,
        judged: row.judged,
        validFrom: row.valid_from,
        lastReported: row.last_reported,
      })),
      rows,
      budget: head.budget,
      texts,
      revision: createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 32),
    },
    unitId: head.unit_id,
    versions: new Map(indicators.map((row) => [row.id, { id: row.version_id, version: row.version }])),
  };
}

/** A row that nobody judges, as an adjustment says it; after null: it is there no longer. */
function adjustRow(rows: StandingRow[], change: RecordedChanges['rows'][number]): void {
  const { level2, name, before, after } = change;
  const at = rows.findIndex(
    (row) => row.level2 === level2 && row.name === name && (row.rawTarget ?? null) === before,
  );
  if (at < 0) {
    if (after !== null) rows.push({ level2, name, rawTarget: after });
    return;
  }
  if (after === null) rows.splice(at, 1);
  else rows[at] = { level2, name, rawTarget: after };
}
