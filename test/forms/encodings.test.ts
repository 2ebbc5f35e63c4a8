/** One form in every encoding that offices save text in, and as cells pasted from Excel. */
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../server/forms/read-document.ts';
import { gb18030 } from './payment-fixtures.ts';
import { seedBytes } from './seeds.ts';

const printed = new TextDecoder().decode(seedBytes('pingluo'));
const read = (bytes: Uint8Array) => readDocument({ filename: '目标表.txt', bytes });
const expected = (await read(Buffer.from(printed))).forms;
const windows = printed.replace(/\r?\n/g, '\r\n');
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

describe('a text of forms', () => {
  it.each<[string, Uint8Array]>([
    ['UTF-8 with a mark (Windows 10 notepad)', Buffer.from(`\ufeff${windows}`)],
    ['UTF-8 without one', Buffer.from(windows)],
    ['GB18030 (ANSI of a Chinese Windows)', gb18030(windows)],
    ['UTF-16 (“Unicode” of notepad)', Buffer.from(`\ufeff${windows}`, 'utf16le')],
    ['UTF-16 big endian', swapped(Buffer.from(`\ufeff${windows}`, 'utf16le'))],
    ['UTF-8 with the line ends of old Macs', Buffer.from(printed.replace(/\r?\n/g, '\r'))],
  ])('in %s is read alike', async (_encoding, bytes) => {
    expect((await read(bytes)).forms).toEqual(expected);
  });

  it('cut in the middle of a character is refused or read, never garbled in silence', async () => {
    await expect(
      read(Buffer.concat([Buffer.from(printed).subarray(0, 4_000), Buffer.from([0xe4, 0xff])])),
    ).rejects.toThrow(/文字编码无法识别。请/);
  });

  it('pasted from Excel is read alike: tabs between cells, quotes around cells with line ends', async () => {
    const rows = [
      '某江县项目支出预算绩效目标表',
      '（2024年度）',
      '项目名称\t河道清淤',
      '主管部门\t018-某江县水利局\t实施单位\t某江县河道所',
      '项目资金（万元）\t年度资金总额\t12.5',
      '立项依据\t水发〔2024〕3号',
      '绩效指标\t一级指标\t二级指标\t三级指标\t指标值',
      '\t产出指标\t数量指标\t"清淤\n长度"\t≥10公里',
      '\t\t质量指标\t"名为""甲""的\n工程合格率"\t≥95%',
      '\t\t时效指标\t“年底前”完工\t"12月"',
    ];
    const { forms } = await readDocument({ filename: '粘贴', text: rows.join('\r\n') });
    expect(forms).toHaveLength(1);
    expect(forms[0]?.indicators.map(({ name, rawTarget }) => [name, rawTarget])).toEqual([
      ['清淤\n长度', '≥10公里'],
      ['名为"甲"的\n工程合格率', '≥95%'],
      // Printed quotes stay.
      ['“年底前”完工', '"12月"'],
    ]);
  });
});
