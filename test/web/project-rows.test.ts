import { describe, expect, it } from 'vitest';
import type { ProjectPage, ProjectRow } from '../../server/contract.ts';
import type { LiveEvent } from '../../web/live-channel.ts';
import { byLight } from '../../web/lights.ts';
import { filterOf } from '../../web/projects-query.ts';
import { PART_SIZE, applyToList, listOf, missingParts, partOf, rowAt } from '../../web/project-rows.ts';
import { rowsInWindow } from '../../web/windowed-rows.ts';
import { judged, lights } from './sample-overview.ts';
import { projectPage, projectRow } from './sample-projects.ts';

const page = (items: ProjectRow[], changes: Partial<ProjectPage> = {}) => projectPage(items, changes);
const ROW = projectRow(0, {
  light: 'attention',
  byLight: lights({ attention: 1, normal: 3 }),
  indicators: 4,
});
const change = (changes: Parameters<typeof judged>[0] = {}, seq = 41, id = `e${seq}`): LiveEvent => ({
  seq,
  id,
  topic: 'overview',
  type: 'judged',
  data: judged({
    projectId: ROW.projectId,
    light: { from: 'attention', to: 'severe' },
    projectLight: { from: 'attention', to: 'severe' },
    money: null,
    ...changes,
  }),
});
const listed = (changes: Partial<ProjectPage> = {}) => {
  const list = listOf(page([ROW, projectRow(1)], changes), null);
  if (!list) throw new Error('the first page says what the list is about');
  return list;
};
const FILTER = filterOf({});

describe('a live change of the list', () => {
  it('changes the row, its indicators’ lights and the sums', () => {
    const applied = applyToList(listed(), FILTER, [change()]);
    const row = rowAt(applied.list, 0);
    expect(row).toMatchObject({ light: 'severe', indicators: 4, since: '2023-07-31' });
    expect(row && byLight(row)).toMatchObject({ attention: 0, severe: 1, normal: 3 });
    expect(byLight(applied.list.totals)).toMatchObject({ attention: 0, severe: 1, normal: 1 });
    expect(applied.touched).toEqual([ROW.projectId]);
    // The worst come first: it may belong elsewhere now.
    expect(applied.moved).toEqual([ROW.projectId]);
  });

  it('changes money in the row and in the sums, to the cent', () => {
    const money = { budget: '100.00', executed: '60.10', budgetBefore: '100.00', executedBefore: '50.00' };
    const still = { from: 'attention', to: 'attention' } as const;
    const event = change({ kind: 'money', light: still, projectLight: still, money });
    const applied = applyToList(listed(), FILTER, [event]);
    expect(rowAt(applied.list, 0)).toMatchObject({ executed: '60.10', executionRate: 0.601 });
    expect(applied.list.totals).toMatchObject({ budget: '200.00', executed: '110.10' });
    expect(applied.moved).toEqual([]);
    expect(applyToList(listed(), filterOf({ sort: 'budget' }), [event]).moved).toEqual([ROW.projectId]);
  });

  it('is not counted twice in a part that was read with it', () => {
    const list = listed();
    const later = {
      ...list,
      parts: new Map([[0, partOf(page([ROW], { cursor: { seq: 41, pending: ['e42'] } }))]]),
    };
    for (const event of [change({}, 41), change({}, 42)]) {
      const applied = applyToList(later, FILTER, [event]);
      expect(rowAt(applied.list, 0)).toBe(ROW);
      expect(byLight(applied.list.totals).severe).toBe(1);
    }
  });

  it('of a row that was not read moves the sums, and of a filtered list none', () => {
    const elsewhere = change({ projectId: '00000000-0000-4000-8000-00000000ffff' });
    const applied = applyToList(listed(), FILTER, [elsewhere]);
    expect(byLight(applied.list.totals).severe).toBe(1);
    expect([applied.touched, applied.moved.length]).toEqual([[], 1]);
    const filtered = applyToList(listed(), filterOf({ q: 'x' }), [elsewhere]);
    expect(byLight(filtered.list.totals).severe).toBe(0);
    expect(filtered.moved).toHaveLength(1);
  });

  it('of another year is none; of a later day, or an import, needs a fresh list', () => {
    const list = listed();
    expect(applyToList(list, FILTER, [change({ fiscalYear: 2022 })])).toEqual({
      list,
      touched: [],
      moved: [],
      needsReload: false,
    });
    expect(applyToList(list, FILTER, [change({ at: '2023-08-01T09:00:00+08:00' })]).needsReload).toBe(true);
    const imported = {
      seq: 50,
      id: 'i',
      topic: 'overview',
      type: 'imported',
      data: {},
    } as unknown as LiveEvent;
    expect(applyToList(list, FILTER, [imported]).needsReload).toBe(true);
  });
});

describe('parts and windows', () => {
  it('names the parts that are looked at and not there', () => {
    const list = listed({ total: 1_950 });
    expect(missingParts(list, 0, 60)).toEqual([]);
    expect(missingParts(list, 80, 130)).toEqual([1]);
    expect(missingParts(list, 1_480, 1_530)).toEqual([14, 15]);
    expect(missingParts(list, 1_900, 2_400)).toEqual([19]);
    expect(rowAt(list, PART_SIZE + 3)).toBeNull();
  });

  it('hold few rows of many, all of few, and never none of those in sight', () => {
    const at = (top: number) => rowsInWindow({ top, height: 900, rowHeight: 32 }, 2_000);
    expect(at(280)).toEqual({ first: 0, last: 41 });
    expect(at(-48_000)).toEqual({ first: 1_488, last: 1_541 });
    // Scrolled past the end: the last rows.
    expect(at(-64_000).last).toBe(2_000);
    expect(at(-90_000)).toEqual({ first: 1_999, last: 2_000 });
    expect(rowsInWindow({ top: 0, height: 900, rowHeight: 32 }, 200)).toEqual({ first: 0, last: 200 });
    expect(rowsInWindow({ top: 0, height: 900, rowHeight: 32 }, 0)).toEqual({ first: 0, last: 0 });
  });
});
