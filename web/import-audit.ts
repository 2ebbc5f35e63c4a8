/** The audit in the preview: what its findings share, what their remedies change, and which characters they mean. Pure. */
import { isAuditRule, type Waiver } from '../domain/audit.ts';
import type { Declaration, Finding, Severity } from '../domain/form.ts';
import type { FormView } from './import-forms.ts';

/** Findings of one rule over all forms that come in. */
export interface FindingGroup {
  rule: string;
  severity: Severity;
  count: number;
  /** How many of them one click puts right. */
  fixable: number;
  /** Of the first, for a rule without a heading. */
  message: string;
  forms: { index: number; name: string | null; count: number }[];
}

const GRAVITY: Readonly<Record<Severity, number>> = { must_fix: 0, confirm: 1, info: 2 };

/** Gravest first, then the most frequent. Forms that are left out or stand already have nothing to be done. */
export function groupsOf(views: readonly FormView[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const { index, form, findings, skipped, effect } of views) {
    if (skipped || effect === 'unchanged') continue;
    for (const { rule, severity, message, fix } of findings) {
      const key = `${severity} ${rule}`;
      const group = groups.get(key) ?? { rule, severity, count: 0, fixable: 0, message, forms: [] };
      groups.set(key, group);
      group.count += 1;
      if (fix !== undefined) group.fixable += 1;
      const last = group.forms[group.forms.length - 1];
      if (last?.index === index) last.count += 1;
      else group.forms.push({ index, name: form.projectName, count: 1 });
    }
  }
  return [...groups.values()].sort((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity] || b.count - a.count);
}

/** The audit's findings can be waived; what the reader could not read cannot. */
export const isWaivable = ({ rule, cell }: Finding): boolean => cell !== undefined && isAuditRule(rule);

export const isAboutSame = (
  a: { rule: string; cell?: string },
  b: { rule: string; cell?: string },
): boolean => a.rule === b.rule && a.cell === b.cell;

/** With the finding waived; a reason replaces an earlier one. */
export const withWaiver = (waivers: readonly Waiver[], waiver: Waiver): Waiver[] => [
  ...waivers.filter((other) => !isAboutSame(other, waiver)),
  waiver,
];

/**
 * What a remedy edits: its own cells, and the other scope's target where that printed the same and would now contradict.
 * @param form as edited
 */
export function editsOfFix(form: Declaration, { fix = [] }: Finding): [path: string, value: string][] {
  return fix.flatMap(({ path, value }): [string, string][] => {
    const twin = samePrinting(form, path);
    return twin === null
      ? [[path, value]]
      : [
          [path, value],
          [twin, value],
        ];
  });
}

function samePrinting(form: Declaration, path: string): string | null {
  const [, start, line] = /^(\/\d+\/indicators\/)(\d+)\/rawTarget$/.exec(path) ?? [];
  const row = line === undefined ? undefined : form.indicators[Number(line)];
  const pair = row?.pairedWith == null ? undefined : form.indicators[row.pairedWith];
  return row && pair && pair.rawTarget === row.rawTarget ? `${start}${row.pairedWith}/rawTarget` : null;
}

/** Everything that one click puts right in a form. Where two remedies change one cell the graver counts. */
export function editsOfForm({ form, findings }: FormView): Map<string, string> {
  const edits = new Map<string, string>();
  const inOrder = [...findings].sort((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity]);
  for (const finding of inOrder) {
    for (const [path, value] of editsOfFix(form, finding)) if (!edits.has(path)) edits.set(path, value);
  }
  return edits;
}

export interface TextPart {
  text: string;
  /** The gravest of what is found here; null: nothing. */
  severity: Severity | null;
}

/** Longer texts are marked as a whole: they are no targets. */
const COMPARED = 80;

/** The printed text of a cell, with the characters that its findings mean: what a remedy takes out, else all of it. */
export function markedParts(text: string, cell: string, findings: readonly Finding[]): TextPart[] {
  const marks: (Severity | null)[] = Array.from({ length: text.length }, () => null);
  const ofCell = findings.filter((finding) => finding.cell === cell);
  for (const { severity, fix } of [...ofCell].sort((a, b) => GRAVITY[b.severity] - GRAVITY[a.severity])) {
    const becomes = fix?.find(({ path }) => path === cell)?.value;
    const taken = becomes === undefined ? [] : takenOut(text, becomes);
    const meant = taken.length > 0 ? taken : marks.keys();
    for (const at of meant) marks[at] = severity;
  }
  const parts: TextPart[] = [];
  marks.forEach((severity, at) => {
    const last = parts[parts.length - 1];
    if (last && last.severity === severity) last.text += text.charAt(at);
    else parts.push({ text: text.charAt(at), severity });
  });
  return parts;
}

/** Positions of the characters that are not in the mended text: those outside the longest common subsequence. */
function takenOut(text: string, mended: string): number[] {
  if (text.length > COMPARED || mended.length > COMPARED) return [];
  const width = mended.length + 1;
  const longest = new Uint8Array((text.length + 1) * width);
  const at = (a: number, b: number) => longest[a * width + b] ?? 0;
  for (let a = text.length - 1; a >= 0; a -= 1) {
    for (let b = mended.length - 1; b >= 0; b -= 1) {
      longest[a * width + b] =
        text[a] === mended[b] ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1));
    }
  }
  const out: number[] = [];
  let [a, b] = [0, 0];
  while (a < text.length) {
    if (b < mended.length && text[a] === mended[b]) {
      a += 1;
      b += 1;
    } else if (b >= mended.length || at(a + 1, b) >= at(a, b + 1)) {
      out.push(a);
      a += 1;
    } else b += 1;
  }
  return out;
}
