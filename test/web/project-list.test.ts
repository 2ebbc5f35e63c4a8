/** The list on a page: parts read as the reader comes to them, changes in at most one sweep a second. */
import { computed, effectScope, ref, watch } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '../../web/api.ts';
import { useProjectList } from '../../web/project-list.ts';
import { rowAt } from '../../web/project-rows.ts';
import { filterOf } from '../../web/projects-query.ts';
import { judged, lights } from './sample-overview.ts';
import { projectPage, projectRow } from './sample-projects.ts';

const TOTAL = 2_000;

/** The network's end of the live channel. */
class Socket {
  static readonly OPEN = 1;
  static last: Socket | null = null;
  readyState = 1;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor() {
    Socket.last = this;
  }
  send(): void {
    this.say({ type: 'subscribed', topics: ['overview'], refused: [], seq: 40 });
  }
  close(): void {
    this.onclose?.();
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const asked: string[] = [];
const pageAt = (cursor: string | undefined) => {
  const start = Number(cursor ?? 0);
  asked.push(cursor ?? 'first');
  const rows = Array.from({ length: 100 }, (_, n) => projectRow(start + n));
  return projectPage(rows, {
    total: TOTAL,
    totals: { ...projectPage([]).totals, byLight: lights({ normal: TOTAL }) },
  });
};
const change = (seq: number, index: number) => ({
  seq,
  id: `e${seq}`,
  topic: 'overview',
  type: 'judged',
  data: judged({
    projectId: projectRow(index).projectId,
    light: { from: 'normal', to: 'lagging' },
    projectLight: { from: 'normal', to: 'lagging' },
    money: null,
  }),
});

let scope: ReturnType<typeof effectScope>;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Socket);
  asked.length = 0;
  vi.spyOn(api, 'projects').mockImplementation(async ({ cursor }) => pageAt(cursor));
  scope = effectScope();
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function opened() {
  const isBusy = ref(false);
  const listed = scope.run(() =>
    useProjectList(
      computed(() => filterOf({})),
      { isBusy },
    ),
  );
  if (!listed) throw new Error('the scope is active');
  return { ...listed, isBusy };
}

describe('the list on a page', () => {
  it('reads its first part at once, and others where the reader stays, not where they pass', async () => {
    const { list, look } = opened();
    await vi.advanceTimersByTimeAsync(0);
    expect([list.value?.total, list.value?.parts.size]).toEqual([TOTAL, 1]);
    look(300, 340);
    await vi.advanceTimersByTimeAsync(20);
    look(900, 940);
    await vi.advanceTimersByTimeAsync(20);
    look(1_480, 1_520);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toEqual(['first', '1400', '1500']);
    expect(list.value && rowAt(list.value, 1_500)?.name).toBe('项目1500');
    look(1_480, 1_520);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toHaveLength(3);
  });

  it('shows a hundred changes a second in one sweep a second', async () => {
    const { list, live, isBusy } = opened();
    isBusy.value = true;
    await vi.advanceTimersByTimeAsync(0);
    Socket.last?.onopen?.();
    expect(live.state.value).toBe('connected');
    let sweeps = 0;
    scope.run(() => watch(list, () => (sweeps += 1), { flush: 'sync' }));
    for (let tenth = 0; tenth < 40; tenth += 1) {
      for (let n = 0; n < 10; n += 1) Socket.last?.say(change(41 + tenth * 10 + n, (tenth * 10 + n) % 100));
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    // Four seconds of changes: the first at once, then one a second.
    expect(sweeps).toBeGreaterThanOrEqual(4);
    expect(sweeps).toBeLessThanOrEqual(6);
    expect(asked).toEqual(['first']);
    expect(list.value && rowAt(list.value, 7)?.light).toBe('lagging');
  });

  it('moves no row while the reader is at the rows, and says how many updates wait', async () => {
    const { list, waiting, settle, isBusy } = opened();
    isBusy.value = true;
    await vi.advanceTimersByTimeAsync(0);
    Socket.last?.onopen?.();
    Socket.last?.say(change(41, 3));
    Socket.last?.say(change(42, 1_700));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(waiting.value).toBe(2);
    expect(list.value && rowAt(list.value, 3)?.name).toBe('项目3');
    expect(asked).toEqual(['first']);
    settle();
    await vi.advanceTimersByTimeAsync(0);
    expect([waiting.value, asked.length]).toEqual([0, 2]);
  });

  it('puts itself in order when the reader is elsewhere, at most every five seconds', async () => {
    const { isBusy } = opened();
    isBusy.value = false;
    await vi.advanceTimersByTimeAsync(0);
    Socket.last?.onopen?.();
    for (let second = 0; second < 20; second += 1) {
      Socket.last?.say(change(41 + second, 1_000 + second));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(asked.length).toBeLessThanOrEqual(6);
  });
});
