/** One project whole, today or as it stood at the close of a past day. */
import { sql } from 'kysely';
import { alertItem, readProjectAlerts } from './alerts.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { entryAnswer, inForce, readEntries } from './entries.ts';
import { judgingContext } from './entry-sheet.ts';
import { judgementAnswer, explainSubject } from './explanation.ts';
import { judgingFor, type Judging } from './judging.ts';
import { ledgerAnswer, readLedger, type LedgerRow } from './ledger.ts';
import { readCursor } from './live-cursor.ts';
import { readRecent } from './recent.ts';
import { readGroups } from './same-targets.ts';
import { subjectsAsOf } from './subjects-as-of.ts';
import { moneySubjectId, type EntryFact, type StoredInputs } from './subjects.ts';
import { BY_GRAVITY } from './worst.ts';
import type { AdjustedText, RecordedChanges } from '../domain/adjustment.ts';
import { lastDayOf } from '../domain/calendar.ts';
import type { IndicatorGroup } from '../domain/indicator-group.ts';
import { wordsOf } from '../domain/explain.ts';
import type { Light } from '../domain/light.ts';
import { executionRate, negated, sumAmounts } from '../domain/money.ts';
import { timeProgress } from '../domain/pace.ts';
import type { ParsedTarget } from '../domain/target-text.ts';
import type { Curve, JudgedTarget } from '../domain/target.ts';
import type { FundingBlock } from './tables.ts';
import type { ProjectDetail, ProjectIndicator } from '../server/contract.ts';

interface ProjectHead {
  id: string;
  name: string;
  fiscal_year: number;
  unit_id: string;
  unit_name: string;
  department: string | null;
  department_code: string | null;
  attribute: string | null;
  duration: string | null;
  goal_annual: string | null;
  goal_period: string | null;
  funding: { annual: FundingBlock | null; period: FundingBlock | null };
  money_curve: Curve;
  invented: boolean;
}

interface SubjectRow {
  subject_id: string;
  kind: 'indicator' | 'money' | 'project';
  light: Light;
  light_since: string;
  inputs: StoredInputs;
  budget: string | null;
  initial_budget: string | null;
  executed: string | null;
}

interface IndicatorHead {
  id: string;
  level1: string;
  level2: string;
  grp: IndicatorGroup;
  name: string;
  raw_target: string | null;
  period_raw_target: string | null;
  parsed: ParsedTarget;
  judged: JudgedTarget;
}

/** One project with indicators, judgements, ledger and history; null when it is not in scope or not yet there. */
export async function loadProject(
  db: Db,
  context: Context,
  options: { projectId: string; asOf?: string; today: string; mayEnter: boolean; mayPay: boolean },
): Promise<ProjectDetail | null> {
  const judging = await judgingFor(db, context);
  const asOf = options.asOf && options.asOf < options.today ? options.asOf : options.today;
  const { regionId } = context;
  return inContext(
    db,
    context,
    async (tx) => {
      const head = await readHead(tx, regionId, options.projectId, asOf);
      if (!head) return null;
      const subjects = await readSubjects(tx, head, { regionId, asOf, today: options.today });
      const project = subjects.get(head.id);
      const money = subjects.get(moneySubjectId(head.id));
      if (!project || !money) return null;
      const indicators = await readIndicators(tx, regionId, head.id, asOf);
      const entries = await readEntries(tx, { regionId, indicatorIds: indicators.map((row) => row.id) });
      const ledger = await readLedger(tx, { regionId, projectId: head.id, asOf });
      const months = await readMonths(tx, regionId, head, asOf);
      const groups = await readGroups(tx, {
        regionId,
        year: head.fiscal_year,
        asOf,
        today: options.today,
      });
      const when = { today: asOf, fiscalYear: head.fiscal_year, judging };
      const answers = indicators.flatMap((row): ProjectIndicator[] => {
        const subject = subjects.get(row.id);
        if (!subject) return [];
        return [
          {
            id: row.id,
            level1: row.level1,
            level2: row.level2,
            group: row.grp,
            name: row.name,
            rawTarget: row.raw_target,
            periodRawTarget: row.period_raw_target,
            target: row.parsed,
            judged: row.judged,
            judgement: judgementAnswer(
              { ...subject, kind: 'indicator', name: row.name, judged: row.judged },
              { ...when, since: subject.light_since },
            ),
            months: months.get(row.id) ?? [],
            entries: entriesOf(entries, row.id, asOf),
            sameTarget: groups.get(row.id) ?? null,
          },
        ];
      });
      return {
        asOf,
        today: options.today,
        invented: head.invented || entries.some((entry) => entry.invented),
        cursor: await readCursor(tx),
        id: head.id,
        name: head.name,
        fiscalYear: head.fiscal_year,
        unitId: head.unit_id,
        unitName: head.unit_name,
        department: head.department,
        departmentCode: head.department_code,
        attribute: head.attribute,
        duration: head.duration,
        goalAnnual: head.goal_annual,
        goalPeriod: head.goal_period,
        funding: head.funding,
        light: project.light,
        since: project.light_since,
        why: storyOf(answers, indicators, subjects, money, when),
        money: {
          ...moneyOf(ledger, money),
          timeProgress: timeProgress(head.fiscal_year, asOf),
          curve: head.money_curve,
          judgement: judgementAnswer(
            { ...money, kind: 'money', name: '', judged: null },
            { ...when, since: money.light_since },
          ),
          months: months.get(moneySubjectId(head.id)) ?? [],
        },
        months: months.get(head.id) ?? [],
        judging: judgingContext(judging, options.today, head.fiscal_year),
        indicators: answers.sort(byGravity),
        ledger: ledger.map(ledgerAnswer).reverse(),
        alerts: (await readProjectAlerts(tx, regionId, head.id, asOf)).map((row) =>
          alertItem(row, judging, asOf),
        ),
        history: await readRecent(tx, {
          regionId,
          year: head.fiscal_year,
          asOf,
          projectId: head.id,
          judging,
          limit: 20,
        }),
        mayEnter: options.mayEnter,
        mayPay: options.mayPay,
      };
    },
    'snapshot',
  );
}

const byGravity = (a: ProjectIndicator, b: ProjectIndicator) =>
  BY_GRAVITY.indexOf(b.judgement.light) - BY_GRAVITY.indexOf(a.judgement.light);

function entriesOf(entries: readonly EntryFact[], indicatorId: string, asOf: string) {
  return inForce(
    entries.filter((entry) => entry.indicator_id === indicatorId),
    asOf,
  ).map(entryAnswer);
}

async function readHead(
  tx: Tx,
  regionId: string,
  projectId: string,
  asOf: string,
): Promise<ProjectHead | undefined> {
  const { rows } = await sql<ProjectHead & { adjusted: RecordedChanges['texts'] }>`
    select p.id, p.name, p.fiscal_year, p.unit_id, u.short_name as unit_name, p.department, p.department_code,
      p.attribute, p.duration, p.goal_annual, p.goal_period, p.funding, p.invented,
      coalesce((select c.curve from app.money_curves c where c.region_id = p.region_id and c.project_id = p.id
        and c.recorded_on <= ${asOf} order by c.seq desc limit 1), p.money_curve) as money_curve,
      coalesce((select json_agg(t order by a.seq) from app.adjustments a, jsonb_array_elements(a.changes -> 'texts') t
        where a.region_id = p.region_id and a.project_id = p.id and a.recorded_on <= ${asOf}
          and a.valid_from <= ${asOf}), '[]') as adjusted
    from app.projects p join app.units u on u.region_id = p.region_id and u.id = p.unit_id
    where p.region_id = ${regionId} and p.id = ${projectId}`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { adjusted, ...head } = row;
  // As approved, then as each adjustment says it.
  for (const { field, after } of adjusted) {
    const column = COLUMN_OF[field];
    if (column !== null) head[column] = after;
  }
  return head;
}

const COLUMN_OF = {
  department: 'department',
  departmentCode: 'department_code',
  attribute: 'attribute',
  duration: 'duration',
  goalAnnual: 'goal_annual',
  goalPeriod: 'goal_period',
  // Printed with the funding, which stays as declared.
  periodTotal: null,
} as const satisfies Record<AdjustedText, keyof ProjectHead | null>;

async function readSubjects(
  tx: Tx,
  head: ProjectHead,
  at: { regionId: string; asOf: string; today: string },
): Promise<Map<string, SubjectRow>> {
  const { rows } = await sql<SubjectRow>`
    select s.subject_id, s.kind, s.light, s.light_since, s.inputs, s.budget, s.initial_budget, s.executed
    from ${subjectsAsOf({ ...at, year: head.fiscal_year })} where s.project_id = ${head.id}`.execute(tx);
  return new Map(rows.map((row) => [row.subject_id, row]));
}

async function readIndicators(
  tx: Tx,
  regionId: string,
  projectId: string,
  asOf: string,
): Promise<IndicatorHead[]> {
  const { rows } = await sql<IndicatorHead>`
    select i.id, i.level1, i.level2, i.grp, i.name, coalesce(t.raw_target, i.raw_target) as raw_target,
      pair.raw_target as period_raw_target, t.parsed, t.judged
    from app.indicators i
    left join app.indicators pair on pair.region_id = i.region_id and pair.id = i.pairs_with
    join lateral (select raw_target, parsed, judged from app.target_versions v where v.region_id = i.region_id
      and v.indicator_id = i.id and (v.version = 1 or (v.recorded_on <= ${asOf} and v.valid_from <= ${asOf}))
      order by v.version desc limit 1) t on true
    where i.region_id = ${regionId} and i.project_id = ${projectId} and i.is_subject
    order by i.ordinal`.execute(tx);
  return rows;
}

/** Each subject's light at the close of each month's last day, null for months that have not ended by `asOf`. */
async function readMonths(
  tx: Tx,
  regionId: string,
  head: ProjectHead,
  asOf: string,
): Promise<Map<string, (Light | null)[]>> {
  const { rows } = await sql<{ subject_id: string; from_day: string; to_day: string | null; light: Light }>`
    select subject_id, from_day, to_day, light from app.judgements
    where region_id = ${regionId} and project_id = ${head.id} and from_day <= ${asOf}`.execute(tx);
  const ends = Array.from({ length: 12 }, (_, index) =>
    lastDayOf(`${head.fiscal_year}-${String(index + 1).padStart(2, '0')}`),
  );
  const months = new Map<string, (Light | null)[]>();
  for (const [subjectId, intervals] of Map.groupBy(rows, (row) => row.subject_id)) {
    months.set(
      subjectId,
      ends.map((end) =>
        end > asOf
          ? null
          : (intervals.find((row) => row.from_day <= end && (row.to_day === null || row.to_day > end))
              ?.light ?? null),
      ),
    );
  }
  return months;
}

const SPENT = { paid: 1, returned: -1 } as const;

function moneyOf(ledger: readonly LedgerRow[], money: SubjectRow) {
  const sum = (rows: readonly LedgerRow[], event: LedgerRow['event']) =>
    sumAmounts(rows.filter((row) => row.event === event).map((row) => row.amount));
  const spent = (rows: readonly LedgerRow[]) =>
    sumAmounts(
      rows.flatMap((row) =>
        row.event === 'paid' || row.event === 'returned'
          ? [SPENT[row.event] < 0 ? negated(row.amount) : row.amount]
          : [],
      ),
    );
  const budgeted = (rows: readonly LedgerRow[]) => sumAmounts([sum(rows, 'budgeted'), sum(rows, 'adjusted')]);
  return {
    initialBudget: money.initial_budget,
    budget: money.budget,
    issued: sum(ledger, 'issued'),
    allotted: sum(ledger, 'allotted'),
    executed: money.executed ?? '0.00',
    executionRate: executionRate(money.executed ?? '0', money.budget),
    bySource: [...Map.groupBy(ledger, (row) => row.source)].map(([source, rows]) => ({
      source,
      budget: budgeted(rows),
      executed: spent(rows),
    })),
  };
}

/** The project's story: what makes its light, then its money. */
function storyOf(
  answers: readonly ProjectIndicator[],
  heads: readonly IndicatorHead[],
  subjects: ReadonlyMap<string, SubjectRow>,
  money: SubjectRow,
  when: { today: string; fiscalYear: number; judging: Judging },
): string {
  const worst = answers
    .filter((answer) => answer.judgement.light !== 'undeterminable')
    .toSorted(byGravity)[0];
  const head = heads.find((row) => row.id === worst?.id);
  const subject = worst && subjects.get(worst.id);
  const about =
    head && subject
      ? explainSubject(
          { ...subject, kind: 'indicator', name: head.name, judged: head.judged },
          { ...when, named: true },
        )
      : null;
  const spent = explainSubject({ ...money, kind: 'money', name: '', judged: null }, { ...when, named: true });
  const { afterwards, stop } = wordsOf(when.judging);
  return (about ? about + afterwards + spent : spent) + stop;
}
