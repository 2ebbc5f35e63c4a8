/**
 * Checks of what is stored, without changing it: the audit chain, judgements against a replay of the facts, amounts
 * against the ledger.
 */
import { sql } from 'kysely';
import { verifyAudit } from './audit.ts';
import { inContext, type Db, type Tx } from './database.ts';
import { judgeProject } from './judge-project.ts';
import { refreshJudging, type Judging } from './judging.ts';
import { sameState } from './steps.ts';
import { loadFacts, type IntervalRow, type JudgementRow, type ProjectFacts } from './subjects.ts';
import { addDays } from '../domain/calendar.ts';

export interface Verified {
  projects: number;
  rows: number;
  /** Rows of the audit log, and the seal of the last one. */
  audit: { rows: number; lastSeal: string };
  /** The first row that is not as the facts say, in words with its keys; null: all is well. */
  firstBad: string | null;
  /** What an administrator does about it; null when all is well. */
  advice: string | null;
}

/** Judgements are derived: they can be made again. The audit log cannot. */
const REBUILD = '请先备份（npm run backup），再运行 npm run rebuild';
const KEEP_THE_SCENE = '有人绕过产品改动了数据库：请保留现场并备份（npm run backup），再与此前的备份逐条比对';

/** Projects whose facts are read at once. */
const PROJECTS_AT_ONCE = 100;

export async function verifyAll(db: Db, today: string): Promise<Verified> {
  const judging = await refreshJudging(db);
  const { firstBad: badAudit, ...audit } = await verifyAudit(db);
  const total: Verified = { projects: 0, rows: 0, audit, firstBad: null, advice: null };
  if (badAudit !== null) return { ...total, firstBad: badAudit, advice: KEEP_THE_SCENE };
  const regions = await db.selectFrom('shared.regions').select('id').orderBy('slug').execute();
  for (const { id: regionId } of regions) {
    const firstBad = await inContext(
      db,
      { regionId, units: '*' },
      (tx) => verifyRegion(tx, judging, regionId, today, total),
      'snapshot',
    );
    if (firstBad !== null) return { ...total, firstBad, advice: REBUILD };
  }
  return total;
}

async function verifyRegion(
  tx: Tx,
  judging: Judging,
  regionId: string,
  today: string,
  total: Verified,
): Promise<string | null> {
  const ids = await tx
    .selectFrom('app.projects')
    .select('id')
    .where('region_id', '=', regionId)
    .orderBy('id')
    .execute();
  for (let start = 0; start < ids.length; start += PROJECTS_AT_ONCE) {
    const projectIds = ids.slice(start, start + PROJECTS_AT_ONCE).map((row) => row.id);
    const bad =
      (await compareWithLedger(tx, regionId, projectIds)) ??
      (await replay(tx, judging, regionId, projectIds, today, total));
    if (bad !== null) return bad;
    total.projects += projectIds.length;
  }
  return null;
}

async function replay(
  tx: Tx,
  judging: Judging,
  regionId: string,
  projectIds: readonly string[],
  today: string,
  total: Verified,
): Promise<string | null> {
  const stored = await tx
    .selectFrom('app.judgements')
    .selectAll()
    .where('region_id', '=', regionId)
    .where('project_id', 'in', projectIds)
    .execute();
  const states = await tx
    .selectFrom('app.subjects')
    .selectAll()
    .where('region_id', '=', regionId)
    .where('project_id', 'in', projectIds)
    .execute();
  total.rows += stored.length;
  const facts = await loadFacts(tx, { regionId, projectIds, subjectIds: null, today, intervals: false });
  const ahead = judgedAhead(facts, stored, today);
  const unseenStates = new Map(
    states.filter((row) => !ahead.has(row.project_id)).map((row) => [row.id, row]),
  );
  const unseen = new Map(
    stored.flatMap((row) => {
      const kept = knownUntil(row, ahead.get(row.project_id));
      return kept ? [[`${row.subject_id} ${row.from_day}` as string, kept] as const] : [];
    }),
  );
  for (const project of facts) {
    const { difference } = judgeProject({ ...project, subjects: [] }, judging, {
      regionId,
      today: judgedUntil(project, today),
      cause: { by: null, at: '', quiet: true },
    });
    for (const row of difference.addedJudgements) {
      const key = `${row.subject_id} ${row.from_day}`;
      const there = unseen.get(key);
      const where = `项目“${project.name}”（${project.id}）的 ${row.kind} ${row.subject_id} 自 ${row.from_day} 起`;
      if (!there) return `${where}应为 ${row.light}，没有这一段判断`;
      unseen.delete(key);
      if (there.to_day !== row.to_day || !sameState(there as IntervalRow, row as IntervalRow)) {
        return `${where}存的是 ${there.light}（到 ${there.to_day ?? '今'}），事实给出的是 ${row.light}（到 ${row.to_day ?? '今'}）`;
      }
      const column = differing(['kind', 'project_id', 'rule_version', ...KEYS], there, row);
      if (column !== undefined) return `${where}的 ${column} 不是事实给出的`;
    }
    for (const row of ahead.has(project.id) ? [] : difference.addedSubjects) {
      const where = `项目“${project.name}”（${project.id}）的 ${row.kind} ${row.subject_id} 现状`;
      const there = unseenStates.get(row.subject_id);
      if (!there) return `${where}应为 ${row.light}，没有这一行`;
      unseenStates.delete(row.subject_id);
      // Not next_check_on: it depends on the day that was looked on last, and a check that comes early changes nothing.
      const column = differing(['kind', 'project_id', ...KEYS], there, row);
      if (column !== undefined) return `${where}的 ${column} 不是事实给出的`;
      const state = {
        ...there,
        inputs: there.inputs as IntervalRow['inputs'],
        initialBudget: there.initial_budget,
      };
      if (!sameState(state, row))
        return `${where}存的是 ${there.light}，灯、依据或金额不是事实给出的（${row.light}）`;
    }
  }
  const [left] = unseen.values();
  if (left)
    return `${left.kind} ${left.subject_id} 自 ${left.from_day} 起的判断（${left.light}）没有事实支持`;
  const [state] = unseenStates.values();
  return state ? `${state.kind} ${state.id} 的现状（${state.light}）没有事实支持` : null;
}

/** What places and dates a row besides its state. */
const KEYS = ['light_since', 'grp', 'unit_id', 'fiscal_year'] as const;

type Keyed = Pick<JudgementRow, 'kind' | 'project_id' | (typeof KEYS)[number]>;

/** The first column in which the rows differ. */
function differing<Row extends Keyed, Column extends keyof Row & string>(
  columns: readonly Column[],
  there: Pick<Row, Column>,
  row: Row,
): Column | undefined {
  return columns.find((column) => there[column] !== row[column]);
}

/**
 * The last day the stored judgements speak of: while the product stood still, what fell due was not looked at, and that is
 * no fault in what is stored.
 */
function judgedUntil(project: ProjectFacts, today: string): string {
  return project.subjects.reduce((day, { next_check_on: next }) => {
    const before = next === null ? day : addDays(next, -1);
    return before < day ? before : day;
  }, today);
}

/**
 * Projects that were judged today and are to be looked at again today (a year of the calendar was just confirmed), with
 * the day before: until the scan has been there, what is stored of today follows from what was known before.
 */
function judgedAhead(
  facts: readonly ProjectFacts[],
  stored: readonly { project_id: string; from_day: string }[],
  today: string,
): Map<string, string> {
  const until = new Map(facts.map((project) => [project.id, judgedUntil(project, today)]));
  const ahead = stored.filter((row) => row.from_day > (until.get(row.project_id) ?? today));
  return new Map(ahead.map((row) => [row.project_id, until.get(row.project_id) ?? today]));
}

/** The interval as it stood at the close of `until`, null when it began later. */
function knownUntil<Row extends { from_day: string; to_day: string | null }>(
  row: Row,
  until: string | undefined,
): Row | null {
  if (until === undefined) return row;
  if (row.from_day > until) return null;
  return row.to_day !== null && row.to_day > until ? { ...row, to_day: null } : row;
}

/** The executed sum and the budget of each project as SQL adds them up, beside what the subjects say. */
async function compareWithLedger(
  tx: Tx,
  regionId: string,
  projectIds: readonly string[],
): Promise<string | null> {
  const { rows } = await sql<{
    project_id: string;
    executed: string | null;
    budget: string | null;
    paid: string;
    budgeted: string | null;
  }>`
    select s.project_id, s.executed, s.budget, coalesce(l.paid, 0) as paid, l.budgeted
    from app.subjects s
    left join lateral (
      select sum(case event when 'paid' then amount when 'returned' then -amount end) as paid,
        sum(amount) filter (where event in ('budgeted', 'adjusted')) as budgeted
      from app.ledger_events e where e.region_id = s.region_id and e.project_id = s.project_id) l on true
    where s.region_id = ${regionId} and s.project_id = any (${[...projectIds]}::uuid[]) and s.kind = 'money'
      and (s.executed is distinct from coalesce(l.paid, 0) or s.budget is distinct from l.budgeted)
    order by s.project_id limit 1`.execute(tx);
  const bad = rows[0];
  if (!bad) return null;
  const executed = `已执行数存为 ${bad.executed ?? '空'}，台账合计是 ${bad.paid}`;
  const budget = `预算存为 ${bad.budget ?? '空'}，台账合计是 ${bad.budgeted ?? '空'}`;
  return `项目 ${bad.project_id} 的${executed}；${budget}`;
}
