/** 汇总表 and 监控报告 of a round, read at one moment: what its forms say, counted. */
import { sql } from 'kysely';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { readFormValues, type PaperOf } from './paper-cases.ts';
import { enteredOf } from './review-forms.ts';
import type { Light } from '../domain/light.ts';
import type { DeviationReason, EnteredForm, Likelihood, PrefilledForm } from '../domain/monitoring-form.ts';
import type { ReportCase, ReportProject } from '../domain/paper-report.ts';
import {
  summaryName,
  type SummaryCase,
  type SummaryDepartment,
  type SummaryProject,
} from '../domain/paper-summary.ts';
import type { ReviewState } from '../domain/review.ts';
import type { Round } from '../domain/round.ts';
import type { FormSummary } from '../server/contract-review-shapes.ts';

interface RoundRow {
  round: Round;
  invented: boolean;
  place: string;
}

interface RoundFormRow {
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

/** What is counted in a form: its indicators by light, and what the unit said of them. */
interface FormCounts {
  lights: Partial<Record<Light, number>>;
  likelihoods: Partial<Record<Likelihood, number>>;
  reasons: DeviationReason[];
}

/** Read together: some MB. A round of thousands never lies in memory as a whole. */
const FORMS_AT_ONCE = 100;

/**
 * 汇总表 and 监控报告 of a round, over the forms in scope; null when none of its forms is (or it is no round of monitoring).
 * `unitId` is left to the caller: what covers several units belongs to who took it out.
 * @param options.department whose paper it is, with or without the county before its name; null: the county's, by its finance bureau
 */
export function loadRoundPapers(
  db: Db,
  context: Context,
  options: { roundId: string; today: string; department: string | null },
): Promise<
  (PaperOf<{ summary: SummaryCase; report: ReportCase }> & { isClosed: boolean; forms: number }) | null
> {
  const { roundId, today, department } = options;
  const { regionId } = context;
  const part: Part = department === null ? 'department' : 'unit';
  return inContext(
    db,
    context,
    async (tx) => {
      const round = await readRound(tx, regionId, roundId);
      if (round === null) return null;
      const forms = await readRoundForms(tx, regionId, roundId);
      if (forms.length === 0) return null;
      const counts = await countForms(tx, regionId, forms);
      const { fiscalYear, toMonth, cutOffOn, formName } = round.round;
      const named = department === null ? null : withPlace(department, round.place);
      const at = {
        place: named ?? round.place,
        parts: PART_WORDS[part],
        fiscalYear,
        toMonth,
        cutOffOn,
        departments: groupedBy(part, forms, counts),
      };
      const office = named ?? `${round.place}财政局`;
      const closed = forms.filter(({ stage }) => stage === 'closed').length;
      return {
        paper: {
          summary: { ...at, formName: summaryName(formName), office },
          report: {
            ...at,
            office,
            issuedOn: today,
            projects: forms.map((form) => reportProject(form, part)),
            forms: { all: forms.length, closed },
            reasons: countBy([...counts.values()].flatMap(({ reasons }) => reasons)),
            rectifications: await countRectifications(tx, regionId, roundId, today),
          },
        },
        unitId: null,
        roundId,
        invented: round.invented,
        forms: forms.length,
        isClosed: closed === forms.length,
        // Neither paper has a place for a person, or words of one.
        names: [],
      };
    },
    'snapshot',
  );
}

/** As a paper names it: 教育局 of which county? One that says its own is left as it is. */
const withPlace = (name: string, place: string): string =>
  name.includes(place) || /^.{2,8}?[县区市旗]/.test(name) ? name : `${place}${name}`;

async function readRound(tx: Tx, regionId: string, roundId: string): Promise<RoundRow | null> {
  const { rows } = await sql<RoundRow>`
    select r.round, g.name as place,
      r.invented or exists (select from app.review_forms f where f.region_id = r.region_id and f.round_id = r.id and f.invented)
        as invented
    from app.review_rounds r join shared.regions g on g.id = r.region_id
    where r.region_id = ${regionId} and r.id = ${roundId} and r.purpose = 'monitoring'`.execute(tx);
  return rows[0] ?? null;
}

async function readRoundForms(tx: Tx, regionId: string, roundId: string): Promise<RoundFormRow[]> {
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

/** By form; the forms themselves are read some at a time and let go of again. */
async function countForms(
  tx: Tx,
  regionId: string,
  forms: readonly RoundFormRow[],
): Promise<ReadonlyMap<string, FormCounts>> {
  const counts = new Map<string, FormCounts>();
  for (let from = 0; from < forms.length; from += FORMS_AT_ONCE) {
    const part = forms.slice(from, from + FORMS_AT_ONCE);
    const ids = part.map(({ form_id }) => form_id);
    const { rows } = await sql<{ id: string; prefilled: PrefilledForm }>`
      select id, prefilled from app.review_forms
      where region_id = ${regionId} and id = any (${ids}::uuid[])`.execute(tx);
    const prefilled = new Map(rows.map((row) => [row.id, row.prefilled]));
    const values = await readFormValues(tx, regionId, ids);
    for (const { form_id: id, version } of part) {
      const form = prefilled.get(id);
      if (form !== undefined) counts.set(id, countsOf(form, enteredOf(form, values.get(id) ?? [], version)));
    }
  }
  return counts;
}

function countsOf(form: PrefilledForm, { indicators }: EnteredForm): FormCounts {
  const said = Object.values(indicators);
  return {
    lights: countBy<Light>(form.indicators.map(({ light }) => light)),
    likelihoods: countBy<Likelihood>(said.flatMap(({ likelihood }) => likelihood ?? [])),
    reasons: said.flatMap(({ reasons }) => reasons ?? []),
  };
}

const RECTIFICATION_WORDS = { open: '整改中', closed: '已销号' } as const;

type Counted = ReadonlyMap<string, FormCounts>;
/** What a paper is divided into: of the county its departments, of a department its units. */
type Part = 'department' | 'unit';
const PART_WORDS = { department: '部门', unit: '单位' } as const;

function groupedBy(part: Part, forms: readonly RoundFormRow[], counts: Counted): SummaryDepartment[] {
  return [...Map.groupBy(forms, (form) => form[`${part}_id`])].map(([id, own]) => ({
    id,
    name: own[0]?.[`${part}_name`] ?? '',
    projects: own.map((form) => summaryProject(form, counts)),
  }));
}

function summaryProject(form: RoundFormRow, counts: Counted): SummaryProject {
  const { lights = {}, likelihoods = {} } = counts.get(form.form_id) ?? {};
  return {
    id: form.project_id,
    name: form.summary.projectName,
    implementingUnit: form.unit_name,
    budgetYuan: form.summary.budgetYuan,
    executedYuan: form.summary.executedYuan,
    light: form.summary.light,
    lights,
    likelihoods,
    rectification: form.rectification === null ? null : RECTIFICATION_WORDS[form.rectification],
  };
}

function countBy<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const reportProject = (form: RoundFormRow, part: Part): ReportProject => ({
  id: form.project_id,
  name: form.summary.projectName,
  departmentId: form[`${part}_id`],
  light: form.summary.light,
  budgetYuan: form.summary.budgetYuan,
  moneyPace: form.summary.moneyPace,
  performancePace: form.summary.performancePace,
});

async function countRectifications(
  tx: Tx,
  regionId: string,
  roundId: string,
  today: string,
): Promise<ReportCase['rectifications']> {
  const { rows } = await sql<ReportCase['rectifications']>`
    select count(*)::int as issued, count(*) filter (where s.stage = 'closed')::int as closed,
      count(*) filter (where s.stage in ('noticed', 'reopened') and s.due_on < ${today}::date)::int as overdue
    from app.rectifications r
    join app.rectification_states s on s.region_id = r.region_id and s.rectification_id = r.id
    join app.review_forms f on f.region_id = r.region_id and f.id = r.form_id
    where r.region_id = ${regionId} and f.round_id = ${roundId}`.execute(tx);
  return rows[0] ?? { issued: 0, closed: 0, overdue: 0 };
}
