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
  forms.map((form) => ({
    ...form,
    goalAnnual: String(form['goalAnnual'] ?? '').replaceAll('\n', '') || null,
  }));

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
    expect(document.forms.map(({ fiscalYear }) => fiscalYear)).toEqual(
      truth.forms.map((form) => form['fiscalYear']),
    );
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

/** Lists of projects, whose cells go over many lines: their text layer is refused, never guessed at. */
const LISTS = ['gansu-list', 'hunan-list', 'sichuan-list', 'yunnan-list'];

/** What a text layer has otherwise than the cells: blanks between Chinese characters and numbers. */
const spaced = (form: TrueForm): TrueForm => ({
  ...form,
  duration: typeof form['duration'] === 'string' ? form['duration'].replace(' 至 ', '至') : null,
  attribute: typeof form['attribute'] === 'string' ? form['attribute'].replaceAll('\u3000', ' ') : null,
});

describe('the text layer of a PDF', () => {
  const read = (name: string) =>
    readDocument({ filename: 'a.txt', text: fileOf(name, 'flow.txt').toString('utf8') });

  it.each(NAMES.filter((name) => !LISTS.includes(name)))(
    'of %s is read by the places of its blanks, which is said',
    async (name) => {
      const { forms, findings } = await read(name);
      const truth = onOneLine(otherTruth(name).forms).map(spaced);
      const compared = compare(forms, truth);
      expect(compared.differences).toEqual([]);
      expect(compared).toMatchObject({ right: compared.indicators, invented: 0, fundingRight: truth.length });
      expect(findings.map(({ rule }) => rule)).toContain('cells-by-blanks');
      expect(forms).toHaveLength(truth.length);
    },
  );

  it.each(LISTS)('of %s is refused with what to do', async (name) => {
    await expect(read(name)).rejects.toThrow(/没有找到绩效目标表.*请直接导入 PDF、Word 或 Excel 文件。/);
  });
});

describe('what is said of the forms of other provinces', () => {
  const rulesOf = async (name: string): Promise<string[]> => {
    const { forms, findings } = await readDocument(await FORMATS['docx']!(name));
    return [...findings, ...forms.flatMap((form) => form.findings)].map(({ rule }) => rule);
  };

  it.each<[string, string[]]>([
    ['beijing', ['qualitative-without-standard', 'qualitative-without-standard']],
    ['central', ['qualitative-without-standard', 'wrong-kind']],
    ['explained', ['qualitative-without-standard', 'qualitative-without-standard']],
    ['three-years', []],
    ['system-print', ['standard-without-period', 'qualitative-without-standard']],
    ['long-and-year', ['period-row-without-annual', 'cost-above-budget']],
    ['transfer-region', ['implementing-unit-missing', 'standard-without-period']],
    ['whole-department', ['target-table-not-read', 'group-missing']],
  ])('of %s: what a reader would ask about, and nothing else', async (name, rules) => {
    expect(await rulesOf(name)).toEqual(rules);
  });

  it('an unknown column is named, never read as a target', async () => {
    const text = pastedFromExcel(pagesOf('system-print')).replace('指标方向', '上级要求');
    const [form] = (await readDocument({ filename: 'a.txt', text })).forms;
    expect(form?.findings.map(({ rule }) => rule)).toContain('column-not-read');
    expect(form?.findings.find(({ rule }) => rule === 'column-not-read')?.message).toContain('“上级要求”');
    expect(form?.indicators[0]?.rawTarget).toBe('1.6万元');
  });

  it('a unit that is only usual is said', async () => {
    const text = pastedFromExcel(pagesOf('weighted-labels')).replace('单位：万元\n', '');
    const [form] = (await readDocument({ filename: 'a.txt', text })).forms;
    expect(form?.annualTotal).toBe('1680000.00');
    expect(form?.findings.map(({ message }) => message)).toContain('表上没有印金额单位，按万元计。');
  });

  it('persons of the head are kept nowhere, and end no form', async () => {
    const text = pastedFromExcel(pagesOf('long-and-year'));
    expect(text.match(/某某/g)).toHaveLength(3);
    const document = await readDocument({ filename: 'a.txt', text });
    expect(JSON.stringify(document)).not.toContain('某某');
    expect(document.forms[0]?.indicators).toHaveLength(12);
  });
});
