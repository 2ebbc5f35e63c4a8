/** The stored day of the next check: until then nothing changes by itself, and on it the scan says what judging says. */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import { loadJudging } from '../../db/judging.ts';
import { reassessDue } from '../../db/reassess.ts';
import { recordedEntry, recordedMoney } from '../../db/steps.ts';
import { loadFacts, moneySubjectId, type ProjectFacts } from '../../db/subjects.ts';
import { addDays } from '../../domain/calendar.ts';
import { judgeIndicator, judgeMoney, type Judgement } from '../../domain/judge.ts';
import { worstLight, type Light } from '../../domain/light.ts';
import { entriesInForce, moneyKnown } from '../../domain/timeline.ts';
import { createTestDatabase } from '../postgres.ts';
import { loadDemoCounties } from './demo-counties.ts';
import { addActor, addRegion, declaration, declare, look, openHandles } from './world.ts';

const TODAY = '2023-07-31';
/** Days looked ahead; the fiscal year ends after 153 of them. */
const HORIZON = 400;

const database = await createTestDatabase();
await loadDemoCounties(database, TODAY);
const { db, worker, owner } = await openHandles(database);
await declareNextYear();
const judging = await loadJudging(worker);
const regions = await worker.selectFrom('shared.regions').select('id').execute();

/** A county that has declared the year to come: no entry and no payment, so that everything lies ahead. */
async function declareNextYear(): Promise<void> {
  const regionId = await addRegion(owner, 'mingnian', '明年县');
  const actor = await addActor(owner, 'finance', { regionId, units: '*' });
  const forms = [
    declaration({
      name: '明年',
      year: 2024,
      indicators: [
        ['数量指标', '培训人次', '≥1200人次'],
        ['数量指标', '设备台数', '≥1台'],
        ['时效指标', '完成时间', '2024年9月底前'],
        ['时效指标', '按月发放', '3月—12月'],
        ['社会效益', '技能水平', '有效提升'],
        ['服务对象满意度', '满意度', '≥95%'],
      ],
    }),
  ];
  await declare(db, actor, forms, fixedClock(TODAY));
}

interface Subject {
  id: string;
  kind: 'indicator' | 'money' | 'project';
  projectId: string;
  light: Light;
  nextCheckOn: string | null;
}

async function readSubjects(): Promise<Map<string, Subject>> {
  const subjects = new Map<string, Subject>();
  for (const { id: regionId } of regions) {
    const rows = await inContext(worker, { regionId, units: '*' }, (tx) =>
      tx.selectFrom('app.subjects').select(['id', 'kind', 'project_id', 'light', 'next_check_on']).execute(),
    );
    for (const row of rows) {
      const { id, kind, light } = row;
      subjects.set(id, { id, kind, light, projectId: row.project_id, nextCheckOn: row.next_check_on });
    }
  }
  return subjects;
}

/** Judges a subject from its facts on a day, past every stored judgement. */
type JudgeOn = (day: string) => Judgement;

function judges(facts: ProjectFacts): [string, JudgeOn][] {
  const { calendar, rules } = judging;
  const ledger = (facts.ledger ?? []).map(recordedMoney);
  return [
    ...facts.indicators.map((indicator): [string, JudgeOn] => {
      const target = indicator.targets.at(-1)?.judged;
      if (!target) throw new Error('an indicator without a target');
      const entries = indicator.entries.map(recordedEntry);
      return [
        indicator.id,
        (today) =>
          judgeIndicator({
            target,
            fiscalYear: facts.fiscal_year,
            entries: entriesInForce(entries, today),
            today,
            calendar,
            rules,
          }),
      ];
    }),
    [
      moneySubjectId(facts.id),
      (today) =>
        judgeMoney({
          ...moneyKnown(ledger, today),
          curve: facts.money_curve,
          fiscalYear: facts.fiscal_year,
          today,
          rules,
        }),
    ],
  ];
}

async function readJudges(): Promise<Map<string, JudgeOn>> {
  const all = new Map<string, JudgeOn>();
  for (const { id: regionId } of regions) {
    await inContext(worker, { regionId, units: '*' }, async (tx) => {
      const projects = await tx.selectFrom('app.projects').select('id').execute();
      const facts = await loadFacts(tx, {
        regionId,
        projectIds: projects.map((project) => project.id),
        subjectIds: null,
        today: TODAY,
        intervals: false,
      });
      for (const project of facts) for (const [id, judge] of judges(project)) all.set(id, judge);
    });
  }
  return all;
}

const judgeOf = await readJudges();
const judged = (id: string, day: string): Judgement => {
  const judge = judgeOf.get(id);
  if (!judge) throw new Error(`no facts of subject ${id}`);
  return judge(day);
};

describe('of every subject of the demonstration', () => {
  it('the light is the same on each day before its next check', async () => {
    const subjects = [...(await readSubjects()).values()].filter((subject) => subject.kind !== 'project');
    expect(subjects.length).toBeGreaterThan(500);
    const wrong: object[] = [];
    let days = 0;
    for (const { id, kind, light, nextCheckOn } of subjects) {
      const end = nextCheckOn ?? addDays(TODAY, HORIZON);
      expect(end > TODAY).toBe(true);
      for (let day = TODAY; day < end; day = addDays(day, 1)) {
        days += 1;
        const found = judged(id, day).light;
        if (found !== light) wrong.push({ id, kind, day, stored: light, found });
      }
    }
    expect(wrong).toEqual([]);
    expect(days).toBeGreaterThan(20_000);
  });

  it('a next check is needed: on most of those days the light does change', async () => {
    const due = [...(await readSubjects()).values()].filter((subject) => subject.nextCheckOn !== null);
    const changing = due.filter(
      (subject) => judged(subject.id, String(subject.nextCheckOn)).light !== subject.light,
    );
    expect(changing.length).toBeGreaterThan(due.length * 0.9);
  });

  it('a project is never checked by itself: its light is the worst of its subjects’', async () => {
    const subjects = [...(await readSubjects()).values()];
    const projects = subjects.filter((subject) => subject.kind === 'project');
    expect(projects.length).toBeGreaterThan(60);
    for (const project of projects) {
      const own = subjects.filter((one) => one.projectId === project.id && one.kind !== 'project');
      expect(project).toMatchObject({ nextCheckOn: null, light: worstLight(own.map((one) => one.light)) });
    }
  });
});

describe('the scan', () => {
  it('on the day of the next check changes what judging on that day changes, and nothing else', async () => {
    // Three times in a row, from next check to next check.
    let day = TODAY;
    for (let round = 0; round < 3; round += 1) {
      const before = await readSubjects();
      const next = [...before.values()].flatMap((subject) => subject.nextCheckOn ?? []).sort()[0];
      if (next === undefined) throw new Error('nothing is due any more');
      expect(
        await reassessDue(worker, { today: addDays(next, -1), now: `${day}T06:00:00+08:00`, limit: 10_000 }),
      ).toEqual({ projects: 0, changed: 0, failed: [] });
      day = next;
      const result = await reassessDue(worker, { today: day, now: `${day}T06:00:00+08:00`, limit: 10_000 });
      expect(result.failed).toEqual([]);
      const after = await readSubjects();
      expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
      const changed = [...after.values()].filter(
        (subject) => subject.light !== before.get(subject.id)?.light,
      );
      const expected = [...before.values()]
        .filter((subject) => subject.kind !== 'project' && judged(subject.id, day).light !== subject.light)
        .map((subject) => subject.id);
      expect(
        changed
          .filter((subject) => subject.kind !== 'project')
          .map((subject) => subject.id)
          .sort(),
      ).toEqual(expected.sort());
      expect(expected.length).toBeGreaterThan(0);
      for (const subject of after.values()) {
        if (subject.kind === 'project') continue;
        const judgement = judged(subject.id, day);
        expect(subject).toMatchObject({ light: judgement.light, nextCheckOn: judgement.nextCheckOn });
      }
      for (const project of [...after.values()].filter((subject) => subject.kind === 'project')) {
        const own = [...after.values()].filter(
          (one) => one.projectId === project.id && one.kind !== 'project',
        );
        expect(project.light).toBe(worstLight(own.map((one) => one.light)));
      }
    }
  });

  it('twice on one day changes nothing the second time', async () => {
    const [last] = [...(await readSubjects()).values()]
      .flatMap((subject) => subject.nextCheckOn ?? [])
      .sort();
    const options = { today: String(last), now: `${String(last)}T06:00:00+08:00`, limit: 10_000 };
    const first = await reassessDue(worker, options);
    expect(first.projects).toBeGreaterThan(0);
    expect(await reassessDue(worker, options)).toEqual({ projects: 0, changed: 0, failed: [] });
  });

  it('says which project it could not judge, leaves it as it was, and judges all the others', async () => {
    const regionId = await addRegion(owner, 'guzhang', '故障县');
    const actor = await addActor(owner, 'finance', { regionId, units: '*' });
    const forms = Array.from({ length: 5 }, (_, n) =>
      declaration({ name: `项目${n}`, indicators: [['数量指标', `巡查${n}区家次`, '≥1200家次']] }),
    );
    await declare(db, actor, forms, fixedClock('2023-01-03'));
    const standing = () =>
      look(db, actor.context, (tx) => tx.selectFrom('app.subjects').selectAll().orderBy('id').execute());
    const before = await standing();
    const victim = before.find((subject) => subject.kind === 'indicator')?.project_id;
    // No number, as a faulty migration might leave it.
    await sql`update app.target_versions set judged = jsonb_set(judged, '{value}', '"no number"')
      where indicator_id in (select id from app.indicators where project_id = ${victim})`.execute(owner);
    await recordedBefore(victim);
    const day = '2023-12-31';
    const result = await reassessDue(worker, { today: day, now: `${day}T06:00:00+08:00`, limit: 100_000 });
    expect(result.failed.map((failure) => failure.projectId)).toEqual([victim]);
    expect(result.failed[0]?.message).toMatch(/no number/);
    expect(result.projects).toBeGreaterThanOrEqual(4);
    const after = await standing();
    const ofVictim = (subjects: typeof after) => subjects.filter((subject) => subject.project_id === victim);
    expect(ofVictim(after)).toEqual(ofVictim(before));
    for (const subject of after) {
      if (subject.project_id !== victim && subject.kind === 'indicator')
        expect(subject.light).toBe('unreported');
    }
  });
});

/** An entry on 9 January: the number is asked for as soon as there is something to compare. */
async function recordedBefore(projectId: string | undefined): Promise<void> {
  await sql`insert into app.entries (region_id, id, indicator_id, project_id, unit_id, period, basis, value, invented,
      recorded_post, recorded_on, recorded_at)
    select region_id, gen_random_uuid(), id, project_id, unit_id, '2023-01', 'cumulative', 1, false, 'x', '2023-01-09',
      '2023-01-09T09:00:00+08:00' from app.indicators where project_id = ${projectId} and is_subject`.execute(
    owner,
  );
}
