/** An approved target changes by an adjustment only, from its day on, and what was judged before stays. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { loadTargets, recordAdjustment, type AdjustmentRequest } from '../../db/adjustments.ts';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import { recordEntry } from '../../db/entries.ts';
import { commitImport, findImport } from '../../db/imports.ts';
import { loadProject } from '../../db/projects.ts';
import { rebuildProjects } from '../../db/rebuild.ts';
import { loadTargetVersions } from '../../db/target-versions.ts';
import { verifyAll } from '../../db/verify.ts';
import { noChanges, type AskedChanges, type StandingProject } from '../../domain/adjustment.ts';
import { createTestDatabase } from '../postgres.ts';
import { atPost, FINANCE_POST } from './simulated-adjustments.ts';
import { drainDue } from './simulated-year.ts';
import { addActor, addRegion, declaration, declare, keep, keyOf, look, openHandles } from './world.ts';

const database = await createTestDatabase();
const handles = await openHandles(database);
const { db, worker, owner } = handles;

const TODAY = '2023-07-20';
const NEXT = '2023-08-01';

interface County {
  leader: Actor;
  handler: Actor;
  projectId: string;
  ids: Record<'people' | 'rate', string>;
}

/** A county with one project, 600 of 1200 people reported through June, as it stands on 20 July. */
async function county(): Promise<County> {
  const regionId = await addRegion(owner, `t-${randomUUID().slice(0, 8)}`, '调整县');
  const handler = await addActor(owner, '经办人', { regionId, units: '*' });
  const form = declaration({
    name: '培训',
    indicators: [
      ['数量指标', '培训人次', '≥1200人次', '≥3600人次'],
      ['质量指标', '合格率', '≥90%'],
    ],
  });
  await declare(db, handler, [form], fixedClock('2023-01-03'));
  const rows = await look(db, handler.context, (tx) =>
    tx
      .selectFrom('app.indicators')
      .select(['id', 'name', 'project_id'])
      .where('is_subject', '=', true)
      .execute(),
  );
  const idOf = (name: string) => String(rows.find((row) => row.name === name)?.id);
  const ids = { people: idOf('培训人次'), rate: idOf('合格率') };
  await enter(handler, ids.people, '2023-06', '600', '2023-07-04');
  await enter(handler, ids.rate, '2023-06', '95', '2023-07-04');
  await drainDue(worker, TODAY);
  return { leader: atPost(handler), handler, projectId: String(rows[0]?.project_id), ids };
}

async function enter(actor: Actor, indicatorId: string, period: string, value: string, day: string) {
  await drainDue(worker, day);
  return recordEntry(db, actor, { indicatorId, body: { period, value }, idempotency: null }, fixedClock(day));
}

async function standingOf({ leader, projectId }: County): Promise<StandingProject> {
  const found = await loadTargets(db, leader.context, { projectId, today: TODAY, mayAdjust: true });
  if (!found) throw new Error('the project is not in scope');
  return found.standing;
}

async function ask(
  at: County,
  changes: Partial<AskedChanges>,
  more: Partial<AdjustmentRequest> & { actor?: Actor; today?: string; key?: string } = {},
) {
  const { actor = at.leader, today = TODAY, key, ...document } = more;
  const request = {
    projectId: at.projectId,
    revision: (await standingOf(at)).revision,
    reason: '任务数调整',
    documentNumber: '柳财绩〔2023〕7号',
    documentOn: '2023-07-18',
    validFrom: NEXT,
    reachesBack: false,
    importId: null,
    ...document,
    changes: { ...noChanges(), ...changes },
  };
  const idempotency = key === undefined ? null : keyOf(actor, { ...request, revision: '' }, key);
  return recordAdjustment(db, actor, { ...request, idempotency }, fixedClock(today));
}

const people = (at: County, rawTarget: string): Partial<AskedChanges> => ({
  targets: [{ indicatorId: at.ids.people, rawTarget }],
});

/** The project at the close of `asOf`, looked at on `today`. */
async function seen(at: County, asOf: string, today = asOf) {
  const project = await loadProject(db, at.leader.context, {
    projectId: at.projectId,
    asOf,
    today,
    mayEnter: true,
    mayPay: true,
  });
  if (!project) throw new Error('the project is not in scope');
  const lights = project.indicators.map(({ name, rawTarget, judgement }) => [
    name,
    rawTarget,
    judgement.light,
  ]);
  return { light: project.light, lights, budget: project.money.budget };
}

async function isSound(at: County, today: string): Promise<void> {
  const { regionId } = at.leader.context;
  expect(await rebuildProjects(worker, { regionId, today })).toMatchObject({ differing: 0 });
}

describe('a target adjusted from a day to come', () => {
  it('is judged by the old version until then and by the new one from its day on, whoever looks back later', async () => {
    const at = await county();
    const before = await seen(at, TODAY);
    expect(before.lights).toContainEqual(['培训人次', '≥1200人次', 'normal']);
    expect(await ask(at, people(at, '≥3000人次'))).toHaveProperty('answer');
    expect(await seen(at, TODAY)).toEqual(before);
    await drainDue(worker, '2023-07-31');
    expect(await seen(at, '2023-07-31')).toEqual(before);
    await drainDue(worker, NEXT);
    // 600 of 1500 due by the end of June.
    expect((await seen(at, NEXT)).lights).toContainEqual(['培训人次', '≥3000人次', 'severe']);
    expect(await seen(at, '2023-07-31', NEXT)).toEqual(before);
    await isSound(at, NEXT);
  });

  it('is replaced by a later adjustment that begins before it does', async () => {
    const at = await county();
    await ask(at, people(at, '≥3000人次'), { validFrom: '2023-09-01' });
    await ask(at, people(at, '≥1300人次'), { validFrom: NEXT });
    for (const day of [NEXT, '2023-09-01']) {
      await drainDue(worker, day);
      expect((await seen(at, day)).lights[0]?.[1]).toBe('≥1300人次');
    }
    await isSound(at, '2023-09-01');
  });
});

describe('an adjustment into months that were reported', () => {
  it('is refused unless that is said, and then changes no day that is over', async () => {
    const at = await county();
    const before = await seen(at, '2023-07-19', TODAY);
    const refused = await ask(at, people(at, '≥3000人次'), { validFrom: '2023-05-01' });
    expect(refused).toMatchObject({ refused: { fields: { reachesBack: expect.stringContaining('6 月') } } });
    const done = await ask(at, people(at, '≥3000人次'), { validFrom: '2023-05-01', reachesBack: true });
    expect(done).toMatchObject({ answer: { adjustment: { reachesBack: true } } });
    expect((await seen(at, TODAY)).lights).toContainEqual(['培训人次', '≥3000人次', 'severe']);
    expect(await seen(at, '2023-07-19', TODAY)).toEqual(before);
    await isSound(at, TODAY);
  });
});

describe('indicators', () => {
  it('that are added count from their day on', async () => {
    const at = await county();
    const added = [{ level1: '产出指标', level2: '数量指标', name: '新增场次', rawTarget: '≥24场' }];
    await ask(at, { added });
    expect((await seen(at, TODAY)).lights).toHaveLength(2);
    await drainDue(worker, NEXT);
    const now = await seen(at, NEXT);
    expect(now.lights.map(([name]) => name).sort()).toEqual(['合格率', '培训人次', '新增场次']);
    expect((await seen(at, '2023-07-31', NEXT)).lights).toHaveLength(2);
    await isSound(at, NEXT);
  });

  it('that are ended are judged until the day before, keep their past and take no more figures', async () => {
    const at = await county();
    await ask(at, { ended: [at.ids.rate] });
    expect((await seen(at, TODAY)).lights).toHaveLength(2);
    await drainDue(worker, NEXT);
    expect((await seen(at, NEXT)).lights.map(([name]) => name)).toEqual(['培训人次']);
    expect((await seen(at, '2023-07-31', NEXT)).lights).toHaveLength(2);
    expect(await enter(at.handler, at.ids.rate, '2023-07', '96', '2023-08-02')).toMatchObject({
      refused: { message: expect.stringContaining('取消') },
    });
    expect(await enter(at.handler, at.ids.people, '2023-07', '700', '2023-08-02')).toHaveProperty('answer');
    await isSound(at, '2023-08-02');
  });

  it('that begin or end on a day to come are looked at on that day at the latest, and are there for no fact to wake', async () => {
    const at = await county();
    const checks = () =>
      look(db, at.leader.context, (tx) =>
        tx.selectFrom('app.subjects').select(['id', 'kind', 'next_check_on']).execute(),
      );
    const project = async () => (await checks()).find(({ kind }) => kind === 'project')?.next_check_on;
    expect(await project()).toBeNull();
    const added = [{ level1: '产出指标', level2: '数量指标', name: '新增场次', rawTarget: '≥24场' }];
    await ask(at, { added, ended: [at.ids.rate], ...people(at, '≥3000人次') });
    expect(await project()).toBe(NEXT);
    for (const id of Object.values(at.ids)) {
      const next = (await checks()).find((subject) => subject.id === id)?.next_check_on;
      expect(String(next) <= NEXT).toBe(true);
    }
    await drainDue(worker, NEXT);
    expect(await project()).toBeNull();
    const standing = (await checks()).filter(({ kind }) => kind === 'indicator').map(({ id }) => id);
    expect(standing).not.toContain(at.ids.rate);
    expect(standing).toHaveLength(2);
    await isSound(at, NEXT);
  });

  it('cannot all be ended, and cannot change to another kind of figure once reported', async () => {
    const at = await county();
    expect(await ask(at, { ended: Object.values(at.ids) })).toMatchObject({
      refused: { fields: { ended: expect.any(String) } },
    });
    expect(await ask(at, people(at, '≥95%'))).toMatchObject({
      refused: { fields: { 'targets/0': expect.stringContaining('另增') } },
    });
    expect(await ask(at, people(at, '及时%'))).toMatchObject({ refused: { fields: {} } });
  });
});

it('amounts move by the ledger, at once and as the document is dated', async () => {
  const at = await county();
  await ask(at, { amounts: [{ source: 'local', amount: '90000.00' }] });
  expect((await seen(at, TODAY)).budget).toBe('90000.00');
  expect((await seen(at, '2023-07-19', TODAY)).budget).toBe('120000.00');
  const events = await look(db, at.leader.context, (tx) =>
    tx.selectFrom('app.ledger_events').selectAll().where('event', '=', 'adjusted').execute(),
  );
  expect(events).toMatchObject([
    {
      amount: '-30000.00',
      happened_on: '2023-07-18',
      document: '柳财绩〔2023〕7号',
      recorded_post: at.leader.post,
    },
  ]);
  await isSound(at, TODAY);
});

describe('two at once', () => {
  it('the second is told what stands now, and nothing of it is recorded', async () => {
    const at = await county();
    const { revision } = await standingOf(at);
    const results = await Promise.all([
      ask(at, people(at, '≥1000人次'), { revision }),
      ask(at, people(at, '≥1100人次'), { revision, actor: atPost(at.leader, FINANCE_POST) }),
    ]);
    const done = results.filter((result) => result && 'answer' in result);
    const lost = results.find((result) => result && 'conflict' in result);
    expect(done).toHaveLength(1);
    const now = (await standingOf(at)).indicators[0]?.rawTarget;
    expect(lost).toMatchObject({ conflict: { indicators: [{ rawTarget: now }, {}] } });
    const versions = await look(db, at.leader.context, (tx) =>
      tx
        .selectFrom('app.target_versions')
        .select('version')
        .where('indicator_id', '=', at.ids.people)
        .execute(),
    );
    expect(versions).toHaveLength(2);
  });

  it('the same request sent twice is one adjustment', async () => {
    const at = await county();
    const key = randomUUID();
    const first = await ask(at, people(at, '≥1000人次'), { key });
    const again = await ask(at, people(at, '≥1000人次'), { key });
    expect(first).toHaveProperty('answer');
    expect(again).toMatchObject({ replayed: { status: 201 } });
  });
});

describe('the database', () => {
  it('takes no adjustment from a handler’s post', async () => {
    const at = await county();
    await expect(ask(at, people(at, '≥1000人次'), { actor: at.handler })).rejects.toThrow(/recorded_post/);
  });

  it('takes no other target without an adjustment, and no version beside the last', async () => {
    const at = await county();
    const [first] = await look(db, at.leader.context, (tx) =>
      tx.selectFrom('app.target_versions').selectAll().where('indicator_id', '=', at.ids.people).execute(),
    );
    if (!first) throw new Error('no version');
    const put = (more: object) =>
      inContext(db, at.leader.context, (tx) =>
        tx
          .insertInto('app.target_versions')
          .values({
            ...first,
            id: randomUUID(),
            version: 2,
            supersedes: first.id,
            parsed: JSON.stringify(first.parsed),
            judged: JSON.stringify(first.judged),
            ...more,
          })
          .execute(),
      );
    await expect(put({ raw_target: '≥1人次' })).rejects.toThrow(/by an adjustment only/);
    await expect(put({ judged: JSON.stringify({ ...first.judged, value: '1' }) })).rejects.toThrow(
      /by an adjustment only/,
    );
    await expect(put({ ended: true })).rejects.toThrow(/by an adjustment only/);
    await expect(put({ version: 3 })).rejects.toThrow(/supersedes the one before/);
    await expect(put({ supersedes: null })).rejects.toThrow(/supersedes the one before/);
  });
});

it('is told to open pages, kept in the sealed audit log and shown among the versions', async () => {
  const at = await county();
  const done = await ask(at, people(at, '≥1000人次'));
  if (!done || !('answer' in done)) throw new Error('not adjusted');
  const { id } = done.answer.adjustment;
  const events = await look(db, at.leader.context, (tx) =>
    tx.selectFrom('app.live_events').selectAll().where('type', '=', 'adjusted').execute(),
  );
  expect(events).toMatchObject([
    {
      topics: ['overview', `project:${at.projectId}`],
      data: { projectId: at.projectId, by: at.leader.post },
    },
  ]);
  const audit = await db.selectFrom('ops.audit').selectAll().where('deed', '=', 'target_adjusted').execute();
  expect(audit.map((row) => (row.detail as { adjustmentId: string }).adjustmentId)).toContain(id);
  const versions = await loadTargetVersions(db, at.leader.context, { projectId: at.projectId, asOf: TODAY });
  expect(versions?.items).toMatchObject([
    {
      validFrom: NEXT,
      adjustment: {
        documentNumber: '柳财绩〔2023〕7号',
        recordedBy: at.leader.post,
        changes: { targets: [{ name: '培训人次', before: '≥1200人次', after: '≥1000人次' }] },
      },
    },
  ]);
  expect((await verifyAll(owner, TODAY)).firstBad).toBeNull();
});

describe('a changed file', () => {
  const changedForm = () =>
    declaration({
      name: '培训',
      budget: '150000.00',
      indicators: [
        ['数量指标', '培训人次', '≥3000人次', '≥9000人次'],
        ['满意度', '学员满意度', '≥95%'],
      ],
    });

  it('changes nothing by itself and says what it would change', async () => {
    const at = await county();
    const importId = await keep(db, at.leader, [changedForm()], fixedClock(TODAY));
    const preview = await findImport(db, at.leader.context, importId);
    expect(preview?.effect).toEqual(['changed']);
    expect(preview?.standing[0]).toMatchObject({ id: at.projectId, indicators: [{}, {}] });
    const before = await seen(at, TODAY);
    const done = await commitImport(
      db,
      at.leader,
      { importId, edits: [], idempotency: null },
      fixedClock(TODAY),
    );
    expect(done).toMatchObject({ answer: { projects: 0, changed: ['培训'] } });
    expect(await seen(at, TODAY)).toEqual(before);
  });

  it('adjusts the project when that is asked for, and says the same as it from then on', async () => {
    const at = await county();
    const importId = await keep(db, at.leader, [changedForm()], fixedClock(TODAY));
    const { revision } = await standingOf(at);
    const adjustment = {
      form: 0,
      projectId: at.projectId,
      revision,
      reason: '年中调整',
      documentNumber: '柳财绩〔2023〕8号',
      documentOn: TODAY,
      validFrom: NEXT,
    };
    const commit = (more: object = {}) =>
      commitImport(
        db,
        at.leader,
        { importId, edits: [], adjustments: [{ ...adjustment, ...more }], idempotency: null },
        fixedClock(TODAY),
      );
    expect(await commit({ revision: 'another' })).toMatchObject({ refused: { fields: {} } });
    expect(await commit({ reason: ' ' })).toMatchObject({
      refused: { fields: { '/0/adjustment/reason': expect.any(String) } },
    });
    expect(await commit()).toMatchObject({ answer: { changed: [], adjusted: ['培训'] } });
    await drainDue(worker, NEXT);
    expect((await seen(at, NEXT)).lights.map(([name, raw]) => [name, raw])).toEqual([
      ['培训人次', '≥3000人次'],
      ['学员满意度', '≥95%'],
    ]);
    const again = await keep(db, at.leader, [changedForm()], fixedClock(NEXT));
    expect((await findImport(db, at.leader.context, again))?.effect).toEqual(['unchanged']);
    await isSound(at, NEXT);
  });
});
