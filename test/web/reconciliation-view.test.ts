import { beforeAll, describe, expect, it } from 'vitest';
import type { BudgetTable } from '../../domain/budget-table.ts';
import { readBudgetTables } from '../../domain/budget-tables.ts';
import { readForms, type Declaration } from '../../domain/form.ts';
import type { RowDocument } from '../../domain/form-declaration.ts';
import lishiText from '../../db/demo/declarations/lishi.txt?raw';
import liulinText from '../../db/demo/declarations/liulin.txt?raw';
import pingluoText from '../../db/demo/declarations/pingluo.txt?raw';
import { reconciliationView, type ReconciliationView } from '../../web/reconciliation-view.ts';

const texts = { liulin: liulinText, lishi: lishiText, pingluo: pingluoText };
/** As server/forms/text.ts makes them of these files: the page's tests know nothing of the server's code. */
const rowsOf = (text: string): RowDocument => ({
  aligned: text.includes('\t'),
  rows: text.split(/\r?\n/).map((line, index) => ({
    place: { line: index + 1 },
    cells: line.split('\t').map((cell) => cell.trim()),
  })),
});
function read(county: keyof typeof texts): { forms: Declaration[]; budgetTables: BudgetTable[] } {
  const document = rowsOf(texts[county]);
  return {
    forms: readForms(document, { year: 2023 }).forms,
    budgetTables: readBudgetTables(document).tables,
  };
}
const viewOf = (forms: readonly Declaration[], tables: readonly BudgetTable[]): ReconciliationView => {
  const view = reconciliationView(forms, tables);
  if (!view) throw new Error('no budget tables');
  return view;
};

describe('the panel held against the budget tables', () => {
  let liulin: ReturnType<typeof read>;
  beforeAll(() => {
    liulin = read('liulin');
  });

  it('begins with the sentence: projects, money, and what is without targets', () => {
    const { sentence } = viewOf(liulin.forms, liulin.budgetTables);
    expect(sentence).toBe(
      '预算表有 50 个项目、27,104.71 万元，其中 11 个、8,392.96 万元没有目标表；1 张目标表在预算表里没有',
    );
  });

  it('shows what does not meet, worst first, in 万元 with the exact yuan behind, and what agrees apart', () => {
    const { open, fine } = viewOf(liulin.forms, liulin.budgetTables);
    expect(open.totals[0]).toMatchObject({
      tone: 'bad',
      said: { text: '64 个' },
      found: { text: '47 个' },
      difference: { text: '−17' },
      line: 581,
    });
    expect(open.totals[1]?.difference).toEqual({ text: '−10,134.42', exact: '−101,344,181.19 元' });
    expect(open.projects[0]).toMatchObject({
      name: '财政对城乡居民基本养老保险的补助',
      state: '没有目标',
      about: '柳林县社会保险中心',
      said: { text: '2,663.00', exact: '26,630,000.00 元' },
      found: { text: '—' },
      difference: { text: '−2,663.00' },
      form: null,
    });
    expect(open.projects.at(-1)).toMatchObject({ state: '没有资金', form: 5 });
    expect(fine.every((row) => row.tone === 'fine')).toBe(true);
    // A few yuan of rounding are shown in yuan: they are no 0.00 万元.
    expect(fine.find((row) => row.name === '23年公益性岗位补贴')?.difference.text).toBe('+33.75 元');
  });

  it('follows what is mended: a form under another name is asked about, and taken away its project is without targets', () => {
    const renamed = liulin.forms.map((form) =>
      form.projectName === '维护费' ? { ...form, projectName: '设备保养' } : form,
    );
    expect(
      viewOf(renamed, liulin.budgetTables).open.projects.find((row) => row.name === '维护费'),
    ).toMatchObject({
      tone: 'ask',
      state: '可能是',
      about: '柳林县社会保险中心，目标表叫“设备保养”',
      form: 46,
    });
    const without = liulin.forms.filter((form) => form.projectName !== '维护费');
    expect(
      viewOf(without, liulin.budgetTables).open.projects.find((row) => row.name === '维护费'),
    ).toMatchObject({ state: '没有目标' });
  });

  it('marks 离石’s projects carried over, and is not there for 平罗, which prints forms alone', () => {
    const lishi = read('lishi');
    const { open } = viewOf(lishi.forms, lishi.budgetTables);
    expect(open.projects.filter((row) => row.about.includes('上年结转'))).toHaveLength(4);
    const pingluo = read('pingluo');
    expect(reconciliationView(pingluo.forms, pingluo.budgetTables)).toBeNull();
  });
});
