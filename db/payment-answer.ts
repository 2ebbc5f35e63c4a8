/** A kept payment file as the reader sees it: placed beside the ledger as it stands today. Nothing is changed. */
import type { Tx } from './database.ts';
import { countStanding, readPaymentContext, type StoredContext } from './payment-context.ts';
import type { StoredPaymentFile } from './payment-files.ts';
import { sumAmounts } from '../domain/money.ts';
import { yuanOfCents } from '../domain/payment-cells.ts';
import { placePayments, type PaymentOutcome } from '../domain/payment-file.ts';
import { mappingDefects, type TableRow } from '../domain/payment-mapping.ts';
import { readPaymentRows, unknownSourceWords, type ReadPayments } from '../domain/payment-rows.ts';
import type { PaymentFileAnswer } from '../server/contract-payments.ts';

/** The names of the columns: the cells of the row that the mapping calls so. */
export const headersOf = (rows: readonly TableRow[], headerRow: number): readonly string[] =>
  rows.find((row) => row.row === headerRow)?.cells ?? [];

/** Years that the rows of a file speak of. */
export const yearsOf = (read: ReadPayments): number[] => [
  ...new Set(read.rows.map((row) => Number(row.date.slice(0, 4)))),
];

/** A file, read under its mapping, beside the ledger as it stands. */
export async function placeFile(
  tx: Tx,
  regionId: string,
  { file, read }: { file: StoredPaymentFile; read: ReadPayments },
  given: { today: string; choices: ReadonlyMap<number, string>; include: ReadonlySet<number> },
): Promise<{ context: StoredContext; outcome: PaymentOutcome }> {
  const context = await readPaymentContext(tx, { regionId, years: yearsOf(read), sha256: file.sha256 });
  return { context, outcome: placePayments(read, { ...given, ...context }) };
}

/** What is wrong with the mapping of a file, by field. */
export const defectsOf = (file: StoredPaymentFile): Record<string, string> =>
  mappingDefects(file.mapping, {
    columns: Math.max(...file.rows.map((row) => row.cells.length)),
    headerRow: file.headerRow,
  });

const MOST_FINDINGS = 300;
const MOST_DUPLICATES = 300;
const SAMPLE_ROWS = 5;
const GRAVITY = { must_fix: 0, confirm: 1, info: 2 } as const;

/** A file as it is shown: what its mapping makes of it, and what a commit would do today. */
export async function answerOf(
  tx: Tx,
  regionId: string,
  file: StoredPaymentFile,
  today: string,
): Promise<PaymentFileAnswer> {
  const headers = [...headersOf(file.rows, file.mapping.headerRow)];
  const below = file.rows.filter((row) => row.row > file.mapping.headerRow);
  const common = {
    id: file.id,
    filename: file.filename,
    status: file.committed ? ('committed' as const) : ('preview' as const),
    recordedAt: file.recordedAt,
    sheet: file.sheet,
    otherSheets: file.otherSheets,
    removed: file.removed,
    rowCount: file.rowCount,
    headers,
    sample: below.slice(0, SAMPLE_ROWS).map(({ row, cells }) => ({ row, cells: [...cells] })),
    mapping: file.mapping,
    mappingFrom: file.mappingFrom,
    mappingDefects: defectsOf(file),
    unknownSources: unknownSourceWords(file.rows, file.mapping),
    committed: file.committed,
    standing: file.committed ? await countStanding(tx, regionId, file.id) : 0,
  };
  if (Object.keys(common.mappingDefects).length > 0) return { ...common, ...NOTHING };
  const none = { today, choices: new Map<number, string>(), include: new Set<number>() };
  const read = readPaymentRows(file.rows, file.mapping);
  const { context, outcome } = await placeFile(tx, regionId, { file, read }, none);
  const budgets = Map.groupBy(context.budgets, (line) => line.projectId);
  const names = new Map(context.projects.map((project) => [project.id, project.name]));
  const duplicateOf = new Map(outcome.duplicates.map((duplicate) => [duplicate.row, duplicate.of]));
  return {
    ...common,
    counts: {
      ready: outcome.ready.length,
      duplicates: outcome.duplicates.length,
      unplaced: outcome.groups.reduce((sum, group) => sum + group.rows.length, 0),
      refused: outcome.refused.length,
      written: outcome.written.length,
      passed: read.passed,
      overBudget: outcome.over.length,
      returnsMatched: outcome.returns.length,
    },
    findings: [...outcome.findings]
      .sort((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity] || (a.row ?? 0) - (b.row ?? 0))
      .slice(0, MOST_FINDINGS),
    findingCount: outcome.findings.length,
    groups: outcome.groups,
    projects: context.projects.map((project) => {
      const lines = budgets.get(project.id);
      return {
        id: project.id,
        name: project.name,
        unit: project.unitShort,
        fiscalYear: project.fiscalYear,
        budget: lines ? sumAmounts(lines.map((line) => line.amount)) : null,
      };
    }),
    duplicateRows: outcome.duplicates.map((duplicate) => duplicate.row),
    duplicates: outcome.placed
      .filter((row) => duplicateOf.has(row.row))
      .slice(0, MOST_DUPLICATES)
      .flatMap((row) => {
        const of = duplicateOf.get(row.row);
        const { date, event, document } = row;
        const project = names.get(row.projectId) ?? '';
        return of
          ? [{ row: row.row, date, event, amount: yuanOfCents(row.cents), project, document, of }]
          : [];
      }),
    printedTotal: read.printedTotal,
    reconciliation: file.committed?.reconciliation ?? outcome.reconciliation,
  };
}

const ZERO = '0.00';
/** While the mapping lacks something. */
const NOTHING = {
  counts: {
    ready: 0,
    duplicates: 0,
    unplaced: 0,
    refused: 0,
    written: 0,
    passed: 0,
    overBudget: 0,
    returnsMatched: 0,
  },
  findings: [],
  findingCount: 0,
  groups: [],
  projects: [],
  duplicateRows: [],
  duplicates: [],
  printedTotal: null,
  reconciliation: {
    projects: [],
    total: {
      budget: null,
      executedBefore: ZERO,
      issued: ZERO,
      allotted: ZERO,
      paid: ZERO,
      returned: ZERO,
      executedAfter: ZERO,
      rows: 0,
    },
  },
} satisfies Partial<PaymentFileAnswer>;
