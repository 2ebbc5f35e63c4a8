import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Names one process for good. A pid alone is used again after a crash or a reboot (in a container the same small
 * numbers come back every time), so the kernel's start time and boot id go with it. Both are null where there is no
 * /proc (macOS); the pid alone decides there.
 */
export interface ProcessIdentity {
  pid: number;
  startTicks: string | null;
  bootId: string | null;
}

/** The identity of a running process; null when there is none (a zombie counts as gone). */
export function identityOf(pid: number): ProcessIdentity | null {
  const bootId = readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? null;
  if (bootId === null) return answersSignal(pid) ? { pid, startTicks: null, bootId } : null;
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The command's name, in parentheses, may itself hold spaces and parentheses: fields are counted after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  if (state === 'Z' || state === 'X') return null;
  return { pid, startTicks: fields[19] ?? null, bootId };
}

/** Whether this very process, not another that was given its pid later, still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = identityOf(identity.pid);
  return now !== null && now.startTicks === identity.startTicks && now.bootId === identity.bootId;
}

export interface Lock<Details> {
  /** Replaces what the lock tells about its holder. */
  update(details: Details): void;
  release(): void;
}

export type LockAttempt<Details> =
  { lock: Lock<Details>; left: Details | null } | { holder: ProcessIdentity & { details: Details } };

interface LockFile<Details> extends ProcessIdentity {
  details: Details;
}

/**
 * Takes the lock file at `path`, or says who holds it. A lock whose holder has died is taken over; `left` is then what
 * the dead holder had written. The file appears complete or not at all (link of a finished file).
 */
export function tryLock<Details>(path: string, details: Details): LockAttempt<Details> {
  const self = identityOf(process.pid);
  if (self === null) throw new Error(`cannot read the start time of process ${process.pid}`);
  const write = (to: string, content: Details) =>
    writeFileSync(to, JSON.stringify({ ...self, details: content }), { mode: 0o600 });
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  let left: Details | null = null;
  for (;;) {
    write(draft, details);
    try {
      linkSync(draft, path);
      unlinkSync(draft);
      return {
        left,
        lock: {
          update(content) {
            write(draft, content);
            renameSync(draft, path);
          },
          release() {
            rmSync(path, { force: true });
          },
        },
      };
    } catch (fault) {
      unlinkSync(draft);
      if (!isFault(fault, 'EEXIST')) throw fault;
    }
    const found = readLock<Details>(path);
    if (found !== null && isAlive(found)) return { holder: found };
    left = found?.details ?? null;
    removeStale(path, found);
  }
}

/** Waits for the lock for at most `timeoutMs`, then runs `work` under it. For short sections only. */
export async function underLock<T>(path: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const attempt = tryLock(path, null);
    if ('lock' in attempt) {
      try {
        return await work();
      } finally {
        attempt.lock.release();
      }
    }
    if (performance.now() > deadline) {
      throw new Error(`process ${attempt.holder.pid} has held ${path} for over ${timeoutMs} ms`);
    }
    await sleep(50);
  }
}

/** What the lock file tells; null when there is none. */
export function readLock<Details>(path: string): LockFile<Details> | null {
  const text = readOrNull(path);
  if (text === null) return null;
  try {
    return JSON.parse(text) as LockFile<Details>;
  } catch (fault) {
    // Written whole by us, so only a disk fault or a hand leaves something else; nobody can be behind it.
    if (fault instanceof SyntaxError) return null;
    throw fault;
  }
}

/**
 * Two starters may find the same stale lock: the slower one must not remove the lock that the faster one has taken in
 * the meantime. So it is moved aside, looked at again, and put back when it is another one.
 */
function removeStale<Details>(path: string, stale: LockFile<Details> | null): void {
  const aside = `${path}.${process.pid}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (fault) {
    if (isFault(fault, 'ENOENT')) return;
    throw fault;
  }
  const moved = readLock<Details>(aside);
  if (moved !== null && (moved.pid !== stale?.pid || moved.startTicks !== stale.startTicks)) {
    try {
      linkSync(aside, path);
    } catch (fault) {
      if (!isFault(fault, 'EEXIST')) throw fault;
    }
  }
  unlinkSync(aside);
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return isFault(fault, 'EPERM');
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    // ESRCH: the process went away while its /proc file was being read.
    if (isFault(fault, 'ENOENT') || isFault(fault, 'ESRCH')) return null;
    throw fault;
  }
}

/** Whether a fault of the operating system carries this code (ENOENT, EEXIST …). */
export function isFault(fault: unknown, code: string): boolean {
  return fault instanceof Error && 'code' in fault && fault.code === code;
}
