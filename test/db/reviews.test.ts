/** A round over real declarations: opened, filled cell by cell, through the offices, corrected; and what the database refuses. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import { recordEntry } from '../../db/entries.ts';
import { recordLedgerEvent } from '../../db/ledger.ts';
import { approveBatch, recordCorrection, recordReviewAct, type ActRequest } from '../../db/review-acts.ts';
import { loadForm, saveCells, type CellChange } from '../../db/review-forms.ts';
import { rebuildReviews } from '../../db/review-replay.ts';
import { listRounds, openRound, previewScope } from '../../db/rounds.ts';
import { addDays } from '../../domain/calendar.ts';
import type { ReviewRole, ReviewState } from '../../domain/review.ts';
import type { Round } from '../../domain/round.ts';
import type { StoredForm } from '../../server/contract-review-shapes.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, indicatorsOf, keyOf, type World } from './world.ts';

const database = await createTestDatabase();
const today = fixedClock('2023-07-10');
const ROUND: Round = {
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

let world: World;
let app: pg.Client;
type Person = { actor: Actor; role: ReviewRole };
let people: Record<'handler' | 'unitHead' | 'leader' | 'business' | 'performance', Person>;

async function person(actor: Actor, role: ReviewRole): Promise<Person> {
  await world.owner
    .updateTable('ops.accounts')
    .set({ role })
    .where('id', '=', String(actor.accountId))
    .execute();
  return { actor, role };
}

beforeAll(async () => {
  world = await createWorld(database);
  const { addActor } = await import('./world.ts');
  const { regionId, unitId } = world;
  people = {
    handler: await person(world.owns, 'handler'),
    unitHead: await person(await addActor(world.owner, 'head', { regionId, units: [unitId] }), 'unit_head'),
    leader: await person(world.leader, 'leader'),
    business: await person(
      await addActor(world.owner, 'business', { regionId, units: '*' }),
      'finance_business',
    ),
    performance: await person(world.finance, 'finance_performance'),
  };
  app = new pg.Client({ connectionString: database.urls.app });
  await app.connect();
  const indicators = await indicatorsOf(world.db, world.owns.context);
  const trained = indicators.get('培训人次');
  if (trained === undefined) throw new Error('no such indicator');
  for (const month of [1, 2, 3, 4, 5, 6]) {
    const body = { period: `2023-0${month}`, value: String(10 * month) };
    await recordEntry(
      world.db,
      world.owns,
      { indicatorId: trained.id, body, idempotency: null },
      fixedClock(`2023-0${month}-28`),
    );
  }
  const { project_id: projectId } = await world.owner
    .selectFrom('app.indicators')
    .select('project_id')
    .where('id', '=', trained.id)
    .executeTakeFirstOrThrow();
  const pay = { event: 'paid' as const, happenedOn: '2023-06-05', amount: '1234.56' };
  await recordLedgerEvent(
    world.db,
    world.owns,
    { projectId, body: pay, idempotency: null },
    fixedClock('2023-06-05'),
  );
});

afterAll(() => app.end());

/** A year has one round of a name. */
let openedRounds = 0;

async function open(): Promise<StoredForm> {
  const opened = await openRound(
    world.db,
    people.performance.actor,
    {
      purpose: 'monitoring',
      round: { ...ROUND, title: `${ROUND.title}之${(openedRounds += 1)}` },
      scheme: null,
      idempotency: null,
    },
    today,
  );
  if (opened === null || !('answer' in opened)) throw new Error(JSON.stringify(opened));
  const { rows } = await inRegion((client) =>
    client.query<{ id: string }>('select id from app.review_forms where round_id = $1 and unit_id = $2', [
      opened.answer.id,
      world.unitId,
    ]),
  );
  return await form(String(rows[0]?.id));
}

async function form(id: string): Promise<StoredForm> {
  const loaded = await loadForm(world.db, people.handler.actor.context, id);
  if (loaded?.purpose !== 'monitoring') throw new Error('the form is not in scope');
  return loaded;
}

async function inRegion<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  await app.query('begin');
  try {
    await app.query(`select set_config('app.region', $1, true), set_config('app.units', '*', true)`, [
      world.regionId,
    ]);
    return await work(app);
  } finally {
    await app.query('rollback');
  }
}

/** Everything that the check asks for, entered as an honest handler would. */
async function fill(id: string): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    const { prefilled, check, values } = await form(id);
    if (check.refusals.length === 0 && check.unanswered === 0) return;
    const newest = (cell: string) => values.find((value) => value.cell === cell)?.id ?? null;
    const changes: CellChange[] = [];
    for (const { cell } of check.refusals) {
      if (changes.some((change) => change.cell === cell)) continue;
      changes.push({ cell, value: answerFor(cell, prefilled), supersedes: newest(cell) });
    }
    for (const { key, answer } of check.questions) {
      if (answer === null) {
        changes.push({
          cell: `answer.${key}`,
          value: `已向业务股核实，情况属实 ${key.length}`,
          supersedes: null,
        });
      }
    }
    const saved = await saveCells(
      world.db,
      people.handler.actor,
      { formId: id, changes, idempotency: null },
      today,
    );
    expect(saved, JSON.stringify(saved)).toHaveProperty('answer');
  }
  const { check } = await form(id);
  expect(check.refusals, JSON.stringify(check.refusals)).toEqual([]);
}

function answerFor(cell: string, prefilled: StoredForm['prefilled']): unknown {
  const [block, ...rest] = cell.split('.');
  if (block === 'money') return prefilled.money.rows.total?.adjustedYuan ?? '0.00';
  const column = rest.at(-1);
  const indicator = prefilled.indicators.find(({ id }) => id === rest[0]);
  const words = `${indicator?.name ?? ''}受上半年资金下达较晚影响，三季度补足`;
  if (column === 'expected') {
    const { target } = indicator ?? { target: null };
    if (target?.measure === 'date') return target.value;
    if (target?.measure === 'grade') return 'achieved';
    return target?.value ?? '按计划完成全年任务';
  }
  if (column === 'reasons') return ['funding'];
  if (column === 'likelihood') return 'possible';
  return `${words}（${String(column)}）`;
}

async function act(who: Person, formId: string, wish: ActRequest): Promise<ReviewState> {
  const recorded = await recordReviewAct(
    world.db,
    who.actor,
    who.role,
    { formId, wish, idempotency: keyOf(who.actor, wish) },
    today,
  );
  if (recorded === null || !('answer' in recorded)) throw new Error(JSON.stringify(recorded));
  return recorded.answer.state;
}

describe('a round', () => {
  it('freezes what was known at the cut-off, whatever comes later', async () => {
    const opened = await open();
    const trained = opened.prefilled.indicators.find(({ name }) => name === '培训人次');
    expect(trained).toMatchObject({ actual: '60', actualThrough: '2023-06-30', rawTarget: '≥1200人次' });
    expect(trained?.forecast).toMatchObject({ method: 'recent_mean' });
    expect(opened.prefilled.money.rows.total).toMatchObject({ executedYuan: '1234.56' });
    expect(opened.state).toMatchObject({ version: 1, revision: 0, stage: 'draft' });
    const indicators = await indicatorsOf(world.db, world.owns.context);
    const body = { period: '2023-07', value: '99' };
    await recordEntry(
      world.db,
      world.owns,
      { indicatorId: String(indicators.get('培训人次')?.id), body, idempotency: null },
      fixedClock('2023-07-28'),
    );
    expect((await form(opened.id)).prefilled).toEqual(opened.prefilled);
  });

  it.each(['2023-08-31', '2023-07-10'])(
    'is not opened before its cut-off day %s is over',
    async (cutOffOn) => {
      const refused = await openRound(
        world.db,
        people.performance.actor,
        { purpose: 'monitoring', round: { ...ROUND, cutOffOn }, scheme: null, idempotency: null },
        today,
      );
      const next = addDays(cutOffOn, 1);
      expect(refused).toHaveProperty('refused.fields.cutOffOn', expect.stringContaining(`请从 ${next} 起`));
    },
  );

  it('is not opened over nothing', async () => {
    const scope = {
      type: 'rule' as const,
      budgetAtLeastYuan: '999999999999.00',
      executionRateBelow: null,
      lights: null,
    };
    const preview = await previewScope(world.db, people.performance.actor.context, {
      fiscalYear: 2023,
      cutOffOn: '2023-06-30',
      scope,
      today: '2023-07-10',
    });
    expect(preview.chosen).toEqual([]);
    const empty = await openRound(
      world.db,
      people.performance.actor,
      { purpose: 'monitoring', round: { ...ROUND, scope }, scheme: null, idempotency: null },
      today,
    );
    expect(empty).toHaveProperty('refused.fields.scope');
  });

  it('is seen by a unit with its own forms only', async () => {
    await open();
    const year = { year: 2023, limit: 200 };
    const [own] = (await listRounds(world.db, people.handler.actor.context, year)).items;
    const [whole] = (await listRounds(world.db, people.performance.actor.context, year)).items;
    expect(own?.forms).toBe(1);
    expect(whole?.forms).toBe(2);
    expect(await listRounds(world.db, world.elsewhere.context, year)).toEqual({
      items: [],
      nextCursor: null,
    });
  });
});

describe('the unit’s part', () => {
  it('begins empty in every cell and is not sent while one is', async () => {
    const { id, entered, check } = await open();
    expect(Object.values(entered.money)).toEqual([null, null, null, null]);
    expect(
      Object.values(entered.indicators)
        .flatMap((said) => Object.values(said))
        .every((cell) => cell === null),
    ).toBe(true);
    expect(check.refusals.length).toBeGreaterThan(0);
    await expect(act(people.handler, id, { act: 'submit', revision: 0 })).rejects.toThrow('incomplete');
  });

  it('keeps every value of a cell, and of two savers one is asked', async () => {
    const { id } = await open();
    const save = (value: string, supersedes: string | null) =>
      saveCells(
        world.db,
        people.handler.actor,
        { formId: id, changes: [{ cell: 'money.total', value, supersedes }], idempotency: null },
        today,
      );
    const first = await save('100.00', null);
    if (first === null || !('answer' in first)) throw new Error(JSON.stringify(first));
    const [one] = first.answer.values;
    const both = await Promise.all([save('200.00', String(one?.id)), save('300.00', String(one?.id))]);
    expect(both.filter((each) => each !== null && 'answer' in each)).toHaveLength(1);
    expect(both.filter((each) => each !== null && 'conflicts' in each)).toHaveLength(1);
    expect((await form(id)).values.map(({ value }) => value)).toHaveLength(2);
    const emptied = await save('', String((await form(id)).values[0]?.id));
    expect(emptied).toHaveProperty('answer');
    expect((await form(id)).entered.money.total).toBeNull();
  });

  it('refuses a cell that is not there and a value that is none', async () => {
    const { id } = await open();
    const save = (cell: string, value: unknown) =>
      saveCells(
        world.db,
        people.handler.actor,
        { formId: id, changes: [{ cell, value, supersedes: null }], idempotency: null },
        today,
      );
    expect(await save('indicator.nobody.expected', '1')).toHaveProperty('refused');
    expect(await save('money.total', 12)).toHaveProperty('refused');
  });
});

describe('the way through the offices', () => {
  it('goes up stage by stage, back with a reason on a cell, and closes', async () => {
    const { id } = await open();
    await fill(id);
    let state = await act(people.handler, id, { act: 'submit', revision: 0 });
    expect(state.stage).toBe('unit_head');
    state = await act(people.unitHead, id, { act: 'open', revision: state.revision });
    const cells = [{ cell: 'money.total', reason: '全年预计与用款计划不符' }];
    state = await act(people.unitHead, id, { act: 'return', to: 'draft', cells, revision: state.revision });
    expect((await form(id)).state.returned).toEqual(cells);
    await fill(id);
    state = await act(people.handler, id, { act: 'submit', revision: state.revision });
    for (const who of [people.unitHead, people.leader, people.business, people.performance]) {
      state = await act(who, id, { act: 'approve', revision: state.revision });
    }
    expect(state.stage).toBe('closed');
    expect(state.history.map(({ act: name }) => name)).toEqual([
      'submit',
      'open',
      'return',
      'submit',
      'approve',
      'approve',
      'approve',
      'approve',
    ]);
    await expect(act(people.performance, id, { act: 'approve', revision: state.revision })).rejects.toThrow(
      'closed',
    );
    const corrected = await recordCorrection(
      world.db,
      people.performance.actor,
      'finance_performance',
      { formId: id, reason: '审计发现执行数有误', idempotency: null },
      today,
    );
    expect(corrected).toHaveProperty('answer.state.version', 2);
    const again = await form(id);
    expect(again.entered.money.total).not.toBeNull();
    expect(again.check.refusals).toEqual([]);
    // Made again from the acts, nothing differs; a state that was tampered with is put right.
    const context = people.performance.actor.context;
    const rebuild = () => inContext(world.owner, context, (tx) => rebuildReviews(tx, world.regionId));
    expect((await rebuild()).differing).toBe(0);
    await world.owner
      .updateTable('app.review_states')
      .set({ stage: 'leader', state: '{"history":[],"correction":null}' })
      .where('form_id', '=', id)
      .execute();
    expect((await rebuild()).differing).toBe(1);
    expect((await form(id)).state).toMatchObject({ version: 2, stage: 'draft' });
  });

  it('lets exactly one of two concurrent acts win', async () => {
    const { id } = await open();
    await fill(id);
    const sent = await act(people.handler, id, { act: 'submit', revision: 0 });
    const outcomes = await Promise.allSettled([
      act(people.unitHead, id, { act: 'approve', revision: sent.revision }),
      act(people.handler, id, { act: 'withdraw', revision: sent.revision }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('lists in a batch what has to be looked at, and approves the rest', async () => {
    const { id } = await open();
    await fill(id);
    const sent = await act(people.handler, id, { act: 'submit', revision: 0 });
    const batch = await approveBatch(
      world.db,
      people.unitHead.actor,
      'unit_head',
      {
        forms: [{ formId: id, revision: sent.revision }],
        words: null,
        idempotency: keyOf(people.unitHead.actor, 'batch'),
      },
      today,
    );
    if ('keyReused' in batch) throw new Error('a new key');
    expect(batch.approved).toEqual([]);
    expect(batch.exceptions).toHaveLength(1);
  });
});

describe('the database itself refuses', () => {
  type ActColumns = Record<string, unknown>;
  const insertAct = (formId: string, columns: ActColumns) =>
    inRegion(async (client) => {
      const row = {
        region_id: world.regionId,
        id: randomUUID(),
        seq: 1,
        form_id: formId,
        unit_id: world.unitId,
        version: 1,
        cells: [],
        words: null,
        invented: false,
        recorded_post: '',
        recorded_on: '2023-07-10',
        recorded_at: '2023-07-10T09:00:00+08:00',
        ...columns,
      };
      return client
        .query(
          `insert into app.review_acts overriding system value select (jsonb_populate_record(null::app.review_acts, $1)).*`,
          [JSON.stringify(row)],
        )
        .then(
          () => 'inserted',
          (error: unknown) => (error instanceof pg.DatabaseError ? error.code : String(error)),
        );
    });
  const by = ({ actor, role }: Person) => ({ recorded_by: actor.accountId, role });

  it('acts out of turn, out of date, skipping, on the own submission, after closing and in a foreign role', async () => {
    const { id } = await open();
    const submit = { act: 'submit', from_stage: 'draft', to_stage: 'unit_head', revision: 1 };
    expect(await insertAct(id, { ...by(people.handler), ...submit })).toBe('inserted');
    expect(await insertAct(id, { ...by(people.unitHead), ...submit })).toBe('MB015');
    expect(await insertAct(id, { ...by(people.handler), role: 'unit_head', ...submit })).toBe('MB010');
    expect(await insertAct(id, { ...by(people.handler), ...submit, to_stage: 'leader' })).toBe('MB016');
    expect(await insertAct(id, { ...by(people.handler), ...submit, revision: 2 })).toBe('MB013');
    expect(
      await insertAct(id, {
        ...by(people.leader),
        act: 'approve',
        from_stage: 'leader',
        to_stage: 'closed',
        revision: 1,
      }),
    ).toBe('MB013');
    await fill(id);
    let state = await act(people.handler, id, { act: 'submit', revision: 0 });
    const approve = { act: 'approve', from_stage: 'unit_head', to_stage: 'leader', revision: 2 };
    // The same person, in the meantime made the unit's head.
    await person(people.handler.actor, 'unit_head');
    expect(await insertAct(id, { ...by(people.handler), role: 'unit_head', ...approve })).toBe('MB017');
    await person(people.handler.actor, 'handler');
    expect(await insertAct(id, { ...by(people.unitHead), ...approve })).toBe('inserted');
    expect(
      await insertAct(id, {
        ...by(people.unitHead),
        act: 'return',
        from_stage: 'unit_head',
        to_stage: 'draft',
        revision: 2,
      }),
    ).toBe('MB016');
    expect(
      await insertAct(id, {
        ...by(people.unitHead),
        act: 'withdraw',
        from_stage: 'unit_head',
        to_stage: 'draft',
        revision: 2,
      }),
    ).toBe('MB014');
    for (const who of [people.unitHead, people.leader, people.business, people.performance]) {
      state = await act(who, id, { act: 'approve', revision: state.revision });
    }
    const late = { act: 'approve', from_stage: 'closed', to_stage: 'closed', revision: state.revision + 1 };
    expect(await insertAct(id, { ...by(people.performance), ...late })).toBe('MB012');
  });

  it('values in a form that is under review, and values that are not the handler’s', async () => {
    const { id } = await open();
    await fill(id);
    const enter = (who: Person) =>
      inRegion((client) =>
        client
          .query(
            `insert into app.review_values (region_id, id, form_id, unit_id, version, revision, cell, value, supersedes, invented,
               recorded_post, recorded_on, recorded_at, recorded_by)
             values ($1, gen_random_uuid(), $2, $3, 1, 0, 'goal', '"x"', null, false, '', '2023-07-10', now(), $4)`,
            [world.regionId, id, world.unitId, who.actor.accountId],
          )
          .then(
            () => 'inserted',
            (error: unknown) => (error instanceof pg.DatabaseError ? error.code : String(error)),
          ),
      );
    expect(await enter(people.handler)).toBe('inserted');
    expect(await enter(people.leader)).toBe('MB015');
    await act(people.handler, id, { act: 'submit', revision: 0 });
    expect(await enter(people.handler)).toBe('MB018');
  });
});
