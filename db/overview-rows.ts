/**
 * The rows behind a number of the overview. Each tile reads what the number is made of (db/subjects-as-of.ts, db/spent.ts,
 * `dutiesOf`), so that count and sum of the rows are the number; the totals are over all rows, not over the page.
 */
import { sql, type RawBuilder } from 'kysely';
import { alertItem } from './alerts.ts';
import { readAlerts } from './alert-rows.ts';
import { readAlertStands } from './alert-stands.ts';
import { countedIndicators } from './counted-indicators.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { explainSubject, type ExplainableSubject } from './explanation.ts';
import { judgingFor, type Judging } from './judging.ts';
import { monthEndBefore } from './overview.ts';
import { dutiesOf, outstanding, type DutyTile } from './overview-duties.ts';
import { nextOffset, USUAL_PAGE } from './offset-page.ts';
import { openPlace, type At } from './overview-place.ts';
import { comparedProjects, listedProjects, type ProjectTile } from './overview-projects.ts';
import { lookFor, paidSince, sinceProjects } from './overview-since.ts';
import { countChangesOfDay, readRecent } from './recent.ts';
import { readGroups } from './same-targets.ts';
import { spentUntil } from './spent.ts';
import { GRAVITY } from './worst.ts';
import { BEHIND, TROUBLE, type Light } from '../domain/light.ts';
import { sumAmounts } from '../domain/money.ts';
import type { IndicatorGroup } from '../domain/indicator-group.ts';
import type { SameTarget } from '../domain/same-target.ts';
import type { JudgedTarget } from '../domain/target.ts';
import type {
  IndicatorBehind,
  LightChoice,
  OverviewRows,
  PaymentBehind,
  RowTotals,
  Tile,
} from '../server/contract-overview.ts';

export interface RowsRequest {
  tile: Tile;
  year?: number;
  asOf?: string;
  unit?: string;
  /** A row of the bullets or of the matrix. */
  row?: string;
  light?: LightChoice;
  group?: string;
  until?: string;
  /** An instant, ISO 8601. */
  since?: string;
  cursor?: string;
  limit?: number;
  today: string;
}

/** What every tile's reading is told. */
export interface Asked {
  at: At;
  /** Indicators that are one target: counted and listed once. */
  links: readonly SameTarget[];
  judging: Judging;
  /** Units of the chosen row, null without one. */
  units: string[] | null;
  lights: readonly Light[] | null;
  limit: number;
  offset: number;
}

export type Rows = Pick<OverviewRows, 'projects' | 'indicators' | 'duties' | 'payments' | 'changes'> & {
  total: number;
  totals?: Partial<RowTotals>;
  comparedWith?: string | null;
};

const NO_TOTALS: RowTotals = {
  budget: null,
  executed: null,
  executionRate: null,
  budgetBefore: null,
  executedBefore: null,
  executionRateBefore: null,
  entered: null,
  left: null,
  amount: null,
};

/**
 * One page of the rows and the totals over all of them, in one snapshot.
 * @throws UnknownUnit
 */
export async function loadOverviewRows(
  db: Db,
  context: Context,
  request: RowsRequest,
): Promise<OverviewRows> {
  const judging = await judgingFor(db, context);
  return inContext(
    db,
    context,
    async (tx) => {
      const place = await openPlace(tx, context, request);
      const offset = Number(request.cursor ?? 0);
      const asked: Asked = {
        at: place.at,
        links: place.links,
        judging,
        units: request.row === undefined ? null : place.membersOf(request.row.toLowerCase()),
        lights: lightsOf(request.light),
        limit: request.limit ?? USUAL_PAGE,
        offset,
      };
      const { total, totals, comparedWith, ...lists } = await readRows(tx, asked, request);
      const shown = Object.values(lists)[0]?.length ?? 0;
      return {
        tile: request.tile,
        asOf: place.at.asOf,
        today: place.at.today,
        fiscalYear: place.at.year,
        scopeName: place.scopeName,
        rowName: request.row === undefined ? null : place.nameOf(request.row.toLowerCase()),
        comparedWith: comparedWith ?? null,
        total,
        totals: { ...NO_TOTALS, ...totals },
        ...lists,
        nextCursor: shown > 0 ? nextOffset(offset, shown, total) : null,
      };
    },
    'snapshot',
  );
}

function lightsOf(choice: LightChoice | undefined): readonly Light[] | null {
  if (choice === undefined) return null;
  if (choice === 'behind') return BEHIND;
  return choice === 'trouble' ? TROUBLE : [choice];
}

async function readRows(tx: Tx, asked: Asked, request: RowsRequest): Promise<Rows> {
  const { tile } = request;
  switch (tile) {
    case 'projects':
    case 'budget':
    case 'rate':
    case 'left':
      return listedProjects(tx, asked, tile satisfies ProjectTile);
    case 'indicators':
      return listedIndicators(tx, asked, (request.group?.split(',') ?? null) as IndicatorGroup[] | null);
    case 'overdue':
    case 'missed':
    case 'dueSoon':
    case 'openAlerts':
      return listedDuties(tx, asked, tile);
    case 'executed': {
      const until =
        request.until !== undefined && request.until < asked.at.asOf ? request.until : asked.at.asOf;
      return listedPayments(tx, asked, spentUntil({ ...asked.at, until }));
    }
    case 'changedBehind':
    case 'changedUnreported':
    case 'changedRate':
      return comparedProjects(tx, asked, tile, monthEndBefore(asked.at.asOf, asked.at.year));
    case 'today':
      return changesOfDay(tx, asked);
    case 'sinceWorse':
    case 'sinceBetter':
      return sinceProjects(tx, asked, tile, await lookFor(tx, asked.at, request.since ?? null));
    case 'sincePaid': {
      const rows = await listedPayments(tx, asked, paidSince(asked.at, request.since ?? null));
      return { ...rows, comparedWith: request.since ?? null };
    }
  }
}

interface IndicatorRow extends ExplainableSubject {
  id: string;
  grp: IndicatorGroup;
  light_since: string;
  project_id: string;
  project_name: string;
  unit_id: string;
  unit_name: string;
  judged: JudgedTarget | null;
}

async function listedIndicators(
  tx: Tx,
  { at, links, judging, units, lights, limit, offset }: Asked,
  groups: readonly IndicatorGroup[] | null,
): Promise<Rows> {
  const chosen = sql`${countedIndicators(at, links)} where ${within(units)}
    and (${lights === null ? null : [...lights]}::text[] is null or s.light = any (${lights === null ? null : [...lights]}))
    and (${groups === null ? null : [...groups]}::text[] is null or s.grp = any (${groups === null ? null : [...groups]}))`;
  const counted = await sql<{ total: number }>`select count(*)::int as total from ${chosen}`.execute(tx);
  const { rows } = await sql<IndicatorRow>`
    with page as (
      select s.*, ${GRAVITY} as gravity, p.name as project_name, i.name, i.ordinal
      from (select s.* from ${chosen}) s
      join app.projects p on p.region_id = s.region_id and p.id = s.project_id
      join app.indicators i on i.region_id = s.region_id and i.id = s.subject_id
      order by gravity desc, p.name, p.id, i.ordinal, i.id limit ${limit} offset ${offset})
    select s.subject_id as id, s.kind, s.grp, s.light, s.light_since, s.inputs, s.budget, s.executed, s.name,
      s.project_id, s.project_name, s.unit_id, u.short_name as unit_name, t.judged
    from page s
    join app.units u on u.region_id = s.region_id and u.id = s.unit_id
    left join lateral (
      select judged from app.target_versions v
      where v.region_id = s.region_id and v.indicator_id = s.judged_as
        and v.recorded_on <= ${at.asOf} and v.valid_from <= ${at.asOf}
      order by v.version desc limit 1) t on true
    order by s.gravity desc, s.project_name, s.project_id, s.ordinal, s.subject_id`.execute(tx);
  const when = { today: at.asOf, fiscalYear: at.year, judging, named: false };
  const shared = await readGroups(tx, at, links);
  return {
    total: counted.rows[0]?.total ?? 0,
    indicators: rows.map((row): IndicatorBehind => ({
      indicatorId: row.id,
      name: row.name,
      group: row.grp,
      projectId: row.project_id,
      projectName: row.project_name,
      unitId: row.unit_id,
      unitName: row.unit_name,
      light: row.light,
      why: explainSubject(row, when),
      since: row.light_since,
      alsoUnder: (shared.get(row.id)?.members ?? []).flatMap((member) =>
        member.indicatorId === row.id
          ? []
          : [
              {
                indicatorId: member.indicatorId,
                projectId: member.projectId,
                projectName: member.projectName,
                light: member.light,
              },
            ],
      ),
    })),
  };
}

/** The rows of `s` that belong to these units; all of them without any. */
export function within(units: readonly string[] | null, alias = 's'): RawBuilder<unknown> {
  const unit = sql.ref(`${alias}.unit_id`);
  return units === null ? sql`true` : sql`${unit} = any (${[...units]}::uuid[])`;
}

/** The tile's alerts in their order; those of a row's projects only when a row is chosen. */
async function listedDuties(tx: Tx, asked: Asked, tile: DutyTile): Promise<Rows> {
  const { at, judging, limit, offset } = asked;
  const stands = dutiesOf(tile, await readAlertStands(tx, { ...at, isOpen: true }));
  const page = stands.slice(offset, offset + limit).map(({ id }) => id);
  const read =
    page.length === 0 ? [] : await readAlerts(tx, at.regionId, sql`a.id = any (${page}::uuid[])`, at.asOf);
  const byId = new Map(read.map((row) => [row.id, alertItem(row, judging, at.asOf)]));
  return {
    total: stands.length,
    totals: { amount: outstanding(stands) },
    duties: page.flatMap((id) => byId.get(id) ?? []),
  };
}

interface PaymentRow {
  id: string;
  project_id: string;
  project_name: string;
  unit_name: string;
  event: 'paid' | 'returned';
  happened_on: string;
  amount: string;
  document: string | null;
  recorded_at: string;
}

/** @param from payments under the alias `l` */
async function listedPayments(tx: Tx, asked: Asked, from: RawBuilder<unknown>): Promise<Rows> {
  const { units, limit, offset } = asked;
  const signed = sql`case l.event when 'returned' then -l.amount else l.amount end`;
  const { rows: counted } = await sql<{ total: number; amount: string | null }>`
    select count(*)::int as total, sum(${signed}) as amount from ${from} where ${within(units, 'l')}`.execute(
    tx,
  );
  const { rows } = await sql<PaymentRow>`
    with page as (select l.* from ${from} where ${within(units, 'l')}
      order by l.happened_on desc, l.seq desc limit ${limit} offset ${offset})
    select l.id, l.project_id, p.name as project_name, u.short_name as unit_name, l.event, l.happened_on,
      ${signed} as amount, l.document, l.recorded_at
    from page l
    join app.projects p on p.region_id = l.region_id and p.id = l.project_id
    join app.units u on u.region_id = l.region_id and u.id = l.unit_id
    order by l.happened_on desc, l.seq desc`.execute(tx);
  return {
    total: counted[0]?.total ?? 0,
    totals: { amount: sumAmounts([counted[0]?.amount ?? '0.00']) },
    payments: rows.map((row): PaymentBehind => ({
      id: row.id,
      projectId: row.project_id,
      projectName: row.project_name,
      unitName: row.unit_name,
      event: row.event,
      happenedOn: row.happened_on,
      amount: row.amount,
      document: row.document,
      recordedAt: row.recorded_at,
    })),
  };
}

async function changesOfDay(tx: Tx, { at, judging, limit, offset }: Asked): Promise<Rows> {
  const changes = await readRecent(tx, { ...at, judging, limit, ofDay: { offset } });
  return { total: await countChangesOfDay(tx, at), changes };
}
