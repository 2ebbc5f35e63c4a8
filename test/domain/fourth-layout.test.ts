/** A county that the product does not know: its layout described as data, its form as text, Word and Excel. 演示数据. */
import { describe, expect, it } from 'vitest';
import { readForms, type Declaration, type RowDocument } from '../../domain/form.ts';
import { LAYOUTS, SHANXI_APPLICATION, TREE_2021, type Layout } from '../../domain/layouts.ts';
import { readDocument } from '../../server/forms/read-document.ts';
import { rowsOfText } from '../../server/forms/text.ts';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { dataOf, wordBodyOf, wordOf, workbookOf } from '../forms/office-files.ts';

/** 云岭县 (invented): the indicator's name stands first, its levels behind; sign, value and unit have columns of their own. */
const YUNLING: Layout = {
  ...SHANXI_APPLICATION,
  name: 'yunling-2024',
  titles: ['项目绩效目标批复表'],
  amountUnit: '万元',
  blocks: ['annual'],
  fields: [
    { field: 'projectName', labels: ['申报项目'] },
    { field: 'implementingUnit', labels: ['承担单位'] },
    { field: 'department', labels: ['归口部门'] },
    { field: 'duration', labels: ['实施周期'] },
    { field: 'basis', labels: ['政策依据'], paragraph: true },
  ],
  goalLabels: ['预期总目标'],
  goalHeadings: [],
  fundingHeadings: ['资金构成'],
  funding: [
    { part: 'total', label: /^预算总额$/ },
    { part: 'central', label: /^上级转移支付$/ },
    { part: 'local', label: /^本级一般公共预算$/ },
    { part: 'local', label: /^本级政府性基金$/ },
    { part: 'other', label: /^专项债券$/ },
  ],
  indicatorColumns: [
    { kind: 'name', headings: ['指标内容'] },
    { kind: 'comparator', headings: ['符号'] },
    { kind: 'target', headings: ['目标值'] },
    { kind: 'unit', headings: ['计量单位'] },
    { kind: 'ignored', headings: ['权重'] },
    { kind: 'level2', headings: ['二级'] },
    { kind: 'level1', headings: ['一级'] },
  ],
  trees: [TREE_2021],
};

const FORM: readonly (readonly string[])[] = [
  ['云岭县项目绩效目标批复表（2024年度）'],
  ['申报项目', '敬老院消防改造', '', '承担单位', '云岭县中心敬老院', '', ''],
  ['归口部门', '301-云岭县民政局', '', '实施周期', '1年', '', ''],
  ['政策依据', '云民发〔2024〕3号', '', '', '', '', ''],
  ['资金构成', '预算总额', '186.5', '上级转移支付', '100', '', ''],
  ['', '本级一般公共预算', '36.5', '本级政府性基金', '20', '', ''],
  ['', '专项债券', '30', '', '', '', ''],
  ['预期总目标', '完成三所敬老院消防改造', '', '', '', '', ''],
  ['指标内容', '符号', '目标值', '计量单位', '权重', '二级', '一级'],
  ['每平方米改造成本', '≤', '180', '元', '10', '经济成本指标', '成本指标'],
  ['改造期间投诉', '≤', '3', '件', '5', '社会成本指标', ''],
  ['建筑垃圾清运', '', '日产日清', '', '5', '生态环境成本指标', ''],
  ['改造敬老院', '=', '3', '所', '15', '数量指标', '产出指标'],
  ['更换喷淋头', '≥', '1200', '个', '15', '', ''],
  ['验收合格率', '≥', '100', '%', '10', '质量指标', ''],
  ['完工时间', '', '2024年10月底前', '', '10', '时效指标', ''],
  ['受益老人', '≥', '260', '人', '10', '社会效益指标', '效益指标'],
  ['消防隐患', '定性', '明显减少', '', '5', '', ''],
  ['老人满意度', '≥', '95', '%', '5', '服务对象满意度指标', '满意度指标'],
  ['负责人：', '某某', '联系电话：', '00000000000', '填报日期：', '2024-01-15', ''],
];

const text = FORM.map((cells) => cells.join('\t')).join('\n');
const options = { layouts: [YUNLING] };

const said = ({ indicators }: Declaration) =>
  indicators.map(({ level1, level2, name, rawTarget }) => [level1, level2, name, rawTarget]);

const EXPECTED = [
  ['成本指标', '经济成本指标', '每平方米改造成本', '≤180元'],
  ['成本指标', '社会成本指标', '改造期间投诉', '≤3件'],
  ['成本指标', '生态环境成本指标', '建筑垃圾清运', '日产日清'],
  ['产出指标', '数量指标', '改造敬老院', '=3所'],
  ['产出指标', '数量指标', '更换喷淋头', '≥1200个'],
  ['产出指标', '质量指标', '验收合格率', '≥100%'],
  ['产出指标', '时效指标', '完工时间', '2024年10月底前'],
  ['效益指标', '社会效益指标', '受益老人', '≥260人'],
  ['效益指标', '社会效益指标', '消防隐患', '明显减少'],
  ['满意度指标', '服务对象满意度指标', '老人满意度', '≥95%'],
];

function expectRead(document: RowDocument): void {
  const { forms } = readForms(document, options);
  expect(forms).toHaveLength(1);
  const [form] = forms as [Declaration];
  expect(form).toMatchObject({
    layout: 'yunling-2024',
    projectName: '敬老院消防改造',
    implementingUnit: '云岭县中心敬老院',
    department: '云岭县民政局',
    departmentCode: '301',
    fiscalYear: 2024,
    duration: '1年',
    basis: '云民发〔2024〕3号',
    annualTotal: '1865000.00',
    goalAnnual: '完成三所敬老院消防改造',
    filledAt: '2024-01-15T00:00:00+08:00',
  });
  expect(form.funding.annual).toMatchObject({
    central: '1000000.00',
    // Two lines of the form are one part of ours.
    local: '565000.00',
    other: '300000.00',
    fiscal: null,
  });
  expect(said(form)).toEqual(EXPECTED);
  expect(form.indicators.every(({ judged }) => judged)).toBe(true);
  expect(form.findings).toEqual([]);
  expect(JSON.stringify(form)).not.toContain('某某');
}

describe('a fourth county’s layout, described as data alone', () => {
  it('is read from text with tabs', () => expectRead(rowsOfText(text)));

  it('is read from the rows of a Word document', async () => {
    expectRead(await rowsOfDocx(await wordOf(wordBodyOf(FORM))));
  });

  it('is read from a workbook, beside a known county’s form', async () => {
    const known = [
      ['某江县项目支出预算绩效目标表'],
      ['（2024年度）'],
      ['项目名称', '河道清淤'],
      ['主管部门', '018-某江县水利局', '实施单位', '某江县河道所'],
      ['项目资金（万元）', '年度资金总额', '12.5'],
      ['绩效指标', '一级指标', '二级指标', '三级指标', '指标值'],
      ['', '产出指标', '数量指标', '清淤长度', '≥10公里'],
    ];
    const bytes = await workbookOf([
      { name: '云岭', data: dataOf(FORM) },
      { name: '某江', data: dataOf(known) },
    ]);
    const { forms } = await readDocument(
      { filename: '两县.xlsx', bytes },
      { layouts: [YUNLING, ...LAYOUTS] },
    );
    expect(forms.map(({ layout, projectName }) => [layout, projectName])).toEqual([
      ['yunling-2024', '敬老院消防改造'],
      ['ningxia-budget-targets', '河道清淤'],
    ]);
    expect(said(forms[0] as Declaration)).toEqual(EXPECTED);
  });

  it('is not mistaken for a known one', () => {
    expect(readForms(rowsOfText(text)).forms).toEqual([]);
  });

  it('keeps targets apart from signs and units that say nothing', () => {
    const odd = text
      .replace('每平方米改造成本\t≤\t180\t元', '每平方米改造成本\t≤\t180元\t元')
      .replace('改造敬老院\t=\t3\t所', '改造敬老院\t正向指标\t3\t/');
    const [form] = readForms(rowsOfText(odd), options).forms as [Declaration];
    expect(said(form)[0]?.[3]).toBe('≤180元');
    expect(said(form)[3]?.[3]).toBe('3');
  });
});

describe('the tree of 2021', () => {
  const known = (...indicators: string[]) =>
    [
      '某江县县级预算部门(单位)项目支出绩效目标申报表',
      '(2024年度)',
      '项目名称\t\t河道清淤',
      '主管部门及代码\t018-某江县水利局\t\t实施单位\t某江县河道所',
      '项目属性\t一次性项目\t项目期\t1年',
      '项目资金(元)\t实施期资金总额:\t12\t年度资金总额:\t12',
      '绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值',
      ...indicators,
    ].join('\n');
  const levels = (document: string) => {
    const [form] = readForms(rowsOfText(document)).forms as [Declaration];
    expect(form.findings).toEqual([]);
    return form.indicators
      .filter(({ scope }) => scope === 'annual')
      .map(({ level1, level2, name }) => [level1, level2, name]);
  };

  it('is told by the labels that a known county’s form prints', () => {
    expect(
      levels(
        known(
          '\t成本指标\t经济成本指标\t每公里成本\t≤5万元\t经济成本指标\t每公里成本\t≤5万元',
          '\t\t社会成本指标\t断流天数\t≤3天\t社会成本指标\t断流天数\t≤3天',
          '\t产出指标\t数量指标\t清淤长度\t≥10公里\t数量指标\t清淤长度\t≥10公里',
          '\t效益指标\t可持续影响指标\t防洪能力\t提升\t可持续影响指标\t防洪能力\t提升',
        ),
      ),
    ).toEqual([
      ['成本指标', '经济成本指标', '每公里成本'],
      ['成本指标', '社会成本指标', '断流天数'],
      ['产出指标', '数量指标', '清淤长度'],
      ['效益指标', '可持续影响指标', '防洪能力'],
    ]);
  });

  it('is not used where 成本指标 stands on level two, as in 2015', () => {
    expect(
      levels(
        known(
          '\t产出指标\t数量指标\t清淤长度\t≥10公里\t数量指标\t清淤长度\t≥10公里',
          '\t\t成本指标\t经济成本\t≤5万元\t成本指标\t经济成本\t≤5万元',
        ),
      ),
    ).toEqual([
      ['产出指标', '数量指标', '清淤长度'],
      ['产出指标', '成本指标', '经济成本'],
    ]);
  });
});
