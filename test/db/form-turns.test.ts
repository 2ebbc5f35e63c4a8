/** Offices that leave a form lying: the department's leader and the finance sections are chased on their own days, as the unit is. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { listAlerts } from '../../db/alerts.ts';
import { fixedClock } from '../../db/clock.ts';
import { rebuildAll } from '../../db/rebuild.ts';
import { recordReviewAct, type ActRequest } from '../../db/review-acts.ts';
import { loadForm } from '../../db/review-forms.ts';
import { openRound } from '../../db/rounds.ts';
import { obligationId } from '../../db/watch-duties.ts';
import type { TurnPost } from '../../domain/form-turn.ts';
import type { ReviewRole } from '../../domain/review.ts';
import { createTestDatabase } from '../postgres.ts';
import { fillForm } from './filled-form.ts';
import { fillPosts, passDays, type Deeds } from './watch-world.ts';
import { BESIDE, createWorld, declaration, declare, DECLARED_ON, type World } from './world.ts';

const OPENED = '2023-07-10';
/** Three Thursdays. No day is set for the business section: it has the other section's. */
const DAYS = { handler: '2023-07-20', leader: '2023-07-27', finance_performance: '2023-08-03' } as const;
const NAMED = ['领导没审', '领导审了', '业务股没审', '退回再来', '又撤回了'];

const database = await createTestDatabase();
let world: World;
let accounts: Record<'handler' | 'unit_head' | 'leader' | 'finance_business' | 'finance_performance', string>;
const forms = new Map<string, string>();
const formOf = (project: string) => String(forms.get(project));

type Office = keyof typeof accounts;
function who(role: Office): { actor: Actor; role: ReviewRole } {
  const { regionId, besideId, departmentId, unitId } = world;
  const units =
    role === 'leader'
      ? [departmentId, unitId, besideId]
      : role === 'handler' || role === 'unit_head'
        ? [besideId]
        : ('*' as const);
  const context = { regionId, units };
  return { actor: { accountId: accounts[role], post: role, context, invented: false }, role };
}

type Wanted = { act: 'submit' | 'approve' | 'withdraw' } | { act: 'return'; to: 'draft' };
async function act(by: Office, project: string, wanted: Wanted, on: string): Promise<void> {
  const { actor, role } = who(by);
  const clock = fixedClock(on);
  if (wanted.act === 'submit') await fillForm(world.db, actor, formOf(project), clock);
  const form = await loadForm(world.db, actor.context, formOf(project));
  if (form === null) throw new Error('the form is not in scope');
  const { revision } = form.state;
  const wish: ActRequest =
    wanted.act === 'return'
      ? { ...wanted, revision, cells: [{ cell: 'money.total', reason: '与国库数不符，请核对' }] }
      : { ...wanted, revision };
  const request = { formId: form.id, wish, idempotency: null };
  const recorded = await recordReviewAct(world.db, actor, role, request, clock);
  if (recorded === null || !('answer' in recorded)) throw new Error(`${on}: ${JSON.stringify(recorded)}`);
}
async function send(project: string, on: string): Promise<void> {
  await act('handler', project, { act: 'submit' }, on);
  await act('unit_head', project, { act: 'approve' }, on);
}

interface Told {
  line: string;
  title: string;
  body: string;
  todo: string;
  path: string;
}
async function told(project: string, post: TurnPost): Promise<Told[]> {
  const { rows } = await sql<Told>`
    select concat_ws(' ', n.recorded_on, n.event, n.level, n.post) as line, n.words ->> 'title' as title,
      n.words ->> 'body' as body, n.words ->> 'todo' as todo, n.words ->> 'path' as path
    from app.notices n join app.alerts a on a.region_id = n.region_id and a.id = n.alert_id
    where n.region_id = ${world.regionId} and a.subject_id = ${obligationId(formOf(project), post)} and n.channel = 'product'
    order by n.recorded_on, array_position(array['resolved', 'withdrawn', 'raised', 'repeated'], n.event), n.level, n.post`.execute(
    world.owner,
  );
  return rows;
}
const lines = async (project: string, post: TurnPost) => (await told(project, post)).map(({ line }) => line);

const duty = (project: string, post: TurnPost) =>
  world.owner
    .selectFrom('app.obligations')
    .select(['title', 'state', 'due_on', 'met_on'])
    .where('id', '=', obligationId(formOf(project), post))
    .executeTakeFirst();

beforeAll(async () => {
  world = await createWorld(database);
  await declare(
    world.db,
    world.finance,
    NAMED.map((name) => declaration({ name, unit: BESIDE, indicators: [['数量指标', '场次', '≥24场']] })),
    fixedClock(DECLARED_ON),
  );
  const business = randomUUID();
  accounts = { ...(await fillPosts(world.owner, world, world.besideId)), finance_business: business };
  await world.owner
    .insertInto('ops.accounts')
    .values({
      id: business,
      username: `business-${business.slice(0, 8)}`,
      name: 'finance_business',
      role: 'finance_business',
      region_id: world.regionId,
      unit_id: null,
      password_hash: null,
      created_at: '2023-01-03T08:00:00+08:00',
    })
    .execute();
  const opened = await openRound(
    world.db,
    who('finance_performance').actor,
    {
      purpose: 'monitoring',
      round: {
        title: '2023 年年中绩效监控',
        fiscalYear: 2023,
        kind: 'self',
        toMonth: 6,
        cutOffOn: '2023-06-30',
        scope: { type: 'all' },
        formName: '项目支出绩效目标执行监控表',
        deadlines: (['handler', 'leader', 'finance_performance'] as const).map((post) => ({
          post,
          dueOn: DAYS[post],
          origin: 'entered',
          isGuess: false,
        })),
        variantId: null,
        origins: {},
      },
      scheme: null,
      idempotency: null,
    },
    fixedClock(OPENED),
  );
  if (opened === null || !('answer' in opened)) throw new Error(JSON.stringify(opened));
  const { rows } = await sql<{ id: string; name: string }>`
    select f.id, p.name from app.review_forms f join app.projects p on p.region_id = f.region_id and p.id = f.project_id
    where f.region_id = ${world.regionId}`.execute(world.owner);
  for (const { id, name } of rows) forms.set(name, id);

  const deeds: Deeds = {
    '2023-07-12': async () => {
      for (const project of NAMED) await send(project, '2023-07-12');
    },
    '2023-07-14': async () => {
      await act('leader', '业务股没审', { act: 'approve' }, '2023-07-14');
      await act('leader', '退回再来', { act: 'return', to: 'draft' }, '2023-07-14');
    },
    '2023-07-25': async () => act('unit_head', '又撤回了', { act: 'withdraw' }, '2023-07-25'),
    '2023-07-26': async () => act('leader', '领导审了', { act: 'approve' }, '2023-07-26'),
    '2023-07-31': async () => send('退回再来', '2023-07-31'),
  };
  await passDays(world, { from: OPENED, to: '2023-08-10', deeds });
}, 120_000);

it('a leader who leaves it lying is told on his own days, then finance', async () => {
  expect(await lines('领导没审', 'leader')).toEqual([
    '2023-07-24 raised 0 leader',
    '2023-07-28 raised 1 leader',
    '2023-08-03 raised 2 leader',
    '2023-08-10 raised 3 finance_performance',
  ]);
  expect(await duty('领导没审', 'leader')).toMatchObject({
    title: '监控表（2023 年年中绩效监控）待主管部门领导审核',
    state: 'overdue',
    due_on: DAYS.leader,
  });
  // The unit has done its part, and the sections above are not asked yet.
  expect(await duty('领导没审', 'finance_business')).toBeUndefined();
});

it('is told in words: who is waited for, by when, what to do, with a link to the form', async () => {
  const [soon, late, , above] = await told('领导没审', 'leader');
  expect(soon).toMatchObject({
    title: '还有 3 个工作日：监控表（2023 年年中绩效监控）待主管部门领导审核，应于 07-27 审核完',
    todo: '打开这份表审核，按期通过，或写明理由退回。',
    path: `/review-forms/${formOf('领导没审')}`,
  });
  expect(late?.title).toBe(
    '逾期 1 个工作日：监控表（2023 年年中绩效监控）待主管部门领导审核，应于 07-27 审核完，至今未审核',
  );
  expect(above?.todo).toBe('请与主管部门领导联系：打开这份表尽快审核：通过，或写明理由退回。');
  expect(late?.body).toContain('单位已报出，等主管部门领导审核');
  expect(late?.body).toContain('应于 2023-07-27（周四）前审核完，逾期 1 个工作日');
});

it('who has passed it on in time is told that it is over; then the finance section has its own day', async () => {
  expect(await lines('领导审了', 'leader')).toEqual([
    '2023-07-24 raised 0 leader',
    '2023-07-26 resolved 0 leader',
  ]);
  expect(await duty('领导审了', 'leader')).toMatchObject({ state: 'met', met_on: '2023-07-26' });
  const sections = [
    '2023-07-31 raised 0 finance_business',
    '2023-08-04 raised 1 finance_business',
    '2023-08-10 raised 2 finance_business',
  ];
  expect(await lines('领导审了', 'finance_business')).toEqual(sections);
  expect(await lines('业务股没审', 'finance_business')).toEqual(sections);
  expect(await lines('业务股没审', 'leader')).toEqual([]);
  expect(await duty('业务股没审', 'finance_performance')).toBeUndefined();
});

it('what comes again after the day is due on the day on which it came', async () => {
  expect(await lines('退回再来', 'leader')).toEqual([
    '2023-07-31 raised 0 leader',
    '2023-08-01 raised 1 leader',
    '2023-08-07 raised 2 leader',
  ]);
});

it('what was taken back waits until it comes again', async () => {
  expect(await lines('又撤回了', 'leader')).toEqual([
    '2023-07-24 raised 0 leader',
    '2023-07-25 resolved 0 leader',
  ]);
  expect(await duty('又撤回了', 'leader')).toMatchObject({
    state: 'awaiting_event',
    due_on: null,
    met_on: null,
  });
});

it('the list of alerts promises the steps that will be taken, to those who will be told', async () => {
  const { actor } = who('leader');
  const { items } = await listAlerts(world.db, actor.context, {
    today: '2023-08-01',
    kind: 'deadline_missed',
    limit: 100,
  });
  const own = items.find(({ subjectId }) => subjectId === obligationId(formOf('领导没审'), 'leader'));
  expect(own?.subjectName).toBe('监控表（2023 年年中绩效监控）待主管部门领导审核');
});

it('a rebuild gives the same duties and alerts', async () => {
  expect((await rebuildAll(world.worker, '2023-08-10')).differing).toBe(0);
});
