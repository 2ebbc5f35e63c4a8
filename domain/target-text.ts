/**
 * What a printed performance target says. `parseTarget` reads the text alone and never guesses in silence:
 * what is not printed is not in kind, comparator, value or unit; what context suggests goes to `assumed`.
 */

export type TargetKind =
  | 'count'
  | 'percentage'
  | 'money'
  | 'rate'
  | 'date'
  | 'period'
  | 'duration'
  | 'frequency'
  | 'reference'
  | 'range'
  | 'qualitative'
  | 'number'
  | 'unreadable';

/** A sign or a word that is printed: ≥ 不低于, ≤ 以内, ~ 左右 … */
export type Comparator = '>=' | '<=' | '>' | '<' | '=' | '~';

/**
 * number: base units (元, 人, %). string: a date as YYYY-MM-DD, YYYY-MM or YYYY.
 */
export type TargetValue =
  | number
  | string
  | { from: string; to: string }
  | { min: number; max: number }
  | { count: number; per: string }
  | { to: string; share?: number }
  | null;

/** What context suggests but the cell does not print, with the rule that suggests it. */
export interface Assumption {
  field: 'comparator' | 'unit' | 'kind' | 'value';
  value: string | number;
  /** Stable rule name, e.g. `comparator-by-level2`, `unit-in-name`. */
  rule: string;
}

export interface ParsedTarget {
  raw: string | null;
  kind: TargetKind;
  comparator: Comparator | null;
  value: TargetValue;
  unit: string | null;
  /** Event a duration starts from, as printed (文件下达). */
  anchor?: string;
  /** Two targets in one cell. */
  parts?: ParsedTarget[];
  /** 0..1; ≥ 0.9 means no person need look. */
  confidence: number;
  /** Damage and oddities, in the user's language. */
  notes: string[];
  assumed: Assumption[];
}

export interface TargetContext {
  level2?: string;
  name?: string;
  fiscalYear?: number;
}

export function parseTarget(raw: string | null, _context: TargetContext = {}): ParsedTarget {
  return { raw, kind: 'unreadable', comparator: null, value: null, unit: null, confidence: 0, notes: [], assumed: [] };
}
