import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import { loadJudging } from '../../db/judging.ts';
import { listLedger, recordLedgerEvent } from '../../db/ledger.ts';
import { loadOverview } from '../../db/overview.ts';
import { loadProject } from '../../db/projects.ts';
import { reassessProject } from '../../db/reassess.ts';
import { moneySubjectId } from '../../db/subjects.ts';
import type { Actor } from '../../db/actor.ts';
import type { LedgerBody, LedgerEvent } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import {
  addActor,
  addRegion,
  createWorld,
  declaration,
  declare,
  DECLARED_ON,
  keyOf,
  look,
  UNIT,
} from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const { db } = world;
const TODAY = '2023-07-10';
const clock = fixedClock(TODAY);

const record = (actor: Actor, projectId: string, body: LedgerBody, key?: string) =>
  recordLedgerEvent(
    db,
    actor,
    { projectId, body, idempotency: key === undefined ? null : keyOf(actor, body, key) },
    clock,
  );

async function recorded(
  projectId: string,
  body: Partial<LedgerBody> & { amount: string },
): Promise<LedgerEvent> {
  const outcome = await record(world.owns, projectId, { event: 'paid', happenedOn: TODAY, ...body });
  if (!outcome || !('answer' in outcome)) throw new Error(`not recorded: ${JSON.stringify(outcome)}`);
  return outcome.answer.event;
}

/** A project of the unit with this budget in yuan. */
async function freshProject(budget: string | null = '1200000.00'): Promise<string> {
  const name = `项目 ${randomUUID()}`;
  const form = declaration({ name, unit: UNIT, budget, indicators: [['数量指标', '补贴人次', '≥100人次']] });
  await declare(db, world.finance, [form], fixedClock(DECLARED_ON));
  const project = await look(db, world.finance.context, (tx) =>
    tx.selectFrom('app.projects').select('id').where('name', '=', name).executeTakeFirstOrThrow(),
  );
  return project.id;
}

const moneyOf = (projectId: string) =>
  look(db, world.finance.context, (tx) =>
    tx
      .selectFrom('app.subjects')
      .selectAll()
      .where('id', '=', moneySubjectId(projectId))
      .executeTakeFirstOrThrow(),
  );

const countEvents = (projectId: string) =>
  look(db, world.finance.context, async (tx) => {
    const rows = await tx
      .selectFrom('app.ledger_events')
      .select('id')
      .where('project_id', '=', projectId)
      .execute();
    return rows.length;
  });

describe('a movement of money', () => {
  it('is kept with who and when, and the money is judged', async () => {
    const projectId = await freshProject();
    const outcome = await record(world.owns, projectId, {
      event: 'paid',
      happenedOn: '2023-06-30',
      amount: '300000',
      source: 'local',
      payees: 120,
      document: ' 柳财〔2023〕8号 ',
    });
    expect(outcome).toMatchObject({
      answer: {
        event: {
          projectId,
          event: 'paid',
          happenedOn: '2023-06-30',
          amount: '300000.00',
          source: 'local',
          payees: 120,
          reverses: null,
          document: '柳财〔2023〕8号',
          recordedOn: TODAY,
          recordedBy: 'owns',
          invented: false,
        },
        // 300,000 of the 600,000 that half a year expects.
        judgement: { light: 'severe', actual: '300000.00', expected: '600000.00', ratio: 0.5 },
      },
    });
    expect(await moneyOf(projectId)).toMatchObject({
      budget: '1200000.00',
      executed: '300000.00',
      light: 'severe',
    });
  });

  it('下达 and 拨付 are not yet spent, 退回 takes back', async () => {
    const projectId = await freshProject();
    await recorded(projectId, { event: 'issued', amount: '900000.00' });
    await recorded(projectId, { event: 'allotted', amount: '800000.00' });
    await recorded(projectId, { amount: '700000.00' });
    await recorded(projectId, { event: 'returned', amount: '0.35' });
    expect(await moneyOf(projectId)).toMatchObject({ executed: '699999.65' });
    const detail = await loadProject(db, world.owns.context, {
      projectId,
      today: TODAY,
      mayEnter: true,
      mayPay: true,
    });
    expect(detail?.money).toMatchObject({
      issued: '900000.00',
      allotted: '800000.00',
      executed: '699999.65',
    });
  });
});

describe('sums are exact to the cent', () => {
  it('0.10 + 0.20 is 0.30', async () => {
    const projectId = await freshProject();
    await recorded(projectId, { amount: '0.1' });
    await recorded(projectId, { amount: '0.20' });
    expect(await moneyOf(projectId)).toMatchObject({ executed: '0.30' });
  });

  it('ten thousand payments of one cent are 100 yuan', async () => {
    const projectId = await freshProject();
    const rows = Array.from({ length: 2_000 }, () => ({
      region_id: world.regionId,
      project_id: projectId,
      unit_id: world.unitId,
      fiscal_year: 2023,
      event: 'paid' as const,
      happened_on: TODAY,
      amount: '0.01',
      source: null,
      payees: 1,
      document: null,
      obligation_id: null,
      reverses: null,
      invented: false,
      recorded_post: 'owns',
      recorded_on: TODAY,
      recorded_at: clock.now(),
      recorded_by: null,
    }));
    const judging = await loadJudging(db);
    await inContext(db, world.owns.context, async (tx) => {
      for (let n = 0; n < 5; n += 1) {
        const values = rows.map((row) => ({ ...row, id: randomUUID() }));
        await tx.insertInto('app.ledger_events').values(values).execute();
      }
      await reassessProject(tx, judging, {
        regionId: world.regionId,
        projectId,
        subjectIds: [moneySubjectId(projectId)],
        cause: { by: 'owns', at: clock.now() },
        today: TODAY,
      });
    });
    expect(await moneyOf(projectId)).toMatchObject({ executed: '100.00' });
    await recorded(projectId, { amount: '0.01' });
    expect(await moneyOf(projectId)).toMatchObject({ executed: '100.01' });
  });

  it('the largest amount is kept to the cent', async () => {
    const projectId = await freshProject('9999999999999999.99');
    await recorded(projectId, { amount: '999999999999.99' });
    await recorded(projectId, { amount: '1000000000000.00' });
    expect(await moneyOf(projectId)).toMatchObject({
      budget: '9999999999999999.99',
      executed: '1999999999999.99',
    });
  });

  it('a budget that its column does not hold is refused', async () => {
    const projectId = await freshProject('9999999999999999.99');
    for (const event of ['budgeted', 'adjusted'] as const) {
      const body: LedgerBody = { event, happenedOn: TODAY, amount: '0.01' };
      expect(await record(world.owns, projectId, body)).toMatchObject({
        refused: { fields: { amount: expect.stringContaining('预算合计') as string } },
      });
    }
    expect(await countEvents(projectId)).toBe(1);
  });
});

describe('a budget', () => {
  it('adjusted down with a negative amount is the denominator, the initial one is kept beside it', async () => {
    const projectId = await freshProject('1200000.00');
    await recorded(projectId, { amount: '300000.00' });
    await recorded(projectId, { event: 'adjusted', amount: '-600000.00' });
    expect(await moneyOf(projectId)).toMatchObject({
      initial_budget: '1200000.00',
      budget: '600000.00',
      executed: '300000.00',
      light: 'normal',
    });
  });

  it('adjusted away to nothing cannot be judged', async () => {
    const projectId = await freshProject('1200000.00');
    await recorded(projectId, { event: 'adjusted', amount: '-1200000.00' });
    expect(await moneyOf(projectId)).toMatchObject({ budget: '0.00', light: 'undeterminable' });
  });

  it('that the form does not print can be entered later', async () => {
    const projectId = await freshProject(null);
    expect(await moneyOf(projectId)).toMatchObject({ budget: null, light: 'undeterminable' });
    await recorded(projectId, { event: 'budgeted', amount: '50000.00' });
    expect(await moneyOf(projectId)).toMatchObject({ budget: '50000.00', initial_budget: '50000.00' });
  });
});

describe('a reversal', () => {
  it('takes a mistaken payment back and keeps both', async () => {
    const projectId = await freshProject();
    const mistake = await recorded(projectId, { amount: '300000.00', source: 'central' });
    const back = await recorded(projectId, { amount: '300000.00', reverses: mistake.id });
    expect(back).toMatchObject({ amount: '-300000.00', source: 'central', reverses: mistake.id });
    expect(await moneyOf(projectId)).toMatchObject({ executed: '0.00' });
    const page = await listLedger(db, world.owns.context, { projectId, limit: 10 });
    expect(page?.items.map((event) => event.amount)).toEqual(['-300000.00', '300000.00', '1200000.00']);
  });

  it('of a payment whose money came back is refused until the return is reversed', async () => {
    const projectId = await freshProject();
    const paid = await recorded(projectId, { amount: '300.00' });
    const back = await recorded(projectId, { event: 'returned', amount: '0.01' });
    const body: LedgerBody = { event: 'paid', happenedOn: TODAY, amount: '300.00', reverses: paid.id };
    expect(await record(world.owns, projectId, body)).toMatchObject({
      refused: { fields: { amount: expect.stringContaining('299.99') as string } },
    });
    await recorded(projectId, { event: 'returned', amount: '0.01', reverses: back.id });
    expect(await record(world.owns, projectId, body)).toHaveProperty('answer');
    expect(await moneyOf(projectId)).toMatchObject({ executed: '0.00' });
  });

  it('of a budget cut adds the amount again', async () => {
    const projectId = await freshProject('1200000.00');
    const cut = await recorded(projectId, { event: 'adjusted', amount: '-200000.00' });
    await recorded(projectId, { event: 'adjusted', amount: '200000.00', reverses: cut.id });
    expect(await moneyOf(projectId)).toMatchObject({ budget: '1200000.00' });
  });

  it('two at once of one payment: exactly one is kept', async () => {
    const projectId = await freshProject();
    const { id } = await recorded(projectId, { amount: '300000.00' });
    const body: LedgerBody = { event: 'paid', happenedOn: TODAY, amount: '300000.00', reverses: id };
    const outcomes = await Promise.all([1, 2, 3].map(() => record(world.owns, projectId, body)));
    expect(outcomes.filter((outcome) => outcome && 'answer' in outcome)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome && 'refused' in outcome)).toHaveLength(2);
    expect(await moneyOf(projectId)).toMatchObject({ executed: '0.00' });
  });
});

describe('what cannot be is refused at its field, and nothing is kept', () => {
  const cases: [
    string,
    string,
    (ids: { paid: string; reversed: string; reversal: string }) => Partial<LedgerBody>,
  ][] = [
    ['more than 10¹² yuan', 'amount', () => ({ amount: '1000000000000.01' })],
    ['a budget cut by more', 'amount', () => ({ event: 'adjusted', amount: '-1000000000000.01' })],
    ['more returned than was paid', 'amount', () => ({ event: 'returned', amount: '10.01' })],
    [
      'a reversal of another source',
      'source',
      ({ paid }) => ({ reverses: paid, amount: '10.00', source: 'central' }),
    ],
    [
      'a reversal before its payment',
      'happenedOn',
      ({ paid }) => ({ reverses: paid, amount: '10.00', happenedOn: '2023-07-09' }),
    ],
    ['a day that has not come', 'happenedOn', () => ({ happenedOn: '2023-07-11' })],
    ['a day that does not exist', 'happenedOn', () => ({ happenedOn: '2023-06-31' })],
    ['a day of another fiscal year', 'happenedOn', () => ({ happenedOn: '2022-12-31' })],
    ['nothing paid', 'amount', () => ({ amount: '0.00' })],
    ['a negative payment', 'amount', () => ({ amount: '-1.00' })],
    ['an adjustment of nothing', 'amount', () => ({ event: 'adjusted', amount: '0' })],
    ['a reversal of nothing that is there', 'reverses', () => ({ reverses: randomUUID() })],
    ['a second reversal', 'reverses', ({ reversed }) => ({ reverses: reversed, amount: '20.00' })],
    ['a reversal of a reversal', 'reverses', ({ reversal }) => ({ reverses: reversal, amount: '20.00' })],
    ['a reversal of another amount', 'amount', ({ paid }) => ({ reverses: paid, amount: '9.99' })],
    [
      'a reversal under another event',
      'event',
      ({ paid }) => ({ reverses: paid, amount: '10.00', event: 'returned' }),
    ],
  ];

  it.each(cases)('%s', async (_, field, body) => {
    const projectId = await freshProject();
    const paid = await recorded(projectId, { amount: '10.00' });
    const reversed = await recorded(projectId, { amount: '20.00' });
    const reversal = await recorded(projectId, { amount: '20.00', reverses: reversed.id });
    const before = await moneyOf(projectId);
    const outcome = await record(world.owns, projectId, {
      event: 'paid',
      happenedOn: TODAY,
      amount: '10.00',
      ...body({ paid: paid.id, reversed: reversed.id, reversal: reversal.id }),
    });
    expect(outcome).toMatchObject({ refused: { fields: { [field]: expect.any(String) as string } } });
    expect(await moneyOf(projectId)).toEqual(before);
    // The budget and the three above.
    expect(await countEvents(projectId)).toBe(4);
  });

  it('a payment of another project is none to reverse here', async () => {
    const [one, other] = [await freshProject(), await freshProject()];
    const elsewhere = await recorded(other, { amount: '10.00' });
    const outcome = await record(world.owns, one, {
      event: 'paid',
      happenedOn: TODAY,
      amount: '10.00',
      reverses: elsewhere.id,
    });
    expect(outcome).toMatchObject({ refused: { fields: { reverses: expect.any(String) as string } } });
  });
});

describe('out of scope', () => {
  it.each<[string, () => Actor]>([
    ['the unit beside', () => world.beside],
    ['another region', () => world.elsewhere],
  ])('a project seen from %s is not there', async (_, actor) => {
    const projectId = await freshProject();
    const body: LedgerBody = { event: 'paid', happenedOn: TODAY, amount: '1.00' };
    expect(await record(actor(), projectId, body)).toBeNull();
    expect(await listLedger(db, actor().context, { projectId, limit: 10 })).toBeNull();
    expect(await countEvents(projectId)).toBe(1);
  });
});

describe('with an Idempotency-Key', () => {
  it('ten at once pay exactly once and give one answer', async () => {
    const projectId = await freshProject();
    const key = randomUUID();
    const body: LedgerBody = { event: 'paid', happenedOn: TODAY, amount: '0.07' };
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => record(world.owns, projectId, body, key)),
    );
    const [made, ...more] = outcomes.flatMap((outcome) =>
      outcome && 'answer' in outcome ? [outcome.answer] : [],
    );
    expect(more).toEqual([]);
    const replayed = outcomes.flatMap((outcome) =>
      outcome && 'replayed' in outcome ? [outcome.replayed.answer] : [],
    );
    expect(replayed).toEqual(Array.from({ length: 9 }, () => made));
    expect(await moneyOf(projectId)).toMatchObject({ executed: '0.07' });
    expect(await record(world.owns, projectId, { ...body, amount: '0.08' }, key)).toEqual({
      keyReused: true,
    });
  });

  it('fifty payments at once on one project are all counted', async () => {
    const projectId = await freshProject();
    await Promise.all(Array.from({ length: 50 }, () => recorded(projectId, { amount: '0.03' })));
    expect(await moneyOf(projectId)).toMatchObject({ executed: '1.50' });
  });
});

it('a ledger is read in pages, newest first, each event once', async () => {
  const projectId = await freshProject();
  for (let n = 1; n <= 7; n += 1) await recorded(projectId, { amount: `${n}.00` });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listLedger(db, world.owns.context, {
      projectId,
      limit: 3,
      ...(cursor === undefined ? {} : { cursor }),
    });
    expect(page?.items.length).toBeLessThanOrEqual(3);
    seen.push(...(page?.items ?? []).map((event) => event.amount));
    cursor = page?.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(['7.00', '6.00', '5.00', '4.00', '3.00', '2.00', '1.00', '1200000.00']);
});

it('the overview’s budget, executed and rate are those of the rows', async () => {
  const regionId = await addRegion(world.owner, 'jisuan', '计算县');
  const actor = await addActor(world.owner, 'finance', { regionId, units: '*' });
  const forms = ['甲', '乙', '丙'].map((name, n) =>
    declaration({ name, budget: `${n + 1}00000.10`, indicators: [['数量指标', `${name}人次`, '≥10人次']] }),
  );
  await declare(db, actor, forms, fixedClock(DECLARED_ON));
  const projects = await look(db, actor.context, (tx) =>
    tx.selectFrom('app.projects').select('id').execute(),
  );
  for (const [n, { id }] of projects.entries()) {
    for (const amount of ['0.10', '0.20', `${n}33.33`]) {
      expect(await record(actor, id, { event: 'paid', happenedOn: TODAY, amount })).toHaveProperty('answer');
    }
  }
  const rows = await look(db, actor.context, (tx) =>
    tx.selectFrom('app.ledger_events').select(['event', 'amount']).execute(),
  );
  const cents = (event: string) =>
    rows
      .filter((row) => row.event === event)
      .reduce((sum, row) => sum + BigInt(row.amount.replace('.', '')), 0n);
  const overview = await loadOverview(db, actor.context, { today: TODAY });
  expect(overview.budget).toBe('600000.30');
  expect(BigInt(overview.budget.replace('.', ''))).toBe(cents('budgeted'));
  expect(BigInt(overview.executed.replace('.', ''))).toBe(cents('paid'));
  expect(overview.executed).toBe('400.89');
  expect(overview.executionRate).toBe(Number((cents('paid') * 1_000_000n) / cents('budgeted')) / 1_000_000);
  expect(overview.trend.at(-1)).toEqual({ day: TODAY, executed: '400.89' });
});
