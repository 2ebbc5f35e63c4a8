/**
 * The calendar of days off: which years are confirmed and needed, what an import would change, and its confirmation.
 * A confirmation is a fact: it is added as the year's next version, known from its day on, and written into the audit log.
 */
import { sql } from 'kysely';
import { recordAudit } from './audit.ts';
import type { Decision } from './accounts.ts';
import type { Db, Tx } from './database.ts';
import { findIdempotent, retryIdempotencyRace, storeIdempotent } from './idempotency.ts';
import { findJobRun, recordJobFinish } from './job-runs.ts';
import type { Recorded } from './record-fact.ts';
import { addDays, firstDayOf, isPlainDate, monthOfYear, yearOf, type PlainDate } from '../domain/calendar.ts';
import {
  checkYear,
  compareYears,
  readCalendarText,
  workingDaysOfYear,
  type CalendarDay,
} from '../domain/calendar-import.ts';
import type {
  CalendarAnswer,
  CalendarConfirmBody,
  CalendarConfirmed,
  CalendarPreview,
  CalendarYear,
} from '../server/contract-calendar.ts';

/** How long before a needed year begins that it is not confirmed becomes an alarm. The notice comes out in November. */
const ALARM_DAYS = 60;

/** Years as they stand, ascending; those that are needed, or next, and not confirmed have no days. */
export async function listCalendar(db: Db, today: PlainDate): Promise<CalendarAnswer> {
  const [stored, projects] = await Promise.all([readYears(db), projectsByYear(db)]);
  const needed = neededYears(projects, today);
  const confirmed = new Set(stored.map(({ year }) => year));
  const unconfirmed = needed.filter((year) => !confirmed.has(year));
  // The next year is there to be imported as soon as its notice comes out.
  const missing = [...new Set([...unconfirmed, yearOf(today) + 1])].filter((year) => !confirmed.has(year));
  const years = [...stored, ...missing.map(missingYear)]
    .map((year) => ({ ...year, isNeeded: needed.includes(year.year) }))
    .sort((a, b) => a.year - b.year);
  return { today, years, needed, unconfirmed, alarm: unconfirmed.filter((year) => isSoon(year, today)) };
}

/** Years that are needed within 60 days or already, and not confirmed. */
export async function findUnconfirmedYears(db: Db, today: PlainDate): Promise<number[]> {
  const [{ rows }, projects] = await Promise.all([
    sql<{ year: number }>`select distinct year from shared.calendar_years where confirmed`.execute(db),
    projectsByYear(db),
  ]);
  const confirmed = new Set(rows.map(({ year }) => year));
  return neededYears(projects, today).filter((year) => !confirmed.has(year) && isSoon(year, today));
}

const isSoon = (year: number, today: PlainDate): boolean =>
  firstDayOf(monthOfYear(year, 1)) <= addDays(today, ALARM_DAYS);

/** Of each year with projects: it, and the next, in whose January December is reported. And the running year. */
function neededYears(projects: ReadonlyMap<number, number>, today: PlainDate): number[] {
  const years = new Set([yearOf(today)]);
  for (const year of projects.keys()) years.add(year).add(year + 1);
  return [...years].sort((a, b) => a - b);
}

/** Number of projects by fiscal year, of all regions. */
async function projectsByYear(db: Tx): Promise<Map<number, number>> {
  const { rows } = await sql<{ fiscal_year: number; projects: number }>`
    select fiscal_year, projects from ops.projects_by_year()`.execute(db);
  return new Map(rows.map((row) => [row.fiscal_year, row.projects]));
}

type StoredYear = Omit<CalendarYear, 'isNeeded'>;

const missingYear = (year: number): StoredYear => ({
  year,
  confirmed: false,
  version: 0,
  source: null,
  knownFrom: null,
  confirmedAt: null,
  workingDays: null,
  days: [],
});

/** The newest version of each year, or of one. */
async function readYears(db: Tx, only: number | null = null): Promise<StoredYear[]> {
  const { rows } = await sql<Omit<StoredYear, 'workingDays'>>`
    select distinct on (y.year) y.year, y.confirmed, y.version, y.source, y.known_from as "knownFrom",
      y.recorded_at as "confirmedAt",
      coalesce((select json_agg(json_build_object('day', d.day, 'isWorkingDay', d.is_working_day, 'name', d.name)
        order by d.day) from shared.calendar_days d where d.year = y.year and d.version = y.version), '[]') as days
    from shared.calendar_years y where ${only}::int is null or y.year = ${only}
    order by y.year, y.version desc`.execute(db);
  return rows.map((row) => ({ ...row, workingDays: workingDaysOfYear(row.year, row.days) }));
}

/** What the text says of the year, what speaks against it, and what would differ from what is stored. Changes nothing. */
export async function previewCalendar(
  db: Db,
  { text, year }: { text: string; year: number },
  today: PlainDate,
): Promise<CalendarPreview> {
  const [[stored = missingYear(year)], projects] = await Promise.all([
    readYears(db, year),
    projectsByYear(db),
  ]);
  const { days, findings } = readCalendarText(text, year);
  const all = [...findings, ...(days.length > 0 ? checkYear(year, days) : [])];
  return {
    year,
    /** The confirmation names it, so that nobody confirms against something else. */
    basedOn: stored.version,
    days,
    findings: all,
    changes: compareYears(stored.days, days),
    workingDays: { before: stored.workingDays, after: workingDaysOfYear(year, days) },
    canConfirm: days.length > 0 && all.every(({ severity }) => severity !== 'must_fix'),
    recompute: { projects: [...projects.values()].reduce((sum, count) => sum + count, 0), on: today },
  };
}

/** The year got another version since the preview. */
export interface CalendarConflict {
  conflict: { version: number };
}

/**
 * Stores the year's next version and has every project looked at again, in one transaction with its audit row.
 * The handle's own calendar is not refreshed here: `refreshJudging` after it.
 */
export function confirmYear(
  db: Db,
  {
    year,
    body,
    today,
    accountId,
  }: { year: number; body: CalendarConfirmBody; today: PlainDate; accountId: string },
  { idempotency, at }: Decision,
): Promise<Recorded<CalendarConfirmed> | CalendarConflict> {
  const wrong = wrongIn(year, body.days);
  return retryIdempotencyRace(() =>
    db.transaction().execute(async (tx): Promise<Recorded<CalendarConfirmed> | CalendarConflict> => {
      await sql`select pg_advisory_xact_lock(hashtextextended('calendar', 0))`.execute(tx);
      const found = await findIdempotent(tx, idempotency);
      if (found.kind === 'reused') return { keyReused: true };
      if (found.kind === 'replayed') return { replayed: { status: found.status, answer: found.answer } };
      if (wrong !== null) return { refused: wrong };
      const [stored = missingYear(year)] = await readYears(tx, year);
      if (stored.version !== body.basedOn) return { conflict: { version: stored.version } };
      const version = stored.version + 1;
      const days = body.days.toSorted((a, b) => (a.day < b.day ? -1 : 1));
      await tx
        .insertInto('shared.calendar_years')
        .values({
          year,
          version,
          known_from: today,
          confirmed: true,
          source: body.source.trim(),
          recorded_at: at.wall,
          recorded_by: accountId,
        })
        .execute();
      await tx
        .insertInto('shared.calendar_days')
        .values(
          days.map((d) => ({ year, version, day: d.day, is_working_day: d.isWorkingDay, name: d.name })),
        )
        .execute();
      const { rows } = await sql<{ projects: number }>`
        select ops.watch_all_again(${today}::date) as projects`.execute(tx);
      const projects = rows[0]?.projects ?? 0;
      await recordAudit(tx, {
        at: at.wall,
        accountId,
        regionId: null,
        deed: 'calendar_confirmed',
        detail: {
          year,
          version,
          knownFrom: today,
          source: body.source.trim(),
          changes: compareYears(stored.days, days),
          projects,
        },
      });
      const [confirmed] = await readYears(tx, year);
      if (!confirmed) throw new Error('the year just stored is not there');
      const isNeeded = neededYears(await projectsByYear(tx), today).includes(year);
      const answer = { year: { ...confirmed, isNeeded }, projects };
      await storeIdempotent(tx, idempotency, 201, answer, at.product);
      return { answer };
    }),
  );
}

/** Why these days cannot be a year's, or null. The preview said so before: whoever skips it is refused here. */
function wrongIn(year: number, days: readonly CalendarDay[]) {
  const refuse = (message: string) => ({ message, fields: { days: message } });
  const seen = new Set<string>();
  for (const { day } of days) {
    if (!isPlainDate(day) || yearOf(day) !== year) return refuse(`${day} 不是 ${year} 年的一天。`);
    if (seen.has(day)) return refuse(`${day} 出现了两次。`);
    seen.add(day);
  }
  const fault = checkYear(year, days).find(({ severity }) => severity === 'must_fix');
  return fault ? refuse(`${fault.message}。`) : null;
}

/** Servers ask for a changed calendar every two seconds; after this long none judges by the one before. */
const EVERYBODY_KNOWS_AFTER_MS = 15_000;

/**
 * A server that had not yet heard of a confirmation may have judged by the old calendar after the projects were marked,
 * and so have unmarked them: they are marked once more, when everybody knows. Called by each tick.
 */
export async function watchAgainWhenKnown(db: Db, now: { today: PlainDate; wall: string }): Promise<void> {
  const { rows } = await sql<{ last: string | null; versions: number }>`
    select max(recorded_at) as last, coalesce(sum(version), 0)::int as versions
    from shared.calendar_years`.execute(db);
  const { last = null, versions = 0 } = rows[0] ?? {};
  if (last === null || Date.parse(now.wall) - Date.parse(last) < EVERYBODY_KNOWS_AFTER_MS) return;
  const run = await findJobRun(db, 'calendar');
  if (run?.lastResult && 'versions' in run.lastResult && run.lastResult.versions === versions) return;
  await sql`select ops.watch_all_again(${now.today}::date)`.execute(db);
  const done = { at: now.wall, processedDay: now.today, result: { versions }, failed: 0 };
  await recordJobFinish(db, 'calendar', done);
}
