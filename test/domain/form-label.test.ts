/** Labels and amounts as forms print them. */
import { describe, expect, it } from 'vitest';
import { fieldLabel, isLevel1, yuan } from '../../domain/form-label.ts';
import { LAYOUTS } from '../../domain/layouts.ts';
import { exact } from '../../domain/money.ts';

describe('yuan', () => {
  it.each<[string, '元' | '万元' | '亿元' | null, '元' | '万元', string | null]>([
    ['1041', '万元', '元', '10410000.00'],
    ['0.1', null, '万元', '1000.00'],
    ['.5', null, '元', '0.50'],
    ['007.50', null, '元', '7.50'],
    ['-3.2', null, '万元', '-32000.00'],
    ['-0.00', null, '元', '0.00'],
    ['1.23456789', '亿元', '元', '123456789.00'],
    ['12.340', null, '元', '12.34'],
    ['12.345', null, '元', null],
    ['1.2345678', null, '万元', null],
  ])('%s %s in a form of %s', (digits, unit, ofForm, said) => {
    expect(yuan({ digits, unit }, ofForm)).toBe(said);
  });

  it('says what exact numbers say, of any amount', () => {
    for (let at = 0; at < 3_000; at += 1) {
      const whole = (at * 7_919) % 1_000_003;
      const decimals = String((at * 104_729) % 10 ** (at % 8)).padStart(at % 8, '0');
      const digits = at % 8 === 0 ? String(whole) : `${whole}.${decimals}`;
      for (const [unit, scale] of [
        ['元', 1],
        ['万元', 10_000],
        ['亿元', 100_000_000],
      ] as const) {
        const value = exact(digits).times(scale);
        expect(yuan({ digits, unit }, '元')).toBe(value.decimalPlaces() > 2 ? null : value.toFixed(2));
      }
    }
  });
});

describe('a label', () => {
  const [layout] = LAYOUTS;
  if (!layout) throw new Error('no layout');
  const read = (cell: string) => {
    const found = fieldLabel(cell, layout);
    return found && [found.field, found.rest];
  };

  it.each([
    ['项目名称', ''],
    ['项目 名称：', ''],
    ['项目名称：村级组织运转', '村级组织运转'],
    // A scan changed, lost or added one character.
    ['项日名称', ''],
    ['顶目名称', ''],
    ['项目名', null],
    ['项目的名称', ''],
    ['项目名称）', ''],
    ['顶日名称', null],
    ['村级组织运转：项目名称', null],
    ['', null],
  ])('%s', (cell, rest) => {
    expect(read(cell)).toEqual(rest === null ? null : ['projectName', rest]);
  });

  it('of level one may have lost its last character', () => {
    expect(['产出指标', '产出指', '产出', '产出指标：'].map((cell) => isLevel1(cell, layout))).toEqual([
      '产出指标',
      '产出指标',
      null,
      '产出指标',
    ]);
  });
});
