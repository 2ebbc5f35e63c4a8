/** The projects that most need asking about, each with the one sentence that says why. */
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Judging } from './judging.ts';
import { subjectsAsOf } from './subjects-as-of.ts';
import { explainSubject, type ExplainableSubject } from './explanation.ts';
import { executionRate } from '../domain/money.ts';
import { LIGHTS, TROUBLE, type Light } from '../domain/light.ts';
import type { WorstProject } from '../server/contract.ts';

/** Best to worst for lists: 无法判定 comes last in them, since there is nothing yet to ask about. */
export const BY_GRAVITY: readonly Light[] = [
  'undeterminable',
  ...LIGHTS.filter((light) => light !== 'undeterminable'),
];

/** How grave the light of `s` is: the larger, the worse. */
export const GRAVITY = sql`array_position(${[...BY_GRAVITY]}::text[], s.light)`;

/** Of `reasonOfProject`, as `ReasonRow` has them. */
export const REASON_COLUMNS = sql`r.kind as reason_kind, r.light as reason_light, r.inputs as reason_inputs, r.name as reason_name,
      r.budget as reason_budget, r.executed as reason_executed, t.judged as reason_judged`;

/** Joins to the projects `w` (region_id, project_id) the subject that makes each one's light, with its target. */
export function reasonOfProject(at: { regionId: string; year: number; asOf: string; today: string }) {
  return sql`left join lateral (
      select s.subject_id, s.kind, s.light, s.inputs, s.budget, s.executed, coalesce(i.name, '') as name
      from ${subjectsAsOf(at)}
      left join app.indicators i on i.region_id = s.region_id and i.id = s.subject_id
      where s.kind <> 'project' and s.project_id = w.project_id and s.light <> 'undeterminable'
      order by ${GRAVITY} desc, s.kind, i.ordinal limit 1) r on true
    left join lateral (
      select judged from app.target_versions v
      where v.region_id = w.region_id and v.indicator_id = r.subject_id
        and v.recorded_on <= ${at.asOf} and v.valid_from <= ${at.asOf}
      order by v.version desc limit 1) t on true`;
}

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
  // Names only break ties, so they are looked up for the few that are left; each project's sentence is of the subject
  // that makes its light.
  const { rows } = await sql<WorstRow>`
    with worst as (
      select s.region_id, s.project_id, s.unit_id, s.light, s.light_since, s.budget, s.executed, ${GRAVITY} as gravity
      from ${subjectsAsOf(options)}
      where s.kind = 'project' and s.light = any (${[...TROUBLE]}::text[])
      order by gravity desc, s.budget desc nulls last fetch first (${options.limit}) rows with ties)
    select w.project_id as id, p.name, w.unit_id, u.short_name as unit_name, w.light, w.light_since, w.budget, w.executed,
      ${REASON_COLUMNS}
    from worst w
    join app.projects p on p.region_id = w.region_id and p.id = w.project_id
    join app.units u on u.region_id = w.region_id and u.id = w.unit_id
    ${reasonOfProject(options)}
    order by w.gravity desc, w.budget desc nulls last, p.name limit ${options.limit}`.execute(tx);
  return rows.map((row) => ({
    projectId: row.id,
    name: row.name,
    unitId: row.unit_id,
    unitName: row.unit_name,
    light: row.light,
    budget: row.budget,
    executed: row.executed ?? '0.00',
    executionRate: executionRate(row.executed ?? '0', row.budget),
    why: reasonOf(row, options),
    since: row.light_since,
  }));
}

interface WorstRow extends ReasonRow {
  id: string;
  name: string;
  unit_id: string;
  unit_name: string;
  light: Light;
  light_since: string;
  budget: string | null;
  executed: string | null;
}

export interface ReasonRow {
  /** Null, as all of the reason, when no subject of the project can be determined. */
  reason_kind: ExplainableSubject['kind'] | null;
  reason_light: Light;
  reason_inputs: ExplainableSubject['inputs'];
  reason_name: string;
  reason_budget: string | null;
  reason_executed: string | null;
  reason_judged: ExplainableSubject['judged'];
}

/** What makes the project's light, in one sentence; empty when nothing of it can be determined. */
export function reasonOf(row: ReasonRow, when: { asOf: string; year: number; judging: Judging }): string {
  if (row.reason_kind === null) return '';
  const subject: ExplainableSubject = {
    kind: row.reason_kind,
    light: row.reason_light,
    inputs: row.reason_inputs,
    name: row.reason_name,
    judged: row.reason_judged,
    budget: row.reason_budget,
    executed: row.reason_executed,
  };
  const { asOf, year, judging } = when;
  return explainSubject(subject, { today: asOf, fiscalYear: year, judging, named: true });
}
