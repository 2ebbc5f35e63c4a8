/**
 * Finding what is due among 10⁴, 10⁵ and 10⁶ subjects that are not: ops.due_projects as the worker calls it, against a
 * bare select on a plain table of as many rows with an index on the date. Flat means: no slower among more.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openPool } from '../../db/database.ts';
import type { Cluster } from './cluster.ts';
import { byTurns, median, milliseconds, timed, times, type Figure, type Told } from './figures.ts';

const TODAY = '2023-08-08';
const SIZES = [10_000, 100_000, 1_000_000] as const;
const DUE = 200;
const AT_MOST = 1_000;
const ROUNDS = 200;
const REQUIRED = 3;
/** Among 100 times as many rows: caches and one more level of the index, no more. */
const FLAT = 1.5;

export async function benchDueRows(cluster: Cluster): Promise<Told> {
  const database = await cluster.emptyDatabase();
  const owner = new pg.Client({ connectionString: database.superuserUrl });
  const pool = openPool(database.urls.worker, { max: 1, name: 'mubiao worker' });
  try {
    await owner.connect();
    await owner.query(`create table public.bare_due (region_id uuid not null, id uuid not null, next_check_on date,
      inputs jsonb not null, primary key (region_id, id))`);
    await owner.query('create index on public.bare_due (next_check_on)');
    // The rows' projects and regions are not read here: making them would take longer than the benchmark.
    await owner.query(`set session_replication_role = replica`);
    const regionId = randomUUID();
    await addSubjects(owner, regionId, DUE, `'${TODAY}'::date - number % 5`);
    const figures: Figure[] = [];
    const ours: number[] = [];
    let rows = 0;
    for (const size of SIZES) {
      await addSubjects(owner, regionId, size - rows, `'${TODAY}'::date + 1 + number % 150`);
      rows = size;
      await owner.query('vacuum analyze app.subjects');
      await owner.query('vacuum analyze public.bare_due');
      const found = async () => {
        const result = await pool.query(
          'select region_id, project_id from ops.due_projects($1::date, $2::int)',
          [TODAY, AT_MOST],
        );
        if (result.rowCount !== DUE) throw new Error(`found ${result.rowCount} due`);
      };
      const bare = async () => {
        const result = await owner.query(
          'select region_id, id from public.bare_due where next_check_on <= $1::date limit $2::int',
          [TODAY, AT_MOST],
        );
        if (result.rowCount !== DUE) throw new Error(`found ${result.rowCount} bare`);
      };
      await byTurns(20, bare, found);
      const measured = await byTurns(
        ROUNDS,
        () => timed(bare),
        () => timed(found),
      );
      const middle = median(measured.ours);
      const ratio = middle / median(measured.floor);
      ours.push(middle);
      figures.push({
        name: `${DUE} due rows among ${size.toLocaleString('en')} not due`,
        ours: milliseconds(middle),
        floor: milliseconds(median(measured.floor)),
        ratio: times(ratio),
        required: `≤ ${REQUIRED} ×`,
        met: ratio <= REQUIRED,
      });
    }
    const growth = (ours.at(-1) ?? NaN) / (ours[0] ?? NaN);
    figures.push({
      name: '  the last against the first',
      ours: milliseconds(ours.at(-1) ?? NaN),
      floor: milliseconds(ours[0] ?? NaN),
      ratio: times(growth),
      required: `flat: ≤ ${FLAT} ×`,
      met: growth <= FLAT,
    });
    return { figures, notes: [] };
  } finally {
    await Promise.all([pool.end(), owner.end()]);
    await database.drop();
  }
}

/** Ten subjects to a project that are not due; one that is due in each of its own. */
async function addSubjects(
  owner: pg.Client,
  regionId: string,
  count: number,
  nextCheckOn: string,
): Promise<void> {
  await owner.query(
    `with made as (
       insert into app.subjects (region_id, id, kind, project_id, unit_id, fiscal_year, grp, light, light_since, inputs,
         next_check_on)
       select $1, gen_random_uuid(), 'indicator', md5(case when ${count} = ${DUE} then number else -number / 10 end::text)::uuid,
         $1, 2023, 'quantity', 'normal', '2023-01-03',
         jsonb_build_object('light', 'normal', 'actual', number, 'expected', number + 1, 'ratio', 0.97,
           'through', '2023-06'), ${nextCheckOn}
       from generate_series(1, ${count}) number
       returning region_id, id, next_check_on, inputs)
     insert into public.bare_due (region_id, id, next_check_on, inputs) select * from made`,
    [regionId],
  );
}
