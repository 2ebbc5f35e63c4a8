/** Schemas of the budget tables that stand in a disclosure. Part of server/contract.ts; the shapes are the domain's. */
import { Type } from 'typebox';
import {
  BUDGET_COLUMNS,
  BUDGET_TABLES,
  type BudgetAmounts,
  type BudgetTable as ReadBudgetTable,
} from '../domain/budget-table.ts';
import { AmountYuan, literals, Nullable } from './contract-basics.ts';

const PlaceShape = Type.Object({
  line: Type.Integer({ minimum: 1 }),
  page: Type.Optional(Type.Integer({ minimum: 1 })),
  table: Type.Optional(Type.Integer({ minimum: 1 })),
  cell: Type.Optional(Type.String()),
});

const SideName = Nullable(literals(['revenue', 'expenditure'] as const));
const ColumnName = literals(BUDGET_COLUMNS);

/** Yuan by column: null is an empty cell, a column that is not printed is not there. Named one by one for the serialiser. */
const Amounts = Type.Unsafe<BudgetAmounts>({
  type: 'object',
  properties: Object.fromEntries(BUDGET_COLUMNS.map((column) => [column, Nullable(AmountYuan)])),
  additionalProperties: false,
});

const BudgetRowShape = Type.Object({
  side: SideName,
  level: Type.Integer({ minimum: 0, maximum: 3 }),
  code: Nullable(Type.String()),
  name: Type.String(),
  governmentItem: Nullable(Type.String()),
  unit: Nullable(Type.String()),
  amounts: Amounts,
  place: PlaceShape,
});

const BudgetSumShape = Type.Object({
  side: SideName,
  name: Type.String(),
  column: ColumnName,
  printed: AmountYuan,
  summed: AmountYuan,
  parts: Type.Integer({ minimum: 0 }),
  verdict: literals(['equal', 'rounded', 'differs'] as const),
  place: PlaceShape,
});

/** One budget table: what each row prints, and each total beside the sum of its rows. */
export const BudgetTableShape = Type.Unsafe<ReadBudgetTable>(
  Type.Object({
    kind: literals(BUDGET_TABLES),
    title: Type.String(),
    year: Nullable(Type.Integer()),
    department: Nullable(Type.String()),
    unit: literals(['元', '万元', '亿元'] as const),
    printedAs: literals(['table', 'text'] as const),
    columns: Type.Array(ColumnName),
    rows: Type.Array(BudgetRowShape),
    sums: Type.Array(BudgetSumShape),
    noData: Type.Boolean(),
    count: Nullable(Type.Integer()),
    from: PlaceShape,
    to: PlaceShape,
  }),
);
