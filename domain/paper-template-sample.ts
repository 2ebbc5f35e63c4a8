/**
 * A Word form to begin with: every mark of a kind at a place where it belongs. A bureau changes it in Word to look like its own and
 * uploads it again; uploaded as it is, it is a whole paper already.
 */
import { INDICATOR_LOOP, templateMarks, type TemplateMark } from './paper-marks.ts';
import { EVALUATION_MONEY, evaluationMarks } from './paper-marks-evaluation.ts';
import { DEMAND_LOOP, noticeMarks } from './paper-marks-notice.ts';
import type { TemplateKind } from './paper-template-kinds.ts';
import { label, type Paper, type PaperBlock, type PaperRow } from './paper.ts';

export function sampleTemplate(kind: TemplateKind): Paper {
  switch (kind) {
    case 'monitoring_form':
      return formSample();
    case 'self_evaluation':
      return evaluationSample();
    case 'rectification_notice':
      return noticeSample();
  }
}

const mark = (name: string): string => `{${name}}`;
const line = (content: string, align: 'left' | 'center' = 'center'): PaperBlock => ({
  kind: 'line',
  content,
  align,
});
const paragraph = (content: string): PaperBlock => ({ kind: 'paragraph', content });

/** A heading row, and the row that is repeated: the loop opens in its first cell and closes in its last. */
function loopRows(marks: readonly TemplateMark[], loop: string): PaperRow[] {
  const own = marks.filter((each) => each.loop === loop);
  const text = (name: string, n: number): string =>
    `${n === 0 ? `{#${loop}}` : ''}${mark(name)}${n === own.length - 1 ? `{/${loop}}` : ''}`;
  return [
    { heading: true, cells: own.map((each) => label(each.mark)) },
    { cells: own.map((each, n) => ({ content: text(each.mark, n) })) },
  ];
}

/** Columns of the money block, as they end a mark. */
const MONEY = ['年初预算数', '调整后预算数', '执行数', '执行率', '全年预计执行数'];
const MONEY_ROWS = ['资金总额', '财政拨款', '上年结转', '其他资金'];

/** Who and where, and texts of the whole width: label and mark. */
function headTable(texts: readonly (readonly [string, string])[]): PaperBlock {
  return {
    kind: 'table',
    columns: [40, 60, 40, 133],
    parts: [
      [
        { cells: [label('项目名称'), { content: mark('项目名称'), colspan: 3 }] },
        {
          cells: [
            label('主管部门及代码'),
            { content: '{主管部门}（{主管部门代码}）' },
            label('实施单位'),
            { content: mark('实施单位') },
          ],
        },
        ...texts.map(([text, name]) => ({ cells: [label(text), { content: mark(name), colspan: 3 }] })),
      ],
    ],
  };
}

function moneyTable(columns: readonly string[]): PaperBlock {
  return {
    kind: 'table',
    columns: [53, ...columns.map(() => 220 / columns.length)],
    parts: [
      [
        { heading: true, cells: [label(''), ...columns.map((text) => label(text))] },
        ...MONEY_ROWS.map((row) => ({
          cells: [label(row), ...columns.map((column) => ({ content: mark(`${row}${column}`) }))],
        })),
      ],
    ],
  };
}

const FOOT: PaperBlock = {
  kind: 'foot',
  items: [
    { label: '单位负责人（签章）：', value: mark('单位负责人') },
    { label: '填表人：', value: mark('填表人') },
    { label: '联系电话：', value: mark('联系电话') },
    { label: '填报日期：', value: mark('填报日期') },
  ],
};

function formSample(): Paper {
  return {
    title: '监控表模板（样例）',
    orientation: 'landscape',
    blocks: [
      { kind: 'title', text: mark('表名') },
      line('（{年度}年度，监控期间：{监控期间}，数据截止：{截止日期}）'),
      headTable([['年度总体目标', '年度总体目标']]),
      line('项目资金（万元）', 'left'),
      moneyTable(MONEY),
      line('绩效指标', 'left'),
      {
        kind: 'table',
        columns: [14, 16, 18, 28, 22, 20, 20, 9, 9, 9, 9, 9, 26, 10, 10, 12, 32],
        parts: [loopRows(templateMarks(), INDICATOR_LOOP)],
      },
      FOOT,
    ],
  };
}

function evaluationSample(): Paper {
  return {
    title: '自评表模板（样例）',
    orientation: 'landscape',
    blocks: [
      { kind: 'title', text: mark('表名') },
      line('（{年度}年度）'),
      headTable([
        ['年度总体目标', '年度总体目标'],
        ['实际完成情况', '实际完成情况'],
      ]),
      line('项目资金（万元）', 'left'),
      moneyTable(Object.values(EVALUATION_MONEY)),
      line('预算执行率：分值 {执行率分值}，得分 {执行率得分}', 'left'),
      line('绩效指标', 'left'),
      {
        kind: 'table',
        columns: [12, 22, 26, 40, 30, 30, 14, 14, 40, 45],
        parts: [loopRows(evaluationMarks(), INDICATOR_LOOP)],
      },
      line('分值合计 {分值合计}，总分 {总分}，自评等级 {自评等级}', 'left'),
      FOOT,
    ],
  };
}

function noticeSample(): Paper {
  return {
    title: '整改通知书模板（样例）',
    orientation: 'portrait',
    blocks: [
      { kind: 'title', text: '绩效问题整改通知书' },
      line(mark('文号')),
      { kind: 'paragraph', content: '{受文单位}：', flush: true },
      paragraph(
        '在{年度}年{监控期间}{问题来源}中，发现{实施单位}实施的“{项目名称}”存在以下{问题个数}个问题，请按要求整改。',
      ),
      {
        kind: 'table',
        columns: [14, 46, 102],
        parts: [loopRows(noticeMarks(), DEMAND_LOOP)],
      },
      paragraph('请于{整改期限}前逐条落实整改措施，书面回复整改情况并附佐证资料，经主管部门核实后报我局。'),
      { kind: 'seal', name: mark('发文机关'), day: mark('发文日期') },
    ],
  };
}
