/**
 * What the panel "held against the budget tables" shows: the forms as edited beside the document's tables, by the domain's
 * own reconciliation, so that a mended name or unit is matched again at once. Pure.
 */
import type { BudgetTable } from '../domain/budget-table.ts';
import type { Declaration } from '../domain/form.ts';
import { exact, formatSigned, negated } from '../domain/money.ts';
import {
  reconcile,
  type ReconciledProject,
  type ReconciledTotal,
  type Reconciliation,
} from '../domain/reconcile.ts';
import { exactYuan, plainNumber, signedCount, wanYuan } from './format.ts';
import { commonWords } from './words/common.ts';
import { importWords } from './words/import.ts';

/** A figure as shown, with the exact yuan for its tooltip; null where there is none to show. */
export interface ShownFigure {
  text: string;
  exact: string | null;
}

export interface ReconciliationRow {
  key: string;
  /** `bad`: something is missing or differs; `ask`: a person must say; `fine`. */
  tone: 'bad' | 'ask' | 'fine';
  state: string;
  name: string;
  /** The name stands so in the document. */
  isPrinted: boolean;
  /** Unit, year, the other name. */
  about: string;
  said: ShownFigure;
  found: ShownFigure;
  difference: ShownFigure;
  line: number | null;
  /** Index of the form, to go there. */
  form: number | null;
}

export interface ReconciliationView {
  sentence: string;
  /** What does not meet: totals first, then projects, worst first. */
  open: { totals: ReconciliationRow[]; projects: ReconciliationRow[] };
  /** What agrees, up to rounding. */
  fine: ReconciliationRow[];
}

/** Rules whose findings the panel shows row by row, and which the list of the whole file need not repeat. */
const SHOWN_HERE: ReadonlySet<string> = new Set([
  'fewer-forms-than-stated',
  'sum-differs-from-stated',
  'money-without-targets',
  'carry-over-without-targets',
  'targets-without-money',
  'amount-differs-from-budget',
  'budget-pair-to-confirm',
  'budget-tables-disagree',
]);
export const isShownInReconciliation = (rule: string): boolean => SHOWN_HERE.has(rule);

const nothing = (): ShownFigure => ({ text: commonWords.unknown, exact: null });
const money = (yuan: string | null): ShownFigure =>
  yuan === null ? nothing() : { text: wanYuan(yuan), exact: exactYuan(yuan) };
const signedMoney = (yuan: string | null): ShownFigure => {
  if (yuan === null) return nothing();
  const text = formatSigned(exact(yuan).dividedBy(10_000), 2);
  // A few yuan are no 0.00 万元.
  const isSmall = text === '0.00' && !exact(yuan).isZero();
  return {
    text: isSmall ? commonWords.yuan(formatSigned(yuan, 2)) : text === '0.00' ? '0' : text,
    exact: exactYuan(yuan),
  };
};

/** null without budget tables. */
export function reconciliationView(
  forms: readonly Declaration[],
  tables: readonly BudgetTable[],
): ReconciliationView | null {
  const reconciliation = reconcile(forms, tables);
  if (!reconciliation) return null;
  const totals = reconciliation.totals.map(totalRow);
  const projects = reconciliation.projects.map(projectRow);
  const isOpen = ({ tone }: ReconciliationRow): boolean => tone !== 'fine';
  return {
    sentence: sentenceOf(reconciliation),
    open: { totals: totals.filter(isOpen), projects: projects.filter(isOpen) },
    fine: [...totals, ...projects].filter((row) => !isOpen(row)),
  };
}

function sentenceOf({ summary, totals }: Reconciliation): string {
  const words = importWords.reconciliation.sentence;
  const { moneyWithoutTargets: without, targetsWithoutMoney: unfunded } = summary;
  if (summary.projects === 0)
    return words.noProjects(totals.filter(({ verdict }) => verdict === 'differs').length);
  const parts = [
    without.count === 0
      ? words.allHaveTargets(plainNumber(summary.projects), wanYuan(summary.money))
      : words.without(
          plainNumber(summary.projects),
          wanYuan(summary.money),
          plainNumber(without.count),
          wanYuan(without.amount),
        ),
    unfunded.count > 0 ? words.unfunded(plainNumber(unfunded.count)) : '',
    summary.differing > 0 ? words.differing(plainNumber(summary.differing)) : '',
    summary.unsure > 0 ? words.unsure(plainNumber(summary.unsure)) : '',
  ];
  return commonWords.together(parts.filter((part) => part !== ''));
}

function totalRow(total: ReconciledTotal, index: number): ReconciliationRow {
  const words = importWords.reconciliation;
  const { rule, verdict, said, found, difference, measure, about, place } = total;
  const count = (value: string): ShownFigure => ({ text: words.count(plainNumber(value)), exact: null });
  const shown = measure === 'count' ? count : money;
  // A table named beside what is compared: the sum of which rows, the total of which table.
  const named = rule === 'sum_of_rows' || rule === 'stated_amount_in_tables' ? about : null;
  return {
    key: `total ${index}`,
    tone: verdict === 'differs' ? 'bad' : 'fine',
    state: words.states[verdict],
    name: words.totals[rule],
    isPrinted: false,
    about: named ?? '',
    said: shown(said),
    found: shown(found),
    difference:
      measure === 'count' ? { text: signedCount(Number(difference)), exact: null } : signedMoney(difference),
    line: place?.line ?? null,
    form: null,
  };
}

function projectRow(project: ReconciledProject, index: number): ReconciliationRow {
  const words = importWords.reconciliation;
  const { verdict, sure, budgeted, declared, difference } = project;
  const isCarried = budgeted?.kind === 'project_carry_over';
  const otherName =
    budgeted && declared && declared.name !== null && declared.name !== budgeted.name && verdict === 'unsure'
      ? words.otherName(declared.name)
      : '';
  const missing =
    verdict === 'money_without_targets'
      ? negated(budgeted?.amount ?? '0')
      : verdict === 'targets_without_money'
        ? (declared?.amount ?? null)
        : difference;
  return {
    key: `project ${index}`,
    tone: verdict === 'agrees' || verdict === 'rounded' ? 'fine' : verdict === 'unsure' ? 'ask' : 'bad',
    state: verdict === 'unsure' && sure === 'likely' ? words.states.likely : words.states[verdict],
    name: budgeted?.name ?? declared?.name ?? importWords.list.unnamed,
    isPrinted: true,
    about: commonWords.clauses([
      budgeted?.unit ?? declared?.unit ?? '',
      isCarried ? words.carried : '',
      otherName,
    ]),
    said: budgeted ? money(budgeted.amount) : nothing(),
    found: declared ? money(declared.amount) : nothing(),
    difference: signedMoney(missing),
    line: budgeted?.place.line ?? declared?.place.line ?? null,
    form: declared?.form ?? null,
  };
}
