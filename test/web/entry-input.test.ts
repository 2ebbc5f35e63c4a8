import { describe, expect, it } from 'vitest';
import { gradeOfKey, typedDate, typedNumber } from '../../web/entry-input.ts';

describe('a typed number', () => {
  it('loses thousands commas, blanks, full-width digits and a repeated percent sign', () => {
    expect(typedNumber('1,234,567.5', '元')).toBe('1234567.5');
    expect(typedNumber(' ９５．５％ ', '%')).toBe('95.5');
    expect(typedNumber('1，234', '人')).toBe('1234');
    expect(typedNumber('.5', null)).toBe('0.5');
    expect(typedNumber('−3', null)).toBe('-3');
  });
  it('stays as typed when it is none, so that the check says why', () => {
    expect(typedNumber('12人', '人')).toBe('12人');
    expect(typedNumber('1,23', null)).toBe('1,23');
    expect(typedNumber('95%', '人')).toBe('95%');
  });
  it('is null while nothing is typed', () => {
    expect(typedNumber('  ', null)).toBeNull();
  });
});

describe('a typed day', () => {
  it('takes the year of the sheet where none is typed', () => {
    for (const text of [
      '0731',
      '731',
      '7-31',
      '7.31',
      '7/31',
      '7月31日',
      '2023-07-31',
      '20230731',
      '2023年7月31日',
    ]) {
      expect(typedDate(text, 2023)).toBe('2023-07-31');
    }
  });
  it('stays as typed when there is no such day', () => {
    expect(typedDate('0231', 2023)).toBe('0231');
    expect(typedDate('下周', 2023)).toBe('下周');
    expect(typedDate('', 2023)).toBeNull();
  });
});

describe('a grade', () => {
  it('is chosen by 1, 2 and 3, full-width too', () => {
    expect(['1', '２', '3', '4', 'n'].map(gradeOfKey)).toEqual([
      'achieved',
      'partly',
      'not_achieved',
      null,
      null,
    ]);
  });
});
