/**
 * Where each exported field of the monitoring form comes from: entered (by whom, where), or computed from named fields and
 * facts by a named rule. Tests hold every export against this table, so that no default and no figure of unknown origin gets
 * onto paper.
 */
import {
  askedMoneyRows,
  cellValue,
  DEVIATION_REASONS,
  ENTERED_COLUMNS,
  expectedMoney,
  indicatorCell,
  MONEY_ROWS,
  type CellName,
  type EnteredForm,
  type PrefilledForm,
} from './monitoring-form.ts';

/** Facts that people and other systems put in elsewhere. */
export const FACTS = {
  declaration: '绩效目标申报表',
  entries: '月度填报',
  ledger: '资金台账',
  round: '监控任务',
  rules: '判灯规则',
} as const;
export type Fact = keyof typeof FACTS;

export type FieldSource =
  /** By the unit on this form (`where: 'form'`), or in another place as what it is. */
  | { source: 'entered'; where: 'form' | Fact }
  /** `from`: fields of this table or `fact:NAME`. `rule`: the function or regulation that computes it. */
  | { source: 'computed'; from: readonly string[]; rule: string };

const printed: FieldSource = { source: 'entered', where: 'declaration' };
const round: FieldSource = { source: 'entered', where: 'round' };
const byUnit: FieldSource = { source: 'entered', where: 'form' };
const computed = (rule: string, ...from: string[]): FieldSource => ({ source: 'computed', from, rule });

export const FORM_FIELDS = {
  'head.formName': round,
  'head.fiscalYear': round,
  'head.toMonth': round,
  'head.cutOffOn': round,
  'head.projectName': printed,
  'head.department': printed,
  'head.departmentCode': printed,
  'head.implementingUnit': printed,
  'head.annualGoal': printed,
  'money.initialYuan': computed(
    'sum of budgeted events known at the cut-off',
    'fact:ledger',
    'head.cutOffOn',
  ),
  'money.adjustedYuan': computed(
    'budgeted and adjusted events known at the cut-off',
    'fact:ledger',
    'head.cutOffOn',
  ),
  'money.executedYuan': computed(
    'paid minus returned through the window, known at the cut-off',
    'fact:ledger',
    'head.toMonth',
    'head.cutOffOn',
  ),
  'money.rate': computed(
    'executionRate: executed ÷ adjusted (domain.md 4)',
    'money.executedYuan',
    'money.adjustedYuan',
  ),
  'money.expectedYuan': byUnit,
  /** Of the total where its parts are entered. */
  'money.expectedSumYuan': computed('expectedMoney: sum of the parts', 'money.expectedYuan'),
  'money.light': computed('judgeMoney', 'money.executedYuan', 'money.adjustedYuan', 'fact:rules'),
  'money.forecast': computed('forecastYear', 'fact:ledger', 'money.adjustedYuan', 'head.cutOffOn'),
  'money.forecastLow': computed('forecastYear', 'fact:ledger', 'money.adjustedYuan', 'head.cutOffOn'),
  'money.forecastHigh': computed('forecastYear', 'fact:ledger', 'money.adjustedYuan', 'head.cutOffOn'),
  'indicator.level1': printed,
  'indicator.level2': printed,
  'indicator.name': printed,
  'indicator.target': printed,
  'indicator.actual': computed('runningActual', 'fact:entries', 'head.toMonth', 'head.cutOffOn'),
  'indicator.ratio': computed('judgeIndicator', 'indicator.actual', 'indicator.target', 'fact:rules'),
  'indicator.light': computed('judgeIndicator', 'indicator.actual', 'indicator.target', 'fact:rules'),
  'indicator.forecast': computed('forecastTarget', 'fact:entries', 'indicator.target', 'head.cutOffOn'),
  'indicator.forecastLow': computed('forecastTarget', 'fact:entries', 'indicator.target', 'head.cutOffOn'),
  'indicator.forecastHigh': computed('forecastTarget', 'fact:entries', 'indicator.target', 'head.cutOffOn'),
  'indicator.forecastLikelihood': computed(
    'likelihoodOf',
    'indicator.forecastLow',
    'indicator.forecastHigh',
    'indicator.target',
  ),
  'indicator.expected': byUnit,
  'indicator.reasons': byUnit,
  'indicator.reasonText': byUnit,
  'indicator.likelihood': byUnit,
  'indicator.remark': byUnit,
  'indicator.measures': byUnit,
} as const satisfies Record<string, FieldSource>;

export type FormField = keyof typeof FORM_FIELDS;

/** One field as it goes onto paper. Values are as stored: amounts in yuan, ratios as numbers, days and grades as text. */
export interface ExportedField {
  field: FormField;
  /** Of indicators their id, of money its row; null: of the head. */
  of: string | null;
  /** The cell that a reviewer returns; null: none. */
  cell: CellName | null;
  value: string | number | null;
  source: FieldSource;
}

/** Every field of the form with its value and source, in the order of the paper. null stays null: printed as an empty cell. */
export function exportedFields(form: PrefilledForm, entered: EnteredForm): ExportedField[] {
  const { head, money, indicators } = form;
  const fields: ExportedField[] = [];
  const add = (
    field: FormField,
    value: string | number | null,
    of: string | null = null,
    cell: CellName | null = null,
  ): void => {
    fields.push({ field, of, cell, value, source: FORM_FIELDS[field] });
  };
  add('head.formName', head.formName);
  add('head.fiscalYear', head.fiscalYear);
  add('head.toMonth', head.toMonth);
  add('head.cutOffOn', head.cutOffOn);
  add('head.projectName', head.projectName);
  add('head.department', head.department);
  add('head.departmentCode', head.departmentCode);
  add('head.implementingUnit', head.implementingUnit);
  add('head.annualGoal', head.annualGoal, null, 'goal');
  const asked = askedMoneyRows(form);
  for (const row of MONEY_ROWS) {
    const known = money.rows[row];
    if (known === null) continue;
    const cell: CellName = `money.${row}`;
    add('money.initialYuan', known.initialYuan, row);
    add('money.adjustedYuan', known.adjustedYuan, row);
    add('money.executedYuan', known.executedYuan, row);
    add('money.rate', known.rate, row);
    const field = asked.includes(row) ? 'money.expectedYuan' : 'money.expectedSumYuan';
    add(field, expectedMoney(form, entered, row), row, cell);
  }
  add('money.light', money.light, 'total');
  add('money.forecast', money.forecast?.expected ?? null, 'total');
  add('money.forecastLow', money.forecast?.low ?? null, 'total');
  add('money.forecastHigh', money.forecast?.high ?? null, 'total');
  for (const indicator of indicators) {
    const { id, forecast } = indicator;
    add('indicator.level1', indicator.level1, id);
    add('indicator.level2', indicator.level2, id);
    add('indicator.name', indicator.name, id);
    add('indicator.target', indicator.rawTarget, id, indicatorCell(id, 'target'));
    add('indicator.actual', indicator.actual, id, indicatorCell(id, 'actual'));
    add('indicator.ratio', indicator.ratio, id);
    add('indicator.light', indicator.light, id);
    add('indicator.forecast', forecast?.expected ?? null, id);
    add('indicator.forecastLow', forecast?.low ?? null, id);
    add('indicator.forecastHigh', forecast?.high ?? null, id);
    add('indicator.forecastLikelihood', forecast?.likelihood ?? null, id);
    for (const column of ENTERED_COLUMNS) {
      const cell = indicatorCell(id, column);
      add(`indicator.${column}`, cellValue(form, entered, cell), id, cell);
    }
  }
  return fields;
}

/** The ticks of one indicator as the form's five columns show them. */
export function ticks(entered: EnteredForm, indicatorId: string): boolean[] {
  const reasons = entered.indicators[indicatorId]?.reasons ?? [];
  return DEVIATION_REASONS.map((reason) => reasons.includes(reason));
}
