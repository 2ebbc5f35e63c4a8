/** What kind of file a piece of evidence is: told by its content, never by its name. */
import type { EvidenceMediaType } from './contract-evidence.ts';
import { openArchive } from './forms/archive.ts';
import { UnreadableDocument } from './forms/text.ts';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];
const ZIP = [0x50, 0x4b];
/** Before the header a PDF may have some bytes of a mailer or a scanner. */
const PDF_HEADER_WITHIN = 1024;

const startsWith = (bytes: Buffer, signature: readonly number[]) =>
  signature.every((byte, at) => bytes[at] === byte);

/** The type, or null for what is not taken: anything else, an Office file with macros, a damaged or locked one. */
export async function evidenceTypeOf(bytes: Buffer): Promise<EvidenceMediaType | null> {
  if (startsWith(bytes, PNG)) return 'image/png';
  if (startsWith(bytes, JPEG)) return 'image/jpeg';
  if (startsWith(bytes, ZIP)) return officeTypeOf(bytes);
  return bytes.subarray(0, PDF_HEADER_WITHIN).includes('%PDF-') ? 'application/pdf' : null;
}

async function officeTypeOf(bytes: Buffer): Promise<EvidenceMediaType | null> {
  try {
    const { names } = await openArchive(bytes);
    if (names.some((name) => /vbaProject\.bin$/i.test(name))) return null;
    if (names.includes('word/document.xml')) return WORD;
    return names.includes('xl/workbook.xml') ? EXCEL : null;
  } catch (error) {
    if (error instanceof UnreadableDocument) return null;
    throw error;
  }
}

const ENDINGS: Readonly<Record<EvidenceMediaType, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  [WORD]: 'docx',
  [EXCEL]: 'xlsx',
};

/** The name with the ending that its content has: a reader's machine opens a file by that. */
export function evidenceName(filename: string, type: EvidenceMediaType): string {
  const ending = ENDINGS[type];
  const isRight = new RegExp(`\\.${ending === 'jpg' ? 'jpe?g' : ending}$`, 'i').test(filename);
  return isRight ? filename : `${filename}.${ending}`;
}
