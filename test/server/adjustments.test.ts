/** Adjustments over HTTP: who may, what is answered, and projects that no document brings in. */
import { describe, expect, it } from 'vitest';
import type { AdjustmentAnswer, AdjustmentPage, TargetsAnswer } from '../../server/contract-adjustments.ts';
import type { ErrorAnswer, ImportAnswer } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, newKey, signIn, TODAY } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const app = await world.start();

const cookies = new Map<string, string>();
async function call(username: string, method: 'GET' | 'POST', url: string, payload?: object, key = newKey()) {
  const cookie = cookies.get(username) ?? (await signIn(app, username));
  cookies.set(username, cookie);
  const answer = await app.inject({
    method,
    url: `/api${url}`,
    headers: { cookie, ...(method === 'POST' && { 'idempotency-key': key }) },
    ...(payload !== undefined && { payload }),
  });
  return { status: answer.statusCode, body: answer.json<unknown>() };
}
const targets = async (username = 'leader') =>
  (await call(username, 'GET', `/projects/${world.projectId}/targets`)).body as TargetsAnswer;
const url = `/projects/${world.projectId}/adjustments`;

async function body(more: object = {}) {
  const { standing } = await targets();
  const own = standing.indicators.find(
    ({ judged }) => judged.measure === 'cumulative' || judged.measure === 'level',
  );
  if (!own) throw new Error('no indicator with a number');
  return {
    revision: standing.revision,
    reason: '任务数调整',
    documentNumber: '柳财绩〔2023〕7号',
    documentOn: TODAY,
    validFrom: '2023-12-01',
    changes: { targets: [{ indicatorId: own.id, rawTarget: `${own.rawTarget ?? ''}`.replace(/\d+/, '7') }] },
    ...more,
  };
}

describe('who may adjust', () => {
  it.each(['owner', 'owners-head', 'beside', 'sysadmin', 'auditor'])('%s may not', async (username) => {
    const asked = await body();
    const { status } = await call(username, 'POST', url, asked);
    expect(status).toBe(403);
    const { standing } = await targets();
    expect(standing.revision).toBe(asked.revision);
  });
  it('somebody of another county does not find it', async () => {
    expect((await call('elsewhere', 'POST', url, await body())).status).toBe(404);
    expect((await call('elsewhere', 'GET', url)).status).toBe(404);
    expect((await call('elsewhere', 'GET', `/projects/${world.projectId}/targets`)).status).toBe(404);
  });
  it('says to each whether he may', async () => {
    expect((await targets('owner')).mayAdjust).toBe(false);
    expect((await targets('leader')).mayAdjust).toBe(true);
  });
});

it('department and finance adjust; the key, an older revision and a missing reason are looked at', async () => {
  const asked = await body();
  expect((await call('leader', 'POST', url, { ...asked, reason: '' })).body).toMatchObject({
    code: 'invalid_request',
    fields: { reason: expect.any(String) as string },
  });
  const key = newKey();
  const first = await call('leader', 'POST', url, asked, key);
  expect(first.status).toBe(201);
  const { adjustment } = first.body as AdjustmentAnswer;
  expect(adjustment).toMatchObject({ recordedBy: '主管部门领导', documentNumber: '柳财绩〔2023〕7号' });
  expect(await call('leader', 'POST', url, asked, key)).toEqual(first);
  const late = await call('finance', 'POST', url, asked);
  expect(late.status).toBe(409);
  expect(late.body).toMatchObject({
    code: 'adjustment_conflict',
    newer: { revision: (await targets()).standing.revision },
    yours: { reason: asked.reason },
  });
  expect((await call('finance', 'POST', url, await body({ validFrom: '2023-12-15' }))).status).toBe(400);
  const page = (await call('owner', 'GET', `${url}?limit=1`)).body as AdjustmentPage;
  expect(page.items.map(({ id }) => id)).toEqual([adjustment.id]);
  const dated = await call('business', 'POST', url, await body({ validFrom: '2023-13-01' }));
  expect((dated.body as ErrorAnswer).fields).toHaveProperty('validFrom');
});

describe('a project that no document brings in', () => {
  const written = {
    projectName: '临时救助',
    implementingUnit: '',
    fiscalYear: 2023,
    amounts: [{ source: 'local', amount: '50000.00' }],
    indicators: [
      { level1: '产出指标', level2: '数量指标', name: '救助人数', rawTarget: '≥40人' },
      { level1: '产出指标', level2: '质量指标', name: '救助及时率', rawTarget: '—' },
    ],
  };
  it('is previewed with what is missing, mended and committed like any other', async () => {
    const { status, body: answer } = await call('finance', 'POST', '/projects', written);
    expect(status).toBe(201);
    const preview = answer as ImportAnswer;
    expect(preview.effect).toEqual(['new']);
    expect(preview.forms[0]?.findings.map(({ rule }) => rule)).toContain('target-unreadable');
    const commit = (edits: object[]) => call('finance', 'POST', `/imports/${preview.id}/commit`, { edits });
    expect((await commit([])).status).toBe(400);
    const { standing } = await targets();
    const mended = await commit([{ op: 'replace', path: '/0/implementingUnit', value: standing.unitName }]);
    expect(mended).toMatchObject({ status: 200, body: { projects: 1, indicators: 2 } });
  });

  it('is copied into the next year with its years moved and everything to be confirmed', async () => {
    const asked = { fromYear: 2023, toYear: 2024, projectIds: [world.projectId] };
    const { status, body: answer } = await call('leader', 'POST', '/projects/copy', asked);
    expect(status).toBe(201);
    const preview = answer as ImportAnswer;
    const [form] = preview.forms;
    const { standing } = await targets();
    expect(preview.effect).toEqual(['new']);
    expect(form?.fiscalYear).toBe(2024);
    expect(form?.indicators.filter(({ judged }) => judged)).toHaveLength(standing.indicators.length);
    expect(
      form?.findings.every(
        ({ rule, severity }) => rule !== 'copied-from-last-year' || severity === 'confirm',
      ),
    ).toBe(true);
    expect(form?.findings.map(({ rule }) => rule)).toContain('copied-from-last-year');
    const committed = await call('leader', 'POST', `/imports/${preview.id}/commit`, { edits: [] });
    expect(committed).toMatchObject({ status: 200, body: { projects: 1 } });
    const again = await call('leader', 'POST', '/projects/copy', asked);
    expect((again.body as ImportAnswer).effect).toEqual(['unchanged']);
  });

  it('is not copied from a year without projects or into the same one', async () => {
    expect((await call('leader', 'POST', '/projects/copy', { fromYear: 2019, toYear: 2020 })).status).toBe(
      400,
    );
    expect((await call('leader', 'POST', '/projects/copy', { fromYear: 2023, toYear: 2023 })).status).toBe(
      400,
    );
  });
});
