/** The marks of a bureau's own 整改通知书, and what they are filled with: the same words as the notice that is printed here. */
import type { TemplateData, TemplateMark } from './paper-marks.ts';
import { SOURCE_WORDS, WHOLE_PROJECT, type RectificationPaperCase } from './paper-rectification.ts';
import { printedDay, printedWindow } from './paper.ts';

export const DEMAND_LOOP = '问题';

/** Every mark there is, in the order of the notice. */
export function noticeMarks(): TemplateMark[] {
  const plain: [string, string][] = [
    ['文号', '整改通知的文号，如 柳财绩改〔2023〕3号'],
    ['受文单位', '发给谁'],
    ['年度', '预算年度，如 2023'],
    ['监控期间', '如 1—7月；不是监控发现的为空'],
    ['问题来源', '如 绩效运行监控'],
    ['项目名称', '项目名称'],
    ['实施单位', '实施单位'],
    ['问题个数', '共几个问题'],
    ['整改期限', '如 2023年9月28日'],
    ['发文机关', '落款的财政局'],
    ['发文日期', '如 2023年8月31日'],
  ];
  const inLoop: [string, string][] = [
    ['序号', '从 1 起'],
    ['涉及内容', '指标、资金或项目整体'],
    ['整改要求', '问题及整改要求'],
  ];
  return [
    ...plain.map(([mark, meaning]) => ({ mark, loop: null, meaning })),
    ...inLoop.map(([mark, meaning]) => ({ mark, loop: DEMAND_LOOP, meaning })),
  ];
}

/** What the marks are filled with for one notice. */
export function noticeData(c: RectificationPaperCase): TemplateData {
  return {
    plain: {
      文号: c.documentNumber ?? '',
      受文单位: c.addressee,
      年度: String(c.fiscalYear),
      监控期间: c.toMonth === null ? '' : printedWindow(c.toMonth),
      问题来源: SOURCE_WORDS[c.source],
      项目名称: c.projectName,
      实施单位: c.implementingUnit,
      问题个数: String(c.demands.length),
      整改期限: printedDay(c.dueOn),
      发文机关: c.office,
      发文日期: printedDay(c.issuedOn),
    },
    loops: {
      [DEMAND_LOOP]: c.demands.map(({ words, where }, n) => ({
        序号: String(n + 1),
        涉及内容: where ?? WHOLE_PROJECT,
        整改要求: words,
      })),
    },
  };
}
