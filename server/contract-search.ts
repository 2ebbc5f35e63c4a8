/** Schemas of the search over projects, indicators and units. As server/contract.ts, which it continues. */
import { Type, type Static, type TSchema } from 'typebox';
import { LightName, Nullable, PlainDateText, Uuid, strict } from './contract-basics.ts';

/** Rows of a group when nothing else is asked for. */
export const SEARCH_LIMIT = 6;

export const SearchQuery = Type.Object(
  {
    /** Words in Chinese, pinyin or initials; all must be found. */
    q: Type.String({ minLength: 1, maxLength: 100 }),
    year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })),
    asOf: Type.Optional(PlainDateText),
    /** Rows of each group. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
  },
  strict,
);

const group = <T extends TSchema>(row: T) =>
  Type.Object({
    /** All that were found; `items` are the best of them. */
    total: Type.Integer(),
    items: Type.Array(row),
  });

export const FoundProject = Type.Object({
  projectId: Uuid,
  name: Type.String(),
  unitName: Type.String(),
  light: LightName,
});
export const FoundIndicator = Type.Object({
  indicatorId: Uuid,
  name: Type.String(),
  /** As printed. */
  rawTarget: Nullable(Type.String()),
  projectId: Uuid,
  projectName: Type.String(),
  light: LightName,
});
export const FoundUnit = Type.Object({
  unitId: Uuid,
  name: Type.String(),
  /** The worst of its projects', null without projects in the year. */
  light: Nullable(LightName),
  projects: Type.Integer(),
});

export const SearchAnswer = Type.Object({
  asOf: PlainDateText,
  fiscalYear: Type.Integer(),
  projects: group(FoundProject),
  indicators: group(FoundIndicator),
  units: group(FoundUnit),
});
export type SearchAnswer = Static<typeof SearchAnswer>;
