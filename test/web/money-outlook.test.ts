import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE_SET } from '../../domain/light.ts';
import { moneyFacts } from '../../web/charts/money-pace.ts';
import { moneyOutlook } from '../../web/charts/money-outlook.ts';
import { outlookText } from '../../web/charts/pace-outlook.ts';
import { paceOption } from '../../web/charts/pace-option.ts';
import { PALETTES } from '../../web/palette.ts';

/** 12.0 万元 budget, one payment a month. */
const pace = (amounts: readonly string[], asOf: string) => ({
  budget: '120000.00',
  ledger: amounts.map((amount, index) => ({
    event: 'paid' as const,
    happenedOn: `2023-0${index + 1}-20`,
    amount,
  })),
  curve: { type: 'even' as const },
  fiscalYear: 2023,
  asOf,
});
const rules = DEFAULT_RULE_SET;

describe('the outlook of money', () => {
  it('goes on at the mean of the last three months, with the light of each month to come', () => {
    const found = moneyOutlook(
      pace(['2000.00', '4000.00', '6000.00', '8000.00', '10000.00', '12000.00'], '2023-06-30'),
      rules,
    );
    // 42,000 paid, 10,000 a month in the last three: 102,000 at the year's end.
    expect(found?.forecast.expected).toBe('102000.00');
    expect(found?.from).toEqual({ months: 6, value: '42000.00' });
    // July: 52,000 of 70,000 due is 74 %; September: 72,000 of 90,000 is 80 %; December: 102,000 of 120,000 is 85 %.
    expect(found?.months).toEqual([
      ...Array<null>(6).fill(null),
      'lagging',
      'lagging',
      'attention',
      'attention',
      'attention',
      'attention',
    ]);
    expect(Number(found?.forecast.low)).toBeLessThan(102_000);
    expect(Number(found?.forecast.high)).toBeGreaterThan(102_000);
  });

  it('never passes the budget', () => {
    const found = moneyOutlook(pace(['30000.00', '30000.00', '30000.00'], '2023-03-31'), rules);
    expect(found?.forecast.expected).toBe('120000.00');
    expect(found?.months.at(-1)).toBe('normal');
  });

  it.each([
    ['without a budget', { ...pace(['1.00'], '2023-06-30'), budget: null }],
    ['in the second month', pace(['1000.00'], '2023-01-31')],
    ['after the year', pace(['1000.00'], '2023-12-31')],
  ])('says nothing %s', (_when, source) => expect(moneyOutlook(source, rules)).toBeNull());

  it('is drawn with its interval as a cone and leaves its label room', () => {
    const source = pace(['2000.00', '4000.00', '6000.00', '8000.00', '10000.00', '12000.00'], '2023-06-30');
    const found = moneyOutlook(source, rules);
    const facts = moneyFacts({
      ...source,
      judgement: { light: 'lagging', expected: '60000.00', actualThrough: '2023-06-30', ratio: 0.7 },
    });
    if (!found || !facts) throw new Error('no facts');
    const look = { narrow: false, palette: PALETTES.light };
    const ids = (option: ReturnType<typeof paceOption>) => [option.series ?? []].flat().map(({ id }) => id);
    expect(ids(paceOption(facts, '', look))).not.toContain('outlook');
    const outlook = { from: found.from, ...found.forecast };
    expect(ids(paceOption({ ...facts, outlook }, '', look))).toEqual(
      expect.arrayContaining(['outlook-low', 'outlook-high', 'outlook']),
    );
    expect(outlookText({ ...outlook, low: null, high: null }, '元')).toBe('预计 10.20 万元');
  });
});
