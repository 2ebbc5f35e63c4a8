/** A worker that takes a job and never finishes it; the test kills it. */
import { pino } from 'pino';
import { startWorker, type QueueAddress } from '../../jobs/queue.ts';

startWorker(JSON.parse(process.env['QUEUE_ADDRESS'] ?? '') as QueueAddress, {
  handlers: {
    tick: () => {
      process.stdout.write('took\n');
      return new Promise<void>(() => undefined);
    },
    deliver: () => Promise.resolve(),
    demoClock: () => Promise.resolve(),
  },
  schedules: [],
  log: pino({ level: 'silent' }),
});
