/** What the 自评表 is made of, read at one moment: the frozen figures, the unit's words, and the score of both by the domain. */
import { inContext, type Context, type Db } from './database.ts';
import { namesOf, peopleOf, type PaperOf } from './paper-cases.ts';
import { readForm } from './review-forms.ts';
import { evaluationCase } from '../domain/evaluation-check.ts';
import type { SelfEvaluationPaperCase } from '../domain/paper-self-evaluation.ts';
import type { StoredEvaluation } from '../server/contract-review-shapes.ts';

/** A self-evaluation as it stands; null when it is not in scope, or a form of monitoring. */
export function loadEvaluationPaper(
  db: Db,
  context: Context,
  formId: string,
): Promise<(PaperOf<SelfEvaluationPaperCase> & { isClosed: boolean }) | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      // Paper speaks Chinese whatever the reader's page does.
      const form = await readForm(tx, { ...context, language: 'zh-CN' }, formId);
      if (form === null || form.purpose !== 'self_evaluation') return null;
      const actors = [
        ...form.state.history.map(({ by }) => by.accountId),
        ...form.values.map((value) => value.accountId),
      ];
      return {
        paper: evaluationPaperCase(form),
        unitId: form.unitId,
        roundId: form.roundId,
        invented: form.invented,
        isClosed: form.state.stage === 'closed',
        names: await namesOf(tx, actors),
      };
    },
    'snapshot',
  );
}

/** What is printed of a form that is filled and checked so far. */
export function evaluationPaperCase({
  prefilled,
  entered,
  check,
  state,
}: Pick<StoredEvaluation, 'prefilled' | 'entered' | 'check' | 'state'>): SelfEvaluationPaperCase {
  const { head, money, indicators } = prefilled;
  const { unitHead, handler, phone, filledOn } = peopleOf(state);
  return {
    formName: head.formName,
    fiscalYear: head.fiscalYear,
    projectName: head.projectName,
    department: head.department,
    departmentCode: head.departmentCode,
    implementingUnit: head.implementingUnit,
    money: money.rows,
    goal: head.annualGoal,
    achieved: entered.achieved,
    printed: indicators.map(({ id, level1, level2, name, rawTarget }) => ({
      id,
      level1,
      level2,
      name,
      rawTarget,
    })),
    indicators: evaluationCase(prefilled, entered).indicators,
    evaluation: check.evaluation,
    reasons: Object.fromEntries(
      indicators.flatMap(({ id }) => {
        const reason = entered.indicators[id]?.reason ?? null;
        return reason === null ? [] : [[id, reason]];
      }),
    ),
    showsArithmetic: true,
    people: { unitHead, handler, phone, filledOn },
  };
}
