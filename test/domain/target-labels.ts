/** Labelled targets: how a fixture is read, what counts as right, and what a reader made of a whole file of them. */
import { readFileSync } from 'node:fs';
import { parseTarget, type Assumption, type ParsedTarget } from '../../domain/target-text.ts';

type Field = 'kind' | 'comparator' | 'value' | 'unit';

export interface Labelled {
  raw: string;
  kind: string;
  comparator: string | null;
  value: unknown;
  unit: string | null;
  /** Other readings that count as right too. */
  accept?: Partial<Record<Field, unknown>>[];
  /** The event that a duration starts from; what the reader names must hold it or be held by it. */
  anchor?: string;
  level2?: string;
  name?: string;
  /** What a careful reader takes from name and level 2, and the cell does not print. */
  assumed?: Partial<Record<Assumption['field'], string>>;
}

const FIELDS: readonly Field[] = ['kind', 'comparator', 'value', 'unit'];

export const readLabels = (file: string): Labelled[] =>
  JSON.parse(readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8')) as Labelled[];

/**
 * `accept` lists other right readings: one that names a kind is compared in the fields it lists, one that names
 * only a comparator, value or unit keeps the label's other fields.
 */
export function isRight(target: ParsedTarget, label: Labelled): boolean {
  const equal = (wanted: Partial<Record<Field, unknown>>, fields: readonly string[]): boolean =>
    FIELDS.filter((field) => fields.includes(field)).every(
      (field) => JSON.stringify(target[field]) === JSON.stringify(wanted[field]),
    );
  return (
    equal(label, FIELDS) ||
    (label.accept ?? []).some((other) =>
      equal({ ...label, ...other }, 'kind' in other ? Object.keys(other) : FIELDS),
    )
  );
}

export interface Outcome {
  right: number;
  /** Of the right ones, those with confidence >= 0.9. */
  sure: number;
  wrong: string[];
  wrongAndSure: string[];
  /** Anchors and assumptions that are not as labelled, where the reading itself is right. */
  otherwise: string[];
}

/** Reads every labelled target with its name and level 2, in the fiscal year 2023. */
export function outcomeOf(labels: readonly Labelled[]): Outcome {
  const outcome: Outcome = { right: 0, sure: 0, wrong: [], wrongAndSure: [], otherwise: [] };
  for (const label of labels) {
    const { level2, name } = label;
    const target = parseTarget(label.raw, {
      fiscalYear: 2023,
      ...(level2 === undefined ? {} : { level2 }),
      ...(name === undefined ? {} : { name }),
    });
    if (!isRight(target, label)) {
      outcome.wrong.push(`${label.raw}：${JSON.stringify({ ...target, raw: undefined })}`);
      if (target.confidence >= 0.9) outcome.wrongAndSure.push(label.raw);
      continue;
    }
    outcome.right += 1;
    if (target.confidence >= 0.9) outcome.sure += 1;
    const anchor = target.anchor ?? '';
    if (
      label.anchor !== undefined &&
      (anchor === '' || !(anchor.includes(label.anchor) || label.anchor.includes(anchor)))
    ) {
      outcome.otherwise.push(`${label.raw}：anchor “${anchor}”`);
    }
    for (const [field, value] of Object.entries(label.assumed ?? {})) {
      if (target.assumed.some((one) => one.field === field && one.value === value)) continue;
      outcome.otherwise.push(
        `${label.raw}（${name ?? ''}）：${field} ${value} not in ${JSON.stringify(target.assumed)}`,
      );
    }
  }
  return outcome;
}
