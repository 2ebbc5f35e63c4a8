import { describe, expect, it } from 'vitest';
import {
  MOST_VIEWS,
  NO_VIEWS,
  type ProjectViews,
  asStandard,
  checkViews,
  nameDefect,
  removed,
  renamed,
  saved,
  saysNothing,
  viewOf,
  viewQuery,
  withView,
} from '../../web/project-views.ts';

const views: ProjectViews = {
  views: [
    { name: '要催的', query: { light: 'lagging,severe', sort: 'budget' } },
    { name: '中央资金', query: { source: 'central' } },
  ],
  standard: '要催的',
};

describe('a saved view', () => {
  it('keeps filter and order of the URL, not the place in time nor what is open', () => {
    const url = { light: 'severe', order: 'asc', asOf: '2023-05-31', open: 'p', q: '', unit: ['a'] };
    expect(viewQuery(url)).toEqual({ light: 'severe', order: 'asc' });
    expect(withView({ asOf: '2023-05-31', q: 'x', open: 'p' }, { query: { source: 'central' } })).toEqual({
      asOf: '2023-05-31',
      source: 'central',
    });
    expect(saysNothing({ asOf: '2023-05-31' })).toBe(true);
    expect(saysNothing({ asOf: '2023-05-31', unit: 'u' })).toBe(false);
  });

  it('is the one that the URL shows', () => {
    expect(viewOf(views, { sort: 'budget', light: 'lagging,severe', asOf: '2023-05-31' })?.name).toBe(
      '要催的',
    );
    expect(viewOf(views, { sort: 'budget' })).toBeNull();
    expect(viewOf(NO_VIEWS, {})).toBeNull();
  });

  it('is saved, renamed, deleted, made the first to open', () => {
    const three = saved(views, ' 逾期 ', { overdue: 'true' });
    expect(three.views.map(({ name }) => name)).toEqual(['要催的', '中央资金', '逾期']);
    expect(renamed(three, '要催的', '催办')).toMatchObject({ standard: '催办' });
    expect(removed(three, '要催的')).toMatchObject({ standard: null });
    expect(removed(three, '逾期')).toEqual(views);
    expect(asStandard(views, '中央资金').standard).toBe('中央资金');
    expect(asStandard(views, '要催的').standard).toBeNull();
  });

  it('needs a name of its own, and there are at most twenty', () => {
    expect(nameDefect(views, '  ', null)).toBe('empty');
    expect(nameDefect(views, '中央资金 ', null)).toBe('taken');
    expect(nameDefect(views, '中央资金', '中央资金')).toBeNull();
    const full = Array.from({ length: MOST_VIEWS }, (_, n) => ({ name: `v${n}`, query: {} }));
    expect(nameDefect({ views: full, standard: null }, '又一个', null)).toBe('full');
    expect(nameDefect({ views: full, standard: null }, '又一个', 'v3')).toBeNull();
    // Twenty with long names and every filter stay within what one preference may hold.
    const query = {
      ...{
        unit: '0'.repeat(36),
        light: 'normal,ahead,not_due,awaiting_event,attention,lagging,unreported,severe',
      },
      ...{ group: 'satisfaction', overdue: 'true', unreported: 'true', source: 'self_raised' },
      ...{ q: '职业技能', sort: 'executionRate', order: 'desc' },
    };
    const longest = full.map(({ name }) => ({ name: name.padEnd(20, '长'), query }));
    expect(JSON.stringify({ views: longest, standard: longest[0]?.name }).length).toBeLessThan(8192);
  });

  it('is read from what any version stored, as far as it makes sense', () => {
    expect(checkViews(JSON.parse(JSON.stringify(views)))).toEqual(views);
    expect(checkViews(null)).toBeNull();
    expect(checkViews({ views: 'x' })).toBeNull();
    expect(
      checkViews({
        views: [
          null,
          { name: '' },
          { name: '甲', query: { q: 3, sort: 'name', evil: 'x' } },
          { name: '甲', query: {} },
        ],
        standard: '没有',
      }),
    ).toEqual({ views: [{ name: '甲', query: { sort: 'name' } }], standard: null });
  });
});
