import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_CUTS,
  doubleMonitoring,
  performancePace,
  QUADRANT_NAMES,
  quadrantOf,
  QUADRANTS,
  type MonitoredProject,
} from '../../domain/double-monitoring.ts';
import { LIGHTS } from '../../domain/light.ts';

const project = (
  id: string,
  moneyPace: number | null,
  pace: number | null,
  change: Partial<MonitoredProject> = {},
): MonitoredProject => ({
  id,
  departmentId: 'd',
  light: 'normal',
  budgetYuan: '100.00',
  moneyPace,
  performancePace: pace,
  ...change,
});

describe('the four quadrants', () => {
  it('have their names', () => {
    expect(QUADRANTS.map((each) => QUADRANT_NAMES['zh-CN'][each])).toEqual([
      '基本正常',
      '钱慢事快',
      '双慢',
      '钱快事慢',
    ]);
  });
  it.each([
    [0.9, 0.8, 'both_fine'],
    [0.899999, 0.8, 'money_behind'],
    [0.899999, 0.799999, 'both_behind'],
    [0.9, 0.799999, 'money_ahead'],
  ] as const)('money %s, performance %s: %s', (money, pace, quadrant) => {
    expect(quadrantOf(money, pace)).toBe(quadrant);
  });
  it('are cut where the configuration says', () => {
    const cuts = { ...DEFAULT_CUTS, money: { value: 0.5, origin: 'test' } };
    expect(quadrantOf(0.6, 1, cuts)).toBe('both_fine');
  });
  it('list the worst first, the greater budget before the smaller', () => {
    const { quadrants, counts } = doubleMonitoring([
      project('slow', 1, 0.7),
      project('slowest, small', 1, 0.5, { budgetYuan: '9.00' }),
      project('slowest, large', 1, 0.5, { budgetYuan: '10.00' }),
      project('fine', 1, 1),
    ]);
    expect(quadrants.money_ahead.map(({ id }) => id)).toEqual(['slowest, large', 'slowest, small', 'slow']);
    expect(counts).toEqual({ both_fine: 1, money_behind: 0, both_behind: 0, money_ahead: 3 });
  });
  it('hold every project once, or say why it stands in none', () => {
    const pace = fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(fc.array(fc.tuple(pace, pace)), (paces) => {
        const projects = paces.map(([money, performance], n) => project(String(n), money, performance));
        const { quadrants, counts, unplaced } = doubleMonitoring(projects);
        const placed = QUADRANTS.flatMap((each) => quadrants[each].map(({ id }) => id));
        expect([...placed, ...unplaced.map((each) => each.project.id)].sort()).toEqual(
          projects.map(({ id }) => id).sort(),
        );
        for (const each of QUADRANTS) expect(counts[each]).toBe(quadrants[each].length);
      }),
    );
    const { unplaced } = doubleMonitoring([
      project('a', null, 1),
      project('b', 1, null),
      project('c', null, null),
    ]);
    expect(unplaced.map(({ why }) => why)).toEqual(['no_money_pace', 'no_performance_pace', 'neither_pace']);
  });
});

describe('the pace of performance', () => {
  it('is that of the slowest indicator', () => {
    expect(
      performancePace([
        { light: 'normal', ratio: 1.1 },
        { light: 'lagging', ratio: 0.62 },
      ]),
    ).toBe(0.62);
  });
  it('of an indicator without a ratio is the middle of its light’s band', () => {
    expect(performancePace([{ light: 'severe', ratio: null }])).toBe(0.5);
    expect(performancePace([{ light: 'normal', ratio: null }])).toBe(1);
  });
  it('leaves out what has no pace, and is unknown when nothing has', () => {
    const silent = (['not_due', 'awaiting_event', 'unreported', 'undeterminable'] as const).map((light) => ({
      light,
      ratio: 0.1,
    }));
    expect(performancePace([...silent, { light: 'ahead', ratio: 1.4 }])).toBe(1.4);
    expect(performancePace(silent)).toBeNull();
    expect(LIGHTS.length).toBe(9);
  });
});
