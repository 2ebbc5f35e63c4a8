/** Reading uploads as jobs: over PostgreSQL and over Redis, with readers that are killed and documents that kill. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, afterAll, describe, expect, it } from 'vitest';
import { deleteExpired } from '../../db/housekeeping.ts';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import { findImport } from '../../db/imports.ts';
import {
  claimUpload,
  failUpload,
  findUpload,
  finishUpload,
  renewClaim,
  storeUpload,
  type UploadRef,
} from '../../db/uploads.ts';
import { openParseQueue, prepareQueue, type QueueAddress } from '../../jobs/queue.ts';
import { openDocumentReader } from '../../server/document-reading.ts';
import { openUploads, type Uploads } from '../../server/uploads.ts';
import { createWorld } from '../db/world.ts';
import { manyForms } from '../fixtures/many-forms.ts';
import { createTestDatabase } from '../postgres.ts';
import { emptyQueue, eventually, startRedis } from '../jobs/stores.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const redis = await startRedis();
afterAll(() => redis.stop());

const log = pino({ level: 'silent' });
const clock = fixedClock('2023-07-31');
const small = readFileSync(new URL('../../db/demo/declarations/pingluo.txt', import.meta.url), 'utf8');
/** Five million rows: more than the reading process has memory for. */
const DEADLY = 'a\n'.repeat(5_000_000);

const stores: [string, QueueAddress][] = [
  ['PostgreSQL', { postgresUrl: database.urls.bullmq, redisUrl: null }],
  ['Redis', { postgresUrl: database.urls.bullmq, redisUrl: redis.url }],
];

describe.each(stores)('uploads over %s', (store, address) => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    await emptyQueue(address);
    await world.owner.deleteFrom('app.uploads').execute();
  });

  const reader = async (limits: { lookEveryMs?: number; waitedMs?: number } = {}): Promise<Uploads> => {
    await prepareQueue(address);
    const uploads = openUploads({
      db: world.db,
      clock,
      parsing: openParseQueue(address, log),
      readDocument: openDocumentReader(60_000),
      live: { poke: () => undefined },
      log,
      ...limits,
    });
    open.push(uploads);
    return uploads;
  };
  const source = (text: string) => ({ filename: '目标表.txt', bytes: Buffer.from(text), text });
  /** As by a server that died between its commit and the queue. */
  const storeOnly = async (text: string): Promise<UploadRef> => {
    const upload = { unitId: null, filename: '目标表.txt', bytes: Buffer.from(text), isText: true };
    const ref = await storeUpload(world.db, world.finance, upload, clock);
    if (ref === 'too_many') throw new Error('the line is full');
    return ref;
  };
  const rowOf = ({ uploadId }: UploadRef) =>
    world.owner
      .selectFrom('app.uploads')
      .select(['state', 'attempts', 'forms_found as found', sql<boolean>`source is null`.as('isForgotten')])
      .where('id', '=', uploadId)
      .executeTakeFirstOrThrow();
  const importsOf = ({ uploadId }: UploadRef) =>
    world.owner.selectFrom('app.imports').select('id').where('id', '=', uploadId).execute();
  const told = async ({ uploadId }: UploadRef) => {
    const { rows } = await sql<{ status: string }>`select data ->> 'status' as status from app.live_events
      where type = 'upload' and data ->> 'importId' = ${uploadId} order by recorded_at, id`.execute(
      world.owner,
    );
    return rows.map(({ status }) => status);
  };

  /** A server as a process of its own that has begun to read this text, and the process in which it reads. */
  const serverReading = async (text: string) => {
    await prepareQueue(address);
    const server = spawn(
      process.execPath,
      [fileURLToPath(new URL('../jobs/reading-server.ts', import.meta.url))],
      {
        env: { ...process.env, READING_SERVER: JSON.stringify({ address, appUrl: database.urls.app }) },
        stdio: 'inherit',
      },
    );
    open.push({ close: () => Promise.resolve(void server.kill('SIGKILL')) });
    const ref = await storeOnly(text);
    const adding = openParseQueue(address, log);
    await adding.enqueue({ ...ref });
    await adding.close(1_000);
    await eventually('it is being read', 20_000, async () => (await rowOf(ref)).state === 'reading');
    let orphan: number | undefined;
    await eventually('its process is there', 5_000, () => {
      orphan = childOf(server.pid ?? 0);
      return orphan !== undefined;
    });
    return { server, ref, orphan };
  };

  it('are read once each, by whichever of two servers takes them', async () => {
    const [one, other] = [await reader(), await reader()];
    const refs = await Promise.all(
      Array.from({ length: 6 }, (_, n) => (n % 2 ? one : other).accept(world.finance, null, source(small))),
    );
    for (const ref of refs) {
      expect(await one.outcome(ref, 20_000)).toEqual({ state: 'done' });
      expect(await rowOf(ref)).toMatchObject({ state: 'done', attempts: 1, isForgotten: true });
      // A slow machine tells of its progress in between; the outcome is told once.
      expect((await told(ref)).filter((type) => type !== 'reading')).toEqual(['preview']);
      const preview = await findImport(world.db, world.finance.context, ref.uploadId);
      expect(preview?.forms.length).toBe(16);
      expect(preview?.filename).toBe('目标表.txt');
    }
  });

  it(
    'whose server is killed while reading are read again, once, within seconds',
    { timeout: 60_000 },
    async () => {
      const { server, ref } = await serverReading(manyForms(200));
      const second = await reader();
      server.kill('SIGKILL');
      const killedAt = performance.now();
      expect(await second.outcome(ref, 40_000)).toEqual({ state: 'done' });
      const seconds = ((performance.now() - killedAt) / 1000).toFixed(1);
      console.log(`${store}: read ${seconds} s after the kill`);
      expect(performance.now() - killedAt).toBeLessThan(30_000);
      expect(await rowOf(ref)).toMatchObject({ state: 'done', attempts: 2 });
      expect(await importsOf(ref)).toHaveLength(1);
      expect((await told(ref)).filter((status) => status === 'preview')).toHaveLength(1);
    },
  );

  it('whose server is killed leave no process behind that goes on reading', { timeout: 60_000 }, async () => {
    // It would go on for seven seconds.
    const { server, ref, orphan } = await serverReading(manyForms(700));
    await eventually('it is amid its forms', 20_000, async () => (await rowOf(ref)).found !== null);
    server.kill('SIGKILL');
    await eventually('the reading process has ended', 4_000, () => !existsSync(`/proc/${orphan}`));
  });

  it(
    'that kill their reading process fail alone, and the next one is read',
    { timeout: 60_000 },
    async () => {
      const one = await reader();
      const deadly = await one.accept(world.finance, null, source(DEADLY));
      const next = await one.accept(world.finance, null, source(small));
      const failed = await one.outcome(deadly, 40_000);
      expect(failed).toMatchObject({ state: 'failed', message: expect.stringMatching(/过大或已损坏.*请/) });
      expect(await one.outcome(next, 20_000)).toEqual({ state: 'done' });
      expect(await rowOf(deadly)).toMatchObject({ attempts: 1, isForgotten: true });
      expect(await told(deadly)).toEqual(['failed']);
      expect(await importsOf(deadly)).toEqual([]);
      expect(await findUpload(world.db, world.finance.context, deadly.uploadId)).toMatchObject({
        status: 'failed',
        message: failed && 'message' in failed ? failed.message : '',
      });
    },
  );

  it('that the queue never got are found', async () => {
    const one = await reader({ lookEveryMs: 200, waitedMs: 500 });
    const ref = await storeOnly(small);
    expect(await one.outcome(ref, 10_000)).toEqual({ state: 'done' });
    expect(await rowOf(ref)).toMatchObject({ attempts: 1 });
    // The queue was opened anew and works.
    const next = await one.accept(world.finance, null, source(small));
    expect(await one.outcome(next, 10_000)).toEqual({ state: 'done' });
  });

  it('are given back by a server that stops, and the attempt does not count', async () => {
    const one = await reader();
    const ref = await one.accept(world.finance, null, source(manyForms(100)));
    await eventually('it is being read', 10_000, async () => (await rowOf(ref)).state === 'reading');
    const began = performance.now();
    await one.close();
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await rowOf(ref)).toMatchObject({ state: 'waiting', attempts: 0, isForgotten: false });
    const second = await reader({ lookEveryMs: 200, waitedMs: 500 });
    expect(await second.outcome(ref, 30_000)).toEqual({ state: 'done' });
  });

  it('that ended with their server again and again are given up in words', async () => {
    const ref = await storeOnly(small);
    await world.owner
      .updateTable('app.uploads')
      .set({ state: 'reading', attempts: 5, claimed_until: '2020-01-01T00:00:00+08:00' })
      .execute();
    const one = await reader({ lookEveryMs: 200 });
    expect(await one.outcome(ref, 10_000)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('5 次'),
    });
  });

  it('are nobody’s but the latest reader’s: one that was thought dead keeps nothing', async () => {
    const ref = await storeOnly(small);
    const dead = await claimUpload(world.db, ref, -1);
    const latest = await claimUpload(world.db, ref, 60_000);
    if (!dead || !latest) throw new Error('not claimed');
    expect(await claimUpload(world.db, ref, 60_000)).toBeNull();
    const document = { forms: [], budgetTables: [], findings: [], lines: ['原文'] };
    expect(await finishUpload(world.db, dead, document, clock)).toBe(false);
    expect(await failUpload(world.db, dead, '读不出来', clock.now())).toBe(false);
    expect(await renewClaim(world.db, dead, { leaseMs: 60_000, progress: null, at: clock.now() })).toBe(
      false,
    );
    expect(await importsOf(ref)).toEqual([]);
    expect(await finishUpload(world.db, latest, document, clock)).toBe(true);
    expect(await importsOf(ref)).toHaveLength(1);
    expect(await finishUpload(world.db, latest, document, clock)).toBe(false);
  });

  it('of one region wait in a line with an end', async () => {
    for (let n = 0; n < 20; n += 1) await storeOnly(small);
    const upload = { unitId: null, filename: 'a.txt', bytes: Buffer.from('a'), isText: true };
    expect(await storeUpload(world.db, world.finance, upload, clock)).toBe('too_many');
    expect(await storeUpload(world.db, world.elsewhere, upload, clock)).not.toBe('too_many');
  });

  it('are forgotten after a day, what was read of them is not', async () => {
    const one = await reader();
    const read = await one.accept(world.finance, null, source(small));
    expect(await one.outcome(read, 10_000)).toEqual({ state: 'done' });
    const later = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    await deleteExpired(world.worker, { wall: later(23), product: later(23) });
    expect((await rowOf(read)).state).toBe('done');
    await deleteExpired(world.worker, { wall: later(25), product: later(25) });
    const left = await inContext(world.db, world.finance.context, (tx) =>
      tx.selectFrom('app.uploads').select('id').execute(),
    );
    expect(left).toEqual([]);
    expect(await importsOf(read)).toHaveLength(1);
  });

  it.runIf(store === 'Redis')(
    'are read while the queue is away, and by the queue again after it is back',
    { timeout: 60_000 },
    async () => {
      const one = await reader({ lookEveryMs: 500, waitedMs: 2_000 });
      await redis.kill();
      const ref = await one.accept(world.finance, null, source(small));
      const began = performance.now();
      expect(await one.outcome(ref, 20_000)).toEqual({ state: 'done' });
      console.log(`without Redis: read after ${((performance.now() - began) / 1000).toFixed(1)} s`);
      await redis.restart();
      const next = await one.accept(world.finance, null, source(small));
      expect(await one.outcome(next, 20_000)).toEqual({ state: 'done' });
    },
  );
});

/** The process that `parent` started; undefined: none. */
function childOf(parent: number): number | undefined {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = pids.find((pid) => parentOf(pid) === parent);
  return found === undefined ? undefined : Number(found);
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch (fault) {
    // It ended between the listing and the reading.
    if (['ENOENT', 'ESRCH'].includes((fault as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw fault;
  }
}
