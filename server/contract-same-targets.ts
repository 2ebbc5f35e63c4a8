/** Schemas of links between indicators that are one target. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import { LightName, Nullable, PlainDateText, strict, Uuid } from './contract-basics.ts';

export const SameTargetMember = Type.Object({
  indicatorId: Uuid,
  name: Type.String(),
  /** As printed or adjusted. */
  rawTarget: Nullable(Type.String()),
  projectId: Uuid,
  projectName: Type.String(),
  light: LightName,
});
export type SameTargetMember = Static<typeof SameTargetMember>;

/** Indicators that are one target: a roll-up counts them once, in the worst of their lights. */
export const SameTargetGroup = Type.Object({
  /** As which the group is counted and listed. */
  first: Uuid,
  /** The first before the others. */
  members: Type.Array(SameTargetMember),
  light: LightName,
  /** The day from which on they are counted once, as they are now. */
  since: PlainDateText,
  reason: Type.String(),
});
export type SameTargetGroup = Static<typeof SameTargetGroup>;

export const SameTargetAnswer = Type.Object({
  /** Null: the indicator is counted by itself. */
  group: Nullable(SameTargetGroup),
  mayLink: Type.Boolean(),
  /** Indicators of the same unit, year and group in other projects, those that promise the same before the others. */
  candidates: Type.Array(Type.Object({ ...SameTargetMember.properties, isAlike: Type.Boolean() })),
});
export type SameTargetAnswer = Static<typeof SameTargetAnswer>;

export const SameTargetBody = Type.Object(
  {
    /** The indicator that is the same target; null: it is no longer the same as any. */
    sameAs: Nullable(Uuid),
    reason: Type.String({ maxLength: 300, pattern: '^[^\\u0000]*$' }),
  },
  strict,
);
export type SameTargetBody = Static<typeof SameTargetBody>;
export const SameTargetRecorded = Type.Object({ group: Nullable(SameTargetGroup) });
export type SameTargetRecorded = Static<typeof SameTargetRecorded>;

/** Two rows of an import that are one target, marked in its preview. */
export const ImportSameTarget = Type.Object(
  {
    /** JSON pointers to indicators (`/5/indicators/2`): forms as they came, rows as they go in. */
    indicator: Type.String({ maxLength: 60, pattern: '^/\\d{1,5}/indicators/\\d{1,5}$' }),
    sameAs: Type.String({ maxLength: 60, pattern: '^/\\d{1,5}/indicators/\\d{1,5}$' }),
  },
  strict,
);
export type ImportSameTarget = Static<typeof ImportSameTarget>;
