/** What a judgement needs besides facts: working days and the rule set. Read once per process and handle. */
import type { Db, Tx } from './database.ts';
import { workingCalendar, type WorkingCalendar } from '../domain/calendar.ts';
import type { RuleSet } from '../domain/light.ts';

export interface Judging {
  calendar: WorkingCalendar;
  /** The newest rule set; every judgement stored says by which version it was made. */
  rules: RuleSet;
  /** The calendar as rows, for the browser that judges with the same code. */
  days: { day: string; isWorkingDay: boolean }[];
  confirmedYears: number[];
}

const loaded = new WeakMap<object, Promise<Judging>>();

/** The calendar and rules of this database. Kept for the life of the handle: both change only while the product starts. */
export function loadJudging(db: Db): Promise<Judging> {
  let judging = loaded.get(db);
  if (!judging) {
    judging = readJudging(db);
    loaded.set(db, judging);
    // A failed read must not be remembered.
    judging.catch(() => loaded.delete(db));
  }
  return judging;
}

async function readJudging(db: Tx): Promise<Judging> {
  const [days, years, ruleSet] = await Promise.all([
    db.selectFrom('shared.calendar_days').select(['day', 'is_working_day']).orderBy('day').execute(),
    db.selectFrom('shared.calendar_years').select('year').where('confirmed', '=', true).execute(),
    db
      .selectFrom('shared.rule_sets')
      .select(['version', 'rules'])
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow(),
  ]);
  const rows = days.map((row) => ({ day: row.day, isWorkingDay: row.is_working_day }));
  const confirmedYears = years.map((row) => row.year).sort();
  return {
    calendar: workingCalendar(rows, confirmedYears),
    rules: { ...ruleSet.rules, version: ruleSet.version },
    days: rows,
    confirmedYears,
  };
}
