/** What the queue must do wherever it lives; run by queue-postgres.test.ts and queue-redis.test.ts, side by side. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import {
  openProducer,
  prepareQueue,
  startWorker,
  type Handlers,
  type JobWorker,
  type QueueAddress,
} from '../../jobs/queue.ts';
import { emptyQueue, eventually } from './stores.ts';

export function testQueue(address: QueueAddress): void {
  const log = pino({ level: 'silent' });
  const open: { close(limitMs: number): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close(2_000)));
    await emptyQueue(address);
  });

  const work = (tick: Handlers['tick'], everyMs?: number): JobWorker => {
    const schedules = everyMs === undefined ? [] : [{ job: 'tick' as const, everyMs }];
    const worker = startWorker(address, {
      handlers: { tick, deliver: () => Promise.resolve(), demoClock: () => Promise.resolve() },
      schedules,
      log,
    });
    open.push(worker);
    return worker;
  };
  const producer = () => {
    const one = openProducer(address, log);
    open.push(one);
    return one;
  };

  it('is prepared as often as one likes, by several processes at once', async () => {
    await Promise.all([prepareQueue(address), prepareQueue(address)]);
    await prepareQueue(address);
  });

  it('hands an added job to its handler, once', async () => {
    let runs = 0;
    work(() => Promise.resolve(void (runs += 1)));
    await producer().enqueue('tick', {});
    await eventually('the job ran', 5_000, () => runs === 1);
    await sleep(300);
    expect(runs).toBe(1);
  });

  it('does not add a second job under an id that waits, and keeps one more while one is at work', async () => {
    const adding = producer();
    await adding.enqueue('tick', {}, 'moved');
    await adding.enqueue('tick', {}, 'moved');
    let runs = 0;
    let finish: () => void = () => undefined;
    work(() => {
      runs += 1;
      return runs === 1 ? new Promise((resolve) => (finish = resolve)) : Promise.resolve();
    });
    await eventually('the first is at work', 5_000, () => runs === 1);
    await adding.enqueue('tick', {}, 'moved');
    await adding.enqueue('tick', {}, 'moved');
    finish();
    await eventually('one more ran', 5_000, () => runs === 2);
    await sleep(300);
    expect(runs).toBe(2);
    await adding.enqueue('tick', {}, 'moved');
    await eventually('the id is free again', 5_000, () => runs === 3);
  });

  it('runs a schedule that two workers have written once per turn', async () => {
    let runs = 0;
    const tick = () => Promise.resolve(void (runs += 1));
    work(tick, 1_000);
    work(tick, 1_000);
    await sleep(4_500);
    expect(runs).toBeGreaterThanOrEqual(3);
    expect(runs).toBeLessThanOrEqual(6);
  });

  it('goes on with its schedule after it was opened anew', async () => {
    let runs = 0;
    const worker = work(() => Promise.resolve(void (runs += 1)), 1_000);
    await eventually('the schedule runs', 5_000, () => runs > 0);
    await worker.reopen();
    const before = runs;
    await eventually('the schedule runs again', 5_000, () => runs > before + 1);
  });

  it('refuses to start when a job has no handler', () => {
    expect(() => startWorker(address, { handlers: {} as Handlers, schedules: [], log })).toThrow(
      'no handler for job tick',
    );
  });

  it('gives the job of a killed worker to another within seconds', { timeout: 40_000 }, async () => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('hanging-worker.ts', import.meta.url))], {
      env: { ...process.env, QUEUE_ADDRESS: JSON.stringify(address) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const took = new Promise((resolve) => child.stdout.once('data', resolve));
    await producer().enqueue('tick', {});
    await took;
    let runs = 0;
    work(() => Promise.resolve(void (runs += 1)));
    child.kill('SIGKILL');
    const killedAt = performance.now();
    await eventually('another worker ran it', 30_000, () => runs === 1);
    expect(performance.now() - killedAt).toBeLessThan(20_000);
  });
}
