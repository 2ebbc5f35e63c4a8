/** A process that writes papers until its server lets go of it. It has no database, no secrets, and may only read our own files. */
import { monitoringPaper, type MonitoringPaperCase } from '../../domain/paper-monitoring.ts';
import type { Paper } from '../../domain/paper.ts';
import { paperToDocx } from './docx.ts';
import type { WritingAnswer, WritingTask } from './writer.ts';
import { paperToXlsx } from './xlsx.ts';

// Whoever asked is gone.
process.once('disconnect', () => process.exit(0));

process.on('message', (task: WritingTask) => {
  void answerTo(task).then((answer) => process.send?.(answer));
});

async function answerTo({ papers, format }: WritingTask): Promise<WritingAnswer> {
  const files: Uint8Array[] = [];
  for (const each of papers) {
    const paper = described(each);
    files.push(format === 'docx' ? await paperToDocx(paper) : await paperToXlsx(paper));
  }
  return { files };
}

const described = (what: Paper | MonitoringPaperCase): Paper =>
  'blocks' in what ? what : monitoringPaper(what);
