/** Schemas of the ladder along which alerts climb. Part of server/contract-alerts.ts. */
import { Type, type Static } from 'typebox';
import { POSTS } from '../domain/post.ts';
import { Instant, literals, Nullable, PlainDateText, strict } from './contract-basics.ts';

export const PostName = literals(POSTS);
export const LadderBody = Type.Object(
  {
    steps: Type.Array(
      Type.Object(
        {
          level: Type.Integer({ minimum: 0, maximum: 9 }),
          workingDays: Type.Integer({ minimum: -20, maximum: 60 }),
          posts: Type.Array(PostName, { minItems: 1, maxItems: 5 }),
        },
        strict,
      ),
      { minItems: 1, maxItems: 8 },
    ),
    repeatEveryWorkingDays: Nullable(Type.Integer({ minimum: 1, maximum: 30 })),
  },
  strict,
);
export type LadderBody = Static<typeof LadderBody>;
export const LadderChange = Type.Object(
  {
    ...LadderBody.properties,
    /** The version that was changed. When another has come since, nothing is stored: 409 with that one. Without it the last saver wins. */
    basedOn: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  strict,
);
export type LadderChange = Static<typeof LadderChange>;
export const LadderAnswer = Type.Object({
  ladder: LadderBody,
  version: Type.Integer(),
  validFrom: Nullable(PlainDateText),
  recordedBy: Nullable(Type.String()),
  recordedAt: Nullable(Instant),
  origin: Type.String(),
  /** The real dates for a duty due on `dueOn`. */
  preview: Type.Object({
    dueOn: PlainDateText,
    steps: Type.Array(
      Type.Object({
        on: PlainDateText,
        level: Type.Integer(),
        round: Type.Integer(),
        posts: Type.Array(PostName),
      }),
    ),
  }),
});
export type LadderAnswer = Static<typeof LadderAnswer>;
export const LadderConflict = Type.Object({
  code: Type.String(),
  message: Type.String(),
  newer: LadderAnswer,
  yours: LadderBody,
});
export type LadderConflict = Static<typeof LadderConflict>;
