/** Schemas of how a person has set up the pages. As server/contract.ts, which it continues. */
import { Type, type Static } from 'typebox';
import { literals, strict } from './contract-basics.ts';

/** One entry a subject that pages remember; each page checks what it reads, since an older version may have written it. */
export const PREFERENCE_NAMES = [
  'theme',
  'language',
  'overviewTiles',
  'overviewLook',
  'projectViews',
] as const;
export type PreferenceName = (typeof PREFERENCE_NAMES)[number];

/** Characters of one value as JSON: forty saved views fit. */
export const MOST_PREFERENCE_CHARACTERS = 8192;

export const PreferenceParams = Type.Object({ name: literals(PREFERENCE_NAMES) }, strict);

/** Any JSON but null, which is what forgetting it is asked with. */
export const PreferenceBody = Type.Object({ value: Type.Unknown() }, strict);
export type PreferenceBody = Static<typeof PreferenceBody>;

export const Preferences = Type.Object({ preferences: Type.Record(Type.String(), Type.Unknown()) });
export type Preferences = { preferences: Partial<Record<PreferenceName, unknown>> };
