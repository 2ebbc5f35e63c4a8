import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { openParseQueue, prepareQueue } from '../../jobs/queue.ts';
import { manyForms } from '../fixtures/many-forms.ts';
import { eventually } from '../jobs/stores.ts';
import { createTestDatabase } from '../postgres.ts';
import { connect } from './live-client.ts';
import { createWorld, newKey, signIn, type App } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const app = await world.start();
const text = readFileSync(new URL('../../db/demo/declarations/pingluo.txt', import.meta.url), 'utf8');

/** A multipart body of one part. */
function form(field: string, filename: string, content: string | Buffer) {
  const boundary = 'mubiao-test';
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${filename}"\r\ncontent-type: text/plain\r\n\r\n`,
    ),
    Buffer.from(content),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

async function upload(
  username: string,
  body: { payload: object | Buffer; headers?: Record<string, string> },
) {
  const cookie = await signIn(app, username);
  return app.inject({
    method: 'POST',
    url: '/api/imports',
    payload: body.payload,
    headers: { ...body.headers, cookie },
  });
}

async function commit(username: string, id: string, payload: object | undefined = {}) {
  const cookie = await signIn(app, username);
  return app.inject({
    method: 'POST',
    url: `/api/imports/${id}/commit`,
    ...(payload && { payload }),
    headers: { cookie, 'idempotency-key': newKey() },
  });
}

describe('an import', () => {
  it('is read as a file and as a pasted text alike, and changes nothing before its commit', async () => {
    const file = await upload('elsewhere', form('file', '平罗.txt', text));
    expect(file.statusCode).toBe(201);
    const pasted = await upload('elsewhere', { payload: { text, filename: '粘贴.txt' } });
    expect(pasted.statusCode).toBe(201);
    const [a, b] = [file.json(), pasted.json()];
    expect(a.filename).toBe('平罗.txt');
    expect(a.status).toBe('preview');
    expect(a.forms.length).toBeGreaterThan(10);
    expect(b.forms).toEqual(a.forms);
    const cookie = await signIn(app, 'elsewhere');
    const found = await app.inject({ url: `/api/imports/${a.id}`, headers: { cookie } });
    expect(found.json()).toEqual({ ...a, recordedAt: expect.stringMatching(/^2023-07-31T09:00:00/) });
    const projects = await app.inject({ url: '/api/projects?year=2023', headers: { cookie } });
    expect(projects.json().total).toBe(a.forms.length);
  });

  it('of the same document again changes nothing', async () => {
    const preview = (await upload('elsewhere', { payload: { text, filename: '平罗.txt' } })).json();
    expect(new Set(preview.effect)).toEqual(new Set(['unchanged']));
    const answer = await commit('elsewhere', preview.id);
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      { projects: 0, indicators: 0, unchanged: preview.forms.length, changed: [] },
    ]);
  });

  it('that needs no mending is committed without a body', async () => {
    const preview = (await upload('elsewhere', { payload: { text, filename: '平罗.txt' } })).json();
    expect((await commit('elsewhere', preview.id, undefined)).statusCode).toBe(200);
  });

  it('is found by its region’s finance bureau, by nobody elsewhere', async () => {
    const { id } = (await upload('finance', { payload: { text, filename: '平罗.txt' } })).json();
    const seenBy = async (username: string) =>
      (await app.inject({ url: `/api/imports/${id}`, headers: { cookie: await signIn(app, username) } }))
        .statusCode;
    expect([await seenBy('finance'), await seenBy('elsewhere'), await seenBy('owner')]).toEqual([
      200, 404, 404,
    ]);
    expect((await commit('elsewhere', id)).statusCode).toBe(404);
    expect((await upload('auditor', { payload: { text, filename: 'x.txt' } })).statusCode).toBe(403);
  });
});

describe('a document that cannot be read', () => {
  it.each([
    ['without a form', 'a.txt', '今天天气很好'],
    ['that is empty', 'a.txt', ''],
    ['that is no text', 'a.txt', Buffer.from([0, 1, 2, 3])],
    ['of a kind that comes later', 'a.docx', 'PK'],
    ['of an unknown kind', 'a.exe', 'MZ'],
  ])('%s is refused with what to do', async (_what, filename, content) => {
    const answer = await upload('finance', form('file', filename, content));
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'unreadable_document']);
    expect(answer.json().message).toMatch(/请/);
  });

  it('that is missing, doubled, or too large is refused', async () => {
    expect((await upload('finance', form('document', 'a.txt', text))).statusCode).toBe(400);
    const large = await upload('finance', form('file', 'a.txt', Buffer.alloc(20_000_001, 'a')));
    expect([large.statusCode, large.json().code]).toEqual([413, 'too_large']);
    const two = form('file', 'a.txt', text);
    const doubled = Buffer.concat([
      two.payload.subarray(0, -2 - '--mubiao-test--'.length),
      Buffer.from(
        '--mubiao-test\r\ncontent-disposition: form-data; name="note"\r\n\r\nx\r\n--mubiao-test--\r\n',
      ),
    ]);
    expect((await upload('finance', { payload: doubled, headers: two.headers })).statusCode).toBe(413);
    expect((await upload('finance', { payload: { text } })).statusCode).toBe(400);
  });

  it('that takes too long is given up, and the server goes on answering meanwhile', async () => {
    const impatient = await world.start({ limits: { readingMs: 30 } });
    const cookie = await signIn(impatient, 'finance');
    const reading = impatient.inject({
      method: 'POST',
      url: '/api/imports',
      payload: { text: text.repeat(30), filename: 'a.txt' },
      headers: { cookie },
    });
    const begun = performance.now();
    expect((await impatient.inject('/api/sign-in-info')).statusCode).toBe(200);
    expect(performance.now() - begun).toBeLessThan(1_000);
    const answer = await reading;
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'unreadable_document']);
    expect(answer.json().message).toContain('秒');
  });
});

describe('an upload that is read as a job', async () => {
  const address = { postgresUrl: database.urls.bullmq, redisUrl: null };
  await prepareQueue(address);
  const log = pino({ level: 'silent' });
  // What is quick on an idle machine is not on a busy one: it is waited for.
  const reading = await world.start({
    parsing: openParseQueue(address, log),
    limits: { uploadWaitMs: 8_000 },
  });
  /** Waits for nothing: every document is a long one. */
  const hasty = await world.start({ parsing: openParseQueue(address, log), limits: { uploadWaitMs: 0 } });

  const send = async (to: App, username: string, payload: object) =>
    to.inject({
      method: 'POST',
      url: '/api/imports',
      payload,
      headers: { cookie: await signIn(to, username) },
    });
  const look = async (username: string, id: string) =>
    reading.inject({
      url: `/api/imports/${id}`,
      headers: { cookie: await signIn(reading, username) },
    });

  it('answers 201 with the preview when it is quick, by file and by text', async () => {
    const cookie = await signIn(reading, 'elsewhere');
    const { payload, headers } = form('file', '平罗.txt', text);
    const file = await reading.inject({
      method: 'POST',
      url: '/api/imports',
      payload,
      headers: { ...headers, cookie },
    });
    expect(file.statusCode).toBe(201);
    expect(file.json()).toMatchObject({ status: 'preview', filename: '平罗.txt' });
    const pasted = await send(reading, 'elsewhere', { text, filename: '粘贴.docx' });
    expect(pasted.statusCode).toBe(201);
    expect(pasted.json().forms).toEqual(file.json().forms);
    expect(pasted.json().effect).toEqual(file.json().effect);
    expect((await commit('elsewhere', pasted.json().id)).json()).toMatchObject({ projects: 0 });
  });

  it('says at once what is wrong with a document when that is found at once', async () => {
    // The second has forms, but a character that no database keeps.
    for (const wrong of ['今天天气很好', `${text}\n\u0000`]) {
      const answer = await send(reading, 'finance', { text: wrong, filename: 'a.txt' });
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'unreadable_document']);
      expect(answer.json().message).toMatch(/请/);
    }
  });

  it(
    'answers 202 when it takes long, tells its progress to those in scope, then is there as a preview',
    { timeout: 90_000 },
    async () => {
      const begun = await send(hasty, 'owner', { text: manyForms(130), filename: '长.txt' });
      expect(begun.statusCode).toBe(202);
      const { id, cursor, ...rest } = begun.json();
      expect(rest).toMatchObject({ status: 'reading', filename: '长.txt', message: null });
      expect(rest.progress).toMatchObject({ formsRead: 0 });

      const clients = new Map(
        await Promise.all(
          ['owner', 'finance', 'beside', 'elsewhere'].map(
            async (name) => [name, await connect(reading, { cookie: await signIn(reading, name) })] as const,
          ),
        ),
      );
      const topic = `import:${id}`;
      for (const [name, client] of clients) {
        const answer = await client.subscribe([topic], cursor.seq);
        expect(answer.topics, name).toEqual(['owner', 'finance'].includes(name) ? [topic] : []);
      }
      expect((await look('beside', id)).statusCode).toBe(404);
      expect((await look('elsewhere', id)).statusCode).toBe(404);
      expect((await commit('owner', id)).statusCode).toBe(404);

      const statuses = (name: string) =>
        (clients.get(name)?.heard ?? [])
          .filter(({ type }) => type === 'upload')
          .map(({ data }) => data as unknown as { status: string; progress: { formsFound: number } });
      await eventually('it is read', 60_000, () => statuses('owner').at(-1)?.status === 'preview');
      await eventually('finance heard it too', 5_000, () => statuses('finance').at(-1)?.status === 'preview');
      const told = statuses('owner');
      expect(told.length, 'progress before the end').toBeGreaterThan(1);
      expect(told.slice(0, -1).every(({ status }) => status === 'reading')).toBe(true);
      expect(told[0]?.progress.formsFound).toBe(2_080);
      expect(statuses('beside')).toEqual([]);
      expect(statuses('elsewhere')).toEqual([]);
      for (const client of clients.values()) await client.cut();

      const preview = await look('owner', id);
      expect([preview.statusCode, preview.json().status]).toEqual([200, 'preview']);
      expect(preview.json().forms.length).toBeGreaterThan(1_500);
    },
  );

  it('that fails later says so with what to do, to those in scope', async () => {
    const begun = await send(hasty, 'owner', { text: '今天天气很好', filename: 'a.txt' });
    expect(begun.statusCode).toBe(202);
    const { id } = begun.json();
    await eventually(
      'it has failed',
      10_000,
      async () => (await look('owner', id)).json().status === 'failed',
    );
    expect((await look('owner', id)).json().message).toMatch(/没有找到绩效目标表.*请/);
    expect((await look('elsewhere', id)).statusCode).toBe(404);
    expect((await commit('owner', id)).statusCode).toBe(404);
  });

  it('a handler’s is the unit’s, the bureau’s is of those who see the whole region', async () => {
    const { id } = (await send(hasty, 'finance', { text: '今天天气很好', filename: 'a.txt' })).json();
    expect((await look('business', id)).statusCode).toBe(200);
    expect((await look('owner', id)).statusCode).toBe(404);
    expect((await look('leader', id)).statusCode).toBe(404);
  });
});
