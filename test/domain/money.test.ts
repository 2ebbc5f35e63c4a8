import { describe, expect, it } from 'vitest';
import {
  compareAmounts,
  exact,
  formatFixed,
  formatNumber,
  formatPercent,
  formatSigned,
  formatWanyuan,
  isDecimalText,
  ratioDown,
  sumAmounts,
} from '../../domain/money.ts';

describe('exact money', () => {
  it('adds to the cent what binary fractions would not', () => {
    expect(sumAmounts(['0.10', '0.20'])).toBe('0.30');
    expect(sumAmounts(Array.from({ length: 1000 }, () => '0.01'))).toBe('10.00');
    expect(sumAmounts(['342768700000.01', '-0.01'])).toBe('342768700000.00');
    expect(sumAmounts(['0.01', '-0.06'])).toBe('-0.05');
    expect(sumAmounts(['-12.34', '12.34'])).toBe('0.00');
    // Not all to the cent: as typed by a person.
    expect(sumAmounts(['1', '2.5', '-0.005'])).toBe('3.50');
    expect(sumAmounts([])).toBe('0.00');
  });

  it('compares amounts by value, not by text', () => {
    expect(compareAmounts('10.0', '10.00')).toBe(0);
    expect(compareAmounts('9.99', '10')).toBeLessThan(0);
    expect(compareAmounts('100', '20')).toBeGreaterThan(0);
  });

  it('rounds a ratio down, so that it never reaches a cut that the quotient does not', () => {
    expect(ratioDown(exact('599999999999.99'), exact('1000000000000'))).toBe(0.599999);
    expect(ratioDown(exact(302), exact('583.3333333333'))).toBe(0.517714);
    expect(ratioDown(exact(6), exact(10))).toBe(0.6);
  });

  it.each([
    ['12', true],
    ['12.50', true],
    ['-3', true],
    ['1e3', false],
    ['1,000', false],
    ['12.', false],
    ['.5', false],
    ['', false],
    [' 1', false],
    ['１２', false],
    ['NaN', false],
  ])('takes %j as decimal text: %s', (text, answer) => {
    expect(isDecimalText(text)).toBe(answer);
  });
});

describe('numbers as the guide shows them', () => {
  it('puts thousands commas and a real minus sign', () => {
    expect(formatNumber('1234567.5', 2)).toBe('1,234,567.5');
    expect(formatNumber('-1234', 0)).toBe('−1,234');
    expect(formatNumber('999', 0)).toBe('999');
    expect(formatNumber('583.3333', 0)).toBe('583');
    expect(formatFixed('-0.001', 2)).toBe('0.00');
  });

  it('shows yuan in 万元 with two decimals', () => {
    expect(formatWanyuan('104100000.00')).toBe('10,410.00');
    expect(formatWanyuan('550000')).toBe('55.00');
    expect(formatWanyuan('-8700.00')).toBe('−0.87');
  });

  it('shows percent with one decimal and differences with a sign', () => {
    expect(formatPercent(0.542)).toBe('54.2%');
    expect(formatSigned('2.7', 1)).toBe('+2.7');
    expect(formatSigned('-4.1', 1)).toBe('−4.1');
    expect(formatSigned('0.04', 1)).toBe('0.0');
  });
});
