/** What the payments page shows and sends, as plain functions of the answer and of what the reader chose. */
import { PAYMENT_FIELDS, type PaymentField, type PaymentMapping } from '../domain/payment-mapping.ts';
import type { PaymentCommitBody, PaymentFileAnswer } from '../server/contract-payments.ts';
import { plainNumber, wanYuan } from './format.ts';
import { commonWords } from './words/common.ts';
import { paymentWords } from './words/payments.ts';

export interface Choices {
  /** Project of each group of rows, by the group's place in the answer. */
  projects: ReadonlyMap<number, string>;
  /** Rows that are there already and are to be recorded all the same. */
  ticked: ReadonlySet<number>;
}

export const noChoices = (): Choices => ({ projects: new Map(), ticked: new Set() });

const chosenRows = (answer: PaymentFileAnswer, choices: Choices): number =>
  answer.groups.reduce((sum, group, at) => sum + (choices.projects.has(at) ? group.rows.length : 0), 0);

/** How many rows a commit records; a chosen row that turns out to be a duplicate is told by its answer. */
export function rowsToCommit(answer: PaymentFileAnswer, choices: Choices): number {
  return answer.counts.ready + chosenRows(answer, choices) + choices.ticked.size;
}

export function commitBody(answer: PaymentFileAnswer, choices: Choices): PaymentCommitBody {
  const chosen: Record<string, string> = {};
  for (const [at, project] of choices.projects) {
    for (const row of answer.groups[at]?.rows ?? []) chosen[row] = project;
  }
  return {
    ...(choices.ticked.size > 0 && { include: [...choices.ticked].sort((a, b) => a - b) }),
    ...(Object.keys(chosen).length > 0 && { choices: chosen }),
  };
}

/** One sentence that answers: may it be committed, and what stands in the way? */
export function verdictOf(answer: PaymentFileAnswer): string {
  const words = paymentWords.verdict;
  const { committed, counts } = answer;
  if (committed) {
    if (committed.events > 0 && answer.standing === 0) return words.reversed(plainNumber(committed.events));
    const paid = wanYuan(committed.reconciliation.total.paid);
    return committed.events === 0
      ? words.doneNothing
      : words.done(plainNumber(committed.events), committed.projects, paid);
  }
  if (Object.keys(answer.mappingDefects).length > 0) return words.mapping;
  const there = counts.duplicates + counts.written;
  if (counts.ready === 0 && counts.unplaced === 0) return words.nothing(plainNumber(answer.rowCount));
  const over = answer.reconciliation.projects.filter((project) => project.isOver).length;
  return commonWords.clauses([
    counts.ready > 0 ? words.ready(plainNumber(counts.ready)) : words.notReady,
    counts.unplaced > 0 ? words.choose(plainNumber(counts.unplaced)) : '',
    there > 0 ? words.duplicates(plainNumber(there)) : '',
    counts.refused > 0 ? words.refused(plainNumber(counts.refused)) : '',
    over > 0 ? words.over(over) : '',
  ]);
}

/** The field of each column, null for those that are not used. */
export function fieldsOfColumns(mapping: PaymentMapping, columns: number): (PaymentField | null)[] {
  const fields: (PaymentField | null)[] = Array.from({ length: columns }, () => null);
  for (const field of PAYMENT_FIELDS) {
    const column = mapping.columns[field];
    if (column !== undefined && column < columns) fields[column] = field;
  }
  return fields;
}

/** The mapping with its columns used as these fields; a field that stands twice takes the first. */
export function withFields(
  mapping: PaymentMapping,
  fields: readonly (PaymentField | null)[],
): PaymentMapping {
  const columns: PaymentMapping['columns'] = {};
  fields.forEach((field, column) => {
    if (field !== null && columns[field] === undefined) columns[field] = column;
  });
  return { ...mapping, columns };
}

/**
 * Fields that several columns are used as. Told instead of taken from the other column: whoever walks through the choices
 * by keyboard passes them all.
 */
export function doubledFields(fields: readonly (PaymentField | null)[]): PaymentField[] {
  return PAYMENT_FIELDS.filter((field) => fields.filter((one) => one === field).length > 1);
}
