import { describe, expect, it } from 'vitest';
import { paceOption } from '../../web/charts/pace-option.ts';
import { type MoneyPace, moneyFacts, moneyTable, moneyTitle } from '../../web/charts/money-pace.ts';
import { PALETTES } from '../../web/palette.ts';

const pace: MoneyPace = {
  budget: '600000.00',
  ledger: [
    { event: 'budgeted', happenedOn: '2023-01-03', amount: '600000.00' },
    { event: 'paid', happenedOn: '2023-03-31', amount: '100000.10' },
    { event: 'paid', happenedOn: '2023-03-31', amount: '0.20' },
    { event: 'returned', happenedOn: '2023-05-31', amount: '50000.30' },
  ],
  curve: { type: 'even' },
  fiscalYear: 2023,
  asOf: '2023-07-31',
  judgement: { light: 'severe', actualThrough: '2023-06-30', expected: '300000.00', ratio: 0.1666 },
};

describe('the pace of money', () => {
  it('steps on the days on which what was executed changed, to the cent, until it is compared', () => {
    const facts = moneyFacts(pace)!;
    expect(facts.actual.map(({ months, value }) => [months, value])).toEqual([
      [3, '100000.30'],
      [5, '50000.00'],
      [6, '50000.00'],
    ]);
    expect(facts.due).toEqual({ months: 6, value: '300000.00' });
    expect(facts.expected?.[7]).toEqual({ months: 7, value: '350000' });
    expect(moneyTitle('已执行', facts, pace)).toBe('已执行 5.00 万元，应达 30.00 万元，差 25.00 万元');
  });
  it('is a table of the months that began', () => {
    const { rows } = moneyTable(moneyFacts(pace)!);
    expect(rows[2]).toEqual(['3月', '15.00 万元', '10.00 万元']);
    expect(rows[6]?.[2]).toBe('5.00 万元');
    expect(rows[7]?.[2]).toBe('—');
  });
  it('has none without a budget, and nothing due without a movement', () => {
    expect(moneyFacts({ ...pace, budget: null })).toBeNull();
    expect(moneyFacts({ ...pace, budget: '0.00' })).toBeNull();
    const silent = { light: 'severe', actualThrough: null, expected: null, ratio: null } as const;
    const facts = moneyFacts({ ...pace, ledger: [], judgement: silent })!;
    expect([facts.actual, facts.due]).toEqual([[], null]);
    expect(moneyTitle('已执行', facts, { judgement: silent })).toBe('已执行 0 元，还没有应达数');
  });
  it('draws one due day where it is, not at its month’s end', () => {
    const facts = moneyFacts({ ...pace, curve: { type: 'date', on: '2023-09-15' } })!;
    expect(facts.jump).toBe(8.5);
    const { series } = paceOption(facts, '', { narrow: false, palette: PALETTES.light }) as {
      series: { id: string; step: unknown; data: number[][] }[];
    };
    const expected = series.find(({ id }) => id === 'expected');
    expect([expected?.step, expected?.data]).toEqual([
      'end',
      [
        [0, 0],
        [8.5, 600000],
        [12, 600000],
      ],
    ]);
  });
  it('draws what was expected before beside what is tried', () => {
    const facts = moneyFacts(pace)!;
    const ids = (option: object) => (option as { series: { id: string }[] }).series.map(({ id }) => id);
    expect(ids(paceOption(facts, '', { narrow: false, palette: PALETTES.light }))).not.toContain('before');
    expect(
      ids(paceOption({ ...facts, before: facts }, '', { narrow: false, palette: PALETTES.light })),
    ).toContain('before');
  });
});
