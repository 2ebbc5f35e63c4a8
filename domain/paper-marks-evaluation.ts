/** The marks of a bureau's own 自评表, and what they are filled with: the same letters as the form that is printed here. */
import { INDICATOR_LOOP, MONEY_WORDS, type TemplateData, type TemplateMark } from './paper-marks.ts';
import {
  executionContents,
  indicatorContents,
  moneyContents,
  totalContents,
  type SelfEvaluationPaperCase,
} from './paper-self-evaluation.ts';
import { MONEY_ROWS } from './monitoring-form.ts';
import { printedDay, shownContent } from './paper.ts';

/** Columns of the money block, as they end a mark. */
export const EVALUATION_MONEY = {
  initial: '年初预算数',
  adjusted: '全年预算数',
  executed: '全年执行数',
  rate: '执行率',
} as const;
const COLUMNS = ['initial', 'adjusted', 'executed', 'rate'] as const;

/** Every mark there is, in the order of the form. */
export function evaluationMarks(): TemplateMark[] {
  const plain: [string, string][] = [
    ['表名', '自评表的名称'],
    ['年度', '预算年度，如 2023'],
    ['项目名称', '项目名称'],
    ['主管部门', '主管部门'],
    ['主管部门代码', '主管部门代码'],
    ['实施单位', '实施单位'],
    ...MONEY_ROWS.flatMap((row) =>
      COLUMNS.map((column): [string, string] => [
        `${MONEY_WORDS[row]}${EVALUATION_MONEY[column]}`,
        `${MONEY_WORDS[row]}的${EVALUATION_MONEY[column]}${column === 'rate' ? '，如 54.20%' : '，万元'}`,
      ]),
    ),
    ['执行率分值', '预算执行率的分值'],
    ['执行率得分', '预算执行率的得分'],
    ['年度总体目标', '年度总体目标：预期目标'],
    ['实际完成情况', '年度总体目标：实际完成情况'],
    ['分值合计', '各项分值之和'],
    ['总分', '自评总分；没有填齐的为空'],
    ['自评等级', '优、良、中、差；没有填齐的为空'],
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
    ['实际完成值', '全年的实际值'],
    ['分值', '指标的分值'],
    ['得分', '指标的得分'],
    ['计算过程', '得分是怎么算出来的'],
    ['偏差原因', '偏差原因分析及改进措施'],
  ];
  return [
    ...plain.map(([mark, meaning]) => ({ mark, loop: null, meaning })),
    ...inLoop.map(([mark, meaning]) => ({ mark, loop: INDICATOR_LOOP, meaning })),
  ];
}

/** What the marks are filled with for one project. */
export function evaluationData(c: SelfEvaluationPaperCase): TemplateData {
  const execution = executionContents(c);
  const { points, total, grade } = totalContents(c);
  const plain: Record<string, string> = {
    表名: c.formName,
    年度: String(c.fiscalYear),
    项目名称: c.projectName,
    主管部门: c.department ?? '',
    主管部门代码: c.departmentCode ?? '',
    实施单位: c.implementingUnit,
    执行率分值: shownContent(execution.points),
    执行率得分: shownContent(execution.score),
    年度总体目标: c.goal ?? '',
    实际完成情况: c.achieved ?? '',
    分值合计: shownContent(points),
    总分: shownContent(total),
    自评等级: grade ?? '',
    单位负责人: c.people.unitHead ?? '',
    填表人: c.people.handler ?? '',
    联系电话: c.people.phone ?? '',
    填报日期: c.people.filledOn === null ? '' : printedDay(c.people.filledOn),
  };
  for (const row of MONEY_ROWS) {
    const contents = moneyContents(c, row);
    for (const column of COLUMNS) {
      plain[`${MONEY_WORDS[row]}${EVALUATION_MONEY[column]}`] = shownContent(contents[column]);
    }
  }
  const rows = c.printed.map(({ id, level1, level2, name, rawTarget }, n) => {
    const own = indicatorContents(c, id);
    return {
      序号: String(n + 1),
      一级指标: level1,
      二级指标: level2,
      三级指标: name,
      年度指标值: rawTarget ?? '',
      实际完成值: shownContent(own.actual),
      分值: shownContent(own.points),
      得分: shownContent(own.score),
      计算过程: own.arithmetic ?? '',
      偏差原因: own.reason ?? '',
    };
  });
  return { plain, loops: { [INDICATOR_LOOP]: rows } };
}
