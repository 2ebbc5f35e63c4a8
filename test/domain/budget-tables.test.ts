import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readBudgetTables,
  totalRow,
  type BudgetTable,
  type BudgetTableKind,
} from '../../domain/budget-tables.ts';
import type { RowDocument } from '../../domain/form-declaration.ts';
import { rowsOfText } from '../../server/forms/text.ts';
import { compareBudget, documentOf, textOf, trueRows, type Disclosure } from './budget-truth.ts';

const tableIn = (tables: readonly BudgetTable[], kind: BudgetTableKind, printedAs = 'table'): BudgetTable => {
  const found = tables.find((table) => table.kind === kind && table.printedAs === printedAs);
  if (!found) throw new Error(`no table ${kind}`);
  return found;
};

describe.each<Disclosure>(['liulin', 'lishi'])('the budget tables of %s', (county) => {
  const { tables, findings } = readBudgetTables(documentOf(county));

  it('are what a careful reader found, cell by cell', () => {
    const { differences, ...figures } = compareBudget(tables, trueRows(county));
    console.info(
      `${county}: ${tables.length} tables; rows ${figures.rows}, found ${figures.found}, lost ${figures.lost}, ` +
        `invented ${figures.invented}; cells ${figures.cells}, exact ${figures.exact}`,
    );
    expect(differences).toEqual([]);
    expect(figures).toMatchObject({ lost: 0, invented: 0, exact: figures.cells });
    expect(figures.rows).toBeGreaterThan(50);
  });

  it('are all thirteen, each once, with year, unit and department, and leave no row unread', () => {
    expect(tables.filter((table) => table.printedAs === 'table').map((table) => table.kind)).toEqual([
      'summary',
      'revenue_by_function',
      'expenditure_by_function',
      'fiscal_appropriation',
      'general_public_by_function',
      'basic_by_economic_item',
      'government_fund_revenue',
      'government_fund_expenditure',
      'state_capital',
      'three_public',
      'operating_funds',
      'project_expenditure',
      'project_carry_over',
    ]);
    for (const table of tables.filter(({ printedAs }) => printedAs === 'table')) {
      expect(table).toMatchObject({ year: 2023, unit: '万元' });
      expect(table.department).toContain('人力资源和社会保障局');
    }
    expect(findings).toEqual([]);
  });

  it('say in their totals what their rows sum up to, up to rounding', () => {
    const sums = tables.flatMap((table) => table.sums);
    expect(sums.length).toBeGreaterThan(60);
    expect(sums.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
    expect(sums.filter(({ verdict }) => verdict === 'rounded').length).toBeGreaterThan(0);
  });
});

describe('the sentences of the explanation', () => {
  it('give 柳林 its change against last year', () => {
    const { tables } = readBudgetTables(documentOf('liulin'));
    const travel = tableIn(tables, 'three_public', 'text');
    expect(travel.rows.map(({ name, amounts }) => [name, amounts.thisYear, amounts.change])).toEqual([
      ['“三公”经费', '215200.00', '-400.00'],
      ['因公出国（境）费', '0.00', '0.00'],
      ['公务接待费', '5200.00', '-400.00'],
      ['公务用车购置费', '0.00', '0.00'],
      ['公务用车运行维护费', '210000.00', '0.00'],
    ]);
    expect(tableIn(tables, 'operating_funds', 'text').rows[0]?.amounts).toEqual({
      lastYear: '282500.00',
      thisYear: '230600.00',
      change: '-51900.00',
    });
    expect(tableIn(tables, 'performance_statement', 'text').count).toBe(64);
  });

  it('give 离石 none for 三公经费, and more for operating funds', () => {
    const { tables } = readBudgetTables(documentOf('lishi'));
    expect(tableIn(tables, 'three_public', 'text')).toMatchObject({ noData: true, rows: [] });
    expect(tableIn(tables, 'operating_funds', 'text').rows[0]?.amounts).toEqual({
      lastYear: null,
      thisYear: '241800.00',
      change: '2800.00',
    });
    expect(tableIn(tables, 'performance_statement', 'text').count).toBe(10);
  });
});

const lines = (...rows: string[]): RowDocument => rowsOfText(rows.join('\n'));
const PROJECTS = [
  '2024年项目支出预算表\t\t\t',
  '部门名称：某县某局\t\t\t单位：万元',
  '项目名称\t合计\t2024年财政拨款\t',
  '\t\t一般公共预算\t政府性基金预算',
];

describe('what other documents print', () => {
  it('is read from an office table too, with the title over all columns', () => {
    const document: RowDocument = {
      aligned: true,
      rows: [
        ['2024年部门收入总表', '', '', ''],
        ['单位名称：某县某局', '', '', '金额单位：元'],
        ['科目编码', '科目名称', '合计', '一般公共预算拨款收入'],
        ['合计', '', '1,204,500', '1,204,500'],
        ['208', '社会保障和就业支出', '1,204,500', '1,204,500'],
      ].map((cells, index) => ({ place: { line: index + 1, table: 1, cell: `收入!${index + 1}` }, cells })),
    };
    const { tables, findings } = readBudgetTables(document);
    expect(findings).toEqual([]);
    expect(tables).toHaveLength(1);
    expect(tables[0]).toMatchObject({
      kind: 'revenue_by_function',
      unit: '元',
      year: 2024,
      department: '某县某局',
    });
    expect(tables[0]?.rows.map((row) => [row.level, row.code, row.amounts.total])).toEqual([
      [0, null, '1204500.00'],
      [1, '208', '1204500.00'],
    ]);
  });

  it('may add up wrongly: the total is shown beside its rows, in yuan', () => {
    const { tables, findings } = readBudgetTables(
      lines(...PROJECTS, '某县某局\t30.00\t30.00\t', '项目甲\t10.00\t10.00\t', '项目乙\t15.5\t15.5\t'),
    );
    expect(tables[0]?.sums[0]).toMatchObject({
      column: 'total',
      printed: '300000.00',
      summed: '255000.00',
      verdict: 'differs',
    });
    expect(findings.map(({ rule, severity, where }) => [rule, severity, where])).toEqual([
      ['budget-total-differs', 'confirm', '第 5 行'],
      ['budget-total-differs', 'confirm', '第 5 行'],
    ]);
    expect(findings[0]?.message).toContain('30.00 万元，其下 2 行合计 25.50 万元');
  });

  it('may be damaged: a split row is joined and said, a stray column is put right by the sum, the rest is a finding', () => {
    const { tables, findings } = readBudgetTables(
      lines(
        ...PROJECTS,
        '某县某局\t31.00\t25.00\t6.00',
        '项目甲\t\t\t',
        '\t10.00\t10.00\t',
        '项目乙\t15.00\t\t15.00\t',
        '项目丙\t6.00 2.00\t\t4.00\t',
        '项目丁\t十元\t\t',
      ),
    );
    const projects = tables[0]?.rows.filter((row) => row.level === 2) ?? [];
    expect(projects.map((row) => [row.name, row.amounts.total, row.amounts.generalPublicBudget])).toEqual([
      ['项目甲', '100000.00', '100000.00'],
      ['项目乙', '150000.00', null],
      ['项目丙', '60000.00', '20000.00'],
      ['项目丁', null, null],
    ]);
    expect(
      findings.filter(({ place }) => (place?.line ?? 0) > 5).map(({ rule, where }) => [rule, where]),
    ).toEqual([
      ['budget-row-joined', '第 6 行'],
      ['budget-row-realigned', '第 9 行'],
      ['budget-row-not-understood', '第 10 行'],
    ]);
  });

  it('may repeat its headings on the next page, number its columns and end with a remark', () => {
    const { tables, findings } = readBudgetTables(
      lines(
        ...PROJECTS,
        '1\t2\t3\t4',
        '项目甲\t10.00\t10.00\t',
        '项目名称\t合计\t2024年财政拨款\t',
        '\t\t一般公共预算\t政府性基金预算',
        '项目乙\t5.00\t5.00\t',
        '注：另有说明',
        '第三部分 2024年部门预算情况说明',
        '2024年无',
      ),
    );
    expect(findings).toEqual([]);
    expect(tables[0]?.rows.map((row) => row.name)).toEqual(['项目甲', '项目乙']);
    expect(tables[0]?.to.line).toBe(9);
  });

  it('is not there in a list of contents, in a sentence, or in forms alone', () => {
    expect(
      readBudgetTables(lines('目录\t', '2024年收入总表', '2024年支出总表', '详见2024年收支总表。')),
    ).toEqual({ tables: [], findings: [] });
    expect(readBudgetTables(documentOf('pingluo'))).toEqual({ tables: [], findings: [] });
  });

  it('says what its unit is taken for when none is printed', () => {
    const { tables, findings } = readBudgetTables(
      lines(
        '2024年支出总表\t\t\t\t',
        '科目编码\t科目名称\t合计\t基本支出\t项目支出',
        '合计\t\t3.00\t1.00\t2.00',
      ),
    );
    expect(totalRow(tables[0]!)?.amounts.project).toBe('20000.00');
    expect(findings.map(({ rule }) => rule)).toEqual(['budget-unit-not-printed']);
  });
});

describe('damage', () => {
  const sources = (['liulin', 'lishi'] as const).map((county) => {
    const text = textOf(county).split('\n');
    return text.slice(0, county === 'liulin' ? 620 : 830);
  });
  /** Cells glued, lines lost, doubled, cut, swapped, filled with what does not belong there. */
  const mutations: ((lines: string[], at: number, other: number) => void)[] = [
    (text, at) => text.splice(at, 1),
    (text, at) => text.splice(at, 0, text[at] ?? ''),
    (text, at) => (text[at] = (text[at] ?? '').replace(/\t/g, '')),
    (text, at) => (text[at] = (text[at] ?? '').replace(/ +/g, ' ')),
    (text, at, other) => (text[at] = (text[at] ?? '').slice(0, other % 20)),
    (text, at, other) => ([text[at], text[other]] = [text[other] ?? '', text[at] ?? '']),
    (text, at) => (text[at] = (text[at] ?? '').replace(/\d/g, '9'.repeat(3))),
    (text, at) => (text[at] = `${text[at] ?? ''}\t—\t-1.005\t${'1'.repeat(30)}\t，，`),
    (text, at) => (text[at] = (text[at] ?? '').replace(/[万元]/g, '\u0000')),
    (text, at) => (text[at] = '2023年项目支出预算表（上年结转）'),
  ];

  it('never makes it throw, and amounts stay yuan to the fen (500 mutated texts)', () => {
    const edit = fc.tuple(fc.nat(mutations.length - 1), fc.nat(10_000), fc.nat(10_000));
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.array(edit, { minLength: 1, maxLength: 40 }),
        (source, edits) => {
          const text = [...source];
          for (const [which, at, other] of edits)
            mutations[which]?.(text, at % text.length, other % text.length);
          const { tables, findings } = readBudgetTables(rowsOfText(text.join('\n')));
          const amounts = tables.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row.amounts)));
          expect(amounts.filter((amount) => amount !== null && !/^-?\d+\.\d\d$/.test(amount))).toEqual([]);
          expect(findings.every(({ severity }) => severity !== 'must_fix')).toBe(true);
        },
      ),
      { numRuns: 500, seed: 5 },
    );
  }, 60_000);

  it('takes time in proportion to the rows', () => {
    const once = textOf('liulin').split('\n').slice(0, 515);
    const timed = (times: number): number => {
      const document = rowsOfText(
        Array.from({ length: times }, () => once)
          .flat()
          .join('\n'),
      );
      const rounds = Array.from({ length: 4 }, () => {
        const started = performance.now();
        readBudgetTables(document);
        return performance.now() - started;
      });
      return Math.min(...rounds);
    };
    const [few, many] = [timed(5), timed(40)];
    // Eight times the rows; the square would be 64 times the time.
    expect(many / few).toBeLessThan(32);
  });
});
