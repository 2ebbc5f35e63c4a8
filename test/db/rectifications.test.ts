/** What follows a review: a notice until its condition is gone or an exception is signed, and what finance decides about the money. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { verifyAudit } from '../../db/audit.ts';
import { fixedClock } from '../../db/clock.ts';
import {
  listDispositions,
  recordDisposition,
  recordLift,
  type DispositionRequest,
} from '../../db/dispositions.ts';
import { recordDutyPlan } from '../../db/duty-records.ts';
import { recordEntry } from '../../db/entries.ts';
import { obligationId } from '../../db/watch-duties.ts';
import { loadJudging } from '../../db/judging.ts';
import { recordLedgerEvent } from '../../db/ledger.ts';
import { loadProject } from '../../db/projects.ts';
import { listRectifications, loadRectification } from '../../db/rectification-list.ts';
import { recordNotice, recordRectificationAct, type RectificationRequest } from '../../db/rectifications.ts';
import type { ReviewRole } from '../../domain/review.ts';
import type { StoredRectification } from '../../server/contract-review-shapes.ts';
import { createTestDatabase } from '../postgres.ts';
import { passDays, scan } from './watch-world.ts';
import { addActor, createWorld, indicatorsOf, keyOf, named, type World } from './world.ts';

const database = await createTestDatabase();
const today = fixedClock('2023-07-20');
type Person = { actor: Actor; role: ReviewRole };
let world: World;
let people: Record<'handler' | 'leader' | 'business' | 'performance', Person>;
let projectId: string;
let indicatorId: string;
let evidenceId: string;

beforeAll(async () => {
  world = await createWorld(database);
  const person = async (actor: Actor, role: ReviewRole): Promise<Person> => {
    await world.owner
      .updateTable('ops.accounts')
      .set({ role })
      .where('id', '=', String(actor.accountId))
      .execute();
    return { actor, role };
  };
  const { regionId } = world;
  people = {
    handler: await person(world.owns, 'handler'),
    leader: await person(world.leader, 'leader'),
    business: await person(
      { ...(await addActor(world.owner, 'business', { regionId, units: '*' })), post: '财政局业务股' },
      'finance_business',
    ),
    performance: await person(world.finance, 'finance_performance'),
  };
  const trained = named(await indicatorsOf(world.db, world.owns.context), '培训人次');
  ({ projectId } = trained);
  indicatorId = trained.id;
  await enter('2023-06', '60', '2023-07-03');
  evidenceId = randomUUID();
  const by = { region_id: regionId, unit_id: world.unitId, recorded_by: String(world.owns.accountId) };
  await world.owner
    .insertInto('app.evidence_contents')
    .values({
      region_id: regionId,
      sha256: 'a'.repeat(64),
      media_type: 'application/pdf',
      bytes: Buffer.from('%PDF'),
    })
    .execute();
  await world.owner
    .insertInto('app.evidence')
    .values({
      ...by,
      id: evidenceId,
      project_id: projectId,
      sha256: 'a'.repeat(64),
      filename: '培训名册.pdf',
      size_bytes: 4,
      invented: false,
      recorded_post: '经办人',
      recorded_on: '2023-07-20',
      recorded_at: '2023-07-20T09:00:00+08:00',
    })
    .execute();
});

async function enter(period: string, value: string, on: string, supersedes?: string) {
  return recordEntry(
    world.db,
    world.owns,
    {
      indicatorId,
      body: { period, value, ...(supersedes !== undefined && { supersedes }) },
      idempotency: null,
    },
    fixedClock(on),
  );
}

async function notice(): Promise<StoredRectification> {
  const recorded = await recordNotice(
    world.db,
    people.performance.actor,
    people.performance.role,
    {
      projectId,
      formId: null,
      source: 'monitoring',
      documentNumber: '测财绩〔2023〕7号',
      demands: [
        {
          words: '上半年培训人次只完成二十分之一，请查明原因并补足。',
          condition: { type: 'light', subjectId: indicatorId, noneOf: ['lagging', 'severe', 'unreported'] },
        },
      ],
      dueOn: '2023-08-15',
      idempotency: keyOf(people.performance.actor, 'notice'),
    },
    today,
  );
  if (recorded === null || !('answer' in recorded)) throw new Error(JSON.stringify(recorded));
  return recorded.answer;
}

async function act(
  who: Person,
  id: string,
  wish: RectificationRequest,
  at = today,
): Promise<StoredRectification> {
  const recorded = await recordRectificationAct(
    world.db,
    who.actor,
    who.role,
    { id, wish, idempotency: keyOf(who.actor, wish) },
    at,
  );
  if (recorded === null || !('answer' in recorded)) throw new Error(JSON.stringify(recorded));
  return recorded.answer;
}

const replyTo = ({ state }: StoredRectification): RectificationRequest => ({
  act: 'reply',
  revision: state.revision,
  items: state.demands.map(({ id }) => ({
    demandId: id,
    measures: '七月起每周加开两班，九月底前补足',
    evidence: [evidenceId],
  })),
});

describe('a rectification', () => {
  it('closes only when the condition is gone by the figures of that day', async () => {
    let now = await notice();
    expect(now).toMatchObject({ stage: 'noticed', dueOn: '2023-08-15' });
    now = await act(people.handler, now.id, replyTo(now));
    now = await act(people.leader, now.id, {
      act: 'verify',
      revision: now.state.revision,
      words: '措施属实，同意',
    });
    const close: RectificationRequest = {
      act: 'close',
      revision: now.state.revision,
      words: '经核对同意办结',
      exceptions: [],
    };
    await expect(act(people.performance, now.id, close)).rejects.toThrow('condition_holds');
    expect(await enter('2023-07', '1190', '2023-08-02')).toHaveProperty('answer');
    const facts = await loadRectification(world.db, people.handler.actor.context, now.id);
    expect(facts?.facts.lights[indicatorId]).not.toBe('severe');
    now = await act(people.performance, now.id, close, fixedClock('2023-08-02'));
    expect(now.stage).toBe('closed');
    expect(now.state.history.map(({ by }) => by.role)).toEqual([
      'finance_performance',
      'handler',
      'leader',
      'finance_performance',
    ]);
    await expect(act(people.handler, now.id, replyTo(now))).rejects.toThrow('closed');
  });

  it('is nobody’s but its unit’s to see, and only the performance section serves it', async () => {
    const { id } = await notice();
    const when = { today: '2023-08-17', calendar: (await loadJudging(world.db)).calendar, limit: 50 };
    const own = await listRectifications(world.db, world.owns.context, { projectId, ...when });
    const [open] = own.items;
    // Wednesday and Thursday after the due Tuesday.
    expect(open).toMatchObject({
      stage: 'noticed',
      lateWorkingDays: 2,
      firstWords: expect.stringContaining('培训人次'),
    });
    expect(await loadRectification(world.db, world.beside.context, id)).toBeNull();
    expect(await listRectifications(world.db, world.beside.context, when)).toEqual({
      total: 0,
      items: [],
      nextCursor: null,
    });
    expect(own.total).toBe(own.items.length);
    const refused = await recordNotice(
      world.db,
      people.leader.actor,
      people.leader.role,
      {
        projectId,
        formId: null,
        source: 'monitoring',
        documentNumber: '1',
        demands: [{ words: '请查明原因并补足', condition: { type: 'stated' } }],
        dueOn: '2023-08-15',
        idempotency: null,
      },
      today,
    );
    expect(refused).toHaveProperty('refused.fields.not_your_turn');
  });

  it('is kept in order by the database too', async () => {
    const { id } = await notice();
    const client = new pg.Client({ connectionString: database.urls.app });
    await client.connect();
    const insert = async (row: Record<string, unknown>) => {
      await client.query('begin');
      await client.query(`select set_config('app.region', $1, true), set_config('app.units', '*', true)`, [
        world.regionId,
      ]);
      const outcome = await client
        .query(
          `insert into app.rectification_acts overriding system value
           select (jsonb_populate_record(null::app.rectification_acts, $1)).*`,
          [
            JSON.stringify({
              region_id: world.regionId,
              id: randomUUID(),
              seq: 1,
              rectification_id: id,
              unit_id: world.unitId,
              reply: [],
              exceptions: [],
              due_on: '2023-08-15',
              invented: false,
              recorded_post: '',
              recorded_on: '2023-07-20',
              recorded_at: '2023-07-20T09:00:00+08:00',
              ...row,
            }),
          ],
        )
        .then(
          () => 'inserted',
          (error: unknown) => (error instanceof pg.DatabaseError ? error.code : String(error)),
        );
      await client.query('rollback');
      return outcome;
    };
    const by = ({ actor, role }: Person) => ({ recorded_by: actor.accountId, role });
    const reply = { act: 'reply', from_stage: 'noticed', to_stage: 'replied', revision: 2 };
    expect(await insert({ ...by(people.handler), ...reply })).toBe('inserted');
    expect(await insert({ ...by(people.leader), ...reply })).toBe('MB015');
    expect(await insert({ ...by(people.leader), role: 'handler', ...reply })).toBe('MB010');
    expect(await insert({ ...by(people.handler), ...reply, revision: 3 })).toBe('MB013');
    const close = { act: 'close', from_stage: 'noticed', to_stage: 'closed', revision: 2 };
    expect(await insert({ ...by(people.performance), ...close })).toBe('MB015');
    await client.end();
  });
});

describe('the sealed audit', () => {
  const rowsOf = async (id: string) => {
    const rows = await world.owner
      .selectFrom('ops.audit')
      .select(['deed', 'account_id', 'detail'])
      .orderBy('seq')
      .execute();
    return rows.filter(({ detail }) => Object.values(detail).includes(id));
  };

  it('has a row of a notice, of each exception that was signed, and of the closing', async () => {
    let now = await notice();
    const [demand] = now.state.demands;
    now = await act(people.handler, now.id, replyTo(now));
    now = await act(people.leader, now.id, {
      act: 'verify',
      revision: now.state.revision,
      words: '措施属实，同意',
    });
    const demandId = String(demand?.id);
    const exceptions = [{ demandId, document: '测财绩〔2023〕9号', reason: '自然灾害停训，年底前补足' }];
    now = await act(people.performance, now.id, {
      act: 'close',
      revision: now.state.revision,
      words: '同意办结',
      exceptions,
    });
    expect(now.stage).toBe('closed');
    const by = people.performance.actor.accountId;
    const what = { rectificationId: now.id, projectId };
    const documentNumber = '测财绩〔2023〕7号';
    expect(await rowsOf(now.id)).toEqual([
      {
        deed: 'rectification_issued',
        account_id: by,
        detail: {
          ...what,
          formId: null,
          documentNumber,
          dueOn: '2023-08-15',
          demands: [{ demandId, condition: demand?.condition }],
        },
      },
      {
        deed: 'exception_signed',
        account_id: by,
        detail: { ...what, demandId, document: '测财绩〔2023〕9号' },
      },
      { deed: 'rectification_closed', account_id: by, detail: { ...what, documentNumber } },
    ]);
    const { rows, firstBad } = await verifyAudit(world.owner);
    expect([rows > 2, firstBad]).toEqual([true, null]);
  });
});

describe('a reply that is late', () => {
  it('is chased as any other duty, until it is there; a handler cannot put it off by hand', async () => {
    const { id, state } = await notice();
    const title = '回复整改通知 测财绩〔2023〕7号';
    const read = async () => {
      const duties = await world.owner
        .selectFrom('app.obligations')
        .select(['id', 'state'])
        .where('title', '=', title)
        .where('plan_id', '=', plan.id)
        .execute();
      const alerts = await world.owner
        .selectFrom('app.alerts')
        .select(['kind', 'opened_on', 'resolved_on'])
        .where('subject_id', '=', obligationId(plan.id, 'once'))
        .execute();
      return { duties, alerts };
    };
    const plan = await world.owner
      .selectFrom('app.duty_plans')
      .select(['id'])
      .where('title', '=', title)
      .orderBy('seq', 'desc')
      .executeTakeFirstOrThrow();
    const withdrawn = await recordDutyPlan(
      world.db,
      people.handler.actor,
      {
        projectId,
        body: {
          kind: 'work',
          title,
          rule: { type: 'on', dueOn: '2023-12-31' },
          supersedes: plan.id,
          withdrawn: true,
        },
        idempotency: null,
      },
      today,
    );
    expect(withdrawn).toHaveProperty('refused.fields.supersedes');
    await passDays(world, { from: '2023-08-15', to: '2023-08-17' });
    const late = await read();
    expect(late.duties.map(({ state: stands }) => stands)).toEqual(['overdue']);
    expect(late.alerts).toContainEqual(
      expect.objectContaining({ kind: 'deadline_missed', opened_on: '2023-08-16', resolved_on: null }),
    );
    await act(people.handler, id, replyTo({ state } as StoredRectification), fixedClock('2023-08-17'));
    await scan(world, '2023-08-18');
    const done = await read();
    expect(done.duties).toEqual([]);
    expect(done.alerts).toContainEqual({
      kind: 'deadline_missed',
      opened_on: '2023-08-16',
      resolved_on: expect.any(String),
    });
    expect(done.alerts.filter(({ resolved_on }) => resolved_on === null)).toEqual([]);
  });
});

describe('a disposition', () => {
  const dispose = (disposition: Partial<DispositionRequest['disposition']>, who: Person = people.business) =>
    recordDisposition(
      world.db,
      who.actor,
      {
        projectId,
        rectificationId: null,
        formId: null,
        source: 'local',
        validFrom: '2023-08-01',
        idempotency: null,
        disposition: {
          kind: 'stop',
          document: '测财〔2023〕30号',
          decidedOn: '2023-07-20',
          reason: '资金使用进度严重滞后，按程序处置',
          amountYuan: null,
          targets: [],
          ...disposition,
        },
      },
      today,
    );
  const pay = () =>
    recordLedgerEvent(
      world.db,
      world.owns,
      { projectId, body: { event: 'paid', happenedOn: '2023-07-20', amount: '10.00' }, idempotency: null },
      today,
    );
  const read = async (asOf: string) => {
    const project = await loadProject(world.db, world.finance.context, {
      projectId,
      asOf,
      today: '2023-08-31',
      mayEnter: false,
      mayPay: false,
    });
    if (project === null) throw new Error('the project is not there');
    return project;
  };

  it('that stops refuses payments from its minute on, until it is lifted', async () => {
    expect(await pay()).toHaveProperty('answer');
    const stopped = await dispose({});
    if (stopped === null || !('answer' in stopped)) throw new Error(JSON.stringify(stopped));
    await expect(pay()).rejects.toMatchObject({ code: 'MB020' });
    const lift = {
      dispositionId: stopped.answer.id,
      documentNumber: '测财〔2023〕31号',
      decidedOn: '2023-07-20',
      reason: '整改到位，恢复拨付',
      idempotency: null,
    };
    expect(await recordLift(world.db, people.business.actor, lift, today)).toHaveProperty('answer');
    expect(await recordLift(world.db, people.business.actor, lift, today)).toHaveProperty('refused');
    expect(await pay()).toHaveProperty('answer');
    const audited = await world.owner
      .selectFrom('ops.audit')
      .select(['account_id', 'detail'])
      .where('deed', '=', 'disposed')
      .orderBy('seq')
      .execute();
    const account_id = people.business.actor.accountId;
    expect(audited).toMatchObject([
      {
        account_id,
        detail: {
          dispositionId: stopped.answer.id,
          kind: 'stop',
          documentNumber: '测财〔2023〕30号',
          projectId,
        },
      },
      {
        account_id,
        detail: { kind: 'lift', documentNumber: '测财〔2023〕31号', lifts: stopped.answer.id },
      },
    ]);
    const { items } = await listDispositions(world.db, world.finance.context, projectId, { limit: 500 });
    const [newest, held] = items;
    expect(newest).toMatchObject({ kind: 'lift', lifts: stopped.answer.id });
    expect(held?.liftedAt).not.toBeNull();
  });

  it('that cuts the budget moves ledger and targets in one transaction', async () => {
    const before = (await read('2023-07-20')).money.budget;
    const cut = await dispose({
      kind: 'budget_cut',
      amountYuan: '20000.00',
      targets: [{ indicatorId, rawTarget: '≥1000人次' }],
    });
    expect(cut).toHaveProperty('answer.adjustmentId');
    expect(Number((await read('2023-08-31')).money.budget)).toBe(Number(before) - 20_000);
    const target = (on: Awaited<ReturnType<typeof read>>) =>
      on.indicators.find(({ id }) => id === indicatorId)?.rawTarget;
    expect(target(await read('2023-07-31'))).toBe('≥1200人次');
    expect(target(await read('2023-08-31'))).toBe('≥1000人次');
  });

  it('that recovers puts the money back, and is refused beyond what was spent', async () => {
    const executed = Number((await read('2023-08-31')).money.executed);
    expect(await dispose({ kind: 'recover', amountYuan: '99999999.00' })).toHaveProperty('refused');
    expect(await dispose({ kind: 'recover', amountYuan: '5.00' })).toHaveProperty('answer.ledgerEventId');
    expect(Number((await read('2023-08-31')).money.executed)).toBe(executed - 5);
  });

  it('is finance’s alone, by the database too', async () => {
    await expect(dispose({}, people.leader)).rejects.toMatchObject({ code: 'MB015' });
  });
});
