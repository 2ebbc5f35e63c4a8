/**
 * The form 项目支出绩效目标执行监控表 of one project (domain.md 1.1, layout [memory]): what the system puts in, from what was
 * known at the cut-off day, and what the unit enters. Nothing is ever filled in for the unit: every entered field begins as
 * null and stays null until a person writes it. FORM_FIELDS says of each exported field where it comes from.
 */
import type { PlainDate } from './calendar.ts';
import type { Likelihood, YearEnd } from './forecast-target.ts';
import type { Forecast } from './forecast.ts';
import type { Language } from './language.ts';
import type { Light } from './light.ts';
import { exact, sumAmounts } from './money.ts';
import type { JudgedTarget } from './target.ts';

export { LIKELIHOODS, type Likelihood } from './forecast-target.ts';

export const DEVIATION_REASONS = ['funding', 'institution', 'staff', 'facility', 'other'] as const;
export type DeviationReason = (typeof DEVIATION_REASONS)[number];

/** As the form prints them (domain.md 1.1). */
export const REASON_NAMES: Readonly<Record<Language, Readonly<Record<DeviationReason, string>>>> = {
  'zh-CN': {
    funding: '经费保障',
    institution: '制度保障',
    staff: '人员保障',
    facility: '硬件条件保障',
    other: '其他',
  },
  en: {
    funding: 'funding',
    institution: 'institution',
    staff: 'staff',
    facility: 'facilities',
    other: 'other',
  },
};

export const LIKELIHOOD_NAMES: Readonly<Record<Language, Readonly<Record<Likelihood, string>>>> = {
  'zh-CN': { certain: '确定能', possible: '有可能', impossible: '完全不可能' },
  en: { certain: 'certain', possible: 'possible', impossible: 'impossible' },
};

/** The rows of the money block: 年度资金总额, 其中：本年财政拨款, 上年结转资金, 其他资金. */
export const MONEY_ROWS = ['total', 'fiscal', 'carry_over', 'other'] as const;
export type MoneyRow = (typeof MONEY_ROWS)[number];

export const MONEY_ROW_NAMES: Readonly<Record<Language, Readonly<Record<MoneyRow, string>>>> = {
  'zh-CN': {
    total: '年度资金总额',
    fiscal: '其中：本年财政拨款',
    carry_over: '上年结转资金',
    other: '其他资金',
  },
  en: {
    total: 'funds of the year',
    fiscal: 'of these: appropriation of the year',
    carry_over: 'carried over',
    other: 'other funds',
  },
};

/** Amounts in yuan, decimal text with two decimals; null: not known. All as of the cut-off day. */
export interface PrefilledMoneyRow {
  /** 年初预算数 */
  initialYuan: string | null;
  /** 调整后预算数 */
  adjustedYuan: string | null;
  /** 执行数 through the window's end: the ledger's sum, which is known where the row is. */
  executedYuan: string;
  /** 执行率 = executed ÷ adjusted, rounded down to six decimals (`executionRate`, domain.md §4); null without a budget. */
  rate: number | null;
}

export interface PrefilledMoney {
  /** `total` is always there. A part that the project does not have, or of which nothing is known, is null and not asked. */
  rows: Record<MoneyRow, PrefilledMoneyRow | null>;
  light: Light;
  /** Of the total's execution (`forecastYear` with the adjusted budget as ceiling); null with too few months. */
  forecast: Forecast | null;
}

export interface PrefilledIndicator {
  id: string;
  level1: string;
  level2: string;
  name: string;
  /** 年度指标值 as printed. */
  rawTarget: string | null;
  target: JudgedTarget;
  /** Through the window's last month, as known at the cut-off: decimal text, a day, or a grade. null: nothing is reported. */
  actual: string | null;
  actualThrough: PlainDate | null;
  /** Actual ÷ expected at `actualThrough` (`Judgement.ratio`). */
  ratio: number | null;
  light: Light;
  forecast: YearEnd | null;
}

export interface FormHead {
  formName: string;
  fiscalYear: number;
  /** The window is month 1 to this month. */
  toMonth: number;
  cutOffOn: PlainDate;
  projectName: string;
  /** 主管部门及代码, as printed. */
  department: string | null;
  departmentCode: string | null;
  implementingUnit: string;
  /** 年度总体目标, as printed. */
  annualGoal: string | null;
}

/** Frozen when the round opens: what was known at the close of the cut-off day. */
export interface PrefilledForm {
  projectId: string;
  head: FormHead;
  money: PrefilledMoney;
  /** In the order of the declaration; annual indicators only. */
  indicators: PrefilledIndicator[];
}

/** What the unit says of one indicator. null: not answered yet. There is no default of any of them. */
export interface EnteredIndicator {
  /** 全年预计完成情况: decimal text in the target's unit, a day, a grade, or words where the target cannot be judged. */
  expected: string | null;
  /** Ticked reasons of the deviation, one or more. */
  reasons: DeviationReason[] | null;
  /** 原因说明 */
  reasonText: string | null;
  likelihood: Likelihood | null;
  /** 备注: why the year's target cannot be met … */
  remark: string | null;
  /** … and what will be done. Both are printed in 备注. */
  measures: string | null;
}

/** The answer to one question of `checkForm`; it stands only as long as the question is asked of the same values. */
export interface QuestionAnswer {
  /** `Question.key` */
  key: string;
  words: string;
}

export interface EnteredForm {
  /** 全年预计执行数 in yuan by row; asked of `askedMoneyRows` alone, the others stay null. */
  money: Record<MoneyRow, string | null>;
  /** By indicator id. */
  indicators: Record<string, EnteredIndicator>;
  answers: QuestionAnswer[];
}

/** Of an indicator of which nothing is entered yet. */
export const NOTHING_SAID: Readonly<EnteredIndicator> = {
  expected: null,
  reasons: null,
  reasonText: null,
  likelihood: null,
  remark: null,
  measures: null,
};

/** The form as the unit finds it: every cell of its own is empty. */
export function blankForm({ indicators }: Pick<PrefilledForm, 'indicators'>): EnteredForm {
  return {
    money: { total: null, fiscal: null, carry_over: null, other: null },
    indicators: Object.fromEntries(indicators.map(({ id }) => [id, { ...NOTHING_SAID }])),
    answers: [],
  };
}

/** Whose expected execution the unit enters: of the parts where they are known, else of the total. */
export function askedMoneyRows({ money }: Pick<PrefilledForm, 'money'>): MoneyRow[] {
  const parts = MONEY_ROWS.filter((row) => row !== 'total' && money.rows[row] !== null);
  return parts.length === 0 ? ['total'] : parts;
}

/** 全年预计执行数 of a row: as entered; of the total where parts are asked, their sum; null until all of them stand. */
export function expectedMoney(
  form: Pick<PrefilledForm, 'money'>,
  entered: EnteredForm,
  row: MoneyRow,
): string | null {
  const asked = askedMoneyRows(form);
  if (row !== 'total' || asked.includes('total')) return asked.includes(row) ? entered.money[row] : null;
  const parts = asked.map((part) => entered.money[part]);
  const known = parts.filter((part): part is string => part !== null && isAmount(part));
  return known.length < parts.length ? null : sumAmounts(known.map((part) => exact(part).toFixed(2)));
}

/** Yuan to the cent, not negative. */
export function isAmount(text: string): boolean {
  return /^\d{1,15}(\.\d{1,2})?$/.test(text);
}

/** Columns that the unit enters for an indicator. */
export const ENTERED_COLUMNS = [
  'expected',
  'reasons',
  'reasonText',
  'likelihood',
  'remark',
  'measures',
] as const;
export type EnteredColumn = (typeof ENTERED_COLUMNS)[number];

/**
 * A cell by name, for findings, comments, returns and evidence: `money.fiscal`, `indicator.ID.reasons`, `goal` for the
 * form as a whole. `actual` and `target` are the computed cells that can be returned too.
 */
export type CellName =
  'goal' | `money.${MoneyRow}` | `indicator.${string}.${EnteredColumn | 'actual' | 'target'}`;

export function indicatorCell(id: string, column: EnteredColumn | 'actual' | 'target'): CellName {
  return `indicator.${id}.${column}`;
}

/** Every cell of a form that a reviewer can return or comment. */
export function formCells(form: PrefilledForm): CellName[] {
  return [
    'goal',
    ...MONEY_ROWS.filter((row) => form.money.rows[row] !== null).map((row): CellName => `money.${row}`),
    ...form.indicators.flatMap(({ id }) =>
      (['target', 'actual', ...ENTERED_COLUMNS] as const).map((column) => indicatorCell(id, column)),
    ),
  ];
}

/** What stands in a cell, as text; null: nothing. Ticks are joined in the form's order. */
export function cellValue(form: PrefilledForm, entered: EnteredForm, cell: string): string | null {
  if (cell === 'goal') return form.head.annualGoal;
  const [block, ...rest] = cell.split('.');
  if (block === 'money') {
    const row = MONEY_ROWS.find((each) => each === rest[0]);
    return row === undefined ? null : expectedMoney(form, entered, row);
  }
  const column = rest.at(-1);
  const id = rest.slice(0, -1).join('.');
  const indicator = form.indicators.find((each) => each.id === id);
  if (indicator === undefined) return null;
  if (column === 'actual') return indicator.actual;
  if (column === 'target') return indicator.rawTarget;
  const said = entered.indicators[id];
  if (said === undefined) return null;
  if (column === 'reasons') {
    return said.reasons === null
      ? null
      : DEVIATION_REASONS.filter((r) => said.reasons?.includes(r)).join(' ');
  }
  const plain = ENTERED_COLUMNS.find((each) => each === column);
  return plain === undefined || plain === 'reasons' ? null : said[plain];
}
