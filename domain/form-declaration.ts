/**
 * What a declaration form says, whatever file it came from. Amounts are decimal strings in yuan with two decimals;
 * what a document printed (names, levels, raw targets) stays as printed.
 */
import type { ParsedTarget } from './target-text.ts';

/**
 * Where something stands in the source. `line` counts from 1: the line of a text, the row of a table read from a
 * docx or xlsx, the line of a page of a pdf; the rest says what the format knows.
 */
export interface Place {
  line: number;
  page?: number;
  table?: number;
  /** Address as the format names it, e.g. `Sheet1!B7`. */
  cell?: string;
}

/** A part of a line that blanks set apart. `start`: the blanks and characters before it. */
export interface Segment {
  start: number;
  text: string;
}

/** One row of the source. Readers of formats fill it and know no rules. */
export interface Row {
  place: Place;
  /** Trimmed texts; an empty string is an empty cell. In a flow document: one cell, the whole line. */
  cells: string[];
  /**
   * Of the first row of a ruled table on a page that follows another: for each column the line of the row whose cell was full to
   * its edge when the page before ended, so that this one's text may be its rest; null: it is not. Elsewhere missing.
   */
  goesOnFrom?: readonly (number | null)[];
  /** Of a line of running text that has more than one blank in a row: its parts with their places. */
  segments?: readonly Segment[];
}

/**
 * The rows of one document. `aligned`: the index of a cell is its column (tabs, Word and Excel tables); otherwise
 * words follow each other with blanks between them (text layer of a PDF) and columns are found by the labels.
 */
export interface RowDocument {
  aligned: boolean;
  rows: Row[];
}

export type Severity = 'must_fix' | 'confirm' | 'info';

export interface Finding {
  /** Stable name of the rule, kebab case. */
  rule: string;
  severity: Severity;
  /** For people: `第 12 行`, with the cell or field where known. */
  where: string;
  place: Place | null;
  message: string;
  remedy: string;
  /** What it is about, as JSON pointer into the forms as they came (`/3/indicators/2/rawTarget`); the audit's have one. */
  cell?: string;
  /** What one click would put right, where that is known; the same pointers. */
  fix?: readonly FindingFix[];
}

/** A JSON Patch operation on the forms as they came. */
export interface FindingFix {
  op: 'replace';
  path: string;
  value: string;
}

/** null: not printed. `"0.00"`: printed as 0. */
export interface FundingParts {
  total: string | null;
  fiscal: string | null;
  central: string | null;
  provincial: string | null;
  local: string | null;
  selfRaised: string | null;
  other: string | null;
}

export type Scope = 'annual' | 'period';

export interface DeclaredIndicator {
  scope: Scope;
  level1: string;
  level2: string;
  /** Ningxia prints one (`11` 数量 … `31` 满意度). */
  level2Code: string | null;
  /** As printed; a name cut off by the width of its column stays cut. */
  name: string;
  /** The longer of this name and its pair's, where one is the other cut off. */
  fullName: string;
  rawTarget: string | null;
  target: ParsedTarget;
  /** Index into `indicators` of the row with the same meaning in the other scope. */
  pairedWith: number | null;
  /** true: this row is the one that is judged in the year. */
  judged: boolean;
  place: Place;
}

export interface Declaration {
  /** Name of the layout that read it. */
  layout: string;
  projectName: string | null;
  implementingUnit: string | null;
  department: string | null;
  departmentCode: string | null;
  fiscalYear: number | null;
  attribute: string | null;
  duration: string | null;
  /** Total of the annual block, else of the period block of a one-year project, in yuan. */
  annualTotal: string | null;
  funding: { annual: FundingParts | null; period: FundingParts | null };
  goalAnnual: string | null;
  goalPeriod: string | null;
  overview: string | null;
  basis: string | null;
  necessity: string | null;
  measures: string | null;
  plan: string | null;
  /** 填报日期 as an instant, Beijing time. */
  filledAt: string | null;
  indicators: DeclaredIndicator[];
  findings: Finding[];
  /** Rows the form was read from; several where it was printed twice or cut over pages. */
  source: { from: Place; to: Place }[];
}
