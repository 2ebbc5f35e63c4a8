/** A stored judgement in words, for every page that shows one. */
import type { Judging } from './judging.ts';
import type { StoredInputs } from './subjects.ts';
import { changeHint, changeHintMoney } from '../domain/change-hint.ts';
import { explainIndicator, explainMoney, wordsOf } from '../domain/explain.ts';
import type { Judgement } from '../domain/judge.ts';
import type { Light } from '../domain/light.ts';
import type { JudgedTarget } from '../domain/target.ts';
import type { JudgementAnswer } from '../server/contract.ts';

export interface ExplainableSubject {
  kind: 'indicator' | 'money' | 'project';
  light: Light;
  inputs: StoredInputs;
  /** Name of the indicator; empty for money. */
  name: string;
  judged: JudgedTarget | null;
  budget: string | null;
  executed: string | null;
}

interface When {
  /** The day that is looked at. */
  today: string;
  fiscalYear: number;
  judging: Judging;
}

/** Stored inputs as the domain's judgement; when to look again has no meaning for a reader. */
function judgementOf(inputs: StoredInputs): Judgement | null {
  return 'actual' in inputs ? { ...inputs, nextCheckOn: null } : null;
}

/** One sentence with the numbers, in the language of `judging`. `named`: it begins with what was counted, for lists where the name is elsewhere. */
export function explainSubject(subject: ExplainableSubject, when: When & { named: boolean }): string {
  const judgement = judgementOf(subject.inputs);
  const { today, fiscalYear, judging } = when;
  const { language } = judging;
  if (!judgement) return wordsOf({ language }).lights[subject.light];
  if (subject.kind === 'money' || !subject.judged) {
    return explainMoney(
      judgement,
      { budget: subject.budget, executed: subject.executed ?? '0.00' },
      { fiscalYear, rules: judging.rules, language },
    );
  }
  return explainIndicator(judgement, subject.judged, {
    today,
    fiscalYear,
    rules: judging.rules,
    calendar: judging.calendar.knownOn(today),
    language,
    ...(when.named ? { name: subject.name } : {}),
  });
}

export function judgementAnswer(
  subject: ExplainableSubject,
  when: When & { since: string | null },
): JudgementAnswer {
  const judgement = judgementOf(subject.inputs);
  const { today, fiscalYear, judging } = when;
  const hint = !judgement
    ? null
    : subject.kind === 'money' || !subject.judged
      ? changeHintMoney(judgement, judging.rules, judging.language)
      : changeHint(judgement, subject.judged, {
          today,
          fiscalYear,
          rules: judging.rules,
          calendar: judging.calendar.knownOn(today),
          language: judging.language,
        });
  return {
    light: subject.light,
    actual: judgement?.actual ?? null,
    actualThrough: judgement?.actualThrough ?? null,
    expected: judgement?.expected ?? null,
    ratio: judgement?.ratio ?? null,
    why: explainSubject(subject, { ...when, named: false }),
    hint,
    since: when.since,
  };
}
