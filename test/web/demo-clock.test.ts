/** The demonstration's control in the context bar. */
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { moveProgress, nextMonthEnd } from '../../web/demo-clock.ts';
import { noteClockMoved } from '../../web/clock-moves.ts';
import DemoClock from '../../web/components/DemoClock.vue';
import type { DemoClockAnswer } from '../../server/contract-demo.ts';

const REST: DemoClockAnswer = {
  today: '2023-07-31',
  start: '2023-07-31',
  last: '2024-01-31',
  nextWorkingDay: '2023-08-01',
  move: null,
};
const ID = '01900000-0000-7000-8000-000000000001';
const moveTo = (to: string, reached: string | null): DemoClockAnswer['move'] => ({
  id: ID,
  kind: 'move',
  to,
  from: '2023-07-31',
  reached,
  state: 'running',
});

describe('what follows from where it stands', () => {
  it.each([
    ['2023-07-31', '2023-08-31'],
    ['2023-08-01', '2023-08-31'],
    ['2023-12-31', '2024-01-31'],
    ['2024-01-30', '2024-01-31'],
    ['2024-01-31', null],
  ])('the next end of a month after %s is %s', (today, end) => {
    expect(nextMonthEnd({ today, last: '2024-01-31' })).toBe(end);
  });

  it('progress is the share of days passed, and none for a reload', () => {
    expect(moveProgress({ move: moveTo('2023-08-10', null) })).toBe(0);
    expect(moveProgress({ move: moveTo('2023-08-10', '2023-08-05') })).toBe(0.5);
    expect(moveProgress({ move: moveTo('2023-08-10', '2023-08-10') })).toBe(1);
    expect(moveProgress({ move: { ...moveTo('2023-08-10', null)!, kind: 'reload', to: null } })).toBeNull();
    expect(moveProgress({ move: null })).toBeNull();
  });
});

describe('the control', () => {
  let standing: DemoClockAnswer;
  let asked: { url: string; body: unknown }[];
  let refusal: object | null;

  beforeEach(() => {
    standing = REST;
    asked = [];
    refusal = null;
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      if (init.method === 'POST') {
        asked.push({ url, body: JSON.parse(String(init.body)) });
        if (refusal) return new Response(JSON.stringify(refusal), { status: 409 });
        return new Response(JSON.stringify({ id: ID }), { status: 202 });
      }
      return new Response(JSON.stringify(standing), { status: 200 });
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  async function opened() {
    const control = mount(DemoClock, { attachTo: document.body });
    await flushPromises();
    await control.get('.opener').trigger('click');
    return control;
  }

  it('says the date, and moves to the next working day and to the month’s end', async () => {
    const control = await opened();
    expect(control.get('.opener').text()).toContain('2023-07-31');
    const [day, end] = control.findAll('.steps .button');
    expect(day?.text()).toBe('下一个工作日 08-01');
    expect(end?.text()).toBe('到月底 08-31');
    await day?.trigger('click');
    await flushPromises();
    await end?.trigger('click');
    await flushPromises();
    expect(asked).toEqual([
      { url: '/api/demo/clock', body: { date: '2023-08-01' } },
      { url: '/api/demo/clock', body: { date: '2023-08-31' } },
    ]);
    control.unmount();
  });

  it('takes a chosen day after today alone', async () => {
    const control = await opened();
    const go = control.get('form .button');
    await control.get('input').setValue('2023-07-31');
    expect(go.attributes('disabled')).toBeDefined();
    await control.get('input').setValue('2023-09-08');
    expect(go.attributes('disabled')).toBeUndefined();
    await control.get('form').trigger('submit');
    await flushPromises();
    expect(asked).toEqual([{ url: '/api/demo/clock', body: { date: '2023-09-08' } }]);
    control.unmount();
  });

  it('shows how far it has come, also when somebody else moves it, and takes no wish meanwhile', async () => {
    const control = await opened();
    standing = { ...REST, today: '2023-08-05', move: moveTo('2023-08-10', '2023-08-05') };
    noteClockMoved();
    await flushPromises();
    expect(control.get('[role=status]').text()).toBe('正在推进：已过完 08-05，推到 08-10');
    expect(control.get('[role=progressbar]').attributes('aria-valuenow')).toBe('50');
    for (const button of control.findAll('.steps .button')) {
      expect(button.attributes('disabled')).toBeDefined();
    }
    control.unmount();
  });

  it('says in place why it was refused, and that the last one failed', async () => {
    standing = { ...REST, move: { ...moveTo('2023-08-10', null)!, state: 'failed' } };
    refusal = { code: 'already_moving', message: '演示日期正在推进，请等它完成。' };
    const control = await opened();
    expect(control.get('[role=status]').text()).toContain('上一次没有推完');
    await control.get('.steps .button').trigger('click');
    await flushPromises();
    expect(control.get('[role=alert]').text()).toBe('演示日期正在推进，请等它完成。');
    control.unmount();
  });

  it('loads anew only after its consequence was told and confirmed', async () => {
    const control = await opened();
    await control.get('.reset .link').trigger('click');
    expect(control.get('.reset').text()).toContain('不能恢复');
    expect(asked).toEqual([]);
    await control.get('.danger').trigger('click');
    await flushPromises();
    expect(asked).toEqual([{ url: '/api/demo/reset', body: {} }]);
    control.unmount();
  });

  it('ends with Escape, and the focus is back where it was', async () => {
    const control = await opened();
    expect(control.find('.panel').exists()).toBe(true);
    await control.get('.panel').trigger('keydown', { key: 'Escape' });
    expect(control.find('.panel').exists()).toBe(false);
    expect(document.activeElement).toBe(control.get('.opener').element);
    control.unmount();
  });
});
