import { describe, expect, it } from 'vitest';
import {
  exportedFields,
  FACTS,
  FORM_FIELDS,
  ticks,
  type FieldSource,
  type FormField,
} from '../../domain/form-fields.ts';
import {
  askedMoneyRows,
  blankForm,
  cellValue,
  expectedMoney,
  formCells,
  isAmount,
  type EnteredForm,
  type PrefilledForm,
} from '../../domain/monitoring-form.ts';
import { filled, formOf, indicatorOf, lateIndicator } from './monitoring-cases.ts';

const withParts = (): PrefilledForm => {
  const form = formOf([indicatorOf(), lateIndicator]);
  const part = { initialYuan: '500000.00', adjustedYuan: '500000.00', executedYuan: '100.00', rate: 0.0002 };
  form.money.rows.fiscal = part;
  form.money.rows.carry_over = part;
  return form;
};

const sources = Object.entries(FORM_FIELDS) as [FormField, FieldSource][];

describe('a blank form', () => {
  it('has nothing in any cell of the unit: no 无偏差, no 0, no tick', () => {
    const form = withParts();
    const blank = blankForm(form);
    const leaves = (value: unknown): unknown[] =>
      Array.isArray(value) || (typeof value === 'object' && value !== null)
        ? Object.values(value).flatMap(leaves)
        : [value];
    expect(leaves(blank).length).toBe(4 + 2 * 6);
    expect(leaves(blank).every((leaf) => leaf === null)).toBe(true);
    expect(ticks(blank, 'a')).toEqual([false, false, false, false, false]);
  });
  it('exports null in every field that the unit enters, and in those that are computed from them', () => {
    for (const form of [formOf(), withParts()]) {
      const fields = exportedFields(form, blankForm(form));
      const byUnit = fields.filter(({ source }) => source.source === 'entered' && source.where === 'form');
      expect(byUnit.length).toBeGreaterThan(6);
      for (const { field, value } of byUnit) expect(value, field).toBeNull();
      for (const { value } of fields.filter(({ field }) => field === 'money.expectedSumYuan'))
        expect(value).toBeNull();
    }
  });
});

describe('every exported field', () => {
  it('says where it comes from, in the end from something that somebody entered', () => {
    const entered = (name: string, path: readonly string[]): boolean => {
      if (name.startsWith('fact:')) return name.slice(5) in FACTS;
      const source = (FORM_FIELDS as Record<string, FieldSource>)[name];
      if (source === undefined || path.includes(name)) return false;
      if (source.source === 'entered') return source.where === 'form' || source.where in FACTS;
      return (
        source.rule !== '' &&
        source.from.length > 0 &&
        source.from.every((from) => entered(from, [...path, name]))
      );
    };
    for (const [field] of sources) expect(entered(field, []), field).toBe(true);
  });
  it('is of the table, and every field of the table is exported', () => {
    const exported = new Set(exportedFields(withParts(), filled(withParts())).map(({ field }) => field));
    for (const [field] of sources) expect(exported.has(field), field).toBe(true);
    expect(exported.size).toBe(sources.length);
  });
  it('changes with what it is said to come from, and with nothing else that the unit enters', () => {
    const form = withParts();
    const shown = (entered: EnteredForm) =>
      new Map(exportedFields(form, entered).map(({ field, of, value }) => [`${field} ${of ?? ''}`, value]));
    const base = shown(blankForm(form));
    const changed = (change: (entered: EnteredForm) => void): string[] => {
      const entered = blankForm(form);
      change(entered);
      const after = shown(entered);
      return [...after].filter(([key, value]) => value !== base.get(key)).map(([key]) => key);
    };
    const of = (entered: EnteredForm) => entered.indicators['late'] ?? blankForm(formOf()).indicators['a']!;
    expect(changed((e) => void (of(e).expected = '200'))).toEqual(['indicator.expected late']);
    expect(changed((e) => void (of(e).reasons = ['funding', 'other']))).toEqual(['indicator.reasons late']);
    expect(changed((e) => void (of(e).likelihood = 'possible'))).toEqual(['indicator.likelihood late']);
    expect(changed((e) => void (e.money.fiscal = '1.00'))).toEqual(['money.expectedYuan fiscal']);
    expect(changed((e) => void Object.assign(e.money, { fiscal: '1.00', carry_over: '2.50' }))).toEqual([
      'money.expectedSumYuan total',
      'money.expectedYuan fiscal',
      'money.expectedYuan carry_over',
    ]);
  });
});

describe('the money block', () => {
  it('asks for the total where no parts are known, else for the parts alone', () => {
    expect(askedMoneyRows(formOf())).toEqual(['total']);
    expect(askedMoneyRows(withParts())).toEqual(['fiscal', 'carry_over']);
  });
  it('adds up the parts to the cent, and only when all of them stand', () => {
    const form = withParts();
    const entered = blankForm(form);
    entered.money.fiscal = '0.1';
    expect(expectedMoney(form, entered, 'total')).toBeNull();
    entered.money.carry_over = '0.2';
    expect(expectedMoney(form, entered, 'total')).toBe('0.30');
    entered.money.carry_over = '0.2万';
    expect(expectedMoney(form, entered, 'total')).toBeNull();
  });
  it('takes yuan to the cent', () => {
    expect(['0', '12.5', '104100000.00'].every(isAmount)).toBe(true);
    expect(['', '-1', '1.005', '1,000', '1e3', '12万', ' 1'].some(isAmount)).toBe(false);
  });
});

describe('a cell', () => {
  it('has a name by which it is returned, one for each that can be', () => {
    const cells = formCells(withParts());
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells).toHaveLength(1 + 3 + 2 * 8);
  });
  it('tells what stands in it; ids may hold points', () => {
    const form = formOf([indicatorOf({ id: '1.a' })]);
    const entered = filled(form, { '1.a': { reasons: ['other', 'funding'] } });
    expect(cellValue(form, entered, 'indicator.1.a.expected')).toBe('410');
    expect(cellValue(form, entered, 'indicator.1.a.reasons')).toBe('funding other');
    expect(cellValue(form, entered, 'indicator.1.a.actual')).toBe('240');
    expect(cellValue(form, entered, 'indicator.1.a.target')).toBe('≥400人');
    expect(cellValue(form, entered, 'money.total')).toBe('1032200.00');
    expect(cellValue(form, entered, 'goal')).toBe('按时足额发放补贴');
    expect(cellValue(form, entered, 'indicator.b.expected')).toBeNull();
    expect(cellValue(form, entered, 'money.sum')).toBeNull();
  });
});
