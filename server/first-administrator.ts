import type { Db } from '../db/database.ts';
import { LINK_VALID_HOURS } from '../db/one-time-links.ts';
import { makeFirstLink } from '../db/set-up.ts';
import { pageUrl } from './environment.ts';

/**
 * Tells whoever started the product how to make the first system administrator, when nobody can sign in as one.
 * The token is in the fragment, which no browser sends: it never reaches the log of a server or proxy.
 * @param say prints one line to the terminal; never the JSON log, which is collected and kept
 * @returns whether there was something to tell
 */
export async function announceFirstAdministrator(
  db: Db,
  address: { host: string; port: number },
  now: Date,
  say: (line: string) => void,
): Promise<boolean> {
  const link = await makeFirstLink(db, now.toISOString());
  if (!link) return false;
  say(
    `首次使用：请在 ${LINK_VALID_HOURS} 小时内打开 ${pageUrl(address)}/first-administrator#${link.token} 设置系统管理员`,
  );
  return true;
}
