/** A piece of evidence as a page shows it, and what of a chosen file is refused before it is sent. Pure. */
import type { EvidenceItem } from '../server/contract-evidence.ts';
import { plainNumber } from './format.ts';
import { evidenceWords as words } from './words/evidence.ts';

/** The server's limit (server/limits.ts); it refuses by itself whatever is said here. */
export const EVIDENCE_BYTES = 20 * 1024 * 1024;
/** Of the file chooser; the server goes by the content. */
export const EVIDENCE_ENDINGS = '.pdf,.png,.jpg,.jpeg,.docx,.xlsx';

const KB = 1024;
const MB = 1024 * 1024;
/** A picture of more is not loaded to be shown small. */
const THUMBNAIL_BYTES = 4 * MB;

/** 820 KB, 3.4 MB. */
export function sizeText(bytes: number): string {
  if (bytes >= MB) return words.mb(plainNumber((bytes / MB).toFixed(1)));
  return words.kb(plainNumber(String(Math.max(1, Math.round(bytes / KB)))));
}

export function typeText({ mediaType }: Pick<EvidenceItem, 'mediaType'>): string {
  return (words.types as Readonly<Record<string, string>>)[mediaType] ?? words.otherType;
}

/** The browser shows it by itself; the rest is saved. */
export const isShown = ({ mediaType }: Pick<EvidenceItem, 'mediaType'>): boolean =>
  mediaType === 'application/pdf' || mediaType.startsWith('image/');

/** Small, beside its name. The page's policy lets in pictures of our own and no viewer of PDF. */
export const hasThumbnail = ({ mediaType, sizeBytes }: Pick<EvidenceItem, 'mediaType' | 'sizeBytes'>) =>
  mediaType.startsWith('image/') && sizeBytes <= THUMBNAIL_BYTES;

/** Why a chosen file is not sent; null: it is. */
export function fileProblem({ name, size }: { name: string; size: number }): string | null {
  if (size === 0) return words.empty(name);
  if (size <= EVIDENCE_BYTES) return null;
  // Rounded up: a byte more is more.
  return words.tooLarge(name, words.mb(plainNumber((Math.ceil((size / MB) * 10) / 10).toFixed(1))));
}

/** Those that stand at a cell of the form, newest first. */
export function evidenceAt(
  items: readonly EvidenceItem[],
  formId: string,
  cell: string,
): readonly EvidenceItem[] {
  return items.filter(({ links }) => links.some((link) => link.formId === formId && link.cell === cell));
}
