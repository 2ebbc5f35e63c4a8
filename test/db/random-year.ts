/**
 * A random year judged day by day and replayed from the facts: the same rows, and every past day is said to have been
 * what was said on that day. `npm test` takes one year, the soak several.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../db/database.ts';
import { loadOverview } from '../../db/overview.ts';
import { listProjects } from '../../db/project-list.ts';
import { rebuildProjects } from '../../db/rebuild.ts';
import { simulateYear, type Told } from './simulated-year.ts';
import { look, type openHandles } from './world.ts';

/** @param seed which year; the same seed gives the same year */
export function describeRandomYear(handles: Awaited<ReturnType<typeof openHandles>>, seed: number): void {
  const { db, worker } = handles;
  describe(`a year of entries, corrections, payments, adjustments and days, the ${seed}. of its kind`, () => {
    let context: Context;
    let told: Told[];
    let lastDay: string;
    let alertsSeen = 0;

    beforeAll(async () => {
      const year = await simulateYear(handles, { seed, onCheck: expectNothingDiffers });
      ({ context, told, lastDay } = year);
      expect(year.recorded).toBeGreaterThan(100);
      expect(year.adjusted).toBeGreaterThan(8);
      expect(told.length).toBeGreaterThan(60);
    });

    async function expectNothingDiffers(regionId: string, today: string) {
      const stored = () =>
        look(db, { regionId, units: '*' }, async (tx) => ({
          judgements: await tx
            .selectFrom('app.judgements')
            .selectAll()
            .orderBy('subject_id')
            .orderBy('from_day')
            .execute(),
          subjects: await tx.selectFrom('app.subjects').selectAll().orderBy('id').execute(),
          obligations: await tx.selectFrom('app.obligations').selectAll().orderBy('id').execute(),
          // When the ladder looks next follows from when it looked last.
          alerts: (await tx.selectFrom('app.alerts').selectAll().orderBy('id').execute()).map(
            ({ next_step_on: _, ...alert }) => alert,
          ),
        }));
      const before = await stored();
      const rebuilt = await rebuildProjects(worker, { regionId, today });
      expect(await stored()).toEqual(before);
      expect({ today, differing: rebuilt.differing }).toEqual({ today, differing: 0 });
      expect(rebuilt.rows).toBe(Object.values(before).reduce((sum, rows) => sum + rows.length, 0));
      alertsSeen += before.alerts.length;
    }

    it('is the same replayed from the facts', async () => {
      await expectNothingDiffers(context.regionId, lastDay);
      expect(alertsSeen).toBeGreaterThan(20);
    });

    it('says of every past day what was said on that day', async () => {
      for (const day of told) {
        const overview = await loadOverview(db, context, { year: 2023, asOf: day.today, today: lastDay });
        expect(overviewOf(overview)).toEqual(overviewOf(day.overview));
        const { items } = await listProjects(db, context, {
          year: 2023,
          asOf: day.today,
          today: lastDay,
          limit: 200,
        });
        expect(items).toEqual(day.projects);
      }
    });

    it('has for every subject intervals without gap or overlap, the last one open and equal to its state, or ended by an adjustment', async () => {
      const rows = await look(db, context, (tx) =>
        tx.selectFrom('app.judgements').selectAll().orderBy('subject_id').orderBy('from_day').execute(),
      );
      const subjects = await look(db, context, (tx) => tx.selectFrom('app.subjects').selectAll().execute());
      const bySubject = Map.groupBy(rows, (row) => row.subject_id);
      const ended = await look(db, context, (tx) =>
        tx.selectFrom('app.target_versions').select('indicator_id').where('ended', '=', true).execute(),
      );
      const isEnded = new Set(ended.map((version) => version.indicator_id));
      const standing = new Set(subjects.map((subject) => subject.id));
      for (const [id, intervals] of bySubject) {
        if (standing.has(id)) continue;
        expect(isEnded.has(id)).toBe(true);
        intervals.forEach((interval, n) => {
          const next = intervals[n + 1]?.from_day;
          if (next === undefined) expect(interval.to_day).not.toBeNull();
          else expect(interval.to_day).toBe(next);
        });
      }
      expect(subjects.filter((subject) => !bySubject.has(subject.id))).toEqual([]);
      for (const subject of subjects) {
        const intervals = bySubject.get(subject.id) ?? [];
        intervals.forEach((interval, n) => expect(interval.to_day).toBe(intervals[n + 1]?.from_day ?? null));
        const { light, light_since, inputs, budget, initial_budget, executed } = subject;
        expect(intervals.at(-1)).toMatchObject({
          light,
          light_since,
          inputs,
          budget,
          initial_budget,
          executed,
        });
      }
    });
  });
}

/** What a leader reads; not the day it is read on nor where the live channel stands. */
function overviewOf(overview: Told['overview']) {
  const { today: _today, readAt: _readAt, cursor: _cursor, duties, ...shown } = overview;
  // The rows shown say how far they were climbed by now.
  const { late: _late, soon: _soon, ...counts } = duties;
  return { ...shown, duties: counts };
}
