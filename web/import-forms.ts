/**
 * A preview with the reader's edits: what each form would be, what still blocks it, what a commit would do. Pure. Edits are
 * kept by JSON pointer on the forms as they came (`/3/indicators/2/rawTarget`), so they are the patch that is sent.
 */
import type { Declaration, DeclaredIndicator, Finding } from '../domain/form.ts';
import { sumAmounts } from '../domain/money.ts';
import { type JudgedTarget, judgedTarget } from '../domain/target.ts';
import { parseTarget } from '../domain/target-text.ts';
import type { CommitBody, ImportAnswer } from '../server/contract.ts';
import type { Static } from 'typebox';
import { importWords } from './words/import.ts';

export type Edits = ReadonlyMap<string, string | number>;
export type Patch = NonNullable<Static<typeof CommitBody>['edits']>;
export type Effect = ImportAnswer['effect'][number];

export type FormField = 'projectName' | 'implementingUnit' | 'fiscalYear';
export type IndicatorField = 'name' | 'rawTarget';

export const formPath = (form: number, field: FormField): string => `/${form}/${field}`;
export const indicatorPath = (form: number, indicator: number, field: IndicatorField): string =>
  `/${form}/indicators/${indicator}/${field}`;

/** Longest texts that the server takes. */
const MAX_PROJECT_NAME = 180;

/** The form as edited; its targets are read again from their edited text, as the server will. */
export function editedForm(form: Declaration, index: number, edits: Edits): Declaration {
  const text = (field: 'projectName' | 'implementingUnit') => {
    const edit = edits.get(formPath(index, field));
    return edit === undefined ? form[field] : String(edit);
  };
  const year = edits.get(formPath(index, 'fiscalYear'));
  const fiscalYear = typeof year === 'number' ? year : form.fiscalYear;
  const indicators = form.indicators.map((row, line): DeclaredIndicator => {
    const name = edits.get(indicatorPath(index, line, 'name'));
    const raw = edits.get(indicatorPath(index, line, 'rawTarget'));
    if (name === undefined && raw === undefined && year === undefined) return row;
    const next = {
      ...row,
      name: name === undefined ? row.name : String(name),
      fullName: name === undefined ? row.fullName : String(name),
      rawTarget: raw === undefined ? row.rawTarget : String(raw),
    };
    const context = {
      level2: row.level2,
      name: next.fullName,
      ...(fiscalYear === null ? {} : { fiscalYear }),
    };
    return { ...next, target: parseTarget(next.rawTarget, context) };
  });
  return {
    ...form,
    projectName: text('projectName'),
    implementingUnit: text('implementingUnit'),
    fiscalYear,
    indicators,
  };
}

/** How the row would be judged; a form without a year is read as if of `today`'s. */
export function judgedRow(form: Declaration, row: DeclaredIndicator, today: string): JudgedTarget {
  return judgedTarget(row.target, {
    level1: row.level1,
    level2: row.level2,
    name: row.fullName,
    fiscalYear: form.fiscalYear ?? Number(today.slice(0, 4)),
  });
}

/** What the server would refuse, by JSON pointer. */
export function defectsOf(form: Declaration, index: number): Record<string, string> {
  const { defects } = importWords;
  const found: Record<string, string> = {};
  const name = form.projectName?.trim() ?? '';
  if (name === '' || name.length > MAX_PROJECT_NAME)
    found[formPath(index, 'projectName')] = defects.projectName;
  if (!form.implementingUnit?.trim()) found[formPath(index, 'implementingUnit')] = defects.implementingUnit;
  if (!Number.isInteger(form.fiscalYear)) found[formPath(index, 'fiscalYear')] = defects.fiscalYear;
  form.indicators.forEach((row, line) => {
    if (!row.name.trim()) found[indicatorPath(index, line, 'name')] = defects.name;
  });
  return found;
}

/** The edits as JSON Patch on the forms, then the skipped forms taken out, the last first so that indices hold. */
export function patchOf(forms: readonly Declaration[], edits: Edits, skipped: ReadonlySet<number>): Patch {
  const patch: Patch = [];
  for (const [path, value] of edits) {
    patch.push({ op: 'replace', path, value });
    // The full name is what targets are read with; a name that is put right is right in full.
    if (/\/indicators\/\d+\/name$/.test(path)) {
      patch.push({ op: 'replace', path: path.replace(/name$/, 'fullName'), value });
    }
  }
  for (let index = forms.length - 1; index >= 0; index -= 1) {
    if (skipped.has(index)) patch.push({ op: 'remove', path: `/${index}` });
  }
  return patch;
}

export interface FormView {
  index: number;
  form: Declaration;
  effect: Effect;
  skipped: boolean;
  defects: Record<string, string>;
  mustFix: number;
  confirm: number;
}

/** Every form with what is to be done about it, in the order of the document. */
export function formViews(answer: ImportAnswer, edits: Edits, skipped: ReadonlySet<number>): FormView[] {
  return answer.forms.map((original, index) => {
    const form = editedForm(original, index, edits);
    const defects = defectsOf(form, index);
    const open = openFindings(original, form);
    const ofSeverity = (severity: Finding['severity']) =>
      open.filter((finding) => finding.severity === severity).length;
    return {
      index,
      form,
      effect: answer.effect[index] ?? 'new',
      skipped: skipped.has(index),
      defects,
      mustFix: Math.max(ofSeverity('must_fix'), Object.keys(defects).length),
      confirm: ofSeverity('confirm'),
    };
  });
}

/** Findings about a row whose text was edited are answered; the rest stay. */
export function openFindings(original: Declaration, edited: Declaration): Finding[] {
  const answered = new Set<number>();
  original.indicators.forEach((row, line) => {
    const now = edited.indicators[line];
    if (now && (now.name !== row.name || now.rawTarget !== row.rawTarget)) answered.add(row.place.line);
  });
  const yearIsKnown = original.fiscalYear === null && edited.fiscalYear !== null;
  return original.findings.filter(
    (finding) =>
      !(finding.place && answered.has(finding.place.line)) &&
      !(yearIsKnown && finding.rule === 'fiscal-year-not-printed'),
  );
}

/** By gravity: what must be mended, what is to be confirmed, what can go in; what is there already comes last. */
export function byGravity(views: readonly FormView[]): FormView[] {
  const gravity = ({ effect, skipped, mustFix, confirm }: FormView) => {
    if (skipped) return 5;
    if (effect === 'unchanged') return 4;
    if (mustFix > 0) return 0;
    if (effect === 'changed') return 1;
    return confirm > 0 ? 2 : 3;
  };
  return [...views].sort((a, b) => gravity(a) - gravity(b) || a.index - b.index);
}

/** Whether the form stops the commit: the server takes all forms or none. */
export const isBlocked = ({ defects, skipped }: FormView): boolean =>
  !skipped && Object.keys(defects).length > 0;

export interface Totals {
  forms: number;
  blocked: number;
  indicators: number;
  understood: number;
  mustFix: number;
  confirm: number;
  /** Yuan. */
  money: string;
  effect: Record<Effect, number>;
  /** What a commit would put in. */
  commit: { projects: number; indicators: number };
}

export function totalsOf(views: readonly FormView[], today: string): Totals {
  const kept = views.filter(({ skipped }) => !skipped);
  const fresh = kept.filter(({ effect }) => effect === 'new');
  const subjects = ({ form }: FormView) => form.indicators.filter(({ judged }) => judged);
  const count = (name: Effect) => kept.filter(({ effect }) => effect === name).length;
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    forms: views.length,
    blocked: kept.filter(isBlocked).length,
    indicators: sum(views.map((view) => subjects(view).length)),
    understood: sum(
      views.map(
        (view) => subjects(view).filter((row) => judgedRow(view.form, row, today).measure !== 'none').length,
      ),
    ),
    mustFix: sum(kept.map(({ mustFix }) => mustFix)),
    confirm: sum(kept.map(({ confirm }) => confirm)),
    money: sumAmounts(views.flatMap(({ form }) => form.annualTotal ?? [])),
    effect: { new: count('new'), unchanged: count('unchanged'), changed: count('changed') },
    commit: { projects: fresh.length, indicators: sum(fresh.map((view) => subjects(view).length)) },
  };
}

export interface SheetRow {
  line: number;
  /** Index into the form's indicators. */
  at: number;
  row: DeclaredIndicator;
  judged: JudgedTarget;
  /** The other scope's printed value, where it says something else. */
  pairValue: string | null;
  findings: Finding[];
}

/** The rows to show: each indicator once, a paired row of the other scope beside its partner. */
export function sheetRows(view: FormView, original: Declaration, today: string): SheetRow[] {
  const { form } = view;
  const open = openFindings(original, form);
  return form.indicators.flatMap((row, at): SheetRow[] => {
    const pair = row.pairedWith === null ? null : (form.indicators[row.pairedWith] ?? null);
    if (pair !== null && !row.judged && pair.judged) return [];
    return [
      {
        line: row.place.line,
        at,
        row,
        judged: judgedRow(form, row, today),
        pairValue: pair !== null && pair.rawTarget !== row.rawTarget ? pair.rawTarget : null,
        findings: open.filter((finding) => {
          const line = finding.place?.line;
          return line === row.place.line || (pair !== null && line === pair.place.line);
        }),
      },
    ];
  });
}

/** Findings about the form that stand at no shown row. */
export function headFindings(view: FormView, original: Declaration, rows: readonly SheetRow[]): Finding[] {
  const shown = new Set(rows.flatMap(({ findings }) => findings));
  return openFindings(original, view.form).filter((finding) => !shown.has(finding));
}

/** The printed lines of a form, numbered from 1 as the document counts them. */
export function sourceLines(form: Declaration, lines: readonly string[]): { number: number; text: string }[] {
  return form.source.flatMap(({ from, to }) =>
    lines
      .slice(from.line - 1, to.line)
      .map((text, offset) => ({ number: from.line + offset, text: text.replaceAll('\t', '  ').trim() })),
  );
}
