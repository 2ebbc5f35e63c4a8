/** Who may read and record what: the owner, someone beside, someone above, someone elsewhere, the administrators. */
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, newKey, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start();

const get = async (username: string, url: string) =>
  app.inject({ url, headers: { cookie: await signIn(app, username) } });

async function post(username: string, url: string, payload: object, key: string | null = newKey()) {
  const cookie = await signIn(app, username);
  return app.inject({
    method: 'POST',
    url,
    payload,
    headers: { cookie, ...(key !== null && { 'idempotency-key': key }) },
  });
}

const entriesOf = (indicatorId: string) => `/api/indicators/${indicatorId}/entries`;
const ledgerOf = (projectId: string) => `/api/projects/${projectId}/ledger`;
const paid = { event: 'paid', happenedOn: '2023-07-10', amount: '100.00' };

/** The caller's projects, by unit. */
async function unitsSeen(username: string): Promise<Set<string>> {
  const answer = await get(username, '/api/projects?year=2023&limit=200');
  expect(answer.statusCode).toBe(200);
  return new Set((answer.json().items as { unitId: string }[]).map((row) => row.unitId));
}

describe('reading', () => {
  it('shows a unit its own projects, a leader the department’s, finance the region’s', async () => {
    expect(await unitsSeen('owner')).toEqual(new Set([world.unitId]));
    expect(await unitsSeen('owners-head')).toEqual(new Set([world.unitId]));
    expect(await unitsSeen('beside')).toEqual(new Set([world.besideUnitId]));
    const department = await unitsSeen('leader');
    expect(department.has(world.unitId) && department.has(world.besideUnitId)).toBe(true);
    expect(await unitsSeen('finance')).toEqual(await unitsSeen('business'));
    expect((await unitsSeen('finance')).size).toBeGreaterThanOrEqual(department.size);
    const elsewhere = await unitsSeen('elsewhere');
    expect(elsewhere.size).toBeGreaterThan(0);
    const finance = await unitsSeen('finance');
    expect([...elsewhere].filter((unit) => finance.has(unit))).toEqual([]);
  });

  it('answers "not found" for what is beside, elsewhere or nowhere, with the same words', async () => {
    const answers = [];
    for (const id of [world.besideProjectId, world.otherProjectId, '00000000-0000-4000-8000-000000000000']) {
      answers.push(await get('owner', `/api/projects/${id}`), await get('owner', ledgerOf(id)));
    }
    for (const answer of answers) {
      expect(answer.statusCode).toBe(404);
      expect(answer.body).toBe(answers[0]?.body);
    }
    expect((await get('owner', `/api/projects/${world.projectId}`)).statusCode).toBe(200);
    expect((await get('leader', `/api/projects/${world.besideProjectId}`)).statusCode).toBe(200);
    expect((await get('leader', `/api/projects/${world.otherProjectId}`)).statusCode).toBe(404);
  });

  it('takes an id in capitals for the same id', async () => {
    expect((await get('owner', `/api/projects/${world.projectId.toUpperCase()}`)).statusCode).toBe(200);
    expect(
      (await post('owner', entriesOf(world.otherIndicatorId.toUpperCase()), { period: '2023-07' }))
        .statusCode,
    ).toBe(404);
  });

  it('of a department is of its units, as far as they are in scope', async () => {
    const totals = async (username: string, unit: string) => {
      const overview = await get(username, `/api/overview?year=2023&unit=${unit}`);
      const page = await get(username, `/api/projects?year=2023&limit=200&unit=${unit}`);
      expect([overview.statusCode, page.statusCode]).toEqual([200, 200]);
      expect(page.json().total).toBe(overview.json().projects.total);
      const { items } = page.json() as { items: { unitId: string }[] };
      return { total: items.length, units: new Set(items.map((row) => row.unitId)), overview };
    };
    const department = await totals('finance', world.departmentId);
    expect(department.units).toEqual(await unitsSeen('leader'));
    expect(department.overview.json().worst.length).toBeGreaterThan(0);
    const leader = (await get('leader', '/api/overview?year=2023')).json();
    expect(department.overview.json()).toMatchObject({ trend: leader.trend, recent: leader.recent });
    const own = await totals('owner', world.departmentId);
    expect(own.units).toEqual(new Set([world.unitId]));
    expect((await totals('owner', world.besideUnitId)).total).toBe(0);
  });

  it.each(['overview', 'projects'])(
    'of a unit that the region does not have is not found: %s',
    async (what) => {
      for (const unit of ['00000000-0000-4000-8000-000000000000', world.otherProjectId]) {
        const answer = await get('finance', `/api/${what}?unit=${unit}`);
        expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
      }
    },
  );

  it('cannot be widened by asking for another unit', async () => {
    const overview = (await get('owner', `/api/overview?year=2023&unit=${world.besideUnitId}`)).json();
    expect(overview.projects.total).toBe(0);
    const sheet = await get('owner', `/api/entry-sheet?period=2023-07&unit=${world.besideUnitId}`);
    expect(sheet.body).not.toContain(world.besideProjectId);
    const own = await get('owner', '/api/entry-sheet?period=2023-07');
    expect(own.statusCode).toBe(200);
    expect(own.body).toContain(world.indicatorId);
  });

  it.each(['sysadmin', 'secadmin', 'auditor'])(
    'shows the %s no business data, and says why',
    async (username) => {
      for (const url of [
        '/api/overview',
        '/api/projects',
        `/api/projects/${world.projectId}`,
        ledgerOf(world.projectId),
        '/api/entry-sheet?period=2023-07',
        '/api/imports/00000000-0000-4000-8000-000000000000',
      ]) {
        const answer = await get(username, url);
        expect([url, answer.statusCode, answer.json().code]).toEqual([url, 403, 'no_business_access']);
      }
      expect(
        (await post(username, entriesOf(world.indicatorId), { period: '2023-07', value: '1' })).statusCode,
      ).toBe(403);
    },
  );

  it('needs a session, before anything of the request is looked at', async () => {
    for (const [method, url] of [
      ['GET', '/api/overview?nonsense=1'],
      ['GET', '/api/projects'],
      ['GET', `/api/projects/not-an-id`],
      ['POST', entriesOf(world.indicatorId)],
      ['POST', ledgerOf(world.projectId)],
      ['POST', '/api/imports'],
      ['POST', `/api/imports/${world.projectId}/commit`],
    ] as const) {
      const answer = await app.inject({ method, url, headers: { cookie: 'mubiao_session=made-up' } });
      expect([url, answer.statusCode, answer.json().code]).toEqual([url, 401, 'signed_out']);
    }
  });
});

describe('recording', () => {
  it('is the owner’s and the unit head’s; the neighbour and the other region don’t find the indicator', async () => {
    const body = { period: '2023-03', value: '1' };
    expect((await post('beside', entriesOf(world.indicatorId), body)).statusCode).toBe(404);
    expect((await post('owner', entriesOf(world.otherIndicatorId), body)).statusCode).toBe(404);
    const recorded = await post('owner', entriesOf(world.indicatorId), body);
    expect([recorded.statusCode, recorded.json().entry?.recordedBy]).toEqual([201, '经办人']);
    const byHead = await post('owners-head', entriesOf(world.indicatorId), { period: '2023-04', value: '2' });
    expect([byHead.statusCode, byHead.json().entry?.recordedBy]).toEqual([201, '单位负责人']);
  });

  it.each(['leader', 'business', 'finance', 'elsewhere'])('of results is not for %s', async (username) => {
    const answer = await post(username, entriesOf(world.indicatorId), { period: '2023-05', value: '1' });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'not_allowed']);
  });

  it('of money is the unit’s and the business section’s', async () => {
    expect((await post('owner', ledgerOf(world.projectId), paid)).statusCode).toBe(201);
    expect((await post('business', ledgerOf(world.projectId), paid)).statusCode).toBe(201);
    expect((await post('leader', ledgerOf(world.projectId), paid)).statusCode).toBe(403);
    expect((await post('finance', ledgerOf(world.projectId), paid)).statusCode).toBe(403);
    expect((await post('beside', ledgerOf(world.projectId), paid)).statusCode).toBe(404);
    expect((await post('business', ledgerOf(world.otherProjectId), paid)).statusCode).toBe(404);
    const page = (await get('owner', `${ledgerOf(world.projectId)}?limit=1`)).json();
    expect(page.items).toHaveLength(1);
    expect(page.nextCursor).not.toBeNull();
  });

  it('shows a colleague’s newer value instead of overwriting it', async () => {
    expect(
      (await post('owner', entriesOf(world.indicatorId), { period: '2023-06', value: '3' })).statusCode,
    ).toBe(201);
    const second = await post('owners-head', entriesOf(world.indicatorId), { period: '2023-06', value: '4' });
    expect(second.statusCode).toBe(409);
    expect(second.json()).toMatchObject({ newer: { value: '3' }, yours: { value: '4' } });
    const correction = { period: '2023-06', value: '4', supersedes: second.json().newer.id };
    expect((await post('owners-head', entriesOf(world.indicatorId), correction)).statusCode).toBe(201);
  });

  it('refuses what cannot be, at the field', async () => {
    const answer = await post('owner', entriesOf(world.indicatorId), { period: '2023-09', value: '5' });
    expect(answer.statusCode).toBe(400);
    expect(Object.keys(answer.json().fields)).toEqual(['period']);
  });
});

describe('an idempotency key', () => {
  const entry = { period: '2023-01', value: '1' };

  it('is needed for facts and decisions', async () => {
    for (const [url, body] of [
      [entriesOf(world.besideIndicatorId), entry],
      [ledgerOf(world.besideProjectId), paid],
      ['/api/imports/00000000-0000-4000-8000-000000000000/commit', {}],
    ] as const) {
      const without = await post('beside', url, body, null);
      expect([without.statusCode, without.json().code]).toEqual([400, 'idempotency_key_required']);
      const tooShort = await post('beside', url, body, 'short');
      expect([tooShort.statusCode, tooShort.json().code]).toEqual([400, 'idempotency_key_invalid']);
    }
  });

  it('gives the same answer to the same request and records one fact', async () => {
    const key = newKey();
    const first = await post('beside', entriesOf(world.besideIndicatorId), entry, key);
    const again = await post('beside', entriesOf(world.besideIndicatorId), entry, key);
    expect([first.statusCode, again.statusCode]).toEqual([201, 201]);
    expect(again.json()).toEqual(first.json());
    const detail = (await get('beside', `/api/projects/${world.besideProjectId}`)).json();
    const indicator = detail.indicators.find((one: { id: string }) => one.id === world.besideIndicatorId);
    expect(indicator.entries).toHaveLength(1);
  });

  it('of another request, or of the same address with another body, is refused', async () => {
    const key = newKey();
    const url = ledgerOf(world.besideProjectId);
    expect((await post('beside', url, paid, key)).statusCode).toBe(201);
    const other = await post('beside', url, { ...paid, amount: '101.00' }, key);
    expect([other.statusCode, other.json().code]).toEqual([422, 'idempotency_key_reused']);
    // Another person's key is another key.
    const head = await post('business', url, { ...paid, amount: '102.00' }, key);
    expect(head.statusCode).toBe(201);
  });

  it('holds when twins arrive at the same moment', async () => {
    const key = newKey();
    const cookie = await signIn(app, 'beside');
    const twins = await Promise.all(
      Array.from({ length: 6 }, () =>
        app.inject({
          method: 'POST',
          url: ledgerOf(world.besideProjectId),
          payload: { ...paid, amount: '7.77' },
          headers: { cookie, 'idempotency-key': key },
        }),
      ),
    );
    expect(twins.map((twin) => twin.statusCode)).toEqual(Array(6).fill(201));
    expect(new Set(twins.map((twin) => twin.json().event.id)).size).toBe(1);
    const page = (await get('beside', `${ledgerOf(world.besideProjectId)}?limit=200`)).json();
    expect(page.items.filter((item: { amount: string }) => item.amount === '7.77')).toHaveLength(1);
  });
});
