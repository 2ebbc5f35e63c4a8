/** The server process: environment → database → app → listen → graceful end. As many as wanted with DATABASE_URL. */
import './node-version.ts';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { openClock } from '../db/clock.ts';
import { openServiceStore } from '../db/connection.ts';
import { openDatabase } from '../db/database.ts';
import { StartupError, reportFailure } from '../db/startup-error.ts';
import { buildApp } from './app.ts';
import { pageUrl, readEnvironment } from './environment.ts';

/** A stop that takes longer is a kill: npm start and service managers wait about five seconds. */
const STOP_AT_MOST_MS = 4_000;
/** How late a server may notice that the demo's date has moved. */
const CLOCK_READ_MS = 2_000;

async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const store = await openServiceStore(process.env, pageUrl(environment));
  const db = openDatabase(store.urls.app, { name: 'mubiao server' });
  const clock = await openClock(db);
  if (clock.mode === 'demo' && !environment.demo) {
    throw new StartupError(
      '这里是演示数据，账号口令是公开的，不能正式使用。演示请运行 npm start；正式使用请用 DATA_DIR=… 或 DATABASE_URL 换一个库。',
      'This is demo data with a printed password; use npm start, or another DATA_DIR or DATABASE_URL.',
    );
  }
  const app = await buildApp({
    db,
    publisherUrl: store.urls.publisher,
    clock,
    demo: environment.demo,
    version: packageJson.version,
    webRoot: fileURLToPath(new URL('../web/dist', import.meta.url)),
    logger: { base: { process: 'server', pid: process.pid } },
    trustProxy: process.env['TRUST_PROXY'] === '1',
  });
  const clockTimer = setInterval(() => {
    clock.refresh().catch((error: unknown) => app.log.warn({ err: error }, 'the clock could not be read'));
  }, CLOCK_READ_MS);

  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    app.log.info({ signal }, 'server stops');
    setTimeout(() => process.exit(0), STOP_AT_MOST_MS);
    clearInterval(clockTimer);
    // Requests under way are answered, live channels told to come back; then the database is left.
    await app.close();
    await db.destroy();
    await store.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).catch((fault: unknown) => {
        app.log.error({ err: fault }, 'the stop was not clean');
        process.exit(0);
      });
    });
  }
  await app.listen({ host: environment.host, port: environment.port });
}

main().catch((fault: unknown) => {
  reportFailure(fault);
  // Pools and timers that were opened before would keep a process alive that serves nobody.
  process.exit(1);
});
