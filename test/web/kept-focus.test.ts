/** The keyboard's place when what had it goes away. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { useKeptFocus } from '../../web/kept-focus.ts';

let scope: EffectScope;

beforeEach(() => {
  document.body.innerHTML =
    '<main><section><form><button id="a">a</button><button id="b">b</button></form></section></main>';
  scope = effectScope(true);
  scope.run(useKeptFocus);
});
afterEach(() => {
  scope.stop();
  document.body.innerHTML = '';
});

const button = (id: string) => document.querySelector<HTMLButtonElement>(`#${id}`)!;
const focused = () => document.activeElement?.tagName.toLowerCase();
/** A change is seen after the browser has drawn. */
const drawn = () => new Promise((resolve) => setTimeout(resolve, 60));

describe('the focus', () => {
  it('of a button that goes away passes to the nearest place that is left', async () => {
    button('a').focus();
    button('a').remove();
    await drawn();
    expect(focused()).toBe('form');
    button('b').focus();
    document.querySelector('form')?.remove();
    await drawn();
    expect(focused()).toBe('section');
  });

  it('comes back to a button that is switched off only while its call is under way', async () => {
    button('a').focus();
    // The browser takes it from a disabled button when it draws; this imitation of one does not.
    button('a').blur();
    button('a').disabled = true;
    await drawn();
    expect(focused()).toBe('form');
    button('a').disabled = false;
    await drawn();
    expect(document.activeElement?.id).toBe('a');
  });

  it('that somebody took away stays away, and what a component chose stays chosen', async () => {
    button('a').focus();
    button('a').blur();
    document.querySelector('form')?.append(document.createElement('p'));
    await drawn();
    expect(focused()).toBe('body');
    button('a').focus();
    button('a').remove();
    button('b').focus();
    await drawn();
    expect(document.activeElement?.id).toBe('b');
  });
});
