/** For commands that work on what is there: a mistyped DATA_DIR must not become a new, empty cluster. */
import type { StoreEnvironment } from './connection.ts';
import { holdsCluster } from './embedded.ts';
import { StartupError } from './startup-error.ts';

/** @throws StartupError the data folder holds no cluster and no DATABASE_URL is set */
export function requireExistingData({ databaseUrl, dataDir }: StoreEnvironment): void {
  if (databaseUrl !== null || holdsCluster(dataDir)) return;
  throw new StartupError(
    `数据目录 ${dataDir} 中没有数据。请用 DATA_DIR=… 指明已有数据的目录。`,
    `No data in the data folder; set DATA_DIR.`,
  );
}
