/**
 * The overview of 20,000 indicators in 2,000 projects with money and half a year of judgements: one request in flight,
 * nothing cached. The floor groups a plain table of the same rows once.
 */
import pg from 'pg';
import { inContext, openDatabase, type Context } from '../../db/database.ts';
import { loadOverview } from '../../db/overview.ts';
import { startChild } from './child.ts';
import type { Cluster } from './cluster.ts';
import { TODAY } from './county.ts';
import { signIn } from './entry.ts';
import {
  byTurns,
  median,
  milliseconds,
  percentile,
  timed,
  times,
  type Figure,
  type Told,
} from './figures.ts';
import type { ProductServer } from './product-server.ts';

const ROUNDS = 40;
const TODAY_MS = 30;
const PAST_MS = 300;
const PAST_DAYS = ['2023-01-31', '2023-03-15', '2023-05-31', '2023-07-30'] as const;

export async function benchOverview(cluster: Cluster): Promise<Told> {
  const database = await cluster.countyDatabase();
  const product = startChild<ProductServer>('product-server.ts');
  const db = openDatabase(database.urls.app);
  const owner = new pg.Client({ connectionString: database.superuserUrl });
  try {
    await owner.connect();
    const counted = await makeBareRows(owner);
    const { regionId } = database.county;
    const region: Context = { regionId, units: '*' };
    const department: Context = {
      regionId,
      units: (await inContext(db, region, (tx) => tx.selectFrom('app.units').select('id').execute())).map(
        (unit) => unit.id,
      ),
    };
    const { origin } = await product.call('start', { urls: database.urls, today: TODAY });
    const cookie = await signIn(origin, database.county.finance);
    const get = async (query: string) => {
      const answer = await fetch(`${origin}/api/overview${query}`, { headers: { cookie } });
      const body = await answer.text();
      if (answer.status !== 200) throw new Error(`${answer.status} ${body}`);
    };

    const floor = () => timed(() => bareGroups(owner));
    const cases: { name: string; limit: number; work(): Promise<unknown> }[] = [
      { name: 'overview today', limit: TODAY_MS, work: () => loadOverview(db, region, { today: TODAY }) },
      {
        name: 'overview today, a department’s scope',
        limit: TODAY_MS,
        work: () => loadOverview(db, department, { today: TODAY }),
      },
      { name: 'overview today, over HTTP', limit: TODAY_MS, work: () => get('') },
      ...PAST_DAYS.map((asOf) => ({
        name: `overview as of ${asOf}`,
        limit: PAST_MS,
        work: () => loadOverview(db, region, { today: TODAY, asOf }),
      })),
      {
        name: `overview as of ${PAST_DAYS[1]}, over HTTP`,
        limit: PAST_MS,
        work: () => get(`?asOf=${PAST_DAYS[1]}`),
      },
    ];
    const figures: Figure[] = [];
    const notes = [`${counted.subjects} subjects, ${counted.judgements} intervals`];
    for (const { name, limit, work } of cases) {
      for (let warming = 0; warming < 5; warming += 1) await work();
      const measured = await byTurns(ROUNDS, floor, () => timed(work));
      const middle = median(measured.ours);
      figures.push({
        name,
        ours: milliseconds(middle),
        floor: milliseconds(median(measured.floor)),
        ratio: times(middle / median(measured.floor)),
        required: `≤ ${limit} ms`,
        met: middle <= limit,
      });
      notes.push(
        `${name}: fastest ${milliseconds(Math.min(...measured.ours))}, p90 ${milliseconds(percentile(measured.ours, 0.9))}`,
      );
    }
    return { figures, notes };
  } finally {
    await Promise.all([product.stop(), owner.end(), db.destroy()]);
    await database.drop();
  }
}

async function makeBareRows(owner: pg.Client): Promise<{ subjects: number; judgements: number }> {
  await owner.query(`create table public.bare_subjects as
    select unit_id, kind, grp, light, budget, initial_budget, executed from app.subjects`);
  await owner.query('vacuum analyze public.bare_subjects');
  const { rows } = await owner.query<{ subjects: number; judgements: number }>(
    `select (select count(*)::int from app.subjects) as subjects, (select count(*)::int from app.judgements) as judgements`,
  );
  return rows[0] ?? { subjects: 0, judgements: 0 };
}

async function bareGroups(owner: pg.Client): Promise<void> {
  await owner.query(`select unit_id, kind, grp, light, count(*)::int, sum(budget), sum(initial_budget), sum(executed)
    from public.bare_subjects group by 1, 2, 3, 4`);
}
