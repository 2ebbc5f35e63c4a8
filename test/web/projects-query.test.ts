import { describe, expect, it } from 'vitest';
import { filterOf, isFiltered, withQuery } from '../../web/projects-query.ts';

describe('the list of projects in the URL', () => {
  it('reads the contract’s names and leaves out what it does not know', () => {
    expect(
      filterOf({
        light: 'severe',
        group: 'cost',
        q: ' 技能 ',
        sort: 'budget',
        asOf: '2023-05-31',
        unit: 'u',
      }),
    ).toEqual({
      light: 'severe',
      group: 'cost',
      q: '技能',
      sort: 'budget',
      asOf: '2023-05-31',
      unit: 'u',
      year: undefined,
    });
    expect(filterOf({ light: 'red', sort: ['x'], asOf: '2023-02-31' })).toEqual({
      light: undefined,
      group: undefined,
      q: undefined,
      sort: undefined,
      asOf: undefined,
      unit: undefined,
      year: undefined,
    });
  });
  it('is filtered by what narrows it, not by order or day', () => {
    expect(isFiltered(filterOf({ sort: 'name', asOf: '2023-05-31' }))).toBe(false);
    expect(isFiltered(filterOf({ q: '补贴' }))).toBe(true);
  });
  it('changes one value and keeps the others', () => {
    expect(withQuery({ asOf: '2023-05-31', light: 'severe' }, { light: undefined, q: '补贴' })).toEqual({
      asOf: '2023-05-31',
      q: '补贴',
    });
  });
});
