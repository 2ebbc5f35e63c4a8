/** `npm run restore -- FILE`: a backup into an empty data folder or the empty database of DATABASE_URL. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readStoreEnvironment } from '../connection.ts';
import { restoreBackup } from '../restore.ts';
import { StartupError, asStartupError, reportFailure } from '../startup-error.ts';

await main().catch(reportFailure);

async function main(): Promise<void> {
  const [name, ...more] = process.argv.slice(2);
  if (name === undefined || more.length > 0) {
    throw new StartupError(`用法：npm run restore -- 文件`, `Usage: npm run restore -- FILE`);
  }
  const file = resolve(name);
  if (!existsSync(file)) {
    throw new StartupError(`找不到备份文件 ${file}。`, `No such backup file.`);
  }
  const begun = performance.now();
  const environment = readStoreEnvironment(process.env);
  const header = await restoreBackup(environment, file).catch((fault: unknown) => {
    throw asStartupError(fault, environment.dataDir);
  });
  const rows = header.tables.reduce((sum, table) => sum + table.rows, 0);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(
    `已恢复 ${file}（${header.createdAt} 由 ${header.product} 版备份）：${header.tables.length} 张表，${rows} 行，${seconds} 秒。`,
  );
}
