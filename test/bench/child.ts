/** Servers and clients of a benchmark each in a process of their own: calls over the channel of `fork`. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Call {
  number: number;
  name: string;
  argument: unknown;
}

interface Answer {
  number: number;
  result?: unknown;
  error?: string;
}

/** What a process offers: functions of one argument that can be sent, and give what can be sent. */
export type Offers = Record<string, (argument: never) => Promise<unknown>>;

export interface Child<O extends Offers> {
  call<Name extends keyof O & string>(
    name: Name,
    argument: Parameters<O[Name]>[0],
  ): Promise<Awaited<ReturnType<O[Name]>>>;
  stop(): Promise<void>;
  pid: number;
}

/** Folder for CPU profiles of the children, to see where the time of a figure goes. */
const profiles = process.env['BENCH_PROFILE'];

/** @param file of this folder; it calls `offer` */
export function startChild<O extends Offers>(file: string): Child<O> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: profiles
      ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${file}.cpuprofile`]
      : [],
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let count = 0;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      for (const call of waiting.values()) call.reject(new Error(`${file} ended with code ${code}`));
      waiting.clear();
      resolve();
    });
  });
  child.on('message', (answer: Answer) => {
    const call = waiting.get(answer.number);
    waiting.delete(answer.number);
    if (answer.error === undefined) call?.resolve(answer.result);
    else call?.reject(new Error(`${file}: ${answer.error}`));
  });
  return {
    call: (name, argument) =>
      new Promise((resolve, reject) => {
        count += 1;
        // The offers' types are those of the same file: what comes back is what the function gives.
        waiting.set(count, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ number: count, name, argument } satisfies Call);
      }),
    pid: child.pid ?? 0,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** In the child: answers calls until the parent is gone. `close` is called then. */
export function offer(offers: Offers, close: () => Promise<void> = async () => {}): void {
  process.on('message', ({ number, name, argument }: Call) => {
    const answer = (said: Omit<Answer, 'number'>) => process.send?.({ number, ...said } satisfies Answer);
    const offered = offers[name] as ((argument: unknown) => Promise<unknown>) | undefined;
    if (!offered) {
      answer({ error: `offers no ${name}` });
      return;
    }
    offered(argument).then(
      (result) => answer({ result }),
      (error: unknown) =>
        answer({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.once('disconnect', () => {
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
