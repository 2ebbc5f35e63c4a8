/**
 * A process that writes papers until its server lets go of it. It has no database, no secrets, and may only read our own files.
 * Libraries are loaded when they are needed: that for Word alone takes 40 MB.
 */
import { evaluationData } from '../../domain/paper-marks-evaluation.ts';
import { templateData, type TemplateData } from '../../domain/paper-marks.ts';
import { monitoringPaper } from '../../domain/paper-monitoring.ts';
import { selfEvaluationPaper } from '../../domain/paper-self-evaluation.ts';
import { marksOfKind } from '../../domain/paper-template-kinds.ts';
import { markInvented, type Paper } from '../../domain/paper.ts';
import type { TemplateRefusal } from './template.ts';
import type { FormCase, OwnTemplate, ToWrite, WritingAnswer, WritingTask } from './writer.ts';

// Whoever asked is gone.
process.once('disconnect', () => process.exit(0));

/** The bureau's own form, told once; until then papers are written in our layout. */
let template: OwnTemplate | null = null;

process.on('message', (task: WritingTask) => {
  void answerTo(task).then((answer) => process.send?.(answer));
});

async function answerTo(task: WritingTask): Promise<WritingAnswer> {
  switch (task.type) {
    case 'template':
      template = task.template;
      return { files: [] };
    case 'check': {
      const { kind, bytes } = task.template;
      const { checkTemplate } = await import('./template.ts');
      return { checked: await checkTemplate(bytes, marksOfKind(kind)) };
    }
    case 'write':
      return await written(task);
  }
}

type WriteTask = Extract<WritingTask, { type: 'write' }>;

async function written({ papers, format, invented }: WriteTask): Promise<WritingAnswer> {
  const files: Uint8Array[] = [];
  for (const each of papers) {
    const file = format === 'docx' && template !== null ? await filled(each, template) : null;
    if (file !== null && 'refusal' in file) return { refused: file };
    if (file !== null) {
      files.push(file);
      continue;
    }
    const paper = described(each);
    files.push(await laidOut(invented ? markInvented(paper) : paper, format));
  }
  return { files };
}

async function laidOut(paper: Paper, format: 'docx' | 'xlsx'): Promise<Buffer> {
  if (format === 'docx') return await (await import('./docx.ts')).paperToDocx(paper);
  return (await import('./xlsx.ts')).paperToXlsx(paper);
}

/** null: a described paper has no marks. */
async function filled(what: ToWrite, own: OwnTemplate): Promise<Buffer | TemplateRefusal | null> {
  if ('blocks' in what) return null;
  const data = 'plain' in what ? what : dataOf(what);
  const { fillTemplate } = await import('./template.ts');
  const answer = await fillTemplate(own.bytes, data, marksOfKind(own.kind));
  return 'docx' in answer ? answer.docx : answer;
}

const dataOf = (form: FormCase): TemplateData =>
  'evaluation' in form ? evaluationData(form) : templateData(form);

function described(what: ToWrite): Paper {
  if ('blocks' in what) return what;
  if ('plain' in what) throw new Error('marks without a template');
  return 'evaluation' in what ? selfEvaluationPaper(what) : monitoringPaper(what);
}
