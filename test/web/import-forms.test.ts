import { describe, expect, it } from 'vitest';
import type { Declaration, DeclaredIndicator, Finding } from '../../domain/form.ts';
import { parseTarget } from '../../domain/target-text.ts';
import type { ImportAnswer } from '../../server/contract.ts';
import {
  type Edits,
  byGravity,
  defectsOf,
  editedForm,
  formViews,
  headFindings,
  judgedRow,
  patchOf,
  sheetRows,
  sourceLines,
  totalsOf,
} from '../../web/import-forms.ts';

const TODAY = '2023-07-31';
const NONE: Edits = new Map();

function indicator(
  line: number,
  name: string,
  rawTarget: string | null,
  change: Partial<DeclaredIndicator> = {},
) {
  return {
    scope: 'annual',
    level1: '产出指标',
    level2: '质量指标',
    level2Code: null,
    name,
    fullName: name,
    rawTarget,
    target: parseTarget(rawTarget, { level2: '质量指标', name, fiscalYear: 2023 }),
    pairedWith: null,
    judged: true,
    place: { line },
    ...change,
  } satisfies DeclaredIndicator;
}
function form(change: Partial<Declaration> = {}): Declaration {
  return {
    layout: 'shanxi-application',
    projectName: '购置办公设备',
    implementingUnit: '劳动保障监察综合行政执法队',
    department: '人力资源和社会保障局',
    departmentCode: '051',
    fiscalYear: 2023,
    attribute: null,
    duration: null,
    annualTotal: '64000.00',
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
    source: [{ from: { line: 1 }, to: { line: 2 } }],
    ...change,
  };
}
const finding = (line: number | null, severity: Finding['severity'] = 'must_fix'): Finding => ({
  rule: 'not-understood',
  severity,
  where: line === null ? '' : `第 ${line} 行`,
  place: line === null ? null : { line },
  message: '没看懂。',
  remedy: '请改。',
});
function answer(forms: Declaration[], effect: ImportAnswer['effect'] = forms.map(() => 'new')): ImportAnswer {
  return {
    id: 'import',
    filename: '申报表.txt',
    status: 'preview',
    forms,
    budgetTables: [],
    findings: [],
    effect,
    standing: forms.map(() => null),
    lines: ['项目\t购置办公设备', '指标\t验收合格率'],
    recordedAt: '2023-07-31T14:02:00+08:00',
  };
}

describe('a mended target', () => {
  const original = form({ indicators: [indicator(5, '验收合格率', '正常')], findings: [finding(5)] });
  const edits: Edits = new Map([['/0/indicators/0/rawTarget', '≥98%']]);
  it('is read again at once, and its finding is answered', () => {
    const edited = editedForm(original, 0, edits);
    expect(judgedRow(edited, edited.indicators[0]!, TODAY)).toMatchObject({ measure: 'level', value: '98' });
    const [view] = formViews(answer([original]), edits, new Set());
    expect(view).toMatchObject({ mustFix: 0, effect: 'new' });
    expect(sheetRows(view!, TODAY)[0]?.findings).toEqual([]);
  });
  it('leaves what came from the server as it was', () => {
    editedForm(original, 0, edits);
    expect(original.indicators[0]?.rawTarget).toBe('正常');
  });
});

describe('what is sent', () => {
  it('is the patch on the forms as they came, a skipped form taken out last and from the end', () => {
    const forms = [form(), form({ indicators: [indicator(5, '购置设备', '100%')] }), form()];
    const edits: Edits = new Map<string, string | number>([
      ['/1/indicators/0/name', '设备验收合格率'],
      ['/0/fiscalYear', 2023],
    ]);
    expect(patchOf(forms, edits, new Set([0, 2]))).toEqual([
      { op: 'replace', path: '/1/indicators/0/name', value: '设备验收合格率' },
      { op: 'replace', path: '/1/indicators/0/fullName', value: '设备验收合格率' },
      { op: 'replace', path: '/0/fiscalYear', value: 2023 },
      { op: 'remove', path: '/2' },
      { op: 'remove', path: '/0' },
    ]);
  });
  it('is stopped by what the server would refuse', () => {
    expect(Object.keys(defectsOf(form({ projectName: ' ', fiscalYear: null }), 3))).toEqual([
      '/3/projectName',
      '/3/fiscalYear',
    ]);
    const named = editedForm(form({ projectName: null }), 3, new Map([['/3/projectName', '办公用品']]));
    expect(defectsOf(named, 3)).toEqual({});
  });
});

describe('the preview', () => {
  const clean = form({ projectName: '可入库' });
  const broken = form({ projectName: '必改', findings: [finding(null)] });
  const asked = form({ projectName: '确认', findings: [finding(null, 'confirm')] });
  const there = form({ projectName: '已在库' });
  const views = formViews(
    answer([clean, there, asked, broken], ['new', 'unchanged', 'new', 'new']),
    NONE,
    new Set(),
  );
  it('lists what must be mended first and what is there already last', () => {
    expect(byGravity(views).map(({ form: { projectName } }) => projectName)).toEqual([
      '必改',
      '确认',
      '可入库',
      '已在库',
    ]);
  });
  it('counts what a commit would put in, without what is skipped or there', () => {
    const forms = [
      form({ indicators: [indicator(5, '合格率', '≥95%'), indicator(6, '工作', null)] }),
      form({ indicators: [indicator(5, '合格率', '≥95%')] }),
    ];
    const totals = totalsOf(formViews(answer(forms), NONE, new Set([1])), TODAY);
    expect(totals).toMatchObject({ indicators: 3, understood: 2, money: '128000.00' });
    expect(totals.commit).toEqual({ projects: 1, indicators: 2 });
  });
  it('shows each indicator once, the other scope’s value where it differs, and loses no finding', () => {
    const paired = form({
      indicators: [
        indicator(5, '合格率', '≥95%', { pairedWith: 1 }),
        indicator(9, '合格率', '≥90%', { scope: 'period', judged: false, pairedWith: 0 }),
      ],
      findings: [finding(9), finding(1, 'confirm'), finding(null, 'info')],
    });
    const [view] = formViews(answer([paired]), NONE, new Set());
    const rows = sheetRows(view!, TODAY);
    expect(rows.map(({ line, pairValue, findings }) => [line, pairValue, findings.length])).toEqual([
      [5, '≥90%', 1],
    ]);
    const shown = rows.flatMap(({ findings }) => findings);
    expect(headFindings(view!.findings, shown)).toHaveLength(2);
  });
  it('quotes the printed lines by their numbers', () => {
    expect(sourceLines(form(), ['项目\t购置办公设备', '指标'])).toEqual([
      { number: 1, text: '项目  购置办公设备' },
      { number: 2, text: '指标' },
    ]);
  });
});
