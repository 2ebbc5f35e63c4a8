/** 汇总表 and 监控报告 of a round of monitoring, read at one moment: what its forms say, counted. */
import { sql } from 'kysely';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import type { PaperOf } from './paper-cases.ts';
import {
  groupedBy,
  mapForms,
  readRound,
  readRoundForms,
  withPlace,
  type Part,
  type RoundFormRow,
} from './paper-round-forms.ts';
import { enteredOf } from './review-forms.ts';
import type { Light } from '../domain/light.ts';
import type { DeviationReason, EnteredForm, Likelihood, PrefilledForm } from '../domain/monitoring-form.ts';
import type { ReportCase, ReportProject } from '../domain/paper-report.ts';
import { summaryName, type SummaryCase, type SummaryProject } from '../domain/paper-summary.ts';

/** What is counted in a form: its indicators by light, and what the unit said of them. */
interface FormCounts {
  lights: Partial<Record<Light, number>>;
  likelihoods: Partial<Record<Likelihood, number>>;
  reasons: DeviationReason[];
}

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
      const round = await readRound(tx, regionId, roundId, 'monitoring');
      if (round === null) return null;
      const forms = await readRoundForms(tx, regionId, roundId);
      if (forms.length === 0) return null;
      const counts = await mapForms(tx, regionId, forms, ({ version }, form, values) =>
        countsOf(form, enteredOf(form, values, version)),
      );
      const { fiscalYear, toMonth, cutOffOn, formName } = round.round;
      const named = department === null ? null : withPlace(department, round.place);
      const at = {
        place: named ?? round.place,
        parts: PART_WORDS[part],
        fiscalYear,
        toMonth,
        cutOffOn,
        departments: groupedBy(part, forms, (form) => summaryProject(form, counts)),
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
const PART_WORDS = { department: '部门', unit: '单位' } as const;

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
