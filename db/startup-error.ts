/**
 * A refusal to start that the operator can mend: one line, Chinese first with a short English twin, that says
 * what to do. Entry points print the line alone (no stack) and exit with code 1.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';

  constructor(chinese: string, english: string) {
    super(`${chinese} / ${english}`);
  }
}

const mendable: Record<string, (path: string) => StartupError> = {
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EACCES: notWritable,
  EPERM: notWritable,
  EROFS: notWritable,
  ENOENT: noSuchPlace,
  EISDIR: noSuchPlace,
  ENOTDIR: noSuchPlace,
};

export function diskFull(path: string): StartupError {
  return new StartupError(
    `磁盘空间不足：${path} 所在磁盘已满，未改动任何数据。请清理磁盘后再启动，或用 DATA_DIR=… 换一个有空间的目录。`,
    `Disk full at ${path}; free some space or set DATA_DIR.`,
  );
}

function notWritable(path: string): StartupError {
  return new StartupError(
    `没有权限读写 ${path}。请换用该目录的所有者启动，或用 DATA_DIR=… 换一个目录。`,
    `No permission for ${path}; start as its owner or set DATA_DIR.`,
  );
}

function noSuchPlace(path: string): StartupError {
  return new StartupError(
    `路径不可用：${path} 不存在，或目录与文件弄混了。请检查路径。`,
    `No such file or folder: ${path}; check the path.`,
  );
}

/** Turns file-system faults that an operator can mend into a StartupError; anything else comes back unchanged. */
export function asStartupError(fault: unknown, fallbackPath: string): unknown {
  if (!(fault instanceof Error) || !('code' in fault) || typeof fault.code !== 'string') return fault;
  const path = 'path' in fault && typeof fault.path === 'string' ? fault.path : fallbackPath;
  return mendable[fault.code]?.(path) ?? fault;
}

/** The last word of an entry point: a refusal is one line, a fault keeps its stack for whoever must mend it. */
export function reportFailure(fault: unknown): void {
  console.error(fault instanceof StartupError ? fault.message : fault);
  process.exitCode = 1;
}
