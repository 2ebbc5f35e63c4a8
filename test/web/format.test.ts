import { describe, expect, it } from 'vitest';
import {
  clockTime,
  dayAndTime,
  dayOf,
  exactYuan,
  longDate,
  percent,
  percentNumber,
  plainNumber,
  points,
  pointsSize,
  shortDate,
  shortDayAndTime,
  signedCount,
  unbroken,
  wanYuan,
} from '../../web/format.ts';

describe('money', () => {
  it('is shown in 万元 with two decimals and thousands commas', () => {
    expect(wanYuan('342768700.00')).toBe('34,276.87');
    expect(wanYuan('550000')).toBe('55.00');
    expect(wanYuan('1234567890.1')).toBe('123,456.79');
  });
  it('rounds the half up, away from zero on both sides', () => {
    expect(wanYuan('50.00')).toBe('0.01');
    expect(wanYuan('49.99')).toBe('0.00');
    expect(wanYuan('-50.00')).toBe('−0.01');
  });
  it('writes zero as 0 and unknown as a dash', () => {
    expect(wanYuan('0.00')).toBe('0');
    expect(wanYuan(null)).toBe('—');
    expect(exactYuan(null)).toBe('—');
  });
  it('gives the exact yuan for the tooltip', () => {
    expect(exactYuan('342768700')).toBe('342,768,700.00 元');
    expect(exactYuan('-0.05')).toBe('−0.05 元');
  });
});

describe('ratios', () => {
  it('are percentages with one decimal and no space', () => {
    expect(percent(0.542)).toBe('54.2%');
    expect(percent(1)).toBe('100.0%');
    expect(percent(0)).toBe('0%');
    expect(percent(null)).toBe('—');
    expect(percentNumber(0.6)).toBe('60.0');
  });
  it('round as a reader does on paper, not as the binary fraction does', () => {
    expect(percent(0.5415)).toBe('54.2%');
    expect(percent(0.0005)).toBe('0.1%');
  });
  it('differ in points with a true minus sign', () => {
    expect(points(-0.041)).toBe('−4.1');
    expect(points(0.084)).toBe('+8.4');
    expect(points(-0.0001)).toBe('0');
    expect(pointsSize(-0.141)).toBe('14.1');
    expect(points(null)).toBe('—');
  });
  it('counts carry their sign', () => {
    expect(signedCount(2)).toBe('+2');
    expect(signedCount(-1)).toBe('−1');
    expect(signedCount(0)).toBe('0');
  });
});

describe('plain numbers', () => {
  it('are grouped and keep their decimals', () => {
    expect(plainNumber('10410')).toBe('10,410');
    expect(plainNumber('-1234.50')).toBe('−1,234.5');
    expect(plainNumber(0)).toBe('0');
  });
  it('leave dates and words alone', () => {
    expect(plainNumber('2023-10-31')).toBe('2023-10-31');
  });
});

describe('dates', () => {
  it('drop the year within the year shown', () => {
    expect(shortDate('2023-07-31', 2023)).toBe('07-31');
    expect(shortDate('2022-12-31', 2023)).toBe('2022-12-31');
    expect(shortDate(null, 2023)).toBe('—');
  });
  it('name the weekday where it matters', () => {
    expect(longDate('2023-07-31')).toBe('2023 年 7 月 31 日（星期一）');
    expect(longDate('2023-10-01')).toBe('2023 年 10 月 1 日（星期日）');
  });
  it('read an instant in Beijing whatever the zone of the machine', () => {
    expect(clockTime('2023-07-31T14:32:08+08:00')).toBe('14:32');
    expect(clockTime('2023-07-31T06:32:08Z', true)).toBe('14:32:08');
    expect(dayOf('2023-07-31T20:00:00Z')).toBe('2023-08-01');
    expect(dayAndTime('2023-07-31T20:00:00Z')).toBe('2023-08-01 04:00');
    expect(dayAndTime('2023-07-31T20:00:08Z', true)).toBe('2023-08-01 04:00:08');
  });
  it('leave the year out of a day and time within the year that is shown', () => {
    expect(shortDayAndTime('2023-07-31T20:00:00Z', 2023)).toBe('08-01 04:00');
    expect(shortDayAndTime('2022-12-31T15:59:00Z', 2023)).toBe('2022-12-31 23:59');
  });
});

describe('a sentence', () => {
  it('keeps a number and its unit on one line, and breaks elsewhere', () => {
    expect(unbroken('已执行 182.71 万元，7 月 21 日应达')).toBe(
      '已执行 182.71\u00a0万元，7\u00a0月 21\u00a0日应达',
    );
  });
});
