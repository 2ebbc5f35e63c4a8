/**
 * The language of the pages: Chinese until a person chooses. The choice is kept with the account and mirrored in this
 * browser, so that the sign-in page speaks it before anybody is known.
 */
import { computed, watch } from 'vue';
import { readKept, writeKept } from './browser-store.ts';
import { followTitle } from './document-title.ts';
import { markChinese } from './mark-chinese.ts';
import { usePreference } from './preferences.ts';
import { LOCALES, type Locale, locale, showLocale } from './words/words.ts';

const STORED_AS = 'mubiao-language';

/** A choice made before the sign-in, to be kept with the account that follows. */
let chosenBefore: Locale | null = null;

function localeOf(stored: unknown): Locale | null {
  return LOCALES.find((each) => each === stored) ?? null;
}

/** Shows what this browser was last set to. Without the English chunk the pages open in Chinese. */
export async function restoreLanguage(): Promise<void> {
  watch(locale, (now) => (document.documentElement.lang = now), { immediate: true });
  followTitle();
  markChinese();
  const stored = localeOf(readKept(STORED_AS));
  if (stored !== null) await show(stored);
}

/** Chooses the language where nobody is signed in. */
export async function chooseLanguage(next: Locale): Promise<void> {
  chosenBefore = next;
  await show(next);
}

/** The language of the person who is signed in; what is written is shown and kept. Once, in the bar of every page. */
export function useLanguage(): { choose: (next: Locale) => Promise<void> } {
  const kept = usePreference<Locale | null>('language', localeOf, null);
  const choose = async (next: Locale): Promise<void> => {
    if (kept.value !== next) kept.value = next;
    await show(next);
  };
  if (chosenBefore !== null) {
    void choose(chosenBefore);
    chosenBefore = null;
  }
  watch(
    computed(() => kept.value),
    (next) => void (next !== null && show(next)),
    { immediate: true },
  );
  return { choose };
}

async function show(next: Locale): Promise<void> {
  try {
    await showLocale(next);
    writeKept(STORED_AS, next);
  } catch (error) {
    // The line was cut or a new version stands there: the pages go on in the language that they have.
    console.error(error);
  }
}
