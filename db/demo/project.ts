/** What the invented year knows of a project: its declaration as it was first committed, whatever has happened since. */
import { sql } from 'kysely';
import { fateOf, PACE, type Fate, type Pace } from './fate.ts';
import { storyOf } from './stories.ts';
import type { Story } from './story.ts';
import { inContext, type Db } from '../database.ts';
import type { Database } from '../tables.ts';
import { dutyOfTarget, type DutyKind, type DutySource } from '../../domain/obligation-rule.ts';
import type { JudgedTarget } from '../../domain/target.ts';

export interface DemoIndicator {
  id: string;
  name: string;
  judged: JudgedTarget;
}

export interface DemoProject {
  regionId: string;
  id: string;
  name: string;
  unitId: string;
  unitName: string;
  fiscalYear: number;
  /** Yuan as declared; null: none is printed. */
  budget: string | null;
  source: Database['app.ledger_events']['source'];
  indicators: DemoIndicator[];
  /** Of the printed targets, the first of each kind. */
  duties: Partial<Record<DutyKind, DutySource>>;
  story: Story | null;
  fate: Fate;
  pace: Pace;
  /** The last month that is reported, 0 to 12. */
  lastReport: number;
}

/** Of a unit that falls silent. */
const LAST_REPORT_OF_SILENT = 3;

interface Row {
  id: string;
  name: string;
  unit_id: string;
  unit_name: string;
  budget: string | null;
  source: DemoProject['source'];
  indicators: (DemoIndicator & { level1: string; level2: string; raw_target: string | null })[];
}

/** The projects that the demonstration's loader declared, in the order of the documents. */
export async function readDemoProjects(
  db: Db,
  options: { regionId: string; slug: string; fiscalYear: number },
): Promise<DemoProject[]> {
  const { regionId, slug, fiscalYear } = options;
  const { rows } = await inContext(
    db,
    { regionId, units: '*' },
    (tx) =>
      sql<Row>`
      select p.id, p.name, p.unit_id, u.name as unit_name, b.budget, b.source,
        coalesce((select jsonb_agg(jsonb_build_object('id', i.id, 'name', i.name, 'judged', t.judged, 'level1', i.level1,
            'level2', i.level2, 'raw_target', t.raw_target) order by i.ordinal)
          from app.indicators i join app.target_versions t on t.region_id = i.region_id and t.indicator_id = i.id
          where i.region_id = p.region_id and i.project_id = p.id and t.version = 1), '[]') as indicators
      from app.projects p
      join app.units u on u.region_id = p.region_id and u.id = p.unit_id
      cross join lateral (
        select sum(l.amount)::text as budget, (array_agg(l.source order by l.amount desc))[1] as source
        from app.ledger_events l where l.region_id = p.region_id and l.project_id = p.id and l.event = 'budgeted'
          and l.recorded_by is null) b
      where p.region_id = ${regionId} and p.fiscal_year = ${fiscalYear} and p.recorded_by is null
      order by p.ordinal, p.id`.execute(tx),
    'snapshot',
  );
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const nth = seen.get(row.name) ?? 0;
    seen.set(row.name, nth + 1);
    const story = storyOf(slug, row.name, nth);
    const fate = fateOf(row.name, row.unit_name);
    return {
      regionId,
      id: row.id,
      name: row.name,
      unitId: row.unit_id,
      unitName: row.unit_name,
      fiscalYear,
      budget: row.budget,
      source: row.source,
      indicators: row.indicators.map(({ id, name, judged }) => ({ id, name, judged })),
      duties: dutiesOf(row, fiscalYear),
      story,
      fate,
      pace: story?.pace ?? PACE[fate],
      lastReport: story ? (story.lastReport ?? 12) : fate === 'silent' ? LAST_REPORT_OF_SILENT : 12,
    };
  });
}

function dutiesOf(row: Row, fiscalYear: number): DemoProject['duties'] {
  const duties: DemoProject['duties'] = {};
  for (const { id, level1, level2, name, raw_target } of row.indicators) {
    const duty = dutyOfTarget(
      { id, level1, level2, name, rawTarget: raw_target, recordedOn: '', projectName: row.name },
      fiscalYear,
    );
    if (duty) duties[duty.kind] ??= duty;
  }
  return duties;
}
