/**
 * Processor time of a process and its children, from Linux's /proc: on a machine that others use too, what a request
 * costs is steadier than how many fit into a second.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** Ticks a second of /proc on every Linux that Node runs on. */
const TICKS = 100;

/** Seconds used by `pid` and all its living descendants, and by those that have ended; null without /proc. */
export function processorSeconds(pid: number): number | null {
  if (!existsSync('/proc/self/stat')) return null;
  const used = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statOf(name);
    // Behind the name of the program: state, parent, …; 11–14 are its own and its ended children's times.
    if (fields) {
      const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
      used.set(Number(name), { parent: Number(fields[1]), ticks });
    }
  }
  let ticks = 0;
  const below = [pid];
  for (let next = below.pop(); next !== undefined; next = below.pop()) {
    ticks += used.get(next)?.ticks ?? 0;
    for (const [child, { parent }] of used) if (parent === next) below.push(child);
  }
  return ticks / TICKS;
}

/** Null for a process that has ended since the folder was read. */
function statOf(pid: string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return null;
    throw error;
  }
}
