import { effectScope, computed, type EffectScope } from 'vue';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { Overview } from '../../server/contract.ts';
import { byLight } from '../../web/lights.ts';
import { useLiveOverview, type LiveOverview } from '../../web/overview-live.ts';
import { showLocale } from '../../web/words/words.ts';
import { PENSION, judged, sampleOverview } from './sample-overview.ts';

/** The network's end of the page's websocket. */
class FakeSocket {
  static readonly OPEN = 1;
  static last: FakeSocket | null = null;
  readyState = 1;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor() {
    FakeSocket.last = this;
  }
  send(): void {}
  close(): void {}
}

// Fetched once; later it is only turned.
await showLocale('en');
await showLocale('zh-CN');

let scope: EffectScope;
let page: LiveOverview;
/** What the server answers the next reading. */
let served: Overview;
let seq = 40;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  served = sampleOverview();
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(served)));
  scope = effectScope();
  const standpoint = computed(() => ({ asOf: undefined, unit: undefined, year: undefined }));
  scope.run(() => (page = useLiveOverview(standpoint)));
  await vi.waitFor(() => expect(page.answer.data.value).not.toBeNull());
  await vi.advanceTimersByTimeAsync(0);
  FakeSocket.last?.onopen?.();
  // The sweep that a first change makes at once.
  say();
  await vi.advanceTimersByTimeAsync(1_000);
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function say(changes: Parameters<typeof judged>[0] = {}): void {
  seq += 1;
  const message = { seq, id: `event-${seq}`, topic: 'overview', type: 'judged', data: judged(changes) };
  FakeSocket.last?.onmessage?.({ data: JSON.stringify(message) });
}
const shown = (): Overview => {
  const { value } = page.answer.data;
  if (value === null) throw new Error('nothing is shown');
  return value;
};

/** The worst project changes its figure, its light stays. */
const STAYS = { from: 'severe', to: 'severe' } as const;
const stays = (why: string) => say({ light: STAYS, projectLight: STAYS, why });

it('shows figures within half a second, and moves rows and feed once a second', async () => {
  const before = shown();
  stays('取证人数 303 人，应达 583 人');
  await vi.advanceTimersByTimeAsync(0);
  expect(shown().recent).toHaveLength(before.recent.length + 1);
  const { worst, recent } = shown();

  const done = { from: 'normal', to: 'not_due' } as const;
  say({ projectId: PENSION, light: done, projectLight: done });
  await vi.advanceTimersByTimeAsync(500);
  expect(byLight(shown().projects).not_due).toBe(byLight(before.projects).not_due + 1);
  expect(shown().worst).toBe(worst);
  expect(shown().recent).toBe(recent);
  stays('取证人数 304 人，应达 583 人');
  await vi.advanceTimersByTimeAsync(1_500);
  expect(shown().worst[0]?.why).toBe('取证人数 304 人，应达 583 人');
  expect(shown().recent).toHaveLength(recent.length + 2);
  expect(page.freshEvents.value.has(`event-${seq}`)).toBe(true);
});

it('takes an answer that was read again as all there is, also while a sweep waits', async () => {
  stays('取证人数 303 人，应达 583 人');
  stays('取证人数 304 人，应达 583 人');
  await vi.advanceTimersByTimeAsync(500);
  served = sampleOverview({ scopeName: '又读一次', cursor: { seq, pending: [] } });
  await page.answer.reload();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(shown().scopeName).toBe('又读一次');
  expect(shown().recent).toEqual(served.recent);
});

it('moves figures alone for a reader of another language, until the sentences are read in it', async () => {
  await showLocale('en');
  // Another language is another reading.
  await vi.advanceTimersByTimeAsync(2_000);
  onTestFinished(() => showLocale('zh-CN'));
  const before = shown();
  const [first] = sampleOverview().recent;
  served = sampleOverview({
    cursor: { seq: seq + 1, pending: [] },
    recent: [{ ...first!, eventId: `event-${seq + 1}`, text: 'Actual 303 persons' }],
  });
  const done = { from: 'normal', to: 'not_due' } as const;
  say({ projectId: PENSION, light: done, projectLight: done, why: '取证人数 303 人，应达 583 人' });
  await vi.advanceTimersByTimeAsync(0);
  expect(byLight(shown().projects).not_due).toBe(byLight(before.projects).not_due + 1);
  // The feed is read aloud: nothing comes into it in the office's language.
  expect(shown().recent).toBe(before.recent);
  expect(shown().worst).toBe(before.worst);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(shown().recent.map(({ text }) => text)).toEqual(['Actual 303 persons']);
});
