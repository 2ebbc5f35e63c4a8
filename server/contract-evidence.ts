/** Schemas of evidence. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import { Instant, Nullable, strict, Uuid } from './contract-basics.ts';

export const EVIDENCE_MEDIA_TYPES = [
  'application/pdf',
  'image/png',
  'image/jpeg',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const;
export type EvidenceMediaType = (typeof EVIDENCE_MEDIA_TYPES)[number];

/** Where a file stands now: a cell of a form, or a demand (its id) of a rectification. */
export const EvidenceLink = Type.Object({
  formId: Nullable(Uuid),
  rectificationId: Nullable(Uuid),
  cell: Type.String(),
});
export type EvidenceLink = Static<typeof EvidenceLink>;

/** `post`: of who handed it in; never a person's name. */
export const EvidenceItem = Type.Object({
  id: Uuid,
  projectId: Uuid,
  filename: Type.String(),
  mediaType: Type.String(),
  sizeBytes: Type.Integer(),
  sha256: Type.String(),
  post: Type.String(),
  recordedAt: Instant,
  invented: Type.Boolean(),
  links: Type.Array(EvidenceLink),
});
export type EvidenceItem = Static<typeof EvidenceItem>;

export const EvidenceAnswer = Type.Object({
  mayAdd: Type.Boolean(),
  /** Newest first; a project keeps so many at most. */
  items: Type.Array(EvidenceItem),
  most: Type.Integer(),
});
export type EvidenceAnswer = Static<typeof EvidenceAnswer>;

export const EvidenceLinkBody = Type.Object(
  {
    evidenceId: Uuid,
    cell: Type.String({ minLength: 1, maxLength: 200 }),
    /** true: it no longer stands there. */
    isWithdrawn: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type EvidenceLinkBody = Static<typeof EvidenceLinkBody>;
