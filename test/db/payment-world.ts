/** 演示数据: a county in which files of payments come in; projects, units and payments are invented. */
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import { commitPaymentFile } from '../../db/payment-commit.ts';
import { savePaymentFile } from '../../db/payment-files.ts';
import { moneySubjectId } from '../../db/subjects.ts';
import type { PaymentFileAnswer } from '../../server/contract-payments.ts';
import { readPaymentFile } from '../../server/payments/read-table.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, declaration, declare, DECLARED_ON, keyOf, look, UNIT } from './world.ts';

export const TODAY = '2023-07-31';
export const HEADER = '支付日期,预算单位,项目名称,资金来源,支付金额,凭证号,收款人';

/** On a database of its own, on 2023-07-31. */
export async function createPaymentWorld() {
  const world = await createWorld(await createTestDatabase());
  const { db } = world;
  const clock = fixedClock(TODAY);

  /** A project with a budget of 1,000 of the county's own. */
  async function freshProject(name: string, unit = UNIT, count = 1): Promise<string[]> {
    const indicators = [['数量指标', '补贴人次', '≥100人次'] as const];
    // Two of a name differ in their budgets by a cent, or the second would be the first again.
    const forms = Array.from({ length: count }, (_, at) =>
      declaration({ name, unit, budget: `1000.0${at}`, indicators }),
    );
    await declare(db, world.finance, forms, fixedClock(DECLARED_ON));
    const rows = await look(db, world.finance.context, (tx) =>
      tx.selectFrom('app.projects').select('id').where('name', '=', name).orderBy('ordinal').execute(),
    );
    return rows.map((row) => row.id);
  }

  async function upload(actor: Actor, lines: readonly string[], header = HEADER): Promise<PaymentFileAnswer> {
    const bytes = Buffer.from([header, ...lines].join('\n'));
    const filename = '演示支付明细.csv';
    const file = await readPaymentFile({ filename, bytes });
    const unitId = actor.context.units === '*' ? null : (actor.context.units[0] ?? null);
    return savePaymentFile(db, actor, { unitId, filename, bytes, file }, clock);
  }

  const commit = (
    actor: Actor,
    fileId: string,
    more: { include?: number[]; choices?: Record<string, string>; key?: string } = {},
  ) => {
    const { include = [], choices = {}, key } = more;
    const idempotency = key === undefined ? null : keyOf(actor, { include, choices }, key);
    return commitPaymentFile(db, actor, { fileId, include, choices, idempotency }, clock);
  };

  async function committed(actor: Actor, fileId: string, more: Parameters<typeof commit>[2] = {}) {
    const outcome = await commit(actor, fileId, more);
    if (!outcome || !('answer' in outcome)) throw new Error(`not committed: ${JSON.stringify(outcome)}`);
    return outcome.answer;
  }

  const ledgerOf = (projectId: string) =>
    look(db, world.finance.context, (tx) =>
      tx
        .selectFrom('app.ledger_events')
        .select([
          'event',
          'happened_on',
          'amount',
          'source',
          'document',
          'payees',
          'file_row',
          'payment_file_id',
          'unit_id',
        ])
        .where('project_id', '=', projectId)
        .where('event', '<>', 'budgeted')
        .orderBy('seq')
        .execute(),
    );

  const moneyOf = (projectId: string) =>
    look(db, world.finance.context, (tx) =>
      tx
        .selectFrom('app.subjects')
        .select(['light', 'executed', 'budget'])
        .where('id', '=', moneySubjectId(projectId))
        .executeTakeFirstOrThrow(),
    );

  return { world, db, clock, freshProject, upload, commit, committed, ledgerOf, moneyOf };
}
