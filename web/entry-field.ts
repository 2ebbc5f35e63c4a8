/** One field of the entry sheet: what it starts with, what it would send, and what that would be judged as. Pure. */
import { workingCalendar, type WorkingCalendar } from '../domain/calendar.ts';
import { changeHint } from '../domain/change-hint.ts';
import { checkEntry, type EntryFinding } from '../domain/entry-check.ts';
import { explainIndicator, type ExplainOptions } from '../domain/explain.ts';
import { judgeIndicator, type Basis, type Grade, type Judgement, type Reported } from '../domain/judge.ts';
import type { Entry, EntryBody, EntrySheet, JudgingContext } from '../server/contract.ts';
import { typedDate, typedNumber } from './entry-input.ts';
import { locale } from './words/words.ts';

export type SheetRow = EntrySheet['projects'][number]['rows'][number];

/** What stands in the field, as typed. */
export interface Field {
  text: string;
  basis: Basis;
  grade: Grade | null;
  note: string;
  /** The entry that the typed value corrects: the one that the handler saw when typing. */
  supersedes: string | null;
}

/** A judging context made ready once for all rows of a sheet. */
export interface Judging extends Omit<JudgingContext, 'calendar'> {
  calendar: WorkingCalendar;
}

export interface Preview {
  judgement: Judgement;
  why: string;
  hint: string | null;
  /** Refuse the value: it is not sent. */
  problems: EntryFinding[];
  /** Want a word of explanation: sent once a note is there. */
  warnings: EntryFinding[];
}

export function readyJudging(context: JudgingContext): Judging {
  return { ...context, calendar: workingCalendar(context.calendar.days, context.calendar.confirmedYears) };
}

/** Ways to report that fit the measure, the usual one first. */
export function basesOf(row: SheetRow): readonly Basis[] {
  return row.judged.measure === 'cumulative' ? ['cumulative', 'month'] : ['level'];
}

/** The field of an entry in force; without one it is empty and reports the way it was reported last. */
export function fieldOf(row: SheetRow, entry: Entry | null = row.current): Field {
  const bases = basesOf(row);
  const basis = entry?.basis ?? row.previous?.basis ?? 'level';
  return {
    text: entry?.value ?? '',
    basis: bases.includes(basis) ? basis : (bases[0] ?? 'level'),
    grade: entry?.grade ?? null,
    note: entry?.note ?? '',
    supersedes: entry?.id ?? null,
  };
}

/** The typed value as it would be sent; null while nothing is typed. Grades have none. */
export function typedValue(row: SheetRow, field: Field, fiscalYear: number): string | null {
  const { measure, unit } = row.judged;
  if (measure === 'grade') return null;
  return measure === 'date' ? typedDate(field.text, fiscalYear) : typedNumber(field.text, unit);
}

export function isFilled(row: SheetRow, field: Field): boolean {
  return row.judged.measure === 'grade' ? field.grade !== null : field.text.trim() !== '';
}

/** Whether what stands in the field differs from the entry in force. Typing the same number another way does not. */
export function isChanged(row: SheetRow, field: Field, fiscalYear: number): boolean {
  const start = fieldOf(row);
  if (!isFilled(row, field) && !isFilled(row, start)) return field.note.trim() !== start.note.trim();
  return (
    typedValue(row, field, fiscalYear) !== typedValue(row, start, fiscalYear) ||
    field.basis !== start.basis ||
    field.grade !== start.grade ||
    field.note.trim() !== start.note.trim()
  );
}

/** What is sent. Basis, value and note only where they say something. */
export function bodyOf(row: SheetRow, field: Field, at: { period: string; fiscalYear: number }): EntryBody {
  const value = typedValue(row, field, at.fiscalYear);
  const note = field.note.trim();
  return {
    period: at.period,
    ...(row.judged.measure === 'cumulative' || row.judged.measure === 'level' ? { basis: field.basis } : {}),
    ...(value === null ? {} : { value }),
    ...(field.grade === null ? {} : { grade: field.grade }),
    ...(note === '' ? {} : { note }),
    ...(field.supersedes === null ? {} : { supersedes: field.supersedes }),
  };
}

/** The typed field as a reported fact of the period, null while nothing is typed. */
export function reportedOf(
  row: SheetRow,
  field: Field,
  at: { period: string; fiscalYear: number },
): Reported | null {
  if (!isFilled(row, field)) return null;
  const value = typedValue(row, field, at.fiscalYear);
  const isDate = row.judged.measure === 'date';
  return {
    period: at.period,
    basis: field.basis,
    value: isDate ? null : value,
    date: isDate ? value : null,
    grade: field.grade,
  };
}

/**
 * The judgement that the field would have once sent, by the domain's own code, with its findings. What is refused is not
 * judged: the judgement stays that of the facts in force. An empty field has neither findings nor a claim.
 */
export function previewOf(row: SheetRow, field: Field, judging: Judging, period: string): Preview {
  const at = { period, fiscalYear: judging.fiscalYear };
  const typed = reportedOf(row, field, at);
  const { problems, warnings } =
    typed === null
      ? { problems: [], warnings: [] }
      : checkEntry({
          target: row.judged,
          language: locale.value,
          name: row.name,
          fiscalYear: judging.fiscalYear,
          ...typed,
          note: field.note,
          today: judging.today,
          previous: previousOf(row, period),
        });
  const refused = problems.some((problem) => problem.field !== 'note');
  const others = row.entries.filter((entry) => entry.period !== period);
  const entries = typed === null ? others : refused ? row.entries : [...others, typed];
  const judgement = judgeIndicator({
    target: row.judged,
    fiscalYear: judging.fiscalYear,
    entries,
    today: judging.today,
    calendar: judging.calendar,
    rules: judging.rules,
  });
  const options: ExplainOptions = { ...judging, language: locale.value };
  return {
    judgement,
    why: explainIndicator(judgement, row.judged, options),
    hint: changeHint(judgement, row.judged, options),
    problems,
    warnings,
  };
}

/** The entry in force of the latest earlier period. */
function previousOf(row: SheetRow, period: string): Reported | null {
  let previous: Reported | null = null;
  for (const entry of row.entries) {
    if (entry.period < period && (previous === null || entry.period > previous.period)) previous = entry;
  }
  return previous;
}

/** What Ctrl+D puts into the field: last month's value, the way it was reported. */
export function sameAsPrevious(row: SheetRow, field: Field, period: string): Field | null {
  const previous = previousOf(row, period);
  if (previous === null) return null;
  const text = (row.judged.measure === 'date' ? previous.date : previous.value) ?? '';
  const basis = basesOf(row).includes(previous.basis) ? previous.basis : field.basis;
  return { ...field, text, basis, grade: previous.grade };
}
