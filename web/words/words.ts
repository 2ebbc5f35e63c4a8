/**
 * The typed dictionary. Each subject's file writes its sentences once per language and exports one accessor;
 * pages read the accessor only, so another language is added without touching a page.
 */
import { shallowRef } from 'vue';

export type Locale = 'zh-CN';

/** What a dictionary may hold: texts, functions that build a sentence, and groups of these. */
export interface Dictionary {
  readonly [key: string]: string | ((...args: never[]) => unknown) | Dictionary;
}

export const locale = shallowRef<Locale>('zh-CN');

/**
 * The accessor over a dictionary's language twins. Each top-level word is a getter on the current language, so a
 * template or a computed that reads it follows a switch without a reload.
 */
export function words<D extends Dictionary>(twins: Record<Locale, D>): D {
  const accessor = {};
  for (const key of Object.keys(twins['zh-CN'])) {
    Object.defineProperty(accessor, key, { enumerable: true, get: () => twins[locale.value][key] });
  }
  return accessor as D;
}

/** A piece of a sentence; `tone` colours it like a light's word, `strong` only makes it heavier. */
export type Piece = string | { readonly text: string; readonly tone: 'strong' | 'lagging' | 'severe' };
