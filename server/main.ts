/** The server process: environment → database → app → listen → graceful end. As many as wanted with DATABASE_URL. */
import './node-version.ts';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { openClock } from '../db/clock.ts';
import { openServiceStore } from '../db/connection.ts';
import { openDatabase } from '../db/database.ts';
import { refreshJudging } from '../db/judging.ts';
import { isFault } from '../db/process-lock.ts';
import { StartupError, reportFailure } from '../db/startup-error.ts';
import { openParseQueue, openProducer, prepareQueue } from '../jobs/queue.ts';
import { buildApp } from './app.ts';
import { buildPages } from './build-pages.ts';
import { pageUrl, readEnvironment, type Environment } from './environment.ts';
import { layoutsOf } from './forms/layout-files.ts';
import { announceFirstAdministrator } from './first-administrator.ts';

/** A stop that takes longer is a kill: npm start and service managers wait about five seconds. */
const STOP_AT_MOST_MS = 4_000;
/** How late a server may notice that the demo's date has moved or a year's days off were confirmed. */
const CLOCK_READ_MS = 2_000;

async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  /** What was opened; closed in reverse order, at the end or when the start fails. */
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of opened.toReversed()) await step();
  };
  try {
    const app = await serve(environment, opened);
    endInOrder(app, close);
  } catch (fault) {
    await close();
    throw unheard(fault, environment);
  }
}

async function serve(environment: Environment, opened: (() => Promise<void>)[]): Promise<FastifyInstance> {
  // Under npm start the pages are made before this process begins.
  if (process.env['MUBIAO_APP_URL'] === undefined) await buildPages(console.error);
  const store = await openServiceStore(process.env, pageUrl(environment));
  opened.push(() => store.stop());
  const db = openDatabase(store.urls.app, { name: 'mubiao server' });
  opened.push(() => db.destroy());
  const clock = await openClock(db);
  if (clock.mode === 'demo' && !environment.demo) {
    throw new StartupError(
      '这里是演示数据，账号口令是公开的，不能正式使用。演示请运行 npm start；正式使用请用 DATA_DIR=… 或 DATABASE_URL 换一个库。',
      'This is demo data with a printed password; use npm start, or another DATA_DIR or DATABASE_URL.',
    );
  }
  if (clock.mode !== 'demo' && environment.demo) {
    throw new StartupError(
      '这里没有演示数据：DEMO=1 会在登录页公开账号，并把填报的都标成演示数据。正式使用请去掉 DEMO；演示请运行 npm start。',
      'No demonstration is loaded here; unset DEMO, or use npm start for a demo.',
    );
  }
  const queueAddress = { postgresUrl: store.urls.bullmq, redisUrl: environment.redisUrl };
  await prepareQueue(queueAddress);
  const log = pino({ base: { process: 'server', pid: process.pid } });
  const queue = openProducer(queueAddress, log);
  opened.push(() => queue.close());
  const app = await buildApp({
    db,
    queue,
    parsing: openParseQueue(queueAddress, log),
    publisherUrl: store.urls.publisher,
    redisUrl: environment.redisUrl,
    clock,
    demo: environment.demo,
    layouts: layoutsOf(environment.dataDir),
    readsAhead: true,
    version: packageJson.version,
    webRoot: fileURLToPath(new URL('../web/dist', import.meta.url)),
    logger: { base: { process: 'server', pid: process.pid } },
    trustProxy: process.env['TRUST_PROXY'] === '1',
  });
  // Requests under way are answered and live channels told to come back before the database is left.
  opened.push(() => app.close());
  const clockTimer = setInterval(() => {
    clock.refresh().catch((error: unknown) => app.log.warn({ err: error }, 'the clock could not be read'));
    refreshJudging(db).catch((error: unknown) =>
      app.log.warn({ err: error }, 'the calendar could not be read'),
    );
  }, CLOCK_READ_MS);
  opened.push(async () => clearInterval(clockTimer));
  await app.listen({ host: environment.host, port: environment.port });
  // On stderr: the terminal shows it, a service manager keeps it, and the JSON log on stdout does not hold the token.
  if (!environment.demo && (await announceFirstAdministrator(db, environment, new Date(), console.error))) {
    app.log.warn('there is no system administrator yet; a one-time link was printed on stderr');
  }
  return app;
}

function endInOrder(app: FastifyInstance, close: () => Promise<void>): void {
  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    app.log.info({ signal }, 'server stops');
    setTimeout(() => process.exit(0), STOP_AT_MOST_MS);
    await close();
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
}

/** Why the address cannot be listened on, in one line where the operator can mend it. */
function unheard(fault: unknown, { host, port }: { host: string; port: number }): unknown {
  if (isFault(fault, 'EADDRINUSE')) {
    return new StartupError(
      `端口 ${port} 已被别的程序占用。请用 PORT=… 换一个端口。`,
      `Port ${port} is in use; set PORT.`,
    );
  }
  if (isFault(fault, 'EACCES')) {
    return new StartupError(
      `没有权限使用端口 ${port}（1024 以下需要 root）。请用 PORT=… 换一个端口。`,
      `No permission for port ${port}; set PORT.`,
    );
  }
  if (isFault(fault, 'EADDRNOTAVAIL') || isFault(fault, 'ENOTFOUND')) {
    return new StartupError(
      `本机没有地址 ${host}。请把 HOST 设为 127.0.0.1（只限本机）或 0.0.0.0（所有网卡）。`,
      `HOST ${host} is not an address of this machine.`,
    );
  }
  return fault;
}

main().catch((fault: unknown) => {
  reportFailure(fault);
  // Timers and pools that were opened before must not keep a process alive that serves nobody.
  process.exit();
});
