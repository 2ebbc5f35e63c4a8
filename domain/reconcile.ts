/**
 * The projects of the declaration forms held against the budget tables of the same document: projects with money and
 * without targets, targets without money, amounts that differ, sums that do not add up, and what agrees.
 */
import type { BudgetTable, BudgetTableKind } from './budget-table.ts';
import type { Declaration, Finding, Place } from './form-declaration.ts';
import { compareAmounts, exact, sumAmounts } from './money.ts';
import { findingsOf } from './reconcile-findings.ts';
import {
  nameKey,
  pairProjects,
  sameAmount,
  type BudgetedProject,
  type DeclaredProject,
  type PairSureness,
} from './reconcile-pairs.ts';
import { totalsOf } from './reconcile-totals.ts';

export type { PairSureness } from './reconcile-pairs.ts';

/** Worst first. `rounded`: apart only by the rounding of the printed unit. */
const VERDICTS = [
  'money_without_targets',
  'differs',
  'targets_without_money',
  'unsure',
  'rounded',
  'agrees',
] as const;
export type ReconciliationVerdict = (typeof VERDICTS)[number];

/** One project: what the document's tables say, and what the form says. Amounts in yuan. */
export interface ReconciledProject {
  verdict: ReconciliationVerdict;
  /** How sure the pair is; null without a pair. */
  sure: PairSureness | null;
  /** As the budget table prints it. */
  budgeted: {
    kind: BudgetTableKind;
    name: string;
    unit: string | null;
    amount: string;
    place: Place;
  } | null;
  /** As the form prints it; `form` is its index. */
  declared: {
    form: number;
    name: string | null;
    unit: string | null;
    amount: string | null;
    place: Place;
  } | null;
  /** Declared less budgeted. */
  difference: string | null;
}

/** What is held against what. The words are the web's and the command's. */
const TOTAL_RULES = [
  /** Projects the document says it has under target management, and forms that were read. */
  'stated_count',
  'stated_amount',
  /** What the sentence calls 当年拨款, beside the total of the tables that it equals, or the current year's. */
  'stated_amount_in_tables',
  'project_forms',
  'personnel_forms',
  'public_forms',
  'carry_over_forms',
  'projects_in_expenditure',
  'projects_in_general_public',
  'carry_over_in_summary',
  'basic_by_item',
  'expenditure_in_summary',
  'revenue_in_summary',
  'fiscal_in_summary',
  'three_public_stated',
  'operating_funds_stated',
  'procurement_parts',
  /** A total of a table beside the sum of its rows. */
  'sum_of_rows',
] as const;
export type TotalRule = (typeof TOTAL_RULES)[number];

export interface ReconciledTotal {
  rule: TotalRule;
  verdict: 'agrees' | 'rounded' | 'differs';
  /** What the document says: yuan, or a number of projects. */
  said: string;
  /** What it is held against: the forms, the rows or another table. */
  found: string;
  /** found − said. */
  difference: string;
  /** `yuan` or `count`. */
  measure: 'yuan' | 'count';
  /** The table's or row's name as printed, where the rule alone does not say it. */
  about: string | null;
  place: Place | null;
}

export interface Reconciliation {
  totals: ReconciledTotal[];
  projects: ReconciledProject[];
  summary: {
    /** Projects in the budget tables and their money. */
    projects: number;
    money: string;
    /** Of them those with a form. */
    withTargets: number;
    moneyWithoutTargets: { count: number; amount: string };
    /** Of them carried over from last year. */
    carryOverWithoutTargets: { count: number; amount: string };
    targetsWithoutMoney: { count: number; amount: string };
    differing: number;
    unsure: number;
    agreeing: number;
  };
  findings: Finding[];
}

/** Forms of basic expenditure: no project table holds them. Names as the forms of several provinces print them. */
const PERSONNEL_FORM = /^(?:人员(?:类|支出|经费)?(?:项目|支出|经费)?)$/;
const PUBLIC_FORM = /^(?:(?:日常)?公用(?:经费|支出)?(?:项目|支出|经费)?)$/;

/** What a form without its own place is told by. */
const placeOf = (form: Declaration): Place => form.source[0]?.from ?? { line: 1 };

export interface SortedForms {
  personnel: DeclaredProject[];
  public: DeclaredProject[];
  projects: DeclaredProject[];
}

function sortForms(forms: readonly Declaration[]): SortedForms {
  const sorted: SortedForms = { personnel: [], public: [], projects: [] };
  forms.forEach((form, index) => {
    const name = nameKey(form.projectName ?? '');
    const declared = { index, form, amount: form.annualTotal };
    if (PERSONNEL_FORM.test(name)) sorted.personnel.push(declared);
    else if (PUBLIC_FORM.test(name)) sorted.public.push(declared);
    else sorted.projects.push(declared);
  });
  return sorted;
}

/** The projects of the tables; where no table lists them, those that the explanation lists. */
function budgetedProjects(tables: readonly BudgetTable[]): BudgetedProject[] {
  const of = (kinds: readonly BudgetTableKind[]): BudgetedProject[] =>
    tables
      .filter((table) => kinds.includes(table.kind))
      .flatMap((table) =>
        table.rows.flatMap((row) => {
          const amount = row.amounts.total ?? null;
          return row.level === 2 && amount !== null && compareAmounts(amount, '0') !== 0
            ? [{ table, row, amount }]
            : [];
        }),
      );
  const listed = of(['project_expenditure', 'project_carry_over']);
  return listed.length > 0 ? listed : of(['performance_statement']);
}

/**
 * Holds the forms of a document against its budget tables. null when it has none of them: then there is nothing to hold
 * against. Never pairs in silence: what is not certain is a finding of severity `confirm`.
 */
export function reconcile(
  forms: readonly Declaration[],
  tables: readonly BudgetTable[],
): Reconciliation | null {
  if (tables.length === 0) return null;
  const sorted = sortForms(forms);
  const projects = budgetedProjects(tables);
  const pairing =
    projects.length === 0
      ? { pairs: [], projects: [], declared: [] }
      : pairProjects(projects, sorted.projects);
  const lines: ReconciledProject[] = [
    ...pairing.pairs.map(({ project, declared, sure }): ReconciledProject => {
      const agreement = sameAmount(declared.amount, project.amount, project.table.unit);
      const difference =
        declared.amount === null ? null : exact(declared.amount).minus(project.amount).toFixed(2);
      const verdict =
        sure !== 'certain' ? 'unsure' : agreement === 'equal' ? 'agrees' : (agreement ?? 'differs');
      return { verdict, sure, budgeted: sideOf(project), declared: formSideOf(declared), difference };
    }),
    ...pairing.projects.map((project): ReconciledProject => ({
      verdict: 'money_without_targets',
      sure: null,
      budgeted: sideOf(project),
      declared: null,
      difference: null,
    })),
    ...pairing.declared.map((declared): ReconciledProject => ({
      verdict: 'targets_without_money',
      sure: null,
      budgeted: null,
      declared: formSideOf(declared),
      difference: null,
    })),
  ].sort(worstFirst);
  const totals = totalsOf(sorted, forms, tables, lines);
  return {
    totals,
    projects: lines,
    summary: summaryOf(projects, lines),
    findings: findingsOf(totals, lines, tables),
  };
}

const sideOf = ({ table, row, amount }: BudgetedProject): NonNullable<ReconciledProject['budgeted']> => ({
  kind: table.kind,
  name: row.name,
  unit: row.unit,
  amount,
  place: row.place,
});

const formSideOf = ({
  index,
  form,
  amount,
}: DeclaredProject): NonNullable<ReconciledProject['declared']> => ({
  form: index,
  name: form.projectName,
  unit: form.implementingUnit,
  amount,
  place: placeOf(form),
});

const sizeOf = (line: ReconciledProject): string => line.budgeted?.amount ?? line.declared?.amount ?? '0';

function worstFirst(a: ReconciledProject, b: ReconciledProject): number {
  const rank = VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict);
  return rank !== 0 ? rank : compareAmounts(sizeOf(b), sizeOf(a));
}

function summaryOf(
  projects: readonly BudgetedProject[],
  lines: readonly ReconciledProject[],
): Reconciliation['summary'] {
  const of = (verdict: ReconciliationVerdict) => lines.filter((line) => line.verdict === verdict);
  const counted = (some: readonly ReconciledProject[]) => ({
    count: some.length,
    amount: sumAmounts(some.map(sizeOf)),
  });
  const without = of('money_without_targets');
  return {
    projects: projects.length,
    money: sumAmounts(projects.map(({ amount }) => amount)),
    withTargets: projects.length - without.length,
    moneyWithoutTargets: counted(without),
    carryOverWithoutTargets: counted(without.filter((line) => line.budgeted?.kind === 'project_carry_over')),
    targetsWithoutMoney: counted(of('targets_without_money')),
    differing: of('differs').length,
    unsure: of('unsure').length,
    agreeing: of('agrees').length + of('rounded').length,
  };
}
