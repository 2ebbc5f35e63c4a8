import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE_SET } from '../../domain/light.ts';
import type { Curve } from '../../domain/pace.ts';
import {
  curveForm,
  curveOf,
  faultyMonths,
  indicatorUnder,
  isSameCurve,
  moneyUnder,
} from '../../web/curve-form.ts';
import { row } from './entry-sheet-fixture.ts';

const judging = {
  today: '2023-07-31',
  fiscalYear: 2023,
  rules: DEFAULT_RULE_SET,
  calendar: { days: [], confirmedYears: [2022, 2023, 2024] },
};
const put = (percent: readonly string[], month: number, text: string) =>
  percent.map((known, index) => (index === month ? text : known));
const TWELVE = [5, 10, 20, 30, 40, 50, 55, 60, 70, 80, 90, 100];

describe('a curve as a form', () => {
  it('comes back as it was', () => {
    const curves: Curve[] = [
      { type: 'even' },
      { type: 'year_end' },
      { type: 'monthly' },
      { type: 'monthly', from: '2023-03', to: '2023-09' },
      { type: 'date', on: '2023-09-15' },
      { type: 'seasonal', months: [1, 2, 3, 11, 12] },
      { type: 'plan', percent: TWELVE },
    ];
    for (const curve of curves) expect(curveOf(curveForm(curve), 2023)).toEqual({ curve });
  });
  it('says the whole year one way', () => {
    expect(isSameCurve({ type: 'monthly', from: '2023-01', to: '2023-12' }, { type: 'monthly' }, 2023)).toBe(
      true,
    );
    expect(
      isSameCurve({ type: 'seasonal', months: [12, 1] }, { type: 'seasonal', months: [1, 12] }, 2023),
    ).toBe(true);
    expect(isSameCurve({ type: 'even' }, { type: 'year_end' }, 2023)).toBe(false);
  });
  it('says what is wrong while it is filled in', () => {
    const base = curveForm({ type: 'even' });
    const wrong = (change: Partial<typeof base>) => {
      const read = curveOf({ ...base, ...change }, 2023);
      return 'problem' in read ? read.problem : null;
    };
    expect(wrong({ type: 'date' })).toBe('请填哪一天');
    expect(wrong({ type: 'date', day: '0931' })).toContain('没有这一天');
    expect(wrong({ type: 'seasonal', months: [] })).toBe('请至少选一个月份');
    expect(wrong({ type: 'monthly', from: 9, to: 3 })).toBe('结束月份不能早于开始月份');
    expect(wrong({ type: 'plan' })).toBe('请填满 12 个月');
    const percent = TWELVE.map(String);
    expect(wrong({ type: 'plan', percent })).toBeNull();
    expect(wrong({ type: 'plan', percent: put(percent, 3, '15') })).toContain(
      '4 月末的累计百分比不能比上个月小',
    );
    expect(wrong({ type: 'plan', percent: put(percent, 11, '99') })).toContain('12 月末');
    expect(wrong({ type: 'plan', percent: put(percent, 0, '五') })).toContain('1 月末');
  });
  it('marks the months that cannot be', () => {
    const percent = TWELVE.map(String);
    expect(faultyMonths(percent)).toEqual([]);
    expect(faultyMonths(put(put(percent, 3, '15'), 5, '101'))).toEqual([3, 5]);
    expect(faultyMonths(put(percent, 11, '99.5'))).toEqual([11]);
    expect(faultyMonths(Array.from({ length: 12 }, () => ''))).toEqual([]);
  });
});

describe('the light under another curve', () => {
  it('is judged as the server would, for money', () => {
    const money = {
      budget: '600000.00',
      executed: '100000.00',
      judgement: { light: 'severe' as const, actualThrough: '2023-07-28' },
    };
    const under = (curve: Curve) =>
      moneyUnder(curve, money as Parameters<typeof moneyUnder>[1], judging).judgement.light;
    expect(under({ type: 'even' })).toBe('severe');
    expect(under({ type: 'seasonal', months: [3, 11, 12] })).toBe('severe');
    expect(under({ type: 'seasonal', months: [2, 8, 9, 10, 11, 12] })).toBe('normal');
    const { judgement, why } = moneyUnder(
      { type: 'year_end' },
      money as Parameters<typeof moneyUnder>[1],
      judging,
    );
    // Paid before anything is due.
    expect(judgement.light).toBe('normal');
    expect(why).toContain('7 月 28 日还没有应达数');
  });
  it('is judged as the server would, for an indicator', () => {
    const { judged, name } = row('i', 'cumulative');
    const indicator = {
      name,
      judged: { ...judged, value: '120', unit: '人' },
      entries: [
        {
          id: 'e',
          indicatorId: 'i',
          period: '2023-07',
          basis: 'cumulative' as const,
          value: '10',
          grade: null,
          note: null,
          supersedes: null,
          recordedOn: '2023-07-31',
          recordedAt: '2023-07-31T09:00:00+08:00',
          recordedBy: '经办人',
          invented: false,
        },
      ],
    };
    expect(indicatorUnder({ type: 'even' }, indicator, judging).judgement).toMatchObject({
      light: 'severe',
      expected: '70',
    });
    const percent = [0, 0, 0, 0, 0, 0, 8, 20, 40, 60, 80, 100];
    expect(indicatorUnder({ type: 'plan', percent }, indicator, judging).judgement.light).not.toBe('severe');
  });
});
