/**
 * The day on which a month's reports become overdue, with every one of 20,000 indicators due: judged, watched and climbed,
 * against a bare loop over as many rows. And 100,000 duties of which 1,000 become overdue on one day.
 */
import pg from 'pg';
import { openDatabase, type Db } from '../../db/database.ts';
import { reassessDue } from '../../db/reassess.ts';
import { scanDay, type Scanned } from '../../db/scan.ts';
import { bareLoop, makeBareRows } from './bare-loop.ts';
import type { Cluster } from './cluster.ts';
import { TODAY } from './county.ts';
import { milliseconds, perSecond, timed, times, type Figure, type Told } from './figures.ts';

/** The day after working day 5 of August. */
const REPORTS_LATE = '2023-08-08';
/** The day after the 15th, on which a thousand payments were due. */
const PAYMENTS_LATE = '2023-08-16';
const OVERDUE = 1_000;
/** Duties of each project: 50 a year, of 2,000 projects. */
const MONTHLY_PLANS = 4;
const SINGLE_PLANS = 2;

export async function benchMonthEnd(cluster: Cluster): Promise<Told> {
  const database = await cluster.countyDatabase();
  const owner = new pg.Client({ connectionString: database.superuserUrl });
  const db = openDatabase(database.urls.worker, { name: 'mubiao worker' });
  await owner.connect();
  try {
    await addDuties(owner);
    await watchAll(owner, db, TODAY);
    const reports = await benchReports(owner, db);
    const payments = await benchPayments(owner, db);
    return {
      figures: [...reports.figures, ...payments.figures],
      notes: [...reports.notes, ...payments.notes],
    };
  } finally {
    await db.destroy();
    await owner.end();
    await database.drop();
  }
}

async function benchReports(owner: pg.Client, db: Db): Promise<Told> {
  const { rows } = await owner.query<{ n: number }>(
    `with all_due as (update app.subjects set next_check_on = $1 where kind = 'indicator' returning 1)
     select count(*)::int as n from all_due`,
    [REPORTS_LATE],
  );
  const due = rows[0]?.n ?? 0;
  await owner.query('vacuum analyze');
  let changed = 0;
  let scanned: Scanned | null = null;
  const ours = await timed(async () => {
    for (;;) {
      const round = await reassessDue(db, { today: REPORTS_LATE, now: at(REPORTS_LATE), limit: 1_000 });
      if (round.failed.length > 0) throw new Error(`not judged: ${round.failed[0]?.message}`);
      changed += round.changed;
      if (round.projects === 0) break;
    }
    scanned = await scan(db, REPORTS_LATE);
  });
  const ids = await makeBareRows(owner, due);
  const floor = await timed(() => bareLoop(owner, ids, REPORTS_LATE));
  const { opened, notices } = scanned as unknown as Scanned;
  return {
    figures: [figureOf('month end, all of 20,000 indicators due', due, ours, floor)],
    notes: [
      `month end: ${due} indicators due, ${changed} changed, ${opened} alerts opened, ${notices} notices written in ${milliseconds(ours)}`,
    ],
  };
}

async function benchPayments(owner: pg.Client, db: Db): Promise<Told> {
  // Reports and paces of the days between, so that on the day itself nothing but the payments is left.
  for (const day of ['2023-08-09', '2023-08-14', '2023-08-15']) await scan(db, day);
  await owner.query('vacuum analyze');
  const { rows } = await owner.query<{ duties: number; late: number }>(
    `select count(*)::int as duties, count(*) filter (where late_from = $1)::int as late from app.obligations`,
    [PAYMENTS_LATE],
  );
  const { duties, late } = rows[0] ?? { duties: 0, late: 0 };
  if (late !== OVERDUE) throw new Error(`${late} duties are late on the day, not ${OVERDUE}`);
  let scanned: Scanned | null = null;
  const ours = await timed(async () => {
    scanned = await scan(db, PAYMENTS_LATE);
  });
  const { rows: overdue } = await owner.query<{ n: number }>(
    `select count(*)::int as n from app.alerts where kind = 'overdue' and opened_on = $1`,
    [PAYMENTS_LATE],
  );
  if (overdue[0]?.n !== OVERDUE) throw new Error(`${overdue[0]?.n} payments were seen as overdue`);
  const { rows: bare } = await owner.query<{ id: string }>(
    `select id from public.bare_subjects limit ${OVERDUE}`,
  );
  const floor = await timed(() =>
    bareLoop(
      owner,
      bare.map((row) => row.id),
      PAYMENTS_LATE,
    ),
  );
  const { watched, notices } = scanned as unknown as Scanned;
  return {
    figures: [figureOf(`1,000 overdue among ${duties} duties`, OVERDUE, ours, floor)],
    notes: [`overdue: ${watched} projects watched, ${notices} notices written in ${milliseconds(ours)}`],
  };
}

function figureOf(name: string, rows: number, ours: number, floor: number): Figure {
  return {
    name,
    ours: perSecond((1_000 * rows) / ours),
    floor: perSecond((1_000 * rows) / floor),
    ratio: times(floor / ours),
    required: '–',
    met: null,
  };
}

const at = (day: string) => `${day}T00:01:00+08:00`;

async function scan(db: Db, day: string): Promise<Scanned> {
  const scanned = await scanDay(db, { today: day, now: at(day), stopAt: Infinity });
  const [failure] = scanned.failures;
  if (failure) throw new Error(`not watched: ${failure.join(' ')}`);
  return scanned;
}

/** Plans by hand: 50 duties for each project; the payment of the 15th of August is one of a thousand of them. */
async function addDuties(owner: pg.Client): Promise<void> {
  const insert = (rule: string, plans: number) =>
    owner.query(
      `insert into app.duty_plans (region_id, id, project_id, unit_id, kind, title, rule, grace_working_days, is_withdrawn,
         invented, recorded_post, recorded_on, recorded_at)
       select p.region_id, gen_random_uuid(), p.id, p.unit_id, 'payment', '发放 ' || n, ${rule}, 0, false, true, '演示数据',
         '2023-01-03', '2023-01-03T09:00:00+08:00'
       from (select *, row_number() over (order by id) as number from app.projects) p, generate_series(1, ${plans}) n`,
    );
  await insert(`'{"type": "monthly", "from": "2023-01", "to": "2023-12", "day": 28}'::jsonb`, MONTHLY_PLANS);
  await insert(
    `case when p.number <= ${OVERDUE} and n = 1 then '{"type": "on", "dueOn": "2023-08-15"}'
       else '{"type": "on", "dueOn": "2023-12-20"}' end::jsonb`,
    SINGLE_PLANS,
  );
}

async function watchAll(owner: pg.Client, db: Db, day: string): Promise<void> {
  await owner.query(
    `insert into app.project_watch (region_id, project_id, unit_id, check_on)
     select region_id, id, unit_id, $1 from app.projects
     on conflict (region_id, project_id) do update set check_on = excluded.check_on`,
    [day],
  );
  await scan(db, day);
}
