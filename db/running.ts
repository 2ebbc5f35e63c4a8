import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkDataVersion, ensureDataFolder } from './data-folder.ts';
import { isAlive, tryLock, type ProcessIdentity } from './process-lock.ts';
import { StartupError, asStartupError } from './startup-error.ts';

/** What the running product tells about itself in the data folder's `running.lock`. */
interface Running {
  url: string;
  children: ProcessIdentity[];
}

export interface DataFolderHold {
  /** Which processes belong to the product now; ended by the next start should this one be killed. */
  setChildren(children: ProcessIdentity[]): void;
  release(): void;
}

/** Orphans end by themselves when their parent is gone; what is left after this long is killed. */
const orphanGraceMs = 5_000;

/**
 * Makes this process the one product of the data folder, until `release`.
 * @throws StartupError when one is running already, or the folder is of a newer version
 */
export async function holdDataFolder(dataDir: string, url: string): Promise<DataFolderHold> {
  checkDataVersion(dataDir, null);
  try {
    ensureDataFolder(dataDir);
    const attempt = tryLock<Running>(join(dataDir, 'running.lock'), { url, children: [] });
    if ('holder' in attempt) {
      const { pid, details } = attempt.holder;
      throw new StartupError(
        `已在运行：${details.url} (pid ${pid})。要再开一个，请用另一个数据目录和端口：DATA_DIR=… PORT=…`,
        `Already running.`,
      );
    }
    await endOrphans(attempt.left?.children ?? []);
    return {
      setChildren: (children) => attempt.lock.update({ url, children }),
      release: () => attempt.lock.release(),
    };
  } catch (fault) {
    throw asStartupError(fault, dataDir);
  }
}

/** Ends the server and worker of a supervisor that was killed: they would hold the port and answer with old code. */
async function endOrphans(children: readonly ProcessIdentity[]): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const living = children.filter(isAlive);
    for (const { pid } of living) process.kill(pid, signal);
    const deadline = performance.now() + orphanGraceMs;
    while (living.some(isAlive) && performance.now() < deadline) await sleep(20);
  }
}
