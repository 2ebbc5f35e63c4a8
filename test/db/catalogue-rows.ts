/** Rows of every table of app, of an actor's own region and unit, for the catalogue test. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { expect } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import { recordEntry } from '../../db/entries.ts';
import { recordLedgerEvent } from '../../db/ledger.ts';
import { reviewRows } from './review-rows.ts';
import { indicatorsOf, named, type World } from './world.ts';

/** An entry, a payment and an import of the actor's own, so that every table has rows of every region and unit. */
export async function recordSomething(world: World, superuser: pg.Client, actor: Actor): Promise<void> {
  const clock = fixedClock('2023-02-08');
  const [indicatorId, unitId] = await firstIndicator(world, actor);
  const entered = await recordEntry(
    world.db,
    actor,
    { indicatorId, body: { period: '2023-01', value: '10' }, idempotency: null },
    clock,
  );
  expect(entered).toHaveProperty('answer');
  const { project_id: projectId } = await world.owner
    .selectFrom('app.indicators')
    .select('project_id')
    .where('id', '=', indicatorId)
    .executeTakeFirstOrThrow();
  const paid = await recordLedgerEvent(
    world.db,
    actor,
    { projectId, body: { event: 'paid', happenedOn: '2023-02-08', amount: '1.00' }, idempotency: null },
    clock,
  );
  expect(paid).toHaveProperty('answer');
  await superuser.query(
    `with i as (insert into app.imports (region_id, id, unit_id, filename, source, sha256, answer, recorded_on, recorded_at)
       values ($1, gen_random_uuid(), $2, 'own.txt', '', '', '{}', '2023-02-08', now()) returning region_id, id, unit_id)
     insert into app.import_commits (region_id, id, import_id, unit_id, edits, answer, recorded_on, recorded_at)
     select region_id, gen_random_uuid(), id, unit_id, '[]', '{}', '2023-02-08', now() from i`,
    [actor.context.regionId, unitId],
  );
  const paymentFileId = randomUUID();
  const yearRows = Object.entries(YEAR_ROWS).map(([table, columns]): [string, object] => [
    table,
    columns(paymentFileId, indicatorId),
  ]);
  for (const [table, columns] of [...yearRows, ...reviewRows()]) {
    await superuser.query(
      // Recording facts has already marked the project in project_watch.
      `insert into app.${table} overriding system value select (jsonb_populate_record(null::app.${table}, $1)).*
       on conflict do nothing`,
      [
        JSON.stringify({
          region_id: actor.context.regionId,
          id: randomUUID(),
          seq: 1_000 + Math.floor(Math.random() * 1e9),
          unit_id: unitId,
          project_id: projectId,
          fiscal_year: 2023,
          invented: true,
          recorded_on: '2023-02-08',
          recorded_at: '2023-02-08T09:00:00+08:00',
          recorded_post: '经办人',
          ...columns,
        }),
      ],
    );
  }
}

/** A row of each table of the year, besides the columns that all have. */
const YEAR_ROWS: Record<string, (paymentFileId: string, indicatorId: string) => object> = {
  registered_events: () => ({ anchor: 'other', happened_on: '2023-02-01' }),
  duty_plans: () => ({
    kind: 'payment',
    title: '2月发放',
    rule: {},
    grace_working_days: 0,
    is_withdrawn: false,
  }),
  money_curves: () => ({ curve: { type: 'even' }, valid_from: '2023-01-01' }),
  adjustments: () => ({
    reason: '任务调减',
    document_number: '财绩〔2023〕1号',
    document_on: '2023-02-07',
    valid_from: '2023-03-01',
    reaches_back: false,
    changes: {},
    recorded_post: '主管部门领导',
  }),
  same_targets: (_, indicatorId) => ({ indicator_id: indicatorId, reason: '不再是同一批人' }),
  alert_acts: () => ({ alert_id: randomUUID(), act: 'acknowledged' }),
  notices: () => ({
    alert_id: randomUUID(),
    event: 'raised',
    level: 0,
    round: 0,
    account_id: randomUUID(),
    post: '经办人',
    channel: 'product',
    words: {},
  }),
  ladders: () => ({ version: Math.floor(Math.random() * 1e9), ladder: {}, valid_from: '2023-01-01' }),
  payment_mappings: () => ({ name: '国库支付明细', mapping: {} }),
  payment_files: (id) => ({ id, filename: 'own.csv', source: '', sha256: '', mapping: {}, answer: {} }),
  payment_commits: (paymentFileId) => ({ payment_file_id: paymentFileId, answer: {} }),
  obligations: () => ({
    kind: 'payment',
    title: '2月发放',
    basis: {},
    paid: '0.00',
    state: 'not_due',
    state_since: '2023-01-03',
  }),
  alerts: () => ({ kind: 'overdue', subject_id: randomUUID(), opened_on: '2023-02-08' }),
  project_watch: () => ({ check_on: '2023-02-08' }),
  uploads: () => ({
    filename: 'own.txt',
    source: '',
    is_text: false,
    state: 'waiting',
    forms_read: 0,
    attempts: 0,
    stored_at: '2026-02-08T09:00:00+08:00',
  }),
};

async function firstIndicator(world: World, actor: Actor): Promise<[string, string]> {
  const indicators = await indicatorsOf(world.db, actor.context);
  const own = indicators.get('培训人次') ?? named(indicators, '岗位宣传场次');
  return [own.id, own.unitId];
}
