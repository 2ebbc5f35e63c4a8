/** The keyboard of the entry sheet, on the real components. What it looks like is seen in test/browser. */
import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { effectScope, nextTick, type EffectScope } from 'vue';
import type { EntryBody } from '../../server/contract.ts';
import EntryTable from '../../web/components/entry/EntryTable.vue';
import { type Desk, openDesk } from '../../web/entry-desk.ts';
import { entry, memoryStore, row, sheet } from './entry-sheet-fixture.ts';

const june = entry({ id: 'june', period: '2023-06', value: '18' });
let scope: EffectScope;
let sent: [string, EntryBody][] = [];

beforeEach(() => {
  scope = effectScope(true);
  sent = [];
  // happy-dom has no window that could be in front.
  document.hasFocus = () => true;
});
afterEach(() => {
  scope.stop();
  document.body.innerHTML = '';
});

function show(rows = [row('a', 'cumulative', [june]), row('b'), row('c', 'grade')]) {
  const desk: Desk = scope.run(() =>
    openDesk(sheet(rows), {
      accountId: 'account',
      store: memoryStore(),
      record: async (id, body) => {
        sent.push([id, body]);
        return {
          entry: entry({
            id: `${id}1`,
            period: body.period,
            value: body.value ?? null,
            grade: body.grade ?? null,
            note: body.note ?? null,
          }),
          judgement: {
            light: 'normal',
            actual: null,
            actualThrough: null,
            expected: null,
            ratio: null,
            why: '',
            hint: null,
            since: null,
          },
          projectLight: 'normal',
        };
      },
    }),
  )!;
  const places = rows.map((each) => ({
    id: each.indicatorId,
    demanded: each.demanded,
    state: 'empty' as const,
  }));
  const table = mount(EntryTable, {
    props: { desk, places, currentId: 'a' },
    global: { stubs: { RouterLink: { template: '<a><slot /></a>' } } },
    attachTo: document.body,
  });
  const focused = () => (document.activeElement as HTMLElement).dataset;
  async function press(key: string, options: KeyboardEventInit = {}): Promise<void> {
    document.activeElement?.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options }),
    );
    await nextTick();
    await nextTick();
  }
  async function type(text: string): Promise<void> {
    const box = document.activeElement as HTMLInputElement;
    box.value = text;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    await nextTick();
  }
  table.get<HTMLElement>('[data-field="a"]').element.focus();
  return { desk, table, focused, press, type };
}

describe('the keyboard of the entry sheet', () => {
  it('sends the row on Enter and goes on with the next', async () => {
    const { press, type, focused } = show();
    await type('27');
    await press('Enter');
    expect(focused()['field']).toBe('b');
    expect(sent).toEqual([['a', { period: '2023-07', basis: 'cumulative', value: '27' }]]);
  });
  it('stays at a value that is refused and says why', async () => {
    const { press, type, focused, table } = show();
    await type('-5');
    await press('Enter');
    expect(focused()['field']).toBe('a');
    expect(table.get('[data-row="a"]').text()).toContain('不能是负数');
    expect(sent).toEqual([]);
  });
  it('opens the note where one is wanted, and sends with it', async () => {
    const { press, type, focused } = show();
    await type('12');
    await press('Enter');
    expect(focused()['kind']).toBe('note');
    await type('上月多报');
    await press('Enter');
    expect(sent[0]?.[1]).toMatchObject({ value: '12', note: '上月多报' });
    expect(focused()['field']).toBe('b');
  });
  it('repeats last month on Ctrl+D and restores on Esc', async () => {
    const { press, desk } = show();
    await press('d', { ctrlKey: true });
    expect(desk.rows.get('a')?.field.text).toBe('18');
    await press('Escape');
    expect(desk.rows.get('a')?.field.text).toBe('');
  });
  it('writes the note on the stroke, jumps on N, moves on the arrows', async () => {
    const { press, focused } = show();
    await press('ArrowDown');
    expect(focused()['field']).toBe('b');
    await press('n');
    expect(focused()['field']).toBe('c');
    await press('ArrowUp');
    await press('/');
    expect(focused()['kind']).toBe('note');
    await press('Escape');
    expect(focused()['field']).toBe('b');
  });
  it('grades by 1, 2 and 3 and asks for the sentence', async () => {
    const { press, type, focused, desk } = show();
    await press('ArrowDown');
    await press('ArrowDown');
    await press('2');
    expect(desk.rows.get('c')?.field.grade).toBe('partly');
    await press('Enter');
    expect(focused()['kind']).toBe('note');
    await type('抽查三户，两户到位');
    await press('Enter');
    expect(sent).toEqual([['c', { period: '2023-07', grade: 'partly', note: '抽查三户，两户到位' }]]);
  });
  it('leaves keys to a Chinese input method while it composes', async () => {
    const { press, focused } = show();
    await press('Enter', { isComposing: true });
    expect(focused()['field']).toBe('a');
  });
  it('does not send when another window takes the focus', async () => {
    const { type } = show();
    await type('27');
    document.hasFocus = () => false;
    (document.activeElement as HTMLElement).blur();
    await nextTick();
    expect(sent).toEqual([]);
  });
});
