/**
 * One update to 1,000 signed-in sockets against a bare `ws` server that loops over 1,000 sockets with the same text.
 * Compared is the fan-out: from the moment a server begins to send until the last client has received. Told as well:
 * from the commit of the entry behind the update until the last client has received.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openDatabase } from '../../db/database.ts';
import { storeSession } from '../../db/people.ts';
import { SESSION_COOKIE, sessionKey } from '../../server/session.ts';
import { startChild } from './child.ts';
import type { BenchDatabase, Cluster } from './cluster.ts';
import { TODAY } from './county.ts';
import { signIn } from './entry.ts';
import { byTurns, median, megabytes, milliseconds, times, type Told } from './figures.ts';
import type { BareSocketServer } from './bare-socket-server.ts';
import type { LiveClients } from './live-clients.ts';
import type { ProductServer } from './product-server.ts';

const SOCKETS = 1_000;
const ROUNDS = 15;
const WARM_UP_ROUNDS = 3;
const REQUIRED = 1.5;
/** The county's invented rates have one decimal: none is the same, so each entry is a change to announce. */
const ACTUAL = '97.53';

interface Round {
  fanOutMs: number;
  fromCommitMs: number;
}

export async function benchLive(cluster: Cluster): Promise<Told> {
  const database = await cluster.countyDatabase();
  const product = startChild<ProductServer>('product-server.ts');
  const bare = startChild<BareSocketServer>('bare-socket-server.ts');
  const ownClients = startChild<LiveClients>('live-clients.ts');
  const bareClients = startChild<LiveClients>('live-clients.ts');
  try {
    const { origin } = await product.call('start', { urls: database.urls, today: TODAY });
    const { url } = await bare.call('start', undefined);
    const before = await product.call('memory', undefined);
    await ownClients.call('open', {
      url: `${origin.replace('http', 'ws')}/api/live`,
      cookies: await sessions(database),
      say: JSON.stringify({ subscribe: ['overview'] }),
    });
    await bareClients.call('open', {
      url,
      cookies: Array.from({ length: SOCKETS }, () => 'none=0'),
      say: 'hello',
    });
    const indicators = await indicatorsToEnter(database);
    const handler = await signIn(origin, database.county.handlers[0] as string);
    let text = '';

    const ours = async (): Promise<Round> => {
      const indicatorId = indicators.pop();
      if (!indicatorId) throw new Error('no indicator is left');
      await ownClients.call('expect', undefined);
      const answer = await fetch(`${origin}/api/indicators/${indicatorId}/entries`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: handler, 'idempotency-key': randomUUID() },
        body: JSON.stringify({ period: '2023-07', value: ACTUAL, note: '按台账填报' }),
      });
      if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
      const received = await ownClients.call('received', undefined);
      const marks = await product.call('marks', undefined);
      text = received.text;
      return {
        fanOutMs: (received.lastNs - marks.sendingNs) / 1e6,
        fromCommitMs: (received.lastNs - marks.committedNs) / 1e6,
      };
    };
    const floor = async (): Promise<number> => {
      await bareClients.call('expect', undefined);
      const { sendingNs } = await bare.call('send', { text });
      return ((await bareClients.call('received', undefined)).lastNs - sendingNs) / 1e6;
    };
    for (let warming = 0; warming < WARM_UP_ROUNDS; warming += 1) {
      await ours();
      await floor();
    }
    const measured = await byTurns(ROUNDS, floor, ours);
    const memory = await product.call('memory', undefined);
    const fanOut = median(measured.ours.map((round) => round.fanOutMs));
    const ratio = fanOut / median(measured.floor);
    return {
      figures: [
        {
          name: `one update to ${SOCKETS.toLocaleString('en')} sockets, sending → last received`,
          ours: milliseconds(fanOut),
          floor: milliseconds(median(measured.floor)),
          ratio: times(ratio),
          required: `≤ ${REQUIRED} ×`,
          met: ratio <= REQUIRED,
        },
        {
          name: '  commit → last received',
          ours: milliseconds(median(measured.ours.map((round) => round.fromCommitMs))),
          floor: '–',
          ratio: '–',
          required: '–',
          met: null,
        },
      ],
      notes: [
        `${Buffer.byteLength(text)} bytes to each; rounds ours ${measured.ours.map((round) => round.fanOutMs.toFixed(0)).join(' ')}, floor ${measured.floor.map((ms) => ms.toFixed(0)).join(' ')} ms`,
        `memory of the server ${megabytes(before.now)} before the sockets, ${megabytes(memory.now)} with them, at most ${megabytes(memory.highest)}`,
      ],
    };
  } finally {
    await Promise.all([ownClients.stop(), bareClients.stop()]);
    await Promise.all([product.stop(), bare.stop()]);
    await database.drop();
  }
}

/** Sessions as a sign-in leaves them, half a leader's and half the finance bureau's; a thousand passwords would take a minute. */
async function sessions(database: BenchDatabase): Promise<string[]> {
  const db = openDatabase(database.urls.app, { max: 2 });
  try {
    const accounts = await db
      .selectFrom('ops.accounts')
      .select('id')
      .where('role', 'in', ['leader', 'finance_performance'])
      .execute();
    const now = Date.now();
    const cookies: string[] = [];
    for (let index = 0; index < SOCKETS; index += 1) {
      const id = randomUUID();
      await storeSession(db, sessionKey(id), {
        accountId: accounts[index % accounts.length]?.id as string,
        startedAt: new Date(now).toISOString(),
        expiresAt: new Date(now + 30 * 60_000).toISOString(),
      });
      cookies.push(`${SESSION_COOKIE}=${id}`);
    }
    return cookies;
  } finally {
    await db.destroy();
  }
}

/** Indicators of the first unit that take a rate. */
async function indicatorsToEnter(database: BenchDatabase): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      `select i.id from app.indicators i
       join app.target_versions t on t.region_id = i.region_id and t.indicator_id = i.id
       join app.units u on u.region_id = i.region_id and u.id = i.unit_id
       where t.judged ->> 'measure' = 'level' and t.judged ->> 'unit' = '%' and u.kind = 'unit' and u.name = (select min(name) from app.units where kind = 'unit')
       order by i.id limit ${ROUNDS + WARM_UP_ROUNDS}`,
    );
    return rows.map((row) => row.id);
  } finally {
    await client.end();
  }
}
