import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { identityOf, type ProcessIdentity } from '../db/process-lock.ts';

export interface Program {
  /** As the operator reads it: 网页服务. */
  name: string;
  file: string;
  /** The whole environment of the program. Secrets go here, never into arguments: `ps` shows those. */
  variables: NodeJS.ProcessEnv;
  /** Everything the program prints goes here. */
  log: string;
}

export interface SupervisionOptions {
  say: (line: string) => void;
  /** Told after every start which processes run, so that a later start can end them should this process be killed. */
  onRunning: (running: ProcessIdentity[]) => void;
  /** First pause before a program that died is started again; doubles up to the longest. */
  firstPauseMs?: number;
  longestPauseMs?: number;
  /** How long a program may take to end before it is killed. */
  graceMs?: number;
}

export interface Supervision {
  /** Ends all programs: SIGTERM, after the grace SIGKILL. */
  stop(): Promise<void>;
}

/** A program that ran this long was sound: its next failure starts again with the first pause. */
const soundAfterMs = 60_000;
const logLimitBytes = 10 * 1024 * 1024;

/** Keeps the programs running until `stop`. */
export function supervise(programs: readonly Program[], options: SupervisionOptions): Supervision {
  const { say, onRunning, firstPauseMs = 1_000, longestPauseMs = 30_000, graceMs = 5_000 } = options;
  const running = new Map<Program, ChildProcess>();
  const waiting = new Set<NodeJS.Timeout>();
  let stopping = false;

  const start = (program: Program, pauseMs: number) => {
    const child = launch(program);
    const startedAt = performance.now();
    running.set(program, child);
    onRunning(identities(running.values()));
    let ended = false;
    const end = (reason: string) => {
      if (ended) return;
      ended = true;
      running.delete(program);
      if (stopping) return;
      const pause = performance.now() - startedAt > soundAfterMs ? firstPauseMs : pauseMs;
      say(`${program.name}意外退出（${reason}），${pause / 1000} 秒后重启；日志见 ${program.log}`);
      const timer = setTimeout(() => {
        waiting.delete(timer);
        start(program, Math.min(pause * 2, longestPauseMs));
      }, pause);
      waiting.add(timer);
    };
    child.once('error', (fault) => end(fault.message));
    child.once('exit', (code, signal) => end(signal ?? `代码 ${code}`));
  };
  for (const program of programs) start(program, firstPauseMs);

  return {
    async stop() {
      stopping = true;
      for (const timer of waiting) clearTimeout(timer);
      await Promise.all([...running.values()].map((child) => endChild(child, graceMs)));
    },
  };
}

function launch(program: Program): ChildProcess {
  if (existsSync(program.log) && statSync(program.log).size > logLimitBytes) {
    renameSync(program.log, `${program.log}.1`);
  }
  const log = openSync(program.log, 'a', 0o600);
  const preload = fileURLToPath(new URL('exit-with-parent.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', preload, program.file], {
    env: program.variables,
    // Its own session: Ctrl-C in the terminal reaches the supervisor alone, which stops everything in order.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return child;
}

async function endChild(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

function identities(children: Iterable<ChildProcess>): ProcessIdentity[] {
  return [...children].flatMap((child) => {
    const identity = child.pid === undefined ? null : identityOf(child.pid);
    return identity === null ? [] : [identity];
  });
}
