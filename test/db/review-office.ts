/** A world with one person at each post, and rounds over its projects. 演示数据 */
import pg from 'pg';
import type { Actor } from '../../db/actor.ts';
import { fixedClock, type Clock } from '../../db/clock.ts';
import { recordEntry } from '../../db/entries.ts';
import { recordLedgerEvent } from '../../db/ledger.ts';
import { recordReviewAct, type ActRequest } from '../../db/review-acts.ts';
import { loadForm, saveCells } from '../../db/review-forms.ts';
import { openRound } from '../../db/rounds.ts';
import type { ReviewRole, ReviewState } from '../../domain/review.ts';
import type { Round } from '../../domain/round.ts';
import type { StoredForm } from '../../server/contract-review-shapes.ts';
import type { TestDatabase } from '../postgres.ts';
import {
  addActor,
  createWorld,
  declaration,
  declare,
  DECLARED_ON,
  indicatorsOf,
  keyOf,
  named,
  type World,
} from './world.ts';

export const TODAY = fixedClock('2023-07-10');

export const ROUND: Round = {
  title: '2023 年年中绩效监控',
  fiscalYear: 2023,
  kind: 'self',
  toMonth: 6,
  cutOffOn: '2023-06-30',
  scope: { type: 'all' },
  formName: '项目支出绩效目标执行监控表',
  deadlines: [{ post: 'handler', dueOn: '2023-07-14', origin: 'entered', isGuess: false }],
  variantId: null,
  origins: {},
};

export interface Person {
  actor: Actor;
  role: ReviewRole;
}
export type Posts = 'handler' | 'unitHead' | 'leader' | 'business' | 'performance';

export interface Office {
  world: World;
  people: Record<Posts, Person>;
  /** The role that the account has from now on. */
  asRole(person: Person, role: ReviewRole): Promise<void>;
  /** Opens a round; throws when it is refused. */
  open(change?: Partial<Round>, at?: Clock): Promise<string>;
  /** The owner's forms of a round, by project. */
  formsOf(roundId: string): Promise<Map<string, string>>;
  form(id: string): Promise<StoredForm>;
  /** Fills what is refused in a form with nothing to look at: everything as planned. */
  fillClean(id: string): Promise<void>;
  act(who: Person, formId: string, wish: ActRequest, at?: Clock): Promise<ReviewState>;
  /** Runs as the server's login in the region, and takes everything back. */
  past<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
}

export async function createOffice(database: TestDatabase): Promise<Office> {
  const world = await createWorld(database);
  const { regionId, unitId } = world;
  const client = new pg.Client({ connectionString: database.urls.app });
  await client.connect();
  const { afterAll } = await import('vitest');
  afterAll(() => client.end());

  const asRole: Office['asRole'] = async (person, role) => {
    await world.owner
      .updateTable('ops.accounts')
      .set({ role })
      .where('id', '=', String(person.actor.accountId))
      .execute();
  };
  const person = async (actor: Actor, role: ReviewRole): Promise<Person> => {
    await asRole({ actor, role }, role);
    return { actor, role };
  };
  const people = {
    handler: await person(world.owns, 'handler'),
    unitHead: await person(await addActor(world.owner, 'head', { regionId, units: [unitId] }), 'unit_head'),
    leader: await person(world.leader, 'leader'),
    business: await person(
      await addActor(world.owner, 'business', { regionId, units: '*' }),
      'finance_business',
    ),
    performance: await person(world.finance, 'finance_performance'),
  };

  let opened = 0;
  const open: Office['open'] = async (change = {}, at = TODAY) => {
    opened += 1;
    const recorded = await openRound(
      world.db,
      people.performance.actor,
      {
        purpose: 'monitoring',
        // A year has one round of a name.
        round: { ...ROUND, title: `${ROUND.title}之${opened}`, ...change },
        scheme: null,
        idempotency: null,
      },
      at,
    );
    if (recorded === null || !('answer' in recorded)) throw new Error(JSON.stringify(recorded));
    return recorded.answer.id;
  };
  const formsOf: Office['formsOf'] = async (roundId) => {
    const rows = await world.owner
      .selectFrom('app.review_forms')
      .select(['id', 'project_id'])
      .where('round_id', '=', roundId)
      .where('unit_id', '=', unitId)
      .execute();
    return new Map(rows.map((row) => [row.project_id, row.id]));
  };
  const form: Office['form'] = async (id) => {
    const loaded = await loadForm(world.db, people.performance.actor.context, id);
    if (loaded?.purpose !== 'monitoring') throw new Error('the form is not in scope');
    return loaded;
  };
  const fillClean: Office['fillClean'] = async (id) => {
    const { prefilled, check } = await form(id);
    const changes = [...new Set(check.refusals.map(({ cell }) => String(cell)))].map((cell) => {
      const column = cell.split('.').at(-1);
      const indicator = prefilled.indicators.find((each) => cell.startsWith(`indicator.${each.id}.`));
      const planned =
        column === 'likelihood'
          ? 'certain'
          : (indicator?.target.value ?? prefilled.money.rows.total?.adjustedYuan);
      return { cell, value: planned, supersedes: null };
    });
    const saved = await saveCells(
      world.db,
      people.handler.actor,
      { formId: id, changes, idempotency: null },
      TODAY,
    );
    if (saved === null || !('answer' in saved)) throw new Error(JSON.stringify(saved));
    const { refusals } = saved.answer.check;
    if (refusals.length > 0) throw new Error(JSON.stringify(refusals));
  };
  const act: Office['act'] = async (who, formId, wish, at = TODAY) => {
    const recorded = await recordReviewAct(
      world.db,
      who.actor,
      who.role,
      { formId, wish, idempotency: keyOf(who.actor, wish) },
      at,
    );
    if (recorded === null || !('answer' in recorded)) throw new Error(JSON.stringify(recorded));
    return recorded.answer.state;
  };
  const past: Office['past'] = async (work) => {
    await client.query('begin');
    try {
      await client.query(`select set_config('app.region', $1, true), set_config('app.units', '*', true)`, [
        regionId,
      ]);
      return await work(client);
    } finally {
      await client.query('rollback');
    }
  };
  return { world, people, asRole, open, formsOf, form, fillClean, act, past };
}

/** What became of a statement: 'done', or the code by which the database refused it. */
export const outcomeOf = (statement: Promise<unknown>): Promise<string> =>
  statement.then(
    () => 'done',
    (error: unknown) => (error instanceof pg.DatabaseError ? String(error.code) : String(error)),
  );

/**
 * A project of the owner's unit on which nothing deviates: half of its work and half of its money by the end of June.
 * @returns its id
 */
export async function planned(world: World, name: string): Promise<string> {
  const indicator = `${name}场次`;
  await declare(
    world.db,
    world.finance,
    [declaration({ name, budget: '120000.00', indicators: [['数量指标', indicator, '≥24场']] })],
    fixedClock(DECLARED_ON),
  );
  const { id, projectId } = named(await indicatorsOf(world.db, world.owns.context), indicator);
  for (const month of [1, 2, 3, 4, 5, 6]) {
    const at = fixedClock(`2023-0${month}-28`);
    const body = { period: `2023-0${month}`, value: '2', basis: 'month' as const };
    const entered = await recordEntry(world.db, world.owns, { indicatorId: id, body, idempotency: null }, at);
    if (entered === null || !('answer' in entered)) throw new Error(JSON.stringify(entered));
    await pay(world, projectId, `2023-0${month}-20`, '10000.00', `2023-0${month}-28`);
  }
  return projectId;
}

export async function pay(
  world: World,
  projectId: string,
  happenedOn: string,
  amount: string,
  recordedOn = happenedOn,
): Promise<void> {
  const paid = await recordLedgerEvent(
    world.db,
    world.owns,
    { projectId, body: { event: 'paid', happenedOn, amount }, idempotency: null },
    fixedClock(recordedOn),
  );
  if (paid === null || !('answer' in paid)) throw new Error(JSON.stringify(paid));
}
