/** 绩效自评汇总表 of a round of self-evaluation, read at one moment: each form scored by the round's scheme as the form itself is. */
import { sql } from 'kysely';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { enteredEvaluationOf } from './evaluation-forms.ts';
import { namesOf, type PaperOf } from './paper-cases.ts';
import {
  groupedBy,
  mapForms,
  readRound,
  readRoundForms,
  withPlace,
  type Part,
  type RoundFormRow,
} from './paper-round-forms.ts';
import { checkEvaluation } from '../domain/evaluation-check.ts';
import type { EnteredEvaluation } from '../domain/evaluation-form.ts';
import type { PrefilledForm } from '../domain/monitoring-form.ts';
import type { EvaluatedProject, EvaluationSummaryCase } from '../domain/paper-evaluation-summary.ts';
import { summaryName } from '../domain/paper-summary.ts';
import type { ScoreScheme } from '../domain/score-scheme.ts';

/**
 * The summary over the forms in scope; null when none of its forms is (or it is no round of self-evaluation). `unitId` is left
 * to the caller, as with `loadRoundPapers`.
 * @param options.department whose paper it is, with or without the county before its name; null: the county's, by its finance bureau
 */
export function loadEvaluationSummary(
  db: Db,
  context: Context,
  options: { roundId: string; department: string | null },
): Promise<(PaperOf<EvaluationSummaryCase> & { isClosed: boolean; forms: number }) | null> {
  const { roundId, department } = options;
  const { regionId } = context;
  const part: Part = department === null ? 'department' : 'unit';
  return inContext(
    db,
    context,
    async (tx) => {
      const head = await readRound(tx, regionId, roundId, 'self_evaluation');
      if (head === null) return null;
      const { round, scheme, place, invented } = head;
      if (scheme === null) throw new Error(`the round of self-evaluation ${roundId} has no scheme`);
      const forms = await readRoundForms(tx, regionId, roundId);
      if (forms.length === 0) return null;
      const projects = await mapForms(tx, regionId, forms, (form, prefilled, values) =>
        evaluatedProject(form, prefilled, enteredEvaluationOf(prefilled, values, form.version), scheme),
      );
      const named = department === null ? null : withPlace(department, place);
      const closed = forms.filter(({ stage }) => stage === 'closed').length;
      return {
        paper: {
          place: named ?? place,
          formName: summaryName(round.formName),
          fiscalYear: round.fiscalYear,
          cutOffOn: round.cutOffOn,
          office: named ?? `${place}财政局`,
          closed,
          departments: groupedBy(part, forms, ({ form_id }) => projects.get(form_id)).map((each) => ({
            ...each,
            projects: each.projects.filter((project) => project !== undefined),
          })),
        },
        unitId: null,
        roundId,
        invented,
        forms: forms.length,
        isClosed: closed === forms.length,
        // The reasons are words of persons, and may name one.
        names: await namesOf(tx, await actorsOf(tx, regionId, roundId)),
      };
    },
    'snapshot',
  );
}

function evaluatedProject(
  form: RoundFormRow,
  prefilled: PrefilledForm,
  entered: EnteredEvaluation,
  scheme: ScoreScheme,
): EvaluatedProject {
  const { evaluation, deviations } = checkEvaluation(prefilled, entered, scheme);
  const { total } = prefilled.money.rows;
  const names = new Map(prefilled.indicators.map(({ id, name }) => [id, name]));
  return {
    id: form.project_id,
    name: form.summary.projectName,
    department: prefilled.head.department,
    implementingUnit: form.unit_name,
    initialYuan: total?.initialYuan ?? null,
    budgetYuan: total?.adjustedYuan ?? null,
    executedYuan: total?.executedYuan ?? null,
    score: evaluation.total,
    grade: evaluation.grade,
    deviations: deviations.map(({ indicatorId }) => ({
      name: names.get(indicatorId) ?? '',
      reason: entered.indicators[indicatorId]?.reason ?? null,
    })),
  };
}

/** Everybody who entered or decided something in a form of the round in scope. */
async function actorsOf(tx: Tx, regionId: string, roundId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct a.recorded_by as id from (
      select v.recorded_by from app.review_values v
        join app.review_forms f on f.region_id = v.region_id and f.id = v.form_id
        where v.region_id = ${regionId} and f.round_id = ${roundId}
      union select c.recorded_by from app.review_acts c
        join app.review_forms f on f.region_id = c.region_id and f.id = c.form_id
        where c.region_id = ${regionId} and f.round_id = ${roundId}) a`.execute(tx);
  return rows.map(({ id }) => id);
}
