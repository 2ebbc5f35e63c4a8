/** Documents that are refused, made for the tests: each is told by its content, with a sentence that says what to do. */
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../server/forms/read-document.ts';
import { archiveOf, dataOf, paragraph, wordOf, workbookOf } from './office-files.ts';
import { bomb } from './payment-fixtures.ts';
import { containerOf97, pdfOf } from './refused-files.ts';

const millionRows = (): Promise<Buffer> =>
  workbookOf([
    {
      name: '表',
      data: Array.from(
        { length: 1_000_000 },
        (_, at) => `<row r="${at + 1}"><c r="A${at + 1}"><v>${at}</v></c></row>`,
      ).join(''),
    },
  ]);

const CASES: [string, string, () => Buffer | Promise<Buffer>, RegExp][] = [
  ['a Word file with a password', 'a.docx', () => containerOf97('EncryptedPackage'), /密码.*请.*去掉密码/],
  ['a workbook with a password', 'a.xlsx', () => containerOf97('EncryptedPackage'), /密码.*请.*去掉密码/],
  ['the same under another name', 'a.doc', () => containerOf97('EncryptedPackage'), /密码.*请.*去掉密码/],
  ['a PDF with a password', 'a.pdf', () => pdfOf({ pages: 1, isLocked: true }), /密码.*请.*去掉密码/],
  [
    'a Word file with macros',
    'a.docx',
    () => archiveOf({ 'word/document.xml': '<w/>', 'word/vbaProject.bin': 'x' }),
    /宏.*请.*另存为不带宏/,
  ],
  [
    'a workbook with macros',
    'a.xlsm',
    () => archiveOf({ 'xl/workbook.xml': '<w/>', 'xl/vbaProject.bin': 'x' }),
    /宏.*请.*另存为不带宏/,
  ],
  ['a bomb', 'a.xlsx', () => bomb(200), /大得不正常.*请/],
  ['an old Word file', 'a.doc', () => containerOf97('WordDocument'), /老格式.*请.*另存为 \.docx/],
  [
    'an old workbook named as a new one',
    'a.xlsx',
    () => containerOf97('Workbook'),
    /老格式.*请.*另存为 \.docx/,
  ],
  ['a scan', 'a.pdf', () => pdfOf({ pages: 1, text: '' }), /没有文字.*请.*文字识别/],
  ['a PDF of 5,000 pages', 'a.pdf', () => pdfOf({ pages: 5_000 }), /超过 2000 页。请拆分/],
  ['a workbook of a million rows', 'a.xlsx', millionRows, /超过 10 万行。请拆分/],
  ['a picture named as a document', 'a.docx', () => Buffer.from('89504e470d0a1a0a', 'hex'), /图片.*请/],
  ['an archive of something else', 'a.docx', () => archiveOf({ 'a.txt': 'a' }), /不是 Word.*请解压/],
  ['an OFD file', 'a.pdf', () => archiveOf({ 'OFD.xml': '<o/>' }), /OFD.*请/],
  [
    'an OpenDocument file',
    'a.docx',
    () => archiveOf({ mimetype: 'x', 'content.xml': '<x/>' }),
    /OpenDocument.*请/,
  ],
  ['an RTF file', 'a.doc', () => Buffer.from('{\\rtf1 a}'), /RTF.*请.*\.docx/],
  ['more than 20 MB', 'a.txt', () => Buffer.alloc(20 * 1024 * 1024 + 1, 'a'), /超过 20 MB。请/],
  [
    'a word that a million cells share',
    'a.xlsx',
    () =>
      workbookOf(
        [
          {
            name: '表',
            data: Array.from(
              { length: 9_000 },
              (_, at) => `<row r="${at + 1}"><c r="A${at + 1}" t="s"><v>0</v></c></row>`,
            ).join(''),
          },
        ],
        { 'xl/sharedStrings.xml': `<sst><si><t>${'长'.repeat(20_000)}</t></si></sst>` },
      ),
    /超过 4000 万字。请/,
  ],
  ['a letter', 'a.docx', () => wordOf(paragraph('会议通知')), /没有找到绩效目标表。请/],
  [
    'an empty workbook',
    'a.xlsx',
    () => workbookOf([{ name: '表', data: dataOf([]) }]),
    /没有找到绩效目标表。请/,
  ],
];

describe('a document is refused in words', () => {
  it.each(CASES)('%s', async (_what, filename, bytes, sentence) => {
    const refused = readDocument({ filename, bytes: await bytes() });
    await expect(refused).rejects.toMatchObject({ name: 'UnreadableDocument' });
    await expect(refused).rejects.toThrow(sentence);
  });

  it('wherever its bytes lie in memory', async () => {
    for (const shift of [0, 1, 2, 3]) {
      const whole = Buffer.concat([Buffer.alloc(shift), containerOf97('EncryptedPackage')]);
      const refused = readDocument({ filename: 'a.doc', bytes: whole.subarray(shift) });
      await expect(refused).rejects.toThrow(/密码/);
    }
  });
});
