/** Workbooks as departments send them: forms on one sheet or many, merged cells, what is hidden, notes, formats of numbers. 演示数据. */
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../server/forms/archive.ts';
import { readDocument, type ReadDocument } from '../../server/forms/read-document.ts';
import { readWorkbook, readXlsx } from '../../server/forms/xlsx.ts';
import { dataOf, rowOf, workbookOf, type SheetParts } from './office-files.ts';

const form = (name: string): string[][] => [
  ['某江县项目支出预算绩效目标表'],
  ['（2024年度）'],
  ['项目名称', name],
  ['主管部门', '018-某江县水利局', '实施单位', '某江县河道所'],
  ['项目资金（万元）', '年度资金总额', '12.5'],
  ['年度总体目标', '清淤十公里'],
  ['绩效指标', '一级指标', '二级指标', '三级指标', '指标值'],
  ['', '产出指标', '数量指标', '清淤长度', '≥10公里'],
  ['', '', '质量指标', '验收合格率', '≥95%'],
  ['', '满意度指标', '服务对象满意度指标', '居民满意度', '≥90%'],
];
const read = async (...sheets: SheetParts[]): Promise<ReadDocument> =>
  readDocument({ filename: '目标表.xlsx', bytes: await workbookOf(sheets) }, { year: 2024 });
const names = ({ forms }: ReadDocument) => forms.map(({ projectName }) => projectName);
const targets = ({ forms }: ReadDocument) =>
  forms.flatMap(({ indicators }) => indicators.map(({ rawTarget }) => rawTarget));
const rules = ({ findings }: ReadDocument) => findings.map(({ rule }) => rule);

describe('the forms of a workbook', () => {
  it('are found on sheets of their own, several on one sheet, and both', async () => {
    const apart = await read(
      { name: '一', data: dataOf(form('甲')) },
      { name: '二', data: dataOf(form('乙')) },
    );
    const together = await read({ name: '汇总', data: dataOf([...form('甲'), [], ...form('乙')]) });
    const both = await read(
      { name: '汇总', data: dataOf([...form('甲'), ...form('乙')]) },
      { name: '三', data: dataOf(form('丙')) },
    );
    expect([apart, together, both].map(names)).toEqual([
      ['甲', '乙'],
      ['甲', '乙'],
      ['甲', '乙', '丙'],
    ]);
    for (const document of [apart, together, both]) {
      expect(document.findings).toEqual([]);
      for (const { indicators, findings } of document.forms) {
        expect(indicators).toHaveLength(3);
        // What the audit says of its content is not the reader's.
        expect(findings.filter((finding) => !('dimension' in finding))).toEqual([]);
      }
    }
    // The place names the sheet and the row as Excel numbers it.
    expect(both.forms[2]?.indicators[0]?.place.cell).toBe('三!8');
  });

  it('have their merged cells where a person sees them', async () => {
    // The level stands in the first of three merged rows; a value that a program left under a merged cell is not seen.
    const rows = form('甲');
    rows[7] = ['', '产出指标', '数量指标', '清淤长度', '≥10公里'];
    rows[8] = ['', '', '看不见的旧值', '护岸长度', '≥2公里'];
    const document = await read({
      name: '表',
      data: dataOf(rows),
      behind:
        '<mergeCells><mergeCell ref="B8:B9"/><mergeCell ref="C8:C9"/><mergeCell ref="A1:E1"/></mergeCells>',
    });
    expect(document.forms[0]?.indicators.map(({ level2, name }) => [level2, name])).toEqual([
      ['数量指标', '清淤长度'],
      ['数量指标', '护岸长度'],
      ['服务对象满意度指标', '居民满意度'],
    ]);
    expect(JSON.stringify(document)).not.toContain('看不见');
  });

  it('are left without their hidden rows, which are said with their text', async () => {
    const rows = form('甲');
    const data = rows.map((cells, at) => rowOf(at + 1, cells, at === 8 ? 'hidden="1"' : '')).join('');
    const document = await read({ name: '表', data });
    expect(targets(document)).toEqual(['≥10公里', '≥90%']);
    expect(document.findings).toMatchObject([
      {
        rule: 'hidden-rows-left-out',
        severity: 'confirm',
        message: '工作表“表”有 1 行是隐藏的，没有计入：第 9 行“质量指标 | 验收合格率 | ≥95%”。',
      },
    ]);
    expect(document.findings[0]?.remedy).toContain('取消隐藏');
  });

  it('keep a merged label whose first row is hidden', async () => {
    const rows = form('甲');
    rows[7] = ['', '产出指标', '数量指标', '去年的', '≥1公里'];
    rows[8] = ['', '', '', '今年的', '≥2公里'];
    const data = rows.map((cells, at) => rowOf(at + 1, cells, at === 7 ? 'hidden="1"' : '')).join('');
    const document = await read({
      name: '表',
      data,
      behind: '<mergeCells><mergeCell ref="B8:B9"/><mergeCell ref="C8:C9"/></mergeCells>',
    });
    expect(document.forms[0]?.indicators[0]).toMatchObject({ level2: '数量指标', name: '今年的' });
    expect(document.findings[0]?.message).toContain('去年的');
  });

  it('are left without hidden columns and sheets, which are said', async () => {
    const rows = form('甲').map((cells, at) =>
      at === 0 ? cells : [...cells, ...Array.from({ length: 6 - cells.length }, () => ''), '内部备注'],
    );
    const document = await read(
      { name: '表', before: '<cols><col min="7" max="7" hidden="1"/></cols>', data: dataOf(rows) },
      { name: '去年', state: 'hidden', data: dataOf(form('旧')) },
      { name: '更早', state: 'veryHidden', data: dataOf(form('更旧')) },
    );
    expect(names(document)).toEqual(['甲']);
    expect(rules(document)).toEqual(['hidden-columns-left-out', 'hidden-sheets-left-out']);
    expect(document.findings.map(({ message }) => message).join()).toMatch(/G 列.*“去年”、“更早”/s);
    expect(JSON.stringify(document.forms)).not.toContain('内部备注');
  });

  it('are read without the notes at their cells, which are said', async () => {
    const bytes = await workbookOf([{ name: '表', data: dataOf(form('甲')) }], {
      'xl/comments1.xml':
        '<comments><commentList><comment ref="E8"><text><t>请改成二十公里</t></text></comment></commentList></comments>',
    });
    const document = await readDocument({ filename: 'a.xlsx', bytes });
    expect(targets(document)).toEqual(['≥10公里', '≥95%', '≥90%']);
    expect(rules(document)).toEqual(['comments-left-out']);
    expect(JSON.stringify(document)).not.toContain('二十公里');
  });

  it('say which formulas nobody has calculated', async () => {
    const rows = form('甲');
    const data = rows
      .map((cells, at) =>
        at === 4
          ? rowOf(5, cells.slice(0, 2)).replace('</row>', '<c r="C5"><f>SUM(C6:C9)</f></c></row>')
          : rowOf(at + 1, cells),
      )
      .join('');
    const document = await read({ name: '表', data });
    expect(document.forms[0]?.annualTotal).toBeNull();
    expect(rules(document)).toEqual(['formula-not-calculated']);
    expect(document.findings[0]?.message).toContain('C5');
  });
});

describe('a cell', () => {
  const STYLES = [
    '0%',
    '0.0%',
    'yyyy"年"m"月"',
    'yyyy"年"m"月"d"日"',
    '"≥"0"人"',
    '#,##0.00',
    '[$-804]yyyy/m/d',
    '[h]:mm',
    '0.00E+00',
    '"¥"#,##0.00',
    'yyyy\\-mm\\-dd;@',
  ];
  const styles = `<styleSheet><numFmts>${STYLES.map((code, at) => `<numFmt numFmtId="${200 + at}" formatCode="${code.replaceAll('"', '&quot;')}"/>`).join('')}</numFmts><cellXfs><xf numFmtId="0"/>${STYLES.map((_, at) => `<xf numFmtId="${200 + at}"/>`).join('')}<xf numFmtId="14"/></cellXfs></styleSheet>`;
  const cell = (at: number, style: number, xml: string, type = 'n') =>
    `<c r="A${at}" s="${style}" t="${type}">${xml}</c>`;
  const shown = async (cells: [style: number, xml: string, type?: string][], as: 'printed' | 'values') => {
    const data = cells
      .map(([style, xml, type], at) => `<row r="${at + 1}">${cell(at + 1, style, xml, type)}</row>`)
      .join('');
    const bytes = await workbookOf([{ name: '表', data }], {
      'xl/styles.xml': styles,
      'xl/sharedStrings.xml':
        '<sst><si><t>一</t></si><si><r><t>≥95</t></r><r><t>%</t></r><rPh sb="0" eb="1"><t>かな</t></rPh></si><si><t xml:space="preserve"> 甲_x0000__x000D_\n乙 </t></si></sst>',
    });
    const { sheets } = await readWorkbook(await openArchive(bytes), { as });
    return sheets[0]?.rows.map(({ cells: [text] }) => text);
  };
  const v = (value: string | number) => `<v>${value}</v>`;

  it('shows a number as its format prints it; a payment is read by what it holds', async () => {
    const cells: [number, string][] = [
      [0, v('0.30000000000000004')],
      [1, v(0.95)],
      [2, v(0.985)],
      [3, v(45261)],
      [4, v(45128)],
      [5, v(472)],
      [6, v(1234.5)],
      [7, v(45128)],
      [8, v(0.75)],
      [9, v(1500)],
      [10, v(12.5)],
      [11, v(45128)],
      [12, v(45128)],
    ];
    expect(await shown(cells, 'printed')).toEqual([
      '0.3',
      '95%',
      '98.5%',
      '2023年12月',
      '2023-07-21',
      '≥472人',
      '1234.5',
      '2023-07-21',
      '18:00',
      '1500',
      '¥12.5',
      '2023-07-21',
      '2023-07-21',
    ]);
    expect(await shown(cells, 'values')).toEqual([
      '0.3',
      '95%',
      '98.5%',
      '2023-12-01',
      '2023-07-21',
      '472',
      '1234.5',
      '2023-07-21',
      '18:00',
      '1500',
      '12.5',
      '2023-07-21',
      '2023-07-21',
    ]);
  });

  it('shows texts of every kind', async () => {
    expect(
      await shown(
        [
          [0, v(0), 's'],
          [0, v(1), 's'],
          [0, v(2), 's'],
          [0, '<f>A1</f><v>算出的</v>', 'str'],
          [0, v(1), 'b'],
          [0, v('#N/A'), 'e'],
          [0, '<is><r><t>行</t></r><r><t>内</t></r></is>', 'inlineStr'],
        ],
        'printed',
      ),
    ).toEqual(['一', '≥95%', '甲\r\n乙', '算出的', '是', '#N/A', '行内']);
  });

  it('is found under names with a prefix, as some programs write them', async () => {
    const bytes = await workbookOf([{ name: '表', data: '' }], {});
    const archive = await openArchive(bytes);
    expect(archive.names).toContain('xl/worksheets/sheet1.xml');
    const prefixed = await workbookOf([
      { name: '表', data: '<x:row r="1"><x:c r="B1" t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c></x:row>' },
    ]);
    expect(await readXlsx(prefixed)).toMatchObject([{ rows: [{ row: 1, cells: ['', '甲'] }] }]);
  });
});
