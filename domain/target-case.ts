/** One printed target while it is decided how it is judged: where it stands in the tree, and the rules that were assumed. */
import { isReverseName } from './indicator-words.ts';
import { exact } from './money.ts';
import type { Curve } from './pace.ts';
import type { Direction, JudgedTarget, JudgedTargetContext, Measure, ReportEvery } from './target.ts';
import type { Comparator, ParsedTarget } from './target-text.ts';

type Category = 'quantity' | 'quality' | 'timeliness' | 'cost' | 'benefit' | 'satisfaction' | 'other';

/** `assumed` fills while the rules are asked. */
export interface Case {
  parsed: ParsedTarget;
  context: JudgedTargetContext;
  category: Category;
  assumed: string[];
}

/** By the second level of the tree, by the first where that says nothing. */
export function categoryOf({ level1, level2 }: JudgedTargetContext): Category {
  for (const text of [level2, level1]) {
    if (/成本/.test(text)) return 'cost';
    if (/数量/.test(text)) return 'quantity';
    if (/质量/.test(text)) return 'quality';
    if (/时效/.test(text)) return 'timeliness';
    if (/满意/.test(text)) return 'satisfaction';
    if (/效益|影响/.test(text)) return 'benefit';
  }
  return 'other';
}

/** How it is judged, once a rule has said so; without a curve in equal parts. */
export function judged(
  c: Case,
  what: Pick<JudgedTarget, 'measure' | 'direction' | 'value' | 'unit'> & { curve?: Curve },
): JudgedTarget {
  return {
    ...what,
    curve: what.curve ?? { type: 'even' },
    reportEvery: reportEveryOf(c.category, what.measure),
    reason: null,
    assumed: c.assumed,
  };
}

/** Effects and satisfaction are surveyed twice a year; a day is done once; everything else is counted each month. */
function reportEveryOf(category: Category, measure: Measure): ReportEvery {
  if (measure === 'date') return 'year';
  const surveyed = category === 'benefit' || category === 'satisfaction';
  return measure === 'grade' || (measure === 'level' && surveyed) ? 'half_year' : 'month';
}

/** It cannot be judged. `reason`: why and what to do, in Chinese. */
export function none(c: Case, reason: string): JudgedTarget {
  return {
    measure: 'none',
    direction: 'at_least',
    value: null,
    unit: null,
    curve: { type: 'even' },
    reportEvery: 'month',
    reason,
    assumed: c.assumed,
  };
}

/** The cell as printed, in its quotes. */
export function quoted({ raw }: ParsedTarget): string {
  return `“${(raw ?? '').trim()}”`;
}

/** Decimal text of a number that was read; null for what is none. */
export function decimalOf(value: unknown): string | null {
  return typeof value === 'number' && Number.isFinite(value) ? exact(value).toFixed() : null;
}

/**
 * A printed comparator wins; then zero (投诉 0 起 is a ceiling), a reverse name, cost as a ceiling; then the fallback.
 * The lights have bands, so a strict sign (> <) judges like its inclusive twin.
 */
export function directionOf(c: Case, value: string, fallback: readonly [Direction, string]): Direction {
  const zero = exact(value).isZero();
  const printed = c.parsed.comparator;
  if (printed !== null && !(zero && printed === '=')) {
    if (printed === '>' || printed === '<') c.assumed.push('strict-as-inclusive');
    if (printed === '~') c.assumed.push('approximate-as-equal');
    return PRINTED[printed];
  }
  const [direction, rule] = unprintedDirection(c, zero, fallback);
  c.assumed.push(rule);
  return direction;
}

function unprintedDirection(c: Case, zero: boolean, fallback: readonly [Direction, string]) {
  if (zero && (c.parsed.comparator === '=' || c.parsed.kind !== 'percentage')) {
    return ['at_most', 'zero-at-most'] as const;
  }
  if (isReverseName(c.context.name)) return ['at_most', 'reverse-name-at-most'] as const;
  if (c.category === 'cost') return ['at_most', 'cost-at-most'] as const;
  return fallback;
}

const PRINTED: Readonly<Record<Comparator, Direction>> = {
  '>=': 'at_least',
  '>': 'at_least',
  '<=': 'at_most',
  '<': 'at_most',
  '=': 'equal',
  '~': 'equal',
};
