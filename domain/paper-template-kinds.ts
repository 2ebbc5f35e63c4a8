/** Papers for which a bureau may keep its own Word form, and what its marks are filled with. */
import { templateMarks, type TemplateMark } from './paper-marks.ts';
import { evaluationMarks } from './paper-marks-evaluation.ts';
import { noticeMarks } from './paper-marks-notice.ts';

/** The report has charts and a summary thousands of rows: they stay in our layout. */
export const TEMPLATE_KINDS = ['monitoring_form', 'self_evaluation', 'rectification_notice'] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

export const isTemplateKind = (kind: string): kind is TemplateKind =>
  (TEMPLATE_KINDS as readonly string[]).includes(kind);

/** As they are called on the screen and in refusals. */
export const TEMPLATE_KIND_NAMES: Readonly<Record<TemplateKind, string>> = {
  monitoring_form: '监控表',
  self_evaluation: '自评表',
  rectification_notice: '整改通知书',
};

/** Every mark that a template of the kind may hold, in the order of the paper. */
export function marksOfKind(kind: TemplateKind): TemplateMark[] {
  switch (kind) {
    case 'monitoring_form':
      return templateMarks();
    case 'self_evaluation':
      return evaluationMarks();
    case 'rectification_notice':
      return noticeMarks();
  }
}
