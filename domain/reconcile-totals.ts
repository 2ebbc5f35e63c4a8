/** Totals held against each other: sentences, tables, rows and forms. */
import {
  totalRow,
  verdictOf,
  type BudgetColumn,
  type BudgetTable,
  type BudgetTableKind,
} from './budget-table.ts';
import type { Declaration, Place } from './form-declaration.ts';
import { compareAmounts, exact, sumAmounts } from './money.ts';
import type { ReconciledProject, ReconciledTotal, SortedForms, TotalRule } from './reconcile.ts';
import type { DeclaredProject } from './reconcile-pairs.ts';

/** A total as a table prints it. */
interface Printed {
  table: BudgetTable;
  amount: string;
  place: Place;
}

type Tables = readonly BudgetTable[];

function tableOf(
  tables: Tables,
  kind: BudgetTableKind,
  printedAs: 'table' | 'text' = 'table',
): BudgetTable | null {
  return tables.find((table) => table.kind === kind && table.printedAs === printedAs) ?? null;
}

function printed(
  tables: Tables,
  kind: BudgetTableKind,
  column: BudgetColumn,
  options: { side?: 'revenue' | 'expenditure'; printedAs?: 'table' | 'text' } = {},
): Printed | null {
  const table = tableOf(tables, kind, options.printedAs);
  const row = table && totalRow(table, options.side ?? null);
  const amount = row?.amounts[column] ?? null;
  return table && row && amount !== null ? { table, amount, place: row.place } : null;
}

function total(
  rule: TotalRule,
  said: Pick<Printed, 'amount' | 'place' | 'table'>,
  found: string,
  parts = 0,
  about: string | null = null,
): ReconciledTotal {
  const verdict = verdictOf(said.amount, found, parts, said.table.unit);
  return {
    rule,
    verdict: verdict === 'equal' ? 'agrees' : verdict,
    said: said.amount,
    found,
    difference: exact(found).minus(said.amount).toFixed(2),
    measure: 'yuan',
    about,
    place: said.place,
  };
}

const moneyOf = (forms: readonly DeclaredProject[]): string =>
  sumAmounts(forms.map((form) => form.amount ?? '0'));

/** All totals that the document allows to be compared: those that differ first, then in the order of the rules. */
export function totalsOf(
  forms: SortedForms,
  all: readonly Declaration[],
  tables: Tables,
  lines: readonly ReconciledProject[],
): ReconciledTotal[] {
  const totals = [
    ...statedTotals(all, tables),
    ...formTotals(forms, tables, lines),
    ...tableTotals(tables),
    ...sumTotals(tables),
  ];
  const rank = { differs: 0, rounded: 1, agrees: 2 };
  return totals.sort((a, b) => rank[a.verdict] - rank[b.verdict]);
}

/** 实行绩效目标管理的项目 N 个，涉及 … 万元. */
function statedTotals(all: readonly Declaration[], tables: Tables): ReconciledTotal[] {
  const statement = tableOf(tables, 'performance_statement', 'text');
  const said = printed(tables, 'performance_statement', 'total', { printedAs: 'text' });
  if (!statement || !said) return [];
  const totals: ReconciledTotal[] = [];
  if (statement.count !== null) {
    const difference = all.length - statement.count;
    totals.push({
      rule: 'stated_count',
      verdict: difference === 0 ? 'agrees' : 'differs',
      said: String(statement.count),
      found: String(all.length),
      difference: String(difference),
      measure: 'count',
      about: null,
      place: said.place,
    });
  }
  const declared = sumAmounts(all.map((form) => form.annualTotal ?? '0'));
  totals.push(total('stated_amount', said, declared, all.length));
  const listed = statement.rows.filter((row) => row.level === 2);
  if (listed.length > 0) {
    const sum = sumAmounts(listed.map((row) => row.amounts.total ?? '0'));
    totals.push(total('sum_of_rows', said, sum, listed.length, statement.title));
  }
  const inTables = statedInTables(said, tables);
  if (inTables) totals.push(inTables);
  return totals;
}

/** What the sentence's amount is in the tables: the projects of the year, or what else it turns out to be. */
function statedInTables(said: Printed, tables: Tables): ReconciledTotal | null {
  const projects = printed(tables, 'project_expenditure', 'total');
  const year = printed(tables, 'general_public_by_function', 'total');
  const expected = [projects, year].flatMap((one) => one ?? []);
  const [first] = expected;
  if (!first) return null;
  const equal = expected.find((one) => compareAmounts(one.amount, said.amount) === 0);
  // The sentence speaks of the current year's money: with last year's in it, it says too much.
  const against = equal ?? year ?? first;
  return total('stated_amount_in_tables', said, against.amount, 0, against.table.title);
}

/** The forms' money beside the tables'. */
function formTotals(
  forms: SortedForms,
  tables: Tables,
  lines: readonly ReconciledProject[],
): ReconciledTotal[] {
  const totals: ReconciledTotal[] = [];
  const year = printed(tables, 'project_expenditure', 'total');
  const carried = printed(tables, 'project_carry_over', 'total');
  // A form belongs to the year unless it is paired with a project carried over.
  const ofCarryOver = new Set(
    lines.flatMap((line) =>
      line.budgeted?.kind === 'project_carry_over' && line.declared ? [line.declared.form] : [],
    ),
  );
  const [old, own] = [true, false].map((isOld) =>
    forms.projects.filter((form) => ofCarryOver.has(form.index) === isOld),
  ) as [DeclaredProject[], DeclaredProject[]];
  if (year) totals.push(total('project_forms', year, moneyOf(own), own.length));
  if (carried) totals.push(total('carry_over_forms', carried, moneyOf(old), old.length));
  const personnel = printed(tables, 'basic_by_economic_item', 'personnel');
  const everyday = printed(tables, 'basic_by_economic_item', 'public');
  if (personnel && forms.personnel.length > 0) {
    totals.push(total('personnel_forms', personnel, moneyOf(forms.personnel), forms.personnel.length));
  }
  if (everyday && forms.public.length > 0) {
    totals.push(total('public_forms', everyday, moneyOf(forms.public), forms.public.length));
  }
  return totals;
}

/** One table beside another. Each pair is printed from the same figures: a difference is a slip. */
function tableTotals(tables: Tables): ReconciledTotal[] {
  const totals: ReconciledTotal[] = [];
  const compare = (rule: TotalRule, said: Printed | null, found: (Printed | null)[], parts = 0): void => {
    const given = found.flatMap((one) => one ?? []);
    if (!said || given.length !== found.length) return;
    totals.push(total(rule, said, sumAmounts(given.map((one) => one.amount)), parts, said.table.title));
  };
  const side = 'expenditure' as const;
  const projects = printed(tables, 'project_expenditure', 'total');
  const carried = printed(tables, 'project_carry_over', 'total');
  const expenditure = printed(tables, 'expenditure_by_function', 'total');
  compare(
    'projects_in_expenditure',
    printed(tables, 'expenditure_by_function', 'project'),
    [projects, carried],
    2,
  );
  compare('projects_in_general_public', printed(tables, 'general_public_by_function', 'project'), [projects]);
  compare('carry_over_in_summary', printed(tables, 'summary', 'carryOver', { side }), [carried]);
  compare('basic_by_item', printed(tables, 'general_public_by_function', 'basic'), [
    printed(tables, 'basic_by_economic_item', 'total'),
  ]);
  compare('expenditure_in_summary', printed(tables, 'summary', 'total', { side }), [expenditure]);
  compare('revenue_in_summary', printed(tables, 'summary', 'total', { side: 'revenue' }), [
    printed(tables, 'revenue_by_function', 'total'),
    printed(tables, 'revenue_by_function', 'carryOver'),
  ]);
  compare('fiscal_in_summary', printed(tables, 'fiscal_appropriation', 'total', { side }), [
    printed(tables, 'fiscal_appropriation', 'total', { side: 'revenue' }),
  ]);
  compare('three_public_stated', printed(tables, 'three_public', 'thisYear', { printedAs: 'text' }), [
    printed(tables, 'three_public', 'total'),
  ]);
  compare('operating_funds_stated', printed(tables, 'operating_funds', 'thisYear', { printedAs: 'text' }), [
    printed(tables, 'operating_funds', 'total'),
  ]);
  const procurement = tableOf(tables, 'procurement', 'text');
  const procured = printed(tables, 'procurement', 'total', { printedAs: 'text' });
  const parts = procurement?.rows.filter((row) => row.level === 1) ?? [];
  if (procured && parts.length > 0) {
    const sum = sumAmounts(parts.map((row) => row.amounts.total ?? '0'));
    totals.push(total('procurement_parts', procured, sum, parts.length));
  }
  return totals;
}

/** Totals of tables that are not the sums of their rows. Those that are go without saying. */
function sumTotals(tables: Tables): ReconciledTotal[] {
  return tables.flatMap((table) =>
    table.sums
      .filter(({ verdict }) => verdict === 'differs')
      .map((sum): ReconciledTotal => ({
        rule: 'sum_of_rows',
        verdict: 'differs',
        said: sum.printed,
        found: sum.summed,
        difference: exact(sum.summed).minus(sum.printed).toFixed(2),
        measure: 'yuan',
        about: `${table.title} · ${sum.name}`,
        place: sum.place,
      })),
  );
}
