/** What a judgement needs besides facts: working days and the rule set. Kept per handle, read again when it changed. */
import { sql } from 'kysely';
import type { Context, Db, Tx } from './database.ts';
import { calendarOf, weekday, type ConfirmedYear, type WorkingCalendar } from '../domain/calendar.ts';
import { OFFICE_LANGUAGE, type Language } from '../domain/language.ts';
import type { RuleSet } from '../domain/light.ts';

export interface Judging {
  calendar: WorkingCalendar;
  /** The newest rule set; every judgement stored says by which version it was made. */
  rules: RuleSet;
  /** What differs from Monday to Friday as known now, for the browser that judges with the same code. */
  days: { day: string; isWorkingDay: boolean }[];
  confirmedYears: number[];
  /** Another one when a year or the rules have another version. */
  stamp: string;
  /** Of the sentences that are said of a judgement; what is stored is in the office's. */
  language: Language;
}

const loaded = new WeakMap<object, Promise<Judging>>();

/**
 * The calendar and rules of this database as this handle knows them: no query but the first time. Who may not miss a
 * change calls `refreshJudging`; the server and the worker do so every few seconds and before each scan.
 */
export function loadJudging(db: Db): Promise<Judging> {
  return loaded.get(db) ?? keep(db, readJudging(db));
}

/**
 * As `loadJudging`, and asks the database first whether a year or the rules changed: one small query.
 * What was committed before the call is known after it.
 */
export async function refreshJudging(db: Db): Promise<Judging> {
  const known = loaded.get(db);
  if (!known) return loadJudging(db);
  const { rows } = await sql<{ stamp: string }>`select ${STAMP} as stamp`.execute(db);
  const judging = await known;
  if (judging.stamp === rows[0]?.stamp) return judging;
  return keep(db, readJudging(db));
}

/** For sentences in the language of who reads. */
export function spokenTo(judging: Judging, { language }: Context): Judging {
  return language === undefined || language === judging.language ? judging : { ...judging, language };
}

/** As `loadJudging`, for answers to somebody who reads. */
export async function judgingFor(db: Db, context: Context): Promise<Judging> {
  return spokenTo(await loadJudging(db), context);
}

function keep(db: Db, judging: Promise<Judging>): Promise<Judging> {
  loaded.set(db, judging);
  // A failed read must not be remembered.
  judging.catch(() => {
    if (loaded.get(db) === judging) loaded.delete(db);
  });
  return judging;
}

/** Versions only grow, so that their sum changes with each of them. */
const STAMP = sql<string>`(select coalesce(sum(version), 0) from shared.calendar_years)
  || '.' || (select max(version) from shared.rule_sets)`;

interface Read {
  stamp: string;
  version: number;
  rules: RuleSet;
  years: ConfirmedYear[];
}

/** One statement: days of one version and the confirmation of another would not fit together. */
async function readJudging(db: Tx): Promise<Judging> {
  const { rows } = await sql<Read>`
    select ${STAMP} as stamp, r.version, r.rules,
      coalesce((select json_agg(y order by y.version, y.year) from (
        select c.year, c.version, c.known_from as "knownFrom",
          coalesce((select json_agg(json_build_object('day', d.day, 'isWorkingDay', d.is_working_day) order by d.day)
            from shared.calendar_days d where d.year = c.year and d.version = c.version), '[]') as days
        from shared.calendar_years c where c.confirmed) y), '[]') as years
    from shared.rule_sets r order by r.version desc limit 1`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('the database has no rule set');
  const newest = new Map(row.years.map((year) => [year.year, year]));
  const confirmedYears = [...newest.keys()].sort((a, b) => a - b);
  return {
    calendar: calendarOf(row.years),
    rules: { ...row.rules, version: row.version },
    days: confirmedYears
      .flatMap((year) => newest.get(year)?.days ?? [])
      .filter(({ day, isWorkingDay }) => isWorkingDay !== weekday(day) <= 5),
    confirmedYears,
    stamp: row.stamp,
    language: OFFICE_LANGUAGE,
  };
}
