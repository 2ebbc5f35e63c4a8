/** Schemas of exported papers. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import { Instant, literals, Nullable, strict, Uuid } from './contract-basics.ts';
import type { PaperItem, PaperKind } from './contract-review-shapes.ts';

const Format = literals(['docx', 'xlsx', 'pdf'] as const);

/** `isDisclosure`: the copy that is published, without persons. */
export const PaperBody = Type.Object({ format: Format, isDisclosure: Type.Optional(Type.Boolean()) }, strict);
export type PaperBody = Static<typeof PaperBody>;
export const RoundPaperBody = Type.Object(
  {
    kind: literals(['summary', 'report'] as const),
    format: Format,
    isDisclosure: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type RoundPaperBody = Static<typeof RoundPaperBody>;

export const PaperShape = Type.Unsafe<PaperItem>(
  Type.Object({
    id: Uuid,
    kind: Type.Unsafe<PaperKind>(Type.String()),
    format: literals(['docx', 'xlsx', 'pdf', 'zip'] as const),
    isDisclosure: Type.Boolean(),
    filename: Type.String(),
    sha256: Type.String(),
    sizeBytes: Type.Integer(),
    roundId: Nullable(Uuid),
    formId: Nullable(Uuid),
    rectificationId: Nullable(Uuid),
    recordedAt: Instant,
    post: Type.String(),
    invented: Type.Boolean(),
  }),
);
export const PapersQuery = Type.Object(
  {
    round: Type.Optional(Uuid),
    form: Type.Optional(Uuid),
    rectification: Type.Optional(Uuid),
  },
  strict,
);
export const PapersAnswer = Type.Object({ items: Type.Array(PaperShape) });
export type PapersAnswer = Static<typeof PapersAnswer>;
