/** What a unit has to fill for one month, with all that the browser needs to judge while it is typed. */
import { sql } from 'kysely';
import { inContext, type Context, type Db } from './database.ts';
import { entryAnswer, inForce, readEntries } from './entries.ts';
import { judgingFor, type Judging } from './judging.ts';
import { recordedEntry } from './steps.ts';
import type { IndicatorGroup } from '../domain/indicator-group.ts';
import type { Light } from '../domain/light.ts';
import { unconfirmedYears, workingDaysBetween, type WorkingCalendar } from '../domain/calendar.ts';
import { isReportAsked, reportDueOn } from '../domain/report-due.ts';
import type { JudgedTarget } from '../domain/target.ts';
import type { EntrySheet, JudgingContext } from '../server/contract.ts';

export function judgingContext(judging: Judging, today: string, fiscalYear: number): JudgingContext {
  const { rules, days, confirmedYears } = judging;
  return { today, fiscalYear, rules, calendar: { days, confirmedYears } };
}

interface SheetRow {
  id: string;
  project_id: string;
  project_name: string;
  budget: string | null;
  unit_name: string;
  invented: boolean;
  level2: string;
  grp: IndicatorGroup;
  name: string;
  raw_target: string | null;
  judged: JudgedTarget;
  light: Light;
}

/** More rows than a sheet holds: a scope chosen by mistake, to be narrowed to a unit. */
export class SheetTooLong extends Error {
  override readonly name = 'SheetTooLong';
}

/**
 * The sheet of a month (`YYYY-MM`, not after this month) for the units in scope, or one of them.
 * Indicators that cannot be judged are left out: there is nothing to fill before the target is put right.
 * @throws SheetTooLong more than `mostRows` indicators; a sheet cut off silently would pass for complete
 */
export async function loadEntrySheet(
  db: Db,
  context: Context,
  options: { period: string; today: string; unitId?: string; mostRows?: number },
): Promise<EntrySheet> {
  const { mostRows = MOST_ROWS } = options;
  const judging = await judgingFor(db, context);
  const fiscalYear = Number(options.period.slice(0, 4));
  return inContext(
    db,
    context,
    async (tx) => {
      const { rows } = await sql<SheetRow>`
        select i.id, i.project_id, p.name as project_name, m.budget, u.name as unit_name, p.invented, i.level2, i.grp,
          i.name, i.raw_target, t.judged, s.light
        from app.indicators i
        join app.projects p on p.region_id = i.region_id and p.id = i.project_id
        join app.units u on u.region_id = i.region_id and u.id = i.unit_id
        join app.subjects s on s.region_id = i.region_id and s.id = i.id
        join app.subjects m on m.region_id = i.region_id and m.project_id = i.project_id and m.kind = 'money'
        join lateral (select judged from app.target_versions v where v.region_id = i.region_id
          and v.indicator_id = i.id and (v.version = 1 or v.valid_from <= ${options.today})
          order by v.version desc limit 1) t on true
        where i.region_id = ${context.regionId} and p.fiscal_year = ${fiscalYear} and i.is_subject
          and (${options.unitId ?? null}::uuid is null or i.unit_id = ${options.unitId ?? null})
        order by p.ordinal, p.id, i.ordinal
        limit ${mostRows + 1}`.execute(tx);
      if (rows.length > mostRows) throw new SheetTooLong(`more than ${mostRows} rows`);
      const entries = await readEntries(tx, {
        regionId: context.regionId,
        indicatorIds: rows.map((row) => row.id),
      });
      const byIndicator = Map.groupBy(entries, (entry) => entry.indicator_id);
      const dueOn = reportDueOn(judging.calendar, options.period, judging.rules);
      const projects = Map.groupBy(
        rows.filter((row) => row.judged.measure !== 'none'),
        (row) => row.project_id,
      );
      const unitNames = new Set(rows.map((row) => row.unit_name));
      return {
        period: options.period,
        unitName: unitNames.size === 1 ? [...unitNames].join() : `${unitNames.size} 个单位`,
        dueOn,
        workingDaysLeft: workingDaysLeft(judging.calendar, options.today, dueOn),
        invented: rows.some((row) => row.invented) || entries.some((entry) => entry.invented),
        judging: judgingContext(judging, options.today, fiscalYear),
        projects: [...projects.values()].flatMap((own) => {
          const first = own[0];
          if (!first) return [];
          return [
            {
              id: first.project_id,
              name: first.project_name,
              budget: first.budget,
              rows: own.map((row) => {
                const standing = inForce(byIndicator.get(row.id) ?? [], options.today);
                const current = standing.find((entry) => entry.period === options.period);
                const previous = standing.findLast((entry) => entry.period < options.period);
                return {
                  indicatorId: row.id,
                  level2: row.level2,
                  group: row.grp,
                  name: row.name,
                  rawTarget: row.raw_target,
                  judged: row.judged,
                  entries: standing.map((entry) => {
                    const { period, basis, value, date, grade } = recordedEntry(entry);
                    return { period, basis, value, date, grade };
                  }),
                  current: current ? entryAnswer(current) : null,
                  previous: previous ? entryAnswer(previous) : null,
                  demanded: isDemanded(row.judged, fiscalYear, options.period, standing.length > 0),
                  light: row.light,
                };
              }),
            },
          ];
        }),
      };
    },
    'snapshot',
  );
}

/** null while they could only be guessed. */
function workingDaysLeft(calendar: WorkingCalendar, today: string, dueOn: string): number | null {
  if (dueOn < today) return 0;
  return unconfirmedYears(calendar, today, dueOn).length > 0
    ? null
    : workingDaysBetween(calendar, today, dueOn);
}

/** A unit fills a few hundred numbers a month; more is a scope chosen by mistake. */
const MOST_ROWS = 5000;

/** Figures by their rhythm; a moment from the month it falls due until somebody says when it was done. */
function isDemanded(target: JudgedTarget, fiscalYear: number, period: string, isReported: boolean): boolean {
  if (target.measure === 'date')
    return !isReported && target.value !== null && target.value.slice(0, 7) <= period;
  return isReportAsked(target, fiscalYear, period);
}
