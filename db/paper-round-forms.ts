/** What the papers of a whole round are counted from, read by parts: its head, its forms in scope, and what stands in them. */
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { readFormValues } from './paper-cases.ts';
import type { PrefilledForm } from '../domain/monitoring-form.ts';
import type { ReviewState } from '../domain/review.ts';
import type { Round } from '../domain/round.ts';
import type { ScoreScheme } from '../domain/score-scheme.ts';
import type { EnteredValue, FormSummary, RoundPurpose } from '../server/contract-review-shapes.ts';

export interface RoundHead {
  round: Round;
  /** Of a self-evaluation. */
  scheme: ScoreScheme | null;
  invented: boolean;
  /** The county's name. */
  place: string;
}

export interface RoundFormRow {
  form_id: string;
  project_id: string;
  unit_id: string;
  unit_name: string;
  department_id: string;
  department_name: string;
  summary: FormSummary;
  stage: ReviewState['stage'];
  version: number;
  rectification: 'open' | 'closed' | null;
}

/** Read together: some MB. A round of thousands never lies in memory as a whole. */
const FORMS_AT_ONCE = 100;

/** What a paper is divided into: of the county its departments, of a department its units. */
export type Part = 'department' | 'unit';

/** null: there is no such round of that purpose. */
export async function readRound(
  tx: Tx,
  regionId: string,
  roundId: string,
  purpose: RoundPurpose,
): Promise<RoundHead | null> {
  const { rows } = await sql<RoundHead>`
    select r.round, r.scheme, g.name as place,
      r.invented or exists (select from app.review_forms f where f.region_id = r.region_id and f.round_id = r.id and f.invented)
        as invented
    from app.review_rounds r join shared.regions g on g.id = r.region_id
    where r.region_id = ${regionId} and r.id = ${roundId} and r.purpose = ${purpose}`.execute(tx);
  return rows[0] ?? null;
}

/** Forms in scope by department, unit and project. */
export async function readRoundForms(tx: Tx, regionId: string, roundId: string): Promise<RoundFormRow[]> {
  const { rows } = await sql<RoundFormRow>`
    select f.id as form_id, f.project_id, u.id as unit_id, u.name as unit_name, coalesce(d.id, u.id) as department_id,
      coalesce(d.name, u.name) as department_name, f.summary, s.stage, s.version,
      (select case bool_and(x.stage = 'closed') when true then 'closed' when false then 'open' end
        from app.rectifications r
        join app.rectification_states x on x.region_id = r.region_id and x.rectification_id = r.id
        where r.region_id = f.region_id and r.project_id = f.project_id) as rectification
    from app.review_forms f
    join app.review_states s on s.region_id = f.region_id and s.form_id = f.id
    join app.units u on u.region_id = f.region_id and u.id = f.unit_id
    left join app.units d on d.region_id = u.region_id and d.id = u.parent_id
    where f.region_id = ${regionId} and f.round_id = ${roundId}
    order by coalesce(d.name, u.name), u.name, f.summary ->> 'projectName', f.id`.execute(tx);
  return rows;
}

/** What `of` makes of each form and its values (oldest first), by form; the forms are read some at a time and let go of again. */
export async function mapForms<Row extends Pick<RoundFormRow, 'form_id'>, Made>(
  tx: Tx,
  regionId: string,
  forms: readonly Row[],
  of: (row: Row, prefilled: PrefilledForm, values: readonly EnteredValue[]) => Made,
): Promise<ReadonlyMap<string, Made>> {
  const made = new Map<string, Made>();
  for (let from = 0; from < forms.length; from += FORMS_AT_ONCE) {
    const part = forms.slice(from, from + FORMS_AT_ONCE);
    const ids = part.map(({ form_id }) => form_id);
    const { rows } = await sql<{ id: string; prefilled: PrefilledForm }>`
      select id, prefilled from app.review_forms
      where region_id = ${regionId} and id = any (${ids}::uuid[])`.execute(tx);
    const prefilled = new Map(rows.map((row) => [row.id, row.prefilled]));
    const values = await readFormValues(tx, regionId, ids);
    for (const row of part) {
      const form = prefilled.get(row.form_id);
      if (form !== undefined) made.set(row.form_id, of(row, form, values.get(row.form_id) ?? []));
    }
  }
  return made;
}

/** The forms by department or unit, in their order. */
export function groupedBy<Project>(
  part: Part,
  forms: readonly RoundFormRow[],
  project: (form: RoundFormRow) => Project,
): { id: string; name: string; projects: Project[] }[] {
  return [...Map.groupBy(forms, (form) => form[`${part}_id`])].map(([id, own]) => ({
    id,
    name: own[0]?.[`${part}_name`] ?? '',
    projects: own.map(project),
  }));
}

/** As a paper names it: 教育局 of which county? One that says its own is left as it is. */
export const withPlace = (name: string, place: string): string =>
  name.includes(place) || /^.{2,8}?[县区市旗]/.test(name) ? name : `${place}${name}`;
