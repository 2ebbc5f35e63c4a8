/** Projects of a year as they stand now, with every adjustment, to be made ready for another year. */
import { sql } from 'kysely';
import { inContext, type Context, type Db } from './database.ts';
import { readStandings } from './standing-project.ts';
import type { FundingBlock } from './tables.ts';
import type { WrittenProject } from '../domain/written-form.ts';

/** Projects that one preview takes: more are copied unit by unit. */
export const MOST_COPIED = 500;

interface Row {
  id: string;
  funding: { period: FundingBlock | null };
  texts: Record<string, string | null>;
  indicators: { id: string; scope: 'annual' | 'period'; level2_code: string | null }[];
}

/**
 * In the order of the declarations; without indicators that were ended.
 * @param options.projectIds only these; left out: all of the year in scope
 * @returns null: more than `MOST_COPIED`
 */
export function readYear(
  db: Db,
  context: Context,
  options: { year: number; projectIds?: readonly string[] | undefined },
): Promise<WrittenProject[] | null> {
  const { regionId } = context;
  const { year, projectIds } = options;
  return inContext(
    db,
    context,
    async (tx) => {
      const { rows } = await sql<Row>`
        select p.id, p.funding, p.texts,
          coalesce((select json_agg(json_build_object('id', i.id, 'scope', i.scope, 'level2_code', i.level2_code))
            from app.indicators i where i.region_id = p.region_id and i.project_id = p.id), '[]') as indicators
        from app.projects p
        where p.region_id = ${regionId} and p.fiscal_year = ${year}
          and (${projectIds ? [...projectIds] : null}::uuid[] is null or p.id = any (${projectIds ? [...projectIds] : null}::uuid[]))
        order by p.ordinal, p.id limit ${MOST_COPIED + 1}`.execute(tx);
      if (rows.length > MOST_COPIED) return null;
      const standings = await readStandings(
        tx,
        regionId,
        rows.map(({ id }) => id),
      );
      return rows.flatMap(({ id, funding, texts, indicators }): WrittenProject[] => {
        const standing = standings.get(id)?.project;
        if (!standing) return [];
        const { department, departmentCode, attribute, duration, goalAnnual, goalPeriod } = standing.texts;
        const printed = new Map(indicators.map((row) => [row.id, row]));
        const isPeriodJudged = standing.indicators.some((row) => printed.get(row.id)?.scope === 'period');
        return [
          {
            projectName: standing.name,
            implementingUnit: standing.unitName,
            department,
            departmentCode,
            fiscalYear: standing.fiscalYear,
            attribute,
            duration,
            goalAnnual,
            goalPeriod,
            amounts: standing.budget,
            periodFunding: funding.period,
            texts,
            indicators: [
              ...standing.indicators.map(({ id: indicatorId, level1, level2, name, rawTarget }) => ({
                level1,
                level2,
                name,
                rawTarget,
                scope: isPeriodJudged ? ('period' as const) : ('annual' as const),
                judged: true,
                level2Code: printed.get(indicatorId)?.level2_code ?? null,
              })),
              ...standing.rows.map(({ level2, name, rawTarget }) => ({
                level1: standing.indicators.find((row) => row.level2 === level2)?.level1 ?? '',
                level2,
                name,
                rawTarget,
                scope: isPeriodJudged ? ('annual' as const) : ('period' as const),
                judged: false,
              })),
            ],
          },
        ];
      });
    },
    'snapshot',
  );
}
