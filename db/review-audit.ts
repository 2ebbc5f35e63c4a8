/** Rows of the sealed audit log for what weighs in a review: a round, a notice and its closing, an exception, a disposition. */
import type { Insertable } from 'kysely';
import type { Actor } from './actor.ts';
import { recordAudit } from './audit.ts';
import type { Tx } from './database.ts';
import type { Moment } from './record-act.ts';
import type { Database } from './tables.ts';
import type { Round } from '../domain/round.ts';
import type { RoundPurpose, StoredRectification } from '../server/contract-review-shapes.ts';

/** What was opened, without the projects of a list: each of them has its form. */
export async function auditRound(
  tx: Tx,
  actor: Actor,
  { id, purpose, round, forms }: { id: string; purpose: RoundPurpose; round: Round; forms: number },
  at: Moment,
): Promise<void> {
  const { fiscalYear, kind, toMonth, cutOffOn, scope, deadlines } = round;
  await recordAudit(tx, {
    at: at.now,
    accountId: actor.accountId,
    regionId: actor.context.regionId,
    deed: 'round_opened',
    detail: {
      roundId: id,
      purpose,
      fiscalYear,
      kind,
      toMonth,
      cutOffOn,
      scope: scope.type === 'list' ? { type: scope.type, projects: scope.projectIds.length } : scope,
      deadlines: deadlines.map(({ post, dueOn }) => ({ post, dueOn })),
      forms,
    },
  });
}

/** Sealed rows of what weighs: a notice, a closing, and each exception by which a demand was closed. */
export async function auditRectification(
  tx: Tx,
  actor: Actor,
  { id, projectId, formId, documentNumber, dueOn, state }: StoredRectification,
  at: Moment,
): Promise<void> {
  const act = state.history.at(-1);
  if (act?.act !== 'notice' && act?.act !== 'close') return;
  const by = { at: at.now, accountId: actor.accountId, regionId: actor.context.regionId };
  const what = { rectificationId: id, projectId };
  if (act.act === 'notice') {
    const demands = state.demands.map(({ id: demandId, condition }) => ({ demandId, condition }));
    const detail = { ...what, formId, documentNumber, dueOn, demands };
    await recordAudit(tx, { ...by, deed: 'rectification_issued', detail });
    return;
  }
  for (const { demandId, document } of act.exceptions) {
    await recordAudit(tx, { ...by, deed: 'exception_signed', detail: { ...what, demandId, document } });
  }
  await recordAudit(tx, { ...by, deed: 'rectification_closed', detail: { ...what, documentNumber } });
}

/** The sealed row of what finance decided. */
export async function auditDisposition(
  tx: Tx,
  row: Omit<Insertable<Database['app.dispositions']>, 'seq'>,
): Promise<void> {
  const { id, project_id, kind, document_number, decided_on, amount, ledger_event_id, adjustment_id, lifts } =
    row;
  await recordAudit(tx, {
    at: row.recorded_at,
    accountId: row.recorded_by,
    regionId: row.region_id,
    deed: 'disposed',
    detail: {
      dispositionId: id,
      projectId: project_id,
      kind,
      documentNumber: document_number,
      decidedOn: decided_on,
      amountYuan: amount ?? null,
      ledgerEventId: ledger_event_id ?? null,
      adjustmentId: adjustment_id ?? null,
      lifts: lifts ?? null,
    },
  });
}
