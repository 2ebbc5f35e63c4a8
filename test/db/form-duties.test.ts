/** Forms that are late: who is told when, by weeks of a running product; what a rebuild gives; and never of a form that was sent. */
import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import { gatherMessages } from '../../db/gather-messages.ts';
import { rebuildAll } from '../../db/rebuild.ts';
import { recordCorrection, recordReviewAct, type ActRequest } from '../../db/review-acts.ts';
import { loadForm } from '../../db/review-forms.ts';
import { openRound } from '../../db/rounds.ts';
import { obligationId } from '../../db/watch-duties.ts';
import { placeOf } from '../../domain/form-duty.ts';
import type { ReviewRole, Stage } from '../../domain/review.ts';
import { createTestDatabase } from '../postgres.ts';
import { fillForm } from './filled-form.ts';
import { fillPosts, passDays, type Deeds } from './watch-world.ts';
import { BESIDE, createWorld, declaration, declare, DECLARED_ON, type World } from './world.ts';

const database = await createTestDatabase();
const OPENED = '2023-07-10';
const DUE = '2023-07-20';
const NAMED = ['一直没报', '到期前送审', '早早报出', '报出后退回'];
const RANDOM = Array.from({ length: 6 }, (_, n) => `随机${n + 1}`);

let world: World;
let accounts: Awaited<ReturnType<typeof fillPosts>>;
/** By project. */
const forms = new Map<string, string>();
const formOf = (project: string) => String(forms.get(project));

function who(role: 'handler' | 'unit_head' | 'leader' | 'finance_performance'): {
  actor: Actor;
  role: ReviewRole;
} {
  const { regionId, besideId, departmentId, unitId } = world;
  const units = { handler: [besideId], unit_head: [besideId], leader: [departmentId, unitId, besideId] };
  const context = { regionId, units: role === 'finance_performance' ? ('*' as const) : units[role] };
  return { actor: { accountId: accounts[role], post: role, context, invented: false }, role };
}

type Wanted =
  { act: 'submit' | 'approve' | 'withdraw' } | { act: 'return'; to: Extract<Stage, 'draft' | 'unit_head'> };

async function act(
  by: Parameters<typeof who>[0],
  project: string,
  wanted: Wanted,
  on: string,
): Promise<void> {
  const { actor, role } = who(by);
  const clock = fixedClock(on);
  if (wanted.act === 'submit') await fillForm(world.db, actor, formOf(project), clock);
  const form = await loadForm(world.db, actor.context, formOf(project));
  if (form === null) throw new Error('the form is not in scope');
  const wish: ActRequest =
    wanted.act === 'return'
      ? {
          ...wanted,
          revision: form.state.revision,
          cells: [{ cell: 'money.total', reason: '与国库数不符，请核对' }],
        }
      : { ...wanted, revision: form.state.revision };
  const recorded = await recordReviewAct(
    world.db,
    actor,
    role,
    { formId: form.id, wish, idempotency: null },
    clock,
  );
  if (recorded === null || !('answer' in recorded)) throw new Error(`${on}: ${JSON.stringify(recorded)}`);
}

const submit = (project: string, on: string) => act('handler', project, { act: 'submit' }, on);
const sign = (project: string, on: string) => act('unit_head', project, { act: 'approve' }, on);
const sendBack = (project: string, on: string) => act('leader', project, { act: 'return', to: 'draft' }, on);

interface Told {
  on: string;
  event: string;
  level: number;
  post: string;
  title: string;
  words: { title: string; body: string; todo: string; path: string };
}

async function told(project: string): Promise<Told[]> {
  const { rows } = await sql<Told>`
    select n.recorded_on as "on", n.event, n.level, n.post, a.kind, n.words
    from app.notices n join app.alerts a on a.region_id = n.region_id and a.id = n.alert_id
    where n.region_id = ${world.regionId} and a.subject_id = ${obligationId(formOf(project), 'once')}
    order by n.recorded_on, array_position(array['resolved', 'withdrawn', 'raised', 'repeated'], n.event), n.level,
      array_position(array['handler', 'unit_head', 'leader', 'finance_performance'], n.post)`.execute(
    world.owner,
  );
  return rows;
}
const lines = async (project: string) =>
  (await told(project)).map(({ on, event, level, post }) => `${on} ${event} ${level} ${post}`);

async function duty(project: string) {
  return world.owner
    .selectFrom('app.obligations')
    .select(['title', 'state', 'due_on', 'met_on', 'form_id'])
    .where('id', '=', obligationId(formOf(project), 'once'))
    .executeTakeFirst();
}

const rebuilt = async (today: string) => (await rebuildAll(world.worker, today)).differing;

/** The days on which a form of the random ones is moved. */
interface Plan {
  submit: string;
  sign: string;
  back: string | null;
}
const SEED = Date.now() % 1_000_000;
const plans = fc.sample(
  fc.tuple(fc.nat(14), fc.nat(6), fc.option(fc.integer({ min: 0, max: 5 }))).map(([a, b, c]): Plan => ({
    submit: day(a),
    sign: day(a + b),
    back: c === null ? null : day(a + b + c),
  })),
  { numRuns: RANDOM.length, seed: SEED },
);
function day(after: number): string {
  return `2023-07-${String(11 + Math.min(after, 20)).padStart(2, '0')}`;
}

beforeAll(async () => {
  world = await createWorld(database);
  await declare(
    world.db,
    world.finance,
    [...NAMED, ...RANDOM].map((name) =>
      declaration({ name, unit: BESIDE, indicators: [['数量指标', '场次', '≥24场']] }),
    ),
    fixedClock(DECLARED_ON),
  );
  accounts = await fillPosts(world.owner, world, world.besideId);
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
        deadlines: [{ post: 'handler', dueOn: DUE, origin: 'entered', isGuess: false }],
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

  const deeds = new Map<string, (() => Promise<void>)[]>();
  const plan = (on: string, deed: () => Promise<void>) => deeds.set(on, [...(deeds.get(on) ?? []), deed]);
  plan('2023-07-12', () => submit('早早报出', '2023-07-12'));
  plan('2023-07-12', () => sign('早早报出', '2023-07-12'));
  plan('2023-07-12', () => submit('报出后退回', '2023-07-12'));
  plan('2023-07-12', () => sign('报出后退回', '2023-07-12'));
  plan('2023-07-18', () => submit('到期前送审', '2023-07-18'));
  plan('2023-07-24', () => sign('到期前送审', '2023-07-24'));
  plan('2023-07-25', () => sendBack('报出后退回', '2023-07-25'));
  plan('2023-07-27', () => submit('报出后退回', '2023-07-27'));
  plan('2023-07-27', () => sign('报出后退回', '2023-07-27'));
  RANDOM.forEach((project, n) => {
    const { submit: sent, sign: signed, back } = plans[n] as Plan;
    plan(sent, () => submit(project, sent));
    plan(signed, () => sign(project, signed));
    if (back !== null) plan(back, () => sendBack(project, back));
  });
  const byDay: Deeds = Object.fromEntries(
    [...deeds].map(([on, list]) => [
      on,
      async () => {
        for (const deed of list) await deed();
      },
    ]),
  );
  await passDays(world, { from: OPENED, to: '2023-07-16', deeds: byDay });
  await gatherMessages(world.worker, { now: fixedClock('2023-07-16').now(), today: '2023-07-16' });
  await passDays(world, { from: '2023-07-17', to: '2023-08-03', deeds: byDay });
}, 120_000);

describe('a form that nobody sends', () => {
  it('climbs by working days: −3 the handler, +1 the unit’s head, +5 the department, +10 finance', async () => {
    expect(await duty('一直没报')).toMatchObject({
      title: '监控表（2023 年年中绩效监控）',
      state: 'overdue',
      due_on: DUE,
      form_id: formOf('一直没报'),
    });
    expect(await lines('一直没报')).toEqual([
      '2023-07-17 raised 0 handler',
      '2023-07-21 raised 1 handler',
      '2023-07-21 raised 1 unit_head',
      '2023-07-27 raised 2 leader',
      '2023-08-03 raised 3 finance_performance',
    ]);
  });

  it('is told in words: what is late, since when, what to do, with a link to the form', async () => {
    const [soon, late, , leader] = await told('一直没报');
    expect(soon?.words).toMatchObject({
      title: '还有 3 个工作日：监控表（2023 年年中绩效监控）应于 07-20 报送',
      todo: '打开这份表填完送审，由单位负责人审签后按期报出。',
      path: `/review-forms/${formOf('一直没报')}`,
    });
    expect(late?.words.title).toBe(
      '逾期 1 个工作日：监控表（2023 年年中绩效监控）应于 07-20 报送，至今未报出单位',
    );
    expect(late?.words.body).toContain('一直没报 · 监控表（2023 年年中绩效监控） · ');
    expect(late?.words.body).toContain('由经办人填写，还没有送审');
    expect(late?.words.body).toContain('应于 2023-07-20（周四）前报送，逾期 1 个工作日');
    expect(leader?.words.todo).toContain('请与');
  });

  it('is one message of all forms for a person and run', async () => {
    const gathered = await gatherMessages(world.worker, {
      now: fixedClock('2023-08-03').now(),
      today: '2023-08-03',
    });
    expect(gathered.notices).toBeGreaterThan(10);
    const { rows } = await sql<{ messages: number; notices: number }>`
      select count(distinct m.id)::int as messages, count(*)::int as notices
      from ops.messages m join ops.message_notices n on n.message_id = m.id
      join app.notices t on t.region_id = n.region_id and t.id = n.notice_id
      where m.account_id = ${accounts.handler} and t.recorded_on >= '2023-07-17'`.execute(world.owner);
    expect(rows[0]?.messages).toBe(1);
    expect(rows[0]?.notices).toBeGreaterThan(5);
  });
});

describe('a form that is sent', () => {
  it('in time and signed in time is told to nobody', async () => {
    expect(await lines('早早报出')).toEqual([]);
    expect(await duty('早早报出')).toMatchObject({ state: 'met', met_on: '2023-07-12' });
  });

  it('to the head in time ends the reminder; unsigned on the day it is late, and who was told is told it is over', async () => {
    expect(await lines('到期前送审')).toEqual([
      '2023-07-17 raised 0 handler',
      '2023-07-18 resolved 0 handler',
      '2023-07-21 raised 1 handler',
      '2023-07-21 raised 1 unit_head',
      '2023-07-24 resolved 1 handler',
      '2023-07-24 resolved 1 unit_head',
    ]);
    const words = (await told('到期前送审')).map((each) => each.words);
    expect(words[1]?.title).toContain('已送单位负责人审签');
    expect(words[2]?.body).toContain('经办人已送审，等单位负责人审签');
    expect(words[4]?.title).toContain('已报出单位');
    expect(await duty('到期前送审')).toMatchObject({ state: 'met_late', met_on: '2023-07-24' });
  });

  it('and comes back is due that day, and late the next; sent again it is over', async () => {
    expect(await lines('报出后退回')).toEqual([
      '2023-07-25 raised 0 handler',
      '2023-07-26 raised 1 handler',
      '2023-07-26 raised 1 unit_head',
      '2023-07-27 resolved 1 handler',
      '2023-07-27 resolved 1 unit_head',
    ]);
    const [asked] = await told('报出后退回');
    expect(asked?.words.title).toBe('今天到期：监控表（2023 年年中绩效监控）应于 07-25 报送');
    expect(asked?.words.body).toContain('07-25 被退回，改好后要重新报送');
  });
});

describe('whatever happens', () => {
  it(`nobody is chased for a form that has left the unit, nor reminded of one that was submitted (seed ${SEED})`, async () => {
    const { rows } = await sql<{ project: string; on: string; kind: string; stages: Stage[] | null }>`
      select p.name as project, n.recorded_on as "on", a.kind,
        (select array_agg(x.stage) from (
          -- As the day before left it, and every stage of the day: the notice was written in between.
          (select c.to_stage as stage from app.review_acts c where c.region_id = f.region_id and c.form_id = f.id
            and c.recorded_on < n.recorded_on order by c.version desc, c.revision desc limit 1)
          union all select c.to_stage from app.review_acts c where c.region_id = f.region_id and c.form_id = f.id
            and c.recorded_on = n.recorded_on) x) as stages
      from app.notices n join app.alerts a on a.region_id = n.region_id and a.id = n.alert_id
      join app.obligations o on o.region_id = a.region_id and o.id = a.subject_id
      join app.review_forms f on f.region_id = o.region_id and f.id = o.form_id
      join app.projects p on p.region_id = f.region_id and p.id = f.project_id
      where n.region_id = ${world.regionId} and n.event in ('raised', 'repeated')`.execute(world.owner);
    expect(rows.length).toBeGreaterThan(10);
    for (const { project, on, kind, stages } of rows) {
      const places = (stages ?? ['draft']).map(placeOf);
      const isAsked =
        kind === 'due_soon' ? places.includes('draft') : places.some((place) => place !== 'left');
      expect(isAsked, `${project} ${on} ${kind} ${String(stages)}`).toBe(true);
    }
  });

  it('a rebuild gives the same duties and alerts, and opens none anew', async () => {
    expect(await rebuilt('2023-08-03')).toBe(0);
  });

  it('a correction of a closed form asks the unit again', async () => {
    const project = '早早报出';
    const bureau = who('finance_performance');
    await act('leader', project, { act: 'approve' }, '2023-08-04');
    const business = { ...bureau.actor, accountId: await businessAccount(), post: 'finance_business' };
    const form = await loadForm(world.db, business.context, formOf(project));
    const wish = { act: 'approve' as const, revision: Number(form?.state.revision) };
    const ask = { formId: formOf(project), idempotency: null };
    await recordReviewAct(world.db, business, 'finance_business', { ...ask, wish }, fixedClock('2023-08-04'));
    await act('finance_performance', project, { act: 'approve' }, '2023-08-04');
    const corrected = await recordCorrection(
      world.db,
      bureau.actor,
      'finance_performance',
      { ...ask, reason: '国库更正了六月的支出' },
      fixedClock('2023-08-07'),
    );
    expect(corrected).toHaveProperty('answer');
    await passDays(world, { from: '2023-08-07', to: '2023-08-08' });
    expect(await lines(project)).toEqual([
      '2023-08-07 raised 0 handler',
      '2023-08-08 raised 1 handler',
      '2023-08-08 raised 1 unit_head',
    ]);
    expect(await rebuilt('2023-08-08')).toBe(0);
  });
});

async function businessAccount(): Promise<string> {
  const { addActor } = await import('./world.ts');
  const { accountId } = await addActor(world.owner, 'business', { regionId: world.regionId, units: '*' });
  await world.owner
    .updateTable('ops.accounts')
    .set({ role: 'finance_business' })
    .where('id', '=', String(accountId))
    .execute();
  return String(accountId);
}
