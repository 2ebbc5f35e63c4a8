import { mount } from '@vue/test-utils';
import { type Ref, defineComponent, nextTick } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PALETTES } from '../../web/palette.ts';

/** A machine whose answer to a media query can be turned. */
class Machine {
  readonly #listeners = new Map<string, ((event: { matches: boolean }) => void)[]>();
  readonly #matching = new Set<string>();
  matchMedia = (query: string) => ({
    matches: this.#matching.has(query),
    addEventListener: (_name: 'change', listener: (event: { matches: boolean }) => void) =>
      this.#listeners.set(query, [...(this.#listeners.get(query) ?? []), listener]),
  });
  turn(query: string, matches: boolean): void {
    if (matches) this.#matching.add(query);
    else this.#matching.delete(query);
    for (const listener of this.#listeners.get(query) ?? []) listener({ matches });
  }
}
const DARK = '(prefers-color-scheme: dark)';
const shown = () => document.documentElement.getAttribute('data-theme');

let machine: Machine;
const saved = vi.fn(() => Promise.resolve(new Response('{}')));
beforeEach(() => {
  machine = new Machine();
  vi.stubGlobal('matchMedia', machine.matchMedia);
  vi.stubGlobal('fetch', saved);
  saved.mockClear();
  vi.resetModules();
  localStorage.clear();
  document.documentElement.removeAttribute('data-theme');
});
afterEach(() => vi.unstubAllGlobals());

/** The module as a page loads it, after `startTheme`. */
async function started(kept?: string) {
  if (kept !== undefined) localStorage.setItem('mubiao-theme', kept);
  const module = await import('../../web/theme.ts');
  module.startTheme();
  return module;
}

/** The choice as the bar of a page holds it. */
function chosenIn(module: Awaited<ReturnType<typeof started>>): Ref<string> {
  let choice: Ref<string> | undefined;
  mount(
    defineComponent({
      setup() {
        choice = module.useThemeChoice();
        return () => null;
      },
    }),
  );
  return choice as Ref<string>;
}

describe('the theme', () => {
  it('follows the machine until somebody chooses, also while the page is open', async () => {
    machine.turn(DARK, true);
    const { usePalette } = await started();
    expect(shown()).toBe('dark');
    expect(usePalette().value).toEqual(PALETTES.dark);
    machine.turn(DARK, false);
    expect(shown()).toBe('light');
    expect(usePalette().value).toEqual(PALETTES.light);
  });
  it('stands as this browser was last set, whatever the machine says', async () => {
    await started('dark');
    expect(shown()).toBe('dark');
    machine.turn(DARK, true);
    machine.turn(DARK, false);
    expect(shown()).toBe('dark');
  });
  it('takes what makes no sense for no choice', async () => {
    await started('purple');
    expect(shown()).toBe('light');
  });
  it('shows a choice at once and keeps it in this browser and with the account', async () => {
    const choice = chosenIn(await started());
    choice.value = 'dark';
    await nextTick();
    expect(shown()).toBe('dark');
    expect(localStorage.getItem('mubiao-theme')).toBe('dark');
    expect(saved).toHaveBeenCalledWith(
      '/api/account/preferences/theme',
      expect.objectContaining({ method: 'PUT' }),
    );
    choice.value = 'system';
    await nextTick();
    expect(shown()).toBe('light');
  });
  it('draws charts light on paper and dark again afterwards', async () => {
    const { usePalette } = await started('dark');
    machine.turn('print', true);
    expect(usePalette().value).toEqual(PALETTES.light);
    machine.turn('print', false);
    expect(usePalette().value).toEqual(PALETTES.dark);
    window.dispatchEvent(new Event('beforeprint'));
    expect(usePalette().value).toEqual(PALETTES.light);
    window.dispatchEvent(new Event('afterprint'));
    expect(usePalette().value).toEqual(PALETTES.dark);
  });
});

describe('the theme before the first paint', () => {
  it.each([
    ['dark', false, 'dark'],
    ['light', true, 'light'],
    ['system', true, 'dark'],
    [null, true, 'dark'],
    [null, false, 'light'],
  ])('kept %s on a machine that is dark: %s gives %s', async (kept, isDark, theme) => {
    if (kept !== null) localStorage.setItem('mubiao-theme', kept);
    machine.turn(DARK, isDark);
    await vi.importActual('../../web/theme-first.ts');
    expect(shown()).toBe(theme);
  });
});
