/**
 * What the system itself puts into a monitoring form: everything that was known of a project at the close of the cut-off day.
 * Read for many projects at once, because a round opens them all.
 */
import { sql } from 'kysely';
import type { Judging } from './judging.ts';
import type { Tx } from './database.ts';
import { inForce, readEntries } from './entries.ts';
import { recordedEntry } from './steps.ts';
import { subjectsAsOf } from './subjects-as-of.ts';
import { moneySubjectId, type EntryFact, type StoredInputs } from './subjects.ts';
import type { AdjustedText } from '../domain/adjustment.ts';
import { monthNumber, monthOf } from '../domain/calendar.ts';
import { forecastTarget } from '../domain/forecast-target.ts';
import { forecastYear, type Forecast, type KnownPoint } from '../domain/forecast.ts';
import { performancePace } from '../domain/double-monitoring.ts';
import type { Light } from '../domain/light.ts';
import { exact, executionRate, sumAmounts } from '../domain/money.ts';
import type {
  MoneyRow,
  PrefilledForm,
  PrefilledIndicator,
  PrefilledMoney,
  PrefilledMoneyRow,
} from '../domain/monitoring-form.ts';
import { windowEnd, type Round } from '../domain/round.ts';
import type { JudgedTarget } from '../domain/target.ts';
import type { FormSummary } from '../server/contract-review-shapes.ts';
import type { LedgerEvent } from '../server/contract.ts';

/** The row of the money block that a source of funds belongs to; carry-over is no source of its own in the ledger. */
const ROW_OF_SOURCE: Readonly<
  Record<NonNullable<LedgerEvent['source']>, Exclude<MoneyRow, 'total' | 'carry_over'>>
> = {
  fiscal: 'fiscal',
  central: 'fiscal',
  provincial: 'fiscal',
  local: 'fiscal',
  self_raised: 'other',
  other: 'other',
};

export interface PrefilledProject {
  unitId: string;
  invented: boolean;
  form: PrefilledForm;
  summary: FormSummary;
}

interface Head {
  id: string;
  name: string;
  unit_id: string;
  unit_name: string;
  department: string | null;
  department_code: string | null;
  goal_annual: string | null;
  invented: boolean;
  /** Texts that adjustments changed by then, oldest first. */
  adjusted: { field: AdjustedText; after: string | null }[];
}

interface SubjectRow {
  subject_id: string;
  project_id: string;
  light: Light;
  inputs: StoredInputs;
  budget: string | null;
  initial_budget: string | null;
  executed: string | null;
}

interface IndicatorRow {
  id: string;
  project_id: string;
  level1: string;
  level2: string;
  name: string;
  raw_target: string | null;
  judged: JudgedTarget;
}

interface LedgerSum {
  project_id: string;
  source: LedgerEvent['source'];
  month: string;
  initial: string;
  adjusted: string;
  executed: string;
}

/**
 * The forms of the projects, in the order given; a project that was not there yet at the cut-off is left out.
 * @param round its window, cut-off day and form
 */
export async function prefillForms(
  tx: Tx,
  options: {
    regionId: string;
    projectIds: readonly string[];
    round: Pick<Round, 'fiscalYear' | 'toMonth' | 'cutOffOn' | 'formName'>;
    today: string;
    judging: Judging;
  },
): Promise<Map<string, PrefilledProject>> {
  const { regionId, projectIds, round, today } = options;
  const asOf = round.cutOffOn < today ? round.cutOffOn : today;
  const at = { regionId, projectIds: [...projectIds], asOf };
  const heads = await readHeads(tx, at);
  const subjects = await readSubjects(tx, { ...at, year: round.fiscalYear, today });
  const indicators = await readIndicators(tx, at);
  const entries = Map.groupBy(
    await readEntries(tx, { regionId, indicatorIds: indicators.map(({ id }) => id) }),
    (entry) => entry.indicator_id,
  );
  const ledger = Map.groupBy(
    await sumLedger(tx, { ...at, until: windowEnd(round.fiscalYear, round.toMonth) }),
    (row) => row.project_id,
  );
  const ofProject = Map.groupBy(indicators, (row) => row.project_id);
  const forms = new Map<string, PrefilledProject>();
  for (const declared of heads) {
    const head = adjustedHead(declared);
    const money = subjects.get(moneySubjectId(head.id));
    const project = subjects.get(head.id);
    if (money === undefined || project === undefined) continue;
    const form: PrefilledForm = {
      projectId: head.id,
      head: {
        formName: round.formName,
        fiscalYear: round.fiscalYear,
        toMonth: round.toMonth,
        cutOffOn: round.cutOffOn,
        projectName: head.name,
        department: head.department,
        departmentCode: head.department_code,
        implementingUnit: head.unit_name,
        annualGoal: head.goal_annual,
      },
      money: moneyBlock(ledger.get(head.id) ?? [], money, round.toMonth),
      indicators: (ofProject.get(head.id) ?? []).flatMap((row): PrefilledIndicator[] => {
        const subject = subjects.get(row.id);
        // Ended by an adjustment before the cut-off, or not begun.
        if (subject === undefined) return [];
        return [prefilledIndicator(row, subject, inForce(entries.get(row.id) ?? [], asOf), round, asOf)];
      }),
    };
    const summary = summaryOf(form, project.light, money);
    forms.set(head.id, { unitId: head.unit_id, invented: head.invented, form, summary });
  }
  return forms;
}

/** The texts of the form's head as adjustments left them. */
function adjustedHead(head: Head): Head {
  const now = { ...head };
  for (const { field, after } of head.adjusted) {
    if (field === 'goalAnnual') now.goal_annual = after;
    else if (field === 'department') now.department = after;
    else if (field === 'departmentCode') now.department_code = after;
  }
  return now;
}

function summaryOf(form: PrefilledForm, light: Light, money: SubjectRow): FormSummary {
  const { adjustedYuan, executedYuan, rate } = form.money.rows.total ?? {
    adjustedYuan: null,
    executedYuan: null,
    rate: null,
  };
  return {
    projectName: form.head.projectName,
    budgetYuan: adjustedYuan,
    executedYuan: executedYuan ?? '0.00',
    rate,
    light,
    moneyPace: 'ratio' in money.inputs ? money.inputs.ratio : null,
    performancePace: performancePace(form.indicators),
    indicators: form.indicators.length,
    impossible: form.indicators.filter(({ forecast }) => forecast?.likelihood === 'impossible').length,
  };
}

function prefilledIndicator(
  row: IndicatorRow,
  subject: SubjectRow,
  standing: readonly EntryFact[],
  { fiscalYear, toMonth }: Pick<Round, 'fiscalYear' | 'toMonth'>,
  asOf: string,
): PrefilledIndicator {
  const { inputs } = subject;
  const known = 'actual' in inputs ? inputs : null;
  return {
    id: row.id,
    level1: row.level1,
    level2: row.level2,
    name: row.name,
    rawTarget: row.raw_target,
    target: row.judged,
    actual: known?.actual ?? null,
    actualThrough: known?.actualThrough ?? null,
    ratio: known?.ratio ?? null,
    light: subject.light,
    forecast: forecastTarget({
      target: row.judged,
      name: row.name,
      fiscalYear,
      entries: standing.map(recordedEntry),
      toMonth,
      asOf,
    }),
  };
}

/** The total is the subject's, which is what was judged; the parts are the ledger's sums by source. */
function moneyBlock(sums: readonly LedgerSum[], total: SubjectRow, toMonth: number): PrefilledMoney {
  const executed = sumAmounts(sums.map((row) => row.executed));
  // Money of which no source is known belongs to no part: then none of the parts is known.
  const sourced = sums.flatMap((row) =>
    row.source === null ? [] : [{ row, part: ROW_OF_SOURCE[row.source] }],
  );
  const parts = sourced.length < sums.length ? null : Map.groupBy(sourced, ({ part }) => part);
  const partOf = (part: 'fiscal' | 'other') => partRow(parts?.get(part)?.map(({ row }) => row));
  const totalRow = moneyRow(total.initial_budget, total.budget, executed);
  return {
    rows: {
      total: totalRow,
      fiscal: partOf('fiscal'),
      carry_over: null,
      other: partOf('other'),
    },
    light: total.light,
    forecast: forecastOf(sums, total.budget, toMonth),
  };
}

const moneyRow = (initial: string | null, adjusted: string | null, executed: string): PrefilledMoneyRow => ({
  initialYuan: initial,
  adjustedYuan: adjusted,
  executedYuan: executed,
  rate: executionRate(executed, adjusted),
});

function partRow(sums: readonly LedgerSum[] | undefined): PrefilledMoneyRow | null {
  if (sums === undefined) return null;
  const initial = sumAmounts(sums.map((row) => row.initial));
  return moneyRow(
    initial,
    sumAmounts([initial, ...sums.map((row) => row.adjusted)]),
    sumAmounts(sums.map((row) => row.executed)),
  );
}

/** Of the execution at each month's end; a month in which nothing moved is a month. */
function forecastOf(sums: readonly LedgerSum[], budget: string | null, toMonth: number): Forecast | null {
  const byMonth = Map.groupBy(sums, (row) => monthNumber(row.month));
  const points: KnownPoint[] = [];
  let executed = '0.00';
  for (let month = 1; month <= toMonth; month += 1) {
    executed = sumAmounts([executed, ...(byMonth.get(month) ?? []).map((row) => row.executed)]);
    points.push({ months: month, value: executed });
  }
  return forecastYear(points, budget !== null && exact(budget).gt(0) ? budget : null);
}

interface At {
  regionId: string;
  projectIds: string[];
  asOf: string;
}

async function readHeads(tx: Tx, { regionId, projectIds, asOf }: At): Promise<Head[]> {
  const { rows } = await sql<Head>`
    select p.id, p.name, p.unit_id, u.name as unit_name, p.department, p.department_code, p.goal_annual, p.invented,
      coalesce((select jsonb_agg(t.text order by a.seq, t.place) from app.adjustments a,
        jsonb_array_elements(a.changes -> 'texts') with ordinality as t (text, place)
        where a.region_id = p.region_id and a.project_id = p.id and a.recorded_on <= ${asOf} and a.valid_from <= ${asOf}),
        '[]') as adjusted
    from unnest(${projectIds}::uuid[]) with ordinality as asked (id, place)
    join app.projects p on p.region_id = ${regionId} and p.id = asked.id
    join app.units u on u.region_id = p.region_id and u.id = p.unit_id
    where p.recorded_on <= ${asOf} order by asked.place`.execute(tx);
  return rows;
}

async function readSubjects(
  tx: Tx,
  { regionId, projectIds, asOf, year, today }: At & { year: number; today: string },
): Promise<Map<string, SubjectRow>> {
  const { rows } = await sql<SubjectRow>`
    select s.subject_id, s.project_id, s.light, s.inputs, s.budget, s.initial_budget, s.executed
    from ${subjectsAsOf({ regionId, year, asOf, today })} where s.project_id = any (${projectIds}::uuid[])`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.subject_id, row]));
}

async function readIndicators(tx: Tx, { regionId, projectIds, asOf }: At): Promise<IndicatorRow[]> {
  const { rows } = await sql<IndicatorRow>`
    select i.id, i.project_id, i.level1, i.level2, i.name, coalesce(t.raw_target, i.raw_target) as raw_target, t.judged
    from app.indicators i
    join lateral (select raw_target, judged from app.target_versions v where v.region_id = i.region_id
      and v.indicator_id = i.id and (v.version = 1 or (v.recorded_on <= ${asOf} and v.valid_from <= ${asOf}))
      order by v.version desc limit 1) t on true
    where i.region_id = ${regionId} and i.project_id = any (${projectIds}::uuid[]) and i.is_subject
    order by i.project_id, i.ordinal`.execute(tx);
  return rows;
}

/** 执行数 over events of the ledger: what was paid less what came back, yuan. */
export const EXECUTED = sql`(coalesce(sum(amount) filter (where event = 'paid'), 0)
  - coalesce(sum(amount) filter (where event = 'returned'), 0))`;

/** What happened in the window and was known at the cut-off, by project, source and month. */
async function sumLedger(
  tx: Tx,
  { regionId, projectIds, asOf, until }: At & { until: string },
): Promise<LedgerSum[]> {
  const { rows } = await sql<Omit<LedgerSum, 'month'> & { happened_on: string }>`
    select project_id, source, min(happened_on) as happened_on,
      coalesce(sum(amount) filter (where event = 'budgeted'), 0)::text as initial,
      coalesce(sum(amount) filter (where event = 'adjusted'), 0)::text as adjusted,
      ${EXECUTED}::text as executed
    from app.ledger_events
    where region_id = ${regionId} and project_id = any (${projectIds}::uuid[])
      and recorded_on <= ${asOf} and (happened_on <= ${until} or event in ('budgeted', 'adjusted'))
    group by project_id, source, date_trunc('month', happened_on)`.execute(tx);
  return rows.map(({ happened_on, ...row }) => ({ ...row, month: monthOf(happened_on) }));
}
