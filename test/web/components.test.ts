import { mount } from '@vue/test-utils';
import { nextTick } from 'vue';
import { describe, expect, it } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import { LIGHTS } from '../../domain/light.ts';
import LightMark from '../../web/components/LightMark.vue';
import MonthStrip from '../../web/components/MonthStrip.vue';
import WorstTable from '../../web/components/overview/WorstTable.vue';
import YearRule from '../../web/components/YearRule.vue';
import { safeWayBack } from '../../web/router.ts';
import { commonWords } from '../../web/words/common.ts';
import { OFFICE, TRAINING, sampleOverview, worstRow } from './sample-overview.ts';

const router = createRouter({
  history: createMemoryHistory(),
  routes: [{ path: '/:rest(.*)*', component: { render: () => null } }],
});
const links = {
  global: { plugins: [router], stubs: { RouterLink: { props: ['to'], template: '<a><slot /></a>' } } },
};

describe('a light', () => {
  it('without its word is an image named by the word', () => {
    for (const light of LIGHTS) {
      const image = mount(LightMark, { props: { light } }).get('svg');
      expect(image.attributes('role')).toBe('img');
      expect(image.attributes('aria-label')).toBe(commonWords.lights[light]);
    }
  });
  it('has a shape of its own, so that colour is never the only carrier', () => {
    const shapes = LIGHTS.map((light) =>
      mount(LightMark, { props: { light, word: true } })
        .get('svg')
        .html(),
    );
    expect(new Set(shapes).size).toBe(LIGHTS.length);
  });
  it('with its word hides the shape from a reader who hears both', () => {
    const mark = mount(LightMark, { props: { light: 'severe', word: true } });
    expect(mark.text()).toBe('严重滞后');
    expect(mark.get('svg').attributes('aria-hidden')).toBe('true');
  });
  it('as a forecast is an outline and says so', () => {
    const mark = mount(LightMark, { props: { light: 'lagging', outline: true } });
    expect(mark.classes()).toContain('outline');
    expect(mark.get('svg').attributes('aria-label')).toBe('预判滞后');
  });
});

describe('the year rule', () => {
  const rule = (asOf: string) => mount(YearRule, { props: { year: 2023, asOf, today: '2023-07-31' } });
  it('opens a month end by a click, and today for the running month', async () => {
    const months = rule('2023-07-31').findAll('.month');
    expect(months).toHaveLength(12);
    const shown = rule('2023-07-31');
    await shown.findAll('.month')[4]?.trigger('click');
    await shown.findAll('.month')[6]?.trigger('click');
    expect(shown.emitted('pick')).toEqual([['2023-05-31'], [null]]);
  });
  it('does not open months to come', () => {
    expect(rule('2023-07-31').findAll('.month')[7]?.attributes('disabled')).toBeDefined();
  });
  it('steps by the arrow keys', async () => {
    const shown = rule('2023-06-30');
    await shown.get('.ruler').trigger('keydown', { key: 'ArrowLeft' });
    await shown.get('.ruler').trigger('keydown', { key: 'ArrowRight' });
    expect(shown.emitted('pick')).toEqual([['2023-05-31'], [null]]);
  });
  it('is filled to the day', () => {
    expect(rule('2023-06-30').get('.filled').attributes('style')).toContain('width: 50%');
  });
});

describe('the month strip', () => {
  it('shows what was, what is, and nothing for what is to come', () => {
    const strip = mount(MonthStrip, {
      props: {
        rows: [
          { label: '项目', months: ['normal', 'lagging', ...Array<null>(10).fill(null)], now: 'severe' },
        ],
        year: 2023,
        asOf: '2023-03-15',
        caption: '十二个月的灯',
      },
    });
    const names = strip
      .findAll('tbody td')
      .map((cell) => cell.find('svg'))
      .map((svg) => (svg.exists() ? svg.attributes('aria-label') : null));
    expect(names.slice(0, 4)).toEqual(['正常', '滞后', '严重滞后', null]);
    expect(strip.get('th.current').text()).toBe('3月');
  });
});

describe('the worst ten', () => {
  const table = () =>
    mount(WorstTable, {
      props: { overview: sampleOverview(), query: {}, fresh: new Map<string, number>() },
      ...links,
    });
  const names = (shown: ReturnType<typeof table>) => shown.findAll('tbody th').map((head) => head.text());
  const reordered = sampleOverview({
    worst: [
      worstRow({ projectId: OFFICE, name: '办公用品', light: 'severe' }),
      worstRow({ projectId: TRAINING }),
    ],
  });

  it('is re-sorted when nobody is in it', async () => {
    const shown = table();
    await shown.setProps({ overview: reordered });
    expect(names(shown)).toEqual(['办公用品', '技能提升培训奖励金']);
  });
  it('keeps its order under the pointer, with the new figures, until the reader leaves', async () => {
    const shown = table();
    await shown.get('table').trigger('pointerenter');
    await shown.setProps({ overview: reordered });
    expect(names(shown)).toEqual(['技能提升培训奖励金', '办公用品']);
    expect(shown.findAll('tbody tr')[1]?.text()).toContain('严重滞后');
    expect(shown.get('.chip').text()).toBe('有 1 条更新');
    await shown.get('table').trigger('pointerleave');
    await nextTick();
    expect(names(shown)).toEqual(['办公用品', '技能提升培训奖励金']);
    expect(shown.find('.chip').exists()).toBe(false);
  });
  it('says so when there is nothing to ask about', () => {
    const calm = mount(WorstTable, {
      props: { overview: sampleOverview({ worst: [] }), query: {}, fresh: new Map<string, number>() },
      ...links,
    });
    expect(calm.text()).toContain('没有要过问的项目');
  });
});

describe('the way back after signing in', () => {
  it('never leads to another origin', () => {
    expect(safeWayBack('/projects?light=severe')).toBe('/projects?light=severe');
    for (const foreign of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '',
      undefined,
      ['/a'],
    ]) {
      expect(safeWayBack(foreign)).toBe('/');
    }
  });
});
