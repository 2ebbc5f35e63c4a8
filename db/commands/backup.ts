/** `npm run backup -- FILE`: the whole content into one file; the product may be running. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeBackup } from '../backup.ts';
import { openUnmigrated, readStoreEnvironment } from '../connection.ts';
import { requireExistingData } from '../existing-data.ts';
import { StartupError, asStartupError, reportFailure } from '../startup-error.ts';

await main().catch(reportFailure);

async function main(): Promise<void> {
  const [name, ...more] = process.argv.slice(2);
  if (name === undefined || more.length > 0) {
    throw new StartupError(`用法：npm run backup -- 文件`, `Usage: npm run backup -- FILE`);
  }
  const file = resolve(name);
  const begun = performance.now();
  const environment = readStoreEnvironment(process.env);
  requireExistingData(environment);
  const store = await openUnmigrated(environment);
  try {
    const header = await writeBackup(store.urls.owner, environment.dataDir, file);
    const rows = header.tables.reduce((sum, table) => sum + table.rows, 0);
    const megabytes = (statSync(file).size / 1024 / 1024).toFixed(1);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(
      `已备份到 ${file}：${header.tables.length} 张表，${rows} 行，${megabytes} MB，${seconds} 秒。文件含口令散列，请妥善保管。`,
    );
  } catch (fault) {
    throw asStartupError(fault, file);
  } finally {
    await store.stop();
  }
}
