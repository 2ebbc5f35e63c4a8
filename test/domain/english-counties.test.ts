/** What is found in the three published documents, said in English: the audit, the reader, the reconciliation with the budget. */
import { describe, expect, it } from 'vitest';
import { AUDIT_RULES } from '../../domain/audit.ts';
import { readBudgetTables } from '../../domain/budget-tables.ts';
import { findingInEnglish } from '../../domain/english-findings.ts';
import { readForms, type Finding } from '../../domain/form.ts';
import { reconcile } from '../../domain/reconcile.ts';
import { allFindings, auditedCounty, COUNTIES } from './audit-seeds.ts';
import { documentOf } from './budget-truth.ts';

const HAN = /\p{Script=Han}/u;
/** Quoted is what is printed: names, targets, texts. A quotation may hold one. */
function withoutQuoted(text: string): string {
  const inner = text.replaceAll(/“[^“”]*”/g, '');
  return inner === text ? text : withoutQuoted(inner);
}
const figuresOf = (text: string): string[] => text.match(/\d+(?:\.\d+)?/g) ?? [];

const reconciled = (['liulin', 'lishi'] as const).flatMap((county) => {
  const document = documentOf(county);
  const { tables, findings } = readBudgetTables(document);
  const { forms } = readForms(document, { year: 2023 });
  return [...(reconcile(forms, tables)?.findings ?? []), ...findings];
});
const read = COUNTIES.flatMap((county) => auditedCounty(county).forms.flatMap(({ findings }) => findings));
const audited: Finding[] = allFindings().map(({ finding }) => finding);

describe.each([
  ['the audit', audited, 500],
  ['the reader', read, 30],
  ['the reconciliation', reconciled, 10],
])('%s in English', (_what, findings, least) => {
  it('holds no Chinese but what is quoted', () => {
    expect(findings.length).toBeGreaterThan(least);
    const left = findings.flatMap(({ message, remedy, where }) =>
      [message, remedy, where].flatMap((text) => {
        const said = text === '' ? '' : findingInEnglish(text);
        return said === null || HAN.test(withoutQuoted(said)) ? [`${text} → ${String(said)}`] : [];
      }),
    );
    expect([...new Set(left)]).toEqual([]);
  });

  it('keeps every figure of its sentences', () => {
    const lost = findings.flatMap(({ message }) => {
      const said = findingInEnglish(message) ?? '';
      const figures = figuresOf(said);
      const missing = figuresOf(message).filter((figure) => !figures.includes(figure));
      return missing.length > 0 ? [`${message} → ${said}`] : [];
    });
    expect(lost).toEqual([]);
  });
});

/** Rules that no finding of the three documents shows. */
const UNSEEN: Record<string, readonly (readonly [chinese: string, english: string])[]> = {
  'above-hundred': [
    ['“参保率”的指标值“120%”超过了 100%。', 'The target “120%” of “参保率” is more than 100%.'],
    ['请核对数值。', 'Please check the figure.'],
  ],
  'personal-data': [
    ['项目名称里有像是个人的姓名。', 'There is what looks like a person’s name in the project name.'],
    ['保证项目实施的制度、措施里有电话号码。', 'There is a telephone number in the section on measures.'],
    [
      '这一行指标里有像身份证号的数字。',
      'There is what looks like an identity number in this indicator’s line.',
    ],
  ],
  'reverse-rate-high': [
    ['“投诉率”越少越好，≦98%约束不了什么。', 'The less of “投诉率” the better; “≦98%” limits nothing.'],
    ['请核对方向和数值，如“≤2%”。', 'Please check direction and figure, as in “≤2%”.'],
  ],
  'text-missing': [
    ['立项依据、项目实施计划没有填写。', 'Not filled in: basis, plan.'],
    ['请补填。', 'Please fill it in.'],
  ],
  'two-targets-in-one': [
    [
      '“培训”的指标值“300人，5期”一格里有几个目标。',
      'The target “300人，5期” of “培训” holds several targets in one cell.',
    ],
    ['请拆成几个指标。', 'Please make several indicators of it.'],
  ],
};

describe('rules that the three documents do not show', () => {
  it('are said too', () => {
    const shown = new Set<string>(audited.map(({ rule }) => rule));
    const unseen = Object.keys(AUDIT_RULES).filter((rule) => !shown.has(rule));
    // Each with a sentence below, so that none goes without a twin unnoticed.
    expect(unseen.sort()).toEqual(Object.keys(UNSEEN).sort());
    for (const sentences of Object.values(UNSEEN)) {
      for (const [chinese, english] of sentences) expect(findingInEnglish(chinese)).toBe(english);
    }
  });
});
