/** Papers of a whole round of self-evaluation over a real database: 汇总表, all forms, a bureau's own 自评表. 演示数据 */
import { createHash, randomUUID } from 'node:crypto';
import { Document, Packer, Paragraph } from 'docx';
import { v7 as uuidv7 } from 'uuid';
import { expect, test, vi } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import type { Round, RoundScope } from '../../domain/round.ts';
import { SCORE_GRADE_NAMES } from '../../domain/score-scheme.ts';
import type { EvaluationFormAnswer } from '../../server/contract-evaluations.ts';
import type { TemplateItem } from '../../server/contract-papers.ts';
import type { PaperItem } from '../../server/contract-review-shapes.ts';
import type { ToldEvaluation } from '../../server/contract-review-told.ts';
import { openArchive } from '../../server/forms/archive.ts';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { readXlsx } from '../../server/forms/xlsx.ts';
import { answersOf } from '../evaluation-answers.ts';
import { createTestDatabase } from '../postgres.ts';
import { reviewCalls } from './review-world.ts';
import { createWorld, newKey, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start({ clock: fixedClock('2024-01-10') });
const { get, post } = reviewCalls(app);
const whole = { regionId: world.regionId, units: '*' as const };

let opened = 0;
async function open(scope: RoundScope = { type: 'all' }): Promise<{ roundId: string; formId: string }> {
  opened += 1;
  const round: Round = {
    title: `2023 年度绩效自评（第 ${opened} 轮）`,
    fiscalYear: 2023,
    kind: 'self',
    toMonth: 12,
    cutOffOn: '2023-12-31',
    scope,
    formName: '项目支出绩效自评表',
    variantId: null,
    origins: {},
    deadlines: [{ post: 'handler', dueOn: '2024-02-29', origin: 'entered', isGuess: false }],
  };
  const answer = await post('finance', '/api/review-rounds', { round, purpose: 'self_evaluation' });
  expect(answer.statusCode, answer.body).toBe(201);
  const roundId = answer.json<{ id: string }>().id;
  const [own] = (await formsOf(roundId)).filter(({ project_id }) => project_id === world.projectId);
  return { roundId, formId: String(own?.id) };
}

const formsOf = (roundId: string) =>
  inContext(world.db, whole, (tx) =>
    tx.selectFrom('app.review_forms').select(['id', 'project_id']).where('round_id', '=', roundId).execute(),
  );

async function form(id: string): Promise<ToldEvaluation> {
  const answer = await get('finance', `/api/review-forms/${id}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<EvaluationFormAnswer>().form;
}

async function fill(id: string): Promise<void> {
  for (let times = 0; times < 5; times += 1) {
    const changes = answersOf(await form(id));
    if (changes.length === 0) return;
    const saved = await post('owner', `/api/review-forms/${id}/cells`, { changes });
    expect(saved.statusCode, saved.body).toBe(201);
  }
  expect((await form(id)).check.refusals).toEqual([]);
}

async function close(id: string): Promise<void> {
  for (const by of ['owner', 'owners-head', 'leader', 'business', 'finance']) {
    const { revision } = (await form(id)).state;
    const act = by === 'owner' ? 'submit' : 'approve';
    const done = await post(by, `/api/review-forms/${id}/acts`, { act, revision });
    expect(done.statusCode, done.body).toBe(201);
  }
}

const bytesOf = async (paperId: string): Promise<Buffer> =>
  (await get('finance', `/api/papers/${paperId}`)).rawPayload;

async function take(username: string, url: string, body: object) {
  const made = await post(username, url, body);
  expect(made.statusCode, made.body).toBe(201);
  const item = made.json<PaperItem>();
  return { item, bytes: await bytesOf(item.id) };
}

async function takeAll(roundId: string, format: 'docx' | 'xlsx') {
  const asked = await post('finance', `/api/review-rounds/${roundId}/papers/all`, { format });
  expect(asked.statusCode, asked.body).toBe(202);
  const { id } = asked.json<{ id: string }>();
  const item = await vi.waitFor(
    async () => {
      const { items } = (await get('finance', `/api/papers?round=${roundId}`)).json<{ items: PaperItem[] }>();
      const found = items.find((each) => each.id === id);
      if (found === undefined) throw new Error('not done yet');
      return found;
    },
    { timeout: 30_000, interval: 100 },
  );
  return { item, archive: await openArchive(await bytesOf(id)) };
}

type Format = 'docx' | 'xlsx';
/** Cells of the tables, without blanks at their ends. */
async function gridOf(bytes: Buffer, format: Format): Promise<string[][]> {
  const rows =
    format === 'docx'
      ? (await rowsOfDocx(bytes)).rows.filter(({ place }) => place.table !== undefined)
      : (await readXlsx(bytes, { longestCell: 20_000 })).flatMap((sheet) => sheet.rows);
  return rows.map(({ cells }) => cells.map((cell) => cell.trim()));
}
const wordsOf = async (bytes: Buffer): Promise<string> =>
  (await rowsOfDocx(bytes)).rows.map(({ cells }) => cells.join('|')).join('\n');

const number = (cell: string | undefined): number => Number((cell ?? '').replace(/[,%]/g, ''));
const wan = (yuan: string | null | undefined): number => Number(yuan ?? 0) / 10_000;

/** Of each form what the summary has to print, from the form as it is answered and the database's own names. */
async function expectSummary(grid: readonly string[][], roundId: string): Promise<void> {
  const forms = await Promise.all((await formsOf(roundId)).map(({ id }) => form(id)));
  const scores: number[] = [];
  let budget = 0;
  for (const { prefilled, entered, check } of forms) {
    const { head, money, indicators } = prefilled;
    const of = grid.filter((row) => row[1] === head.projectName.trim());
    // Two projects may have one name (domain.md 0); they differ by their money or words.
    const { total } = money.rows;
    const row = of.find((each) => Math.abs(number(each[5]) - wan(total?.adjustedYuan)) < 1e-6);
    if (row === undefined) throw new Error(`${head.projectName} is not in the summary`);
    expect(row[2]).toBe(head.department?.trim() ?? '');
    expect(number(row[4])).toBeCloseTo(wan(total?.initialYuan), 6);
    expect(number(row[6])).toBeCloseTo(wan(total?.executedYuan), 6);
    const rate = total?.adjustedYuan ? Number(total.executedYuan) / Number(total.adjustedYuan) : 0;
    expect(number(row[7])).toBeCloseTo(rate * 100, 1);
    const { total: score, grade } = check.evaluation;
    expect([row[8] === '' ? null : number(row[8]), row[9]]).toEqual([
      score === null ? null : Number(score),
      grade === null ? '' : SCORE_GRADE_NAMES['zh-CN'][grade],
    ]);
    expect(row[10]).toBe(String(check.deviations.length));
    const reasons = check.deviations.flatMap(({ indicatorId }) => {
      const reason = entered.indicators[indicatorId]?.reason ?? null;
      const name = indicators.find(({ id }) => id === indicatorId)?.name ?? '';
      return reason === null ? [] : [`${name}：${reason}`];
    });
    expect((row[11] ?? '').replace(/\s+/g, '')).toBe(reasons.join('').replace(/\s+/g, ''));
    if (score !== null) scores.push(Number(score));
    budget += wan(total?.adjustedYuan);
  }
  const sum = grid.find((row) => row[0]?.startsWith('合计')) ?? [];
  expect(sum[0]).toContain(`${forms.length}个项目`);
  expect(number(sum[5])).toBeCloseTo(budget, 6);
  const mean = scores.reduce((all, each) => all + each, 0) / scores.length;
  expect(sum[8]).toBe(scores.length === 0 ? '' : String(sum[8]));
  if (scores.length > 0) expect(number(sum[8])).toBeCloseTo(mean, 1);
  expect(sum[11]).toContain(`未评${forms.length - scores.length}个`);
}

test.each(['docx', 'xlsx'] as const)(
  'the summary as %s is what the forms say, blank and filled',
  async (format) => {
    const { roundId, formId } = await open();
    const url = `/api/review-rounds/${roundId}/papers`;
    const blank = await take('finance', url, { kind: 'summary', format });
    expect(blank.item).toMatchObject({ kind: 'summary', roundId, formId: null, format, invented: true });
    expect(blank.item.filename).toBe(`项目支出绩效自评汇总表（柳川县2023）演示数据.${format}`);
    await expectSummary(await gridOf(blank.bytes, format), roundId);
    await fill(formId);
    const filled = await take('finance', url, { kind: 'summary', format });
    const grid = await gridOf(filled.bytes, format);
    await expectSummary(grid, roundId);
    expect((await form(formId)).check.evaluation.total).not.toBeNull();
    const head =
      format === 'docx' ? await wordsOf(filled.bytes) : grid.map((cells) => cells.join('|')).join('\n');
    expect(head).toContain('演示数据：地名和数字均为虚构');
    expect(head).toContain('柳川县2023年项目支出绩效自评汇总表');
    expect(head).toMatch(/应报自评表\d+份，已审核办结0份/);
    expect(head).toContain('填报单位（盖章）：柳川县财政局');
    // What went out first is the same, byte for byte, after the form was filled.
    expect((await bytesOf(blank.item.id)).equals(blank.bytes)).toBe(true);
    expect(createHash('sha256').update(blank.bytes).digest('hex')).toBe(blank.item.sha256);
    expect(filled.item.sha256).not.toBe(blank.item.sha256);
  },
  60_000,
);

test('the summary is finance’s of the county and the leader’s of the department; there is no report', async () => {
  const { roundId } = await open();
  const url = `/api/review-rounds/${roundId}/papers`;
  const leaders = await take('leader', url, { kind: 'summary', format: 'docx' });
  const words = await wordsOf(leaders.bytes);
  expect(words).not.toContain('财政局');
  expect(words).toMatch(/填报单位（盖章）：.*人力资源和社会保障局/);
  for (const username of ['owner', 'owners-head']) {
    expect((await post(username, url, { kind: 'summary', format: 'docx' })).statusCode).toBe(403);
  }
  expect((await post('elsewhere', url, { kind: 'summary', format: 'docx' })).statusCode).toBe(404);
  const report = await post('finance', url, { kind: 'report', format: 'docx' });
  expect([report.statusCode, report.json<{ code: string }>().code]).toEqual([422, 'no_such_paper']);
});

test('the disclosure copy of the summary is of closed forms, without the names in their reasons', async () => {
  const { roundId, formId } = await open({ type: 'list', projectIds: [world.projectId] });
  const url = `/api/review-rounds/${roundId}/papers`;
  const early = await post('finance', url, { kind: 'summary', format: 'docx', isDisclosure: true });
  expect([early.statusCode, early.json<{ code: string }>().code]).toEqual([422, 'not_approved']);
  await fill(formId);
  const reason = (await form(formId)).values.find(({ cell }) => cell.endsWith('.reason'));
  if (reason === undefined) throw new Error('no reason was asked for');
  const value = '由 owners-head 核实，电话 00000000000，明年提前安排';
  const changes = [{ cell: reason.cell, value, supersedes: reason.id }];
  expect((await post('owner', `/api/review-forms/${formId}/cells`, { changes })).statusCode).toBe(201);
  await fill(formId);
  await close(formId);
  const inner = await wordsOf((await take('finance', url, { kind: 'summary', format: 'docx' })).bytes);
  const copy = await take('finance', url, { kind: 'summary', format: 'docx', isDisclosure: true });
  const published = await wordsOf(copy.bytes);
  for (const person of ['owners-head', '00000000000']) {
    expect(inner).toContain(person);
    expect(published).not.toContain(person);
  }
  expect(published).toContain('明年提前安排');
});

test.each(['docx', 'xlsx'] as const)(
  'all forms as %s: each is the form as it is exported alone',
  async (format) => {
    const { roundId, formId } = await open();
    await fill(formId);
    const { item, archive } = await takeAll(roundId, format);
    const forms = await formsOf(roundId);
    expect(item).toMatchObject({
      kind: 'all_forms',
      format: 'zip',
      roundId,
      templateSha256: null,
      invented: true,
    });
    expect(item.filename).toBe(`项目支出绩效自评表（柳川县2023，${forms.length}张，${format}）演示数据.zip`);
    expect(archive.names).toHaveLength(forms.length);
    const parts = await Promise.all(
      archive.names.map(async (name) => (await archive.part(name)) ?? Buffer.alloc(0)),
    );
    for (const { id } of forms) {
      const alone = await take('finance', `/api/review-forms/${id}/papers`, { format });
      expect(
        parts.some((part) => part.equals(alone.bytes)),
        id,
      ).toBe(true);
    }
  },
  60_000,
);

const docx = (lines: readonly string[]): Promise<Buffer> =>
  Packer.toBuffer(new Document({ sections: [{ children: lines.map((line) => new Paragraph(line)) }] }));

async function upload(kind: string, bytes: Buffer): Promise<TemplateItem> {
  const boundary = randomUUID();
  const answer = await app.inject({
    method: 'POST',
    url: `/api/paper-templates?kind=${kind}`,
    payload: Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="本局自评表.docx"\r\nContent-Type: application/octet-stream\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      cookie: await signIn(app, 'finance'),
      'idempotency-key': newKey(),
    },
  });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<TemplateItem>();
}

test('a bureau’s own 自评表 is filled, one and all, with what our layout prints', async () => {
  const { roundId, formId } = await open();
  await fill(formId);
  await upload('monitoring_form', await docx(['监控专用表', '{项目名称}']));
  const template = await upload(
    'self_evaluation',
    await docx([
      '本局自评专用表',
      '{项目名称}：总分 {总分}，等级 {自评等级}，执行率 {资金总额执行率} 得 {执行率得分} 分',
      '{实际完成情况}',
      '{#指标}{三级指标}：{实际完成值}，{得分}/{分值}，{偏差原因}；{/指标}',
    ]),
  );
  const { item, bytes } = await take('owner', `/api/review-forms/${formId}/papers`, { format: 'docx' });
  expect(item).toMatchObject({ kind: 'self_evaluation', templateSha256: template.sha256 });
  const words = await wordsOf(bytes);
  const { prefilled, entered, check } = await form(formId);
  const { evaluation } = check;
  const grade = evaluation.grade === null ? '' : SCORE_GRADE_NAMES['zh-CN'][evaluation.grade];
  expect(words).toContain('本局自评专用表');
  expect(words).toContain(`${prefilled.head.projectName}：总分 ${evaluation.total}，等级 ${grade}`);
  expect(words).toContain(entered.achieved ?? '?');
  for (const { id, name } of prefilled.indicators) {
    const row = evaluation.rows.find((each) => each.id === id);
    if (row === undefined || !('score' in row.result)) throw new Error(`${name} has no score`);
    const reason = entered.indicators[id]?.reason ?? '';
    expect(words.replace(/\s+/g, '')).toContain(
      `${row.result.score}/${String(Number(row.points))}，${reason}；`.replace(/\s+/g, ''),
    );
  }
  // Excel has no marks.
  const sheet = await take('owner', `/api/review-forms/${formId}/papers`, { format: 'xlsx' });
  expect(sheet.item.templateSha256).toBeNull();
  const all = await takeAll(roundId, 'docx');
  expect(all.item.templateSha256).toBe(template.sha256);
  for (const name of all.archive.names) {
    const part = await wordsOf((await all.archive.part(name)) ?? Buffer.alloc(0));
    expect(part, name).toContain('本局自评专用表');
    expect(part, name).not.toContain('监控专用表');
  }
}, 60_000);

test('the database itself takes all self-evaluations on no template of another kind', async () => {
  const { roundId } = await open();
  const other = await upload('monitoring_form', await docx(['{项目名称}']));
  const own = await upload('self_evaluation', await docx(['{项目名称}']));
  const account = await world.db
    .selectFrom('ops.accounts')
    .select('id')
    .where('username', '=', 'finance')
    .executeTakeFirstOrThrow();
  const insert = (templateId: string) =>
    inContext(world.db, whole, (tx) =>
      tx
        .insertInto('app.papers')
        .values({
          region_id: world.regionId,
          id: uuidv7(),
          unit_id: null,
          round_id: roundId,
          form_id: null,
          rectification_id: null,
          kind: 'all_forms',
          format: 'zip',
          is_disclosure: false,
          filename: '全部.zip',
          sha256: 'a'.repeat(64),
          bytes: Buffer.from('x'),
          template_id: templateId,
          invented: true,
          recorded_post: '财政局绩效股',
          recorded_on: '2024-01-10',
          recorded_at: '2024-01-10T09:00:00+08:00',
          recorded_by: account.id,
        })
        .execute(),
    );
  await expect(insert(other.id)).rejects.toMatchObject({ code: 'MB061' });
  await expect(insert(own.id)).resolves.toBeDefined();
});
