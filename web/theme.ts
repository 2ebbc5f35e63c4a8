/**
 * Light or dark: what a person chose, kept with the account and mirrored in this browser, where theme-first.ts reads it
 * before the first paint. "system" follows the machine. Paper is always light (tokens.css), so charts are while printing.
 */
import { type ComputedRef, type Ref, computed, shallowRef, watch } from 'vue';
import { readKept, writeKept } from './browser-store.ts';
import { PALETTES, type Palette, type Theme } from './palette.ts';
import { usePreference } from './preferences.ts';

export const THEME_CHOICES = ['light', 'dark', 'system'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

/** Named in theme-first.ts too, which cannot import it. */
const KEPT_AS = 'mubiao-theme';

const isSystemDark = shallowRef(false);
const isPrinting = shallowRef(false);
const choice = shallowRef<ThemeChoice>('system');

/** The theme on the screen. */
export const theme: ComputedRef<Theme> = computed(() => {
  if (choice.value !== 'system') return choice.value;
  return isSystemDark.value ? 'dark' : 'light';
});

const palette = computed(() => PALETTES[isPrinting.value ? 'light' : theme.value]);

/** The colours for charts on this page; they follow a switch, and are light on paper. */
export function usePalette(): ComputedRef<Palette> {
  return palette;
}

/** A choice as it was stored by whatever version, null where it makes no sense. */
function themeChoiceOf(stored: unknown): ThemeChoice | null {
  return THEME_CHOICES.find((each) => each === stored) ?? null;
}

/** Follows the choice, the machine and the printer from here on. Once, before the first component. */
export function startTheme(): void {
  choice.value = themeChoiceOf(readKept(KEPT_AS)) ?? 'system';
  follow('(prefers-color-scheme: dark)', isSystemDark);
  follow('print', isPrinting);
  // Chromium tells some printers of the page only by these.
  window.addEventListener('beforeprint', () => (isPrinting.value = true));
  window.addEventListener('afterprint', () => (isPrinting.value = false));
  watch(theme, show, { immediate: true, flush: 'sync' });
}

function follow(query: string, answer: Ref<boolean>): void {
  const media = window.matchMedia(query);
  answer.value = media.matches;
  media.addEventListener('change', ({ matches }) => (answer.value = matches));
}

function show(now: Theme): void {
  document.documentElement.setAttribute('data-theme', now);
  // The colour of the phone's own bar above the page.
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', PALETTES[now].sheet);
}

/**
 * The choice of the person who is signed in; what is written shows at once and is kept. An account that never chose
 * takes what this browser was last set to.
 */
export function useThemeChoice(): Ref<ThemeChoice> {
  const kept = usePreference<ThemeChoice | null>('theme', themeChoiceOf, null);
  watch(
    kept,
    (next) => {
      if (next !== null) choose(next);
    },
    { immediate: true },
  );
  return computed({
    get: () => choice.value,
    set: (next) => {
      kept.value = next;
      choose(next);
    },
  });
}

/** Longest move of a chart that changes its colours, milliseconds. */
const RECOLOURED_AFTER_MS = 350;

/** Runs `task` while the charts are drawn as on paper: light, whatever the screen's theme is. */
export async function onPaper<T>(task: () => T | Promise<T>): Promise<T> {
  if (theme.value === 'light') return task();
  isPrinting.value = true;
  try {
    await new Promise((resolve) => setTimeout(resolve, RECOLOURED_AFTER_MS));
    return await task();
  } finally {
    isPrinting.value = false;
  }
}

function choose(next: ThemeChoice): void {
  choice.value = next;
  writeKept(KEPT_AS, next);
}
