import { flushPromises, mount } from '@vue/test-utils';
import { effectScope } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Health } from '../../server/contract.ts';
import type { JobsAnswer, JobStanding } from '../../server/contract-jobs.ts';
import { ApiError } from '../../web/api.ts';
import { jobsSentence, lastRun, nextRun, reasonOf, resultOf, span } from '../../web/jobs-view.ts';
import WatchdogBar from '../../web/components/WatchdogBar.vue';
import { useWatchdog } from '../../web/watchdog.ts';

const now = '2026-11-20T08:00:40.000Z';
const tick: JobStanding = {
  name: 'tick',
  lastStartedAt: '2026-11-20T15:59:58+08:00',
  lastFinishedAt: '2026-11-20T16:00:00+08:00',
  ageSeconds: 40,
  lastProcessedDay: '2023-07-31',
  lastResult: { startedBy: 'queue', projects: 3, changed: 0, failed: 0, isLeftOver: false },
  lastFailed: 0,
  nextRunAt: '2026-11-20T08:00:53.000Z',
  waiting: 0,
  active: 0,
  failed: 0,
};
const answer = (changes: Partial<JobsAnswer> = {}): JobsAnswer => ({
  now,
  scan: { lastScanAt: tick.lastFinishedAt, ageSeconds: 40, isDead: false },
  queue: { store: 'postgresql', isAnswering: true },
  jobs: [tick],
  failed: [],
  failedTotal: 0,
  ...changes,
});

describe('the page of the jobs', () => {
  it('begins with the sentence that somebody must know', () => {
    expect(jobsSentence(answer())).toEqual({ text: '任务正常，最近一次扫描 40 秒前', isBad: false });
    expect(jobsSentence(answer({ failedTotal: 3 }))).toEqual({
      text: '3 个任务失败，待处理；最近一次扫描 40 秒前',
      isBad: true,
    });
    expect(jobsSentence(answer({ jobs: [{ ...tick, lastFailed: 2 }] })).text).toContain(
      '上次扫描有 2 处没有判定成功',
    );
    const away = { store: 'redis' as const, isAnswering: false };
    expect(jobsSentence(answer({ queue: away, failedTotal: null }))).toEqual({
      text: '队列没有回答，扫描由后台进程自己进行；最近一次扫描 40 秒前',
      isBad: true,
    });
    const dead = { lastScanAt: tick.lastFinishedAt, ageSeconds: 301, isDead: true };
    expect(jobsSentence(answer({ scan: dead })).text).toBe(
      '扫描已停 5 分钟：到期和逾期不会提醒，请查看后台进程是否在运行',
    );
    const never = { lastScanAt: null, ageSeconds: null };
    expect(jobsSentence(answer({ scan: { ...never, isDead: true } })).text).toContain('npm run worker');
    expect(jobsSentence(answer({ scan: { ...never, isDead: false } })).isBad).toBe(false);
  });

  it('says spans in whole units and never too many', () => {
    expect([0, 119, 120, 239, 7_199, 7_200, 172_799, 172_800].map(span)).toEqual([
      '0 秒',
      '119 秒',
      '2 分钟',
      '3 分钟',
      '119 分钟',
      '2 小时',
      '47 小时',
      '2 天',
    ]);
  });

  it('tells a job at work from one that finished, and says what it did', () => {
    expect(lastRun(tick, now)).toBe('40 秒前');
    expect(lastRun({ ...tick, lastStartedAt: '2026-11-20T08:00:30Z' }, now)).toBe('正在运行，已 10 秒');
    const never = { ...tick, lastStartedAt: null, lastFinishedAt: null, ageSeconds: null };
    expect(lastRun(never, now)).toBe('还没有运行过');
    expect(resultOf(tick)).toBe('判定项目 3');
    expect(resultOf({ ...tick, lastResult: { startedBy: 'sweep', changed: 0 } })).toBe('由补漏完成');
    expect(resultOf({ ...tick, lastResult: {} })).toBe('没有要做的');
    expect(reasonOf('job stalled more than allowable limit')).toContain('已放弃');
    expect(reasonOf('this version knows no job tick')).toContain('不认识任务 到期扫描');
    expect(reasonOf('connection refused')).toBe('connection refused');
    expect(nextRun(tick, now)).toBe('13 秒后');
    expect(nextRun({ ...tick, nextRunAt: now }, now)).toBe('就要开始');
    expect(nextRun({ ...tick, nextRunAt: null }, now)).toBe('按需');
  });
});

describe('the watchdog', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const healthOf = (status: Health['status'], ageSeconds: number | null): Health => ({
    status,
    version: '0',
    database: 'ok',
    jobs: { lastScanAt: null, ageSeconds, failed: 0 },
    clock: { mode: 'real', today: '2023-07-31', now },
    calendar: { unconfirmed: [] },
  });
  const watched = () => {
    const scope = effectScope();
    let next: () => Promise<Health> = () => Promise.resolve(healthOf('ok', 20));
    let asked = 0;
    const trouble = scope.run(() =>
      useWatchdog(() => {
        asked += 1;
        return next();
      }),
    )!;
    return {
      trouble,
      asked: () => asked,
      answer: (work: () => Promise<Health>) => (next = work),
      end: () => scope.stop(),
    };
  };

  it('shows a dead scan within a minute, for longer the longer it lasts, and goes away by itself', async () => {
    const watch = watched();
    await flushPromises();
    expect(watch.trouble.value).toBeNull();
    watch.answer(() => Promise.resolve(healthOf('dead', 190)));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(watch.trouble.value).toEqual({ what: 'scan', ageSeconds: 190 });
    watch.answer(() => Promise.resolve(healthOf('dead', 205)));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(watch.trouble.value).toEqual({ what: 'scan', ageSeconds: 205 });
    watch.answer(() => Promise.resolve(healthOf('ok', 3)));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(watch.trouble.value).toBeNull();
    watch.end();
  });

  it('keeps what it knows while nobody answers, and asks at once when the line is back', async () => {
    const watch = watched();
    watch.answer(() => Promise.resolve(healthOf('dead', 190)));
    await vi.advanceTimersByTimeAsync(60_000);
    watch.answer(() => Promise.reject(new ApiError(0, { code: 'network', message: '' })));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(watch.trouble.value).toEqual({ what: 'scan', ageSeconds: 190 });
    watch.answer(() => Promise.resolve(healthOf('ok', 3)));
    window.dispatchEvent(new Event('online'));
    await flushPromises();
    expect(watch.trouble.value).toBeNull();
    const before = watch.asked();
    watch.end();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(watch.asked()).toBe(before);
  });

  it('tells a dead database from a dead scan', async () => {
    const watch = watched();
    watch.answer(() => Promise.resolve({ ...healthOf('dead', null), database: 'dead' }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(watch.trouble.value).toEqual({ what: 'database' });
    watch.end();
  });

  it('shows one red line and says what is still safe; none while all is well', async () => {
    const fetched = vi.fn();
    vi.stubGlobal('fetch', fetched);
    const answerWith = (status: number, body: unknown) =>
      fetched.mockImplementation(() => Promise.resolve(new Response(JSON.stringify(body), { status })));
    answerWith(503, healthOf('dead', 301));
    const bar = mount(WatchdogBar, { global: { stubs: { RouterLink: true } } });
    await flushPromises();
    expect(bar.get('[role="alert"]').text().replaceAll('\u00a0', ' ')).toBe(
      '提醒扫描已停 5 分钟：到期和逾期暂时不会提醒，填报照常保存。恢复后自动补上，这一行随即消失。 请告诉系统管理员。',
    );
    answerWith(200, healthOf('ok', 3));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(bar.find('[role="alert"]').exists()).toBe(false);
    bar.unmount();
    vi.unstubAllGlobals();
  });
});
