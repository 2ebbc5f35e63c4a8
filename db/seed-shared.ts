/** Reference data that every region reads: working-day exceptions by year and the default rule set. Idempotent. */
import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { DEFAULT_RULE_SET } from '../domain/light.ts';

interface WorkdayFile {
  source: string;
  confirmedYears: number[];
  days: { day: string; isWorkingDay: boolean; name: string }[];
}

export async function seedShared(pool: pg.Pool): Promise<void> {
  const file = JSON.parse(
    readFileSync(new URL('./data/workdays.json', import.meta.url), 'utf8'),
  ) as WorkdayFile;
  await pool.query(
    `insert into shared.calendar_years (year, confirmed, source)
     select y, true, $2 from unnest($1::int[]) y on conflict do nothing`,
    [file.confirmedYears, file.source],
  );
  await pool.query(
    `insert into shared.calendar_days (day, is_working_day, name)
     select * from unnest($1::date[], $2::boolean[], $3::text[]) on conflict do nothing`,
    [
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
