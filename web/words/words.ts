/**
 * The typed dictionary. Each subject's file writes its sentences in Chinese and exports one accessor; its English twin
 * lies in en/ under the same name and has the accessor's type, so that a missing or changed word does not compile.
 * Pages read the accessor only. English is one chunk of its own, fetched when somebody first chooses it.
 */
import { shallowReadonly, shallowRef } from 'vue';

export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** Each language by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<Locale, string>> = { 'zh-CN': '中文', en: 'English' };

/** Every dictionary by its file's name; en/index.ts must hold a twin of each. */
export type Subject =
  | 'account'
  | 'adjust'
  | 'alerts'
  | 'calendar'
  | 'common'
  | 'demo'
  | 'design'
  | 'duties'
  | 'entry'
  | 'evaluation'
  | 'evidence'
  | 'findings'
  | 'import'
  | 'jobs'
  | 'ladder'
  | 'notices'
  | 'overview'
  | 'paper'
  | 'papers'
  | 'payments'
  | 'project'
  | 'projects'
  | 'rectifications'
  | 'review'
  | 'reviews'
  | 'rows'
  | 'search'
  | 'setUp'
  | 'signIn'
  | 'target'
  | 'wall';

/** What a dictionary may hold: texts, rows of them, functions that build a sentence, and groups of these. */
export interface Dictionary {
  readonly [key: string]: string | readonly string[] | ((...args: never[]) => unknown) | Dictionary;
}

/** A sentence's function may say one of a few texts in Chinese and any text in English. */
type Said<R> = R extends string ? string : R;

/** The shape that a dictionary asks of its twins: the same words, the same parameters, any text. */
export type Twin<D> = {
  readonly [K in keyof D]: D[K] extends string
    ? string
    : D[K] extends readonly string[]
      ? readonly string[]
      : D[K] extends (...args: infer A) => infer R
        ? (...args: A) => Said<R>
        : Twin<D[K]>;
};

const shown = shallowRef<Locale>('zh-CN');
let english: Readonly<Record<Subject, Dictionary>> | null = null;

/** The language that the pages speak now. */
export const locale = shallowReadonly(shown);

/**
 * Shows the pages in `next`. Everything that reads an accessor in a template or a computed follows without a reload.
 * Throws where the English chunk cannot be fetched; the language then stays as it was.
 */
export async function showLocale(next: Locale): Promise<void> {
  if (next === 'en') english ??= (await import('./en/index.ts')).english;
  shown.value = next;
}

/**
 * The accessor over a dictionary's twins. Words and groups are getters on the language of the moment and functions look
 * it up when they are called, so a component may hold on to a group or a function and still follow a switch.
 */
export function words<D extends Dictionary>(subject: Subject, zhCN: D): Twin<D> {
  return accessor(zhCN, () => (shown.value === 'en' ? (english?.[subject] ?? zhCN) : zhCN)) as Twin<D>;
}

function accessor(chinese: Dictionary, current: () => Dictionary): object {
  const view = {};
  for (const [key, word] of Object.entries(chinese)) {
    if (typeof word === 'string' || isRow(word)) {
      Object.defineProperty(view, key, { enumerable: true, get: () => current()[key] });
      continue;
    }
    const value =
      typeof word === 'function'
        ? (...args: never[]) => (current()[key] as (...args: never[]) => unknown)(...args)
        : accessor(word, () => current()[key] as Dictionary);
    Object.defineProperty(view, key, { enumerable: true, value });
  }
  return view;
}

/** Array.isArray does not know readonly rows. */
function isRow(word: Dictionary[string]): word is readonly string[] {
  return Array.isArray(word);
}

/**
 * A piece of a sentence; `tone` colours it like a light's word, `strong` only makes it heavier. `opens` names the number it
 * says, where a page lets its rows be opened.
 */
export type Piece =
  | string
  | {
      readonly text: string;
      readonly tone: 'plain' | 'strong' | 'lagging' | 'severe';
      readonly opens?: PieceRows;
    };

/** Numbers of the overview's sentence. */
export type PieceRows = 'projects' | 'behind' | 'severe' | 'unreported' | 'overdue' | 'missed' | 'rate';
