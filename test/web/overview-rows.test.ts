import { describe, expect, it } from 'vitest';
import type { OverviewRows } from '../../server/contract-overview.ts';
import { comparedWith, lookOf } from '../../web/overview-look.ts';
import { type RowsKey, fullPage, rowsKeyOf, rowsText } from '../../web/overview-rows.ts';
import {
  STANDARD_TILES,
  columnsOf,
  isStandard,
  layoutOf,
  moved,
  tilesOf,
  withShown,
} from '../../web/overview-tiles.ts';
import { rowsView } from '../../web/rows-view.ts';
import { CENTRE, OFFICE } from './sample-overview.ts';

describe('the rows in the URL', () => {
  it.each<RowsKey>([
    { tile: 'projects' },
    { tile: 'projects', light: 'behind' },
    { tile: 'indicators', row: CENTRE, light: 'severe', groups: ['quantity', 'timeliness'] },
    { tile: 'executed', until: '2023-06-30' },
    { tile: 'sinceWorse', since: '2023-07-28T09:05:12.345Z' },
  ])('%j comes back as it was written', (key) => {
    expect(rowsKeyOf(rowsText(key))).toEqual(key);
  });
  it('are none where the tile is unknown, and lose what is not understood', () => {
    expect(rowsKeyOf('everything')).toBeNull();
    expect(rowsKeyOf(undefined)).toBeNull();
    expect(rowsKeyOf(['projects'])).toBeNull();
    expect(rowsKeyOf('constructor')).toBeNull();
    expect(rowsKeyOf('indicators~light.purple~group.beauty,cost~row.1~until.x~since.y~other.z')).toEqual({
      tile: 'indicators',
      groups: ['cost'],
    });
  });
  it('lead to the page that lists the same', () => {
    const place = { asOf: '2023-06-30' };
    expect(fullPage({ tile: 'projects', light: 'behind', row: CENTRE }, place)).toEqual({
      path: '/projects',
      query: { asOf: '2023-06-30', unit: CENTRE, light: 'lagging,severe' },
    });
    expect(fullPage({ tile: 'overdue' }, {})?.query).toEqual({ view: 'todo', kind: 'overdue' });
    expect(fullPage({ tile: 'today' }, {})).toBeNull();
  });
});

describe('the rows shown', () => {
  const nothing = {
    budget: null,
    executed: null,
    executionRate: null,
    budgetBefore: null,
    executedBefore: null,
    executionRateBefore: null,
    entered: null,
    left: null,
    amount: null,
  };
  const answer = (changes: Partial<OverviewRows>): OverviewRows => ({
    tile: 'projects',
    asOf: '2023-07-31',
    today: '2023-07-31',
    fiscalYear: 2023,
    scopeName: '柳川县',
    rowName: null,
    comparedWith: null,
    total: 1,
    totals: nothing,
    nextCursor: null,
    ...changes,
  });
  const project = {
    projectId: OFFICE,
    name: '办公用品',
    unitId: CENTRE,
    unitName: '社保中心',
    light: 'severe',
    budget: '50000.00',
    executed: '10000.00',
    executionRate: 0.2,
    why: '设备到货 27 台，应达 44 台',
    since: '2023-07-26',
    lightBefore: 'attention',
    budgetBefore: '50000.00',
    executedBefore: '4000.00',
  } as const;
  const totals = { ...nothing, budget: '50000.00', executed: '10000.00', executionRate: 0.2 };

  it('say the number that was opened and stand over their totals', () => {
    const left = rowsView(answer({ tile: 'left', totals, projects: [project] }), { tile: 'left' });
    expect(left.title).toBe('未执行 4.00 万元，1 个项目');
    expect(left.lines[0]?.cells.at(-1)?.text).toBe('4.00');
    expect(left.totals.map(({ text }) => text)).toEqual(['5.00', '1.00', '4.00']);
    expect(left.totals).toHaveLength(left.columns.length - 2);
  });
  it('show where a project stood and where it stands', () => {
    const view = rowsView(
      answer({
        tile: 'changedBehind',
        comparedWith: '2023-06-30',
        totals: { ...totals, entered: 1, left: 0 },
        projects: [project],
      }),
      { tile: 'changedBehind' },
    );
    expect(view.title).toBe('比 06-30，滞后项目 +1：新增 1 个，脱离 0 个');
    expect(view.lines[0]?.cells[0]?.lights).toEqual(['attention', 'severe']);
  });
  it('tell the difference of a rate in points', () => {
    const rate = {
      ...totals,
      budgetBefore: '50000.00',
      executedBefore: '4000.00',
      executionRateBefore: 0.08,
    };
    const view = rowsView(
      answer({ tile: 'changedRate', comparedWith: '2023-06-30', totals: rate, projects: [project] }),
      { tile: 'changedRate' },
    );
    expect(view.title).toBe('比 06-30，执行率 +12.0 点：8.0% → 20.0%');
    expect(view.totals.map(({ text }) => text)).toEqual(['0.40', '1.00', '0.60']);
  });
});

describe('the chosen panels', () => {
  it('fill their rows, whatever is chosen', () => {
    const every = [...STANDARD_TILES.upper, ...STANDARD_TILES.lower];
    for (let choice = 0; choice < 2 ** every.length; choice += 1) {
      const hidden = every.filter((_, index) => (choice & (1 << index)) !== 0);
      const { upper, lower } = layoutOf({ ...STANDARD_TILES, hidden });
      const shown = [...upper, ...lower.flat()];
      expect([...shown].sort()).toEqual(every.filter((panel) => !hidden.includes(panel)).sort());
      for (const column of lower) expect(column.length).toBeGreaterThan(0);
      expect(columnsOf(lower.map(([first]) => first)).match(/minmax/g)?.length ?? 0).toBe(lower.length);
    }
  });
  it('move within their row, the worst projects to the other side, and come back', () => {
    const first = moved(STANDARD_TILES, 'matrix', -1);
    expect(first?.upper).toEqual(['matrix', 'units', 'trend']);
    expect(moved(STANDARD_TILES, 'units', -1)).toBeNull();
    expect(moved(STANDARD_TILES, 'worst', -1)).toBeNull();
    const right = moved(STANDARD_TILES, 'worst', 1);
    expect(layoutOf(right ?? STANDARD_TILES).lower).toEqual([['duties', 'recent'], ['worst']]);
    expect(right && moved(right, 'worst', -1)).toEqual(STANDARD_TILES);
    expect(moved(STANDARD_TILES, 'duties', 1)?.lower).toEqual(['worst', 'recent', 'duties']);
    expect(isStandard(STANDARD_TILES)).toBe(true);
    expect(isStandard(withShown(STANDARD_TILES, 'trend', false))).toBe(false);
  });
  it('are read only as this version writes them', () => {
    const chosen = withShown(STANDARD_TILES, 'trend', false);
    expect(tilesOf(JSON.parse(JSON.stringify(chosen)))).toEqual(chosen);
    for (const stored of [null, 'x', {}, { ...chosen, upper: ['units'] }, { ...chosen, hidden: ['map'] }]) {
      expect(tilesOf(stored)).toBeNull();
    }
    expect(tilesOf({ ...chosen, lower: ['duties', 'worst', 'recent'] })).toBeNull();
  });
});

describe('the last look', () => {
  const now = '2023-07-31T09:00:00+08:00';
  it('is compared with after half an hour, and with the one before it within a visit', () => {
    const before = '2023-07-28T17:05:00+08:00';
    expect(comparedWith(null, now)).toBeNull();
    expect(comparedWith({ at: before, before: null }, now)).toBe(before);
    expect(comparedWith({ at: '2023-07-31T08:50:00+08:00', before }, now)).toBe(before);
    expect(comparedWith({ at: '2023-07-31T08:50:00+08:00', before: null }, now)).toBeNull();
  });
  it('is none when the clock stands before it', () => {
    expect(comparedWith({ at: '2023-09-01T09:00:00+08:00', before: null }, now)).toBeNull();
  });
  it('is read only where it is an instant', () => {
    expect(lookOf({ at: now, before: 'x' })).toEqual({ at: now, before: null });
    expect(lookOf({ at: 'x' })).toBeNull();
    expect(lookOf(null)).toBeNull();
  });
});
