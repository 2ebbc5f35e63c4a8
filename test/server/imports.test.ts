import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, newKey, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
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
