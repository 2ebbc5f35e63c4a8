import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { readPaymentFile } from '../../server/payments/read-table.ts';
import { delimiterOf, readCsv } from '../../server/payments/csv.ts';
import { bomb, day, gb18030, HEADERS, workbook } from './payment-fixtures.ts';

const read = (filename: string, bytes: Uint8Array) => readPaymentFile({ filename, bytes });
const cellsOf = async (filename: string, bytes: Uint8Array) =>
  (await read(filename, bytes)).rows.map(({ cells }) => cells);

/** Where Excel itself puts the sheets: before the strings that they point to. */
async function asExcelOrders(bytes: Buffer): Promise<Buffer> {
  const require = createRequire(import.meta.url);
  const { zip, unzip } =
    require('@cj-tech-master/excelts/archive') as typeof import('@cj-tech-master/excelts/archive');
  const parts: { path: string; bytes: Uint8Array }[] = [];
  for await (const entry of unzip(bytes).entries())
    parts.push({ path: entry.path, bytes: await entry.bytes() });
  parts.sort((a, b) => Number(b.path.includes('worksheets')) - Number(a.path.includes('worksheets')));
  const archive = zip({});
  for (const part of parts) archive.add(part.path, part.bytes);
  return Buffer.from(await archive.bytes());
}

describe('an Excel workbook of payments', () => {
  it('is read cell by cell: days, exact amounts, formulas, rich text, empty cells', async () => {
    const bytes = await workbook({
      支付明细: [
        ['某县国库支付明细（演示数据）'],
        ['支付日期', '项目名称', '支付金额', '支付凭证号'],
        [day('2023-07-21'), '公益性岗位补贴', 0.1 + 0.2, 20230721001],
        [45128, null, 1234.56, '0001'],
        ['2023/7/21', '公益性岗位补贴', '（1,234.56）', null],
      ],
    });
    for (const file of [bytes, await asExcelOrders(bytes)]) {
      expect(await cellsOf('支付.xlsx', file)).toEqual([
        ['支付日期', '项目名称', '支付金额', '支付凭证号'],
        ['2023-07-21', '公益性岗位补贴', '0.3', '20230721001'],
        ['45128', '', '1234.56', '0001'],
        ['2023/7/21', '公益性岗位补贴', '（1,234.56）'],
      ]);
    }
    const file = await read('随便什么名字', bytes);
    expect(file.rows.map(({ row }) => row)).toEqual([2, 3, 4, 5]);
    expect(file.suggested).toEqual({
      headerRow: 2,
      columns: { date: 0, projectName: 1, amount: 2, document: 3 },
      event: 'paid',
      amountUnit: 'yuan',
      sources: {},
    });
  });

  it('of several sheets is read where the payments stand, and the others are named', async () => {
    const file = await read(
      'a.xlsx',
      await workbook({
        说明: [['这是说明'], ['金额单位：元']],
        明细: [['单位：万元'], ['拨付日期', '项目名称', '拨付金额'], ['20230721', '公益性岗位补贴', 12.5]],
      }),
    );
    expect([file.sheet, file.otherSheets]).toEqual(['明细', ['说明']]);
    expect([file.suggested.event, file.suggested.amountUnit]).toEqual(['allotted', 'wan']);
  });

  it('with 20,000 rows is read within seconds', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => [
      day('2023-07-21'),
      '演示县就业服务中心',
      `演示项目 ${at % 40}`,
      '中央',
      100 + at / 100,
      `P${at}`,
    ]);
    const bytes = await workbook({ 明细: [HEADERS.slice(0, 6), ...rows] });
    const started = performance.now();
    const file = await read('大.xlsx', bytes);
    const took = performance.now() - started;
    expect(file.rows).toHaveLength(20_001);
    expect(file.rows.at(-1)).toEqual({
      row: 20_001,
      cells: ['2023-07-21', '演示县就业服务中心', '演示项目 39', '中央', '299.99', 'P19999'],
    });
    expect(took).toBeLessThan(15_000);
  }, 30_000);
});

describe('a payment file that cannot be read', () => {
  it('is refused before it is inflated when it is a bomb', async () => {
    const bytes = await bomb(200);
    expect(bytes.length).toBeLessThan(1_000_000);
    const started = performance.now();
    await expect(read('支付.xlsx', bytes)).rejects.toThrow(/解开后大得不正常/);
    // Inflating it takes longer than looking at its directory, on any machine.
    expect(performance.now() - started).toBeLessThan(2_000);
    // Under the bound of the whole, but shrunk as no sheet does.
    await expect(read('支付.xlsx', await bomb(40))).rejects.toThrow(/解开后大得不正常/);
  });

  it('is refused when the archive inflates to more than its directory says', async () => {
    const bytes = await bomb(1);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(1024 * 1024);
    const small = Buffer.alloc(4);
    small.writeUInt32LE(1000);
    let lies = 0;
    for (let at = bytes.indexOf(size); at >= 0; at = bytes.indexOf(size, at + 4)) {
      small.copy(bytes, at);
      lies += 1;
    }
    expect(lies).toBeGreaterThan(0);
    await expect(read('支付.xlsx', bytes)).rejects.toThrow(/已损坏/);
  });

  it.each([
    ['an old workbook', 'a.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /另存为 \.xlsx/],
    ['a protected workbook', 'a.xlsx', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /去掉密码/],
    ['a PDF', 'a.csv', Buffer.from('%PDF-1.7'), /PDF/],
    ['a web page with the name of a workbook', 'a.xls', Buffer.from('<html><table></table></html>'), /网页/],
    ['a broken archive', 'a.xlsx', Buffer.from('PK\x03\x04 and no more'), /已损坏/],
    ['an empty file', 'a.csv', Buffer.from('\n\n'), /是空的/],
    ['a table without column names', 'a.csv', Buffer.from('1,2,3\n4,5,6\n'), /没有找到表头/],
    ['a header alone', 'a.csv', Buffer.from('支付日期,项目名称,支付金额\n'), /没有支付明细/],
    ['a picture', 'a.csv', Buffer.from([0xff, 0xd8, 0xff, 0, 1]), /不是文本文件/],
  ])('%s is told by its content', async (_what, filename, bytes, message) => {
    await expect(read(filename, bytes)).rejects.toThrow(message);
  });

  it('is told to be a Word document', async () => {
    const { zip } = await import('@cj-tech-master/excelts/archive');
    const archive = zip({});
    archive.add('word/document.xml', '<w/>');
    await expect(read('支付.xlsx', Buffer.from(await archive.bytes()))).rejects.toThrow(/是 Word 文档/);
  });
});

describe('a csv of payments', () => {
  const text =
    '支付日期,项目名称,支付金额\r\n2023-07-21,"补贴,公益性岗位","1,234.56"\r\n\r\n20230722,"两\n行",5\r\n';
  const expected = [
    { row: 1, cells: ['支付日期', '项目名称', '支付金额'] },
    { row: 2, cells: ['2023-07-21', '补贴,公益性岗位', '1,234.56'] },
    { row: 4, cells: ['20230722', '两\n行', '5'] },
  ];

  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['GB18030', gb18030(text)],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('in %s gives the same rows', async (_encoding, bytes) => {
    expect((await read('a.csv', bytes)).rows).toEqual(expected);
  });

  it('is split by the sign that its lines have', () => {
    expect([';', '\t', ','].map((sign) => delimiterOf(`a${sign}b\n"x,y;z"${sign}2\n`))).toEqual([
      ';',
      '\t',
      ',',
    ]);
    expect(readCsv('支付日期\t金额\n2023-07-21\t1,000.00')[1]?.cells).toEqual(['2023-07-21', '1,000.00']);
  });
});

describe('persons in a payment file', () => {
  // Invented: no such person, number or account. Put together, so that no telephone number stands in the project.
  const telephone = `139${'0'.repeat(8)}`;
  const rows = [
    HEADERS,
    ['2023-07-21', '甲单位', '补贴', '中央', '500', 'P1', '张甲乙', '6222020000000000018', '发放张甲乙补贴'],
    [
      '2023-07-21',
      '甲单位',
      '补贴',
      '中央',
      '500',
      'P1',
      '李丙丁',
      '6222020000000000026',
      `退票，电话${telephone}`,
    ],
    ['2023-07-21', '甲单位', '补贴', '中央', '500', 'P1', '张甲乙', '6222020000000000018', ''],
    ['2023-07-22', '甲单位', '补贴', '中央', '9', telephone, '演示县某某劳务有限公司', '', ''],
  ];

  it('are taken out: a name leaves its kind and a number, an account nothing, a remark only the word of a return', async () => {
    const file = await read('a.csv', Buffer.from(rows.map((cells) => cells.join('\t')).join('\n')));
    expect(file.rows.slice(1).map(({ cells }) => cells.slice(5))).toEqual([
      ['P1', '个人 1', '', ''],
      ['P1', '个人 2', '', '退票'],
      ['P1', '个人 1', '', ''],
      ['●●●●', '单位 3', '', ''],
    ]);
    expect(file.removed).toEqual(['收款人名称', '收款人账号']);
    expect(JSON.stringify(file)).not.toMatch(/张甲乙|李丙丁|62220200|139000/);
  });

  it('are found under a header that says nothing of persons', async () => {
    const text = ['日期,金额,项目名称,对象', '2023-07-21,1,补贴,张甲乙', '2023-07-21,1,补贴,王丙'].join('\n');
    const file = await read('a.csv', Buffer.from(text));
    expect(file.rows.slice(1).map(({ cells }) => cells[3])).toEqual(['个人 1', '个人 2']);
  });

  it('are not seen in a document’s number that is as long as an identity card’s', async () => {
    const text = ['日期,金额,项目名称,凭证号', '2023-07-21,1,补贴,140000202307210011'].join('\n');
    expect((await read('a.csv', Buffer.from(text))).rows[1]?.cells[3]).toBe('140000202307210011');
    // Its check digit says that this one is.
    const identity = text.replace('140000202307210011', '11010519491231002X');
    expect((await read('a.csv', Buffer.from(identity))).rows[1]?.cells[3]).toBe('●●●●');
  });
});
