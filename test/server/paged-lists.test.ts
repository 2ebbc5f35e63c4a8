/** Lists that grow over the years, page by page: every row once and in order, no more than asked for. 演示数据 */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import type { TemplateItem, TemplatesAnswer } from '../../server/contract-papers.ts';
import type { DispositionItem } from '../../server/contract-review-shapes.ts';
import type { RectificationsAnswer } from '../../server/contract-rectifications.ts';
import { createTestDatabase } from '../postgres.ts';
import { REVIEW_DAY, reviewCalls, ROUND } from './review-world.ts';
import { createWorld, newKey, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start({ clock: fixedClock(REVIEW_DAY) });
const { get, post, open } = reviewCalls(app);
const project = `/api/projects/${world.projectId}`;

interface Page {
  items: { id: string }[];
  nextCursor: string | null;
  total?: number;
}

async function page(url: string, query: Record<string, string | number> = {}): Promise<Page> {
  const at = new URL(url, 'http://localhost');
  for (const [name, value] of Object.entries(query)) at.searchParams.set(name, String(value));
  const answer = await get('owner', at.pathname + at.search);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<Page>();
}

/** All pages of `limit` rows. */
async function pagesOf(url: string, limit: number): Promise<Page[]> {
  const pages = [await page(url, { limit })];
  for (let next = pages[0]?.nextCursor; next; next = pages.at(-1)?.nextCursor) {
    pages.push(await page(url, { limit, cursor: next }));
  }
  return pages;
}

async function send(kind: string): Promise<TemplateItem> {
  const sample = await get('owner', `/api/paper-templates/sample?kind=${kind}`);
  const boundary = randomUUID();
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="模板.docx"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const answer = await app.inject({
    method: 'POST',
    url: `/api/paper-templates?kind=${kind}`,
    payload: Buffer.concat([Buffer.from(head), sample.rawPayload, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      cookie: await signIn(app, 'finance'),
      'idempotency-key': newKey(),
    },
  });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<TemplateItem>();
}

async function done(username: string, url: string, body: object): Promise<string> {
  const answer = await post(username, url, body);
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<{ id: string }>().id;
}

const DUE = ['2023-08-31', '2023-08-15', '2023-08-24', '2023-08-15', '2023-09-05'];

beforeAll(async () => {
  for (const dueOn of DUE) {
    await open({
      ...ROUND,
      scope: { type: 'list', projectIds: [world.projectId] },
      deadlines: [{ post: 'handler', dueOn, origin: 'entered', isGuess: false }],
    });
    await done('finance', '/api/rectifications', {
      projectId: world.projectId,
      source: 'monitoring',
      documentNumber: '柳财绩〔2023〕7号',
      demands: [{ words: '请查明原因并补足进度。', condition: { type: 'stated' } }],
      dueOn,
    });
  }
  const words = { decidedOn: REVIEW_DAY, reason: '资金使用进度严重滞后，按程序处置' };
  for (const number of [30, 32]) {
    const stop = { ...words, kind: 'stop', documentNumber: `柳财〔2023〕${number}号` };
    const id = await done('business', `${project}/dispositions`, stop);
    const lift = { ...words, documentNumber: `柳财〔2023〕${number + 1}号` };
    await done('business', `/api/dispositions/${id}/lift`, lift);
  }
  await done('business', `${project}/dispositions`, {
    ...words,
    kind: 'hold',
    documentNumber: '柳财〔2023〕34号',
  });
  await send('rectification_notice');
  for (let times = 0; times < 4; times += 1) await send('monitoring_form');
});

describe.each([
  ['/api/review-rounds', 200],
  ['/api/review-forms', 5_000],
  ['/api/rectifications', 2_000],
  [`/api/rectifications?project=${world.projectId}`, 2_000],
  [`${project}/dispositions`, 500],
  ['/api/paper-templates', 100],
])('%s', (url, most) => {
  it('is told whole in one page when nobody asks for less', async () => {
    const whole = await page(url);
    expect([whole.items.length, whole.nextCursor]).toEqual([5, null]);
    expect((await page(url, { limit: 5 })).nextCursor).toBeNull();
    expect(await page(url, { limit: most })).toEqual(whole);
  });

  it('is told once and in the same order by pages', async () => {
    const whole = await page(url);
    const pages = await pagesOf(url, 2);
    expect(pages.map(({ items }) => items.length)).toEqual([2, 2, 1]);
    expect(pages.flatMap(({ items }) => items)).toEqual(whole.items);
    expect(new Set(pages.map(({ total }) => total))).toEqual(new Set([whole.total]));
    expect(pages.at(-1)?.nextCursor).toBeNull();
  });

  it('is refused in words for a cursor that no page gave, and for a page of none or too many', async () => {
    const join = url.includes('?') ? '&' : '?';
    const badly = await get('owner', `${url}${join}cursor=newest`);
    expect([badly.statusCode, badly.json()]).toEqual([
      400,
      {
        code: 'invalid_request',
        message: '翻页位置无效，请从第一页重新打开。',
        fields: { cursor: '不是上一页给出的 nextCursor' },
      },
    ]);
    for (const limit of ['0', String(most + 1), 'all']) {
      const refused = await get('owner', `${url}${join}limit=${limit}`);
      expect([refused.statusCode, Object.keys(refused.json().fields)]).toEqual([400, ['limit']]);
    }
  });
});

it('a page of a list that is counted tells how many there are, past its end too', async () => {
  for (const url of ['/api/review-forms', '/api/rectifications']) {
    expect((await page(url, { limit: 1 })).total).toBe(5);
    expect(await page(url, { cursor: 99 })).toMatchObject({ total: 5, items: [], nextCursor: null });
  }
});

it('rectifications stay in the order of their days over pages', async () => {
  const pages = (await pagesOf('/api/rectifications', 2)) as unknown as RectificationsAnswer[];
  const days = pages.flatMap(({ items }) => items.map(({ dueOn }) => dueOn));
  expect(days).toEqual([...DUE].sort());
});

it('what stands, or was lifted, is told on whichever page it is', async () => {
  const templates = (await pagesOf('/api/paper-templates', 1)) as unknown as TemplatesAnswer[];
  const standing = templates.map(({ items }) => items.map(({ kind, isStanding }) => [kind, isStanding])[0]);
  expect(standing).toEqual([
    ['monitoring_form', true],
    ['monitoring_form', false],
    ['monitoring_form', false],
    ['monitoring_form', false],
    ['rectification_notice', true],
  ]);
  const decided = (await pagesOf(`${project}/dispositions`, 1)) as unknown as { items: DispositionItem[] }[];
  expect(
    decided.flatMap(({ items }) => items.map(({ kind, liftedAt }) => [kind, liftedAt !== null])),
  ).toEqual([
    ['hold', false],
    ['lift', false],
    ['stop', true],
    ['lift', false],
    ['stop', true],
  ]);
});
