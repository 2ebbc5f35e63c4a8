/** Which panels of the overview a person has chosen, and where they stand. Pure; kept with the account. */

const UPPER = ['units', 'matrix', 'trend'] as const;
const LOWER = ['worst', 'duties', 'recent'] as const;
export type Panel = (typeof UPPER)[number] | (typeof LOWER)[number];

export interface Tiles {
  /** All panels of the upper row in their order, shown or not. */
  upper: readonly Panel[];
  /** As `upper`; the worst projects stand first or last, so that what is beside them keeps one column. */
  lower: readonly Panel[];
  hidden: readonly Panel[];
}

export const STANDARD_TILES: Tiles = { upper: UPPER, lower: LOWER, hidden: [] };

const isPanel = (value: unknown): value is Panel =>
  typeof value === 'string' && [...UPPER, ...LOWER].some((panel) => panel === value);

function isOrderOf(value: unknown, panels: readonly Panel[]): value is Panel[] {
  return (
    Array.isArray(value) && value.length === panels.length && panels.every((panel) => value.includes(panel))
  );
}

/** What was stored as a choice; null where it makes no sense to this version. */
export function tilesOf(stored: unknown): Tiles | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { upper, lower, hidden } = stored as Record<string, unknown>;
  if (!isOrderOf(upper, UPPER) || !isOrderOf(lower, LOWER) || lower[1] === 'worst') return null;
  return Array.isArray(hidden) && hidden.every(isPanel) ? { upper, lower, hidden } : null;
}

export function isStandard({ upper, lower, hidden }: Tiles): boolean {
  const same = (one: readonly Panel[], other: readonly Panel[]) => one.join() === other.join();
  return same(upper, UPPER) && same(lower, LOWER) && hidden.length === 0;
}

export function withShown(tiles: Tiles, panel: Panel, isShown: boolean): Tiles {
  const others = tiles.hidden.filter((name) => name !== panel);
  return { ...tiles, hidden: isShown ? others : [...others, panel] };
}

/** The choice with a panel one place earlier (-1) or later (1) in its row; null where it cannot go there. */
export function moved(tiles: Tiles, panel: Panel, step: -1 | 1): Tiles | null {
  const upperAt = tiles.upper.indexOf(panel);
  if (upperAt >= 0) {
    const other = tiles.upper[upperAt + step];
    return other === undefined ? null : { ...tiles, upper: swapped(tiles.upper, panel, other) };
  }
  const beside = tiles.lower.filter((name) => name !== 'worst');
  const isFirst = tiles.lower[0] === 'worst';
  if (panel === 'worst') {
    if (isFirst !== (step === 1)) return null;
    return { ...tiles, lower: isFirst ? [...beside, 'worst'] : ['worst', ...beside] };
  }
  const other = beside[beside.indexOf(panel) + step];
  return other === undefined ? null : { ...tiles, lower: swapped(tiles.lower, panel, other) };
}

function swapped(order: readonly Panel[], one: Panel, other: Panel): Panel[] {
  return order.map((name) => (name === one ? other : name === other ? one : name));
}

export interface Layout {
  upper: readonly Panel[];
  /** Columns of the lower row, each with what stands in it from above. */
  lower: readonly (readonly Panel[])[];
}

/** Rows without holes: what is shown shares the whole width, what stands alone has it. */
export function layoutOf({ upper, lower, hidden }: Tiles): Layout {
  const isShown = (panel: Panel) => !hidden.includes(panel);
  const beside = lower.filter((panel) => panel !== 'worst' && isShown(panel));
  if (!isShown('worst')) return { upper: upper.filter(isShown), lower: beside.map((panel) => [panel]) };
  const columns: Panel[][] = beside.length === 0 ? [['worst']] : [['worst'], beside];
  return { upper: upper.filter(isShown), lower: lower[0] === 'worst' ? columns : columns.reverse() };
}

/** Parts of a row's width that a column takes: as wide beside one another as the guide draws them. */
const PARTS: Record<Panel, number> = {
  units: 368,
  matrix: 648,
  trend: 352,
  worst: 1028,
  duties: 352,
  recent: 352,
};

/** `grid-template-columns` of a row. */
export function columnsOf(panels: readonly (Panel | undefined)[]): string {
  return panels.map((panel) => `minmax(0, ${panel === undefined ? 1 : PARTS[panel]}fr)`).join(' ');
}
