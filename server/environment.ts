import { readRedisUrl, readStoreEnvironment, type StoreEnvironment } from '../db/connection.ts';
import { StartupError } from '../db/startup-error.ts';
import { isPlainDate, type PlainDate } from '../domain/calendar.ts';

/** The environment variables of the contract, checked once at start. */
export interface Environment extends StoreEnvironment {
  port: number;
  host: string;
  /** null: the queue is in PostgreSQL. */
  redisUrl: string | null;
  /** Demo accounts, demo data and a clock that can be moved. */
  demo: boolean;
  /** null: made at first start and kept in the data folder. */
  demoPassword: string | null;
  demoDate: PlainDate;
}

/**
 * Reads and checks the environment.
 * @throws StartupError naming the variable and what it may be
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const environment: Environment = {
    ...readStoreEnvironment(variables),
    port: readPort(variables['PORT'] || '3000'),
    host: variables['HOST'] || '127.0.0.1',
    redisUrl: readRedisUrl(variables['REDIS_URL'] || null),
    demo: readSwitch('DEMO', variables['DEMO'] || '0'),
    demoPassword: readDemoPassword(variables['DEMO_PASSWORD'] || null),
    demoDate: readDemoDate(variables['DEMO_DATE'] || '2023-07-31'),
  };
  if (environment.demo && variables['NODE_ENV'] === 'production') {
    throw new StartupError(
      `NODE_ENV=production 时不能运行演示（演示账号的口令是公开打印的）。正式使用请运行 npm run serve 和 npm run worker。`,
      `No demo with NODE_ENV=production; use npm run serve and npm run worker.`,
    );
  }
  return environment;
}

/** The address people open: a server that listens everywhere is reached on this machine by the loopback address. */
export function pageUrl({ host, port }: { host: string; port: number }): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** "Bad ports" of the Fetch Standard that a user may bind: every browser refuses them, and so would the start's own look at it. */
const NOT_OPENED_BY_BROWSERS = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10080,
]);

function readPort(text: string): number {
  const port = Number(text);
  if (NOT_OPENED_BY_BROWSERS.has(port)) {
    throw new StartupError(
      `浏览器不打开端口 ${port}（留给了别的服务）。请换一个，例如 PORT=3000。`,
      `Browsers refuse port ${port}; set another PORT, such as 3000.`,
    );
  }
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new StartupError(`PORT 应为 1 到 65535 的整数，现在是“${text}”。`, `PORT must be 1–65535.`);
}

function readSwitch(name: string, text: string): boolean {
  if (text === '1' || text === '0') return text === '1';
  throw new StartupError(`${name} 只能是 1 或 0，现在是“${text}”。`, `${name} must be 1 or 0.`);
}

function readDemoPassword(text: string | null): string | null {
  if (text === null || text.length >= 8) return text;
  throw new StartupError(`DEMO_PASSWORD 至少 8 个字符。`, `DEMO_PASSWORD needs at least 8 characters.`);
}

function readDemoDate(text: string): PlainDate {
  if (isPlainDate(text)) return text;
  throw new StartupError(
    `DEMO_DATE 应为 YYYY-MM-DD 的日期，现在是“${text}”。`,
    `DEMO_DATE must be YYYY-MM-DD.`,
  );
}
