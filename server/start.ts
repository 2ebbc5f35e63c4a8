/**
 * `npm start`: everything from an empty machine to a running product, in demo mode unless DEMO=0, and its orderly end.
 * Server and worker are processes of their own; this one prepares the ground for them and watches over them.
 */
import './node-version.ts';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { handedTo, openStore, type Store } from '../db/connection.ts';
import { openDatabase } from '../db/database.ts';
import { readDeliveryEnvironment } from '../db/delivery-environment.ts';
import { isFault } from '../db/process-lock.ts';
import { holdDataFolder } from '../db/running.ts';
import { StartupError, reportFailure } from '../db/startup-error.ts';
import { buildPages } from './build-pages.ts';
import { keptDemoPassword, prepareDemo } from './demo.ts';
import { pageUrl, readEnvironment, type Environment } from './environment.ts';
import { announceFirstAdministrator } from './first-administrator.ts';
import { supervise, type Program } from './supervise.ts';

/** The server needs two seconds; a loaded machine some more. After this a newcomer must be told. */
const readyWithinMs = 180_000;

await main().catch(reportFailure);

async function main(): Promise<void> {
  const begun = performance.now();
  const environment = readEnvironment({ ...process.env, DEMO: process.env['DEMO'] || '1' });
  // Only the worker sends; its own refusal would stand in worker.log, where nobody looks who has just started it.
  readDeliveryEnvironment(process.env);
  const stopping = new AbortController();
  // A second Ctrl-C while stopping changes nothing: every step of the end has its own limit.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  const cleanUp: (() => void | Promise<void>)[] = [];
  try {
    await run(environment, { begun, stopping: stopping.signal, cleanUp });
  } catch (fault) {
    if (fault !== stopping.signal.reason) throw fault;
  } finally {
    if (stopping.signal.aborted) console.log('正在停止…');
    for (const step of cleanUp.reverse()) await step();
    if (stopping.signal.aborted) console.log('已停止，数据已保存。');
  }
}

interface Run {
  /** performance.now() at the start of the process, for the printed start time. */
  begun: number;
  stopping: AbortSignal;
  /** Steps of the end, run in reverse order whatever happens. */
  cleanUp: (() => void | Promise<void>)[];
}

async function run(environment: Environment, { begun, stopping, cleanUp }: Run): Promise<void> {
  const url = pageUrl(environment);
  const hold = await holdDataFolder(environment.dataDir, url);
  cleanUp.push(() => hold.release());
  await checkPort(environment);
  const demoPassword = environment.demo ? keptDemoPassword(environment) : null;

  // Side by side, on two cores; both are waited for, so that a failing build leaves no database behind.
  const [store, pages] = await Promise.allSettled([
    prepareStore(environment, demoPassword),
    buildPages(console.log),
  ]);
  if (store.status === 'fulfilled') cleanUp.push(() => store.value.stop());
  for (const part of [store, pages]) if (part.status === 'rejected') throw part.reason;
  stopping.throwIfAborted();
  if (store.status === 'rejected') return;

  const variables = childVariables(environment, store.value, demoPassword);
  const supervision = supervise(
    [
      program('网页服务', 'server/main.ts', variables, join(environment.dataDir, 'server.log')),
      program('后台任务', 'jobs/main.ts', variables, join(environment.dataDir, 'worker.log')),
    ],
    { say: console.log, onRunning: (children) => hold.setChildren(children) },
  );
  cleanUp.push(() => supervision.stop());
  await becomesHealthy(url, stopping, environment.dataDir);

  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`已就绪（${seconds} 秒）：${url}`);
  if (demoPassword !== null) console.log(`演示账号见登录页，口令都是：${demoPassword}`);
  else await tellFirstAdministrator(store.value.urls.app, environment);
  console.log(`数据目录：${environment.dataDir}；按 Ctrl-C 停止。`);
  await new Promise((resolve) => stopping.addEventListener('abort', resolve, { once: true }));
}

/** The server's own line about it goes into its log file, not to this terminal. */
async function tellFirstAdministrator(appUrl: string, environment: Environment): Promise<void> {
  const db = openDatabase(appUrl, { max: 1 });
  try {
    await announceFirstAdministrator(db, environment, new Date(), console.log);
  } finally {
    await db.destroy();
  }
}

async function prepareStore(environment: Environment, demoPassword: string | null): Promise<Store> {
  console.log(
    environment.databaseUrl === null ? '正在启动内置数据库…' : '正在连接 DATABASE_URL 指定的数据库…',
  );
  const store = await openStore(environment, console.log);
  if (demoPassword === null) return store;
  try {
    const { loaded } = await prepareDemo(store.urls.owner, {
      password: demoPassword,
      date: environment.demoDate,
    });
    if (loaded) console.log('已载入三个演示县（演示数据）。');
    return store;
  } catch (fault) {
    await store.stop();
    throw fault;
  }
}

function program(name: string, file: string, variables: NodeJS.ProcessEnv, log: string): Program {
  return { name, file: fileURLToPath(new URL(`../${file}`, import.meta.url)), variables, log };
}

/** What the children inherit. The owner's login is not among it: it could alter tables and pass row-level security. */
function childVariables(
  environment: Environment,
  store: Store,
  demoPassword: string | null,
): NodeJS.ProcessEnv {
  const { DATABASE_URL: _owner, ...inherited } = process.env;
  return {
    ...inherited,
    ...handedTo(store.urls),
    PORT: String(environment.port),
    HOST: environment.host,
    DATA_DIR: environment.dataDir,
    DEMO: environment.demo ? '1' : '0',
    DEMO_DATE: environment.demoDate,
    ...(demoPassword === null ? {} : { DEMO_PASSWORD: demoPassword }),
    ...(environment.redisUrl === null ? {} : { REDIS_URL: environment.redisUrl }),
  };
}

/** Refuses a port that another program has, before a database is started for nothing. */
async function checkPort({ host, port }: Environment): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => server.close(() => resolve()));
  }).catch((fault: unknown) => {
    if (isFault(fault, 'EADDRINUSE')) {
      const other = port < 65_535 ? port + 1 : 3000;
      throw new StartupError(
        `端口 ${port} 已被别的程序占用。请换一个端口启动：PORT=${other} npm start`,
        `Port ${port} is in use; start with PORT=${other} npm start`,
      );
    }
    if (isFault(fault, 'EACCES')) {
      throw new StartupError(
        `没有权限使用端口 ${port}（1024 以下需要 root）。请换一个：PORT=3000 npm start`,
        `No permission for port ${port}; set PORT.`,
      );
    }
    if (isFault(fault, 'EADDRNOTAVAIL') || isFault(fault, 'ENOTFOUND')) {
      throw new StartupError(
        `本机没有地址 ${host}。请把 HOST 设为 127.0.0.1（只限本机）或 0.0.0.0（所有网卡）。`,
        `HOST ${host} is not an address of this machine.`,
      );
    }
    throw fault;
  });
}

async function becomesHealthy(url: string, stopping: AbortSignal, dataDir: string): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    stopping.throwIfAborted();
    if (await isHealthy(url)) return;
    await sleep(100);
  }
  throw new StartupError(
    `服务在 ${readyWithinMs / 1000} 秒内没有就绪，已停止。原因见 ${join(dataDir, 'server.log')} 和 worker.log。`,
    `Not ready within ${readyWithinMs / 1000} s; see server.log and worker.log.`,
  );
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch (fault) {
    // fetch reports a refused connection as TypeError, a late answer as TimeoutError: both mean "not yet".
    if (fault instanceof TypeError || (fault instanceof DOMException && fault.name === 'TimeoutError')) {
      return false;
    }
    throw fault;
  }
}
