/**
 * The marks that a bureau writes into its own Word template of the monitoring form, and what they are filled with: the same figures,
 * in the same letters, as the form that is printed here.
 */
import { ticks } from './form-fields.ts';
import {
  DEVIATION_REASONS,
  expectedMoney,
  LIKELIHOOD_NAMES,
  LIKELIHOODS,
  MONEY_ROWS,
  REASON_NAMES,
  type MoneyRow,
} from './monitoring-form.ts';
import { measured, remarkOf, type MonitoringPaperCase } from './paper-monitoring.ts';
import { percentage, printedDay, printedWindow, shownContent, wanyuan, type PaperContent } from './paper.ts';

/** What a template is filled with: text by mark, and rows by the loop's name. An empty text is an empty place. */
export interface TemplateData {
  plain: Record<string, string>;
  loops: Record<string, Record<string, string>[]>;
}

export interface TemplateMark {
  /** As it is written between { and }. */
  mark: string;
  /** null: anywhere; else only between {#loop} and {/loop}. */
  loop: string | null;
  meaning: string;
}

export const INDICATOR_LOOP = '指标';

/** Marks that hold a person; empty in the disclosure copy. */
export const PERSONAL_MARKS: readonly string[] = ['单位负责人', '填表人', '联系电话'];

/** The rows of the money block, as they begin a mark. */
export const MONEY_WORDS: Readonly<Record<MoneyRow, string>> = {
  total: '资金总额',
  fiscal: '财政拨款',
  carry_over: '上年结转',
  other: '其他资金',
};

const MONEY_MARKS = {
  initial: '年初预算数',
  adjusted: '调整后预算数',
  executed: '执行数',
  rate: '执行率',
  expected: '全年预计执行数',
} as const;

/** Every mark there is, in the order of the form. */
export function templateMarks(): TemplateMark[] {
  const plain: [string, string][] = [
    ['表名', '监控表的名称'],
    ['年度', '预算年度，如 2023'],
    ['监控期间', '如 1—7月'],
    ['截止日期', '数据截止日，如 2023年7月31日'],
    ['项目名称', '项目名称'],
    ['主管部门', '主管部门'],
    ['主管部门代码', '主管部门代码'],
    ['实施单位', '实施单位'],
    ['年度总体目标', '年度总体目标'],
    ...MONEY_ROWS.flatMap((row) =>
      Object.values(MONEY_MARKS).map((word): [string, string] => [
        `${MONEY_WORDS[row]}${word}`,
        `${MONEY_WORDS[row]}的${word}${word === MONEY_MARKS.rate ? '，如 54.20%' : '，万元'}`,
      ]),
    ),
    ['单位负责人', '单位负责人姓名'],
    ['填表人', '经办人姓名'],
    ['联系电话', '经办人电话'],
    ['填报日期', '填报日期'],
  ];
  const inLoop: [string, string][] = [
    ['序号', '从 1 起'],
    ['一级指标', '一级指标'],
    ['二级指标', '二级指标'],
    ['三级指标', '三级指标'],
    ['年度指标值', '申报表上印的指标值'],
    ['执行情况', '监控期间的实际值'],
    ['全年预计完成情况', '单位填的全年预计'],
    ...DEVIATION_REASONS.map((reason): [string, string] => [REASON_NAMES['zh-CN'][reason], '勾选的为 √']),
    ['原因说明', '偏差原因说明'],
    ...LIKELIHOODS.map((each): [string, string] => [LIKELIHOOD_NAMES['zh-CN'][each], '所选的为 √']),
    ['备注', '不能完成的原因和拟采取的措施'],
  ];
  return [
    ...plain.map(([mark, meaning]) => ({ mark, loop: null, meaning })),
    ...inLoop.map(([mark, meaning]) => ({ mark, loop: INDICATOR_LOOP, meaning })),
  ];
}

/** What the marks are filled with for one project. */
export function templateData({ form, entered, people }: Omit<MonitoringPaperCase, 'wording'>): TemplateData {
  const { head } = form;
  const plain: Record<string, string> = {
    表名: head.formName,
    年度: String(head.fiscalYear),
    监控期间: printedWindow(head.toMonth),
    截止日期: printedDay(head.cutOffOn),
    项目名称: head.projectName,
    主管部门: head.department ?? '',
    主管部门代码: head.departmentCode ?? '',
    实施单位: head.implementingUnit,
    年度总体目标: head.annualGoal ?? '',
    单位负责人: people.unitHead ?? '',
    填表人: people.handler ?? '',
    联系电话: people.phone ?? '',
    填报日期: people.filledOn === null ? '' : printedDay(people.filledOn),
  };
  for (const row of MONEY_ROWS) {
    const known = form.money.rows[row];
    const contents: Record<keyof typeof MONEY_MARKS, PaperContent> = {
      initial: wanyuan(known?.initialYuan ?? null),
      adjusted: wanyuan(known?.adjustedYuan ?? null),
      executed: wanyuan(known?.executedYuan ?? null),
      rate: percentage(known?.rate ?? null),
      expected: wanyuan(expectedMoney(form, entered, row)),
    };
    for (const column of ['initial', 'adjusted', 'executed', 'rate', 'expected'] as const) {
      plain[`${MONEY_WORDS[row]}${MONEY_MARKS[column]}`] = shownContent(contents[column]);
    }
  }
  const rows = form.indicators.map((indicator, n) => {
    const { id, level1, level2, name, rawTarget, actual, target } = indicator;
    const said = entered.indicators[id];
    const ticked = ticks(entered, id);
    return {
      序号: String(n + 1),
      一级指标: level1,
      二级指标: level2,
      三级指标: name,
      年度指标值: rawTarget ?? '',
      执行情况: shownContent(measured(actual, target)),
      全年预计完成情况: shownContent(measured(said?.expected ?? null, target)),
      ...Object.fromEntries(
        DEVIATION_REASONS.map((reason, at) => [REASON_NAMES['zh-CN'][reason], ticked[at] ? '√' : '']),
      ),
      原因说明: said?.reasonText ?? '',
      ...Object.fromEntries(
        LIKELIHOODS.map((each) => [LIKELIHOOD_NAMES['zh-CN'][each], said?.likelihood === each ? '√' : '']),
      ),
      备注: remarkOf(said?.remark ?? null, said?.measures ?? null) ?? '',
    };
  });
  return { plain, loops: { [INDICATOR_LOOP]: rows } };
}
