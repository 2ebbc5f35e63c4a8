/**
 * The mid-year review of the county of 2,000 projects over the product's own server: a round over all of them opened, its answer
 * for the cockpit in time and bytes as a browser asks for it, and the cockpit in a real Chromium that has loaded nothing before.
 */
import { randomUUID } from 'node:crypto';
import { gunzipSync, brotliDecompressSync } from 'node:zlib';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Round } from '../../domain/round.ts';
import type { RoundAnswer } from '../../server/contract-reviews.ts';
import { buildPages } from '../../server/build-pages.ts';
import { startChild } from './child.ts';
import type { Cluster } from './cluster.ts';
import { PASSWORD, TODAY, YEAR } from './county.ts';
import { median, milliseconds, timed, type Figure, type Told } from './figures.ts';
import { executable, kilobytes, loadOnce, type BenchPage, type Load } from './page-load.ts';
import type { ProductServer } from './product-server.ts';

const OPEN_MS = 10_000;
const ANSWER_BYTES = 300_000;
const USEFUL_MS = 1_500;
/** Reads of the answer and loads of the page; the first warms the server and is not counted. */
const TURNS = 6;

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
const COCKPIT: BenchPage = { name: 'cockpit', path: '/reviews', rows: 'main a[data-form]', isSignedIn: true };

export async function benchReviews(cluster: Cluster): Promise<Told> {
  await buildPages(console.log);
  const database = await cluster.countyDatabase();
  const { county } = database;
  const account = { username: county.finance, password: PASSWORD };
  const server = startChild<ProductServer>('product-server.ts');
  const browser = await chromium.launch({
    executablePath: executable(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const webRoot = join(import.meta.dirname, '../../web/dist');
    const { origin } = await server.call('start', {
      urls: database.urls,
      today: TODAY,
      webRoot,
      demo: false,
    });
    const cookie = await signIn(origin, account);
    let opened: Answer | null = null;
    const openMs = await timed(async () => {
      opened = await ask(origin, '/api/review-rounds', cookie, { round: ROUND });
    });
    const { id, forms } = read<{ id: string; forms: number }>(opened, 201);
    if (forms !== county.projects) throw new Error(`${forms} forms of ${county.projects} projects`);

    const path = `/api/review-rounds/${id}`;
    const answers: { ms: number; answer: Answer }[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const started = performance.now();
      const answer = await ask(origin, path, cookie);
      if (turn > 0) answers.push({ ms: performance.now() - started, answer });
    }
    const [first] = answers;
    const whole = read<RoundAnswer>(first?.answer ?? null, 200);
    if (whole.round.forms.length !== forms) throw new Error('the answer has not every form');
    const loads: Load[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const load = await loadOnce(browser, server, { origin, account, page: COCKPIT });
      if (turn > 0) loads.push(load);
    }
    const bytes = first?.answer.body.length ?? 0;
    const useful = median(loads.map(({ usefulMs }) => usefulMs));
    const world = `${forms} projects`;
    return {
      figures: [
        told(
          `round over ${world}: opened`,
          milliseconds(openMs),
          `< ${milliseconds(OPEN_MS)}`,
          openMs < OPEN_MS,
        ),
        told(`round of ${world}: answer`, milliseconds(median(answers.map(({ ms }) => ms))), '', null),
        told(
          `round of ${world}: answer as sent`,
          kilobytes(bytes),
          `< ${kilobytes(ANSWER_BYTES)}`,
          bytes < ANSWER_BYTES,
        ),
        told(
          `cockpit, ${world}: useful paint`,
          milliseconds(useful),
          `< ${milliseconds(USEFUL_MS)}`,
          useful < USEFUL_MS,
        ),
      ],
      notes: [
        `answer unpacked ${kilobytes(unpacked(first?.answer ?? null).length)}; reads ${answers
          .map(({ ms }) => milliseconds(ms))
          .join(', ')}`,
        `cockpit: FCP ${milliseconds(median(loads.map(({ fcpMs }) => fcpMs)))}, blocked ${milliseconds(
          median(loads.map(({ blockingMs }) => blockingMs)),
        )}, data ${kilobytes(median(loads.map(({ dataBytes }) => dataBytes)))}, statements ${String(
          median(loads.map(({ statements }) => statements)),
        )}; useful ${loads.map(({ usefulMs }) => milliseconds(usefulMs)).join(', ')}`,
      ],
    };
  } finally {
    await browser.close();
    await server.stop();
    await database.drop();
  }
}

const told = (name: string, ours: string, required: string, met: boolean | null): Figure => ({
  name,
  ours,
  floor: '–',
  ratio: '–',
  required,
  met,
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** As it came over the wire. */
  body: Buffer;
}

async function signIn(origin: string, account: object): Promise<string> {
  const answer = await ask(origin, '/api/session', '', account);
  if (answer.status >= 300) throw new Error(`not let in: ${answer.status}`);
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** As a browser asks: it takes a packed answer. Not fetch, which unpacks it and tells no size. */
function ask(origin: string, path: string, cookie: string, body?: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${origin}${path}`,
      {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          cookie,
          'accept-encoding': 'gzip, br',
          ...(body !== undefined && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
        },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function unpacked(answer: Answer | null): Buffer {
  if (answer === null) throw new Error('nothing was answered');
  const packing = answer.headers['content-encoding'];
  if (packing === 'br') return brotliDecompressSync(answer.body);
  return packing === 'gzip' ? gunzipSync(answer.body) : answer.body;
}

function read<T>(answer: Answer | null, status: number): T {
  const text = unpacked(answer).toString();
  if (answer?.status !== status) throw new Error(`${answer?.status ?? 0}: ${text.slice(0, 400)}`);
  return JSON.parse(text) as T;
}
