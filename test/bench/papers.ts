/**
 * All forms of a round over the county of 2,000 projects exported as a job of the product's own server, as docx and as xlsx:
 * until the archive is there, and the memory of the server and its writing processes together. The summary beside it.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PapersJobsAnswer } from '../../server/contract-papers.ts';
import type { PaperItem } from '../../server/contract-review-shapes.ts';
import type { ConnectionUrls } from '../../db/roles.ts';
import type { Round } from '../../domain/round.ts';
import { startChild } from './child.ts';
import type { Cluster } from './cluster.ts';
import { TODAY, YEAR } from './county.ts';
import { signIn } from './entry.ts';
import { megabytes, milliseconds, timed, type Figure, type Told } from './figures.ts';
import type { ProductServer } from './product-server.ts';

const EXPORT_MS = 60_000;
const EXPORT_BYTES = 500_000_000;
const POLL_MS = 200;
/** Then it is broken, not slow. */
const LONGEST_MS = 600_000;

const ROUND: Round = {
  title: '1—6 月绩效运行监控',
  fiscalYear: YEAR,
  kind: 'self',
  toMonth: 6,
  cutOffOn: '2023-06-30',
  scope: { type: 'all' },
  formName: '项目支出绩效目标执行监控表',
  deadlines: [{ post: 'handler', dueOn: '2023-07-14', origin: 'entered', isGuess: false }],
  variantId: null,
  origins: {},
};

export async function benchPapers(cluster: Cluster): Promise<Told> {
  const database = await cluster.countyDatabase();
  const finance = database.county.finance;
  // Opened weeks before it is exported, by a server that has been started since: what opening left behind is not counted.
  const opened = await asServer(database.urls, finance, async ({ post }) =>
    post<{ id: string; forms: number }>('/review-rounds', { round: ROUND }),
  );
  try {
    const told: Told[] = [];
    for (const format of ['docx', 'xlsx'] as const)
      told.push(await asServer(database.urls, finance, (calls) => exportAs(format, calls, opened)));
    return {
      figures: told.flatMap(({ figures }) => figures),
      notes: told.flatMap(({ notes }) => notes),
    };
  } finally {
    await database.drop();
  }
}

interface Calls {
  get: <T>(path: string) => Promise<T>;
  post: <T>(path: string, body: object) => Promise<T>;
}

async function asServer<Answer>(
  urls: ConnectionUrls,
  username: string,
  work: (calls: Calls) => Promise<Answer>,
): Promise<Answer> {
  const server = startChild<ProductServer>('product-server.ts');
  try {
    const { origin } = await server.call('start', { urls, today: TODAY });
    const cookie = await signIn(origin, username);
    return await work({
      get: async <T>(path: string): Promise<T> =>
        (await (await fetch(`${origin}/api${path}`, { headers: { cookie } })).json()) as T,
      post: async <T>(path: string, body: object): Promise<T> => {
        const answer = await fetch(`${origin}/api${path}`, {
          method: 'POST',
          headers: { cookie, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
          body: JSON.stringify(body),
        });
        if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
        return (await answer.json()) as T;
      },
    });
  } finally {
    await server.stop();
  }
}

async function exportAs(
  format: 'docx' | 'xlsx',
  { get, post }: Calls,
  { id: roundId, forms }: { id: string; forms: number },
): Promise<Told> {
  const before = residentBytes();
  let highest = before;
  let highestParts = '';
  let slowestAnswerMs = 0;
  let paper: PaperItem | undefined;
  const tookMs = await timed(async () => {
    const { id } = await post<{ id: string }>(`/review-rounds/${roundId}/papers/all`, { format });
    const deadline = Date.now() + LONGEST_MS;
    while (paper === undefined) {
      if (Date.now() > deadline) throw new Error('the export does not end');
      await sleep(POLL_MS);
      const now = residentParts();
      if (sum(now) > highest) {
        highest = sum(now);
        highestParts = now.map(megabytes).join(' + ');
      }
      const asked = performance.now();
      const { items } = await get<PapersJobsAnswer>(`/review-rounds/${roundId}/papers/all`);
      slowestAnswerMs = Math.max(slowestAnswerMs, performance.now() - asked);
      const failed = items.find((job) => job.jobId === id && job.status !== 'running');
      if (failed) throw new Error(`${failed.status}: ${failed.message ?? ''}`);
      if (items.length > 0) continue;
      const { items: papers } = await get<{ items: PaperItem[] }>(`/papers?round=${roundId}`);
      paper = papers.find((each) => each.id === id);
    }
  });
  const what = `export of ${forms} forms as ${format}`;
  const body = { kind: 'summary', format };
  const summaryMs = await timed(() => post(`/review-rounds/${roundId}/papers`, body));
  return {
    figures: [
      told(what, milliseconds(tookMs), `< ${milliseconds(EXPORT_MS)}`, tookMs < EXPORT_MS),
      told(`${what}: memory`, megabytes(highest), `< ${megabytes(EXPORT_BYTES)}`, highest < EXPORT_BYTES),
      told(`summary of ${forms} projects as ${format}`, milliseconds(summaryMs), '', null),
    ],
    notes: [
      `${format}: ${megabytes(paper?.sizeBytes ?? 0)}; the server alone before ${megabytes(before)}, at the highest ${highestParts}; the slowest answer meanwhile ${milliseconds(slowestAnswerMs)}`,
    ],
  };
}

const told = (name: string, ours: string, required: string, met: boolean | null): Figure => ({
  name,
  ours,
  floor: '–',
  ratio: '–',
  required,
  met,
});

/** Of the server and its writing processes together; Linux. */
const residentBytes = (): number => sum(residentParts());

const residentParts = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(residentOf)
    .filter((bytes) => bytes > 0);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function residentOf(pid: string): number {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1];
    const isServer = command.includes('product-server.ts') && Number(parent) === process.pid;
    const isWriter = command.includes('paper/writing-process.ts') && isChildOfOurs(String(parent));
    if (!isServer && !isWriter) return 0;
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch (error) {
    // It has ended since the list was read.
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code)))
      return 0;
    throw error;
  }
}

function isChildOfOurs(pid: string): boolean {
  return new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
