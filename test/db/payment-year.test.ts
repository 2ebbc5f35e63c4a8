/** How files of payments are read by their county, and a whole year of them. 演示数据 */
import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { listPaymentFiles, remapPaymentFile } from '../../db/payment-files.ts';
import { verifyAll } from '../../db/verify.ts';
import { createPaymentWorld, TODAY } from './payment-world.ts';
import { declaration, declare, DECLARED_ON, look, UNIT } from './world.ts';

const { world, db, clock, freshProject, upload, commit, committed } = await createPaymentWorld();

describe('the mapping of a county', () => {
  it('is that of its last file with the same column names, and no other county’s', async () => {
    await freshProject('对应项目');
    const header = '日期,名目,划款金额,对应栏';
    const lines = ['2023-07-03,对应项目,1,直达'];
    const preview = await upload(world.finance, lines, header);
    expect(preview.mappingFrom).toBe('headers');
    expect(Object.keys(preview.mappingDefects)).toEqual(['projectName']);
    expect(await commit(world.finance, preview.id)).toMatchObject({
      refused: { fields: { projectName: expect.any(String) } },
    });

    const mapping = {
      ...preview.mapping,
      columns: { date: 0, projectName: 1, amount: 2, source: 3 },
      event: 'allotted' as const,
      amountUnit: 'wan' as const,
    };
    const unexplained = await remapPaymentFile(db, world.finance, { fileId: preview.id, mapping }, clock);
    expect(unexplained?.unknownSources).toEqual(['直达']);
    const remapped = await remapPaymentFile(
      db,
      world.finance,
      { fileId: unexplained?.id ?? '', mapping: { ...mapping, sources: { 直达: 'central' as const } } },
      clock,
    );
    expect(remapped?.counts.ready).toBe(1);
    const answer = await committed(world.finance, remapped?.id ?? '');
    expect(answer.reconciliation.total.allotted).toBe('10000.00');

    const next = await upload(world.finance, ['2023-07-10,对应项目,2,直达'], header);
    expect([next.mappingFrom, next.mapping.event, next.mapping.amountUnit, next.mapping.sources]).toEqual([
      'county',
      'allotted',
      'wan',
      { 直达: 'central' },
    ]);
    expect((await upload(world.elsewhere, lines, header)).mappingFrom).toBe('headers');
    const kept = await look(db, world.finance.context, (tx) =>
      tx.selectFrom('app.payment_mappings').select('id').execute(),
    );
    await committed(world.finance, next.id);
    const after = await look(db, world.finance.context, (tx) =>
      tx.selectFrom('app.payment_mappings').select('id').execute(),
    );
    expect(after).toHaveLength(kept.length);
  });
});

describe('a year of payments', () => {
  it('of 20,000 rows over 60 projects is committed whole, to the cent by source', async () => {
    const names = Array.from({ length: 60 }, (_, at) => `大表项目 ${String(at)}`);
    const forms = names.map((name) =>
      declaration({ name, unit: UNIT, budget: '50000.00', indicators: [['数量指标', '人次', '≥1人次']] }),
    );
    await declare(db, world.finance, forms, fixedClock(DECLARED_ON));
    const sources = ['中央', '省级', '县级'];
    const lines = Array.from({ length: 20_000 }, (_, at) => {
      const day = `2023-0${String(1 + (at % 7))}-${String(1 + (at % 28)).padStart(2, '0')}`;
      return `${day},${UNIT},${names[at % 60] ?? ''},${sources[at % 3] ?? ''},${(at % 997) / 100 + 0.01},Q${String(at)},`;
    });
    const preview = await upload(world.finance, lines);
    expect(preview.counts).toMatchObject({ ready: 20_000, duplicates: 0, unplaced: 0, refused: 0 });
    const started = performance.now();
    const answer = await committed(world.finance, preview.id);
    const took = performance.now() - started;
    console.log(`20,000 payments of 60 projects committed in ${String(Math.round(took))} ms`);
    expect(answer.events).toBe(20_000);
    let cents = 0;
    for (let at = 0; at < 20_000; at += 1) cents += (at % 997) + 1;
    expect(answer.reconciliation.total.paid).toBe((cents / 100).toFixed(2));
    const { sum, rows } = await look(db, world.finance.context, (tx) =>
      tx
        .selectFrom('app.ledger_events')
        .select((of) => [of.fn.sum<string>('amount').as('sum'), of.fn.countAll<string>().as('rows')])
        .where('payment_file_id', '=', preview.id)
        .executeTakeFirstOrThrow(),
    );
    expect([Number(rows), sum]).toEqual([20_000, answer.reconciliation.total.paid]);
    // Each project's sources add up to it.
    for (const project of answer.reconciliation.projects) {
      const parts = project.sources.reduce(
        (total, source) => total + Math.round(Number(source.paid) * 100),
        0,
      );
      expect(parts).toBe(Math.round(Number(project.paid) * 100));
    }
    const verified = await verifyAll(world.owner, TODAY);
    expect(verified.firstBad).toBeNull();
  }, 60_000);

  it('lists its files, newest first, page by page', async () => {
    const first = await listPaymentFiles(db, world.finance.context, { limit: 2 });
    expect(first.items).toHaveLength(2);
    expect(first.items[0]).toMatchObject({ status: 'committed', events: 20_000, rowCount: 20_000 });
    const second = await listPaymentFiles(db, world.finance.context, {
      limit: 2,
      cursor: first.nextCursor ?? '',
    });
    expect(second.items.map(({ id }) => id)).not.toContain(first.items[1]?.id);
    expect((await listPaymentFiles(db, world.beside.context, { limit: 5 })).items).toEqual([]);
  });
});
