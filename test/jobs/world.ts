/** A county with projects whose one indicator adds up over 2023, judged on the day of its declaration. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inContext, type Db } from '../../db/database.ts';
import { loadJudging } from '../../db/judging.ts';
import { reassessProjects } from '../../db/reassess.ts';
import type { JudgedTarget } from '../../domain/target.ts';
import type { TestDatabase } from '../postgres.ts';

export interface County {
  regionId: string;
  projectIds: string[];
}

/** The declarations come in, and from then on nobody reports anything. */
export const DECLARED_ON = '2023-01-10';

const target: JudgedTarget = {
  measure: 'cumulative',
  direction: 'at_least',
  value: '1200',
  unit: '人',
  curve: { type: 'even' },
  reportEvery: 'month',
  reason: null,
  assumed: [],
};

/** @param worker handle of the worker's login */
export async function makeCounty(
  database: TestDatabase,
  worker: Db,
  options: { projects: number },
): Promise<County> {
  const regionId = randomUUID();
  const unitId = randomUUID();
  const projectIds = Array.from({ length: options.projects }, () => randomUUID());
  const recordedAt = `${DECLARED_ON}T09:00:00+08:00`;
  const recorded = { recorded_on: DECLARED_ON, recorded_at: recordedAt, recorded_by: null };

  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query(`insert into shared.regions (id, slug, name) values ($1, $2, $3)`, [
    regionId,
    `county-${regionId.slice(0, 8)}`,
    '测试县',
  ]);
  await client.end();

  await inContext(worker, { regionId, units: '*' }, async (tx) => {
    const inRegion = { region_id: regionId, unit_id: unitId };
    await tx
      .insertInto('app.units')
      .values({
        region_id: regionId,
        id: unitId,
        parent_id: null,
        kind: 'department',
        slug: 'bureau',
        name: '测试局',
        short_name: '测试局',
      })
      .execute();
    for (const [ordinal, projectId] of projectIds.entries()) {
      const indicatorId = randomUUID();
      await tx
        .insertInto('app.projects')
        .values({
          ...inRegion,
          ...recorded,
          id: projectId,
          fiscal_year: 2023,
          fingerprint: projectId,
          name: `项目 ${ordinal + 1}`,
          department: null,
          department_code: null,
          attribute: null,
          duration: null,
          goal_annual: null,
          goal_period: null,
          funding: JSON.stringify({ annual: null, period: null }),
          texts: '{}',
          money_curve: JSON.stringify({ type: 'even' }),
          ordinal,
          invented: false,
          import_id: null,
        })
        .execute();
      await tx
        .insertInto('app.indicators')
        .values({
          ...inRegion,
          ...recorded,
          id: indicatorId,
          project_id: projectId,
          ordinal: 0,
          scope: 'annual',
          level1: '产出指标',
          level2: '数量指标',
          level2_code: null,
          grp: 'quantity',
          name: '补贴人数',
          raw_target: '≥1200人',
          pairs_with: null,
          is_subject: true,
          place: '{}',
          adjustment_id: null,
        })
        .execute();
      await tx
        .insertInto('app.target_versions')
        .values({
          ...inRegion,
          ...recorded,
          id: randomUUID(),
          indicator_id: indicatorId,
          version: 1,
          raw_target: '≥1200人',
          parsed: '{}',
          judged: JSON.stringify(target),
          valid_from: DECLARED_ON,
          supersedes: null,
          adjustment_id: null,
        })
        .execute();
    }
    await reassessProjects(tx, await loadJudging(worker), {
      regionId,
      projectIds,
      subjectIds: null,
      cause: { by: null, at: recordedAt, quiet: true },
      today: DECLARED_ON,
    });
  });
  return { regionId, projectIds };
}

export interface Stand {
  light: string;
  lightSince: string;
  nextCheckOn: string | null;
  /** Intervals stored for the subject, oldest first. */
  intervals: { fromDay: string; toDay: string | null; light: string }[];
}

/** How the indicators of the county stand, in the order of its projects. */
export async function standings(worker: Db, county: County): Promise<Stand[]> {
  return await inContext(worker, { regionId: county.regionId, units: '*' }, async (tx) => {
    const subjects = await tx
      .selectFrom('app.subjects')
      .select(['id', 'project_id', 'light', 'light_since', 'next_check_on'])
      .where('kind', '=', 'indicator')
      .execute();
    const judgements = await tx
      .selectFrom('app.judgements')
      .select(['subject_id', 'from_day', 'to_day', 'light'])
      .orderBy('from_day')
      .execute();
    return county.projectIds.map((projectId) => {
      const subject = subjects.find((row) => row.project_id === projectId);
      if (!subject) throw new Error(`project ${projectId} has no judged indicator`);
      return {
        light: subject.light,
        lightSince: subject.light_since,
        nextCheckOn: subject.next_check_on,
        intervals: judgements
          .filter((row) => row.subject_id === subject.id)
          .map((row) => ({ fromDay: row.from_day, toDay: row.to_day, light: row.light })),
      };
    });
  });
}

/** Announcements of judgements: each change is told once. */
export async function countLiveEvents(worker: Db, county: County): Promise<number> {
  return await inContext(worker, { regionId: county.regionId, units: '*' }, async (tx) => {
    const { count } = await tx
      .selectFrom('app.live_events')
      .select((build) => build.fn.countAll<string>().as('count'))
      .where('type', '=', 'judged')
      .executeTakeFirstOrThrow();
    return Number(count);
  });
}
