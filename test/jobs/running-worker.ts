/** The worker as a process of its own, as `npm run worker` starts it, and which of several is at work. */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface RunningProcess {
  pid: number;
  /** Standard output and errors together. */
  output: string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the exit code, null after a kill. */
  ended: Promise<number | null>;
  hasEnded: boolean;
}

/** @param file from the project's root: jobs/main.ts, server/main.ts */
export function startProgram(file: string, variables: NodeJS.ProcessEnv): RunningProcess {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../../${file}`, import.meta.url))], {
    env: { PATH: process.env['PATH'], ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const started: RunningProcess = {
    pid: child.pid ?? 0,
    output: '',
    kill: (signal) => void child.kill(signal),
    ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))),
    hasEnded: false,
  };
  void started.ended.then(() => (started.hasEnded = true));
  const read = (chunk: Buffer) => (started.output += chunk.toString());
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  return started;
}

/** Which of the processes holds the local end of a TCP connection to 127.0.0.1 (Linux); undefined: none of them. */
export function holderOf<T extends { pid: number }>(
  processes: readonly T[],
  localPort: number,
): T | undefined {
  const end = `:${localPort.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = new Set(
    ['tcp', 'tcp6']
      .flatMap((kind) => readFileSync(`/proc/net/${kind}`, 'utf8').split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[1]?.endsWith(end))
      .map((columns) => columns[9]),
  );
  return processes.find(({ pid }) => {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((name) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(join(folder, name)))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  });
}

/** A descriptor may be closed between the listing and the reading. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw fault;
  }
}
