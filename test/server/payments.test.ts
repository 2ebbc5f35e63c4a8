/** 演示数据: payments are invented. */
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../postgres.ts';
import { bomb, day, HEADERS, workbook, type FixtureCell } from '../forms/payment-fixtures.ts';
import { createWorld, newKey, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start();

const own = await projectOf('owner');

/** A project of the viewer's scope, as the product shows it. */
async function projectOf(username: string): Promise<{ id: string; name: string; unit: string }> {
  const cookie = await signIn(app, username);
  const page = await app.inject({ url: '/api/projects?year=2023&limit=50', headers: { cookie } });
  const rows = page.json().items as { projectId: string; name: string; unitName: string }[];
  const only = rows.find((row) => rows.filter((other) => other.name === row.name).length === 1);
  if (!only) throw new Error('no project with a name of its own');
  return { id: only.projectId, name: only.name, unit: only.unitName };
}

function form(filename: string, content: Buffer) {
  const boundary = 'mubiao-test';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${filename}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  return {
    payload: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

async function call(
  username: string,
  method: 'GET' | 'POST',
  url: string,
  options: { payload?: object | Buffer; headers?: Record<string, string>; key?: string } = {},
) {
  const cookie = await signIn(app, username);
  return app.inject({
    method,
    url,
    ...(options.payload && { payload: options.payload }),
    headers: { ...options.headers, cookie, ...(options.key && { 'idempotency-key': options.key }) },
  });
}

const payment = (date: Date | string, amount: number, document: string, payee = ''): FixtureCell[] => [
  date,
  '',
  own.name,
  '中央',
  amount,
  document,
  payee,
  '',
  '',
];

const uploadBook = async (username: string, ...rows: FixtureCell[][]) =>
  call(
    username,
    'POST',
    '/api/payment-files',
    form('演示支付.xlsx', await workbook({ 明细: [HEADERS, ...rows] })),
  );
const pasted = (username: string, ...lines: string[]) =>
  call(username, 'POST', '/api/payment-files', {
    payload: { text: ['日期,项目名称,金额,凭证号', ...lines].join('\n'), filename: '粘贴的明细' },
  });
const commit = (username: string, id: string, payload?: object, key: string = newKey()) =>
  call(username, 'POST', `/api/payment-files/${id}/commit`, { key, ...(payload && { payload }) });

describe('a payment file over HTTP', () => {
  it('is uploaded, previewed, committed, and stands in the project’s ledger', async () => {
    const uploaded = await uploadBook(
      'owner',
      payment(day('2023-07-03'), 1234.56, 'P1', '张甲乙'),
      payment('20230704', 0.1 + 0.2, 'P2'),
    );
    expect([uploaded.statusCode, uploaded.json().message]).toEqual([201, undefined]);
    const preview = uploaded.json();
    expect(preview).toMatchObject({
      status: 'preview',
      filename: '演示支付.xlsx',
      sheet: '明细',
      rowCount: 2,
      removed: ['收款人名称', '收款人账号'],
      mappingFrom: 'headers',
      counts: { ready: 2, duplicates: 0, unplaced: 0, refused: 0 },
    });
    expect(uploaded.body).not.toContain('张甲乙');
    const looked = await call('owner', 'GET', `/api/payment-files/${preview.id}`);
    expect(looked.json()).toEqual({ ...preview, recordedAt: expect.stringMatching(/^2023-07-31T09:00:00/) });

    const key = newKey();
    const done = await commit('owner', preview.id, undefined, key);
    expect([done.statusCode, done.json()]).toEqual([
      200,
      expect.objectContaining({
        events: 2,
        projects: 1,
        left: { duplicates: 0, unplaced: 0, refused: 0, written: 0 },
      }),
    ]);
    expect(done.json().reconciliation.total.paid).toBe('1234.86');
    expect((await commit('owner', preview.id, undefined, key)).json()).toEqual(done.json());
    expect((await commit('owner', preview.id)).statusCode).toBe(400);

    const ledger = await call('owner', 'GET', `/api/projects/${own.id}/ledger`);
    const paid = ledger.json().items.filter((event: { event: string }) => event.event === 'paid');
    expect(paid.map((event: { amount: string; document: string }) => [event.amount, event.document])).toEqual(
      [
        ['0.30', 'P2'],
        ['1234.56', 'P1'],
      ],
    );
    const list = await call('owner', 'GET', '/api/payment-files');
    expect(list.json().items[0]).toMatchObject({
      id: preview.id,
      status: 'committed',
      events: 2,
      paid: '1234.86',
    });
  });

  it('tells what is there already, and records it when it is ticked', async () => {
    const preview = (await pasted('owner', `2023-07-03,${own.name},1234.56,P1`)).json();
    expect(preview.duplicateRows).toEqual([2]);
    expect((await commit('owner', preview.id, { include: [2] })).json().events).toBe(1);
  });

  it('is taken back whole, once', async () => {
    const preview = (await pasted('owner', `2023-07-09,${own.name},55,R1`)).json();
    await commit('owner', preview.id);
    const reverse = (username: string, key = newKey()) =>
      call(username, 'POST', `/api/payment-files/${preview.id}/reverse`, { payload: {}, key });
    expect((await reverse('beside')).statusCode).toBe(404);
    expect((await reverse('leader')).statusCode).toBe(403);
    const key = newKey();
    const done = await reverse('owner', key);
    expect([done.statusCode, done.json()]).toEqual([200, { events: 1, projects: 1 }]);
    expect((await reverse('owner', key)).json()).toEqual(done.json());
    expect((await reverse('owner')).statusCode).toBe(400);
    expect((await call('owner', 'GET', `/api/payment-files/${preview.id}`)).json().standing).toBe(0);
  });

  it('is read again with another mapping', async () => {
    const preview = (await pasted('owner', `2023-07-05,${own.name},1.5,W1`)).json();
    const mapping = { ...preview.mapping, amountUnit: 'wan', event: 'issued' };
    const again = await call('owner', 'POST', `/api/payment-files/${preview.id}/mapping`, {
      payload: mapping,
    });
    expect(again.statusCode).toBe(201);
    expect(again.json().id).not.toBe(preview.id);
    expect(again.json().reconciliation.total.issued).toBe('15000.00');
    const half = await call('owner', 'POST', `/api/payment-files/${preview.id}/mapping`, {
      payload: { ...mapping, columns: { amount: 2 } },
    });
    expect([half.statusCode, Object.keys(half.json().mappingDefects)]).toEqual([
      201,
      ['date', 'projectName'],
    ]);
    const refused = await commit('owner', half.json().id);
    expect([refused.statusCode, refused.json().code]).toEqual([400, 'invalid_request']);
    const bad = { payload: { ...mapping, columns: { amount: -1 } } };
    expect((await call('owner', 'POST', `/api/payment-files/${preview.id}/mapping`, bad)).statusCode).toBe(
      400,
    );
    const unknown = { payload: { ...mapping, columns: { payer: 1 } } };
    expect(
      (await call('owner', 'POST', `/api/payment-files/${preview.id}/mapping`, unknown)).statusCode,
    ).toBe(400);
  });

  it('is for those who pay, in their own scope', async () => {
    const preview = (await pasted('owner', `2023-07-05,${own.name},7,S1`)).json();
    const seen = async (username: string) =>
      (await call(username, 'GET', `/api/payment-files/${preview.id}`)).statusCode;
    expect([
      await seen('business'),
      await seen('beside'),
      await seen('elsewhere'),
      await seen('auditor'),
    ]).toEqual([200, 404, 404, 403]);
    for (const username of ['leader', 'finance', 'auditor', 'sysadmin']) {
      expect((await pasted(username, `2023-07-05,${own.name},7,S1`)).statusCode).toBe(403);
    }
    expect((await commit('beside', preview.id)).statusCode).toBe(404);
    expect((await commit('leader', preview.id)).statusCode).toBe(403);
    expect((await call('owner', 'POST', `/api/payment-files/${preview.id}/commit`)).statusCode).toBe(400);
    expect((await app.inject({ url: '/api/payment-files' })).statusCode).toBe(401);
    // A project of the unit beside is not named to a handler.
    const besides = await projectOf('beside');
    const foreign = (await pasted('owner', `2023-07-05,${besides.name}——邻,7,S2`)).json();
    expect(JSON.stringify(foreign.projects)).not.toContain(besides.id);
    const chosen = await commit('owner', foreign.id, { choices: { 2: besides.id } });
    expect([chosen.statusCode, Object.keys(chosen.json().fields)]).toEqual([400, ['choices.2']]);
  });

  it('that cannot be read is refused with what to do, and the server goes on', async () => {
    const answers = await Promise.all([
      call('owner', 'POST', '/api/payment-files', form('支付.xlsx', await bomb(200))),
      call('owner', 'POST', '/api/payment-files', form('支付.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'))),
      call('owner', 'POST', '/api/payment-files', form('支付.csv', Buffer.from('你好'))),
    ]);
    for (const answer of answers) {
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'unreadable_document']);
      expect(answer.json().message).toMatch(/请/);
    }
    expect((await call('owner', 'GET', '/api/payment-files?cursor=nonsense')).statusCode).toBe(400);
  });

  it('that takes too long is given up', async () => {
    const hurried = await world.start({ limits: { readingMs: 1 } });
    const cookie = await signIn(hurried, 'owner');
    const answer = await hurried.inject({
      method: 'POST',
      url: '/api/payment-files',
      headers: { cookie },
      payload: { text: '日期,项目名称,金额\n2023-07-05,甲,1', filename: 'a' },
    });
    expect([answer.statusCode, answer.json().message]).toEqual([422, expect.stringMatching(/已停止/)]);
  });
});
