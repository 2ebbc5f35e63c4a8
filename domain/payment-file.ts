/**
 * A payment file beside the projects and the ledger: what each row would do, what is there already, what has to be chosen.
 * Pure: the same file, mapping, ledger and choices give the same answer in the preview and in the commit.
 */
import type { PlainDate } from './calendar.ts';
import { centsOfYuan, yuanOfCents, type MovedEvent, type PaymentSource } from './payment-cells.ts';
import { formatFixed } from './money.ts';
import { openMatcher, type PaymentProject } from './payment-match.ts';
import {
  reconcile,
  type BudgetLine,
  type ForeignSource,
  type OverBudget,
  type Reconciliation,
} from './payment-report.ts';
import type { PaymentFinding, PaymentRow, ReadPayments } from './payment-rows.ts';

/** A movement that the ledger holds; neither a reversal nor reversed. */
export interface LedgerLine {
  id: string;
  projectId: string;
  event: MovedEvent;
  happenedOn: PlainDate;
  /** Yuan. */
  amount: string;
  source: PaymentSource | null;
  document: string | null;
  recordedOn: PlainDate;
}

export interface PaymentContext {
  today: PlainDate;
  /** In the actor's scope. */
  projects: readonly PaymentProject[];
  budgets: readonly BudgetLine[];
  ledger: readonly LedgerLine[];
  /** Rows of this very file that a commit has written already. */
  written: ReadonlySet<number>;
  /** Project of a row, chosen by a person. */
  choices: ReadonlyMap<number, string>;
  /** Duplicates that a person wants recorded all the same. */
  include: ReadonlySet<number>;
  /** By project whose payments finance has held or stopped: the document (文号) that says so. */
  stopped: ReadonlyMap<string, string>;
}

export interface Duplicate {
  row: number;
  /** A row of this file, or an event of the ledger. */
  of: { row: number } | { ledgerId: string; recordedOn: PlainDate };
  included: boolean;
}

/** Rows that name the same project and find none, or several. */
export interface OpenGroup {
  projectName: string;
  projectCode: string | null;
  unit: string | null;
  year: number;
  rows: number[];
  /** Yuan; the sum without regard to the event. */
  amount: string;
  candidates: string[];
}

export interface PlacedRow extends PaymentRow {
  projectId: string;
}

export interface PaymentOutcome {
  /** What a commit would record, in the order of the file. */
  ready: PlacedRow[];
  /** Rows that have a project: what is ready, what is there already, what returns too much. */
  placed: PlacedRow[];
  /** Projects whose budget the file exceeds. */
  over: readonly OverBudget[];
  duplicates: Duplicate[];
  groups: OpenGroup[];
  written: number[];
  refused: number[];
  findings: PaymentFinding[];
  /** A return and the payment that it takes back. */
  returns: { row: number; of: { row: number } | { ledgerId: string } }[];
  reconciliation: Reconciliation;
}

export function placePayments(read: ReadPayments, context: PaymentContext): PaymentOutcome {
  const findings = [...read.findings];
  const refused = [...read.refused];
  const refuse = (row: PaymentRow, field: PaymentFinding['field'], message: string, remedy: string) => {
    findings.push({ row: row.row, field, severity: 'must_fix', message, remedy });
    refused.push(row.row);
  };
  const { placed, groups, written } = placeRows(read.rows, context, refuse);
  const duplicates = findDuplicates(placed, context);
  const left = new Set(duplicates.filter((duplicate) => !duplicate.included).map(({ row }) => row));
  const wanted = placed.filter((row) => !left.has(row.row));
  const ready = withoutExcessReturns(withoutStopped(wanted, context, refuse), context, refuse);
  const returns = matchReturns(ready, context.ledger, findings);
  const { reconciliation, over, foreign } = reconcile(ready, context);
  findings.push(...over.map(overFinding), ...foreign.map(foreignFinding));
  return {
    ready,
    placed,
    over,
    duplicates,
    groups,
    written,
    refused,
    findings,
    returns,
    reconciliation,
  };
}

/** So many times a budget is a wrong unit rather than a wrong payment. */
const ABSURD = 10n;

function overFinding({ row, rows, name, after, budget }: OverBudget): PaymentFinding {
  const isAbsurd = centsOfYuan(after) > centsOfYuan(budget) * ABSURD;
  return {
    row,
    field: 'amount',
    severity: 'confirm',
    message: `从这一行起 ${rows} 笔使“${name}”累计支出达 ${formatFixed(after, 2)} 元，超过调整后预算 ${formatFixed(budget, 2)} 元`,
    remedy: isAbsurd
      ? '超出预算十倍以上，请先检查金额单位是元还是万元。'
      : '请核对项目和金额；确属超支的，入账后会按超预算预警。',
  };
}

const SOURCE_NAMES: Record<PaymentSource, string> = {
  central: '中央',
  provincial: '省级',
  local: '本级',
  self_raised: '自筹',
  other: '其他',
  fiscal: '财政拨款',
};

function foreignFinding({ row, rows, name, source }: ForeignSource): PaymentFinding {
  return {
    row,
    field: 'source',
    severity: 'confirm',
    message: `从这一行起 ${rows} 笔付自${SOURCE_NAMES[source]}资金，“${name}”的预算没有这个来源`,
    remedy: '请核对项目和资金来源；预算的来源变了的，先登记调整。',
  };
}

type Refuse = (row: PaymentRow, field: PaymentFinding['field'], message: string, remedy: string) => void;

function placeRows(rows: readonly PaymentRow[], context: PaymentContext, refuse: Refuse) {
  const match = openMatcher(context.projects);
  const byId = new Map(context.projects.map((project) => [project.id, project]));
  const placed: PlacedRow[] = [];
  const written: number[] = [];
  const groups = new Map<string, OpenGroup & { cents: bigint }>();
  for (const row of rows) {
    if (context.written.has(row.row)) {
      written.push(row.row);
      continue;
    }
    if (row.date > context.today) {
      refuse(row, 'date', `${row.date} 还没有到`, '请核对日期；还没到的日子不能入账。');
      continue;
    }
    const chosen = context.choices.get(row.row);
    if (chosen !== undefined) {
      const project = byId.get(chosen);
      if (project && project.fiscalYear === Number(row.date.slice(0, 4))) {
        placed.push({ ...row, projectId: project.id });
      } else refuse(row, 'projectName', '选的项目不在这一行的年度里，或不归您管', '请重新选择项目。');
      continue;
    }
    const found = match(row);
    if (found.kind === 'found') placed.push({ ...row, projectId: found.project.id });
    else addToGroup(groups, row, found.kind === 'ambiguous' ? found.candidates : []);
  }
  return {
    placed,
    written,
    groups: [...groups.values()].map(({ cents, ...group }) => ({ ...group, amount: yuanOfCents(cents) })),
  };
}

function addToGroup(
  groups: Map<string, OpenGroup & { cents: bigint }>,
  row: PaymentRow,
  candidates: readonly PaymentProject[],
): void {
  const year = Number(row.date.slice(0, 4));
  const key = [year, row.projectName, row.projectCode, row.unit].join('\n');
  let group = groups.get(key);
  if (!group) {
    const { projectName, projectCode, unit } = row;
    const ids = candidates.map((project) => project.id);
    group = { projectName, projectCode, unit, year, rows: [], amount: '0.00', candidates: ids, cents: 0n };
    groups.set(key, group);
  }
  group.rows.push(row.row);
  group.cents += row.cents;
}

/**
 * Same project, event, day, amount and document. In one file two payees paid alike are two payments; against the ledger a
 * document is only compared where both have one, because entries by hand often have none.
 */
function findDuplicates(rows: readonly PlacedRow[], { ledger, include }: PaymentContext): Duplicate[] {
  const keyOf = (line: { projectId: string; event: string }, day: string, cents: bigint) =>
    `${line.projectId} ${line.event} ${day} ${cents}`;
  const there = Map.groupBy(ledger, (line) => keyOf(line, line.happenedOn, centsOfYuan(line.amount)));
  const seen = new Map<string, number>();
  const duplicates: Duplicate[] = [];
  for (const row of rows) {
    const included = include.has(row.row);
    const key = keyOf(row, row.date, row.cents);
    const line = there
      .get(key)
      ?.find(({ document }) => document === null || row.document === null || document === row.document);
    const own = [key, row.document, row.payee, row.source].join('\n');
    const first = seen.get(own);
    if (line) {
      duplicates.push({ row: row.row, of: { ledgerId: line.id, recordedOn: line.recordedOn }, included });
    } else if (first !== undefined) duplicates.push({ row: row.row, of: { row: first }, included });
    if (first === undefined) seen.set(own, row.row);
  }
  return duplicates;
}

const inOrder = (a: PlacedRow, b: PlacedRow): number =>
  a.date < b.date
    ? -1
    : a.date > b.date
      ? 1
      : Number(a.event === 'returned') - Number(b.event === 'returned') || a.row - b.row;

/** What is allotted or paid for a project that finance has held or stopped; what comes back from it is let in. */
function withoutStopped(
  rows: readonly PlacedRow[],
  { stopped, projects }: PaymentContext,
  refuse: Refuse,
): readonly PlacedRow[] {
  if (stopped.size === 0) return rows;
  const names = new Map(projects.map(({ id, name }) => [id, name]));
  return rows.filter((row) => {
    const document = stopped.get(row.projectId);
    if (document === undefined || (row.event !== 'allotted' && row.event !== 'paid')) return true;
    refuse(
      row,
      null,
      `“${names.get(row.projectId) ?? ''}”已暂缓或停止拨款（${document}），这一行不能入账`,
      '请核对项目；解除暂缓或停止以后，再上传同一份文件入账。',
    );
    return false;
  });
}

/** A return of more than was paid is refused, as it is by hand. */
function withoutExcessReturns(
  rows: readonly PlacedRow[],
  context: PaymentContext,
  refuse: Refuse,
): PlacedRow[] {
  const executed = new Map<string, bigint>();
  for (const line of context.ledger) {
    if (line.event !== 'paid' && line.event !== 'returned') continue;
    const cents = centsOfYuan(line.amount);
    executed.set(
      line.projectId,
      (executed.get(line.projectId) ?? 0n) + (line.event === 'paid' ? cents : -cents),
    );
  }
  const excess = new Set<number>();
  for (const row of [...rows].sort(inOrder)) {
    const before = executed.get(row.projectId) ?? 0n;
    if (row.event === 'paid') executed.set(row.projectId, before + row.cents);
    if (row.event !== 'returned') continue;
    if (row.cents > before) {
      excess.add(row.row);
      refuse(
        row,
        'amount',
        `退回超过到这一天已支出的 ${yuanOfCents(before)} 元`,
        '请先把原来的支付入账，或核对项目。',
      );
    } else executed.set(row.projectId, before - row.cents);
  }
  return rows.filter((row) => !excess.has(row.row));
}

/** Each return takes the latest payment before it of the same amount, one with the same document first. */
function matchReturns(
  rows: readonly PlacedRow[],
  ledger: readonly LedgerLine[],
  findings: PaymentFinding[],
): PaymentOutcome['returns'] {
  const returned = rows.filter((row) => row.event === 'returned').sort(inOrder);
  if (returned.length === 0) return [];
  interface Payment {
    of: { row: number } | { ledgerId: string };
    day: PlainDate;
    document: string | null;
  }
  const payments = new Map<string, Payment[]>();
  const add = (projectId: string, cents: bigint, payment: Payment) => {
    const key = `${projectId} ${cents}`;
    const list = payments.get(key);
    if (list) list.push(payment);
    else payments.set(key, [payment]);
  };
  for (const { id, projectId, event, amount, happenedOn, document } of ledger) {
    if (event === 'paid')
      add(projectId, centsOfYuan(amount), { of: { ledgerId: id }, day: happenedOn, document });
  }
  for (const row of rows) {
    if (row.event === 'paid') {
      add(row.projectId, row.cents, { of: { row: row.row }, day: row.date, document: row.document });
    }
  }
  const matched: PaymentOutcome['returns'] = [];
  for (const row of returned) {
    const list = payments.get(`${row.projectId} ${row.cents}`) ?? [];
    const before = list.filter((payment) => payment.day <= row.date).sort((a, b) => (a.day < b.day ? 1 : -1));
    const payment =
      before.find(({ document }) => document !== null && document === row.document) ?? before[0];
    if (payment) {
      list.splice(list.indexOf(payment), 1);
      matched.push({ row: row.row, of: payment.of });
      continue;
    }
    findings.push({
      row: row.row,
      field: 'amount',
      severity: 'confirm',
      message: '没有找到同样金额的支付与这笔退回对应',
      remedy: '部分退回是可能的；请核对项目和金额。',
    });
  }
  return matched;
}
