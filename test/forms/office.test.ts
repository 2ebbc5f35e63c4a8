/** The three counties' forms as Word, Excel and PDF files: read as their truth says; what cannot be read is refused in words. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../server/forms/read-document.ts';
import { bomb } from './payment-fixtures.ts';
import { compare, TEXTS, truthOf, type County } from './seeds.ts';

const COUNTIES: readonly County[] = ['liulin', 'pingluo', 'lishi'];
/** Least share of indicators that must be right. */
const FORMATS = { docx: 0.99, xlsx: 0.99, pdf: 0.97 } as const;
type Format = keyof typeof FORMATS;

/** What the files themselves say otherwise than the published text: 0.74 for 0.7416 万元; codes as numbers, 44001 for 044001. */
const PRINTED_OTHERWISE = {
  fundings: { liulin: 0, pingluo: 1, lishi: 0 },
  codes: (county: County, format: Format) => (county === 'pingluo' && format === 'xlsx' ? 3 : 0),
};

const seed = (county: County, format: Format) =>
  readFileSync(new URL(`../fixtures/seeds/${county}.${format}`, import.meta.url));
const read = (filename: string, bytes: Uint8Array) => readDocument({ filename, bytes });

describe.each(
  COUNTIES.flatMap((county) => Object.keys(FORMATS).map((format) => [county, format as Format] as const)),
)('the forms of %s as %s', (county, format) => {
  it('are read as their truth says, the differences being printed', async () => {
    const { forms, lines } = await read(`${county}.${format}`, seed(county, format));
    const truth = truthOf(county);
    const compared = compare(forms, truth);
    const { right, indicators, lost, invented } = compared;
    console.log(
      `${county}.${format}: ${forms.length}/${truth.length} forms, ${right}/${indicators} indicators, lost ${lost}, invented ${invented}, funding ${compared.fundingRight}`,
    );
    if (compared.differences.length > 0) console.log(compared.differences.join('\n'));
    expect(forms).toHaveLength(truth.length);
    expect(right / indicators).toBeGreaterThanOrEqual(FORMATS[format]);
    expect(compared.fundingRight).toBe(truth.length - PRINTED_OTHERWISE.fundings[county]);
    for (const text of TEXTS) {
      const otherwise = text === 'departmentCode' ? PRINTED_OTHERWISE.codes(county, format) : 0;
      expect(compared.texts[text], text).toBe(truth.length - otherwise);
    }
    expect([lost, invented]).toEqual([0, 0]);
    expect(JSON.stringify({ forms, lines })).not.toContain('某某');
    for (const form of forms) {
      expect(
        lines[form.source[0]?.from.line === undefined ? -1 : form.source[0].from.line - 1],
      ).toBeDefined();
    }
  });
});

/**
 * The same declarations laid out again by LibreOffice (from the Word files), so that other rows are cut by the ends of pages: on
 * low pages, and with both margins bound on pages a little lower than A4.
 */
describe.each<[County, string]>([
  ['liulin', 'low-pages'],
  ['pingluo', 'low-pages'],
  ['pingluo', 'justified'],
])('the forms of %s on %s', (county, layout) => {
  it('are read as their truth says: no indicator lost, none invented', async () => {
    const name = `${county}-${layout}.pdf`;
    const bytes = readFileSync(new URL(`../fixtures/laid-out-again/${name}`, import.meta.url));
    const { forms } = await read(name, bytes);
    const truth = truthOf(county);
    const { right, indicators, lost, invented, fundingRight, differences } = compare(forms, truth);
    console.log(`${name}: ${right}/${indicators} indicators, lost ${lost}, invented ${invented}`);
    expect(forms).toHaveLength(truth.length);
    expect([lost, invented], differences.join('\n')).toEqual([0, 0]);
    expect(right).toBe(indicators);
    expect(fundingRight).toBe(truth.length - PRINTED_OTHERWISE.fundings[county]);
  });
});

type Parts = Record<string, string>;
async function archive(parts: Parts): Promise<Buffer> {
  const require = createRequire(import.meta.url);
  const { zip } =
    require('@cj-tech-master/excelts/archive') as typeof import('@cj-tech-master/excelts/archive');
  const made = zip({});
  for (const [name, text] of Object.entries(parts)) made.add(name, text);
  return Buffer.from(await made.bytes());
}
const word = (body: string) =>
  archive({
    'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`,
  });
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
/** A page with a line and no text. */
const SCAN = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>endobj
4 0 obj<</Length 20>>stream
10 10 m 100 10 l S
endstream endobj
trailer<</Root 1 0 R>>`;

describe('a document that cannot be read is told by its content and refused with what to do', () => {
  it.each<[string, string, () => Buffer | Promise<Buffer>, RegExp]>([
    ['an old Word file', 'a.doc', () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), /老格式.*另存为 \.docx/],
    ['a locked Word file', 'a.docx', () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), /密码.*去掉密码/],
    ['a bomb', 'a.docx', () => bomb(200), /大得不正常/],
    ['a picture', 'a.docx', () => Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]), /图片.*文字识别/],
    ['a scan', 'a.pdf', () => Buffer.from(SCAN), /没有文字，像是扫描/],
    ['a broken PDF', 'a.pdf', () => Buffer.from('%PDF-1.7 and no more'), /PDF 已损坏/],
    ['a broken archive', 'a.xlsx', () => Buffer.from('PK\x03\x04 and no more'), /已损坏/],
    ['an archive of something else', 'a.zip', () => archive({ 'a.txt': 'a' }), /不是 Word 文档或 Excel/],
    ['a file with macros', 'a.docm', () => archive({ 'word/vbaProject.bin': 'x' }), /带有宏/],
    ['a web page', 'a.docx', () => Buffer.from('<html><body>表</body></html>'), /其实是网页/],
    ['a document without forms', 'a.docx', () => word(paragraph('会议通知')), /没有找到绩效目标表/],
    [
      'a document with a type declaration, which could hold entities',
      'a.docx',
      () => archive({ 'word/document.xml': '<!DOCTYPE a [<!ENTITY b "c">]><w:document xmlns:w="w"/>' }),
      /已损坏/,
    ],
    [
      'a document cut off in the middle',
      'a.docx',
      () => archive({ 'word/document.xml': '<w:document><w:' }),
      /已损坏/,
    ],
  ])('%s', async (_what, filename, bytes, message) => {
    await expect(read(filename, await bytes())).rejects.toThrow(message);
  });

  it('damaged bytes of real documents never end in anything but a document or a sentence', async () => {
    let refused = 0;
    for (const format of ['docx', 'xlsx', 'pdf'] as const) {
      const whole = seed('lishi', format);
      for (let turn = 1; turn <= 8; turn += 1) {
        const bytes = Buffer.from(
          whole.subarray(0, turn % 2 === 0 ? whole.length : (whole.length * turn) / 9),
        );
        for (let at = turn * 97; at < bytes.length; at += 1_009 * turn)
          bytes[at] = (bytes[at] ?? 0) ^ (turn * 31);
        await read(`a.${format}`, bytes).catch((error: unknown) => {
          expect(error).toMatchObject({ name: 'UnreadableDocument' });
          refused += 1;
        });
      }
    }
    expect(refused).toBeGreaterThan(5);
  });
});

describe('a Word document', () => {
  it('is read as printed: nothing deleted, hidden or doubled; spans keep the columns', async () => {
    const { rowsOfDocx } = await import('../../server/forms/docx.ts');
    const cell = (text: string, properties = '') =>
      `<w:tc><w:tcPr>${properties}</w:tcPr>${paragraph(text)}</w:tc>`;
    const { rows } = await rowsOfDocx(
      await word(
        `<w:p><w:r><w:t>一</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>` +
          `<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:t>二</w:t></w:r></w:p>` +
          `<w:tbl><w:tr>${cell('甲', '<w:vMerge w:val="restart"/>')}${cell('乙', '<w:gridSpan w:val="2"/>')}${cell('丙')}</w:tr>` +
          `<w:tr>${cell('', '<w:vMerge/>')}${cell('1')}${cell('2')}${cell('3')}</w:tr></w:tbl>`,
      ),
    );
    expect(rows.map(({ cells }) => cells)).toEqual([['一二'], ['甲', '乙', '', '丙'], ['', '1', '2', '3']]);
    expect(rows.map(({ place }) => place.table)).toEqual([undefined, 1, 1]);
  });
});
