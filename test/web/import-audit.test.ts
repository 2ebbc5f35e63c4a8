/** The audit in the preview: mended in the browser by the domain's own code, waived, grouped and marked. */
import { describe, expect, it } from 'vitest';
import { auditor, auditForms, DEFAULT_SCHEME, documentScore } from '../../domain/audit.ts';
import { readForms } from '../../domain/form.ts';
import type { ImportAnswer } from '../../server/contract.ts';
import text from '../../db/demo/declarations/liulin.txt?raw';
import { editsOfFix, editsOfForm, groupsOf, markedParts } from '../../web/import-audit.ts';
import { audit as english } from '../../web/words/en/import/audit.ts';
import { importWords } from '../../web/words/import.ts';
import { draftOfPatch, type Edits, formEditor, formViews, patchOf } from '../../web/import-forms.ts';

const rows = text.split(/\r?\n/).map((line, index) => ({
  place: { line: index + 1 },
  cells: line.split('\t').map((cell) => cell.trim()),
}));
const { forms } = readForms({ aligned: true, rows }, { year: 2023 });
const answer = { forms, effect: forms.map(() => 'new') } as unknown as ImportAnswer;
const NONE: Edits = new Map();
const NOBODY = new Set<number>();

/** As the page: the edited forms, judged. */
const edit = formEditor();
const judge = auditor();
function viewsWith(edits: Edits, skipped = NOBODY) {
  const edited = edit(forms, edits);
  return formViews(answer, edits, skipped, judge(edited, { leftOut: skipped }), edited);
}
const before = viewsWith(NONE);

describe('a remedy', () => {
  const withFix = before.flatMap((view) =>
    view.findings.filter(({ fix }) => fix !== undefined).map((finding) => ({ view, finding })),
  );

  it('takes its finding away and puts no graver one in its place, for each that the county’s forms have', () => {
    expect(withFix.length).toBeGreaterThan(90);
    const others: string[] = [];
    for (const { view, finding } of withFix) {
      const after = viewsWith(new Map(editsOfFix(view.form, finding)))[view.index]!;
      const same = after.findings.some(({ rule, cell }) => rule === finding.rule && cell === finding.cell);
      // What is said of the mended target may be for information; nothing new has to be mended or confirmed.
      if (same || after.mustFix > view.mustFix || after.confirm > view.confirm) {
        others.push(`${finding.rule} ${finding.cell} ${finding.message} ${JSON.stringify(finding.fix)}`);
      }
    }
    expect(others).toEqual([]);
  });

  it('brings a form and the document up when all of it is taken', () => {
    const edits = new Map(before.flatMap((view) => [...editsOfForm(view)]));
    const scoreOf = (views: typeof before) => documentScore(views.map(({ score }) => score!))!.total;
    expect(scoreOf(viewsWith(edits))).toBeGreaterThan(scoreOf(before) + 1);
  });
});

describe('a form that was not edited', () => {
  it('stays the same object, so that it is not judged again; the answers are those of a whole audit', () => {
    const editor = formEditor();
    const first = editor(forms, NONE);
    const edits: Edits = new Map([['/2/indicators/8/rawTarget', '2023年10月前']]);
    const second = editor(forms, edits);
    expect(second.filter((form, index) => form !== first[index])).toHaveLength(1);
    const again = auditor();
    again(first);
    expect(again(second)).toEqual(auditForms(second));
  });
});

describe('the groups', () => {
  const groups = groupsOf(before);
  it('go by gravity, then by count, and miss no finding', () => {
    const gravity = groups.map(({ severity }) => ['must_fix', 'confirm', 'info'].indexOf(severity));
    expect(gravity).toEqual([...gravity].sort((a, b) => a - b));
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(
      before.reduce((sum, { findings }) => sum + findings.length, 0),
    );
    for (const { count, forms: places } of groups) {
      expect(places.reduce((sum, place) => sum + place.count, 0)).toBe(count);
    }
  });
  it('leave out what does not come in', () => {
    const skipped = new Set([0]);
    expect(groupsOf(viewsWith(NONE, skipped)).flatMap((group) => group.forms)).not.toContainEqual(
      expect.objectContaining({ index: 0 }),
    );
  });
});

describe('what is underlined', () => {
  const finding = (cell: string, value?: string) =>
    ({
      severity: 'confirm',
      cell,
      ...(value !== undefined && { fix: [{ op: 'replace', path: cell, value }] }),
    }) as never;
  it.each([
    ['12023年10月', '2023年10月前', '1'],
    ['992023年12月31日前', '2023年12月31日前', '99'],
    ['98%满足', '98%', '满足'],
    ['≥100%', '100%', '≥'],
    ['正常', undefined, '正常'],
    ['98', '98%', '98'],
  ])('of %s, mended to %s, is %s', (printed, mended, marked) => {
    const parts = markedParts(printed, '/0/x', [finding('/0/x', mended), finding('/0/other')]);
    expect(parts.map((part) => part.text).join('')).toBe(printed);
    expect(parts.flatMap((part) => (part.severity === null ? [] : part.text)).join('')).toBe(marked);
  });
});

it('a commit’s patch is read back as the draft that it was', () => {
  const edits: Edits = new Map<string, string | number>([
    ['/1/indicators/0/name', '设备验收合格率'],
    ['/1/fiscalYear', 2023],
  ]);
  const skipped = new Set([0, 3]);
  expect(draftOfPatch(patchOf(forms, edits, skipped))).toEqual({ edits, skipped });
});

it('the default scheme says in English too where it comes from', () => {
  expect(english.score.origin(DEFAULT_SCHEME.origin)).not.toMatch(/\p{Script=Han}/u);
});

it('every rule of the county’s findings has a heading, in both languages', () => {
  const { heading } = importWords.audit;
  for (const { rule } of groupsOf(before)) {
    expect(heading(rule), rule).toMatch(/\p{Script=Han}/u);
    expect(english.heading(rule), rule).toMatch(/[a-z]{3}/);
  }
});
