import { mount } from '@vue/test-utils';
import { nextTick } from 'vue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import OnceShown from '../../web/components/OnceShown.vue';
import { useTriedCurve } from '../../web/tried-curve.ts';
import { setUpWords } from '../../web/words/set-up.ts';

const words = setUpWords.link;
const shownWith = () =>
  mount(OnceShown, {
    props: { title: '链接', value: 'https://example.org/set-password#abc', why: '只显示这一次', words },
    attachTo: document.body,
  });
afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

describe('a value that is told once', () => {
  it('has the focus and is chosen, so that it can be copied at once', async () => {
    const shown = shownWith();
    await nextTick();
    await nextTick();
    const box = shown.get('input').element;
    expect(document.activeElement).toBe(box);
    expect([box.selectionStart, box.selectionEnd]).toEqual([0, box.value.length]);
    expect(shown.get('input').attributes('aria-label')).toBe(words.label);
  });
  it('says when the browser does not let it be copied', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('denied'));
    document.execCommand = () => false;
    const shown = shownWith();
    await shown.get('.button').trigger('click');
    await vi.waitFor(() => expect(shown.get('.refusal').text()).toBe(words.copyFailed));
  });
  it('is gone when it is put away', async () => {
    const shown = shownWith();
    await shown.get('.link').trigger('click');
    expect(shown.emitted('close')).toHaveLength(1);
  });
});

describe('a curve that is tried', () => {
  it('is forgotten when its form is closed', () => {
    const { isOpen, tried, toggle, close } = useTriedCurve();
    toggle();
    tried.value = { type: 'even' };
    expect(isOpen.value).toBe(true);
    toggle();
    expect([isOpen.value, tried.value]).toEqual([false, null]);
    toggle();
    close();
    expect(isOpen.value).toBe(false);
  });
});
