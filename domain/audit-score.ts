/**
 * The score of 目标审核: a scheme that a county may change, and what each finding takes off. Every point lost names its
 * finding; what is waived costs nothing.
 */
import type { AuditFinding } from './audit-form.ts';
import { DIMENSION_OF, type AuditPart, type Dimension } from './audit-rules.ts';
import type { Finding, Severity } from './form-declaration.ts';

export interface AuditScheme {
  /** Where the scheme comes from; shown beside the score, never quoted as law. */
  origin: string;
  /** Full points of each part; the dimensions are their sums. */
  parts: Readonly<Record<AuditPart, number>>;
  /** Points that a finding takes off its part, by severity; a part does not go below zero. */
  cost: Readonly<Record<Severity, number>>;
  /** Best first: the grade from so many points on, and what follows from it. */
  grades: readonly { name: string; from: number; meaning: string }[];
}

/** domain.md §3 knows it from memory only (§9.5): a default, to be checked against the county's own sheet. */
export const DEFAULT_SCHEME: AuditScheme = {
  origin: '通行的绩效目标审核打分表，未核到原文，仅作默认值；请按本地的审核办法调整。',
  parts: {
    规范完整: 10,
    明确清晰: 10,
    目标相关: 15,
    指标科学: 15,
    绩效合理: 15,
    资金匹配: 15,
    实现可能: 10,
    条件充分: 10,
  },
  cost: { must_fix: 5, confirm: 3, info: 1 },
  grades: [
    { name: '优', from: 90, meaning: '进入下一步' },
    { name: '良', from: 80, meaning: '完善后进入下一步' },
    { name: '中', from: 60, meaning: '修改后重报' },
    { name: '差', from: 0, meaning: '不进入预算安排' },
  ],
};

/** Parts of what the reader already found; what only concerns reading costs nothing. */
const PART_OF_READING: Readonly<Record<string, AuditPart>> = {
  'project-name-missing': '规范完整',
  'implementing-unit-missing': '规范完整',
  'total-missing': '资金匹配',
  'funding-does-not-add-up': '资金匹配',
  'no-indicators': '规范完整',
  'no-annual-targets': '规范完整',
  'indicator-name-missing': '明确清晰',
  'target-missing': '明确清晰',
  'target-unreadable': '明确清晰',
};

export interface Deduction {
  part: AuditPart;
  /** Points taken off; less than the finding costs where its part had no more. */
  points: number;
  rule: string;
  /** As of the finding; null for one of the reader, which has no cell. */
  cell: string | null;
  message: string;
}

export interface AuditScore {
  /** 0 to the sum of the scheme's parts. */
  total: number;
  grade: string;
  meaning: string;
  dimensions: { name: Dimension; full: number; points: number }[];
  parts: { name: AuditPart; full: number; points: number }[];
  deductions: Deduction[];
  origin: string;
}

/** Score of one form from the audit's findings and those of the reader. */
export function auditScore(
  audited: readonly AuditFinding[],
  reading: readonly Finding[],
  scheme: AuditScheme = DEFAULT_SCHEME,
): AuditScore {
  const left = new Map(Object.entries(scheme.parts) as [AuditPart, number][]);
  const deductions: Deduction[] = [];
  const take = (part: AuditPart, { rule, severity, message, cell }: Finding): void => {
    const had = left.get(part) ?? 0;
    const points = Math.min(had, scheme.cost[severity]);
    if (points === 0) return;
    left.set(part, had - points);
    deductions.push({ part, points, rule, cell: cell ?? null, message });
  };
  for (const finding of reading) {
    const part = PART_OF_READING[finding.rule];
    if (part !== undefined) take(part, finding);
  }
  for (const finding of audited) if (finding.waived === undefined) take(finding.part, finding);
  const parts = [...left].map(([name, points]) => ({ name, full: scheme.parts[name], points }));
  const names = [...new Set(parts.map(({ name }) => DIMENSION_OF[name]))];
  const dimensions = names.map((name) => {
    const own = parts.filter((part) => DIMENSION_OF[part.name] === name);
    const sum = (field: 'full' | 'points') => own.reduce((total, part) => total + part[field], 0);
    return { name, full: sum('full'), points: sum('points') };
  });
  const total = parts.reduce((sum, { points }) => sum + points, 0);
  const grade = scheme.grades.find(({ from }) => total >= from);
  return {
    total,
    grade: grade?.name ?? '',
    meaning: grade?.meaning ?? '',
    dimensions,
    parts,
    deductions,
    origin: scheme.origin,
  };
}

export interface DocumentScore {
  /** One decimal. */
  total: number;
  grade: string;
  meaning: string;
  dimensions: { name: Dimension; full: number; points: number }[];
  /** How many forms have each grade, best first. */
  grades: { name: string; forms: number }[];
  origin: string;
}

/** A document's score is the mean of its forms', whatever their money; null without forms. */
export function documentScore(
  scores: readonly AuditScore[],
  scheme: AuditScheme = DEFAULT_SCHEME,
): DocumentScore | null {
  const [first] = scores;
  if (!first) return null;
  const mean = (of: (score: AuditScore) => number) =>
    Math.round((scores.reduce((sum, score) => sum + of(score), 0) / scores.length) * 10) / 10;
  const total = mean((score) => score.total);
  const grade = scheme.grades.find(({ from }) => total >= from);
  return {
    total,
    grade: grade?.name ?? '',
    meaning: grade?.meaning ?? '',
    dimensions: first.dimensions.map(({ name, full }, at) => ({
      name,
      full,
      points: mean(({ dimensions }) => dimensions[at]?.points ?? 0),
    })),
    grades: scheme.grades.map(({ name }) => ({
      name,
      forms: scores.filter((score) => score.grade === name).length,
    })),
    origin: scheme.origin,
  };
}
