/**
 * The page on paper: a sheet of its own, drawn from the page's data in the moment of printing, so that the browser's own
 * print command (Ctrl+P) gives the same as the button.
 */
import { type Component, type Ref, type ShallowRef, onScopeDispose, ref, shallowRef } from 'vue';

/** What is on its way to the printer: the page's sheet, one panel, or nothing. */
const printing = shallowRef<'page' | 'panel' | null>(null);
/** Idle time after which the sheet is fetched, so that Ctrl+P finds it. Milliseconds. */
const FETCH_AFTER_MS = 2_000;

export interface Paper {
  /** The sheet while it is being printed, null otherwise. */
  sheet: Readonly<ShallowRef<Component | null>>;
  /** The reason why there is no sheet, as a flag for the button. */
  failed: Readonly<Ref<boolean>>;
  print(): Promise<void>;
}

/** @param load fetches the sheet's component, which is given the page's data by the page */
export function usePaper(load: () => Promise<{ default: Component }>): Paper {
  const fetched = shallowRef<Component | null>(null);
  const sheet = shallowRef<Component | null>(null);
  const failed = ref(false);

  async function fetchSheet(): Promise<void> {
    fetched.value ??= (await load()).default;
  }
  async function print(): Promise<void> {
    failed.value = false;
    try {
      await fetchSheet();
    } catch (error) {
      console.error(error);
      failed.value = true;
      return;
    }
    window.print();
  }
  function begin(): void {
    if (printing.value !== null || fetched.value === null) return;
    printing.value = 'page';
    document.body.classList.add('prints-sheet');
    sheet.value = fetched.value;
  }
  function end(): void {
    if (printing.value !== 'page') return;
    printing.value = null;
    document.body.classList.remove('prints-sheet');
    sheet.value = null;
  }

  window.addEventListener('beforeprint', begin);
  window.addEventListener('afterprint', end);
  // Fetched ahead: that the line is cut just now disturbs nobody, the button tries again and says so.
  const timer = setTimeout(() => void fetchSheet().catch(() => undefined), FETCH_AFTER_MS);
  onScopeDispose(() => {
    clearTimeout(timer);
    window.removeEventListener('beforeprint', begin);
    window.removeEventListener('afterprint', end);
    end();
  });
  return { sheet, failed, print };
}

/** Takes the printer for one panel; false while something else is being printed. */
export function takePrinter(): boolean {
  if (printing.value !== null) return false;
  printing.value = 'panel';
  return true;
}

export function leavePrinter(): void {
  if (printing.value === 'panel') printing.value = null;
}
