/** What `npm run import` prints of a document's budget tables and of what the forms say beside them. */
import { totalRow, type BudgetTable } from '../domain/budget-tables.ts';
import { exact, formatFixed, formatSigned, formatWanyuan } from '../domain/money.ts';
import {
  reconcile,
  type ReconciledProject,
  type ReconciledTotal,
  type ReconciliationVerdict,
  type TotalRule,
} from '../domain/reconcile.ts';
import type { Declaration } from '../domain/form.ts';

const inYuan = (amount: string | null): string => (amount === null ? '—' : `${formatFixed(amount, 2)} 元`);
const wanyuan = (yuan: string | null): string => (yuan === null ? '—' : `${formatWanyuan(yuan)} 万元`);

function tableLine(table: BudgetTable): string {
  const place = `第 ${table.from.line}–${table.to.line} 行`;
  if (table.noData) return `    ${table.title}：注明无数据 · ${place}`;
  const row = totalRow(table) ?? totalRow(table, 'expenditure');
  const amount = row?.amounts.total ?? row?.amounts.thisYear ?? null;
  const count = table.count === null ? '' : `，${table.count} 个项目`;
  const differing = table.sums.filter(({ verdict }) => verdict === 'differs').length;
  const sums = table.sums.length === 0 ? '' : differing === 0 ? '，合计相符' : `，${differing} 处合计不符`;
  return `    ${table.title}：${table.rows.length} 行，合计 ${wanyuan(amount)}${count}${sums} · ${place}`;
}

const RULES: Record<TotalRule, [said: string, found: string]> = {
  stated_count: ['文中说的项目', '读到的目标表'],
  stated_amount: ['文中说的金额', '目标表合计'],
  stated_amount_in_tables: ['文中说的当年拨款', '预算表'],
  project_forms: ['项目支出表（本年）', '目标表（本年项目）'],
  carry_over_forms: ['项目支出表（上年结转）', '目标表（上年结转项目）'],
  personnel_forms: ['人员经费', '人员支出目标表'],
  public_forms: ['公用经费', '公用经费目标表'],
  projects_in_expenditure: ['支出总表的项目支出', '两张项目支出表'],
  projects_in_general_public: ['一般公共预算的项目支出', '项目支出表（本年）'],
  carry_over_in_summary: ['收支总表的上年结转', '项目支出表（上年结转）'],
  basic_by_item: ['一般公共预算的基本支出', '基本支出分经济科目表'],
  expenditure_in_summary: ['收支总表的支出总计', '支出总表'],
  revenue_in_summary: ['收支总表的收入总计', '收入总表加上年结转'],
  fiscal_in_summary: ['财政拨款支出总计', '财政拨款收入总计'],
  three_public_stated: ['文中说的“三公”经费', '“三公”经费表'],
  operating_funds_stated: ['文中说的机关运行经费', '机关运行经费表'],
  procurement_parts: ['文中说的政府采购总额', '货物、工程、服务'],
  sum_of_rows: ['合计', '各行相加'],
};
const VERDICT = { agrees: '相符', rounded: '相符（四舍五入）', differs: '不符' };

function totalLine({ rule, verdict, said, found, difference, measure, about }: ReconciledTotal): string {
  const [one, other] = RULES[rule];
  const where = about && (rule === 'sum_of_rows' || rule === 'stated_amount_in_tables') ? `（${about}）` : '';
  const shown = (value: string): string => (measure === 'count' ? `${value} 个` : wanyuan(value));
  const gap =
    verdict !== 'differs'
      ? ''
      : `，差 ${measure === 'count' ? formatSigned(difference, 0) : `${formatSigned(exact(difference).dividedBy(10_000), 2)} 万元`}`;
  return `    [${VERDICT[verdict]}] ${one} ${shown(said)}，${other}${where} ${shown(found)}${gap}`;
}

const PROJECT: Record<ReconciliationVerdict, string> = {
  money_without_targets: '有资金无目标',
  targets_without_money: '有目标无资金',
  differs: '金额不同',
  unsure: '请确认是否同一项目',
  rounded: '相符（四舍五入）',
  agrees: '相符',
};

function projectLine({ verdict, budgeted, declared }: ReconciledProject): string {
  const name = budgeted?.name ?? declared?.name ?? '（没有名称）';
  const unit = budgeted?.unit ?? declared?.unit ?? '';
  const carried = budgeted?.kind === 'project_carry_over' ? '（上年结转）' : '';
  const money = [
    budgeted ? `预算表${carried} ${inYuan(budgeted.amount)}` : '',
    declared
      ? `目标表${verdict === 'unsure' ? `“${declared.name ?? ''}”` : ''} ${inYuan(declared.amount)}`
      : '',
  ].filter((part) => part !== '');
  return `    [${PROJECT[verdict]}] ${name}${unit === '' ? '' : ` · ${unit}`}：${money.join('，')}`;
}

/** Nothing for a document without budget tables. */
export function budgetLines(forms: readonly Declaration[], tables: readonly BudgetTable[]): string[] {
  const reconciliation = reconcile(forms, tables);
  if (!reconciliation) return [];
  const { totals, projects, summary } = reconciliation;
  const { moneyWithoutTargets: without, targetsWithoutMoney: unfunded } = summary;
  return [
    `  预算表 ${tables.length} 张：`,
    ...tables.map(tableLine),
    `  与预算表核对：${summary.projects} 个项目、${wanyuan(summary.money)}，有目标 ${summary.withTargets} 个；` +
      `有资金无目标 ${without.count} 个、${wanyuan(without.amount)}，有目标无资金 ${unfunded.count} 个，` +
      `金额不同 ${summary.differing} 个，待确认 ${summary.unsure} 个，相符 ${summary.agreeing} 个。`,
    ...totals.map(totalLine),
    ...projects.map(projectLine),
  ];
}
