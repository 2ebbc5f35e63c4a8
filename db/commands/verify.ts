/** `npm run verify`: walks the audit chain, replays judgements and sums the ledger again; exit 1 names the first bad row. Changes nothing. */
import { openClock } from '../clock.ts';
import { openStore, readStoreEnvironment } from '../connection.ts';
import { openDatabase } from '../database.ts';
import { requireExistingData } from '../existing-data.ts';
import { asStartupError, reportFailure } from '../startup-error.ts';
import { verifyAll } from '../verify.ts';

await main().catch(reportFailure);

async function main(): Promise<void> {
  const environment = readStoreEnvironment(process.env);
  requireExistingData(environment);
  const store = await openStore(environment);
  const db = openDatabase(store.urls.owner, { max: 2, name: 'mubiao verify' });
  try {
    const clock = await openClock(db);
    const { projects, rows, audit, firstBad, advice } = await verifyAll(db, clock.today());
    if (firstBad === null) {
      console.log(`核对无误：${projects} 个项目，${rows} 行判断与事实重放一致，台账合计与判断中的金额一致。`);
      console.log(
        `审计记录 ${audit.rows} 条，首尾相接；末条封签 ${audit.lastSeal}，另存一份可防末尾被截去。`,
      );
    } else {
      console.error(`核对不符：${firstBad}。${advice}。`);
      process.exitCode = 1;
    }
  } catch (fault) {
    throw asStartupError(fault, environment.dataDir);
  } finally {
    await db.destroy();
    await store.stop();
  }
}
