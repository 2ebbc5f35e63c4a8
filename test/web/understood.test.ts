import { describe, expect, it } from 'vitest';
import type { Curve } from '../../domain/pace.ts';
import { curveText } from '../../web/understood.ts';

describe('how a year is expected to come in, in words', () => {
  it.each([
    [{ type: 'even' }, '按月均匀'],
    [{ type: 'monthly' }, '每月一份'],
    [{ type: 'monthly', from: '2023-07', to: '2023-12' }, '7 月到 12 月，每月一份'],
    [{ type: 'date', on: '2023-10-31' }, '到 10-31 一次做完'],
    [{ type: 'year_end' }, '年底一次做完'],
    [{ type: 'seasonal', months: [11, 12, 1, 2, 3] }, '只在 1、2、3、11、12 月，每月一份'],
    [{ type: 'plan', percent: [0, 0, 0, 0, 0, 50, 50, 50, 50, 50, 50, 100] }, '按用款计划'],
  ] satisfies [Curve, string][])('%j: %s', (curve, words) => {
    expect(curveText({ curve }, 2023)).toBe(words);
  });
});
