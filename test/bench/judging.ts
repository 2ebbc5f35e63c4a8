/**
 * Judging 1,000 due rows against a bare loop of 1,000 × {begin, select for update, update, insert, commit}: spread over
 * 1,000 projects, and ten to a project in 100. The day is the one on which July's reports become overdue.
 */
import pg from 'pg';
import { openDatabase } from '../../db/database.ts';
import { reassessDue } from '../../db/reassess.ts';
import { bareLoop, makeBareRows } from './bare-loop.ts';
import type { BenchDatabase, Cluster } from './cluster.ts';
import { byTurns, median, milliseconds, timed, times, type Figure, type Told } from './figures.ts';

/** The day after working day 5 of August. */
const TODAY = '2023-08-08';
const ROWS = 1_000;
const ROUNDS = 5;
const REQUIRED = 2;

const SPREADS = [
  { name: '1,000 due rows, 1 in each of 1,000 projects', projects: 1_000, each: 1 },
  { name: '1,000 due rows, 10 in each of 100 projects', projects: 100, each: 10 },
] as const;

export async function benchJudging(cluster: Cluster): Promise<Told> {
  const told: Told = { figures: [], notes: [] };
  for (const spread of SPREADS) {
    const database = await cluster.countyDatabase();
    const owner = new pg.Client({ connectionString: database.superuserUrl });
    await owner.connect();
    try {
      const { figure, notes } = await benchSpread(database, owner, spread);
      told.figures.push(figure);
      told.notes.push(...notes);
    } finally {
      await owner.end();
      await database.drop();
    }
  }
  return told;
}

async function benchSpread(
  database: BenchDatabase,
  owner: pg.Client,
  spread: (typeof SPREADS)[number],
): Promise<{ figure: Figure; notes: string[] }> {
  await keepDue(owner, spread);
  const db = openDatabase(database.urls.worker, { name: 'mubiao worker' });
  let changed = 0;
  const ours = async (): Promise<number> => {
    await bringBack(owner);
    return timed(async () => {
      const result = await reassessDue(db, { today: TODAY, now: `${TODAY}T00:01:00+08:00`, limit: ROWS });
      if (result.projects !== spread.projects || result.failed.length > 0) {
        throw new Error(`judged ${result.projects} projects, ${result.failed.length} failed`);
      }
      changed = result.changed;
    });
  };
  try {
    const ids = await makeBareRows(owner, ROWS);
    const floor = () => timed(() => bareLoop(owner, ids, TODAY));
    // Connections, plans and compiled code of a worker that has been up for a while.
    await floor();
    await ours();
    const measured = await byTurns(ROUNDS, floor, ours);
    const ratio = median(measured.ours) / median(measured.floor);
    return {
      figure: {
        name: spread.name,
        ours: milliseconds(median(measured.ours)),
        floor: milliseconds(median(measured.floor)),
        ratio: times(ratio),
        required: `≤ ${REQUIRED} ×`,
        met: ratio <= REQUIRED,
      },
      notes: [
        `${spread.name}: ${changed} of them changed light or facts; rounds ${measured.ours.map(milliseconds).join(', ')}`,
      ],
    };
  } finally {
    await db.destroy();
  }
}

/** Leaves so many rows due, all of which are due on that day in truth, and keeps a copy of what is derived. */
async function keepDue(
  owner: pg.Client,
  { projects, each }: { projects: number; each: number },
): Promise<void> {
  await owner.query(
    `with due as (
       select region_id, id, project_id, row_number() over (partition by project_id order by id) as number,
         count(*) over (partition by project_id) as in_project
       from app.subjects where next_check_on <= $1
     ), chosen as (
       select project_id from due where in_project >= $3 group by project_id order by project_id limit $2
     )
     update app.subjects s set next_check_on = '2099-01-01'
     where s.next_check_on is not null and not exists (
       select from due d join chosen c on c.project_id = d.project_id
       where d.region_id = s.region_id and d.id = s.id and d.number <= $3)`,
    [TODAY, projects, each],
  );
  const { rows } = await owner.query<{ due: number }>(
    'select count(*)::int as due from app.subjects where next_check_on <= $1',
    [TODAY],
  );
  if (rows[0]?.due !== ROWS) throw new Error(`${rows[0]?.due} rows are due, not ${ROWS}`);
  await owner.query(`
    create table public.due_projects as select distinct project_id from app.subjects where next_check_on <= '${TODAY}';
    create table public.old_subjects as select * from app.subjects where project_id in (table public.due_projects);
    create table public.old_judgements as select * from app.judgements where project_id in (table public.due_projects)`);
}

/** Undoes a round, so that each judges the same rows. */
async function bringBack(owner: pg.Client): Promise<void> {
  await owner.query(`
    delete from app.judgements where project_id in (table public.due_projects);
    delete from app.subjects where project_id in (table public.due_projects);
    insert into app.subjects table public.old_subjects;
    insert into app.judgements table public.old_judgements;
    delete from app.live_events`);
  for (const table of ['app.judgements', 'app.subjects', 'app.live_events']) {
    await owner.query(`vacuum analyze ${table}`);
  }
}
