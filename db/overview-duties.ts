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

export type DutyTile = 'overdue' | 'missed' | 'dueSoon' | 'openAlerts';

const KIND_OF: Record<Exclude<DutyTile, 'openAlerts'>, AlertKind> = {
  overdue: 'overdue',
  missed: 'deadline_missed',
  dueSoon: 'due_soon',
};

/** The alerts that a number of the panel counts, what was due first before the others. */
export function dutiesOf(tile: DutyTile, rows: readonly AlertStand[]): AlertStand[] {
  if (tile === 'openAlerts') return inOrder(rows.filter((row) => row.state === 'open'));
  const ofKind = rows.filter((row) => row.kind === KIND_OF[tile]);
  // Reports are asked for on the page of entries.
  return inOrder(tile === 'dueSoon' ? ofKind.filter((row) => row.isOfDuty) : ofKind);
}

function inOrder(rows: readonly AlertStand[]): AlertStand[] {
  return rows.toSorted((a, b) => {
    const [dayA, dayB] = [a.dueOn ?? a.openedOn, b.dueOn ?? b.openedOn];
    return dayA < dayB ? -1 : dayA > dayB ? 1 : a.id < b.id ? -1 : 1;
  });
}

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
  const overdue = dutiesOf('overdue', rows);
  const late = inOrder([...overdue, ...dutiesOf('missed', rows)]);
  const soon = dutiesOf('dueSoon', rows);
  const shown = [...late.slice(0, SHOWN), ...soon.slice(0, SHOWN)].map((row) => row.id);
  const items =
    shown.length === 0 ? [] : await readAlerts(tx, regionId, sql`a.id = any (${shown}::uuid[])`, asOf);
  const byId = new Map(items.map((row) => [row.id, alertItem(row, judging, asOf)]));
  const itemsOf = (list: readonly AlertStand[]) =>
    list.slice(0, SHOWN).flatMap((row) => byId.get(row.id) ?? []);
  return {
    overdue: overdue.length,
    overdueAmount: outstanding(overdue),
    missed: late.length - overdue.length,
    dueSoon: soon.length,
    dueSoonAmount: outstanding(soon),
    openAlerts: dutiesOf('openAlerts', rows).length,
    late: itemsOf(late),
    soon: itemsOf(soon),
  };
}

/** Yuan still to be paid, of the duties with an amount. */
export function outstanding(rows: readonly AlertStand[]): string {
  return sumAmounts(
    rows.flatMap((row) => (row.amount === null ? [] : [row.amount, negated(row.paid ?? '0.00')])),
  );
}
