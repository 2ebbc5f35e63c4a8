/** Forms as other provinces print them, in every format: what is read, and what is said of what is not. 演示数据. */
import { describe, expect, it } from 'vitest';
import { readDocument, type DocumentInput } from '../../server/forms/read-document.ts';
import { pastedFromExcel, pastedFromWord, wordFileOf, workbookFileOf } from './laid-out.ts';
import { fileOf, NAMES, otherTruth, pagesOf } from './other-provinces.ts';
import { compare, TEXTS, type TrueForm } from './seeds.ts';

const FORMATS: Readonly<Record<string, (name: string) => Promise<DocumentInput> | DocumentInput>> = {
  'txt (Excel)': (name) => ({ filename: 'a.txt', text: pastedFromExcel(pagesOf(name)) }),
  'txt (Word)': (name) => ({ filename: 'a.txt', text: pastedFromWord(pagesOf(name)) }),
  docx: async (name) => ({ filename: 'a.docx', bytes: await wordFileOf(pagesOf(name)) }),
  xlsx: async (name) => ({ filename: 'a.xlsx', bytes: await workbookFileOf(pagesOf(name)) }),
  pdf: (name) => ({ filename: 'a.pdf', bytes: fileOf(name, 'pdf') }),
};

/** A PDF does not tell a line's end from the end of its cell's width. */
const onOneLine = (forms: readonly TrueForm[]): TrueForm[] =>
  forms.map((form) => ({ ...form, goalAnnual: String(form['goalAnnual'] ?? '').replaceAll('\n', '') || null }));

describe.each(NAMES)('the forms of %s', (name) => {
  const truth = otherTruth(name);

  it.each(Object.keys(FORMATS))('as %s are read as a careful reader does', async (format) => {
    const document = await readDocument(await FORMATS[format]!(name));
    const compared = compare(document.forms, format === 'pdf' ? onOneLine(truth.forms) : truth.forms);
    expect(compared.differences).toEqual([]);
    expect(document.forms).toHaveLength(truth.forms.length);
    expect(compared).toMatchObject({
      right: compared.indicators,
      lost: 0,
      invented: 0,
      fundingRight: truth.forms.length,
    });
    for (const text of TEXTS) expect(compared.texts[text], text).toBe(truth.forms.length);
    for (const title of truth.notProjects) {
      expect(document.findings).toContainEqual(
        expect.objectContaining({
          rule: 'target-table-not-read',
          message: `“${title}”有绩效指标，但不是项目的目标表，没有读入。`,
        }),
      );
    }
    const kept = JSON.stringify(document);
    expect(kept).not.toContain('某某');
    expect(kept).not.toContain('00000000000');
  });
});
