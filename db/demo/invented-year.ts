/**
 * Invented entries and payments of a year, the same at every load: a project's fate hangs on its name alone.
 * Everything made here is marked invented and shown as 演示数据.
 */
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Insertable } from 'kysely';
import { inContext, type Db } from '../database.ts';
import { loadJudging } from '../judging.ts';
import type { Database } from '../tables.ts';
import {
  addMonths,
  lastDayOf,
  nthWorkingDayOfMonth,
  type Month,
  type PlainDate,
  type WorkingCalendar,
} from '../../domain/calendar.ts';
import { exact } from '../../domain/money.ts';
import { isReportAsked } from '../../domain/report-due.ts';
import type { JudgedTarget } from '../../domain/target.ts';

type Fate = 'on_time' | 'slow' | 'failing' | 'ahead' | 'silent' | 'money_fast';

/** Share of projects in a thousand; most go well, or nobody would look at what does not. */
const FATES: readonly (readonly [Fate, number])[] = [
  ['on_time', 660],
  ['slow', 140],
  ['failing', 60],
  ['ahead', 50],
  ['silent', 40],
  ['money_fast', 50],
];

/** Actual ÷ expected for quantities, and paid ÷ expected for money, by fate. */
const PACE: Record<Fate, { work: number; money: number }> = {
  on_time: { work: 1.0, money: 0.98 },
  slow: { work: 0.78, money: 0.84 },
  failing: { work: 0.5, money: 0.55 },
  ahead: { work: 1.28, money: 1.02 },
  silent: { work: 0.97, money: 0.93 },
  money_fast: { work: 0.62, money: 1.18 },
};

/** A silent unit's last report. */
const LAST_REPORT_OF_SILENT = 3;

/** A number in [0, 1) that belongs to a text for good. */
function chance(...texts: string[]): number {
  return createHash('sha256').update(texts.join('\n')).digest().readUInt32BE(0) / 2 ** 32;
}

function fateOf(projectName: string, unitName: string): Fate {
  let left = chance('fate', projectName, unitName) * 1000;
  for (const [fate, share] of FATES) {
    left -= share;
    if (left < 0) return fate;
  }
  return 'on_time';
}

interface Project {
  id: string;
  name: string;
  unit_id: string;
  unit_name: string;
  budget: string | null;
  source: Database['app.ledger_events']['source'];
  indicators: { id: string; name: string; judged: JudgedTarget }[];
}

type EntryInsert = Insertable<Database['app.entries']>;
type LedgerInsert = Insertable<Database['app.ledger_events']>;

/** Makes what would have been recorded by the close of `until`. */
export async function insertInventedFacts(
  db: Db,
  options: { regionId: string; fiscalYear: number; until: PlainDate },
): Promise<void> {
  const { calendar } = await loadJudging(db);
  await inContext(db, { regionId: options.regionId, units: '*' }, async (tx) => {
    const { rows: projects } = await sql<Project>`
      select p.id, p.name, p.unit_id, u.name as unit_name, m.budget, (
          select source from app.ledger_events l where l.region_id = p.region_id and l.project_id = p.id
          order by amount desc limit 1) as source,
        coalesce((select jsonb_agg(jsonb_build_object('id', i.id, 'name', i.name, 'judged', t.judged) order by i.ordinal)
          from app.indicators i join app.target_versions t on t.region_id = i.region_id and t.indicator_id = i.id
          where i.region_id = p.region_id and i.project_id = p.id), '[]') as indicators
      from app.projects p
      join app.units u on u.region_id = p.region_id and u.id = p.unit_id
      join app.subjects m on m.region_id = p.region_id and m.project_id = p.id and m.kind = 'money'
      where p.region_id = ${options.regionId} and p.fiscal_year = ${options.fiscalYear}`.execute(tx);
    const entries = projects.flatMap((project) => entriesOf(project, calendar, options));
    const payments = projects.flatMap((project) => paymentsOf(project, calendar, options));
    // In the order they were recorded: the sequence of facts is the order of knowing.
    const byTime = (a: { recorded_at: string }, b: { recorded_at: string }) =>
      a.recorded_at < b.recorded_at ? -1 : 1;
    for (const chunk of chunks(entries.sort(byTime)))
      await tx.insertInto('app.entries').values(chunk).execute();
    for (const chunk of chunks(payments.sort(byTime))) {
      await tx.insertInto('app.ledger_events').values(chunk).execute();
    }
  });
}

function chunks<T>(list: readonly T[]): T[][] {
  const size = 1000;
  return Array.from({ length: Math.ceil(list.length / size) }, (_, n) =>
    list.slice(n * size, (n + 1) * size),
  );
}

const monthsOf = (fiscalYear: number): Month[] =>
  Array.from({ length: 12 }, (_, index) => `${fiscalYear}-${String(index + 1).padStart(2, '0')}`);

const wallTime = (seed: number) =>
  `${String(9 + Math.floor(seed * 8)).padStart(2, '0')}:${String(Math.floor(seed * 4799) % 60).padStart(2, '0')}`;

function entriesOf(
  project: Project,
  calendar: WorkingCalendar,
  options: { regionId: string; fiscalYear: number; until: PlainDate },
): EntryInsert[] {
  const fate = fateOf(project.name, project.unit_name);
  const made: EntryInsert[] = [];
  for (const indicator of project.indicators) {
    const own = chance('indicator', project.name, indicator.name);
    let last = exact(0);
    for (const [index, period] of monthsOf(options.fiscalYear).entries()) {
      if (fate === 'silent' && index + 1 > LAST_REPORT_OF_SILENT) break;
      const recordedOn = nthWorkingDayOfMonth(calendar, addMonths(period, 1), 1 + Math.floor(own * 4));
      if (recordedOn > options.until) break;
      const fact = factOf(indicator.judged, fate, own, index + 1, options.fiscalYear, period, last);
      if (!fact) continue;
      if (fact.value !== null) last = exact(fact.value);
      made.push({
        region_id: options.regionId,
        id: uuidv7(),
        indicator_id: indicator.id,
        project_id: project.id,
        unit_id: project.unit_id,
        period,
        ...fact,
        supersedes: null,
        invented: true,
        recorded_post: '经办人',
        recorded_on: recordedOn,
        recorded_at: `${recordedOn}T${wallTime(chance('time', project.name, indicator.name, period))}:00+08:00`,
        recorded_by: null,
      });
      if (fact.done_on !== null) break;
    }
  }
  return made;
}

type FactColumns = Pick<EntryInsert, 'basis' | 'note'> & {
  value: string | null;
  done_on: string | null;
  grade: 'achieved' | 'partly' | 'not_achieved' | null;
};

function factOf(
  target: JudgedTarget,
  fate: Fate,
  own: number,
  month: number,
  fiscalYear: number,
  period: Month,
  last: ReturnType<typeof exact>,
): FactColumns | null {
  const nothing = { value: null, done_on: null, grade: null, note: null };
  // One indicator in four of a troubled project carries the trouble; the others go as planned.
  const pace = own < 0.45 ? PACE[fate].work : 1.0 + (own - 0.7) * 0.12;
  if (target.measure === 'date') {
    if (target.value === null || !target.value.startsWith(period)) return null;
    return pace < 0.7 ? null : { ...nothing, basis: 'level', done_on: doneOn(target.value, period) };
  }
  if (!isReportAsked(target, fiscalYear, period)) return null;
  if (target.measure === 'grade') {
    return {
      ...nothing,
      basis: 'level',
      grade: pace < 0.7 ? 'not_achieved' : pace < 0.9 ? 'partly' : 'achieved',
      note: '演示数据：按上半年台账和回访情况评定',
    };
  }
  if (target.value === null) return null;
  const whole = exact(target.value);
  if (target.measure === 'level')
    return { ...nothing, basis: 'level', value: levelOf(target, whole, pace, own, month) };
  const share =
    target.curve.type === 'monthly' ? month / 12 : (month / 12) * (month === 12 ? 1 : 0.97 + own * 0.06);
  const value = rounded(whole.times(Math.min(share * pace, 1.4)), target.unit);
  return { ...nothing, basis: 'cumulative', value: (value.lt(last) ? last : value).toFixed() };
}

const doneOn = (due: PlainDate, period: Month): PlainDate => {
  const day = `${period}-18`;
  return day < due ? day : due;
};

function levelOf(
  target: JudgedTarget,
  whole: ReturnType<typeof exact>,
  pace: number,
  own: number,
  month: number,
): string {
  const wobble = Math.sin(month * 1.7 + own * 20) * 0.006;
  if (target.direction === 'at_most') {
    const used = pace < 0.9 && own < 0.2 ? 1.12 : 0.86 + own * 0.1;
    return rounded(whole.times(used + wobble), target.unit).toFixed();
  }
  const reached = whole.times(pace < 0.9 ? 0.72 + own * 0.3 : 1.004 + own * 0.03 + wobble);
  const capped = target.unit === '%' && reached.gt(100) ? exact(100) : reached;
  return rounded(capped, target.unit).toFixed();
}

/** Rates to one decimal, money to the cent, what is counted to whole pieces. */
function rounded(value: ReturnType<typeof exact>, unit: string | null) {
  return value.toDecimalPlaces(unit === '%' ? 1 : unit !== null && unit.startsWith('元') ? 2 : 0);
}

function paymentsOf(
  project: Project,
  calendar: WorkingCalendar,
  options: { regionId: string; fiscalYear: number; until: PlainDate },
): LedgerInsert[] {
  if (project.budget === null || exact(project.budget).lte(0)) return [];
  const fate = fateOf(project.name, project.unit_name);
  const own = chance('money', project.name, project.unit_name);
  // Units differ as well: one office sends its papers sooner than another.
  const pace = PACE[fate].money * (0.97 + own * 0.06) * (0.93 + chance('unit', project.unit_name) * 0.14);
  const made: LedgerInsert[] = [];
  let paid = exact(0);
  for (const [index, period] of monthsOf(options.fiscalYear).entries()) {
    const happenedOn = paymentDay(calendar, period, own);
    if (happenedOn > options.until) break;
    const share = Math.min(((index + 1) / 12) * pace, 1);
    const sum = exact(project.budget).times(share).toDecimalPlaces(2);
    const amount = sum.minus(paid);
    if (amount.lte(0)) continue;
    paid = sum;
    made.push({
      region_id: options.regionId,
      id: uuidv7(),
      project_id: project.id,
      unit_id: project.unit_id,
      fiscal_year: options.fiscalYear,
      event: 'paid',
      happened_on: happenedOn,
      amount: amount.toFixed(2),
      source: project.source,
      payees: null,
      document: `演示〔${options.fiscalYear}〕${String(Math.floor(own * 900) + index + 1)}号`,
      obligation_id: null,
      reverses: null,
      invented: true,
      recorded_post: '经办人',
      recorded_on: happenedOn,
      recorded_at: `${happenedOn}T${wallTime(chance('paid', project.name, period))}:00+08:00`,
      recorded_by: null,
    });
  }
  return made;
}

/** Between the 20th and the month's end, on a working day. */
function paymentDay(calendar: WorkingCalendar, period: Month, own: number): PlainDate {
  for (let day = 20 + Math.floor(own * 9); day > 1; day -= 1) {
    const candidate = `${period}-${String(day).padStart(2, '0')}`;
    if (candidate <= lastDayOf(period) && calendar.isWorkingDay(candidate)) return candidate;
  }
  return lastDayOf(period);
}
