/** No answer about rounds, forms, rectifications, dispositions or evidence carries the id of an account: who acted is a post. 演示数据 */
import type { LightMyRequestResponse } from 'fastify';
import { expect, test } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import type { EvidenceItem } from '../../server/contract-evidence.ts';
import type { RectificationAnswer } from '../../server/contract-rectifications.ts';
import type { DispositionItem } from '../../server/contract-review-shapes.ts';
import type { ToldForm, ToldRectification } from '../../server/contract-review-told.ts';
import type { CellsBody, WaitingAnswer } from '../../server/contract-reviews.ts';
import { createTestDatabase } from '../postgres.ts';
import { REVIEW_DAY, reviewCalls, ROUND } from './review-world.ts';
import { createWorld, newKey, signIn } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const app = await world.start({ clock: fixedClock(REVIEW_DAY) });
const calls = reviewCalls(app);
const { form, fill, close } = calls;

const superuser = openDatabase(database.superuserUrl, { max: 1 });
const accounts = await superuser.selectFrom('ops.accounts').select('id').execute();
await superuser.destroy();

/** Every answer that was seen, by what was asked. */
const seen = new Map<string, string>();
const note = (what: string, answer: LightMyRequestResponse): LightMyRequestResponse => {
  expect(answer.statusCode, `${what}: ${answer.body}`).toBeLessThan(300);
  seen.set(`${what} ${seen.size}`, answer.body);
  return answer;
};
const get = async (username: string, url: string) =>
  note(`GET ${url} as ${username}`, await calls.get(username, url));
const post = async (username: string, url: string, body: object, key = newKey()) =>
  note(`POST ${url} as ${username}`, await calls.post(username, url, body, key));

const project = `/api/projects/${world.projectId}`;

async function handIn(): Promise<EvidenceItem> {
  const boundary = 'mubiao-test';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="材料.png"\r\ncontent-type: image/png\r\n\r\n`;
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  );
  const payload = Buffer.concat([Buffer.from(head), png, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const answer = await app.inject({
    method: 'POST',
    url: `${project}/evidence`,
    payload,
    headers: {
      cookie: await signIn(app, 'owner'),
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'idempotency-key': newKey(),
    },
  });
  return note('POST evidence', answer).json<EvidenceItem>();
}

test('a form, on its whole way and corrected', async () => {
  const opened = await post('finance', '/api/review-rounds', { round: ROUND });
  const roundId = opened.json<{ id: string }>().id;
  const waiting = (await get('owner', '/api/review-forms')).json<WaitingAnswer>();
  const id = String(waiting.items.find(({ projectId }) => projectId === world.projectId)?.id);
  const url = `/api/review-forms/${id}`;
  const { id: evidenceId } = await handIn();
  await post('owner', `${url}/evidence`, { evidenceId, cell: 'goal' });
  await fill('owner', id);
  await post('leader', `${url}/comments`, { cell: 'goal', words: '请核对目标' });

  const filled = (await form('owner', id)).values.find(({ cell }) => cell.startsWith('money.'));
  if (filled === undefined) throw new Error('no money was asked for');
  const changes: CellsBody['changes'] = [
    { cell: filled.cell, value: String(filled.value), supersedes: filled.id },
  ];
  const key = newKey();
  const saved = await post('owner', `${url}/cells`, { changes }, key);
  // The same request again: what was kept of the answer goes the same way out.
  expect((await post('owner', `${url}/cells`, { changes }, key)).json()).toEqual(saved.json());
  const conflict = await calls.post('owner', `${url}/cells`, { changes });
  expect(conflict.statusCode).toBe(409);
  seen.set('409', conflict.body);
  await fill('owner', id);

  await post('owner', `${url}/acts`, { act: 'submit', revision: 0 });
  await post('owners-head', `${url}/acts`, { act: 'open', revision: 1 });
  const cells = [{ cell: 'goal', reason: '目标与申报表不符' }];
  await post('owners-head', `${url}/acts`, { act: 'return', revision: 2, to: 'draft', cells });
  await fill('owner', id);
  await close(id);
  await post('finance', `${url}/correction`, { reason: '审计发现执行数有误' });

  const { state, earlier, values, comments } = (await get('leader', url)).json<{ form: ToldForm }>().form;
  expect(state.correction?.by).toEqual({
    role: 'finance_performance',
    post: '财政局绩效股',
    unit: null,
    name: 'finance',
  });
  expect(earlier[0]?.by).toEqual({
    role: 'handler',
    post: '经办人',
    unit: expect.any(String),
    name: 'owner',
  });
  expect(earlier.map(({ by }) => by.name)).toEqual([
    'owner',
    'owners-head',
    'owners-head',
    'owner',
    'owners-head',
    'leader',
    'business',
    'finance',
  ]);
  expect(values[0]).toMatchObject({ post: '经办人', name: 'owner' });
  expect(comments[0]).toMatchObject({ post: '主管部门领导', name: 'leader' });
  for (const asked of ['', '/evidence']) await get('owner', `${url}${asked}`);
  await get('finance', '/api/review-rounds?year=2023');
  await get('finance', `/api/review-rounds/${roundId}`);
  await post('finance', '/api/review-rounds/preview', {
    fiscalYear: 2023,
    toMonth: 6,
    cutOffOn: ROUND.cutOffOn,
    scope: ROUND.scope,
  });
});

test('a rectification from its notice to its closing, dispositions, evidence', async () => {
  const noticed = await post('finance', '/api/rectifications', {
    projectId: world.projectId,
    source: 'monitoring',
    documentNumber: '柳财绩〔2023〕7号',
    demands: [{ words: '请查明原因并补足进度。', condition: { type: 'stated' } }],
    dueOn: '2023-08-31',
  });
  const { id, state } = noticed.json<ToldRectification>();
  const url = `/api/rectifications/${id}`;
  const { id: evidenceId } = await handIn();
  const items = [{ demandId: state.demands[0]?.id, measures: '八月起每周加开两班', evidence: [evidenceId] }];
  await post('owner', `${url}/acts`, { act: 'reply', revision: 1, items });
  await post('leader', `${url}/acts`, { act: 'verify', revision: 2, words: '措施属实，同意' });
  await post('finance', `${url}/acts`, { act: 'close', revision: 3, words: '同意办结', exceptions: [] });
  const { rectification } = (await get('owner', url)).json<RectificationAnswer>();
  expect(rectification.state.history.map(({ by }) => [by.post, by.name])).toEqual([
    ['财政局绩效股', 'finance'],
    ['经办人', 'owner'],
    ['主管部门领导', 'leader'],
    ['财政局绩效股', 'finance'],
  ]);
  await get('finance', '/api/rectifications');
  const stop = {
    kind: 'stop',
    documentNumber: '柳财〔2023〕30号',
    decidedOn: '2023-08-01',
    reason: '资金使用进度严重滞后，按程序处置',
  };
  const stopped = (await post('business', `${project}/dispositions`, stop)).json<DispositionItem>();
  await post('business', `/api/dispositions/${stopped.id}/lift`, {
    documentNumber: '柳财〔2023〕31号',
    decidedOn: '2023-08-01',
    reason: '整改到位，恢复拨付',
  });
  await get('owner', `${project}/dispositions`);
  await get('owner', `${project}/evidence`);
});

test('none of these answers names an account', () => {
  expect(accounts.length).toBeGreaterThan(8);
  expect(seen.size).toBeGreaterThan(25);
  const named = [...seen].flatMap(([what, body]) =>
    accounts.some(({ id }) => body.toLowerCase().includes(id)) ? [what] : [],
  );
  expect(named).toEqual([]);
});
