/** `npm run rebuild`: throws away what is derived and makes it again from the facts; prints how many rows differ (0). */
import { openClock } from '../clock.ts';
import { openStore, readStoreEnvironment } from '../connection.ts';
import { openDatabase } from '../database.ts';
import { requireExistingData } from '../existing-data.ts';
import { rebuildAll } from '../rebuild.ts';
import { asStartupError, reportFailure } from '../startup-error.ts';

await main().catch(reportFailure);

async function main(): Promise<void> {
  const begun = performance.now();
  const environment = readStoreEnvironment(process.env);
  requireExistingData(environment);
  const store = await openStore(environment);
  const db = openDatabase(store.urls.owner, { max: 2, name: 'mubiao rebuild' });
  try {
    const clock = await openClock(db);
    const { projects, rows, differing } = await rebuildAll(db, clock.today());
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(
      `已按事实重算到 ${clock.today()}：${projects} 个项目，${rows} 行判断，与原来不同 ${differing} 行，${seconds} 秒。`,
    );
    if (differing > 0)
      console.log('不同的行已改成重算的结果。若非刚改过规则或日历，请运行 npm run verify 并告知维护者。');
  } catch (fault) {
    throw asStartupError(fault, environment.dataDir);
  } finally {
    await db.destroy();
    await store.stop();
  }
}
