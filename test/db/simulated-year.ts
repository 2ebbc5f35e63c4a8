/** A county's year at random, the same for the same seed: who records what on which day, and which days the scan slept. */
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import type { Context, Db } from '../../db/database.ts';
import { recordEntry } from '../../db/entries.ts';
import { recordLedgerEvent } from '../../db/ledger.ts';
import { loadOverview } from '../../db/overview.ts';
import { listProjects } from '../../db/project-list.ts';
import { reassessDue } from '../../db/reassess.ts';
import { scanDay } from '../../db/scan.ts';
import { addDays, daysBetween } from '../../domain/calendar.ts';
import type { JudgedTarget } from '../../domain/target.ts';
import type { EntryBody, LedgerBody, Overview, ProjectRow } from '../../server/contract.ts';
import { adjustAtRandom } from './simulated-adjustments.ts';
import { numberEvents } from './watch-world.ts';
import {
  addActor,
  addRegion,
  besideDeclaration,
  declaration,
  declare,
  look,
  ownDeclaration,
  type Handles,
} from './world.ts';

/** What the pages said at the close of a day. */
export interface Told {
  today: string;
  overview: Overview;
  projects: ProjectRow[];
}

export interface SimulatedYear {
  context: Context;
  told: Told[];
  lastDay: string;
  /** Facts that were taken. */
  recorded: number;
  /** Adjustments among them. */
  adjusted: number;
}

/** A number in [0, 1), the next of the seed's (mulberry32). */
type Chance = () => number;

function chanceOf(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Indicator {
  id: string;
  project_id: string;
  judged: JudgedTarget;
}

interface County {
  handles: Handles;
  actor: Actor;
  chance: Chance;
  indicators: Indicator[];
  /** Entry in force by indicator and period. */
  standing: Map<string, string>;
  ledger: { id: string; projectId: string; body: LedgerBody }[];
  recorded: number;
  adjusted: number;
  declared: number;
}

const FIRST_DAY = '2023-01-03';
const LAST_DAY = '2024-01-20';

/**
 * Lets a county live from January to the January after.
 * @param options.onCheck called on about one day in fifteen on which the scan ran, at the day's end.
 */
export async function simulateYear(
  handles: Handles,
  options: { seed: number; onCheck: (regionId: string, today: string) => Promise<void> },
): Promise<SimulatedYear> {
  const { seed } = options;
  const chance = chanceOf(seed);
  const regionId = await addRegion(handles.owner, `year-${seed}`, `${seed}号县`);
  const actor = await addActor(handles.owner, `year-${seed}`, { regionId, units: '*' });
  const county: County = {
    handles,
    actor,
    chance,
    indicators: [],
    standing: new Map(),
    ledger: [],
    recorded: 0,
    adjusted: 0,
    declared: 0,
  };
  await declareMore(county, FIRST_DAY);
  const told: Told[] = [];
  let lastDay = FIRST_DAY;
  for (let today = FIRST_DAY; today <= LAST_DAY; today = addDays(today, 1)) {
    // One day in three nobody looks and nothing runs; the next scan finds what was missed.
    const scanned = today === LAST_DAY || chance() < 0.66;
    if (scanned) await scan(handles, today);
    const facts = chance() < 0.5 ? Math.floor(chance() * 4) : 0;
    for (let n = 0; n < facts; n += 1) await recordSomething(county, today);
    if (!scanned) continue;
    lastDay = today;
    // Half of the days are enough to tell, and take half the time; the last one is replayed, and must have been watched.
    if (today !== LAST_DAY && chance() < 0.5) continue;
    // The day's facts are watched like those of any other day.
    await scan(handles, today);
    const overview = await loadOverview(handles.db, actor.context, { year: 2023, today });
    const { items } = await listProjects(handles.db, actor.context, { year: 2023, today, limit: 200 });
    told.push({ today, overview, projects: items });
    if (chance() < 0.12) await options.onCheck(regionId, today);
  }
  const { recorded, adjusted } = county;
  return { context: actor.context, told, lastDay, recorded, adjusted };
}

/** Judges all that is due, as the tick does, a few at a time. */
export async function drainDue(worker: Db, today: string): Promise<void> {
  for (let round = 0; round < 1000; round += 1) {
    const { projects, failed } = await reassessDue(worker, {
      today,
      now: `${today}T06:00:00.000+08:00`,
      limit: 40,
    });
    if (failed.length > 0) throw new Error(`not judged: ${JSON.stringify(failed)}`);
    if (projects === 0) return;
  }
  throw new Error('the scan does not come to an end');
}

/** A tick: judges what is due, then watches and climbs. */
async function scan({ worker, owner }: Handles, today: string): Promise<void> {
  await drainDue(worker, today);
  await numberEvents(owner);
  const now = `${today}T06:00:00.000+08:00`;
  const { failures } = await scanDay(worker, { today, now, stopAt: Infinity });
  if (failures.size > 0) throw new Error(`not done: ${JSON.stringify([...failures])}`);
}

async function recordSomething(county: County, today: string): Promise<void> {
  const { chance } = county;
  const kind = chance();
  if (kind < 0.6) await enter(county, today);
  else if (kind < 0.88) await move(county, today);
  else if (kind < 0.97) await adjust(county, today);
  else await declareMore(county, today);
}

function pick<T>(chance: Chance, list: readonly T[]): T {
  const found = list[Math.floor(chance() * list.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** The first declarations, then one more now and then: a project that begins within the year. */
async function declareMore(county: County, today: string): Promise<void> {
  const { db } = county.handles;
  const forms =
    county.declared === 0
      ? [
          ownDeclaration(),
          besideDeclaration(),
          declaration({
            name: '取暖补助',
            budget: '33333.33',
            indicators: [
              ['数量指标', '2023年3月需发放人数', '30名'],
              ['数量指标', '宣传册', '≥0.3万册'],
              ['质量指标', '发放准确率', '98%'],
              ['时效指标', '资产投入使用', '2023年10月'],
              ['社会效益', '群众知晓', '定性'],
            ],
          }),
          declaration({ name: '没有预算', budget: null, indicators: [['数量指标', '走访户次', '≥48户次']] }),
        ]
      : [
          declaration({
            name: `年中项目${county.declared}`,
            budget: '0.03',
            indicators: [
              ['数量指标', '新增岗位', '≥3个'],
              ['时效指标', '按月拨付', '7月—12月'],
            ],
          }),
        ];
  const { projects } = await declare(db, county.actor, forms, fixedClock(today));
  county.declared += projects;
  county.recorded += projects;
  await readIndicators(county);
}

/** Those judged, now or later, by what they are judged by in the end; of those that were ended nothing is reported. */
async function readIndicators(county: County): Promise<void> {
  county.indicators = await look(county.handles.db, county.actor.context, (tx) =>
    tx
      .selectFrom('app.indicators as i')
      .innerJoin('app.target_versions as t', 't.indicator_id', 'i.id')
      .innerJoin('app.projects as p', 'p.id', 'i.project_id')
      .select(['i.id', 'i.project_id', 't.judged'])
      .where('t.version', '=', (versions) =>
        versions
          .selectFrom('app.target_versions as v')
          .select((of) => of.fn.max('v.version').as('last'))
          .whereRef('v.indicator_id', '=', 'i.id'),
      )
      .orderBy('p.name')
      .orderBy('i.name')
      .execute(),
  );
}

async function adjust(county: County, today: string): Promise<void> {
  const { chance, actor, handles } = county;
  const { project_id: projectId } = pick(chance, county.indicators);
  const adjusted = await adjustAtRandom(
    handles.db,
    actor,
    { projectId, chance },
    fixedClock(today, wall(chance)),
  );
  if (!adjusted) return;
  county.adjusted += 1;
  county.recorded += 1;
  await readIndicators(county);
}

async function enter(county: County, today: string): Promise<void> {
  const { chance, actor } = county;
  const { id, judged } = pick(chance, county.indicators);
  const months = today >= '2024' ? 12 : Number(today.slice(5, 7));
  const month = Math.max(1, months - Math.floor(chance() ** 2 * months));
  const period = `2023-${String(month).padStart(2, '0')}`;
  const supersedes = county.standing.get(`${id} ${period}`);
  const outcome = await recordEntry(
    county.handles.db,
    actor,
    {
      indicatorId: id,
      body: {
        period,
        ...valueOf(chance, judged, month, today),
        note: '模拟数据，按台账填报',
        ...(supersedes === undefined ? {} : { supersedes }),
      },
      idempotency: null,
    },
    fixedClock(today, wall(chance)),
  );
  if (outcome && 'answer' in outcome) {
    county.standing.set(`${id} ${period}`, outcome.answer.entry.id);
    county.recorded += 1;
  }
}

function valueOf(chance: Chance, judged: JudgedTarget, month: number, today: string): Partial<EntryBody> {
  switch (judged.measure) {
    case 'grade':
      return { grade: pick(chance, ['achieved', 'partly', 'not_achieved'] as const) };
    case 'date':
      return { value: addDays(today > '2023-12-31' ? '2023-12-31' : today, -Math.floor(chance() * 3)) };
    case 'level':
      return { value: (Number(judged.value) * (0.5 + chance() * 0.6)).toFixed(judged.unit === '%' ? 1 : 2) };
    case 'cumulative': {
      const share = (chance() < 0.3 ? 1 : month) / 12;
      const value = Math.round(Number(judged.value) * share * (0.4 + chance()));
      return { basis: share === 1 / 12 && month > 1 ? 'month' : 'cumulative', value: String(value) };
    }
    case 'none':
      return { value: '1' };
  }
}

async function move(county: County, today: string): Promise<void> {
  const { chance, actor, ledger } = county;
  const { project_id: projectId } = pick(chance, county.indicators);
  const latest = today > '2023-12-31' ? '2023-12-31' : today;
  const happenedOn = addDays(latest, -Math.floor(chance() ** 3 * daysBetween('2023-01-01', latest)));
  const cents = Math.ceil(chance() * (chance() < 0.5 ? 100 : 9_999_999));
  const amount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
  const mistaken = ledger.length > 0 && chance() < 0.15 ? pick(chance, ledger) : undefined;
  const event = pick(chance, [
    'paid',
    'paid',
    'paid',
    'returned',
    'adjusted',
    'issued',
    'allotted',
    'budgeted',
  ] as const);
  const body: LedgerBody = mistaken
    ? { ...mistaken.body, happenedOn, reverses: mistaken.id }
    : { event, happenedOn, amount: event === 'adjusted' && chance() < 0.5 ? `-${amount}` : amount };
  const outcome = await recordLedgerEvent(
    county.handles.db,
    actor,
    { projectId: mistaken?.projectId ?? projectId, body, idempotency: null },
    fixedClock(today, wall(chance)),
  );
  if (outcome && 'answer' in outcome) {
    ledger.push({ id: outcome.answer.event.id, projectId, body });
    county.recorded += 1;
  }
}

/** Some time between 08:00 and 17:59. */
function wall(chance: Chance): string {
  const two = (most: number) => String(Math.floor(chance() * most)).padStart(2, '0');
  return `${String(8 + Math.floor(chance() * 10)).padStart(2, '0')}:${two(60)}:${two(60)}.000`;
}
