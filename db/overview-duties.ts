/** The overview's panel of duties: what is late, what comes due, how many alerts wait for somebody. */
import { sql } from 'kysely';
import { alertItem } from './alerts.ts';
import { readAlerts } from './alert-rows.ts';
import type { Tx } from './database.ts';
import type { Judging } from './judging.ts';
import type { AlertKind } from './year-tables.ts';
import { alertState, type AlertAct } from '../domain/alert-state.ts';
import { negated, sumAmounts } from '../domain/money.ts';
import type { OverviewDuties } from '../server/contract-alerts.ts';

interface Stand {
  id: string;
  kind: AlertKind;
  since: string;
  suppressed_by: string | null;
  amount: string | null;
  paid: string | null;
  acts: AlertAct[] | null;
}

/** Rows of the panel; the page of alerts has them all. */
const SHOWN = 5;

/** As it was known at the close of `asOf`; amounts still to be paid are those of today when they are of a duty that is open. */
export async function loadOverviewDuties(
  tx: Tx,
  { regionId, year, asOf, judging }: { regionId: string; year: number; asOf: string; judging: Judging },
): Promise<OverviewDuties> {
  const { rows } = await sql<Stand>`
    select a.id, a.kind, coalesce(a.due_on, a.opened_on) as since, a.suppressed_by, o.amount, o.paid,
      (select json_agg(json_build_object('act', c.act, 'until', c.until, 'recordedOn', c.recorded_on) order by c.seq)
        from app.alert_acts c where c.region_id = a.region_id and c.alert_id = a.id) as acts
    from app.alerts a
    left join app.obligations o on o.region_id = a.region_id and o.id = a.subject_id
    where a.region_id = ${regionId} and a.fiscal_year = ${year} and a.opened_on <= ${asOf}
      and (a.resolved_on is null or a.resolved_on > ${asOf})`.execute(tx);
  const stateOf = (row: Stand) =>
    alertState({ resolvedOn: null, suppressedBy: row.suppressed_by }, row.acts ?? [], asOf).state;
  const of = (kinds: readonly AlertKind[]) =>
    rows
      .filter((row) => kinds.includes(row.kind))
      .sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : a.id < b.id ? -1 : 1));
  const late = of(['overdue', 'deadline_missed']);
  const soon = of(['due_soon']);
  const shown = [...late.slice(0, SHOWN), ...soon.slice(0, SHOWN)].map((row) => row.id);
  const items =
    shown.length === 0 ? [] : await readAlerts(tx, regionId, sql`a.id = any (${shown}::uuid[])`, asOf);
  const byId = new Map(items.map((row) => [row.id, alertItem(row, judging, asOf)]));
  const itemsOf = (list: readonly Stand[]) => list.slice(0, SHOWN).flatMap((row) => byId.get(row.id) ?? []);
  const overdue = of(['overdue']);
  return {
    overdue: overdue.length,
    overdueAmount: outstanding(overdue),
    missed: late.length - overdue.length,
    dueSoon: soon.length,
    dueSoonAmount: outstanding(soon),
    openAlerts: rows.filter((row) => stateOf(row) === 'open').length,
    late: itemsOf(late),
    soon: itemsOf(soon),
  };
}

/** Yuan still to be paid, of the duties with an amount. */
function outstanding(rows: readonly Stand[]): string {
  return sumAmounts(
    rows.flatMap((row) => (row.amount === null ? [] : [row.amount, negated(row.paid ?? '0.00')])),
  );
}
