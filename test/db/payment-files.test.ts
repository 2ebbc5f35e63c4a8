/** 演示数据: projects, units and payments are invented. */
import { describe, expect, it } from 'vitest';
import { recordDisposition, recordLift } from '../../db/dispositions.ts';
import { recordLedgerEvent } from '../../db/ledger.ts';
import { findPaymentFile } from '../../db/payment-files.ts';
import { reversePaymentFile } from '../../db/payment-reverse.ts';
import { createPaymentWorld, HEADER, TODAY } from './payment-world.ts';
import { BESIDE, look, UNIT } from './world.ts';

const { world, db, clock, freshProject, upload, commit, committed, ledgerOf, moneyOf } =
  await createPaymentWorld();

describe('a payment file with a stopped project', () => {
  it('is refused for that project’s rows in the preview and the commit, by name, until the stop is lifted', async () => {
    const [stoppedId = ''] = await freshProject('停拨项目');
    const [otherId = ''] = await freshProject('照常项目');
    const lines = [
      `2023-07-03,${UNIT},停拨项目,县级,100.00,S1,`,
      `2023-07-03,${UNIT},照常项目,县级,200.00,S2,`,
    ];
    // Stopped between preview and commit: the commit looks again.
    const before = await upload(world.finance, lines);
    expect(before.counts).toMatchObject({ ready: 2, refused: 0 });
    const { accountId } = world.finance;
    await world.owner
      .updateTable('ops.accounts')
      .set({ role: 'finance_performance' })
      .where('id', '=', String(accountId))
      .execute();
    const stop = await recordDisposition(
      db,
      world.finance,
      {
        projectId: stoppedId,
        rectificationId: null,
        formId: null,
        source: 'local',
        validFrom: TODAY,
        idempotency: null,
        disposition: {
          kind: 'stop',
          document: '测财〔2023〕30号',
          decidedOn: TODAY,
          reason: '资金使用进度严重滞后，按程序处置',
          amountYuan: null,
          targets: [],
        },
      },
      clock,
    );
    if (!stop || !('answer' in stop)) throw new Error(JSON.stringify(stop));

    const preview = await findPaymentFile(db, world.finance.context, { fileId: before.id, today: TODAY });
    expect(preview?.counts).toMatchObject({ ready: 1, refused: 1 });
    expect(preview?.findings).toContainEqual(
      expect.objectContaining({
        row: 2,
        severity: 'must_fix',
        message: '“停拨项目”已暂缓或停止拨款（测财〔2023〕30号），这一行不能入账',
      }),
    );
    const answer = await committed(world.finance, before.id);
    expect([answer.events, answer.left.refused]).toEqual([1, 1]);
    expect(await ledgerOf(stoppedId)).toEqual([]);
    expect(await ledgerOf(otherId)).toHaveLength(1);

    const lift = {
      dispositionId: stop.answer.id,
      documentNumber: '测财〔2023〕31号',
      decidedOn: TODAY,
      reason: '整改到位，恢复拨付',
      idempotency: null,
    };
    expect(await recordLift(db, world.finance, lift, clock)).toHaveProperty('answer');
    const again = await upload(world.finance, lines);
    expect(again.counts).toMatchObject({ ready: 1, written: 1, refused: 0 });
    await committed(world.finance, again.id);
    expect(await ledgerOf(stoppedId)).toHaveLength(1);
  });
});

describe('a payment file', () => {
  it('changes nothing before its commit; then its rows are in the ledger and the money is judged', async () => {
    const [project = ''] = await freshProject('入账项目');
    const preview = await upload(world.finance, [
      `2023-07-03,${UNIT},入账项目,县级,100.10,P1,张甲乙`,
      `2023-07-04,${UNIT},入账项目,县级,200.20,P2,`,
      `2023-07-05,${UNIT},入账项目,县级,-0.20,P2,`,
    ]);
    expect(preview.status).toBe('preview');
    expect(preview.counts).toMatchObject({ ready: 3, duplicates: 0, unplaced: 0, refused: 0, written: 0 });
    expect(await ledgerOf(project)).toEqual([]);
    const before = await moneyOf(project);
    expect(before.executed).toBe('0.00');

    const answer = await committed(world.finance, preview.id);
    expect([answer.events, answer.projects]).toEqual([3, 1]);
    expect(await ledgerOf(project)).toEqual(
      [
        {
          event: 'paid',
          happened_on: '2023-07-03',
          amount: '100.10',
          source: 'local',
          document: 'P1',
          payees: 1,
          file_row: 2,
        },
        {
          event: 'paid',
          happened_on: '2023-07-04',
          amount: '200.20',
          source: 'local',
          document: 'P2',
          payees: null,
          file_row: 3,
        },
        {
          event: 'returned',
          happened_on: '2023-07-05',
          amount: '0.20',
          source: 'local',
          document: 'P2',
          payees: null,
          file_row: 4,
        },
      ].map((row) => ({ ...row, payment_file_id: preview.id, unit_id: world.unitId })),
    );
    const after = await moneyOf(project);
    expect([after.executed, after.budget]).toEqual(['300.10', '1000.00']);
    const watch = await look(db, world.finance.context, (tx) =>
      tx
        .selectFrom('app.project_watch')
        .select(['check_on', 'unit_id'])
        .where('project_id', '=', project)
        .execute(),
    );
    expect(watch).toEqual([{ check_on: TODAY, unit_id: world.unitId }]);
    const found = await findPaymentFile(db, world.finance.context, { fileId: preview.id, today: TODAY });
    expect(found).toMatchObject({
      status: 'committed',
      committed: answer,
      reconciliation: answer.reconciliation,
    });
  });

  it('is kept without the persons in it', async () => {
    await freshProject('无人项目');
    const preview = await upload(
      world.finance,
      [`2023-07-03,${UNIT},无人项目,县级,1,P1,王甲乙,6222020000000000018,王甲乙的补贴`],
      `${HEADER},账号,用途`,
    );
    await committed(world.finance, preview.id);
    const stored = await world.owner
      .selectFrom('app.payment_files')
      .select(['source', 'answer', 'mapping'])
      .where('id', '=', preview.id)
      .executeTakeFirstOrThrow();
    const text = stored.source.toString() + JSON.stringify(stored) + JSON.stringify(preview);
    expect(text).not.toMatch(/王甲乙|62220200/);
    expect(preview.removed).toEqual(['收款人', '账号']);
    expect(JSON.parse(stored.source.toString())[1]).toEqual([
      2,
      '2023-07-03',
      UNIT,
      '无人项目',
      '县级',
      '1',
      'P1',
      '个人 1',
      '',
      '',
    ]);
  });

  it('sent again changes nothing, before and after its commit, whatever is ticked', async () => {
    const [project = ''] = await freshProject('再传项目');
    const lines = [`2023-07-03,${UNIT},再传项目,县级,10,P1,`, `2023-07-03,${UNIT},再传项目,县级,10,P1,`];
    const first = await upload(world.finance, lines);
    const second = await upload(world.finance, lines);
    expect((await committed(world.finance, first.id)).left).toMatchObject({ duplicates: 1 });
    expect((await committed(world.finance, second.id, { include: [2] })).events).toBe(0);
    expect(await commit(world.finance, first.id)).toMatchObject({
      refused: { message: expect.stringMatching(/已经入账/) },
    });
    const third = await upload(world.finance, lines);
    expect(third.counts).toMatchObject({ ready: 0, written: 1, duplicates: 1 });
    // The second of two equal rows was left out; ticked, it is recorded once.
    expect((await committed(world.finance, third.id, { include: [2, 3] })).events).toBe(1);
    expect(await ledgerOf(project)).toHaveLength(2);
  });

  it('committed twice with one key is answered once; with another body the key is refused', async () => {
    const [project = ''] = await freshProject('同键项目');
    const preview = await upload(world.finance, [`2023-07-03,${UNIT},同键项目,县级,10,P1,`]);
    const both = await Promise.all([
      commit(world.finance, preview.id, { key: 'same-key-1' }),
      commit(world.finance, preview.id, { key: 'same-key-1' }),
    ]);
    const kinds = both.map((one) => Object.keys(one ?? {})[0]).sort();
    expect(kinds).toEqual(['answer', 'replayed']);
    expect(await commit(world.finance, preview.id, { key: 'same-key-1', include: [2] })).toEqual({
      keyReused: true,
    });
    expect(await ledgerOf(project)).toHaveLength(1);
  });

  it('tells what was entered by hand already', async () => {
    const [project = ''] = await freshProject('手记项目');
    await recordLedgerEvent(
      db,
      world.owns,
      {
        projectId: project,
        body: { event: 'paid', happenedOn: '2023-07-03', amount: '10' },
        idempotency: null,
      },
      clock,
    );
    const lines = [
      `2023-07-03,${UNIT},手记项目,县级,10.00,P1,`,
      `2023-07-04,${UNIT},手记项目,县级,10.00,P1,`,
    ];
    const preview = await upload(world.finance, lines);
    expect(preview.duplicates).toEqual([
      expect.objectContaining({
        row: 2,
        amount: '10.00',
        project: '手记项目',
        of: expect.objectContaining({ recordedOn: TODAY }),
      }),
    ]);
    expect((await committed(world.finance, preview.id)).events).toBe(1);
  });

  it('whose commit was reversed may be recorded again', async () => {
    const [project = ''] = await freshProject('冲销项目');
    const lines = [`2023-07-03,${UNIT},冲销项目,县级,10.00,P1,`];
    await committed(world.finance, (await upload(world.finance, lines)).id);
    const event = await look(db, world.finance.context, (tx) =>
      tx
        .selectFrom('app.ledger_events')
        .select('id')
        .where('project_id', '=', project)
        .where('event', '=', 'paid')
        .executeTakeFirstOrThrow(),
    );
    await recordLedgerEvent(
      db,
      world.owns,
      {
        projectId: project,
        body: { event: 'paid', happenedOn: '2023-07-05', amount: '10', reverses: event.id },
        idempotency: null,
      },
      clock,
    );
    const again = await upload(world.finance, lines);
    expect(again.counts).toMatchObject({ ready: 1, written: 0, duplicates: 0 });
    expect(again.reconciliation.total.executedBefore).toBe('0.00');
  });
});

describe('a whole file that was wrong', () => {
  it('is reversed, each event once, and may be recorded again the right way', async () => {
    const [project = ''] = await freshProject('整份项目');
    const lines = [
      `2023-07-03,${UNIT},整份项目,县级,10,P1,`,
      `2023-07-04,${UNIT},整份项目,县级,20,P2,`,
      `2023-07-05,${UNIT},整份项目,县级,-20,P2,`,
    ];
    const file = await upload(world.finance, lines);
    await committed(world.finance, file.id);
    const request = { fileId: file.id, idempotency: null };
    const outcome = await reversePaymentFile(db, world.finance, request, clock);
    expect(outcome).toEqual({ answer: { events: 3, projects: 1 } });
    const events = await ledgerOf(project);
    expect(events.map(({ event, amount }) => [event, amount])).toEqual([
      ['paid', '10.00'],
      ['paid', '20.00'],
      ['returned', '20.00'],
      ['paid', '-10.00'],
      ['paid', '-20.00'],
      ['returned', '-20.00'],
    ]);
    expect((await moneyOf(project)).executed).toBe('0.00');
    expect(await reversePaymentFile(db, world.finance, request, clock)).toMatchObject({
      refused: { message: expect.stringMatching(/不用冲销/) },
    });
    const found = await findPaymentFile(db, world.finance.context, { fileId: file.id, today: TODAY });
    expect([found?.status, found?.standing]).toEqual(['committed', 0]);
    expect((await committed(world.finance, (await upload(world.finance, lines)).id)).events).toBe(3);
    expect(await reversePaymentFile(db, world.elsewhere, request, clock)).toBeNull();
  });

  it('is not reversed under a return that came later', async () => {
    const [project = ''] = await freshProject('退过的项目');
    const file = await upload(world.finance, [`2023-07-03,${UNIT},退过的项目,县级,10,P1,`]);
    await committed(world.finance, file.id);
    await recordLedgerEvent(
      db,
      world.owns,
      {
        projectId: project,
        body: { event: 'returned', happenedOn: '2023-07-06', amount: '4' },
        idempotency: null,
      },
      clock,
    );
    expect(
      await reversePaymentFile(db, world.finance, { fileId: file.id, idempotency: null }, clock),
    ).toMatchObject({ refused: { message: expect.stringMatching(/退过的项目.*先冲销那些退回/) } });
    expect(await ledgerOf(project)).toHaveLength(2);
  });
});

describe('projects of a payment file', () => {
  it('of one name must be chosen; the choice is recorded, a foreign one refused', async () => {
    const [first = '', second = ''] = await freshProject('同名项目', UNIT, 2);
    const preview = await upload(world.finance, [
      `2023-07-03,${UNIT},同名项目,县级,10,P1,`,
      `2023-07-04,${UNIT},同名项目,县级,20,P2,`,
    ]);
    expect(preview.groups).toEqual([
      expect.objectContaining({
        projectName: '同名项目',
        rows: [2, 3],
        amount: '30.00',
        candidates: [first, second],
      }),
    ]);
    const foreign = await look(db, world.elsewhere.context, (tx) =>
      tx.selectFrom('app.projects').select('id').executeTakeFirstOrThrow(),
    );
    expect(await commit(world.finance, preview.id, { choices: { 2: foreign.id } })).toMatchObject({
      refused: { fields: { 'choices.2': expect.any(String) } },
    });
    expect(await ledgerOf(first)).toEqual([]);
    const answer = await committed(world.finance, preview.id, { choices: { 2: first, 3: second } });
    expect([answer.events, (await ledgerOf(first)).length, (await ledgerOf(second)).length]).toEqual([
      2, 1, 1,
    ]);
  });

  it('of another unit are not in a handler’s reach, nor is the other’s file', async () => {
    const [project = ''] = await freshProject('邻居项目', BESIDE);
    const preview = await upload(world.owns, [`2023-07-03,${BESIDE},邻居项目,县级,10,P1,`]);
    expect(preview.counts).toMatchObject({ ready: 0, unplaced: 1 });
    expect(preview.projects.some(({ id }) => id === project)).toBe(false);
    expect(await commit(world.owns, preview.id, { choices: { 2: project } })).toMatchObject({ refused: {} });
    expect(await ledgerOf(project)).toEqual([]);
    const request = { fileId: preview.id, today: TODAY };
    expect(await findPaymentFile(db, world.beside.context, request)).toBeNull();
    expect(await findPaymentFile(db, world.elsewhere.context, request)).toBeNull();
    expect(await findPaymentFile(db, world.finance.context, request)).not.toBeNull();
    expect(await commit(world.elsewhere, preview.id)).toBeNull();
  });
});
