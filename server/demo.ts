import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '../db/client.ts';
import { writeWhole } from '../db/data-folder.ts';
import { loadDemo } from '../db/demo/load.ts';
import { hashPassword } from '../db/passwords.ts';
import { StartupError } from '../db/startup-error.ts';
import type { Environment } from './environment.ts';
import { readTextDocument } from './forms/read-document.ts';

/** DEMO_PASSWORD, else the one made at first start and kept in the data folder, readable by its owner alone. */
export function keptDemoPassword({ demoPassword, dataDir }: Environment): string {
  if (demoPassword !== null) return demoPassword;
  const path = join(dataDir, 'demo-password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  // Without letters and digits that look alike: it is read from a terminal and typed. 12 of 31 are 59 bits.
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  const made = `${group()}-${group()}-${group()}`;
  writeWhole(path, `${made}\n`, 0o600);
  return made;
}

/**
 * Loads the demo counties the first time; every time the accounts get the password that is asked for.
 * @throws StartupError when the database is a real county's: the demo would add accounts with a printed password
 */
export async function prepareDemo(
  ownerUrl: string,
  { password, date }: { password: string; date: string },
): Promise<{ loaded: boolean }> {
  await refuseRealContent(ownerUrl);
  return await loadDemo({
    ownerUrl,
    readDocument: (text, filename) => readTextDocument({ text, filename }),
    passwordHash: await hashPassword(password),
    demoDate: date,
  });
}

async function refuseRealContent(ownerUrl: string): Promise<void> {
  // A demo that was cut off while loading has invented regions and perhaps accounts, but no clock yet.
  const isReal = await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ real: boolean }>(
      `select exists (select from shared.regions where not invented)
         or exists (select from ops.accounts) and not exists (select from shared.regions)
         or exists (select from ops.clock where mode = 'real') as real`,
    );
    return rows[0]?.real === true;
  });
  if (!isReal) return;
  throw new StartupError(
    `这里是正式数据，不能用来演示，未改动任何数据。正式使用请运行 npm run serve 和 npm run worker；演示请用 DATA_DIR=… 换一个目录。`,
    `This is real data, no demo here; use npm run serve, or set DATA_DIR for a demo.`,
  );
}
