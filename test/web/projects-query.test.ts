import { describe, expect, it } from 'vitest';
import {
  NO_FILTER,
  apiQuery,
  filterOf,
  isFiltered,
  orderOf,
  toggledLight,
  turned,
  withQuery,
} from '../../web/projects-query.ts';

const NOTHING = {
  lights: [],
  group: undefined,
  overdue: false,
  unreported: false,
  source: undefined,
  q: undefined,
  sort: undefined,
  order: undefined,
  asOf: undefined,
  unit: undefined,
  year: undefined,
};

describe('the list of projects in the URL', () => {
  it('reads the contract’s names and leaves out what it does not know', () => {
    expect(
      filterOf({
        light: 'severe,lagging,red',
        group: 'cost',
        overdue: 'true',
        unreported: 'true',
        source: 'central',
        q: ' 技能 ',
        sort: 'budget',
        order: 'asc',
        asOf: '2023-05-31',
        unit: 'u',
      }),
    ).toEqual({
      lights: ['lagging', 'severe'],
      group: 'cost',
      overdue: true,
      unreported: true,
      source: 'central',
      q: '技能',
      sort: 'budget',
      order: 'asc',
      asOf: '2023-05-31',
      unit: 'u',
      year: undefined,
    });
    expect(filterOf({ light: 'red', sort: ['x'], order: 'up', overdue: '1', asOf: '2023-02-31' })).toEqual(
      NOTHING,
    );
  });

  it('is asked for as the API takes it', () => {
    expect(apiQuery(filterOf({}))).not.toHaveProperty('lights');
    expect(apiQuery(filterOf({}))).toMatchObject({ light: undefined, overdue: undefined });
    expect(apiQuery(filterOf({ light: 'lagging,severe', overdue: 'true' }))).toMatchObject({
      light: 'lagging,severe',
      overdue: true,
      unreported: undefined,
    });
  });

  it('is filtered by what narrows it, not by order or day', () => {
    expect(isFiltered(filterOf({ sort: 'name', order: 'desc', asOf: '2023-05-31' }))).toBe(false);
    for (const query of [
      { q: '补贴' },
      { light: 'severe' },
      { overdue: 'true' },
      { unreported: 'true' },
      { source: 'central' },
    ]) {
      expect(isFiltered(filterOf(query)), JSON.stringify(query)).toBe(true);
    }
    const all = { q: 'a', light: 'severe', overdue: 'true', unreported: 'true', source: 'local', unit: 'u' };
    expect(isFiltered(filterOf(withQuery(all, NO_FILTER)))).toBe(false);
  });

  it('changes one value and keeps the others', () => {
    expect(withQuery({ asOf: '2023-05-31', light: 'severe' }, { light: undefined, q: '补贴' })).toEqual({
      asOf: '2023-05-31',
      q: '补贴',
    });
  });

  it('switches one light on and off among several', () => {
    expect(toggledLight([], 'severe')).toBe('severe');
    expect(toggledLight(['severe'], 'lagging')).toBe('lagging,severe');
    expect(toggledLight(['lagging', 'severe'], 'severe')).toBe('lagging');
    expect(toggledLight(['lagging'], 'lagging')).toBeUndefined();
  });

  it('begins a column in its natural order and turns it round at the second click', () => {
    expect(orderOf(filterOf({}))).toEqual({ sort: 'light', order: 'desc' });
    expect(orderOf(filterOf({ sort: 'name' }))).toEqual({ sort: 'name', order: 'asc' });
    expect(turned(filterOf({}), 'budget')).toEqual({ sort: 'budget', order: undefined });
    expect(turned(filterOf({ sort: 'budget' }), 'budget')).toEqual({ sort: 'budget', order: 'asc' });
    expect(turned(filterOf({ sort: 'budget', order: 'asc' }), 'budget')).toEqual({
      sort: 'budget',
      order: undefined,
    });
    expect(turned(filterOf({}), 'light')).toEqual({ sort: undefined, order: 'asc' });
    expect(turned(filterOf({ sort: 'budget', order: 'asc' }), 'light')).toEqual({
      sort: undefined,
      order: undefined,
    });
  });
});
