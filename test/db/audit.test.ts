/** The audit log: whoever changes a row behind the product's back is found, and the product itself cannot. */
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { canonicalJson, FIRST_SEAL, recordAudit, verifyAudit } from '../../db/audit.ts';
import { verifyAll } from '../../db/verify.ts';
import { createTestDatabase } from '../postgres.ts';
import { openHandles } from './world.ts';

const { db, worker, owner } = await openHandles(await createTestDatabase());
const AT = '2026-11-20T09:00:00.123+08:00';

const record = (handle: typeof db, detail: object) =>
  handle
    .transaction()
    .execute((tx) =>
      recordAudit(tx, { at: AT, accountId: null, regionId: null, deed: 'calendar_confirmed', detail }),
    );
const empty = () => sql`delete from ops.audit`.execute(owner);

afterEach(empty);

describe('the chain', () => {
  it('holds over details whose keys jsonb puts in another order, and begins with the first seal', async () => {
    await record(db, { 版次: 2, b: [{ z: 1, a: null }], a: '元旦“休”', deep: { y: 1.5, x: -0, w: 1e21 } });
    await record(worker, { none: undefined, list: [undefined, true] });
    const verified = await verifyAudit(owner);
    expect(verified).toMatchObject({ rows: 2, firstBad: null });
    const rows = await owner.selectFrom('ops.audit').selectAll().orderBy('seq').execute();
    expect(rows[0]?.previous_seal).toBe(FIRST_SEAL);
    expect(rows[1]?.previous_seal).toBe(rows[0]?.seal);
    expect(verified.lastSeal).toBe(rows[1]?.seal);
  });

  it('is one chain when many write at once', async () => {
    const handles = [db, worker, db, worker];
    const numbers = await Promise.all(
      Array.from({ length: 24 }, (_, n) => record(handles[n % handles.length] ?? db, { n })),
    );
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, n) => n + 1));
    expect(await verifyAudit(owner)).toMatchObject({ rows: 24, firstBad: null });
  });

  it('leaves nothing behind when its deed fails', async () => {
    await record(db, {});
    const failing = db.transaction().execute(async (tx) => {
      await recordAudit(tx, {
        at: AT,
        accountId: null,
        regionId: null,
        deed: 'calendar_confirmed',
        detail: {},
      });
      throw new Error('the deed failed');
    });
    await expect(failing).rejects.toThrow('the deed failed');
    await record(db, {});
    expect(await verifyAudit(owner)).toMatchObject({ rows: 2, firstBad: null });
  });

  it('is empty on a fresh database', async () => {
    expect(await verifyAudit(owner)).toEqual({ rows: 0, lastSeal: FIRST_SEAL, firstBad: null });
  });
});

describe('what was done behind its back', () => {
  it.each([
    ['a detail', sql`update ops.audit set detail = '{"n": 7}' where seq = 2`, '第 2 条', '封签不符'],
    ['a deed', sql`update ops.audit set deed = 'other' where seq = 2`, '第 2 条', '封签不符'],
    ['an instant', sql`update ops.audit set at = at + interval '1 ms' where seq = 2`, '第 2 条', '封签不符'],
    [
      'an account',
      sql`update ops.audit set account_id = gen_random_uuid() where seq = 2`,
      '第 2 条',
      '封签不符',
    ],
    [
      'a region',
      sql`update ops.audit set region_id = gen_random_uuid() where seq = 2`,
      '第 2 条',
      '封签不符',
    ],
    ['a seal', sql`update ops.audit set seal = repeat('a', 64) where seq = 2`, '第 2 条', '封签不符'],
    ['a row taken out', sql`delete from ops.audit where seq = 2`, '缺第 2 条', '第 3 条'],
    ['the first row', sql`delete from ops.audit where seq = 1`, '缺第 1 条', '第 2 条'],
    [
      'a row put in with the seal of another',
      sql`insert into ops.audit select 4, at, account_id, region_id, deed, detail, previous_seal, seal
        from ops.audit where seq = 3`,
      '第 4 条',
      '接不上',
    ],
  ])('is named: %s', async (_, tamper, where, what) => {
    for (const n of [1, 2, 3]) await record(db, { n });
    await tamper.execute(owner);
    const { firstBad } = await verifyAudit(owner);
    expect(firstBad).toContain(where);
    expect(firstBad).toContain(what);
    const verified = await verifyAll(owner, '2026-11-20');
    expect(verified.firstBad).toBe(firstBad);
    expect(verified.advice).toContain('保留现场');
  });

  it('shows at the end in the last seal alone', async () => {
    for (const n of [1, 2]) await record(db, { n });
    const before = await verifyAudit(owner);
    await sql`delete from ops.audit where seq = 2`.execute(owner);
    const after = await verifyAudit(owner);
    expect(after.firstBad).toBeNull();
    expect(after.lastSeal).not.toBe(before.lastSeal);
  });

  it.each([
    ['server', db],
    ['worker', worker],
  ])('the %s may not do it', async (_, handle) => {
    await record(db, { n: 1 });
    for (const statement of [
      sql`update ops.audit set deed = 'x'`,
      sql`delete from ops.audit`,
      sql`truncate ops.audit`,
    ]) {
      await expect(statement.execute(handle)).rejects.toMatchObject({ code: '42501' });
    }
    expect(await verifyAudit(handle)).toMatchObject({ rows: 1, firstBad: null });
  });
});

it('writes JSON in one way, whatever the order of keys', () => {
  expect(canonicalJson({ b: 1, a: { d: [], c: undefined } })).toBe('{"a":{"d":[]},"b":1}');
  expect(canonicalJson({ 乙: 1, 甲: 2 })).toBe(canonicalJson({ 甲: 2, 乙: 1 }));
});
