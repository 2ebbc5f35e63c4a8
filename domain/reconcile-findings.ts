/** What a person must look at when forms and budget tables do not meet. Nothing here forbids a commit. */
import type { BudgetTable } from './budget-table.ts';
import type { Finding } from './form-declaration.ts';
import { finding, whereIs } from './form-findings.ts';
import { formatFixed, formatWanyuan, sumAmounts } from './money.ts';
import type { ReconciledProject, ReconciledTotal, TotalRule } from './reconcile.ts';

const wanyuan = (yuan: string): string => `${formatWanyuan(yuan)} 万元`;
const inYuan = (yuan: string): string => `${formatFixed(yuan, 2)} 元`;
/** Names of a group that are printed in one sentence. */
const NAMED = 5;

export function findingsOf(
  totals: readonly ReconciledTotal[],
  lines: readonly ReconciledProject[],
  tables: readonly BudgetTable[],
): Finding[] {
  return [
    ...withoutTargets(lines, tables),
    ...lines.flatMap((line) => findingOf(line) ?? []),
    ...totals.flatMap((total) => findingOfTotal(total) ?? []),
  ];
}

/** A table of which no project has a form is one finding; otherwise each project is. */
function withoutTargets(lines: readonly ReconciledProject[], tables: readonly BudgetTable[]): Finding[] {
  return (['project_carry_over', 'project_expenditure', 'performance_statement'] as const).flatMap((kind) => {
    const own = lines.filter((line) => line.budgeted?.kind === kind);
    const without = own.filter((line) => line.verdict === 'money_without_targets');
    const table = tables.find((candidate) => candidate.kind === kind);
    if (!table || without.length === 0) return [];
    const isCarried = kind === 'project_carry_over';
    const rule = isCarried ? 'carry-over-without-targets' : 'money-without-targets';
    const remedy = isCarried
      ? '上年结转也要监控：请补报这些项目的目标表，或确认沿用上年目标。'
      : '请补报目标表，或确认目标表在另一份文件里。';
    if (without.length === own.length && own.length > 1) {
      const names = without.slice(0, NAMED).map((line) => `“${line.budgeted?.name ?? ''}”`);
      return [
        finding(rule, 'confirm', table.from, {
          message: `“${table.title}”的 ${own.length} 个项目、${wanyuan(sumAmounts(without.map((line) => line.budgeted?.amount ?? '0')))}都没有绩效目标：${names.join('、')}${without.length > NAMED ? '等' : ''}。`,
          remedy,
        }),
      ];
    }
    return without.flatMap(({ budgeted }) =>
      budgeted
        ? [
            finding(rule, 'confirm', budgeted.place, {
              message: `有资金、没有绩效目标：“${budgeted.name}”${budgeted.unit ? `（${budgeted.unit}）` : ''}，${isCarried ? '上年结转' : '本年预算'} ${wanyuan(budgeted.amount)}。`,
              remedy,
            }),
          ]
        : [],
    );
  });
}

function findingOf({ verdict, budgeted, declared, difference, sure }: ReconciledProject): Finding | null {
  switch (verdict) {
    case 'targets_without_money':
      return declared
        ? finding('targets-without-money', 'confirm', declared.place, {
            message: `有绩效目标、预算表里没有：“${declared.name ?? ''}”${declared.unit ? `（${declared.unit}）` : ''}，目标表 ${declared.amount === null ? '没有印资金' : wanyuan(declared.amount)}。`,
            remedy: '请确认资金来源，或核对项目名称是否与预算表一致。',
          })
        : null;
    case 'differs':
      return budgeted && declared
        ? finding('amount-differs-from-budget', 'confirm', declared.place, {
            message: `“${declared.name ?? ''}”的金额与预算表不同：预算表 ${inYuan(budgeted.amount)}（${whereIs(budgeted.place)}），目标表 ${declared.amount === null ? '没有印' : inYuan(declared.amount)}${difference === null ? '' : `，相差 ${inYuan(difference)}`}。`,
            remedy: '请以批复为准改正其中一个。',
          })
        : null;
    case 'unsure':
      return budgeted && declared
        ? finding('budget-pair-to-confirm', 'confirm', declared.place, {
            message: `${sure === 'likely' ? '很可能' : '可能'}是同一个项目：目标表“${declared.name ?? ''}”${declared.amount === null ? '' : ` ${inYuan(declared.amount)}`}，预算表“${budgeted.name}” ${inYuan(budgeted.amount)}（${whereIs(budgeted.place)}）。`,
            remedy: '请确认是否同一个项目，并统一名称或金额。',
          })
        : null;
    case 'money_without_targets':
    case 'rounded':
    case 'agrees':
      return null;
  }
}

/** Of totals only slips between tables and sentences: forms missing against the document's own count say themselves. */
const SAID: Partial<Record<TotalRule, [said: string, found: string]>> = {
  stated_amount_in_tables: ['文中说绩效管理涉及当年拨款', '相应预算表'],
  projects_in_expenditure: ['支出总表的项目支出', '两张项目支出表合计'],
  projects_in_general_public: ['一般公共预算支出表的项目支出', '项目支出表（本年）合计'],
  carry_over_in_summary: ['收支总表的上年结转', '项目支出表（上年结转）合计'],
  basic_by_item: ['一般公共预算支出表的基本支出', '基本支出分经济科目表合计'],
  expenditure_in_summary: ['收支总表的支出总计', '支出总表合计'],
  revenue_in_summary: ['收支总表的收入总计', '收入总表合计加上年结转'],
  fiscal_in_summary: ['财政拨款收支总表的支出总计', '同表收入总计'],
  three_public_stated: ['文中说“三公”经费', '“三公”经费表合计'],
  operating_funds_stated: ['文中说机关运行经费', '机关运行经费表合计'],
  procurement_parts: ['文中说政府采购总额', '货物、工程、服务合计'],
};

function findingOfTotal({
  rule,
  verdict,
  said,
  found,
  about,
  place,
  difference,
}: ReconciledTotal): Finding | null {
  const words = SAID[rule];
  if (!words || verdict !== 'differs') return null;
  const [one, other] = words;
  const named = rule === 'stated_amount_in_tables' && about ? `“${about}”合计` : other;
  return finding('budget-tables-disagree', 'confirm', place, {
    message: `${one} ${wanyuan(said)}，${named} ${wanyuan(found)}，相差 ${wanyuan(difference)}。`,
    remedy: '请核对原文；口径不同的（如含上年结转）请注明。',
  });
}
