/** Schemas of exported papers. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import { TEMPLATE_KINDS, type TemplateKind } from '../domain/paper-template-kinds.ts';
import { Instant, literals, Nullable, pageQuery, strict, Uuid } from './contract-basics.ts';
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
    templateSha256: Nullable(Type.String()),
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
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    /** Of a page; a page of the product shows all of a form. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  },
  strict,
);
export const PapersAnswer = Type.Object({
  items: Type.Array(PaperShape),
  nextCursor: Nullable(Type.String()),
});
export type PapersAnswer = Static<typeof PapersAnswer>;

/** All forms of a round in one archive. PDF would start a browser for each of them. */
export const AllPapersBody = Type.Object({ format: literals(['docx', 'xlsx'] as const) }, strict);

/** How far an export of all forms is. `broken`: the server that wrote it is gone; it can be asked for again. */
export const PapersJobShape = Type.Object({
  /** Also that of the paper, when it is done. */
  jobId: Uuid,
  roundId: Uuid,
  format: literals(['docx', 'xlsx'] as const),
  status: literals(['running', 'done', 'failed', 'broken'] as const),
  written: Type.Integer({ minimum: 0 }),
  forms: Type.Integer({ minimum: 0 }),
  /** Why it failed. */
  message: Nullable(Type.String()),
  at: Instant,
});
export type PapersJob = Static<typeof PapersJobShape>;
/** Told on topic `reviews` as type `papers_progress`, at least every two seconds while it runs. */
export type LivePapers = PapersJob & { status: 'running' | 'done' | 'failed' };
export const AllPapersAsked = Type.Object({ id: Uuid });
export const PapersJobsAnswer = Type.Object({ items: Type.Array(PapersJobShape) });
export type PapersJobsAnswer = Static<typeof PapersJobsAnswer>;

const Kind = Type.Unsafe<TemplateKind>(literals(TEMPLATE_KINDS));
export const TemplateQuery = Type.Object({ kind: Kind }, strict);

/** An upload of a bureau's own form, or its withdrawal. */
export const TemplateShape = Type.Object({
  id: Uuid,
  kind: Kind,
  filename: Type.String(),
  sha256: Type.String(),
  /** null: a withdrawal. */
  sizeBytes: Nullable(Type.Integer()),
  isWithdrawn: Type.Boolean(),
  /** It is filled when a paper of its kind is exported as docx. */
  isStanding: Type.Boolean(),
  recordedAt: Instant,
  post: Type.String(),
  invented: Type.Boolean(),
});
export type TemplateItem = Static<typeof TemplateShape>;
export const TemplatesQuery = Type.Object(pageQuery(100), strict);
export const TemplatesAnswer = Type.Object({
  /** Whether the viewer's post keeps them. */
  mayChange: Type.Boolean(),
  /** Newest first. */
  items: Type.Array(TemplateShape),
  nextCursor: Nullable(Type.String()),
});
export type TemplatesAnswer = Static<typeof TemplatesAnswer>;
