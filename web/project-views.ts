/** Saved views of the list: filter and order under a name, kept with the account. Pure. */
import { filterOf } from './projects-query.ts';

/** More would be a list of its own to search. */
export const MOST_VIEWS = 20;
export const LONGEST_VIEW_NAME = 30;

/** What a view keeps of the URL; the place in time is not part of it. */
const KEYS = ['unit', 'light', 'group', 'overdue', 'unreported', 'source', 'q', 'sort', 'order'] as const;

export interface ProjectView {
  name: string;
  query: Record<string, string>;
}
export interface ProjectViews {
  views: readonly ProjectView[];
  /** Name of the view that the list opens with; null: all projects. */
  standard: string | null;
}
export const NO_VIEWS: ProjectViews = { views: [], standard: null };

/** What of the URL a view would keep. */
export function viewQuery(query: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    KEYS.flatMap((key) => {
      const value = query[key];
      return typeof value === 'string' && value !== '' ? [[key, value]] : [];
    }),
  );
}

/** The URL with the view's filter and order in place of its own; the place in time stays. */
export function withView(
  query: Readonly<Record<string, unknown>>,
  view: Pick<ProjectView, 'query'>,
): Record<string, string> {
  const kept = Object.entries(query).filter(
    ([key, value]) =>
      typeof value === 'string' && !(KEYS as readonly string[]).includes(key) && key !== 'open',
  ) as [string, string][];
  return { ...Object.fromEntries(kept), ...view.query };
}

const sameQuery = (a: Record<string, string>, b: Record<string, string>) =>
  KEYS.every((key) => a[key] === b[key]);

/** The view that the URL shows, if it is one. */
export function viewOf(views: ProjectViews, query: Readonly<Record<string, unknown>>): ProjectView | null {
  const now = viewQuery(query);
  return views.views.find((view) => sameQuery(view.query, now)) ?? null;
}

/** What was stored by whatever version, as far as it makes sense; null when none of it does. */
export function checkViews(stored: unknown): ProjectViews | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { views, standard } = stored as { views?: unknown; standard?: unknown };
  if (!Array.isArray(views)) return null;
  const sound = (views as unknown[]).flatMap((view): ProjectView[] => {
    if (typeof view !== 'object' || view === null) return [];
    const { name, query } = view as { name?: unknown; query?: unknown };
    if (typeof name !== 'string' || name === '' || typeof query !== 'object' || query === null) return [];
    return [{ name: name.slice(0, LONGEST_VIEW_NAME), query: viewQuery(query as Record<string, unknown>) }];
  });
  const kept = sound
    .filter((view, at) => sound.findIndex(({ name }) => name === view.name) === at)
    .slice(0, MOST_VIEWS);
  return { views: kept, standard: kept.find(({ name }) => name === standard)?.name ?? null };
}

export type ViewDefect = 'empty' | 'taken' | 'full';

/** Why a view cannot have this name; null when it can. `renamed`: the view that gives up its own for it. */
export function nameDefect(views: ProjectViews, name: string, renamed: string | null): ViewDefect | null {
  const wanted = name.trim();
  if (wanted === '') return 'empty';
  if (wanted !== renamed && views.views.some((view) => view.name === wanted)) return 'taken';
  return renamed === null && views.views.length >= MOST_VIEWS ? 'full' : null;
}

export const saved = (views: ProjectViews, name: string, query: Record<string, string>): ProjectViews => ({
  ...views,
  views: [...views.views, { name: name.trim(), query }],
});

export const renamed = (views: ProjectViews, from: string, to: string): ProjectViews => ({
  views: views.views.map((view) => (view.name === from ? { ...view, name: to.trim() } : view)),
  standard: views.standard === from ? to.trim() : views.standard,
});

export const removed = (views: ProjectViews, name: string): ProjectViews => ({
  views: views.views.filter((view) => view.name !== name),
  standard: views.standard === name ? null : views.standard,
});

/** The list opens with it; once more: with all projects again. */
export const asStandard = (views: ProjectViews, name: string): ProjectViews => ({
  ...views,
  standard: views.standard === name ? null : name,
});

/** Nothing in the URL says what is to be listed: then the standard view may. */
export const saysNothing = (query: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(viewQuery(query)).length === 0 && filterOf(query).unit === undefined;
