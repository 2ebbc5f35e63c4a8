/** The date field: written in one way whatever the browser speaks, checked when it is left, chosen by arrows. */
import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import DateField from '../../web/components/DateField.vue';

afterEach(() => (document.body.innerHTML = ''));

function field(props: { modelValue: string; min?: string; max?: string }) {
  const wrapper = mount(DateField, {
    props: { label: '到期日', ...props },
    attachTo: document.body,
  });
  return { wrapper, input: wrapper.get<HTMLInputElement>('input') };
}
const last = (wrapper: ReturnType<typeof field>['wrapper']) =>
  wrapper.emitted<[string]>('update:modelValue')?.at(-1)?.[0];

describe('typing', () => {
  it('hands on whole days only, in one writing, and complains when the field is left', async () => {
    const { wrapper, input } = field({ modelValue: '' });
    expect(input.attributes('placeholder')).toBe('YYYY-MM-DD');
    await input.setValue('2023-07');
    expect(wrapper.emitted('update:modelValue')).toBeUndefined();
    expect(wrapper.find('[role=alert]').exists()).toBe(false);
    await input.trigger('blur');
    expect(wrapper.get('[role=alert]').text()).toContain('没有这一天');
    expect(input.attributes('aria-invalid')).toBe('true');
    await input.setValue('2023年7月31日');
    expect(last(wrapper)).toBe('2023-07-31');
    expect(wrapper.find('[role=alert]').exists()).toBe(false);
    await wrapper.setProps({ modelValue: '2023-07-31' });
    await input.trigger('blur');
    expect(input.element.value).toBe('2023-07-31');
  });

  it('says which days may be chosen', async () => {
    const { wrapper, input } = field({ modelValue: '', min: '2023-07-31', max: '2023-08-31' });
    await input.setValue('2023-07-01');
    await input.trigger('blur');
    expect(wrapper.get('[role=alert]').text()).toBe('从 2023-07-31 到 2023-08-31');
  });

  it('follows a day that is set from outside, and is emptied', async () => {
    const { wrapper, input } = field({ modelValue: '2023-07-31' });
    await wrapper.setProps({ modelValue: '2023-08-01' });
    expect(input.element.value).toBe('2023-08-01');
    await wrapper.setProps({ modelValue: '' });
    expect(input.element.value).toBe('');
  });
});

describe('the month behind the button', () => {
  const focused = () => document.activeElement?.getAttribute('data-day');

  it('opens at the day, moves by arrows within its bounds, and gives the focus back', async () => {
    const { wrapper } = field({ modelValue: '2023-07-31', max: '2023-08-02' });
    const opener = wrapper.get('button');
    await opener.trigger('click');
    await nextTick();
    expect(wrapper.get('[role=dialog]').attributes('aria-label')).toBe('选日期');
    expect(focused()).toBe('2023-07-31');
    await wrapper.get('[data-at]').trigger('keydown', { key: 'ArrowDown' });
    await nextTick();
    expect(focused()).toBe('2023-08-02');
    expect(wrapper.get('[role=dialog] b').text()).toBe('2023 年 8 月');
    expect(wrapper.get('[data-day="2023-08-03"]').attributes('disabled')).toBeDefined();
    await wrapper.get('[data-at]').trigger('click');
    expect(last(wrapper)).toBe('2023-08-02');
    expect(wrapper.find('[role=dialog]').exists()).toBe(false);
    expect(document.activeElement).toBe(opener.element);
  });

  it('closes on Escape without a choice, and lets no key out to what is around it', async () => {
    const { wrapper } = field({ modelValue: '2023-07-31' });
    let heard = 0;
    document.body.addEventListener('keydown', () => (heard += 1));
    await wrapper.get('button').trigger('click');
    await nextTick();
    await wrapper.get('[data-at]').trigger('keydown', { key: 'Escape' });
    expect(wrapper.find('[role=dialog]').exists()).toBe(false);
    expect(wrapper.emitted('update:modelValue')).toBeUndefined();
    expect(heard).toBe(0);
  });
});
