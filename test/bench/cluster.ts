/** One embedded cluster for a run, with the settings and the durability of the product, and databases in it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../db/embedded.ts';
import { migrate } from '../../db/migrate.ts';
import {
  connectionUrls,
  embeddedOwner,
  ensureEmbeddedDatabase,
  type ConnectionUrls,
} from '../../db/roles.ts';
import { findCounty, makeCounty, type County } from './county.ts';

export interface BenchDatabase {
  urls: ConnectionUrls;
  /** Passes row-level security: for making rows that the product would take minutes to make, and for floors. */
  superuserUrl: string;
  drop(): Promise<void>;
}

export interface Cluster {
  /** A migrated database without regions. */
  emptyDatabase(): Promise<BenchDatabase>;
  /** A copy of the county that every benchmark begins with; made at the first call. */
  countyDatabase(): Promise<BenchDatabase & { county: County }>;
  /** Of the database server. */
  pid: number;
  stop(): Promise<void>;
}

const EMPTY = 'bench_empty';
const COUNTY = 'bench_county';

/** A folder in which cluster and county stay for the next run: for looking into one benchmark again and again. */
const kept = process.env['BENCH_KEEP'];

export async function startCluster(): Promise<Cluster> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'mubiao-bench-')));
  const server = await startEmbeddedPostgres(join(folder, 'data'));
  const { superuserUrl } = server;
  await ensureEmbeddedDatabase(superuserUrl, EMPTY);
  await migrate(connectionUrls({ superuserUrl, database: EMPTY }).owner);
  let county: Promise<County> | null = null;
  let count = 0;
  const nextName = () => `bench_${process.pid}_${(count += 1)}`;

  async function copyOf(template: string, database: string): Promise<BenchDatabase> {
    await statement(superuserUrl, `create database ${database} template ${template} owner ${embeddedOwner}`);
    return {
      urls: connectionUrls({ superuserUrl, database }),
      superuserUrl: inDatabase(superuserUrl, database),
      drop: () => statement(superuserUrl, `drop database ${database} with (force)`),
    };
  }

  async function firstCounty(): Promise<County> {
    const started = performance.now();
    const there = kept ? await findCounty(connectionUrls({ superuserUrl, database: COUNTY })) : null;
    if (there) return there;
    const { urls, superuserUrl: inside } = await copyOf(EMPTY, COUNTY);
    const made = await makeCounty(urls);
    // What autovacuum has done in a county that has lived for half a year.
    await statement(inside, 'vacuum analyze');
    console.log(
      `county of ${made.projects} projects made in ${((performance.now() - started) / 1000).toFixed(0)} s`,
    );
    return made;
  }

  return {
    emptyDatabase: () => copyOf(EMPTY, nextName()),
    async countyDatabase() {
      county ??= firstCounty();
      const made = await county;
      return { ...(await copyOf(COUNTY, nextName())), county: made };
    },
    pid: server.pid,
    async stop() {
      await server.stop();
      if (!kept) await rm(folder, { recursive: true, force: true });
    },
  };
}

function inDatabase(url: string, database: string): string {
  const inside = new URL(url);
  inside.pathname = `/${database}`;
  return inside.toString();
}

async function statement(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
