/** What a payment file is laid beside: projects in scope, their adjusted budgets and ledger, rows written before. */
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { LedgerLine, PaymentContext } from '../domain/payment-file.ts';
import type { PaymentProject } from '../domain/payment-match.ts';
import type { BudgetLine } from '../domain/payment-report.ts';

export interface StoredContext extends Pick<
  PaymentContext,
  'projects' | 'budgets' | 'ledger' | 'written' | 'stopped'
> {
  unitIds: ReadonlyMap<string, string>;
}

/** Projects of the years that a file speaks of, as far as the context's scope reaches. */
export async function readPaymentProjects(
  tx: Tx,
  regionId: string,
  years: readonly number[],
): Promise<(PaymentProject & { unitId: string })[]> {
  if (years.length === 0) return [];
  const rows = await tx
    .selectFrom('app.projects as p')
    .innerJoin('app.units as u', (join) =>
      join.onRef('u.region_id', '=', 'p.region_id').onRef('u.id', '=', 'p.unit_id'),
    )
    .select(['p.id', 'p.name', 'p.fiscal_year', 'p.unit_id', 'u.name as unit', 'u.short_name'])
    .where('p.region_id', '=', regionId)
    .where('p.fiscal_year', 'in', [...years])
    .orderBy('u.name')
    .orderBy('p.ordinal')
    .orderBy('p.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    unit: row.unit,
    unitShort: row.short_name,
    fiscalYear: row.fiscal_year,
    unitId: row.unit_id,
  }));
}

/** @param sha256 of the file's bytes: the same file under another id is the same file */
export async function readPaymentContext(
  tx: Tx,
  options: { regionId: string; years: readonly number[]; sha256: string },
): Promise<StoredContext> {
  const { regionId, years } = options;
  const projects = await readPaymentProjects(tx, regionId, years);
  const ids = projects.map((project) => project.id);
  const { rows: budgets } = await sql<BudgetLine>`
    select project_id as "projectId", source, sum(amount)::text as amount
    from app.ledger_events
    where region_id = ${regionId} and project_id = any (${ids}::uuid[]) and event in ('budgeted', 'adjusted')
    group by project_id, source order by project_id, source`.execute(tx);
  // What was reversed did not happen, neither for the sums nor for what is there already.
  const { rows: ledger } = await sql<LedgerLine>`
    select e.id, e.project_id as "projectId", e.event, e.happened_on as "happenedOn", e.amount::text as amount, e.source,
      e.document, e.recorded_on as "recordedOn"
    from app.ledger_events e
    where e.region_id = ${regionId} and e.project_id = any (${ids}::uuid[])
      and e.event in ('issued', 'allotted', 'paid', 'returned') and e.reverses is null
      and not exists (select from app.ledger_events r where r.region_id = e.region_id and r.reverses = e.id)
    order by e.seq`.execute(tx);
  const { rows: written } = await sql<{ file_row: number }>`
    select distinct e.file_row
    from app.payment_files f
    join app.ledger_events e on e.region_id = f.region_id and e.payment_file_id = f.id
    where f.region_id = ${regionId} and f.sha256 = ${options.sha256}
      and not exists (select from app.ledger_events r where r.region_id = e.region_id and r.reverses = e.id)`.execute(
    tx,
  );
  return {
    projects,
    budgets,
    ledger,
    written: new Set(written.map((row) => row.file_row)),
    stopped: await readStopped(tx, regionId, ids),
    unitIds: new Map(projects.map((project) => [project.id, project.unitId])),
  };
}

/** Projects whose payments finance has held or stopped, each with the document of the first. The database refuses them too. */
async function readStopped(
  tx: Tx,
  regionId: string,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ project_id: string; document: string }>`
    select distinct on (d.project_id) d.project_id, d.document_number as document
    from app.dispositions d
    where d.region_id = ${regionId} and d.project_id = any (${[...projectIds]}::uuid[]) and d.kind in ('hold', 'stop')
      and not exists (select from app.dispositions l where l.region_id = d.region_id and l.lifts = d.id)
    order by d.project_id, d.seq`.execute(tx);
  return new Map(rows.map(({ project_id, document }) => [project_id, document]));
}

/** Events of the file that nobody reversed. */
export const standingEvents = (regionId: string, fileId: string) => sql`
  select e.* from app.ledger_events e
  where e.region_id = ${regionId} and e.payment_file_id = ${fileId}
    and not exists (select from app.ledger_events r where r.region_id = e.region_id and r.reverses = e.id)`;

/** How many of the file's events stand in the ledger, as far as the scope reaches. */
export async function countStanding(tx: Tx, regionId: string, fileId: string): Promise<number> {
  const { rows } = await sql<{ events: number }>`
    select count(*)::int as events from (${standingEvents(regionId, fileId)}) s`.execute(tx);
  return rows[0]?.events ?? 0;
}
