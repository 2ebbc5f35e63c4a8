/** All forms of a round as a job: progress, one archive, nothing half, and asked again after a server died. 演示数据 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import type { LivePapers, PapersJob } from '../../server/contract-papers.ts';
import type { PaperItem } from '../../server/contract-review-shapes.ts';
import { openArchive } from '../../server/forms/archive.ts';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { createTestDatabase } from '../postgres.ts';
import { REVIEW_DAY, reviewCalls } from '../server/review-world.ts';
import { createWorld, newKey } from '../server/world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start({ clock: fixedClock(REVIEW_DAY) });
const { get, post, open, fill } = reviewCalls(app);
const region = { regionId: world.regionId, units: '*' as const };

const urlOf = (roundId: string) => `/api/review-rounds/${roundId}/papers/all`;
const jobsOf = async (username: string, roundId: string) =>
  (await get(username, urlOf(roundId))).json<{ items: PapersJob[] }>().items;
const papersOf = async (username: string, roundId: string) =>
  (await get(username, `/api/papers?round=${roundId}`)).json<{ items: PaperItem[] }>().items;

async function begin(username: string, roundId: string, key = newKey()): Promise<string> {
  const asked = await post(username, urlOf(roundId), { format: 'docx' }, key);
  expect(asked.statusCode, asked.body).toBe(202);
  return asked.json<{ id: string }>().id;
}

async function done(username: string, roundId: string, id: string): Promise<PaperItem> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const found = (await papersOf(username, roundId)).find((paper) => paper.id === id);
    if (found) return found;
    await sleep(100);
  }
  throw new Error(`not done: ${JSON.stringify(await jobsOf(username, roundId))}`);
}

const messages = (jobId: string): Promise<LivePapers[]> =>
  inContext(world.db, region, async (tx) => {
    const rows = await tx
      .selectFrom('app.live_events')
      .select('data')
      .where('type', '=', 'papers_progress')
      .orderBy('id')
      .execute();
    return rows.map(({ data }) => data as LivePapers).filter((data) => data.jobId === jobId);
  });

async function tellAs(ageMs: number, data: LivePapers): Promise<void> {
  await inContext(world.db, region, (tx) =>
    tx
      .insertInto('app.live_events')
      .values({
        region_id: world.regionId,
        id: uuidv7({ msecs: Date.now() - ageMs }),
        seq: null,
        unit_id: '00000000-0000-0000-0000-000000000000',
        topics: ['reviews'],
        type: 'papers_progress',
        data: JSON.stringify(data),
        recorded_at: data.at,
      })
      .execute(),
  );
}

test('every form once, each as it is exported alone, with its progress told', async () => {
  const roundId = await open();
  const forms = await inContext(world.db, region, (tx) =>
    tx.selectFrom('app.review_forms').select(['id', 'project_id']).where('round_id', '=', roundId).execute(),
  );
  const own = forms.find((form) => form.project_id === world.projectId);
  await fill('owner', String(own?.id));
  const key = newKey();
  const id = await begin('finance', roundId, key);
  // While it runs, whoever asks again is told of the same one.
  expect(await begin('finance', roundId)).toBe(id);
  const paper = await done('finance', roundId, id);
  expect(paper).toMatchObject({ kind: 'all_forms', format: 'zip', roundId, formId: null, invented: true });
  const sent = await get('finance', `/api/papers/${id}`);
  expect(sent.headers['content-type']).toBe('application/zip');
  expect(createHash('sha256').update(sent.rawPayload).digest('hex')).toBe(paper.sha256);
  const archive = await openArchive(sent.rawPayload);
  expect(archive.names).toHaveLength(forms.length);
  const alone = await post('owner', `/api/review-forms/${String(own?.id)}/papers`, { format: 'docx' });
  const single = await get('owner', `/api/papers/${alone.json<PaperItem>().id}`);
  const parts = await Promise.all(archive.names.map((name) => archive.part(name)));
  expect(parts.filter((part) => part?.equals(single.rawPayload))).toHaveLength(1);
  for (const part of parts)
    expect((await rowsOfDocx(part ?? Buffer.alloc(0))).rows.length).toBeGreaterThan(10);
  const told = await messages(id);
  expect(told[0]).toMatchObject({ status: 'running', written: 0, forms: forms.length });
  expect(told.at(-1)).toMatchObject({ status: 'done', written: forms.length, forms: forms.length });
  expect(await jobsOf('finance', roundId)).toEqual([]);
  // The same request sent again is answered with the same job.
  expect(await begin('finance', roundId, key)).toBe(id);
  expect((await papersOf('finance', roundId)).filter(({ kind }) => kind === 'all_forms')).toHaveLength(1);
}, 90_000);

test('a unit and a leader get their own forms, nobody elsewhere gets any', async () => {
  const roundId = await open();
  const id = await begin('owner', roundId);
  await done('owner', roundId, id);
  const archive = await openArchive((await get('owner', `/api/papers/${id}`)).rawPayload);
  const own = await inContext(world.db, { regionId: world.regionId, units: [world.unitId] }, (tx) =>
    tx.selectFrom('app.review_forms').select('id').where('round_id', '=', roundId).execute(),
  );
  expect(archive.names).toHaveLength(own.length);
  expect((await get('beside', `/api/papers/${id}`)).statusCode).toBe(404);
  expect((await post('elsewhere', urlOf(roundId), { format: 'docx' })).statusCode).toBe(404);
  expect((await post('owner', urlOf(roundId), { format: 'pdf' })).statusCode).toBe(400);
  expect((await post('owner', urlOf(roundId), { format: 'docx' }, null)).statusCode).toBe(400);
}, 90_000);

test('of a server that died nothing is shown as done, and it can be asked again', async () => {
  const roundId = await open();
  const at = world.clock.now();
  const jobId = uuidv7();
  const half = {
    jobId,
    roundId,
    format: 'docx',
    status: 'running',
    written: 3,
    forms: 9,
    message: null,
    at,
  } as const;
  await tellAs(5_000, half);
  expect(await jobsOf('finance', roundId)).toEqual([half]);
  // It lives as far as anybody knows: joined.
  expect(await begin('finance', roundId)).toBe(jobId);
  const dead = await open();
  await tellAs(20_000, { ...half, jobId: uuidv7(), roundId: dead });
  expect(await jobsOf('finance', dead)).toMatchObject([{ status: 'broken', written: 3 }]);
  expect(await papersOf('finance', dead)).toEqual([]);
  const id = await begin('finance', dead);
  expect(id).not.toBe(half.jobId);
  expect(await done('finance', dead, id)).toMatchObject({ id, format: 'zip' });
}, 90_000);

test('a server that stops breaks off in words and leaves no paper', async () => {
  const roundId = await open();
  const stopping = await world.start();
  const calls = reviewCalls(stopping);
  const asked = await calls.post('finance', urlOf(roundId), { format: 'xlsx' });
  expect(asked.statusCode).toBe(202);
  await stopping.close();
  const [job] = await jobsOf('finance', roundId);
  expect(job).toMatchObject({ status: 'failed', jobId: asked.json<{ id: string }>().id });
  expect(job?.message).toContain('重新导出');
  expect(await papersOf('finance', roundId)).toEqual([]);
}, 90_000);
