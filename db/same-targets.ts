/**
 * Indicators that are one target under several funds: how they stand at the close of a day, and the facts that link them or
 * end it. No judgement follows from a link: each indicator is judged by itself, what is counted once is the roll-up
 * (db/counted-indicators.ts, decision 0019).
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import { recordAudit } from './audit.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { adjustedEvent } from './judge-project.ts';
import { recordAct, refusedFact, signatureOf, type Moment } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { subjectsOf } from './subjects-as-of.ts';
import { announce } from './watch.ts';
import { worstLight, type Light } from '../domain/light.ts';
import {
  groupOf,
  linksAfter,
  rowsToLink,
  rowsToUnlink,
  type SameTarget,
  type SameTargetRow,
} from '../domain/same-target.ts';
import type { JudgedTarget } from '../domain/target.ts';
import type {
  SameTargetAnswer,
  SameTargetBody,
  SameTargetGroup,
  SameTargetRecorded,
} from '../server/contract-same-targets.ts';

/** `(select indicator_id, same_as …)`: as which indicators are counted at the close of `asOf`; of all that is known without a day. */
export const linksKnown = (regionId: string, asOf: string | null) => sql`(
  select l.indicator_id, l.same_as from (
    select distinct on (indicator_id) indicator_id, same_as from app.same_targets
    where region_id = ${regionId} and (${asOf}::date is null or recorded_on <= ${asOf}::date)
    order by indicator_id, seq desc) l
  where l.same_as is not null)`;

/** Links in scope, at the close of `asOf` or as they stand now (null). */
async function readLinks(tx: Tx, regionId: string, asOf: string | null): Promise<SameTarget[]> {
  const { rows } = await sql<{ indicator_id: string; same_as: string }>`
    select l.indicator_id, l.same_as from ${linksKnown(regionId, asOf)} l`.execute(tx);
  return rows.map((row) => ({ indicatorId: row.indicator_id, sameAs: row.same_as }));
}

/** One writer at a time in a unit; the database takes the same lock for each row (migration 0020). */
async function lockUnit(tx: Tx, unitId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`same-target:${unitId}`}, 0))`.execute(tx);
}

interface LinkedIndicator {
  id: string;
  name: string;
  unit_id: string;
  grp: string;
  is_subject: boolean;
  project_id: string;
  project_name: string;
  fiscal_year: number;
}

async function readIndicators(tx: Tx, regionId: string, ids: readonly string[]): Promise<LinkedIndicator[]> {
  const { rows } = await sql<LinkedIndicator>`
    select i.id, i.name, i.unit_id, i.grp, i.is_subject, i.project_id, p.name as project_name, p.fiscal_year
    from app.indicators i join app.projects p on p.region_id = i.region_id and p.id = i.project_id
    where i.region_id = ${regionId} and i.id = any (${[...ids]}::uuid[])`.execute(tx);
  return rows;
}

/** Why two indicators cannot be one target, in words for people; null: they can. */
function linkFault(a: LinkedIndicator, b: LinkedIndicator): string | null {
  if (!a.is_subject || !b.is_subject) return '只有受监控的年度指标可以标为同一目标';
  if (a.project_id === b.project_id) return '同一项目里的两个指标不能标为同一目标';
  if (a.unit_id !== b.unit_id) return '只有同一单位的指标可以标为同一目标';
  if (a.fiscal_year !== b.fiscal_year) return '只有同一年度的指标可以标为同一目标';
  return a.grp === b.grp ? null : '只有同一类别的指标可以标为同一目标';
}

/** Rows as facts, all in one statement: the database looks at the group as it is after it. */
async function insertLinks(
  tx: Tx,
  actor: Actor,
  about: { unitId: string; rows: readonly SameTargetRow[]; reason: string; importId: string | null },
  at: Moment,
): Promise<void> {
  await tx
    .insertInto('app.same_targets')
    .values(
      about.rows.map(({ indicatorId, sameAs }) => ({
        region_id: actor.context.regionId,
        id: uuidv7(),
        unit_id: about.unitId,
        indicator_id: indicatorId,
        same_as: sameAs,
        reason: about.reason,
        import_id: about.importId,
        ...signatureOf(actor, at),
      })),
    )
    .execute();
}

/** Links an indicator to another one, or takes it out of its group; counters follow on every open page. */
export function recordSameTarget(
  db: Db,
  actor: Actor,
  request: SameTargetBody & { indicatorId: string; idempotency: Idempotency | null },
  clock: Clock,
): Promise<Recorded<SameTargetRecorded>> {
  const { regionId } = actor.context;
  const { indicatorId, sameAs } = request;
  const asked = [indicatorId, ...(sameAs === null ? [] : [sameAs])];
  return recordAct<SameTargetRecorded>(db, actor, request.idempotency, clock, {
    lock: async (tx) => {
      const [own] = await readIndicators(tx, regionId, [indicatorId]);
      if (own) await lockUnit(tx, own.unit_id);
    },
    record: async (tx, at) => {
      const indicators = await readIndicators(tx, regionId, asked);
      const own = indicators.find(({ id }) => id === indicatorId);
      if (!own) return null;
      const reason = request.reason.trim();
      if (reason === '') return refusedFact({ reason: '请写明理由' });
      const links = await readLinks(tx, regionId, null);
      let rows: SameTargetRow[];
      if (sameAs === null) {
        rows = rowsToUnlink(links, indicatorId);
        if (rows.length === 0) return refusedFact({ sameAs: '这个指标没有与别的指标标为同一目标' });
      } else {
        const other = indicators.find(({ id }) => id === sameAs);
        const fault = other === undefined ? '找不到要标为同一目标的指标' : linkFault(own, other);
        if (fault !== null) return refusedFact({ sameAs: fault });
        rows = rowsToLink(links, indicatorId, sameAs);
        if (rows.length === 0) return refusedFact({ sameAs: '这两个指标已经是同一目标' });
      }
      await insertLinks(tx, actor, { unitId: own.unit_id, rows, reason, importId: null }, at);
      const touched = [...new Set(asked.flatMap((id) => groupOf(links, id)))];
      await tellAll(tx, actor, { touched, rows, reason }, at);
      const groups = await readGroups(tx, {
        regionId,
        year: own.fiscal_year,
        asOf: at.today,
        today: at.today,
      });
      return { answer: { group: groups.get(indicatorId) ?? null } };
    },
  });
}

/** The announcement to open pages, and the row of the audit log, late: whoever writes next waits for its end. */
async function tellAll(
  tx: Tx,
  actor: Actor,
  told: { touched: readonly string[]; rows: readonly SameTargetRow[]; reason: string },
  at: Moment,
): Promise<void> {
  const { regionId } = actor.context;
  const projects = new Map(
    (await readIndicators(tx, regionId, told.touched)).map((row) => [row.project_id, row]),
  );
  await announce(
    tx,
    [...projects.values()].map(({ project_id, unit_id, fiscal_year }) =>
      adjustedEvent({ id: project_id, unit_id, fiscal_year }, regionId, { at: at.now, by: actor.post }),
    ),
  );
  await recordAudit(tx, {
    at: at.now,
    accountId: actor.accountId,
    regionId,
    deed: 'same_target',
    detail: { rows: told.rows, reason: told.reason },
  });
}

/**
 * Links pairs of indicators that an import brings in, in its transaction.
 * @param pairs ids of rows that were inserted in it
 * @returns why one of them cannot be linked, with its index; null: all are
 */
export async function linkImported(
  tx: Tx,
  actor: Actor,
  {
    importId,
    pairs,
    reason,
  }: { importId: string; pairs: readonly (readonly [string, string])[]; reason: string },
  at: Moment,
): Promise<{ index: number; fault: string } | null> {
  const { regionId } = actor.context;
  const indicators = new Map(
    (await readIndicators(tx, regionId, [...new Set(pairs.flat())])).map((row) => [row.id, row]),
  );
  const units = [...new Set([...indicators.values()].map((row) => row.unit_id))].sort();
  for (const unitId of units) await lockUnit(tx, unitId);
  let links: SameTarget[] = [];
  for (const [index, [a, b]] of pairs.entries()) {
    const [own, other] = [indicators.get(a), indicators.get(b)];
    if (!own || !other) return { index, fault: '找不到要标为同一目标的指标' };
    const fault = linkFault(own, other);
    if (fault !== null) return { index, fault };
    links = linksAfter(links, rowsToLink(links, a, b));
  }
  // Nothing was linked before: they are new. One row for each, whatever order the pairs came in.
  const byUnit = Map.groupBy(links, ({ indicatorId }) => String(indicators.get(indicatorId)?.unit_id));
  for (const [unitId, rows] of byUnit) await insertLinks(tx, actor, { unitId, rows, reason, importId }, at);
  return null;
}

/** A fiscal year of a region at the close of a day. */
interface At {
  regionId: string;
  year: number;
  asOf: string;
  today: string;
}

interface MemberRow {
  indicator_id: string;
  name: string;
  raw_target: string | null;
  judged: JudgedTarget | null;
  project_id: string;
  project_name: string;
  light: Light;
}

/** Standing indicators by their ids, as they are at the close of the day. */
async function readMembers(tx: Tx, at: At, ids: readonly string[]): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    select s.subject_id as indicator_id, i.name, coalesce(t.raw_target, i.raw_target) as raw_target, t.judged,
      i.project_id, p.name as project_name, s.light
    from ${subjectsOf(at, ids)}
    join app.indicators i on i.region_id = s.region_id and i.id = s.subject_id
    join app.projects p on p.region_id = i.region_id and p.id = i.project_id
    left join lateral (select raw_target, judged from app.target_versions v where v.region_id = i.region_id
      and v.indicator_id = i.id and (v.version = 1 or (v.recorded_on <= ${at.asOf} and v.valid_from <= ${at.asOf}))
      order by v.version desc limit 1) t on true
    order by s.subject_id`.execute(tx);
  return rows;
}

const memberOf = ({ judged: _judged, ...row }: MemberRow) => ({
  indicatorId: row.indicator_id,
  name: row.name,
  rawTarget: row.raw_target,
  projectId: row.project_id,
  projectName: row.project_name,
  light: row.light,
});

/**
 * The groups of the year by each of their members, as known at the close of the day. A member that stands no longer is left
 * out; what is left alone is no group.
 */
export async function readGroups(
  tx: Tx,
  at: At,
  links?: readonly SameTarget[],
): Promise<Map<string, SameTargetGroup>> {
  const known = links ?? (await readLinks(tx, at.regionId, at.asOf));
  const groups = new Map<string, SameTargetGroup>();
  if (known.length === 0) return groups;
  const linked = [...new Set(known.flatMap(({ indicatorId, sameAs }) => [indicatorId, sameAs]))];
  const members = await readMembers(tx, at, linked);
  const { rows: said } = await sql<{ indicator_id: string; recorded_on: string; reason: string }>`
    select distinct on (indicator_id) indicator_id, recorded_on, reason from app.same_targets
    where region_id = ${at.regionId} and indicator_id = any (${linked}::uuid[]) and recorded_on <= ${at.asOf}
    order by indicator_id, seq desc`.execute(tx);
  const byFirst = Map.groupBy(members, (row) => groupOf(known, row.indicator_id)[0]);
  for (const own of byFirst.values()) {
    if (own.length < 2) continue;
    const acts = said
      .filter((act) => own.some((row) => row.indicator_id === act.indicator_id))
      .sort((a, b) => (a.recorded_on < b.recorded_on ? 1 : -1));
    const [latest] = acts;
    const group: SameTargetGroup = {
      first: String(own[0]?.indicator_id),
      members: own.map(memberOf),
      light: worstLight(own.map(({ light }) => light)),
      since: latest?.recorded_on ?? at.asOf,
      reason: latest?.reason ?? '',
    };
    for (const { indicator_id: id } of own) groups.set(id, group);
  }
  return groups;
}

/** An indicator's group and what it can be linked to; null when it is not in scope. */
export async function loadSameTarget(
  db: Db,
  context: Context,
  options: { indicatorId: string; today: string; mayLink: boolean },
): Promise<SameTargetAnswer | null> {
  const { indicatorId, today, mayLink } = options;
  const { regionId } = context;
  return inContext(
    db,
    context,
    async (tx) => {
      const [own] = await readIndicators(tx, regionId, [indicatorId]);
      if (!own?.is_subject) return null;
      const at: At = { regionId, year: own.fiscal_year, asOf: today, today };
      const links = await readLinks(tx, regionId, today);
      const group = (await readGroups(tx, at, links)).get(indicatorId) ?? null;
      const { rows } = await sql<{ id: string }>`
        select i.id from app.indicators i
        join app.projects p on p.region_id = i.region_id and p.id = i.project_id
        where i.region_id = ${regionId} and i.unit_id = ${own.unit_id} and i.grp = ${own.grp} and i.is_subject
          and p.fiscal_year = ${own.fiscal_year} and i.project_id <> ${own.project_id}`.execute(tx);
      const mine = new Set(groupOf(links, indicatorId));
      const others = rows.flatMap(({ id }) => (mine.has(id) ? [] : [id]));
      const [self] = await readMembers(tx, at, [indicatorId]);
      const found = await readMembers(tx, at, others);
      const candidates = found.map((row) => ({
        ...memberOf(row),
        isAlike: self !== undefined && isAlike(self, row),
      }));
      return { group, mayLink, candidates: candidates.sort(byLikeness).slice(0, MOST_CANDIDATES) };
    },
    'snapshot',
  );
}

/** A unit's indicators of one group in a year are some dozens. */
const MOST_CANDIDATES = 300;

/** The same figure in the same unit: 4560人 and 4560人. */
function isAlike({ judged: a }: MemberRow, { judged: b }: MemberRow): boolean {
  if (!a || !b || a.value === null) return false;
  return a.measure === b.measure && a.value === b.value && a.unit === b.unit;
}

function byLikeness(
  a: SameTargetAnswer['candidates'][number],
  b: SameTargetAnswer['candidates'][number],
): number {
  if (a.isAlike !== b.isAlike) return a.isAlike ? -1 : 1;
  return a.projectName < b.projectName ? -1 : a.projectName > b.projectName ? 1 : a.name < b.name ? -1 : 1;
}
