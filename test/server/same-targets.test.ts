/** Links of the same target over HTTP: who may, keys, refusals in both languages, and the preview's marks. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditForms } from '../../domain/audit.ts';
import type { SameTargetAnswer, SameTargetRecorded } from '../../server/contract-same-targets.ts';
import type { ImportAnswer, Overview, ProjectDetail } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, newKey, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start();

const cookies = new Map<string, string>();
async function call(
  username: string,
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
  { key = newKey(), language = 'zh-CN' } = {},
) {
  const cookie = cookies.get(username) ?? (await signIn(app, username));
  cookies.set(username, cookie);
  const answer = await app.inject({
    method,
    url: `/api${url}`,
    headers: { cookie, 'accept-language': language, ...(method === 'POST' && { 'idempotency-key': key }) },
    ...(payload !== undefined && { payload }),
  });
  return { status: answer.statusCode, body: answer.json<unknown>() };
}

/** Of the owner's first project: an indicator that can be linked, and what to. */
const { body: shown } = await call('finance', 'GET', `/projects/${world.projectId}`);
const { indicators } = shown as ProjectDetail;
async function offered(username: string, id: string) {
  return (await call(username, 'GET', `/indicators/${id}/same-target`)).body as SameTargetAnswer;
}
const offers = await Promise.all(
  indicators.map(async ({ id }) => ({ id, ...(await offered('finance', id)) })),
);
const own = offers.find(({ candidates }) => candidates.length > 1);
if (!own) throw new Error('no indicator of the project has others beside it');
const [other, third] = own.candidates;
if (!other || !third) throw new Error('unreachable');
const url = `/indicators/${own.id}/same-target`;
const asked = { sameAs: other.indicatorId, reason: '同一批参保人员' };

describe('who may link', () => {
  it.each(['sysadmin', 'auditor'])('%s may not even look', async (username) => {
    expect((await call(username, 'GET', url)).status).toBe(403);
    expect((await call(username, 'POST', url, asked)).status).toBe(403);
  });
  it.each(['elsewhere', 'beside'])('%s does not find it', async (username) => {
    expect((await call(username, 'GET', url)).status).toBe(404);
    expect((await call(username, 'POST', url, asked)).status).toBe(404);
  });
});

it('a link is recorded once under its key, shown on both projects, and taken back', async () => {
  const key = newKey();
  const first = await call('owner', 'POST', url, asked, { key });
  expect(first.status).toBe(201);
  const { group } = first.body as SameTargetRecorded;
  expect(group?.members.map(({ indicatorId }) => indicatorId).sort()).toEqual(
    [own.id, other.indicatorId].sort(),
  );
  expect(await call('owner', 'POST', url, asked, { key })).toEqual(first);
  expect((await call('owner', 'POST', url, { ...asked, reason: '另一条理由' }, { key })).status).toBe(422);
  for (const [projectId, indicatorId] of [
    [world.projectId, own.id],
    [other.projectId, other.indicatorId],
  ]) {
    const { body } = await call('leader', 'GET', `/projects/${projectId}`);
    const found = (body as ProjectDetail).indicators.find(({ id }) => id === indicatorId);
    expect(found?.sameTarget).toEqual(group);
  }
  const back = await call('leader', 'POST', url, { sameAs: null, reason: '两批人并不相同' });
  expect(back).toMatchObject({ status: 201, body: { group: null } });
  expect(await offered('finance', own.id)).toMatchObject({ group: null });
});

it.each([
  ['without a reason', { ...asked, reason: ' ' }, 'reason', '请写明理由', 'Please give the reason'],
  [
    'that is there no longer',
    { sameAs: null, reason: '不同' },
    'sameAs',
    '这个指标没有与别的指标标为同一目标',
    'This indicator is the same target as none',
  ],
  [
    'with itself',
    { ...asked, sameAs: own.id },
    'sameAs',
    '同一项目里的两个指标不能标为同一目标',
    'Two indicators of one project cannot be the same target',
  ],
])('%s is refused in the reader’s language', async (_what, body, field, chinese, english) => {
  const told = await call('finance', 'POST', url, body);
  expect(told).toMatchObject({ status: 400, body: { fields: { [field]: chinese } } });
  const said = await call('finance', 'POST', url, body, { language: 'en' });
  expect(said).toMatchObject({ status: 400, body: { fields: { [field]: english } } });
});

it('what the audit offers in a preview is linked with its commit and shown when it is opened again', async () => {
  const text = readFileSync(new URL('../../db/demo/declarations/liulin.txt', import.meta.url), 'utf8');
  const { body } = await call('elsewhere', 'POST', '/imports', { text, filename: '柳林.txt' });
  const preview = body as ImportAnswer;
  const sameTargets = auditForms(preview.forms)
    .forms.flatMap(({ findings }) => findings)
    .flatMap(({ cell, sameAs }) =>
      sameAs === undefined ? [] : [{ indicator: cell.replace(/\/rawTarget$/, ''), sameAs }],
    );
  expect(sameTargets.length).toBeGreaterThan(1);
  const commit = `/imports/${preview.id}/commit`;
  const gone = { indicator: '/999/indicators/0', sameAs: '/0/indicators/0' };
  const wrong = await call('elsewhere', 'POST', commit, { sameTargets: [...sameTargets, gone] });
  expect(wrong).toMatchObject({ status: 400, body: { fields: { [gone.indicator]: expect.any(String) } } });
  const done = await call('elsewhere', 'POST', commit, { sameTargets });
  expect(done).toMatchObject({ status: 200, body: { projects: preview.forms.length, sameTargets } });
  const again = await call('elsewhere', 'GET', `/imports/${preview.id}`);
  expect(again.body).toMatchObject({ status: 'committed', commit: { sameTargets } });
  const seen = (await call('elsewhere', 'GET', '/overview')).body as Overview;
  expect(seen.linkedIndicators.length).toBeGreaterThan(sameTargets.length);
});
