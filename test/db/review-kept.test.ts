/** What the database keeps of a review by itself, past the product's own code; and what the product makes of its refusals. 演示数据 */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { approveBatch, recordCorrection } from '../../db/review-acts.ts';
import { addComment, saveCells } from '../../db/review-forms.ts';
import { answerCell } from '../../domain/monitoring-cells.ts';
import { createTestDatabase } from '../postgres.ts';
import { createOffice, outcomeOf, planned, TODAY, type Person } from './review-office.ts';
import { keyOf } from './world.ts';

const office = await createOffice(await createTestDatabase());
const { world, people, act, form, past } = office;
const projectIds = [await planned(world, '岗位宣讲'), await planned(world, '就业服务')];

async function openClean(): Promise<string[]> {
  const roundId = await office.open({ scope: { type: 'list', projectIds } });
  const forms = await office.formsOf(roundId);
  const ids = projectIds.map((projectId) => String(forms.get(projectId)));
  for (const id of ids) await office.fillClean(id);
  return ids;
}

const one = async (): Promise<string> => String((await openClean())[0]);
const submit = (id: string) => act(people.handler, id, { act: 'submit', revision: 0 });

async function close(id: string): Promise<number> {
  let { revision } = await submit(id);
  for (const who of [people.unitHead, people.leader, people.business, people.performance]) {
    ({ revision } = await act(who, id, { act: 'approve', revision }));
  }
  return revision;
}

const insertAct = (client: pg.Client, formId: string, who: Person, columns: object): Promise<string> =>
  outcomeOf(
    client.query(
      `insert into app.review_acts overriding system value
       select (jsonb_populate_record(null::app.review_acts, $1)).*`,
      [
        JSON.stringify({
          region_id: world.regionId,
          id: randomUUID(),
          seq: 1,
          form_id: formId,
          unit_id: world.unitId,
          version: 1,
          cells: [],
          invented: false,
          recorded_by: who.actor.accountId,
          role: who.role,
          recorded_post: '',
          recorded_on: '2023-07-10',
          recorded_at: '2023-07-10T09:00:00+08:00',
          ...columns,
        }),
      ],
    ),
  );
const tried = (formId: string, who: Person, columns: object) =>
  past((client) => insertAct(client, formId, who, columns));

describe('past the product, as its own login, the database refuses', () => {
  it('to skip an office', async () => {
    const id = await one();
    const send = { act: 'submit', from_stage: 'draft', revision: 1 };
    expect(await tried(id, people.handler, { ...send, to_stage: 'leader' })).toBe('MB016');
    expect(await tried(id, people.handler, { ...send, to_stage: 'unit_head' })).toBe('done');
    await submit(id);
    const approve = { act: 'approve', from_stage: 'unit_head', revision: 2 };
    expect(await tried(id, people.unitHead, { ...approve, to_stage: 'closed' })).toBe('MB016');
    // Nor by the office above, in the place of the one below.
    expect(await tried(id, people.leader, { ...approve, to_stage: 'leader' })).toBe('MB015');
  });

  it('to approve the own submission', async () => {
    const id = await one();
    await submit(id);
    await office.asRole(people.handler, 'unit_head');
    const approve = { act: 'approve', from_stage: 'unit_head', to_stage: 'leader', revision: 2 };
    const promoted: Person = { ...people.handler, role: 'unit_head' };
    expect(await tried(id, promoted, approve)).toBe('MB017');
    await office.asRole(people.handler, 'handler');
    expect(await tried(id, people.unitHead, approve)).toBe('done');
  });

  it('to act after closing', async () => {
    const id = await one();
    const revision = (await close(id)) + 1;
    for (const [name, to] of [
      ['approve', 'closed'],
      ['return', 'draft'],
      ['withdraw', 'finance_performance'],
      ['open', 'closed'],
    ]) {
      const cells = [{ cell: 'goal', reason: '与申报表不符' }];
      const columns = { act: name, from_stage: 'closed', to_stage: to, revision, cells };
      expect(await tried(id, people.performance, columns), name).toBe('MB012');
    }
    const correct = { act: 'correct', version: 2, revision: 0, from_stage: 'closed', to_stage: 'draft' };
    expect(await tried(id, people.performance, { ...correct, words: ' ' })).toBe('MB011');
    expect(await tried(id, people.business, { ...correct, words: '审计发现' })).toBe('MB011');
    expect(await tried(id, people.performance, { ...correct, words: '审计发现' })).toBe('done');
  });

  it('to change a frozen cell, or what was there before', async () => {
    const id = await one();
    const insert = (revision: number) =>
      past((client) =>
        outcomeOf(
          client.query(
            `insert into app.review_values (region_id, id, form_id, unit_id, version, revision, cell, value, supersedes,
               invented, recorded_post, recorded_on, recorded_at, recorded_by)
             values ($1, gen_random_uuid(), $2, $3, 1, $4, 'money.fiscal', '"1.00"', null, false, '', '2023-07-10', now(), $5)`,
            [world.regionId, id, world.unitId, revision, people.handler.actor.accountId],
          ),
        ),
      );
    expect(await insert(0)).toBe('done');
    // Of a revision that the form is not at.
    expect(await insert(1)).toBe('MB013');
    await submit(id);
    expect(await insert(0)).toBe('MB018');
    expect(await insert(1)).toBe('MB018');
    for (const statement of [
      `update app.review_values set value = '"2.00"' where form_id = $1`,
      `delete from app.review_values where form_id = $1`,
      `update app.review_forms set prefilled = '{}' where id = $1`,
      `update app.review_acts set words = '' where form_id = $1`,
      `delete from app.review_states where form_id = $1`,
    ]) {
      expect(await past((client) => outcomeOf(client.query(statement, [id]))), statement).toBe('42501');
    }
  });

  it('to return without a reason on each cell', async () => {
    const id = await one();
    await submit(id);
    const back = { act: 'return', from_stage: 'unit_head', to_stage: 'draft', revision: 2 };
    const reason = { cell: 'money.total', reason: '与用款计划不符' };
    for (const cells of [
      [],
      [{ cell: 'money.total', reason: ' ' }],
      [{ cell: 'money.total' }],
      [reason, { cell: '', reason: '请改' }],
      [reason, { cell: 'goal', reason: null }],
    ]) {
      expect(await tried(id, people.unitHead, { ...back, cells }), JSON.stringify(cells)).toBe('MB016');
    }
    expect(await tried(id, people.unitHead, { ...back, cells: [reason] })).toBe('done');
  });

  it('a state that the acts do not give', async () => {
    const id = await one();
    await submit(id);
    const set = (change: string) =>
      past((client) =>
        outcomeOf(client.query(`update app.review_states set ${change} where form_id = $1`, [id])),
      );
    expect(await set(`stage = 'closed'`)).toBe('MB019');
    expect(await set(`revision = 2`)).toBe('MB019');
    expect(await set(`state = jsonb_set(state, '{stage}', '"closed"')`)).toBe('MB019');
    expect(await set(`refusals = 0`)).toBe('done');
  });
});

describe('a batch', () => {
  it('tells the form that the database refuses as an exception, and does the others', async () => {
    const [first = '', second = ''] = await openClean();
    const { revision } = await submit(first);
    await submit(second);
    // An act of which the state knows nothing: the domain lets the approval pass, the database does not.
    await world.owner
      .insertInto('app.review_acts')
      .values({
        region_id: world.regionId,
        id: randomUUID(),
        form_id: first,
        unit_id: world.unitId,
        version: 1,
        revision: revision + 3,
        act: 'open',
        role: 'unit_head',
        from_stage: 'unit_head',
        to_stage: 'unit_head',
        words: null,
        cells: '[]',
        invented: false,
        recorded_by: String(people.unitHead.actor.accountId),
        recorded_post: '单位负责人',
        recorded_on: '2023-07-10',
        recorded_at: '2023-07-10T09:00:00+08:00',
      })
      .execute();
    const idempotency = keyOf(people.unitHead.actor, 'batch');
    const request = {
      forms: [first, second].map((formId) => ({ formId, revision })),
      words: null,
      idempotency,
    };
    const batch = await approveBatch(world.db, people.unitHead.actor, 'unit_head', request, TODAY);
    expect(batch).toEqual({
      approved: [second],
      exceptions: [{ formId: first, why: '别人刚刚处理过这份监控表，请刷新后看最新的情况。' }],
    });
    expect((await form(second)).state.stage).toBe('leader');
  });
});

describe('a cell that the form does not have', () => {
  const FINGERPRINT = '0123456789abcdef';

  it('is not commented, and not entered, nor is an answer to what nobody asks', async () => {
    const id = await one();
    const { prefilled } = await form(id);
    const indicator = `indicator.${String(prefilled.indicators[0]?.id)}`;
    const comment = (cell: string) =>
      addComment(
        world.db,
        people.leader.actor,
        { formId: id, comment: { cell, reason: '请核对' }, idempotency: null },
        TODAY,
      );
    const enter = (cell: string) =>
      saveCells(
        world.db,
        people.handler.actor,
        { formId: id, changes: [{ cell, value: '已核实', supersedes: null }], idempotency: null },
        TODAY,
      );
    for (const cell of [
      'nothing',
      'money.carry_over',
      `indicator.${randomUUID()}.remark`,
      answerCell('k'),
      answerCell(`indicator.${randomUUID()}.remark:returned_unchanged:${FINGERPRINT}`),
      answerCell(`goal:no_such_question:${FINGERPRINT}`),
    ]) {
      const commented = await comment(cell);
      expect(commented, cell).toHaveProperty('refused.fields.cell', '表上没有这一格，请刷新后再试');
      expect(await enter(cell), cell).toHaveProperty(['refused', 'fields', cell]);
    }
    expect(await comment('goal')).toHaveProperty('answer');
    expect(await comment(`${indicator}.target`)).toHaveProperty('answer');
    expect(await enter(`${indicator}.remark`)).toHaveProperty('answer');
    expect(await enter(answerCell(`goal:returned_unchanged:${FINGERPRINT}`))).toHaveProperty('answer');
    // What the system puts in is nobody's to enter.
    expect(await enter(`${indicator}.actual`)).toHaveProperty('refused');
  });
});

describe('a demonstration’s clock at the wall’s midnight', () => {
  it('does not make what was changed after a return look as if it had been there before', async () => {
    const id = await one();
    const late = fixedClock('2023-07-10', '23:59:30.000');
    const early = fixedClock('2023-07-10', '00:00:30.000');
    const { revision } = await act(people.handler, id, { act: 'submit', revision: 0 }, late);
    const cells = [{ cell: 'money.total', reason: '与用款计划不符' }];
    await act(people.unitHead, id, { act: 'return', to: 'draft', cells, revision }, late);
    const asked = async () =>
      (await form(id)).check.questions.filter(({ code }) => code === 'returned_unchanged').length;
    expect(await asked()).toBe(1);
    const { values } = await form(id);
    const supersedes = values.find(({ cell }) => cell === 'money.total')?.id ?? null;
    const saved = await saveCells(
      world.db,
      people.handler.actor,
      {
        formId: id,
        changes: [{ cell: 'money.total', value: '119000.00', supersedes }],
        idempotency: null,
      },
      early,
    );
    expect(saved).toHaveProperty('answer');
    expect(await asked()).toBe(0);
  });
});

describe('a correction', () => {
  it('leaves everybody visible who acted about the version before, and is sealed in the audit', async () => {
    const id = await one();
    await close(id);
    const corrected = await recordCorrection(
      world.db,
      people.performance.actor,
      'finance_performance',
      { formId: id, reason: '审计发现执行数有误', idempotency: null },
      TODAY,
    );
    expect(corrected).toHaveProperty('answer.state.version', 2);
    const { earlier, state, roundId, projectId } = await form(id);
    expect(state.history).toEqual([]);
    expect(earlier.map(({ version, act: name, by }) => [version, name, by.accountId])).toEqual(
      [people.handler, people.unitHead, people.leader, people.business, people.performance].map(
        ({ actor }, index) => [1, index === 0 ? 'submit' : 'approve', actor.accountId],
      ),
    );
    const rows = await world.owner
      .selectFrom('ops.audit')
      .select(['account_id', 'region_id', 'detail'])
      .where('deed', '=', 'form_corrected')
      .execute();
    expect(rows).toEqual([
      {
        account_id: people.performance.actor.accountId,
        region_id: world.regionId,
        detail: { formId: id, roundId, projectId, version: 2 },
      },
    ]);
  });
});
