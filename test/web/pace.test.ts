import { describe, expect, it } from 'vitest';
import { workingCalendar } from '../../domain/calendar.ts';
import { judgeIndicator, type Reported } from '../../domain/judge.ts';
import { DEFAULT_RULE_SET } from '../../domain/light.ts';
import type { JudgedTarget } from '../../domain/target.ts';
import { niceScale, paceOption } from '../../web/charts/pace-option.ts';
import { type PaceSource, paceFacts, paceTable, paceTitle } from '../../web/charts/pace.ts';
import { PALETTES } from '../../web/palette.ts';

const TODAY = '2023-07-31';
const target: JudgedTarget = {
  measure: 'cumulative',
  direction: 'at_least',
  value: '1000',
  unit: '人',
  curve: { type: 'even' },
  reportEvery: 'month',
  reason: null,
  assumed: [],
};
const reported = (period: string, value: string, basis: Reported['basis'] = 'cumulative'): Reported => ({
  period,
  basis,
  value,
  date: null,
  grade: null,
});
function source(judged: JudgedTarget, entries: Reported[]): PaceSource {
  const judgement = judgeIndicator({
    target: judged,
    fiscalYear: 2023,
    entries,
    today: TODAY,
    calendar: workingCalendar([], [2023]),
    rules: DEFAULT_RULE_SET,
  });
  return { judged, name: '取证人数', fiscalYear: 2023, entries, asOf: TODAY, judgement };
}
function seriesOf(source_: PaceSource, id: string): { data?: unknown[]; step?: unknown } {
  const option = paceOption(paceFacts(source_)!, 'title', { narrow: false, palette: PALETTES.light });
  return (option.series as { id: string; data?: unknown[]; step?: unknown }[]).find((one) => one.id === id)!;
}

describe('the pace of a sum', () => {
  const behind = source(target, [reported('2023-06', '280'), reported('2023-07', '302')]);
  it('compares the last reported month with the curve at its end', () => {
    expect(paceFacts(behind)).toMatchObject({
      actual: [
        { months: 6, value: '280' },
        { months: 7, value: '302' },
      ],
      due: { months: 7 },
      light: 'severe',
    });
    expect(paceTitle(paceFacts(behind)!, behind)).toBe('取证人数 302 人，应达 583 人，差 281 人');
  });
  it('adds months that were reported alone', () => {
    const monthly = source(target, [reported('2023-01', '40', 'month'), reported('2023-02', '50', 'month')]);
    expect(paceFacts(monthly)?.actual.map(({ value }) => value)).toEqual(['40', '90']);
  });
  it('steps from zero, keeps the expectation straight and draws the gap', () => {
    expect(seriesOf(behind, 'actual')).toMatchObject({
      step: 'end',
      data: [
        [0, 0],
        [6, 280],
        [7, 302],
      ],
    });
    expect(seriesOf(behind, 'expected').step).toBe(false);
    expect(seriesOf(behind, 'gap').data).toHaveLength(3);
  });
  it('draws no gap when the expectation is met and says so', () => {
    const met = source(target, [reported('2023-07', '600')]);
    expect(seriesOf(met, 'gap').data).toEqual([]);
    expect(paceTitle(paceFacts(met)!, met)).toBe('取证人数 600 人，应达 583 人，已达到');
  });
  it('gives the same rows as a table', () => {
    const { rows } = paceTable(paceFacts(behind)!);
    expect(rows).toHaveLength(12);
    expect(rows[6]).toEqual(['7月', '583 人', '302 人']);
    expect(rows[11]).toEqual(['12月', '1,000 人', '—']);
  });
  it('says that nothing is reported yet', () => {
    const none = source(target, []);
    expect(paceTitle(paceFacts(none)!, none)).toBe('取证人数：还没有报数');
  });
});

describe('the pace of what is compared with the whole target', () => {
  it('has no expectation line: a rate, and a ceiling', () => {
    const rate = source({ ...target, measure: 'level', value: '95', unit: '%' }, [
      reported('2023-07', '92', 'level'),
    ]);
    expect(paceFacts(rate)?.expected).toBeNull();
    expect(paceTitle(paceFacts(rate)!, rate)).toBe('取证人数 92%，目标 95%');
    const ceiling = source({ ...target, direction: 'at_most', value: '64000', unit: '元' }, [
      reported('2023-07', '30000'),
    ]);
    expect(paceFacts(ceiling)?.expected).toBeNull();
    expect(paceTitle(paceFacts(ceiling)!, ceiling)).toBe('取证人数 3.00 万元，上限 6.40 万元');
  });
  it('steps where the curve is not even', () => {
    const monthly = source({ ...target, curve: { type: 'date', on: '2023-09-30' } }, []);
    expect(seriesOf(monthly, 'expected').step).toBe('end');
    const half = [0, 0, 0, 0, 0, 0, 50, 50, 50, 50, 50, 100];
    const planned = source({ ...target, curve: { type: 'plan', percent: half } }, [reported('2023-07', '4')]);
    expect(seriesOf(planned, 'expected').step).toBe(false);
  });
  it('has no chart for a day, a grade or what cannot be judged', () => {
    for (const measure of ['date', 'grade', 'none'] as const) {
      expect(
        paceFacts(source({ ...target, measure, value: measure === 'date' ? TODAY : null }, [])),
      ).toBeNull();
    }
  });
});

describe('the axis', () => {
  it('ends at round numbers with at most five intervals', () => {
    expect(niceScale(0, 1000, true)).toEqual({ min: 0, max: 1000, interval: 250 });
    expect(niceScale(0, 76, true)).toEqual({ min: 0, max: 80, interval: 20 });
    expect(niceScale(96, 100, false)).toEqual({ min: 96, max: 100, interval: 1 });
    for (const high of [1, 3, 7, 14, 41_000, 52_354, 35_382_000, 0.5]) {
      const { max, interval } = niceScale(0, high, true);
      expect(max).toBeGreaterThanOrEqual(high);
      expect(max / interval).toBeLessThanOrEqual(5);
    }
  });
  it('has a height even when everything is zero', () => {
    expect(niceScale(0, 0, true).max).toBeGreaterThan(0);
  });
});

describe('the label of the target', () => {
  const millions = { ...target, value: '303000000', unit: '元' };
  const entries = [reported('2023-07', '219900000')];
  const rightOf = (judged: JudgedTarget) => {
    const { grid } = paceOption(paceFacts(source(judged, entries))!, 'title', {
      narrow: false,
      palette: PALETTES.light,
    });
    return (grid as { right: number }).right;
  };
  /** Where the line's label stands beside a form, where the plot is 220 px wide. */
  const besideForm = (judged: JudgedTarget) => {
    const option = paceOption(paceFacts(source(judged, entries))!, 'title', {
      narrow: true,
      palette: PALETTES.light,
    });
    const [expected] = option.series as { markLine: { data: { label: { position: string } }[] } }[];
    return expected?.markLine.data.at(-1)?.label.position;
  };
  it('gets the room on the right that its length needs', () => {
    expect(rightOf(millions)).toBeGreaterThan(120);
    expect(rightOf(target)).toBeLessThan(90);
  });
  it('keeps off the line of the day where there is no room on the right', () => {
    expect(besideForm(target)).toBe('insideEndTop');
    expect(besideForm(millions)).toBe('insideStartTop');
    // There the label of what was due stands already.
    expect(besideForm({ ...millions, curve: { type: 'date', on: '2023-03-31' } })).toBe('insideEndTop');
  });
});

describe('the chart of a pace', () => {
  const behind = source(target, [reported('2023-06', '280'), reported('2023-07', '302')]);
  const facts = paceFacts(behind)!;
  it('says its title to those who do not see it', () => {
    const title = paceTitle(facts, behind);
    expect(paceOption(facts, title, { narrow: false, palette: PALETTES.dark }).aria).toEqual({
      enabled: true,
      label: { description: '取证人数 302 人，应达 583 人，差 281 人' },
    });
  });
  it('takes every colour from the palette, also of what was expected before', () => {
    const coloursIn = (palette: (typeof PALETTES)['light']) =>
      JSON.stringify(paceOption({ ...facts, before: facts }, '', { narrow: true, palette })).match(
        /#[0-9a-f]{6}|rgba\([^)]*\)/gi,
      ) ?? [];
    const light = new Set(coloursIn(PALETTES.light));
    const dark = coloursIn(PALETTES.dark);
    expect(dark.length).toBeGreaterThan(10);
    expect(dark.filter((colour) => light.has(colour))).toEqual([]);
  });
});
