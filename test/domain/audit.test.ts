import { describe, expect, it } from 'vitest';
import {
  AUDIT_RULES,
  auditForms,
  auditor,
  DEFAULT_SCHEME,
  documentScore,
  ORIGINS,
  type AuditRuleName,
} from '../../domain/audit.ts';
import { personalDataIn } from '../../domain/audit-persons.ts';
import { DIMENSION_OF } from '../../domain/audit-rules.ts';
import { CASES } from './audit-cases.ts';
import { declared } from './audit-forms.ts';

/** Of a mobile's shape, and nobody's: put together here so that none stands in the project. */
const MOBILE = `13${'0'.repeat(9)}`;

const rules = Object.keys(AUDIT_RULES) as AuditRuleName[];
const foundIn = (forms: Parameters<typeof auditForms>[0]) =>
  auditForms(forms).forms.flatMap(({ findings }) => findings);

describe('the rules of the audit', () => {
  it('have nothing to say about a form in order, which gets full points', () => {
    const { forms } = auditForms([declared()]);
    expect(forms[0]?.findings).toEqual([]);
    expect(forms[0]?.score).toMatchObject({ total: 100, grade: '优', deductions: [] });
  });

  it.each(rules)('%s is found where it is and left where it is not', (name) => {
    const { found, left } = CASES[name];
    const hit = foundIn(found).find(({ rule }) => rule === name);
    expect(hit, 'found').toMatchObject({
      severity: AUDIT_RULES[name].severity,
      part: AUDIT_RULES[name].part,
    });
    expect(hit?.cell, 'cell').toMatch(/^\/\d+(\/|$)/);
    expect(hit?.message.length, 'message').toBeGreaterThan(5);
    expect(hit?.remedy, 'remedy').not.toBe('');
    const wrong = foundIn(left).filter(({ rule }) => rule === name);
    expect(wrong, 'left').toEqual([]);
  });

  it('never keep a form out, and each says where it comes from in a sentence', () => {
    for (const { severity, origin, explanation, part } of Object.values(AUDIT_RULES)) {
      expect(['confirm', 'info']).toContain(severity);
      expect(Object.keys(ORIGINS)).toContain(origin);
      expect(Object.keys(DIMENSION_OF)).toContain(part);
      expect(explanation).toMatch(/。$/);
    }
  });
});

describe('a finding of the audit', () => {
  it('points at the cell, and its fix at what one click puts there', () => {
    const forms = [
      declared(),
      declared({ projectName: '另一个项目', row: ['质量指标', '发放准确率', '≥100%'] }),
    ];
    const finding = foundIn(forms).find(({ rule }) => rule === 'at-least-hundred');
    const at = forms[1]?.indicators.findIndex(({ rawTarget, judged }) => judged && rawTarget === '≥100%');
    expect(finding?.cell).toBe(`/1/indicators/${at}/rawTarget`);
    expect(finding?.fix).toEqual([{ op: 'replace', path: finding?.cell, value: '100%' }]);
  });

  it.each([
    ['时效指标', '投入使用时间', '992023年12月31日前', '2023年12月31日前'],
    ['社会效益指标', '运转保障度', '98%保障', '98%'],
    ['时效指标', '按时完成率', '≥98按时完成', '≥98%'],
    ['社会效益指标', '参保率', '提高95%', '≥95%'],
    ['时效指标', '目标完成年度', '2023年', '2023年12月31日前'],
    ['数量指标', '培训人数', '≤450人', '≥450人'],
    ['数量指标', '补贴人数（人）', '472', '472人'],
    ['质量指标', '发放准确度', '及时%', '及时'],
  ])('offers what it would be: %s %s %s → %s', (level2, name, raw, becomes) => {
    const fixes = foundIn([declared({ row: [level2, name, raw] })]).flatMap(({ fix }) => fix ?? []);
    expect(fixes.map(({ value }) => value)).toContain(becomes);
  });

  it('does not judge a target that the reader could not read', () => {
    const found = foundIn([declared({ row: ['时效指标', '补贴发放时间', '定性'] })]);
    expect(found.filter(({ cell }) => cell.endsWith('rawTarget'))).toEqual([]);
  });

  it('links a target that two projects promise', () => {
    const forms = [declared(), declared({ projectName: '县级配套' })];
    const link = foundIn(forms).find(({ rule }) => rule === 'same-target-two-funds');
    const at = forms[0]?.indicators.findIndex(({ judged }) => judged);
    expect(link?.sameAs).toBe(`/0/indicators/${at}`);
  });

  it('names the figures of 1500元/月 × 472人 × 12 beside 850万元', () => {
    const form = declared({
      annualTotal: '8500000.00',
      rows: [
        ['数量指标', '公益性岗位人员社会保险补贴人数（人）', '472'],
        ['成本指标', '社会保险补贴人均标准', '1500元/月'],
      ],
    });
    const finding = foundIn([form]).find(({ rule }) => rule === 'standard-times-people');
    expect(finding?.message).toBe(
      '1,500 元 × 472 人 × 12 = 849.60 万元，比年度资金 850.00 万元少 4,000 元。',
    );
  });
});

describe('personal data', () => {
  it.each([
    [`联系电话${MOBILE}`, '电话号码'],
    ['电话 0358-4000000', '电话号码'],
    ['110101199001010010', '像身份证号的数字'],
    ['经办人：王某某', '姓名'],
  ])('%s', (text, what) => {
    expect(personalDataIn(text)).toBe(what);
  });

  it.each([
    '6514297.4元',
    '晋社保函〔2022〕55号',
    '20230526164115',
    '负责人签字',
    '高校毕业生生活补助',
    '联系人和电话',
  ])('%s is none', (text) => {
    expect(personalDataIn(text, true)).toBeNull();
  });

  it('is never printed in the message', () => {
    const found = foundIn([declared({ overview: `经办人：李某某 ${MOBILE}，需60万元。` })]);
    const said = found
      .filter(({ rule }) => rule === 'personal-data')
      .map((finding) => JSON.stringify(finding));
    expect(said).toHaveLength(1);
    expect(said.join()).not.toContain('李某某');
    expect(said.join()).not.toContain(MOBILE);
  });
});

describe('waivers', () => {
  const forms = [declared({ row: ['质量指标', '发放准确率', '≥100%'] })];
  const [finding] = foundIn(forms);
  const at = { rule: finding?.rule ?? '', cell: finding?.cell ?? '' };

  it('keep the finding, marked, and give its points back', () => {
    const before = auditForms(forms).forms[0]?.score;
    const { forms: after, refusedWaivers } = auditForms(forms, {
      waivers: [{ ...at, reason: '省级考核口径就是这样' }],
    });
    expect(refusedWaivers).toEqual([]);
    expect(after[0]?.findings[0]).toMatchObject({ ...at, waived: { reason: '省级考核口径就是这样' } });
    expect(before?.total).toBe(97);
    expect(after[0]?.score).toMatchObject({ total: 100, deductions: [] });
  });

  it.each([
    [{ ...at, reason: '  ' }, '理由'],
    [{ ...at, reason: '无' }, '理由'],
    [{ ...at, rule: 'no-such-rule', reason: '政策规定如此' }, '没有'],
    [{ ...at, cell: '/0/plan', reason: '政策规定如此' }, '没有这条规则的问题'],
  ])('are refused: %o', (waiver, why) => {
    const result = auditForms(forms, { waivers: [waiver] });
    expect(result.refusedWaivers[0]?.waiver).toEqual(waiver);
    expect(result.refusedWaivers[0]?.reason).toContain(why);
    expect(result.forms[0]?.findings.some(({ waived }) => waived)).toBe(false);
    expect(result.forms[0]?.score.total).toBe(97);
  });
});

describe('the score', () => {
  it('adds up to 20, 30, 30 and 20, and says that it is no law', () => {
    const { score } = auditForms([declared()]).forms[0] ?? {};
    expect(score?.dimensions).toEqual([
      { name: '完整性', full: 20, points: 20 },
      { name: '相关性', full: 30, points: 30 },
      { name: '适当性', full: 30, points: 30 },
      { name: '可行性', full: 20, points: 20 },
    ]);
    expect(score?.origin).toBe(DEFAULT_SCHEME.origin);
    expect(DEFAULT_SCHEME.origin).toContain('未核到原文');
  });

  it('loses exactly what its deductions name, and no part goes below nothing', () => {
    const names = ['甲', '乙', '丙', '丁', '戊', '己'];
    const rows = names.map((name) => ['时效指标', `${name}项发放及时性`, '及时'] as const);
    const { score } = auditForms([declared({ rows })]).forms[0] ?? {};
    const lost = score?.deductions.reduce((sum, { points }) => sum + points, 0) ?? 0;
    expect(100 - lost).toBe(score?.total);
    const clear = score?.parts.find(({ name }) => name === '明确清晰');
    expect(clear).toEqual({ name: '明确清晰', full: 10, points: 0 });
    const named = score?.deductions.filter(({ part }) => part === '明确清晰').map(({ points }) => points);
    expect(named).toEqual([3, 3, 3, 1]);
  });

  it('follows another scheme: points, cost and grades', () => {
    const scheme = {
      ...DEFAULT_SCHEME,
      cost: { must_fix: 50, confirm: 8, info: 0 },
      grades: [
        { name: '合格', from: 95, meaning: '通过' },
        { name: '不合格', from: 0, meaning: '退回' },
      ],
    };
    const form = declared({ row: ['质量指标', '发放准确率', '≥100%'] });
    const { score } = auditForms([form], { scheme }).forms[0] ?? {};
    expect(score).toMatchObject({ total: 92, grade: '不合格', meaning: '退回' });
  });

  it('counts what the reader found missing, once', () => {
    const missing = {
      rule: 'target-missing',
      severity: 'must_fix',
      where: '第 21 行',
      place: { line: 21 },
      message: '没有指标值。',
      remedy: '请补填。',
    } as const;
    const { findings, score } = auditForms([declared({ findings: [missing] })]).forms[0] ?? {};
    expect(findings).toEqual([]);
    expect(score?.total).toBe(95);
    expect(score?.deductions).toEqual([
      { part: '明确清晰', points: 5, rule: 'target-missing', cell: null, message: '没有指标值。' },
    ]);
  });
});

describe('an audit while a document is mended', () => {
  const wrong = declared({ projectName: '另一个项目', row: ['质量指标', '发放准确率', '≥100%'] });
  const bare = declared({ projectName: '第三个项目', row: ['质量指标', '合格率', '≥100%'] });
  it('says what a new one would, after a row, a head and the forms left out were changed', () => {
    const again = auditor();
    const renamed = { ...bare, department: '县财政局', departmentCode: '999' };
    for (const [forms, leftOut] of [
      [[declared(), wrong, bare], []],
      [[declared(), declared({ projectName: '另一个项目' }), bare], []],
      [[declared(), declared({ projectName: '另一个项目' }), renamed], []],
      [[declared(), wrong, renamed], [0]],
    ] as const) {
      const options = { leftOut: new Set(leftOut) };
      expect(again(forms, options)).toEqual(auditForms(forms, options));
    }
  });

  it('does not let a form that is left out be waived or be a neighbour', () => {
    const twins = [declared(), declared()];
    const names = (leftOut: number[]) =>
      auditForms(twins, { leftOut: new Set(leftOut) }).forms[1]?.findings.map(({ rule }) => rule);
    expect(names([])).toContain('project-name-twice');
    expect(names([0])).not.toContain('project-name-twice');
    const waivers = [{ rule: 'at-least-hundred', cell: '/0/indicators/0/rawTarget', reason: '上级下达' }];
    expect(auditForms([wrong], { waivers, leftOut: new Set([0]) }).refusedWaivers).toHaveLength(1);
  });

  it('scores a document by the mean of its forms, with the grade of the scheme', () => {
    const scores = auditForms([declared(), wrong]).forms.map(({ score }) => score);
    const total = (scores[0]!.total + scores[1]!.total) / 2;
    expect(documentScore(scores)).toMatchObject({
      total,
      grade: '优',
      grades: [{ name: '优', forms: 2 }, {}, {}, {}],
    });
    expect(documentScore([])).toBeNull();
  });
});
