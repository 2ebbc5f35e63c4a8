/** 整改通知书: what is wrong, what is asked for, by when, and how to answer (domain.md 5). In the manner of an official letter. */
import type { PlainDate } from './calendar.ts';
import { label, printedDay, printedWindow, type Paper } from './paper.ts';
import type { RectificationDemand, RectificationSource } from './rectification.ts';

/** What found the problem, within a sentence. */
export const SOURCE_WORDS: Readonly<Record<RectificationSource, string>> = {
  monitoring: '绩效运行监控',
  self_evaluation: '绩效自评',
  department_evaluation: '部门绩效评价',
  finance_evaluation: '财政绩效评价',
  other: '监督检查',
};

/** What a demand is about that is about no indicator, duty or money alone. */
export const WHOLE_PROJECT = '项目整体';

export interface RectificationPaperCase {
  /** As printed, with its year in 〔〕; null: not numbered yet. */
  documentNumber: string | null;
  /** The bureau that signs. */
  office: string;
  /** Whom it is sent to: the department or unit. */
  addressee: string;
  projectName: string;
  implementingUnit: string;
  fiscalYear: number;
  /** Of a monitoring round; null for problems found elsewhere. */
  toMonth: number | null;
  source: RectificationSource;
  /** `where`: the indicator or the money that a demand is about; null: the project as a whole. */
  demands: (Pick<RectificationDemand, 'id' | 'words'> & { where: string | null })[];
  dueOn: PlainDate;
  issuedOn: PlainDate;
}

export function rectificationPaper(c: RectificationPaperCase): Paper {
  const window = c.toMonth === null ? '' : `${printedWindow(c.toMonth)}`;
  const due = printedDay(c.dueOn);
  return {
    title: '绩效问题整改通知书',
    orientation: 'portrait',
    blocks: [
      { kind: 'title', text: '绩效问题整改通知书' },
      ...(c.documentNumber === null
        ? []
        : [{ kind: 'line' as const, content: c.documentNumber, align: 'center' as const }]),
      { kind: 'paragraph', content: `${c.addressee}：`, flush: true },
      {
        kind: 'paragraph',
        content: `在${c.fiscalYear}年${window}${SOURCE_WORDS[c.source]}中，发现${c.implementingUnit}实施的“${c.projectName}”存在以下${c.demands.length}个问题，请按要求整改。`,
      },
      {
        kind: 'table',
        columns: [14, 46, 102],
        parts: [
          [
            { heading: true, cells: [label('序号'), label('涉及内容'), label('问题及整改要求')] },
            ...c.demands.map(({ id, words, where }, n) => ({
              cells: [
                {
                  content: String(n + 1),
                  align: 'center' as const,
                  origin: { field: 'demand.number', of: id },
                },
                { content: where ?? WHOLE_PROJECT, origin: { field: 'demand.where', of: id } },
                { content: words, origin: { field: 'demand.words', of: id } },
              ],
            })),
          ],
        ],
      },
      {
        kind: 'paragraph',
        content: `请于${due}前逐条落实整改措施，通过绩效监控系统书面回复整改情况并附佐证资料，经主管部门核实后报我局。`,
      },
      {
        kind: 'paragraph',
        content: '问题消除并经核实后予以销号；逾期未回复或整改不到位的，将按规定处理。',
      },
      { kind: 'seal', name: c.office, day: printedDay(c.issuedOn) },
    ],
  };
}
