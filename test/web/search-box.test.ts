import { computed, effectScope, nextTick, ref } from 'vue';
import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import type { SearchAnswer } from '../../server/contract-search.ts';
import { api } from '../../web/api.ts';
import SearchBox from '../../web/components/search/SearchBox.vue';
import { useSearchBox } from '../../web/search-box.ts';
import { nextOption, searchGroups } from '../../web/search-options.ts';

const ANSWER: SearchAnswer = {
  asOf: '2023-07-31',
  fiscalYear: 2023,
  projects: {
    total: 9,
    items: [{ projectId: 'p1', name: '养老保险', unitName: '社保中心', light: 'severe' }],
  },
  indicators: {
    total: 1,
    items: [
      {
        indicatorId: 'i1',
        name: '养老金',
        rawTarget: '≥1人',
        projectId: 'p2',
        projectName: '补助',
        light: 'normal',
      },
    ],
  },
  units: { total: 1, items: [{ unitId: 'u1', name: '养老中心', light: null, projects: 3 }] },
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('what is offered', () => {
  it('is grouped, leads to the thing in the same place in time, and to the list for the rest', () => {
    const groups = searchGroups(ANSWER, 'yl', { asOf: '2023-05-31' });
    expect(groups.map(({ name }) => name)).toEqual(['项目 9', '指标 1', '单位 1', '']);
    expect(groups.flatMap(({ options }) => options.map(({ to }) => to))).toEqual([
      { path: '/projects/p1', query: { asOf: '2023-05-31' } },
      { path: '/projects/p2', query: { asOf: '2023-05-31', indicator: 'i1' } },
      { path: '/projects', query: { asOf: '2023-05-31', unit: 'u1' } },
      { path: '/projects', query: { asOf: '2023-05-31', q: 'yl' } },
    ]);
  });

  it('is gone through by arrows in a circle', () => {
    expect([nextOption(-1, 3, 1), nextOption(-1, 3, -1), nextOption(2, 3, 1), nextOption(0, 3, -1)]).toEqual([
      0, 2, 0, 2,
    ]);
    expect(nextOption(-1, 0, 1)).toBe(-1);
  });
});

describe('the search', () => {
  it('asks once after a pause, and an old answer never replaces a newer one', async () => {
    const answers: ((answer: SearchAnswer) => void)[] = [];
    const search = vi
      .spyOn(api, 'search')
      .mockImplementation(() => new Promise((resolve) => void answers.push(resolve)));
    const scope = effectScope();
    const asOf = ref<string | undefined>(undefined);
    const box = scope.run(() =>
      useSearchBox(computed(() => ({ asOf: asOf.value, unit: undefined, year: undefined }))),
    );
    if (!box) throw new Error('the scope is active');
    for (const text of ['y', 'ya', 'yang']) {
      box.text.value = text;
      await nextTick();
      vi.advanceTimersByTime(50);
    }
    vi.advanceTimersByTime(200);
    expect(search.mock.calls.map(([query]) => query.q)).toEqual(['yang']);
    box.text.value = 'yanglao';
    await nextTick();
    vi.advanceTimersByTime(200);
    answers[0]?.({ ...ANSWER, projects: { total: 0, items: [] } });
    answers[1]?.(ANSWER);
    await vi.advanceTimersByTimeAsync(0);
    expect(box.answer.value?.typed).toBe('yanglao');
    expect(box.options.value).toHaveLength(4);
    asOf.value = '2023-05-31';
    await nextTick();
    vi.advanceTimersByTime(200);
    expect(search.mock.lastCall?.[0]).toMatchObject({ q: 'yanglao', asOf: '2023-05-31' });
    scope.stop();
  });

  it('is a combobox: / goes to it, arrows name the option, Enter opens it, Esc ends it', async () => {
    vi.spyOn(api, 'search').mockResolvedValue(ANSWER);
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }],
    });
    await router.push('/?asOf=2023-05-31&unit=u');
    const wrapper = mount(SearchBox, { global: { plugins: [router] }, attachTo: document.body });
    const input = wrapper.get<HTMLInputElement>('input');
    document.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }));
    window.dispatchEvent(new KeyboardEvent('keydown', { key: '/' }));
    await nextTick();
    await nextTick();
    expect(document.activeElement).toBe(input.element);
    expect(input.attributes()).toMatchObject({ role: 'combobox', 'aria-expanded': 'false' });
    await input.setValue('yl');
    await vi.advanceTimersByTimeAsync(200);
    expect(input.attributes('aria-expanded')).toBe('true');
    expect(wrapper.findAll('[role=option]')).toHaveLength(4);
    expect(wrapper.findAll('[role=group]')).toHaveLength(4);
    await input.trigger('keydown', { key: 'ArrowDown' });
    await input.trigger('keydown', { key: 'ArrowDown' });
    const active = wrapper.get(`#${input.attributes('aria-activedescendant')}`);
    expect([active.attributes('aria-selected'), active.get('.text').text()]).toEqual(['true', '养老金']);
    expect(active.get('svg').attributes('aria-label')).toBe('正常');
    await input.trigger('keydown', { key: 'Enter', isComposing: true });
    expect(router.currentRoute.value.path).toBe('/');
    await input.trigger('keydown', { key: 'Enter' });
    await vi.advanceTimersByTimeAsync(0);
    expect(router.currentRoute.value.fullPath).toBe('/projects/p2?asOf=2023-05-31&indicator=i1');
    expect(input.element.value).toBe('');

    await input.setValue('yl');
    await vi.advanceTimersByTimeAsync(200);
    await input.trigger('keydown', { key: 'Escape' });
    expect([input.element.value, input.attributes('aria-expanded')]).toEqual(['', 'false']);
    await input.setValue('找不到的');
    await input.trigger('keydown', { key: 'Enter' });
    await vi.advanceTimersByTimeAsync(0);
    expect(router.currentRoute.value.query).toEqual({ asOf: '2023-05-31', q: '找不到的' });
    wrapper.unmount();
  });
});
