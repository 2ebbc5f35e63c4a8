import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readForms } from '../../domain/form.ts';
import { SHANXI_APPLICATION, TREE_2021, type Layout } from '../../domain/layouts.ts';
import { readTextDocument, UnreadableDocument } from '../../server/forms/read-document.ts';
import { rowsOfText } from '../../server/forms/text.ts';
import { seedBytes } from './seeds.ts';

const lines = (...rows: string[]): string => rows.join('\n');

const SMALL_FORM = lines(
  '某江县县级预算部门(单位)项目支出绩效目标申报表',
  '(2024年度)',
  '项目名称\t\t河道清淤',
  '主管部门及代码\t018-某江县水利局\t\t实施单位\t某江县河道所',
  '项目属性\t一次性项目\t项目期\t1年',
  '项目资金(万元)\t实施期资金总额:\t12.5\t年度资金总额:\t12.5',
  '\t其中:中央财政资金\t0\t其中:中央财政资金\t0',
  '\t市县(区)财政资金\t12.5\t市县(区)财政资金\t12.5',
  '实施期目标\t\t年度目标',
  '总体目标\t清淤十公里\t清淤十公里',
  '绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值',
  '\t产出指标\t数量指标\t清淤长度\t≥10公里\t数量指标\t清淤长\t≥10公里',
  '\t满意度指标\t服务对象满意度\t沿岸居民满意度\t≥90%\t服务对象满意度\t沿岸居民满\t≥90%',
  '负责人:\t经办人:\t张某\t联系电话:\t00000000000\t填报日期:\t20240105090000',
);

describe('the reader of forms', () => {
  it('reads another county’s text of a known layout, amounts in the unit the form prints', () => {
    const { forms } = readForms(rowsOfText(SMALL_FORM));
    expect(forms).toHaveLength(1);
    const [form] = forms;
    expect(form).toMatchObject({
      projectName: '河道清淤',
      implementingUnit: '某江县河道所',
      department: '某江县水利局',
      departmentCode: '018',
      fiscalYear: 2024,
      annualTotal: '125000.00',
      filledAt: '2024-01-05T09:00:00+08:00',
    });
    expect(form?.funding.annual).toEqual({
      total: '125000.00',
      fiscal: null,
      central: '0.00',
      provincial: null,
      local: '125000.00',
      selfRaised: null,
      other: null,
    });
    expect(form?.indicators.map(({ scope, fullName, pairedWith }) => [scope, fullName, pairedWith])).toEqual([
      ['period', '清淤长度', 2],
      ['period', '沿岸居民满意度', 3],
      ['annual', '清淤长度', 0],
      ['annual', '沿岸居民满意度', 1],
    ]);
    expect(form?.findings).toEqual([]);
    expect(JSON.stringify(form)).not.toMatch(/张某|138/);
  });

  it('reads a pasted form that lost its heading, and asks for the year', () => {
    const pasted = SMALL_FORM.split('\n').slice(2).join('\n');
    const [form] = readForms(rowsOfText(pasted)).forms;
    expect(form?.projectName).toBe('河道清淤');
    expect(form?.indicators).toHaveLength(4);
    expect(form?.findings.map((finding) => finding.rule)).toEqual(['fiscal-year-not-printed']);
    expect(readForms(rowsOfText(pasted), { year: 2024 }).forms[0]?.fiscalYear).toBe(2024);
  });

  it('shows a row that it does not understand with its line and text', () => {
    const odd = SMALL_FORM.replace('实施期目标\t', '机密等级\t内部\t三年\n实施期目标\t');
    const findings = readForms(rowsOfText(odd)).forms[0]?.findings ?? [];
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ rule: 'row-not-understood', severity: 'confirm', where: '第 9 行' });
    expect(findings[0]?.message).toContain('机密等级 | 内部 | 三年');
  });

  it('keeps two projects of one name, unit and amount apart when their indicators differ', () => {
    const second = SMALL_FORM.replaceAll('清淤长', '护岸长').replaceAll('10公里', '3公里');
    expect(readForms(rowsOfText(lines(SMALL_FORM, '', second))).forms).toHaveLength(2);
    expect(readForms(rowsOfText(lines(SMALL_FORM, '', SMALL_FORM))).forms).toHaveLength(1);
  });

  it('carries a finding when only period targets are printed for several years', () => {
    const periodOnly = SMALL_FORM.replace('项目期\t1年', '项目期\t3年')
      .replace('\t清淤长\t≥10公里', '\t\t')
      .replace('\t沿岸居民满\t≥90%', '\t\t');
    const [form] = readForms(rowsOfText(periodOnly)).forms;
    expect(form?.indicators.map((indicator) => [indicator.scope, indicator.judged])).toEqual([
      ['period', false],
      ['period', false],
    ]);
    expect(form?.findings.map((finding) => finding.rule)).toContain('no-annual-targets');
  });

  it('shows a period target without an annual one: nobody would watch it in the year', () => {
    const lone = SMALL_FORM.replace('\t沿岸居民满\t≥90%', '\t\t');
    const findings = readForms(rowsOfText(lone)).forms[0]?.findings ?? [];
    expect(findings.map(({ rule, where }) => [rule, where])).toEqual([
      ['period-row-without-annual', '第 13 行'],
    ]);
  });

  it('says when the parts of the funding do not add up', () => {
    const wrong = SMALL_FORM.replace(
      '市县(区)财政资金\t12.5\t市县(区)财政资金\t12.5',
      '市县(区)财政资金\t12.5\t市县(区)财政资金\t12',
    );
    const findings = readForms(rowsOfText(wrong)).forms[0]?.findings ?? [];
    expect(findings.map((finding) => finding.rule)).toEqual(['funding-does-not-add-up']);
    expect(findings[0]?.message).toContain('125000.00 元，各项来源合计 120000.00 元');
  });

  it('reads a layout that is only described: other labels, one block, a tree with 成本 on level one', () => {
    const described: Layout = {
      ...SHANXI_APPLICATION,
      name: 'described-2021',
      titles: ['项目绩效目标表'],
      amountUnit: '万元',
      blocks: ['annual'],
      fields: [
        { field: 'projectName', labels: ['项目'] },
        { field: 'department', labels: ['一级预算单位'] },
        { field: 'implementingUnit', labels: ['承担单位'] },
        { field: 'duration', labels: ['实施周期'] },
      ],
      goalLabels: ['预期目标'],
      funding: [
        { part: 'total', label: /^预算金额$/ },
        { part: 'central', label: /^上级补助$/ },
        { part: 'local', label: /^本级安排$/ },
      ],
      indicatorColumns: [
        { kind: 'level1', headings: ['指标类别'] },
        { kind: 'level2', headings: ['指标分类'] },
        { kind: 'name', headings: ['指标名称'] },
        { kind: 'target', headings: ['目标值'] },
      ],
      trees: [TREE_2021],
    };
    const text = lines(
      '某省项目绩效目标表（2024年度）',
      '项目\t路灯改造\t承担单位\t某市路灯所',
      '一级预算单位\t某市城管局\t实施周期\t1年',
      '预算金额\t80\t上级补助\t30\t本级安排\t50',
      '预期目标\t改造路灯两百盏',
      '指标类别\t指标分类\t指标名称\t目标值',
      '成本指标\t经济成本指标\t单盏改造成本\t≤4000元',
      '产出指标\t数量指标\t改造路灯\t200盏',
    );
    const [form] = readForms(rowsOfText(text), { layouts: [described] }).forms;
    expect(form).toMatchObject({
      layout: 'described-2021',
      projectName: '路灯改造',
      implementingUnit: '某市路灯所',
      department: '某市城管局',
      fiscalYear: 2024,
      annualTotal: '800000.00',
      goalAnnual: '改造路灯两百盏',
    });
    expect(form?.funding.annual).toMatchObject({ central: '300000.00', local: '500000.00' });
    expect(form?.indicators.map(({ level1, level2, name }) => [level1, level2, name])).toEqual([
      ['成本指标', '经济成本指标', '单盏改造成本'],
      ['产出指标', '数量指标', '改造路灯'],
    ]);
    expect(form?.findings).toEqual([]);
  });

  it('never throws on mutilated documents', () => {
    const text = new TextDecoder().decode(seedBytes('pingluo'));
    const rows = text.split('\n');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(rows.length - 1), fc.nat(4)), { minLength: 1, maxLength: 30 }),
        (mutations) => {
          const copy = [...rows];
          for (const [index, kind] of mutations) {
            const row = copy[index] ?? '';
            const changed = [
              '',
              row + row,
              row.slice(row.length / 2),
              row.replaceAll('\t', ' '),
              `${row}\n${copy[(index * 7) % copy.length] ?? ''}`,
            ];
            copy[index] = changed[kind] ?? '';
          }
          try {
            readTextDocument({ filename: 'x.txt', text: copy.join('\n') });
          } catch (error) {
            expect(error).toBeInstanceOf(UnreadableDocument);
          }
        },
      ),
      { numRuns: 60, seed: 20231121 },
    );
  });
});
