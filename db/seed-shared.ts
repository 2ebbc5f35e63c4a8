/** Reference data that every region reads: working-day exceptions by year and the default rule set. Idempotent. */
import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { DEFAULT_RULE_SET } from '../domain/light.ts';

interface WorkdayFile {
  /** Years whose days off are published, with the notice. */
  years: { year: number; source: string }[];
  /** All days off of the notices, weekends too, and the make-up days. */
  days: { day: string; isWorkingDay: boolean; name: string }[];
}

export async function seedShared(pool: pg.Pool): Promise<void> {
  const file = JSON.parse(
    readFileSync(new URL('./data/workdays.json', import.meta.url), 'utf8'),
  ) as WorkdayFile;
  // Only years that are new: one that the administrator confirmed or corrected is not ours to touch at every start.
  await pool.query(
    `with added as (
       insert into shared.calendar_years (year, version, confirmed, source)
       select y.year, 1, true, y.source from unnest($1::int[], $2::text[]) y (year, source)
       on conflict do nothing returning year)
     insert into shared.calendar_days (year, version, day, is_working_day, name)
     select a.year, 1, d.day, d.is_working_day, d.name
     from unnest($3::date[], $4::boolean[], $5::text[]) d (day, is_working_day, name)
     join added a on a.year = extract(year from d.day)`,
    [
      file.years.map((entry) => entry.year),
      file.years.map((entry) => entry.source),
      file.days.map((entry) => entry.day),
      file.days.map((entry) => entry.isWorkingDay),
      file.days.map((entry) => entry.name),
    ],
  );
  await pool.query(
    `insert into shared.rule_sets (version, effective_from, rules, origin)
     values ($1, '2000-01-01', $2, $3) on conflict do nothing`,
    [
      DEFAULT_RULE_SET.version,
      JSON.stringify(DEFAULT_RULE_SET),
      '各地系统通行做法（实际÷应达 60/80/90/120），非法定阈值，可由县级调整',
    ],
  );
}
