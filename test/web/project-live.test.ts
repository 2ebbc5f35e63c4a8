import { computed, effectScope, nextTick, ref, watch, type EffectScope } from 'vue';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ProjectDetail } from '../../server/contract.ts';
import { useLiveProject, type LiveProject } from '../../web/project-live.ts';
import { byGravity } from '../../web/project-view.ts';
import { showLocale } from '../../web/words/words.ts';
import { LiveCounty, MERE_FACT, socketOf } from './live-county.ts';
import { INDICATORS, MONEY, PROJECT } from './sample-project.ts';

// Fetched once; later it is only turned.
await showLocale('en');
await showLocale('zh-CN');

const [FIRST, SECOND] = INDICATORS as [string, string];
const SUBJECTS: readonly string[] = [...INDICATORS, MONEY];
/** Until a figure that was heard stands on the page: the page's own limit, and a subscription that is made anew meanwhile. */
const FIGURES_WITHIN_MS = 350;

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

let scope: EffectScope;
const at = ref<{ id: string; asOf: string | undefined }>({ id: PROJECT, asOf: undefined });

beforeEach(() => {
  vi.useFakeTimers();
  at.value = { id: PROJECT, asOf: undefined };
  scope = effectScope();
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function open(county: LiveCounty, slowMs: () => number = () => 20): Promise<LiveProject> {
  vi.stubGlobal('WebSocket', socketOf(county));
  vi.stubGlobal('fetch', county.reader(slowMs));
  const page = scope.run(() => useLiveProject(computed(() => ({ ...at.value }))));
  if (!page) throw new Error('the page did not open');
  await pass(2 * slowMs() + 200);
  expect(page.live.state.value).toBe('connected');
  return page;
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function shownOn(page: LiveProject): ProjectDetail {
  const { value } = page.answer.data;
  if (value === null) throw new Error('nothing is shown');
  return value;
}
/** Which commit a subject's figure is of. */
const numberShown = (project: ProjectDetail, subject: string): number =>
  subject === MONEY
    ? project.money.judgement.actual === '27'
      ? 0
      : Number(project.money.judgement.actual) / 1_000
    : Number(project.indicators.find(({ id }) => id === subject)?.judgement.actual);

/** The page as a reader sees it: where the channel goes on from is not to be seen. */
const seen = ({ cursor: _cursor, ...project }: ProjectDetail) => project;

describe('a change of the open project', () => {
  it('stands on the page before the project was read again, and then the project as a whole', async () => {
    const county = new LiveCounty(randomOf(1));
    let readMs = 20;
    const page = await open(county, () => readMs);
    await pass(2_000);
    readMs = 400;
    county.commit(FIRST);
    await pass(60);
    expect(county.reading).toBe(1);
    expect(numberShown(shownOn(page), FIRST)).toBe(1);
    expect(shownOn(page)).toMatchObject({ light: 'severe', since: '2023-07-11', why: '至第 0 次' });
    expect([...page.fresh.value.keys()]).toEqual([FIRST]);
    expect(page.freshEvents.value.size).toBe(0);
    await pass(1_000);
    expect(seen(shownOn(page))).toEqual(seen(county.snapshot()));
    expect(page.freshEvents.value).toEqual(new Set(['line-1']));
    expect(county.readings).toBe(2);
  });

  it('that is one of many is shown within a quarter of a second; rows move and readings begin once a second', async () => {
    const county = new LiveCounty(randomOf(2));
    const page = await open(county);
    await pass(2_000);
    const orders = new Set<readonly string[]>();
    const before = county.readings;
    for (let turn = 0; turn < 100; turn += 1) {
      county.commit(INDICATORS[turn % 3] ?? FIRST);
      await pass(50);
      orders.add(page.order.value);
      expect(county.lastNumber - numberShown(shownOn(page), FIRST)).toBeLessThan(3 + FIGURES_WITHIN_MS / 50);
    }
    expect(county.readings - before).toBeGreaterThanOrEqual(4);
    expect(county.readings - before).toBeLessThanOrEqual(6);
    expect(orders.size).toBeLessThanOrEqual(7);
    expect(county.mostReading).toBe(1);
  });

  it('is not read again for ever when each reading takes longer than the changes wait', async () => {
    const county = new LiveCounty(randomOf(3));
    let readMs = 20;
    const page = await open(county, () => readMs);
    readMs = 3_000;
    for (let turn = 0; turn < 40; turn += 1) {
      county.commit(SECOND);
      await pass(500);
    }
    expect(county.mostReading).toBe(1);
    // The story is read although the stream has not ended.
    expect(shownOn(page).history.length).toBeGreaterThan(20);
    await pass(10_000);
    const { readings } = county;
    expect(seen(shownOn(page))).toEqual(seen(county.snapshot()));
    await pass(30_000);
    expect(county.readings).toBe(readings);
  });

  it('from which no figure follows has the facts read again', async () => {
    const county = new LiveCounty(randomOf(4));
    const page = await open(county);
    county.commit(MERE_FACT);
    await pass(1_500);
    expect(shownOn(page).indicators[0]?.entries.map(({ id }) => id)).toEqual(['entry-1']);
  });

  it('keeps the reasons of a reader of another language until they are read in it', async () => {
    onTestFinished(() => showLocale('zh-CN'));
    await showLocale('en');
    const county = new LiveCounty(randomOf(5));
    let readMs = 20;
    const page = await open(county, () => readMs);
    await pass(2_000);
    readMs = 400;
    county.commit(FIRST);
    await pass(60);
    const [row] = shownOn(page).indicators;
    expect(row?.judgement).toMatchObject({ actual: '1', why: '实际 0 台，应达 44 台' });
  });

  it('that comes between the reading of an answer and its arrival is read for once more; one before it is not', async () => {
    const county = new LiveCounty(randomOf(10));
    const page = await open(county);
    await pass(2_000);
    let readings = 0;
    // Half a second there, one and a half back.
    vi.stubGlobal('fetch', async () => {
      readings += 1;
      await new Promise((resolve) => setTimeout(resolve, 500));
      const text = JSON.stringify(county.snapshot());
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return new Response(text);
    });
    county.commit(FIRST);
    await pass(300);
    county.commit(MERE_FACT);
    await pass(5_000);
    expect(readings).toBe(1);
    expect(shownOn(page).history).toHaveLength(2);

    county.commit(FIRST);
    await pass(1_500);
    county.commit(MERE_FACT);
    await pass(300);
    expect(readings).toBe(2);
    // Its answer, and the next one asked for.
    await pass(700);
    expect(shownOn(page).history).toHaveLength(3);
    expect(readings).toBe(3);
    await pass(5_000);
    expect(readings).toBe(3);
    expect(seen(shownOn(page))).toEqual(seen(county.snapshot()));
  });

  it('whose reading the cut line swallowed is read when the channel stands again, though nothing more comes', async () => {
    const county = new LiveCounty(randomOf(11));
    const page = await open(county);
    await pass(2_000);
    vi.stubGlobal(
      'fetch',
      county.reader(() => 400),
    );
    county.commit(FIRST);
    await pass(60);
    expect(county.reading).toBe(1);
    county.cut();
    await pass(1_000);
    expect(page.answer.error.value?.status).toBe(0);
    expect(numberShown(shownOn(page), FIRST)).toBe(1);
    county.mend();
    await pass(4_000);
    expect(page.answer.error.value).toBeNull();
    expect(seen(shownOn(page))).toEqual(seen(county.snapshot()));
  });

  it('that was heard before a reading began is in its answer, whatever the answer’s cursor says', async () => {
    const county = new LiveCounty(randomOf(9));
    const page = await open(county);
    await pass(2_000);
    const behind = { ...county.snapshot(), cursor: { seq: 0, pending: [] } };
    let readings = 0;
    vi.stubGlobal('fetch', async () => {
      readings += 1;
      return Response.json(behind);
    });
    county.commit(FIRST);
    await pass(5_000);
    expect(seen(shownOn(page))).toEqual(seen(behind));
    expect(readings).toBe(1);
  });

  it('whose reading fails stands all the same, and the next one reads everything', async () => {
    const county = new LiveCounty(randomOf(6));
    const page = await open(county);
    await pass(2_000);
    vi.stubGlobal('fetch', async () => Response.json({ code: 'broken', message: '出错' }, { status: 500 }));
    county.commit(FIRST);
    await pass(3_000);
    expect(page.answer.error.value?.status).toBe(500);
    expect(numberShown(shownOn(page), FIRST)).toBe(1);
    vi.stubGlobal(
      'fetch',
      county.reader(() => 20),
    );
    county.commit(MERE_FACT);
    await pass(2_000);
    expect(page.answer.error.value).toBeNull();
    expect(seen(shownOn(page))).toEqual(seen(county.snapshot()));
  });
});

describe('whatever comes in whatever order', () => {
  it.each(Array.from({ length: 25 }, (_, seed) => seed + 1))(
    'no figure goes back, none waits, and at rest the page is what a fresh load shows (seed %i)',
    async (seed) => {
      const random = randomOf(seed);
      const late: string[] = [];
      let page: LiveProject | null = null;
      const county = new LiveCounty(random, ({ number, subject }) => {
        if (subject === MERE_FACT) return;
        setTimeout(() => {
          const shown = page === null ? 0 : numberShown(shownOn(page), subject);
          if (page !== null && shown < number) late.push(`${subject}: ${shown} instead of ${number}`);
        }, FIGURES_WITHIN_MS);
      });
      let readMs = 20;
      page = await open(county, () => readMs);
      const backwards: string[] = [];
      const highest = new Map<string, number>();
      const { data } = page.answer;
      const stop = watch(
        data,
        () => {
          if (data.value === null) return;
          for (const subject of SUBJECTS) {
            const number = numberShown(data.value, subject);
            const before = highest.get(subject) ?? 0;
            if (number < before) backwards.push(`${subject}: ${number} after ${before}`);
            if (number > county.lastNumber) backwards.push(`${subject}: ${number} is not committed`);
            highest.set(subject, Math.max(before, number));
          }
        },
        { flush: 'sync' },
      );

      for (let turn = 0; turn < 80; turn += 1) {
        county.commit(SUBJECTS[Math.floor(random() * (SUBJECTS.length + 1))] ?? MERE_FACT);
        // By turns a burst, a steady stream and a pause; readings quick and slow; now and then a cut.
        await pass(Math.floor(random() * random() * 700));
        if (random() < 0.1) readMs = random() < 0.3 ? 1_200 : 60;
        if (random() < 0.06) county.cut();
        else if (county.isCut && random() < 0.3) county.mend();
        if (random() < 0.03) void page.answer.reload();
      }
      county.mend();
      await pass(25_000);
      stop();
      expect(backwards).toEqual([]);
      expect(late).toEqual([]);
      expect(page.live.state.value).toBe('connected');
      expect(seen(shownOn(page))).toEqual(seen(county.snapshot()));
      expect(page.order.value).toEqual(byGravity(county.snapshot().indicators).map(({ id }) => id));
    },
  );
});

describe('another place in the URL', () => {
  it('that is the same project and day reads nothing', async () => {
    const county = new LiveCounty(randomOf(7));
    await open(county);
    const { readings } = county;
    at.value = { id: PROJECT, asOf: undefined };
    await nextTick();
    await pass(500);
    expect(county.readings).toBe(readings);
  });

  it('that is another project puts nothing of the first over it', async () => {
    const county = new LiveCounty(randomOf(8));
    const page = await open(county, () => 200);
    at.value = { id: SECOND, asOf: undefined };
    county.commit(FIRST);
    vi.stubGlobal('fetch', async () =>
      Response.json({ ...county.snapshot(), id: SECOND, cursor: { seq: 100, pending: [] } }),
    );
    await pass(3_000);
    expect(shownOn(page).id).toBe(SECOND);
    expect(page.fresh.value.size).toBe(0);
    expect(seen(shownOn(page))).toEqual({ ...seen(county.snapshot()), id: SECOND });
  });
});
