/**
 * A preview with the reader's edits: what each form would be, what still blocks it, what a commit would do. Pure. Edits are
 * kept by JSON pointer on the forms as they came (`/3/indicators/2/rawTarget`), so they are the patch that is sent.
 */
import { isAuditRule, type AuditFinding, type AuditResult, type AuditScore } from '../domain/audit.ts';
import type { Declaration, DeclaredIndicator, Finding, FundingParts } from '../domain/form.ts';
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
/** Texts of the head that a finding's remedy may put right. */
const MENDED_TEXTS = ['departmentCode', 'goalAnnual'] as const;
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
  const mended = Object.fromEntries(
    MENDED_TEXTS.flatMap((field) => {
      const edit = edits.get(`/${index}/${field}`);
      return edit === undefined ? [] : [[field, String(edit)]];
    }),
  );
  return {
    ...form,
    ...mended,
    projectName: text('projectName'),
    implementingUnit: text('implementingUnit'),
    fiscalYear,
    funding: editedFunding(form.funding, index, edits),
    indicators,
  };
}

function editedFunding(funding: Declaration['funding'], index: number, edits: Edits): Declaration['funding'] {
  if (funding.annual === null) return funding;
  const annual: FundingParts = { ...funding.annual };
  let isEdited = false;
  for (const part of Object.keys(annual) as (keyof FundingParts)[]) {
    const edit = edits.get(`/${index}/funding/annual/${part}`);
    if (edit === undefined) continue;
    annual[part] = String(edit);
    isEdited = true;
  }
  return isEdited ? { ...funding, annual } : funding;
}

/**
 * The forms as edited, with what the reader still finds in them; the audit's findings are not among them. A form is the same
 * object as before as long as nothing about it was edited, so that it need not be judged again.
 */
export function formEditor(): (forms: readonly Declaration[], edits: Edits) => Declaration[] {
  let known: { original: Declaration; edits: string; form: Declaration }[] = [];
  return (forms, edits) => {
    const byForm = new Map<string, [string, string | number][]>();
    for (const edit of edits) {
      const index = edit[0].split('/', 2)[1] ?? '';
      byForm.set(index, [...(byForm.get(index) ?? []), edit]);
    }
    known = forms.map((original, index) => {
      const own = JSON.stringify(byForm.get(String(index)) ?? []);
      const before = known[index];
      if (before?.original === original && before.edits === own) return before;
      const form = editedForm(original, index, edits);
      const reading = openFindings(original, form).filter(({ rule }) => !isAuditRule(rule));
      return { original, edits: own, form: { ...form, findings: reading } };
    });
    return known.map(({ form }) => form);
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

/** What a committed import did with its forms: the patch, read back. */
export function draftOfPatch(patch: Patch): { edits: Edits; skipped: ReadonlySet<number> } {
  const edits = new Map<string, string | number>();
  const skipped = new Set<number>();
  for (const { op, path, value } of patch) {
    if (op === 'remove' && /^\/\d+$/.test(path)) skipped.add(Number(path.slice(1)));
    if (op === 'replace' && !path.endsWith('/fullName') && ['string', 'number'].includes(typeof value)) {
      edits.set(path, value as string | number);
    }
  }
  return { edits, skipped };
}

export interface FormView {
  index: number;
  form: Declaration;
  effect: Effect;
  skipped: boolean;
  defects: Record<string, string>;
  /** What is open: found and not waived. */
  findings: readonly Finding[];
  waived: readonly AuditFinding[];
  mustFix: number;
  confirm: number;
  /** Null until it was audited. */
  score: AuditScore | null;
}

/**
 * Every form with what is to be done about it, in the order of the document.
 * @param audit of the forms as edited; without it the findings that came with them count
 * @param forms as edited, where they are at hand
 */
export function formViews(
  answer: ImportAnswer,
  edits: Edits,
  skipped: ReadonlySet<number>,
  audit: AuditResult | null = null,
  forms: readonly Declaration[] = answer.forms.map((form, index) => editedForm(form, index, edits)),
): FormView[] {
  return answer.forms.map((original, index) => {
    const form = forms[index] ?? original;
    const defects = defectsOf(form, index);
    const open = openFindings(original, form);
    const audited = audit?.forms[index];
    const findings = audited
      ? [
          ...open.filter(({ rule }) => !isAuditRule(rule)),
          ...audited.findings.filter(({ waived }) => waived === undefined),
        ]
      : open;
    const ofSeverity = (severity: Finding['severity']) =>
      findings.filter((finding) => finding.severity === severity).length;
    return {
      index,
      form,
      effect: answer.effect[index] ?? 'new',
      skipped: skipped.has(index),
      defects,
      findings,
      waived: audited?.findings.filter(({ waived }) => waived !== undefined) ?? [],
      mustFix: Math.max(ofSeverity('must_fix'), Object.keys(defects).length),
      confirm: ofSeverity('confirm'),
      score: audited?.score ?? null,
    };
  });
}

/** Findings about a row whose text was edited are answered; the rest stay. */
function openFindings(original: Declaration, edited: Declaration): Finding[] {
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
  waived: AuditFinding[];
}

/** The rows to show: each indicator once, a paired row of the other scope beside its partner. */
export function sheetRows(view: FormView, today: string): SheetRow[] {
  const { form, index } = view;
  return form.indicators.flatMap((row, at): SheetRow[] => {
    const pair = row.pairedWith === null ? null : (form.indicators[row.pairedWith] ?? null);
    if (pair !== null && !row.judged && pair.judged) return [];
    const isAbout = ({ cell, place }: Finding): boolean => {
      if (cell !== undefined) {
        const line = /^\/\d+\/indicators\/(\d+)(?:\/|$)/.exec(cell)?.[1];
        return (
          cell.startsWith(`/${index}/`) && line !== undefined && [at, row.pairedWith].includes(Number(line))
        );
      }
      return place !== null && (place.line === row.place.line || place.line === pair?.place.line);
    };
    return [
      {
        line: row.place.line,
        at,
        row,
        judged: judgedRow(form, row, today),
        pairValue: pair !== null && pair.rawTarget !== row.rawTarget ? pair.rawTarget : null,
        findings: view.findings.filter(isAbout),
        waived: view.waived.filter(isAbout),
      },
    ];
  });
}

/** Findings about the form that stand at no shown row. */
export function headFindings<F extends Finding>(findings: readonly F[], shown: readonly F[]): F[] {
  const inRows = new Set(shown);
  return findings.filter((finding) => !inRows.has(finding));
}

/** The printed lines of a form, numbered from 1 as the document counts them. */
export function sourceLines(form: Declaration, lines: readonly string[]): { number: number; text: string }[] {
  return form.source.flatMap(({ from, to }) =>
    lines
      .slice(from.line - 1, to.line)
      .map((text, offset) => ({ number: from.line + offset, text: text.replaceAll('\t', '  ').trim() })),
  );
}
