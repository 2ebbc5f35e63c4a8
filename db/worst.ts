/** The projects that most need asking about, each with the one sentence that says why. */
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Judging } from './judging.ts';
import { subjectsAsOf } from './subjects-as-of.ts';
import { explainSubject, type ExplainableSubject } from './explanation.ts';
import { executionRate } from '../domain/money.ts';
import { LIGHTS, type Light } from '../domain/light.ts';
import type { WorstProject } from '../server/contract.ts';

/** Lights that ask for attention; 正常, 超前, 未到期 and 待触发 don't, 无法判定 is counted apart. */
const TROUBLE: readonly Light[] = ['attention', 'lagging', 'unreported', 'severe'];

/** Best to worst for lists: 无法判定 comes last in them, since there is nothing yet to ask about. */
export const BY_GRAVITY: readonly Light[] = [
  'undeterminable',
  ...LIGHTS.filter((light) => light !== 'undeterminable'),
];

/**
 * Worst first: by light, then by budget.
 * @param options.limit at most this many.
 */
export async function loadWorst(
  tx: Tx,
  options: {
    regionId: string;
    year: number;
    asOf: string;
    today: string;
    limit: number;
    judging: Judging;
  },
): Promise<WorstProject[]> {
  const { rows } = await sql<{
    id: string;
    name: string;
    unit_id: string;
    unit_name: string;
    light: Light;
    light_since: string;
    budget: string | null;
    executed: string | null;
  }>`
    select s.project_id as id, p.name, s.unit_id, u.short_name as unit_name, s.light, s.light_since,
      s.budget, s.executed
    from ${subjectsAsOf(options)}
    join app.projects p on p.region_id = s.region_id and p.id = s.project_id
    join app.units u on u.region_id = s.region_id and u.id = s.unit_id
    where s.kind = 'project' and s.light = any (${[...TROUBLE]}::text[])
    order by array_position(${[...BY_GRAVITY]}::text[], s.light) desc, s.budget desc nulls last, p.name
    limit ${options.limit}`.execute(tx);
  const reasons = await loadReasons(tx, { ...options, projectIds: rows.map((row) => row.id) });
  return rows.map((row) => ({
    projectId: row.id,
    name: row.name,
    unitId: row.unit_id,
    unitName: row.unit_name,
    light: row.light,
    budget: row.budget,
    executed: row.executed ?? '0.00',
    executionRate: executionRate(row.executed ?? '0', row.budget),
    why: reasons.get(row.id) ?? '',
    since: row.light_since,
  }));
}

/** For each project the sentence of the subject that makes its light. */
export async function loadReasons(
  tx: Tx,
  options: {
    regionId: string;
    year: number;
    asOf: string;
    today: string;
    projectIds: readonly string[];
    judging: Judging;
  },
): Promise<Map<string, string>> {
  const { rows } = await sql<ExplainableSubject & { project_id: string }>`
    select s.project_id, s.kind, s.light, s.inputs, s.budget, s.executed, i.name, t.judged
    from ${subjectsAsOf(options)}
    left join app.indicators i on i.region_id = s.region_id and i.id = s.subject_id
    left join lateral (
      select judged from app.target_versions v
      where v.region_id = s.region_id and v.indicator_id = s.subject_id
        and v.recorded_on <= ${options.asOf} and v.valid_from <= ${options.asOf}
      order by v.version desc limit 1) t on true
    where s.kind <> 'project' and s.project_id = any (${[...options.projectIds]}::uuid[])
    order by array_position(${[...BY_GRAVITY]}::text[], s.light) desc, s.kind, i.ordinal`.execute(tx);
  const reasons = new Map<string, string>();
  for (const row of rows) {
    if (row.light === 'undeterminable' || reasons.has(row.project_id)) continue;
    reasons.set(
      row.project_id,
      explainSubject(row, {
        today: options.asOf,
        fiscalYear: options.year,
        judging: options.judging,
        named: true,
      }),
    );
  }
  return reasons;
}
