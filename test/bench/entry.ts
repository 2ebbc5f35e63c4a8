/**
 * An entry over HTTP — signed in, schema-checked, judged, stored, announced, with its Idempotency-Key — against a bare
 * Fastify + pg insert: 20 connections, servers and clients each in a process of their own, a socket listening.
 */
import pg from 'pg';
import { WebSocket } from 'ws';
import { openDatabase } from '../../db/database.ts';
import { reassessDue } from '../../db/reassess.ts';
import type { JudgedTarget } from '../../domain/target.ts';
import { startChild } from './child.ts';
import { processorSeconds } from './processor-time.ts';
import type { BenchDatabase, Cluster } from './cluster.ts';
import { PASSWORD } from './county.ts';
import { byTurns, median, megabytes, milliseconds, perSecond, times, type Told } from './figures.ts';
import type { BareEntry, BareInsertServer } from './bare-insert-server.ts';
import type { Connection, EntryLoad, Load } from './entry-load.ts';
import type { ProductServer } from './product-server.ts';

/** July and August are open for every indicator on this day. */
const TODAY = '2023-08-31';
const PERIODS = ['2023-07', '2023-08'] as const;
const ROUNDS = 5;
const SECONDS = 4;
const WARM_UP_SECONDS = 3;
const REQUIRED = 0.25;

export async function benchEntry(cluster: Cluster): Promise<Told> {
  const database = await cluster.countyDatabase();
  const product = startChild<ProductServer>('product-server.ts');
  const bare = startChild<BareInsertServer>('bare-insert-server.ts');
  const load = startChild<EntryLoad>('entry-load.ts');
  try {
    await bringToday(database);
    const open = await openEntries(database);
    const { origin } = await product.call('start', { urls: database.urls, today: TODAY });
    const floor = await bare.call('start', { databaseUrl: database.superuserUrl });
    const cookies: string[] = [];
    for (const handler of database.county.handlers) cookies.push(await signIn(origin, handler));
    await load.call('prepare', {
      origin,
      prepared: open.map((entries, unit) => ({
        cookie: cookies[unit] as string,
        isEndless: false,
        posts: entries.map((entry) => ({
          path: `/api/indicators/${entry.indicatorId}/entries`,
          body: JSON.stringify({
            period: entry.period,
            value: entry.value ?? entry.doneOn,
            grade: entry.grade,
            note: entry.note,
          }),
        })),
      })),
    });
    await load.call('prepare', { origin: floor.origin, prepared: open.map(bareConnection) });
    const listener = await listen(origin, await signIn(origin, database.county.finance));

    for (const each of [floor.origin, origin])
      await load.call('send', { origin: each, seconds: WARM_UP_SECONDS });
    const send = async (to: string, server: number): Promise<Costed> => {
      const cost = costOf(server, cluster.pid);
      return { ...(await load.call('send', { origin: to, seconds: SECONDS })), ...cost() };
    };
    const measured = await byTurns(
      ROUNDS,
      () => send(floor.origin, bare.pid),
      () => send(origin, product.pid),
    );
    const memory = await product.call('memory', undefined);
    const announced = listener.heard();
    listener.close();
    return tell(measured, announced, memory);
  } finally {
    await Promise.all([load.stop(), product.stop(), bare.stop()]);
    await database.drop();
  }
}

/** Processor seconds of a round. */
interface Cost {
  server: number;
  database: number;
}
type Costed = Load & Cost;

function costOf(server: number, database: number): () => Cost {
  const before = { server: processorSeconds(server) ?? 0, database: processorSeconds(database) ?? 0 };
  return () => ({
    server: (processorSeconds(server) ?? NaN) - before.server,
    database: (processorSeconds(database) ?? NaN) - before.database,
  });
}

/** Processor time of one entry, in milliseconds. */
function cost(rounds: readonly Costed[]): Cost {
  const answered = rounds.reduce((sum, round) => sum + round.answered, 0);
  const each = (key: keyof Cost) => (1_000 * rounds.reduce((sum, round) => sum + round[key], 0)) / answered;
  return { server: each('server'), database: each('database') };
}

function tell(
  measured: { ours: Costed[]; floor: Costed[] },
  announced: number,
  memory: { now: number; highest: number },
): Told {
  const of = (loads: readonly Costed[], key: keyof Load) => median(loads.map((one) => one[key]));
  const costs = { ours: cost(measured.ours), floor: cost(measured.floor) };
  const costRatio = (costs.floor.server + costs.floor.database) / (costs.ours.server + costs.ours.database);
  const split = ({ server, database }: Cost) => `${milliseconds(server)} + ${milliseconds(database)}`;
  const ratio = median(
    measured.ours.map((one, round) => one.perSecond / (measured.floor[round]?.perSecond ?? NaN)),
  );
  return {
    figures: [
      {
        name: 'entry over HTTP, 20 connections',
        ours: perSecond(of(measured.ours, 'perSecond')),
        floor: perSecond(of(measured.floor, 'perSecond')),
        ratio: times(ratio),
        required: `≥ ${REQUIRED} × (aim 0.4)`,
        met: ratio >= REQUIRED,
      },
      {
        name: '  its latency, p50 / p99',
        ours: `${milliseconds(of(measured.ours, 'p50'))} / ${milliseconds(of(measured.ours, 'p99'))}`,
        floor: `${milliseconds(of(measured.floor, 'p50'))} / ${milliseconds(of(measured.floor, 'p99'))}`,
        ratio: '–',
        required: '–',
        met: null,
      },
      {
        name: '  its processor time, server + database',
        ours: split(costs.ours),
        floor: split(costs.floor),
        ratio: times(costRatio),
        required: '–',
        met: null,
      },
    ],
    notes: [
      `rounds, ours ÷ floor: ${measured.ours.map((one, n) => times(one.perSecond / (measured.floor[n]?.perSecond ?? NaN))).join(', ')}`,
      `${announced} of ${measured.ours.reduce((sum, one) => sum + one.answered, 0)} measured entries (and the warm-up's) reached the subscribed socket`,
      `memory of the server afterwards ${megabytes(memory.now)}, at most ${megabytes(memory.highest)}`,
    ],
  };
}

/** What a worker has done by then: everything due is judged, so that an entry finds its project as on any day. */
async function bringToday(database: BenchDatabase): Promise<void> {
  const db = openDatabase(database.urls.worker, { max: 2 });
  try {
    const judged = await reassessDue(db, { today: TODAY, now: `${TODAY}T08:00:00+08:00`, limit: 1_000_000 });
    if (judged.failed.length > 0) throw new Error(`not judged: ${judged.failed[0]?.message}`);
  } finally {
    await db.destroy();
  }
  await withClient(database.superuserUrl, async (client) => {
    await client.query('delete from app.live_events');
    await client.query('create table public.bare_entries (like app.entries)');
    await client.query('alter table public.bare_entries drop column seq, add primary key (region_id, id)');
    await client.query('vacuum analyze');
  });
}

/** For each unit what its handler can enter, the earlier period first, in the order of the entry page (db/entry-sheet.ts). */
async function openEntries(database: BenchDatabase): Promise<BareEntry[][]> {
  const indicators = await withClient(database.superuserUrl, async (client) => {
    const { rows } = await client.query<{ id: string; project: string; unit: string; judged: JudgedTarget }>(
      `select i.id, i.project_id as project, i.unit_id as unit, t.judged
       from app.indicators i join app.target_versions t on t.region_id = i.region_id and t.indicator_id = i.id
       join app.units u on u.region_id = i.region_id and u.id = i.unit_id
       join app.projects p on p.region_id = i.region_id and p.id = i.project_id
       where not exists (select from app.entries e where e.region_id = i.region_id and e.indicator_id = i.id
         and e.period = any ($1)) order by u.name, p.ordinal, p.id, i.ordinal`,
      [[...PERIODS]],
    );
    return rows;
  });
  return [...Map.groupBy(indicators, (indicator) => indicator.unit).values()].map((own) =>
    PERIODS.flatMap((period) =>
      own.map(({ id, project, unit, judged }) => ({
        indicatorId: id,
        projectId: project,
        unitId: unit,
        period,
        ...actual(judged, period),
        note: '按台账和回访情况填报',
      })),
    ),
  );
}

function actual(target: JudgedTarget, period: string): Pick<BareEntry, 'value' | 'doneOn' | 'grade'> {
  switch (target.measure) {
    case 'grade':
      return { grade: 'achieved' };
    case 'date':
      return { doneOn: `${period}-18` };
    case 'level':
      return { value: target.unit === '%' ? '97.5' : (target.value ?? '1') };
    case 'none':
      return { value: '1' };
    case 'cumulative': {
      const months = Number(period.slice(5));
      // A curve of months may be shorter than the year; more months than it has are refused.
      if (target.curve.type === 'monthly') return { value: '1' };
      return { value: String(Math.ceil((Number(target.value ?? '12') * months) / 12)) };
    }
  }
}

const bareConnection = (entries: readonly BareEntry[]): Connection => ({
  // The same length of headers to send and to read.
  cookie: `mubiao_session=${'0'.repeat(32)}`,
  isEndless: true,
  posts: entries.map((entry) => ({ path: '/entries', body: JSON.stringify(entry) })),
});

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** @returns the cookie */
export async function signIn(origin: string, username: string): Promise<string> {
  const answer = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (answer.status !== 200 || !cookie) throw new Error(`${username} is not let in: ${await answer.text()}`);
  return cookie;
}

async function listen(origin: string, cookie: string): Promise<{ heard(): number; close(): void }> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/live`, { headers: { cookie, origin } });
  let heard = -1;
  const subscribed = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', () => {
      heard += 1;
      resolve();
    });
  });
  socket.once('open', () => socket.send(JSON.stringify({ subscribe: ['overview'] })));
  await subscribed;
  return { heard: () => heard, close: () => socket.close() };
}
