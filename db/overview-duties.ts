/** The overview's panel of duties: what is late, what comes due, how many alerts wait for somebody. */
import { sql } from 'kysely';
import { alertItem } from './alerts.ts';
import { readAlerts } from './alert-rows.ts';
import { readAlertStands, type AlertStand } from './alert-stands.ts';
import type { Tx } from './database.ts';
import type { Judging } from './judging.ts';
import type { AlertKind } from './year-tables.ts';
import { negated, sumAmounts } from '../domain/money.ts';
import type { OverviewDuties } from '../server/contract-alerts.ts';

/** Rows of the panel; the page of alerts has them all. */
const SHOWN = 5;

/** As it was known at the close of `asOf`. */
export async function loadOverviewDuties(
  tx: Tx,
  {
    regionId,
    year,
    asOf,
    today,
    judging,
  }: {
    regionId: string;
    year: number;
    asOf: string;
    today: string;
    judging: Judging;
  },
): Promise<OverviewDuties> {
  const rows = await readAlertStands(tx, { regionId, year, asOf, today, isOpen: true });
  const of = (kinds: readonly AlertKind[]) =>
    rows
      .filter((row) => kinds.includes(row.kind))
      .sort((a, b) => {
        const [dayA, dayB] = [a.dueOn ?? a.openedOn, b.dueOn ?? b.openedOn];
        return dayA < dayB ? -1 : dayA > dayB ? 1 : a.id < b.id ? -1 : 1;
      });
  const late = of(['overdue', 'deadline_missed']);
  // Reports are asked for on the page of entries.
  const soon = of(['due_soon']).filter((row) => row.isOfDuty);
  const shown = [...late.slice(0, SHOWN), ...soon.slice(0, SHOWN)].map((row) => row.id);
  const items =
    shown.length === 0 ? [] : await readAlerts(tx, regionId, sql`a.id = any (${shown}::uuid[])`, asOf);
  const byId = new Map(items.map((row) => [row.id, alertItem(row, judging, asOf)]));
  const itemsOf = (list: readonly AlertStand[]) =>
    list.slice(0, SHOWN).flatMap((row) => byId.get(row.id) ?? []);
  const overdue = of(['overdue']);
  return {
    overdue: overdue.length,
    overdueAmount: outstanding(overdue),
    missed: late.length - overdue.length,
    dueSoon: soon.length,
    dueSoonAmount: outstanding(soon),
    openAlerts: rows.filter((row) => row.state === 'open').length,
    late: itemsOf(late),
    soon: itemsOf(soon),
  };
}

/** Yuan still to be paid, of the duties with an amount. */
function outstanding(rows: readonly AlertStand[]): string {
  return sumAmounts(
    rows.flatMap((row) => (row.amount === null ? [] : [row.amount, negated(row.paid ?? '0.00')])),
  );
}
