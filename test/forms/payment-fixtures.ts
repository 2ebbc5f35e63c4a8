/** 演示数据: payment files made for the tests; projects, people, accounts and numbers are invented. */
import { zip } from '@cj-tech-master/excelts/archive';
import { Workbook } from '@cj-tech-master/excelts';

export type FixtureCell = string | number | Date | null;

/** A workbook with these sheets; days get a format of days. */
export async function workbook(sheets: Record<string, readonly (readonly FixtureCell[])[]>): Promise<Buffer> {
  const book = new Workbook();
  for (const [name, rows] of Object.entries(sheets)) {
    const sheet = book.addWorksheet(name);
    for (const cells of rows) {
      const row = sheet.addRow([...cells]);
      cells.forEach((cell, at) => {
        if (cell instanceof Date) row.getCell(at + 1).numFmt = 'yyyy"年"m"月"d"日"';
      });
    }
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

export const day = (text: string): Date => new Date(`${text}T00:00:00Z`);

/** An archive that names itself a workbook and inflates to `megabytes` of blanks. */
export async function bomb(megabytes: number): Promise<Buffer> {
  const archive = zip({ level: 9 });
  archive.add('[Content_Types].xml', '<Types/>');
  archive.add('xl/workbook.xml', '<workbook/>');
  archive.add('xl/worksheets/sheet1.xml', new Uint8Array(megabytes * 1024 * 1024).fill(0x20));
  return Buffer.from(await archive.bytes());
}

/** Hanzi of these tests in GB18030, as treasuries export csv; Node encodes UTF-8 only. */
export function gb18030(text: string): Buffer {
  const table = new Map<string, number[]>();
  const decoder = new TextDecoder('gb18030');
  const wanted = new Set([...text].filter((sign) => sign.charCodeAt(0) > 0x7f));
  for (let lead = 0x81; lead <= 0xfe && wanted.size > 0; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      const sign = decoder.decode(new Uint8Array([lead, trail]));
      if (wanted.delete(sign)) table.set(sign, [lead, trail]);
    }
  }
  if (wanted.size > 0) throw new Error(`not in two bytes of GB18030: ${[...wanted].join('')}`);
  return Buffer.from([...text].flatMap((sign) => table.get(sign) ?? [sign.charCodeAt(0)]));
}

export const HEADERS = [
  '支付日期',
  '预算单位',
  '项目名称',
  '资金来源',
  '支付金额',
  '支付凭证号',
  '收款人名称',
  '收款人账号',
  '摘要',
];
