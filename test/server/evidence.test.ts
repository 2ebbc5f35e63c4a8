/** Evidence over HTTP: real files, told by their content; what is refused says what is taken. 演示数据 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { archiveOf } from '../forms/office-files.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, newKey, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start();

const seed = (name: string) => readFileSync(new URL(`../fixtures/seeds/${name}`, import.meta.url));
const picture = readFileSync(new URL('../../docs/pictures/account-390.png', import.meta.url));
const photo = Buffer.from([
  0xff,
  0xd8,
  0xff,
  0xe0,
  0,
  16,
  ...Buffer.from('JFIF\0'),
  1,
  1,
  0,
  0,
  1,
  0,
  1,
  0,
  0,
  0xff,
  0xd9,
]);

const archive = await archiveOf({ '一.txt': '一' });
const macros = await archiveOf({ 'word/document.xml': '<w/>', 'word/vbaProject.bin': 'x' });

const ofProject = `/api/projects/${world.projectId}/evidence`;

async function upload(
  username: string,
  filename: string,
  content: Buffer,
  { url = ofProject, key = newKey() }: { url?: string; key?: string | null } = {},
) {
  const boundary = 'mubiao-test';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${filename}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  return app.inject({
    method: 'POST',
    url,
    payload: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      cookie: await signIn(app, username),
      ...(key !== null && { 'idempotency-key': key }),
    },
  });
}
const get = async (username: string, url: string) =>
  app.inject({ url, headers: { cookie: await signIn(app, username) } });

describe('a file', () => {
  it.each([
    ['名册.pdf', seed('lishi.pdf'), 'application/pdf', 'inline'],
    ['截图.png', picture, 'image/png', 'inline'],
    ['照片.jpeg', photo, 'image/jpeg', 'inline'],
    [
      '说明.docx',
      seed('lishi.docx'),
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'attachment',
    ],
    [
      '台账.xlsx',
      seed('lishi.xlsx'),
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'attachment',
    ],
  ])('%s comes back byte for byte, as what it is', async (filename, bytes, mediaType, disposition) => {
    const answer = await upload('owner', filename, bytes);
    expect([answer.statusCode, answer.json().message]).toEqual([201, undefined]);
    expect(answer.json()).toMatchObject({ filename, mediaType, sizeBytes: bytes.length, links: [] });
    const file = await get('finance', `/api/evidence/${answer.json().id}`);
    expect(file.statusCode).toBe(200);
    expect(file.rawPayload.equals(bytes)).toBe(true);
    expect(file.headers).toMatchObject({
      'content-type': mediaType,
      'x-content-type-options': 'nosniff',
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(filename)}`,
    });
    expect(file.headers['content-security-policy']).toMatch(/^default-src 'none';/);
  });

  it('is what its content is, whatever it is called', async () => {
    const answer = await upload('owner', '佐证.docx', picture);
    expect(answer.json()).toMatchObject({ filename: '佐证.docx.png', mediaType: 'image/png' });
  });

  it.each([
    ['页面.pdf', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['图.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['空.pdf', Buffer.alloc(0)],
    ['压缩包.zip', archive],
    ['宏.docx', macros],
    ['坏.xlsx', seed('lishi.xlsx').subarray(0, 4_000)],
  ])('%s is refused, saying what is taken', async (filename, bytes) => {
    const answer = await upload('owner', filename, bytes);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'evidence_not_taken']);
    expect(answer.json().message).toContain('PDF');
  });

  it('above 20 MB is refused', async () => {
    const bytes = Buffer.concat([Buffer.from('%PDF-1.4'), Buffer.alloc(20_000_001)]);
    expect((await upload('owner', '大.pdf', bytes)).statusCode).toBe(413);
  });

  it('wants a key, and the same key and file give the same answer', async () => {
    expect((await upload('owner', '一.png', picture, { key: null })).json().code).toBe(
      'idempotency_key_required',
    );
    const key = newKey();
    const first = await upload('owner', '一.png', picture, { key });
    expect((await upload('owner', '一.png', picture, { key })).json()).toEqual(first.json());
    expect((await upload('owner', '一.png', photo, { key })).statusCode).toBe(422);
    const cookie = await signIn(app, 'owner');
    const json = await app.inject({
      method: 'POST',
      url: ofProject,
      payload: { file: 'x' },
      headers: { cookie, 'idempotency-key': newKey() },
    });
    expect(json.statusCode).toBe(400);
  });
});

describe('who', () => {
  it('adds: handler and head of the unit; reviewers only look', async () => {
    expect((await upload('owners-head', '负责人.pdf', seed('liulin.pdf'))).statusCode).toBe(201);
    for (const username of ['leader', 'business', 'finance']) {
      const answer = await upload(username, '一.png', picture);
      expect([answer.statusCode, answer.json().code]).toEqual([403, 'not_allowed']);
      const list = await get(username, ofProject);
      expect(list.json()).toMatchObject({ mayAdd: false, most: 200 });
      expect(list.json().items.length).toBeGreaterThan(0);
    }
  });

  it('is elsewhere, beside or an administrator finds nothing', async () => {
    const { id } = (await upload('owner', '范围.png', picture)).json();
    for (const username of ['beside', 'elsewhere']) {
      expect((await get(username, `/api/evidence/${id}`)).statusCode).toBe(404);
      expect((await get(username, ofProject)).statusCode).toBe(404);
    }
    expect((await upload('beside', '一.png', picture)).statusCode).toBe(404);
    expect((await get('sysadmin', `/api/evidence/${id}`)).statusCode).toBe(403);
    expect((await app.inject({ url: `/api/evidence/${id}` })).statusCode).toBe(401);
  });
});
