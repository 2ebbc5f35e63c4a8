import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BudgetRow, BudgetTable, BudgetTableKind } from '../../domain/budget-table.ts';
import { readBudgetTables } from '../../domain/budget-tables.ts';
import { readForms, type Declaration } from '../../domain/form.ts';
import { reconcile, type ReconciledProject, type Reconciliation } from '../../domain/reconcile.ts';
import { likeness, nameKey } from '../../domain/reconcile-pairs.ts';
import { budgetLines } from '../../server/budget-lines.ts';
import { documentOf, type Disclosure } from './budget-truth.ts';

const read = (county: Disclosure) => {
  const document = documentOf(county);
  return {
    forms: readForms(document, { year: 2023 }).forms,
    tables: readBudgetTables(document).tables,
  };
};
function reconciled(forms: readonly Declaration[], tables: readonly BudgetTable[]): Reconciliation {
  const result = reconcile(forms, tables);
  if (!result) throw new Error('nothing to reconcile with');
  return result;
}
const golden = (county: Disclosure): string =>
  readFileSync(new URL(`../fixtures/reconciliation/${county}.txt`, import.meta.url), 'utf8');

describe.each<Disclosure>(['liulin', 'lishi'])('%s', (county) => {
  it('is reconciled as printed (golden)', () => {
    const { forms, tables } = read(county);
    expect(`${budgetLines(forms, tables).join('\n')}\n`).toBe(golden(county));
  });
});

describe('柳林', () => {
  const { forms, tables } = read('liulin');
  const result = reconciled(forms, tables);
  const named = (name: string): ReconciledProject[] =>
    result.projects.filter((line) => (line.budgeted?.name ?? line.declared?.name) === name);

  it('has 50 projects with money, 39 with targets, and one form that no table has', () => {
    expect(result.summary).toEqual({
      projects: 50,
      money: '271047100.00',
      withTargets: 39,
      moneyWithoutTargets: { count: 11, amount: '83929600.00' },
      carryOverWithoutTargets: { count: 3, amount: '2712200.00' },
      targetsWithoutMoney: { count: 1, amount: '400000.00' },
      differing: 0,
      unsure: 0,
      agreeing: 39,
    });
    expect(result.findings.filter(({ rule }) => rule === 'targets-without-money')[0]?.message).toContain(
      '公益性零工市场县全覆盖',
    );
  });

  it('pairs two projects of one name by their amounts', () => {
    const pensions = named('财政对机关事业单位养老保险的补助');
    expect(
      pensions.map(({ verdict, sure, budgeted, declared }) => [
        verdict,
        sure,
        budgeted?.amount,
        declared?.amount,
      ]),
    ).toEqual([
      ['agrees', 'certain', '100080000.00', '100080000.00'],
      ['agrees', 'certain', '9920000.00', '9920000.00'],
    ]);
    const hardship = named('企业退休人员2023年生活困难补助');
    expect(hardship.map((line) => [line.budgeted?.amount, line.declared?.amount, line.difference])).toEqual([
      ['6514300.00', '6514297.40', '-2.60'],
      ['8700.00', '8665.60', '-34.40'],
    ]);
  });

  it('keeps 办公经费 of two units and two years apart, and a dash of another width together', () => {
    expect(
      named('办公经费').map(({ budgeted, declared }) => [budgeted?.unit, budgeted?.kind, declared?.unit]),
    ).toEqual([
      ['柳林县创业就业服务中心', 'project_carry_over', '柳林县创业就业服务中心'],
      ['柳林县创业就业服务中心', 'project_expenditure', '柳林县创业就业服务中心'],
      ['柳林县劳动保障监察综合行政执法队', 'project_expenditure', '柳林县劳动保障监察综合行政执法队'],
    ]);
    expect(named('就业创业服务补助-支持零工市场建设')[0]).toMatchObject({
      verdict: 'agrees',
      declared: { name: '就业创业服务补助—支持零工市场建设' },
    });
  });

  it('says 64 projects and 34,276.87 万 beside 47 forms, and that the sum holds last year’s money too', () => {
    const total = (rule: string) => result.totals.find((one) => one.rule === rule);
    expect(total('stated_count')).toMatchObject({ said: '64', found: '47', difference: '-17' });
    expect(total('stated_amount')).toMatchObject({ said: '342768700.00', found: '241424518.81' });
    expect(total('stated_amount_in_tables')).toMatchObject({ verdict: 'differs', difference: '-7853700.00' });
    expect(result.findings.find(({ rule }) => rule === 'budget-tables-disagree')?.message).toContain(
      '785.37',
    );
    expect(total('projects_in_expenditure')).toMatchObject({ verdict: 'agrees', found: '271047000.00' });
  });
});

describe('离石', () => {
  it('carries over 649.57 万 without a single target: one finding for the table', () => {
    const { forms, tables } = read('lishi');
    const { summary, findings, totals } = reconciled(forms, tables);
    expect(summary.carryOverWithoutTargets).toEqual({ count: 4, amount: '6495700.00' });
    const carried = findings.filter(({ rule }) => rule === 'carry-over-without-targets');
    expect(carried).toHaveLength(1);
    expect(carried[0]?.message).toContain('4 个项目、649.57 万元都没有绩效目标');
    expect(findings.every(({ severity }) => severity === 'confirm')).toBe(true);
    expect(totals.find(({ rule }) => rule === 'stated_amount_in_tables')).toMatchObject({
      verdict: 'agrees',
    });
  });
});

function form(
  projectName: string | null,
  annualTotal: string | null,
  implementingUnit = '某县社保中心',
): Declaration {
  return {
    layout: 'test',
    projectName,
    implementingUnit,
    department: null,
    departmentCode: null,
    fiscalYear: 2024,
    attribute: null,
    duration: null,
    annualTotal,
    funding: { annual: null, period: null },
    goalAnnual: null,
    goalPeriod: null,
    overview: null,
    basis: null,
    necessity: null,
    measures: null,
    plan: null,
    filledAt: null,
    indicators: [],
    findings: [],
    source: [{ from: { line: 100 }, to: { line: 120 } }],
  };
}

function projects(
  rows: readonly (readonly [name: string, yuan: string, unit?: string])[],
  kind: BudgetTableKind = 'project_expenditure',
): BudgetTable {
  return {
    kind,
    title: '项目支出表',
    year: 2024,
    department: null,
    unit: '万元',
    printedAs: 'table',
    columns: ['total'],
    rows: rows.map(([name, total, unit = '某县社保中心'], index): BudgetRow => ({
      side: null,
      level: 2,
      code: null,
      name,
      governmentItem: null,
      unit,
      amounts: { total },
      place: { line: index + 5 },
    })),
    sums: [],
    noData: false,
    count: null,
    from: { line: 1 },
    to: { line: 5 + rows.length },
  };
}
const pairs = (result: Reconciliation) =>
  result.projects.map(({ verdict, sure, budgeted, declared }) => [
    verdict,
    sure,
    budgeted?.name ?? null,
    declared?.name ?? null,
  ]);

describe('a pair', () => {
  it('is certain by name and amount, in spite of width, blanks, brackets and rounding', () => {
    const result = reconciled(
      [form('取暖费 （2024年）', '12345.67')],
      [projects([['取暖费(２０２４年)', '12300.00']])],
    );
    expect(pairs(result)).toEqual([['rounded', 'certain', '取暖费(２０２４年)', '取暖费 （2024年）']]);
    expect(result.findings).toEqual([]);
  });

  it('with a name that is there once and another amount shows both amounts, in yuan', () => {
    const result = reconciled([form('取暖费', '130000.00')], [projects([['取暖费', '120000.00']])]);
    expect(result.projects[0]).toMatchObject({ verdict: 'differs', sure: 'certain', difference: '10000.00' });
    expect(result.findings[0]).toMatchObject({ rule: 'amount-differs-from-budget', severity: 'confirm' });
    expect(result.findings[0]?.message).toContain(
      '预算表 120,000.00 元（第 5 行），目标表 130,000.00 元，相差 10,000.00 元',
    );
  });

  it('is asked about when the name is cut off or only the amount is the same, never made in silence', () => {
    const result = reconciled(
      [form('城乡居民基本养老保险中央财政补', '35382000.00'), form('遗属补助', '17500.00')],
      [
        projects([
          ['城乡居民基本养老保险中央财政补助资金', '35382000.00'],
          ['生活困难救济', '17500.00'],
        ]),
      ],
    );
    expect(pairs(result)).toEqual([
      ['unsure', 'likely', '城乡居民基本养老保险中央财政补助资金', '城乡居民基本养老保险中央财政补'],
      ['unsure', 'unsure', '生活困难救济', '遗属补助'],
    ]);
    expect(result.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['budget-pair-to-confirm', 'confirm'],
      ['budget-pair-to-confirm', 'confirm'],
    ]);
  });

  it('is not guessed where two come in question', () => {
    const result = reconciled(
      [form('业务费', '20000.00')],
      [
        projects([
          ['采购复印纸', '20000.00'],
          ['印刷宣传册', '20000.00'],
        ]),
      ],
    );
    expect(pairs(result)).toEqual([
      ['money_without_targets', null, '采购复印纸', null],
      ['money_without_targets', null, '印刷宣传册', null],
      ['targets_without_money', null, null, '业务费'],
    ]);
  });

  it('of a name that stands twice is not made by the name alone', () => {
    const twice = reconciled(
      [form('办公经费', '10000.00'), form('办公经费', '20000.00')],
      [
        projects([
          ['办公经费', '30000.00'],
          ['办公经费', '40000.00'],
        ]),
      ],
    );
    expect(twice.projects.every(({ sure }) => sure === null)).toBe(true);
    const left = reconciled(
      [form('办公经费', '10000.00'), form('办公经费', '20000.00')],
      [
        projects([
          ['办公经费', '10000.00'],
          ['办公经费', '40000.00'],
        ]),
      ],
    );
    expect(pairs(left)).toEqual([
      ['unsure', 'unsure', '办公经费', '办公经费'],
      ['agrees', 'certain', '办公经费', '办公经费'],
    ]);
  });

  it('is made within the unit: the same name elsewhere, with another amount, is another project', () => {
    const result = reconciled(
      [form('单位直接聘用人员经费', '620802.00')],
      [
        projects([
          ['单位直接聘用人员经费', '1018600.00', '某县就业中心'],
          ['单位直接聘用人员经费', '620800.00'],
        ]),
      ],
    );
    expect(pairs(result)[0]).toEqual(['money_without_targets', null, '单位直接聘用人员经费', null]);
    expect(result.projects[1]).toMatchObject({ verdict: 'rounded', declared: { amount: '620802.00' } });
  });
});

describe('reconciling', () => {
  it('has nothing to say without budget tables', () => {
    expect(reconcile([form('取暖费', '1.00')], [])).toBeNull();
  });

  it('names each project without targets, but a whole table of them once', () => {
    const tables = [
      projects(
        [
          ['甲', '10000.00'],
          ['乙', '20000.00'],
        ],
        'project_carry_over',
      ),
      projects([['丙', '1.00']]),
    ];
    const { findings } = reconciled([], tables);
    expect(findings.map(({ rule }) => rule)).toEqual(['carry-over-without-targets', 'money-without-targets']);
    expect(findings[0]?.message).toContain('2 个项目、3.00 万元');
  });

  it('puts the worst first: money without targets by amount, then what differs, then what agrees', () => {
    const result = reconciled(
      [form('甲', '10000.00'), form('乙', '50000.00'), form('戊', '100.00')],
      [
        projects([
          ['甲', '10000.00'],
          ['乙', '20000.00'],
          ['丙', '5000.00'],
          ['丁', '90000.00'],
        ]),
      ],
    );
    expect(result.projects.map(({ verdict }) => verdict)).toEqual([
      'money_without_targets',
      'money_without_targets',
      'differs',
      'targets_without_money',
      'agrees',
    ]);
    expect(result.projects.slice(0, 2).map((line) => line.budgeted?.name)).toEqual(['丁', '丙']);
  });

  it('holds thousands of projects against thousands of forms in less than a second', () => {
    const many = Array.from({ length: 2000 }, (_, n) => [`项目${n}`, `${n * 100}.00`] as const);
    const started = performance.now();
    const { summary } = reconciled(
      many.map(([name, amount]) => form(name, amount)),
      [projects(many)],
    );
    expect(summary.agreeing).toBe(1999); // the one of 0 yuan is no project with money
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('likeness', () => {
  it('is high for a name that is cut off, and low for another', () => {
    expect(likeness(nameKey('2022 年协办员工资'), nameKey('2022年协办员工资'))).toBe(1);
    expect(likeness('遗属生活补助', '遗属生活补助及补发')).toBe(0.9);
    expect(likeness('取暖费补助', '办公设备购置')).toBeLessThan(0.2);
  });
});
