import { describe, expect, it } from 'vitest';
import type { EvidenceItem } from '../../server/contract-evidence.ts';
import {
  EVIDENCE_BYTES,
  evidenceAt,
  fileProblem,
  hasThumbnail,
  isShown,
  sizeText,
  typeText,
} from '../../web/evidence-view.ts';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('a piece of evidence', () => {
  it('says how large it is, never 0', () => {
    expect([1, 1024, 840_000, 1024 * 1024, EVIDENCE_BYTES].map(sizeText)).toEqual([
      '1 KB',
      '1 KB',
      '820 KB',
      '1 MB',
      '20 MB',
    ]);
  });

  it('says what it is; pictures and PDF are shown, of pictures only small ones beside their name', () => {
    expect(
      ['application/pdf', 'image/jpeg', WORD, 'text/html'].map((mediaType) => typeText({ mediaType })),
    ).toEqual(['PDF', '图片', 'Word', '文件']);
    expect(['application/pdf', 'image/png', WORD].map((mediaType) => isShown({ mediaType }))).toEqual([
      true,
      true,
      false,
    ]);
    expect(hasThumbnail({ mediaType: 'image/png', sizeBytes: 900_000 })).toBe(true);
    expect(hasThumbnail({ mediaType: 'image/png', sizeBytes: 9_000_000 })).toBe(false);
    expect(hasThumbnail({ mediaType: 'application/pdf', sizeBytes: 9 })).toBe(false);
  });

  it('is refused before it is sent when it is empty or a byte too large', () => {
    expect(fileProblem({ name: '名册.pdf', size: EVIDENCE_BYTES })).toBeNull();
    expect(fileProblem({ name: '名册.pdf', size: EVIDENCE_BYTES + 1 })).toContain(
      '“名册.pdf”有 20.1 MB，超过每份 20 MB',
    );
    expect(fileProblem({ name: '名册.pdf', size: 0 })).toContain('是空文件');
  });

  it('stands at its own cells of its own form', () => {
    const at = (id: string, formId: string | null, cell: string) =>
      ({ id, links: [{ formId, rectificationId: null, cell }] }) as EvidenceItem;
    const items = [at('a', 'form', 'goal'), at('b', 'form', 'money.total'), at('c', 'other', 'goal')];
    expect(evidenceAt(items, 'form', 'goal').map(({ id }) => id)).toEqual(['a']);
  });
});
