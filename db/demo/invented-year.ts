/**
 * The invented year of the demonstration, January to December: for every fact the day on which it is recorded. What
 * happens hangs on names alone, the same at every load; everything is marked invented and shown as 演示数据.
 */
import { eventsOf, plansOf, type EventInsert, type PlanInsert } from './agreements.ts';
import { paymentsOf, type LedgerInsert } from './payments.ts';
import type { DemoProject } from './project.ts';
import { reportsOf } from './reports.ts';
import type { Tx } from '../database.ts';
import type { PlainDate, WorkingCalendar } from '../../domain/calendar.ts';

export type InventedFact = { on: PlainDate; at: string; projectId: string } & (
  | { table: 'app.entries'; row: ReturnType<typeof reportsOf>[number] }
  | { table: 'app.ledger_events'; row: LedgerInsert }
  | { table: 'app.duty_plans'; row: PlanInsert }
  | { table: 'app.registered_events'; row: EventInsert }
);

/** All facts of the projects' year in the order in which they are recorded. */
export function inventedYear(projects: readonly DemoProject[], calendar: WorkingCalendar): InventedFact[] {
  const dated = <Row extends { project_id: string; recorded_on: string; recorded_at: string }>(row: Row) => ({
    on: row.recorded_on,
    at: row.recorded_at,
    projectId: row.project_id,
    row,
  });
  return projects
    .flatMap((project): InventedFact[] => [
      ...plansOf(project).map((row) => ({ table: 'app.duty_plans' as const, ...dated(row) })),
      ...eventsOf(project).map((row) => ({ table: 'app.registered_events' as const, ...dated(row) })),
      ...paymentsOf(project, calendar).map((row) => ({ table: 'app.ledger_events' as const, ...dated(row) })),
      ...reportsOf(project, calendar).map((row) => ({ table: 'app.entries' as const, ...dated(row) })),
    ])
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

const ROWS_AT_ONCE = 1000;

/**
 * Records facts of one region in the order given; one that is there already, or whose place somebody has filled since,
 * is left out.
 * @returns the projects in which something is new
 */
export async function insertFacts(tx: Tx, facts: readonly InventedFact[]): Promise<string[]> {
  const touched = new Set<string>();
  for (const [table, own] of Map.groupBy(facts, (fact) => fact.table)) {
    for (let start = 0; start < own.length; start += ROWS_AT_ONCE) {
      const rows = own.slice(start, start + ROWS_AT_ONCE).map((fact) => fact.row);
      const written = await tx
        .insertInto(table)
        .values(rows as never)
        .onConflict((conflict) => conflict.doNothing())
        .returning('project_id')
        .execute();
      for (const row of written) touched.add(row.project_id);
    }
  }
  return [...touched].sort();
}
