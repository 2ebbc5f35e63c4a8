/** The rows behind a number of the overview, as the URL holds them (`?rows=…`): which number, of which row, light and column. Pure. */
import { INDICATOR_GROUPS, type IndicatorGroup } from '../domain/indicator-group.ts';
import { BEHIND, LIGHTS, TROUBLE, type Light } from '../domain/light.ts';
import type { LightChoice, Tile } from '../server/contract-overview.ts';

export interface RowsKey {
  tile: Tile;
  /** A unit or department of the bullets or the matrix. */
  row?: string;
  light?: LightChoice;
  groups?: readonly IndicatorGroup[];
  until?: string;
  since?: string;
}

const TILE_NAMES = {
  projects: true,
  budget: true,
  rate: true,
  left: true,
  indicators: true,
  overdue: true,
  missed: true,
  dueSoon: true,
  openAlerts: true,
  executed: true,
  changedBehind: true,
  changedUnreported: true,
  changedRate: true,
  today: true,
  sinceWorse: true,
  sinceBetter: true,
  sincePaid: true,
} satisfies Record<Tile, true>;

const isTile = (text: string): text is Tile => Object.hasOwn(TILE_NAMES, text);
const isLight = (text: string): text is LightChoice =>
  text === 'behind' || text === 'trouble' || (LIGHTS as readonly string[]).includes(text);
const isGroup = (text: string): text is IndicatorGroup =>
  (INDICATOR_GROUPS as readonly string[]).includes(text);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `{ tile: 'indicators', light: 'severe', groups: ['cost'] }` → `indicators~light.severe~group.cost`. */
export function rowsText({ tile, row, light, groups, until, since }: RowsKey): string {
  const parts: [string, string | undefined][] = [
    ['row', row],
    ['light', light],
    ['group', groups?.join(',')],
    ['until', until],
    ['since', since],
  ];
  return [tile, ...parts.flatMap(([name, value]) => (value ? `${name}.${value}` : []))].join('~');
}

/** Reads what `rowsText` wrote; null for what no version wrote. An unknown part is left out. */
export function rowsKeyOf(text: unknown): RowsKey | null {
  if (typeof text !== 'string') return null;
  const [tile = '', ...parts] = text.split('~');
  if (!isTile(tile)) return null;
  const key: RowsKey = { tile };
  for (const part of parts) {
    const dot = part.indexOf('.');
    const value = part.slice(dot + 1);
    switch (part.slice(0, Math.max(dot, 0))) {
      case 'row':
        if (UUID.test(value)) key.row = value;
        break;
      case 'light':
        if (isLight(value)) key.light = value;
        break;
      case 'group': {
        const groups = value.split(',').filter(isGroup);
        if (groups.length > 0) key.groups = groups;
        break;
      }
      case 'until':
        if (DAY.test(value)) key.until = value;
        break;
      case 'since':
        if (!Number.isNaN(Date.parse(value))) key.since = value;
        break;
    }
  }
  return key;
}

/** What the server is asked. */
export function rowsQuery({ tile, row, light, groups, until, since }: RowsKey) {
  return { tile, row, light, group: groups?.join(','), until, since };
}

/** The page on which the same rows, or the nearest to them, are listed whole; null where there is none. */
export function fullPage(
  { tile, row, light, groups }: RowsKey,
  place: Readonly<Record<string, string>>,
): { path: string; query: Record<string, string> } | null {
  const query: Record<string, string> = { ...place, ...(row ? { unit: row } : {}) };
  switch (tile) {
    case 'projects':
      return { path: '/projects', query: { ...query, ...lightQuery(light) } };
    case 'indicators': {
      const [group, ...others] = groups ?? [];
      if (others.length > 0) return { path: '/projects', query };
      return { path: '/projects', query: { ...query, ...(group ? { group, ...lightQuery(light) } : {}) } };
    }
    case 'budget':
    case 'left':
      return { path: '/projects', query: { ...query, sort: 'budget' } };
    case 'rate':
    case 'executed':
    case 'changedRate':
      return { path: '/projects', query: { ...query, sort: 'executionRate' } };
    case 'overdue':
      return { path: '/alerts', query: { ...query, view: 'todo', kind: 'overdue' } };
    case 'missed':
      return { path: '/alerts', query: { ...query, view: 'todo', kind: 'deadline_missed' } };
    case 'dueSoon':
      return { path: '/alerts', query: { ...query, view: 'soon' } };
    case 'openAlerts':
      return { path: '/alerts', query };
    case 'changedBehind':
      return { path: '/projects', query: { ...query, ...lightQuery('behind') } };
    case 'changedUnreported':
      return { path: '/projects', query: { ...query, light: 'unreported' } };
    case 'today':
    case 'sinceWorse':
    case 'sinceBetter':
    case 'sincePaid':
      return null;
  }
}

function lightQuery(light: LightChoice | undefined): { light?: string } {
  if (light === undefined) return {};
  const lights: readonly Light[] = light === 'behind' ? BEHIND : light === 'trouble' ? TROUBLE : [light];
  return { light: lights.join(',') };
}
