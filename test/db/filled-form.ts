/** A monitoring form filled as an honest handler would: everything that the check asks for, and nothing else. */
import type { Actor } from '../../db/actor.ts';
import type { Clock } from '../../db/clock.ts';
import type { Db } from '../../db/database.ts';
import { loadForm, saveCells, type CellChange } from '../../db/review-forms.ts';
import type { StoredForm } from '../../server/contract-review-shapes.ts';

/** @throws when the form is not in the actor's scope or is never complete */
export async function fillForm(db: Db, actor: Actor, formId: string, clock: Clock): Promise<StoredForm> {
  for (let round = 0; round < 5; round += 1) {
    const form = await loadForm(db, actor.context, formId);
    if (form === null) throw new Error('the form is not in scope');
    if (form.purpose !== 'monitoring') throw new Error('it is no monitoring form');
    const { check, values, prefilled } = form;
    if (check.refusals.length === 0 && check.unanswered === 0) return form;
    const newest = (cell: string) => values.find((value) => value.cell === cell)?.id ?? null;
    const asked = check.questions.filter(({ answer }) => answer === null);
    const changes: CellChange[] = [
      ...[...new Set(check.refusals.map(({ cell }) => String(cell)))].map((cell) => ({
        cell,
        value: answerFor(cell, prefilled),
        supersedes: newest(cell),
      })),
      ...asked.map(({ key }, index) => ({
        cell: `answer.${key}`,
        value: `已向业务股核实，情况属实，第 ${index + 1} 处（第 ${round + 1} 次）`,
        supersedes: newest(`answer.${key}`),
      })),
    ];
    const saved = await saveCells(db, actor, { formId, changes, idempotency: null }, clock);
    if (saved === null || !('answer' in saved)) throw new Error(`not saved: ${JSON.stringify(saved)}`);
  }
  throw new Error('the form is never complete');
}

function answerFor(cell: string, prefilled: StoredForm['prefilled']): unknown {
  const [block, id, column] = cell.split('.');
  if (block === 'money') return prefilled.money.rows.total?.adjustedYuan ?? '0.00';
  const indicator = prefilled.indicators.find((each) => each.id === id);
  if (column === 'expected') {
    if (indicator?.target.measure === 'grade') return 'achieved';
    return indicator?.target.value ?? '按计划完成全年任务';
  }
  if (column === 'reasons') return ['funding'];
  if (column === 'likelihood') return 'possible';
  return `${indicator?.name ?? ''}受上半年资金下达较晚影响，三季度补足（${String(column)}）`;
}
