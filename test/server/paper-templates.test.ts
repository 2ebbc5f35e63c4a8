/** A bureau's own Word form over a real database: looked at, kept, filled, withdrawn; and who may. 演示数据 */
import { createHash, randomUUID } from 'node:crypto';
import { Document, Packer, Paragraph } from 'docx';
import { v7 as uuidv7 } from 'uuid';
import { expect, test, vi } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { inContext, type Tx } from '../../db/database.ts';
import { PAPER_LIMITS, TEMPLATES_IN_AN_HOUR } from '../../db/paper-limits.ts';
import { marksOfKind, TEMPLATE_KINDS, type TemplateKind } from '../../domain/paper-template-kinds.ts';
import { sampleTemplate } from '../../domain/paper-template-sample.ts';
import type { PapersAnswer, TemplateItem, TemplatesAnswer } from '../../server/contract-papers.ts';
import type { PaperItem } from '../../server/contract-review-shapes.ts';
import { openArchive } from '../../server/forms/archive.ts';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { paperToDocx } from '../../server/paper/docx.ts';
import { checkTemplate } from '../../server/paper/template.ts';
import { createTestDatabase } from '../postgres.ts';
import { REVIEW_DAY, reviewCalls } from './review-world.ts';
import { createWorld, newKey, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start({ clock: fixedClock(REVIEW_DAY) });
const { get, post, open, form, fill, close } = reviewCalls(app);
const whole = { regionId: world.regionId, units: '*' as const };

const docx = (lines: readonly string[]): Promise<Buffer> =>
  Packer.toBuffer(new Document({ sections: [{ children: lines.map((line) => new Paragraph(line)) }] }));

async function send(username: string, kind: TemplateKind, bytes: Buffer, key = newKey()) {
  const boundary = randomUUID();
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="本局监控表.docx"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return app.inject({
    method: 'POST',
    url: `/api/paper-templates?kind=${kind}`,
    payload,
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      cookie: await signIn(app, username),
      'idempotency-key': key,
    },
  });
}

const listed = async (username: string) =>
  (await get(username, '/api/paper-templates')).json<TemplatesAnswer>();
const wordsOf = async (bytes: Buffer): Promise<string> =>
  (await rowsOfDocx(bytes)).rows.map(({ cells }) => cells.join('|')).join('\n');

async function take(
  username: string,
  url: string,
  body: object,
): Promise<{ item: PaperItem; bytes: Buffer }> {
  const made = await post(username, url, body);
  expect(made.statusCode, made.body).toBe(201);
  const item = made.json<PaperItem>();
  return { item, bytes: (await get(username, `/api/papers/${item.id}`)).rawPayload };
}

const formOf = (roundId: string): Promise<string> =>
  inContext(world.db, whole, async (tx) => {
    const row = await tx
      .selectFrom('app.review_forms')
      .select('id')
      .where('round_id', '=', roundId)
      .where('project_id', '=', world.projectId)
      .executeTakeFirstOrThrow();
    return row.id;
  });

test.each(TEMPLATE_KINDS)('the sample of %s holds every mark and is taken as it is', async (kind) => {
  const sent = await get('owner', `/api/paper-templates/sample?kind=${kind}`);
  expect(sent.statusCode).toBe(200);
  expect(sent.rawPayload.equals(await paperToDocx(sampleTemplate(kind)))).toBe(true);
  const checked = await checkTemplate(sent.rawPayload, marksOfKind(kind));
  if ('refusal' in checked) throw new Error(checked.message);
  const known = marksOfKind(kind);
  const loops = new Set(known.flatMap(({ loop }) => (loop === null ? [] : [loop])));
  expect(new Set(checked.marks)).toEqual(new Set([...known.map(({ mark }) => mark), ...loops]));
});

test('uploaded by finance it is filled from then on; withdrawn, our own layout is back', async () => {
  const roundId = await open();
  const formId = await formOf(roundId);
  await fill('owner', formId);
  const url = `/api/review-forms/${formId}/papers`;
  const own = await take('owner', url, { format: 'docx' });
  expect(own.item.templateSha256).toBeNull();
  const bytes = await docx([
    '本局专用表',
    '项目：{项目名称}',
    '{#指标}{三级指标}：{原因说明}；{/指标}',
    '{填表人}',
  ]);
  const key = newKey();
  const kept = await send('finance', 'monitoring_form', bytes, key);
  expect(kept.statusCode, kept.body).toBe(201);
  const template = kept.json<TemplateItem>();
  expect(template).toMatchObject({
    kind: 'monitoring_form',
    filename: '本局监控表.docx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    isStanding: true,
    isWithdrawn: false,
    post: '财政局绩效股',
  });
  expect((await send('finance', 'monitoring_form', bytes, key)).json()).toEqual(template);
  expect((await get('owner', `/api/paper-templates/${template.id}`)).rawPayload.equals(bytes)).toBe(true);
  expect(await listed('owner')).toMatchObject({ mayChange: false, items: [{ id: template.id }] });

  const filled = await take('owner', url, { format: 'docx' });
  expect(filled.item.templateSha256).toBe(template.sha256);
  const words = await wordsOf(filled.bytes);
  expect(words).toContain('本局专用表');
  expect(words).toContain('受上半年资金下达较晚影响');
  expect((await take('owner', url, { format: 'docx' })).bytes.equals(filled.bytes)).toBe(true);
  // A workbook and a paper of another kind have no marks.
  expect((await take('owner', url, { format: 'xlsx' })).item.templateSha256).toBeNull();

  const gone = await post('business', `/api/paper-templates/${template.id}/withdraw`, {});
  expect(gone.statusCode, gone.body).toBe(201);
  expect(gone.json()).toMatchObject({ isWithdrawn: true, isStanding: false, sha256: template.sha256 });
  expect((await listed('finance')).items.map(({ isStanding }) => isStanding)).toEqual([false, false]);
  expect((await take('owner', url, { format: 'docx' })).bytes.equals(own.bytes)).toBe(true);
  // What went out stays as it went out, and says by which template.
  const again = await get('owner', `/api/papers/${filled.item.id}`);
  expect(again.rawPayload.equals(filled.bytes)).toBe(true);
  const twice = await post('finance', `/api/paper-templates/${template.id}/withdraw`, {});
  expect([twice.statusCode, twice.json<{ message: string }>().message]).toEqual([
    400,
    '这份模板已经不在使用，不用再撤下。请刷新后再看。',
  ]);
});

test('a disclosure copy fills the template without persons', async () => {
  const formId = await formOf(await open());
  await fill('owner', formId);
  const reason = (await form('owner', formId)).values.find(({ cell }) => cell.endsWith('.reasonText'));
  if (reason === undefined) throw new Error('no reason was asked for');
  const value = '经办人 owners-head 核实，电话 00000000000，7月补齐';
  const changed = await post('owner', `/api/review-forms/${formId}/cells`, {
    changes: [{ cell: reason.cell, value, supersedes: reason.id }],
  });
  expect(changed.statusCode, changed.body).toBe(201);
  await close(formId);
  const bytes = await docx(['本局表{项目名称}', '{填报日期}', '{#指标}{原因说明}；{/指标}']);
  expect((await send('finance', 'monitoring_form', bytes)).statusCode).toBe(201);
  const url = `/api/review-forms/${formId}/papers`;
  const inner = await wordsOf((await take('finance', url, { format: 'docx' })).bytes);
  const copy = await take('finance', url, { format: 'docx', isDisclosure: true });
  expect(copy.item.isDisclosure).toBe(true);
  expect(copy.item.templateSha256).not.toBeNull();
  const published = await wordsOf(copy.bytes);
  for (const person of ['owners-head', '00000000000']) {
    expect(inner).toContain(person);
    expect(published).not.toContain(person);
  }
  expect(published).toContain('本局表');
  expect(published).toContain('7月补齐');
});

test('the archive of all forms is of forms filled into it', async () => {
  const roundId = await open();
  const bytes = await docx(['本局专用表', '{项目名称}']);
  const template = (await send('finance', 'monitoring_form', bytes)).json<TemplateItem>();
  const asked = await post('finance', `/api/review-rounds/${roundId}/papers/all`, { format: 'docx' });
  expect(asked.statusCode, asked.body).toBe(202);
  const { id } = asked.json<{ id: string }>();
  const kept = await vi.waitFor(
    async () => {
      const { items } = (await get('finance', `/api/papers?round=${roundId}`)).json<{ items: PaperItem[] }>();
      const found = items.find((each) => each.id === id);
      if (found === undefined) throw new Error('not done yet');
      return found;
    },
    { timeout: 30_000, interval: 100 },
  );
  expect(kept).toMatchObject({ kind: 'all_forms', templateSha256: template.sha256 });
  const archive = await openArchive((await get('finance', `/api/papers/${id}`)).rawPayload);
  expect(archive.names.length).toBeGreaterThan(1);
  for (const name of archive.names) {
    expect(await wordsOf((await archive.part(name)) ?? Buffer.alloc(0)), name).toContain('本局专用表');
  }
}, 60_000);

test('whoever asks for the archive while another does joins him', async () => {
  const cookie = await signIn(app, 'finance');
  // Connections that are open already: the requests run side by side.
  await Promise.all(Array.from({ length: 10 }, () => get('finance', '/api/projects')));
  const roundId = await open();
  const ask = () =>
    app.inject({
      method: 'POST',
      url: `/api/review-rounds/${roundId}/papers/all`,
      payload: { format: 'xlsx' },
      headers: { cookie, 'idempotency-key': newKey() },
    });
  const asked = await Promise.all([ask(), ask(), ask(), ask()]);
  expect(new Set(asked.map(({ body }) => body)).size).toBe(1);
});

test('a notice is filled into its own template', async () => {
  const sample = await paperToDocx(sampleTemplate('rectification_notice'));
  expect((await send('finance', 'rectification_notice', sample)).statusCode).toBe(201);
  const notice = await post('finance', '/api/rectifications', {
    projectId: world.projectId,
    formId: null,
    source: 'monitoring',
    documentNumber: '柳财绩〔2023〕9 号',
    demands: [
      { words: '项目整体滞后', condition: { type: 'light', subjectId: world.projectId, noneOf: ['severe'] } },
      {
        words: '培训进度滞后',
        condition: { type: 'light', subjectId: world.indicatorId, noneOf: ['severe'] },
      },
    ],
    dueOn: '2023-12-31',
  });
  expect(notice.statusCode, notice.body).toBe(201);
  const { item, bytes } = await take(
    'finance',
    `/api/rectifications/${notice.json<{ id: string }>().id}/papers`,
    {
      format: 'docx',
    },
  );
  expect(item.templateSha256).not.toBeNull();
  const words = await wordsOf(bytes);
  // What a demand is about is what its condition is about: the project is not its money.
  expect(words).toContain('项目整体|项目整体滞后');
  expect(words).not.toContain('资金|');
  expect(words).toContain('柳财绩〔2023〕9 号');
});

test('what cannot be filled is refused in words that say which mark and where; nothing is kept', async () => {
  const before = (await listed('finance')).items.length;
  const refusals: [Buffer, string, RegExp][] = [
    [
      await docx(['首页', '项目名：{项目名}']),
      'template_unknown_mark',
      /\{项目名\} 在这一段：“项目名：\{项目名\}”/,
    ],
    [await docx(['{项目名称']), 'template_broken_mark', /花括号.*\{项目名称\}（在正文里）/],
    [await docx(['{#指标}{三级指标}']), 'template_broken_loop', /\{#指标\}/],
    [await docx(['没有标记']), 'template_no_marks', /标记/],
    [Buffer.from('%PDF-1.7 不是 Word'), 'template_not_docx', /\.docx/],
    [Buffer.alloc(5 * 1024 * 1024 + 1, 0x50), 'template_too_large', /5 MB/],
  ];
  for (const [bytes, code, message] of refusals) {
    const answer = await send('finance', 'monitoring_form', bytes);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([422, code]);
    expect(answer.json<{ message: string }>().message).toMatch(message);
  }
  expect((await listed('finance')).items).toHaveLength(before);
}, 60_000);

test('only finance of the region uploads and withdraws, and its templates are nobody else’s', async () => {
  const bytes = await docx(['{项目名称}']);
  const standing = (await send('finance', 'monitoring_form', bytes)).json<TemplateItem>();
  for (const username of ['owner', 'owners-head', 'leader', 'sysadmin']) {
    expect((await send(username, 'monitoring_form', bytes)).statusCode, username).toBe(403);
    const answer = await post(username, `/api/paper-templates/${standing.id}/withdraw`, {});
    expect(answer.statusCode, username).toBe(403);
  }
  expect((await get('sysadmin', '/api/paper-templates')).statusCode).toBe(403);
  expect((await listed('elsewhere')).items).toEqual([]);
  expect((await get('elsewhere', `/api/paper-templates/${standing.id}`)).statusCode).toBe(404);
  expect((await post('elsewhere', `/api/paper-templates/${standing.id}/withdraw`, {})).statusCode).toBe(404);
});

const SHA = 'a'.repeat(64);
const accountOf = async (username: string): Promise<string> =>
  (
    await world.db
      .selectFrom('ops.accounts')
      .select('id')
      .where('username', '=', username)
      .executeTakeFirstOrThrow()
  ).id;
const signature = (recorded_by: string) => ({
  invented: true,
  recorded_post: '岗位',
  recorded_on: '2023-07-31',
  recorded_at: '2023-07-31T09:00:00+08:00',
  recorded_by,
});

async function insertPaper(
  tx: Tx,
  of: {
    recorded_by: string;
    kind: PaperItem['kind'];
    unit_id: string | null;
    template_id?: string;
    id?: string;
  },
): Promise<void> {
  const { recorded_by, kind, unit_id, template_id = null, id = uuidv7() } = of;
  await tx
    .insertInto('app.papers')
    .values({
      region_id: world.regionId,
      id,
      unit_id,
      round_id: null,
      form_id: null,
      rectification_id: null,
      kind,
      format: 'docx',
      is_disclosure: false,
      filename: '公文.docx',
      sha256: SHA,
      bytes: Buffer.from('x'),
      template_id,
      ...signature(recorded_by),
    })
    .execute();
}

test('the database itself keeps who takes out which paper, and on whose form', async () => {
  const refused = (username: string, work: (tx: Tx, account: string) => Promise<unknown>) => async () => {
    const account = await accountOf(username);
    await inContext(world.db, whole, (tx) => work(tx, account));
  };
  const paper =
    (kind: PaperItem['kind'], unit_id: string | null, template_id?: string) =>
    (tx: Tx, recorded_by: string): Promise<void> =>
      insertPaper(tx, { recorded_by, kind, unit_id, ...(template_id !== undefined && { template_id }) });
  const code = (errcode: string) => expect.objectContaining({ code: errcode }) as Error;
  for (const kind of ['summary', 'report'] as const) {
    await expect(refused('owner', paper(kind, world.unitId))()).rejects.toEqual(code('MB060'));
    await expect(refused('owners-head', paper(kind, null))()).rejects.toEqual(code('MB060'));
    await expect(refused('leader', paper(kind, null))()).rejects.toEqual(code('MB060'));
    await expect(refused('leader', paper(kind, world.departmentId))()).resolves.toBeUndefined();
    await expect(refused('business', paper(kind, null))()).resolves.toBeUndefined();
  }
  const notices = (await listed('finance')).items.find(({ kind }) => kind === 'rectification_notice');
  await expect(refused('finance', paper('monitoring_form', null, notices?.id))()).rejects.toEqual(
    code('MB061'),
  );
  const template = (values: object) => (tx: Tx, recorded_by: string) =>
    tx
      .insertInto('app.paper_templates')
      .values({
        region_id: world.regionId,
        id: uuidv7(),
        kind: 'monitoring_form',
        filename: '模板.docx',
        sha256: createHash('sha256').update('x').digest('hex'),
        bytes: Buffer.from('x'),
        is_withdrawn: false,
        ...signature(recorded_by),
        ...values,
      })
      .execute();
  await expect(refused('leader', template({}))()).rejects.toEqual(code('MB062'));
  await expect(refused('finance', template({ sha256: SHA }))()).rejects.toEqual(code('MB061'));
  await expect(refused('finance', template({ bytes: null, is_withdrawn: true }))()).rejects.toEqual(
    code('MB063'),
  );
  const huge = Buffer.alloc(5 * 1024 * 1024 + 1);
  await expect(
    refused('finance', template({ bytes: huge, sha256: createHash('sha256').update(huge).digest('hex') }))(),
  ).rejects.toThrow(/paper_templates_small/);
});

test('a script in a loop is stopped with a sentence, before anything is written', async () => {
  const formId = await formOf(await open());
  const url = `/api/review-forms/${formId}/papers`;
  const beside = await accountOf('owners-head');
  const key = newKey();
  const first = await post('owners-head', url, { format: 'xlsx' }, key);
  expect(first.statusCode).toBe(201);
  await inContext(world.db, whole, async (tx) => {
    for (let n = 0; n < PAPER_LIMITS.inAnHour; n += 1)
      await insertPaper(tx, { recorded_by: beside, kind: 'monitoring_form', unit_id: world.unitId });
  });
  const refused = await post('owners-head', url, { format: 'xlsx' });
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([429, 'too_many_papers']);
  expect(refused.json<{ message: string }>().message).toContain('300 份');
  expect(refused.headers['retry-after']).toBe('3600');
  // Who asks for the one that was made gets it: its answer may have been lost on the way.
  const again = await post('owners-head', url, { format: 'xlsx' }, key);
  expect([again.statusCode, again.json()]).toEqual([201, first.json()]);
  expect((await post('owners-head', url, { format: 'docx' }, key)).statusCode).toBe(422);
  // All that was taken out is found again, page by page.
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await get('owners-head', `/api/papers?limit=120${cursor === '' ? '' : `&cursor=${cursor}`}`);
    const { items, nextCursor }: PapersAnswer = page.json();
    if (nextCursor !== null) expect(items.length).toBe(120);
    ids.push(...items.map(({ id }) => id));
    cursor = nextCursor;
  }
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(PAPER_LIMITS.inAnHour);
  expect(ids).toContain(first.json<{ id: string }>().id);
  expect((await get('owners-head', '/api/papers?cursor=newest')).statusCode).toBe(400);
  // It is the account's own limit.
  expect((await post('owner', url, { format: 'xlsx' })).statusCode).toBe(201);
});

test('what was exported an hour ago no longer counts, archives have a limit of their own', async () => {
  const roundId = await open();
  const account = await accountOf('business');
  const hourAgo = Date.now() - 3_700_000;
  await inContext(world.db, whole, async (tx) => {
    for (let n = 0; n < PAPER_LIMITS.inAnHour; n += 1) {
      const id = uuidv7({ msecs: hourAgo });
      await insertPaper(tx, { recorded_by: account, kind: 'monitoring_form', unit_id: null, id });
    }
  });
  const url = `/api/review-forms/${await formOf(roundId)}/papers`;
  expect((await post('business', url, { format: 'xlsx' })).statusCode).toBe(201);
  await inContext(world.db, whole, async (tx) => {
    for (let n = 0; n < PAPER_LIMITS.archivesInAnHour; n += 1)
      await insertPaper(tx, { recorded_by: account, kind: 'all_forms', unit_id: null });
  });
  const all = await post('business', `/api/review-rounds/${roundId}/papers/all`, { format: 'xlsx' });
  expect([all.statusCode, all.json<{ code: string }>().code]).toEqual([429, 'too_many_papers']);
  expect((await post('business', url, { format: 'xlsx' })).statusCode).toBe(201);
});

test('nor are templates uploaded in a loop', async () => {
  const account = await accountOf('business');
  const bytes = Buffer.from('x');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const [key, own] = [newKey(), await docx(['{项目名称}'])];
  const first = await send('business', 'monitoring_form', own, key);
  expect(first.statusCode, first.body).toBe(201);
  await inContext(world.db, whole, async (tx) => {
    for (let n = 0; n < TEMPLATES_IN_AN_HOUR; n += 1) {
      const row = {
        kind: 'monitoring_form',
        filename: '模板.docx',
        sha256,
        bytes,
        is_withdrawn: false,
      } as const;
      await tx
        .insertInto('app.paper_templates')
        .values({ region_id: world.regionId, id: uuidv7(), ...row, ...signature(account) })
        .execute();
    }
  });
  const refused = await send('business', 'monitoring_form', await docx(['{项目名称}']));
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([429, 'too_many_papers']);
  expect(refused.json<{ message: string }>().message).toContain('模板');
  const again = await send('business', 'monitoring_form', own, key);
  expect([again.statusCode, again.json()]).toEqual([201, first.json()]);
});
