/** The sentence of what an alert speaks of, from the judgement as it is stored. */
import { explainSubject } from './explanation.ts';
import type { Judging } from './judging.ts';
import type { StoredInputs } from './subjects.ts';
import type { PlainDate } from '../domain/calendar.ts';
import type { Light } from '../domain/light.ts';
import type { JudgedTarget } from '../domain/target.ts';

export interface AlertSubject {
  kind: 'indicator' | 'money' | 'project';
  light: Light;
  inputs: StoredInputs;
  budget: string | null;
  executed: string | null;
  /** Of the indicator; null for money and the project. */
  name: string | null;
  judged: JudgedTarget | null;
}

/** Null for a project: what is wrong with it is said by counts. */
export function explainAlertSubject(
  subject: AlertSubject,
  fiscalYear: number,
  judging: Judging,
  day: PlainDate,
): string | null {
  if (subject.kind === 'project') return null;
  return explainSubject(
    { ...subject, name: subject.name ?? '' },
    { today: day, fiscalYear, judging, named: false },
  );
}
