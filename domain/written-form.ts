/**
 * Forms that no document printed: written down by hand, or those of a year made ready for the next one. They come into the
 * same preview as a document's, with the same findings, and are committed the same way. Pure.
 */
import type { BudgetSource } from './adjustment.ts';
import type { Declaration, DeclaredIndicator, Finding, FundingParts } from './form-declaration.ts';
import { finding } from './form-findings.ts';
import { pairIndicators } from './form-pairs.ts';
import { sumAmounts } from './money.ts';
import { parseTarget } from './target-text.ts';

export interface WrittenIndicator {
  level1: string;
  level2: string;
  name: string;
  rawTarget: string | null;
  /** Left out: of the year, and judged. */
  scope?: 'annual' | 'period';
  judged?: boolean;
  level2Code?: string | null;
}

export interface WrittenProject {
  projectName: string;
  implementingUnit: string;
  department: string | null;
  departmentCode: string | null;
  fiscalYear: number;
  attribute: string | null;
  duration: string | null;
  goalAnnual: string | null;
  goalPeriod: string | null;
  /** Yuan of the year. */
  amounts: readonly { source: BudgetSource; amount: string }[];
  periodFunding: FundingParts | null;
  texts: Readonly<Partial<Record<'overview' | 'basis' | 'necessity' | 'measures' | 'plan', string | null>>>;
  indicators: readonly WrittenIndicator[];
}

export interface WrittenDocument {
  forms: Declaration[];
  /** What stands where the printed lines of a document do, so that each row has a place. */
  lines: string[];
}

const PART_OF: Readonly<Record<NonNullable<BudgetSource>, keyof FundingParts>> = {
  central: 'central',
  provincial: 'provincial',
  local: 'local',
  self_raised: 'selfRaised',
  other: 'other',
  fiscal: 'fiscal',
};

/** The forms with their places and findings. */
export function writtenDocument(projects: readonly WrittenProject[]): WrittenDocument {
  const lines: string[] = [];
  const forms = projects.map((project) => writtenForm(project, lines));
  return { forms, lines };
}

function writtenForm(project: WrittenProject, lines: string[]): Declaration {
  const from = { line: lines.length + 1 };
  const { projectName, implementingUnit, department, fiscalYear } = project;
  lines.push(`项目名称\t${projectName}`, `实施单位\t${implementingUnit}`);
  if (department) lines.push(`主管部门\t${department}`);
  const funding = fundingOf(project.amounts);
  lines.push(`预算年度\t${fiscalYear}`, `年度资金总额（元）\t${funding?.total ?? ''}`);
  const indicators = pairIndicators(
    project.indicators.map((row): DeclaredIndicator => {
      lines.push(`${row.level1}\t${row.level2}\t${row.name}\t${row.rawTarget ?? ''}`);
      const rawTarget = row.rawTarget?.trim() || null;
      const scope = row.scope ?? 'annual';
      return {
        scope,
        level1: row.level1,
        level2: row.level2,
        level2Code: row.level2Code ?? null,
        name: row.name.trim(),
        fullName: row.name.trim(),
        rawTarget,
        target: parseTarget(rawTarget, { level2: row.level2, name: row.name, fiscalYear }),
        pairedWith: null,
        judged: row.judged ?? scope === 'annual',
        place: { line: lines.length },
      };
    }),
  );
  const findings: Finding[] = gapsOf(funding, indicators, from.line);
  const { overview = null, basis = null, necessity = null, measures = null, plan = null } = project.texts;
  return {
    layout: 'written',
    projectName: projectName.trim() || null,
    implementingUnit: implementingUnit.trim() || null,
    department: project.department,
    departmentCode: project.departmentCode,
    fiscalYear,
    attribute: project.attribute,
    duration: project.duration,
    annualTotal: funding?.total ?? null,
    funding: { annual: funding, period: project.periodFunding },
    goalAnnual: project.goalAnnual,
    goalPeriod: project.goalPeriod,
    overview,
    basis,
    necessity,
    measures,
    plan,
    filledAt: null,
    indicators,
    findings,
    source: [{ from, to: { line: lines.length } }],
  };
}

function fundingOf(amounts: WrittenProject['amounts']): FundingParts | null {
  if (amounts.length === 0) return null;
  const parts: FundingParts = {
    total: sumAmounts(amounts.map(({ amount }) => amount)),
    fiscal: null,
    central: null,
    provincial: null,
    local: null,
    selfRaised: null,
    other: null,
  };
  for (const { source, amount } of amounts) {
    if (source !== null) parts[PART_OF[source]] = sumAmounts([parts[PART_OF[source]] ?? '0', amount]);
  }
  return parts;
}

/** As the reader of forms finds them (form.ts): what a form must have to be monitored at all. */
function gapsOf(
  funding: FundingParts | null,
  indicators: readonly DeclaredIndicator[],
  line: number,
): Finding[] {
  const findings: Finding[] = [];
  const missing = (rule: string, field: string): number =>
    findings.push(
      finding(rule, 'must_fix', { line }, { message: `没有填${field}。`, remedy: `请补填${field}。` }),
    );
  if (funding === null) missing('total-missing', '资金总额');
  if (indicators.length === 0) missing('no-indicators', '绩效指标');
  for (const { name, level2, rawTarget, target, place } of indicators) {
    if (name === '') {
      findings.push(
        finding('indicator-name-missing', 'must_fix', place, {
          message: `${level2}下的指标值“${rawTarget ?? ''}”没有指标名称。`,
          remedy: '请补填三级指标名称。',
        }),
      );
    } else if (target.kind === 'unreadable') {
      findings.push(
        finding(rawTarget === null ? 'target-missing' : 'target-unreadable', 'must_fix', place, {
          message: rawTarget === null ? `“${name}”没有指标值。` : `“${name}”的指标值“${rawTarget}”无法判定。`,
          remedy: '请填写可衡量的指标值，如“≥95%”“472人”“2023年12月底前”。',
        }),
      );
    }
  }
  return findings;
}

/** A year as it is written in a date or a name: 2023年, 2023-06, 2023.10, 2023—2025; not 2023人. */
const YEAR = /(?<![\d.])(20\d\d)(?=\s*(?:年|[-./]\s*\d{1,2}(?!\d)|[-—–~～至]\s*20\d\d))/g;

/** The text with the years from `fromYear` on moved as far as `toYear` lies from it: 2023年12月底前 → 2024年12月底前. */
export function withYearsMoved(text: string, fromYear: number, toYear: number): string {
  return text.replace(YEAR, (year) =>
    Number(year) >= fromYear ? String(Number(year) + toYear - fromYear) : year,
  );
}

/**
 * Last year's projects as suggestions for the next one: years in texts moved, amounts and targets as they were. Everything
 * is to be confirmed (`copied-from-last-year`): what was copied and nobody looked at is the commonest defect of a declaration.
 */
export function copiedDocument(projects: readonly WrittenProject[], toYear: number): WrittenDocument {
  const moved = projects.map((project) => movedTo(project, toYear));
  const { forms, lines } = writtenDocument(moved);
  forms.forEach((form, index) => {
    const before = projects[index];
    if (!before) return;
    const [head] = form.source;
    form.findings.push(
      copied(head ? head.from.line : 1, {
        message: `照 ${before.fiscalYear} 年度“${before.projectName}”填入；资金 ${form.annualTotal ?? '未填'} 元也照上年。`,
        remedy: `请按 ${toYear} 年度预算和任务逐项核对。`,
      }),
      ...form.indicators.flatMap((row, at) => copiedRow(row, before.indicators[at])),
    );
  });
  return { forms, lines };
}

function copiedRow(row: DeclaredIndicator, before: WrittenIndicator | undefined): Finding[] {
  if (!before) return [];
  const { line } = row.place;
  const name = before.name.trim();
  if (row.rawTarget !== (before.rawTarget?.trim() || null)) {
    return [
      copied(line, {
        message: `指标值由上年“${before.rawTarget ?? ''}”按年度改为“${row.rawTarget ?? ''}”。`,
        remedy: '请核对日期。',
      }),
    ];
  }
  return row.name === name
    ? []
    : [copied(line, { message: `指标名称由“${name}”按年度改为“${row.name}”。`, remedy: '请核对。' })];
}

const copied = (line: number, text: { message: string; remedy: string }): Finding =>
  finding('copied-from-last-year', 'confirm', { line }, text);

function movedTo(project: WrittenProject, toYear: number): WrittenProject {
  const moved = (text: string): string => withYearsMoved(text, project.fiscalYear, toYear);
  const movedOrNull = (text: string | null): string | null => (text === null ? null : moved(text));
  return {
    ...project,
    projectName: moved(project.projectName),
    fiscalYear: toYear,
    goalAnnual: movedOrNull(project.goalAnnual),
    indicators: project.indicators.map((row) => ({
      ...row,
      name: moved(row.name),
      rawTarget: movedOrNull(row.rawTarget),
    })),
  };
}
