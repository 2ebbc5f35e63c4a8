/** Reconciliation of a payment file: per project and source what the ledger held, what the file adds, what is left. */
import { centsOfYuan, yuanOfCents, type MovedEvent, type PaymentSource } from './payment-cells.ts';
import type { PaymentContext, PlacedRow } from './payment-file.ts';

/** Adjusted budget of a project by source, in yuan. */
export interface BudgetLine {
  projectId: string;
  source: PaymentSource | null;
  amount: string;
}

/** Amounts in yuan. */
export interface ReconciliationLine {
  /** null: without a source. */
  source: PaymentSource | null;
  /** null where the project has no budget of this source. */
  budget: string | null;
  executedBefore: string;
  issued: string;
  allotted: string;
  paid: string;
  returned: string;
  executedAfter: string;
  isOver: boolean;
}

export interface ProjectReconciliation extends Omit<ReconciliationLine, 'source'> {
  projectId: string;
  name: string;
  unit: string;
  rows: number;
  sources: ReconciliationLine[];
}

export interface Reconciliation {
  /** Projects that the file moves money of, by unit and name. */
  projects: ProjectReconciliation[];
  total: Omit<ReconciliationLine, 'source' | 'isOver'> & { rows: number };
}

interface Sums {
  budget: bigint | null;
  before: bigint;
  moved: Record<MovedEvent, bigint>;
}

/** A project whose budget the file exceeds. */
export interface OverBudget {
  /** The first payment beyond it, and how many are. */
  row: number;
  rows: number;
  name: string;
  /** Yuan; spent when all is recorded. */
  after: string;
  budget: string;
}

/** Payments from a source that the project's budget does not have. */
export interface ForeignSource {
  row: number;
  rows: number;
  name: string;
  source: PaymentSource;
}

const fresh = (): Sums => ({
  budget: null,
  before: 0n,
  moved: { issued: 0n, allotted: 0n, paid: 0n, returned: 0n },
});

export function reconcile(
  rows: readonly PlacedRow[],
  context: Pick<PaymentContext, 'projects' | 'budgets' | 'ledger'>,
): { reconciliation: Reconciliation; over: OverBudget[]; foreign: ForeignSource[] } {
  const touched = Map.groupBy(rows, (row) => row.projectId);
  const bySource = new Map<string, Map<PaymentSource | null, Sums>>();
  const sumsOf = (projectId: string, source: PaymentSource | null): Sums | null => {
    if (!touched.has(projectId)) return null;
    let sources = bySource.get(projectId);
    if (!sources) bySource.set(projectId, (sources = new Map<PaymentSource | null, Sums>()));
    let sums = sources.get(source);
    if (!sums) sources.set(source, (sums = fresh()));
    return sums;
  };
  for (const line of context.budgets) {
    const sums = sumsOf(line.projectId, line.source);
    if (sums) sums.budget = (sums.budget ?? 0n) + centsOfYuan(line.amount);
  }
  for (const line of context.ledger) {
    if (line.event !== 'paid' && line.event !== 'returned') continue;
    const sums = sumsOf(line.projectId, line.source);
    if (sums) sums.before += line.event === 'paid' ? centsOfYuan(line.amount) : -centsOfYuan(line.amount);
  }
  for (const row of rows) {
    const sums = sumsOf(row.projectId, row.source);
    if (sums) sums.moved[row.event] += row.cents;
  }
  const whole = fresh();
  const over: OverBudget[] = [];
  const foreign: ForeignSource[] = [];
  const projects: ProjectReconciliation[] = [];
  for (const project of context.projects) {
    const own = touched.get(project.id);
    const sources = bySource.get(project.id);
    if (!own || !sources) continue;
    const sums = total([...sources.values()]);
    add(whole, sums);
    const { isOver, ...line } = printed(sums);
    projects.push({
      projectId: project.id,
      name: project.name,
      unit: project.unitShort,
      rows: own.length,
      ...line,
      isOver,
      sources: [...sources].map(([source, of]) => ({ source, ...printed(of) })),
    });
    const beyond = isOver ? overBudget(own, sums, project.name) : null;
    if (beyond) over.push(beyond);
    foreign.push(...foreignSources(own, sources, project.name));
  }
  projects.sort(
    (a, b) => Number(b.isOver) - Number(a.isOver) || compare(a.unit, b.unit) || compare(a.name, b.name),
  );
  const { isOver: _, ...all } = printed(whole);
  return { reconciliation: { projects, total: { ...all, rows: rows.length } }, over, foreign };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function add(to: Sums, sums: Sums): void {
  if (sums.budget !== null) to.budget = (to.budget ?? 0n) + sums.budget;
  to.before += sums.before;
  for (const event of ['issued', 'allotted', 'paid', 'returned'] as const)
    to.moved[event] += sums.moved[event];
}

function total(all: readonly Sums[]): Sums {
  const sum = fresh();
  for (const sums of all) add(sum, sums);
  return sum;
}

const after = ({ before, moved }: Sums): bigint => before + moved.paid - moved.returned;

function printed(sums: Sums): Omit<ReconciliationLine, 'source'> {
  return {
    budget: sums.budget === null ? null : yuanOfCents(sums.budget),
    executedBefore: yuanOfCents(sums.before),
    issued: yuanOfCents(sums.moved.issued),
    allotted: yuanOfCents(sums.moved.allotted),
    paid: yuanOfCents(sums.moved.paid),
    returned: yuanOfCents(sums.moved.returned),
    executedAfter: yuanOfCents(after(sums)),
    // Without a budget of its own a source may be printed differently in budget and payments: the project's line tells.
    isOver: sums.budget !== null && after(sums) > sums.budget,
  };
}

/** From which payment on, day after day, the project's budget is exceeded; null where only what was there before does. */
function overBudget(rows: readonly PlacedRow[], sums: Sums, name: string): OverBudget | null {
  const budget = sums.budget ?? 0n;
  let executed = sums.before;
  const over: number[] = [];
  const ordered = [...rows].sort((a, b) => compare(a.date, b.date) || a.row - b.row);
  for (const row of ordered) {
    if (row.event === 'returned') executed -= row.cents;
    if (row.event !== 'paid') continue;
    executed += row.cents;
    if (executed > budget) over.push(row.row);
  }
  const [row] = over;
  if (row === undefined) return null;
  return { row, rows: over.length, name, after: yuanOfCents(after(sums)), budget: yuanOfCents(budget) };
}

/** Payments from a source that the project's budget, which tells its sources, does not have. */
function foreignSources(rows: readonly PlacedRow[], sources: Map<PaymentSource | null, Sums>, name: string) {
  const budgeted = [...sources].filter(([, sums]) => sums.budget !== null).map(([source]) => source);
  if (budgeted.length === 0 || budgeted.includes(null)) return [];
  const found = new Map<PaymentSource, ForeignSource>();
  for (const { row, source, event } of rows) {
    // 财政拨款 names no level, and a budget by levels cannot contradict it.
    if (event !== 'paid' || source === null || source === 'fiscal' || budgeted.includes(source)) continue;
    const known = found.get(source);
    if (known) known.rows += 1;
    else if (!budgeted.includes('fiscal')) found.set(source, { row, rows: 1, name, source });
  }
  return [...found.values()];
}
