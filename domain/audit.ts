/**
 * 绩效目标审核: judges the content of declarations that were read. It adds to what the reader found and repeats none of it;
 * none of its findings keeps a form out. Rules are a table (audit-rules.ts), the score is configuration (audit-score.ts).
 *
 * Sources: the four aspects of 目标审核 and the catalogue of dirty values in domain.md §0 and §3.
 */
import { auditAcross } from './audit-across.ts';
import { auditedForm, type AuditedForm, type AuditFinding } from './audit-form.ts';
import { auditHead } from './audit-head.ts';
import { auditKinds } from './audit-kinds.ts';
import { auditMoney } from './audit-money.ts';
import { auditNames } from './audit-names.ts';
import { AUDIT_RULES, type AuditRuleName } from './audit-rules.ts';
import { auditScore, type AuditScheme, type AuditScore } from './audit-score.ts';
import { auditTargets } from './audit-targets.ts';
import { auditTexts } from './audit-texts.ts';
import type { Declaration } from './form-declaration.ts';

export type { AuditFinding } from './audit-form.ts';
export { AUDIT_RULES, ORIGINS, type AuditRuleName } from './audit-rules.ts';
export {
  DEFAULT_SCHEME,
  documentScore,
  type AuditScheme,
  type AuditScore,
  type Deduction,
  type DocumentScore,
} from './audit-score.ts';

/** Somebody decided that a rule's finding about one cell is all right, and says why. */
export interface Waiver {
  rule: string;
  /** As the finding's: a JSON pointer into the forms. */
  cell: string;
  reason: string;
}

export interface AuditOptions {
  waivers?: readonly Waiver[];
  /** Defaults to DEFAULT_SCHEME. */
  scheme?: AuditScheme;
  /** Indices of forms that do not come in: nobody's neighbours, and not to be waived. They keep their place in `forms`. */
  leftOut?: ReadonlySet<number>;
}

export interface AuditResult {
  /** In the order of the forms. */
  forms: { findings: AuditFinding[]; score: AuditScore }[];
  /** Waivers that count for nothing: without a reason, of an unknown rule, or about something that is not found. */
  refusedWaivers: { waiver: Waiver; reason: string }[];
}

/** Characters of a waiver's reason that it must have at least: 政策规定 says something, 无 does not. */
const SHORTEST_REASON = 4;
export const isReason = (reason: string): boolean => reason.replace(/\s+/g, '').length >= SHORTEST_REASON;

/** Judges the forms of one document or county together. Pure; never throws. */
export const auditForms = (forms: readonly Declaration[], options?: AuditOptions): AuditResult =>
  auditor()(forms, options);

/**
 * Judges a document again and again while it is mended, with the same answers as `auditForms`: a form that is the same
 * object as before, among neighbours whose heads are the same, is not looked at again; what is compared across forms is.
 */
export function auditor(): (forms: readonly Declaration[], options?: AuditOptions) => AuditResult {
  let before: Judged | null = null;
  return (forms, options = {}) => {
    before = judged(forms, options.leftOut ?? new Set(), before);
    const { found, leftOut } = before;
    const kept = found.filter((_, index) => !leftOut.has(index)).flat();
    const { accepted, refused } = sortWaivers(options.waivers ?? [], kept);
    const reasons = new Map(accepted.map(({ rule, cell, reason }) => [`${rule} ${cell}`, reason]));
    return {
      forms: found.map((findings, index) => {
        const marked = findings.map((finding) => {
          const reason = reasons.get(`${finding.rule} ${finding.cell}`);
          return reason === undefined ? finding : { ...finding, waived: { reason } };
        });
        return { findings: marked, score: auditScore(marked, forms[index]?.findings ?? [], options.scheme) };
      }),
      refusedWaivers: refused,
    };
  };
}

interface Judged {
  forms: readonly Declaration[];
  leftOut: ReadonlySet<number>;
  /** Of each form alone. */
  own: readonly AuditFinding[][];
  /** With what is compared across forms. */
  found: readonly AuditFinding[][];
}

function judged(forms: readonly Declaration[], leftOut: ReadonlySet<number>, before: Judged | null): Judged {
  const audited = forms.map((form, index) => auditedForm(form, index));
  const kept = audited.filter(({ index }) => !leftOut.has(index));
  const isSame = before !== null && haveSameHeads(before, { forms, leftOut });
  const own = audited.map((context, index) => {
    const known = isSame && before.forms[index] === forms[index] ? before.own[index] : undefined;
    return known ?? findingsOf(context, kept);
  });
  const across = audited.map((): AuditFinding[] => []);
  for (const [at, finding] of auditAcross(kept)) across[at]?.push(finding);
  const found = own.map((findings, index) => once([...findings, ...(across[index] ?? [])]));
  return { forms, leftOut, own, found };
}

/** What one form's rules read of its neighbours: everything but the rows, which are compared across forms alone. */
const headOf = ({ indicators: _rows, findings: _findings, source: _source, ...head }: Declaration): string =>
  JSON.stringify(head);

function haveSameHeads(a: Pick<Judged, 'forms' | 'leftOut'>, b: Pick<Judged, 'forms' | 'leftOut'>): boolean {
  const isSameSet =
    a.leftOut.size === b.leftOut.size && [...a.leftOut].every((index) => b.leftOut.has(index));
  return (
    isSameSet &&
    a.forms.length === b.forms.length &&
    a.forms.every((form, index) => {
      const other = b.forms[index];
      return form === other || (other !== undefined && headOf(form) === headOf(other));
    })
  );
}

/** The forms as read, each with the audit's findings behind the reader's own. */
export function withAudit(forms: readonly Declaration[]): Declaration[] {
  const audit = auditForms(forms);
  return forms.map((form, index) => ({
    ...form,
    findings: [...form.findings, ...(audit.forms[index]?.findings ?? [])],
  }));
}

const findingsOf = (context: AuditedForm, all: readonly AuditedForm[]): AuditFinding[] => [
  ...auditHead(context, all),
  ...auditTexts(context, all),
  ...auditMoney(context),
  ...auditNames(context),
  ...auditKinds(context),
  ...auditTargets(context),
];

/** One rule speaks once about one cell. */
function once(findings: readonly AuditFinding[]): AuditFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ rule, cell }) => {
    const key = `${rule} ${cell}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function sortWaivers(
  waivers: readonly Waiver[],
  findings: readonly AuditFinding[],
): { accepted: Waiver[]; refused: AuditResult['refusedWaivers'] } {
  const known = new Set(findings.map(({ rule, cell }) => `${rule} ${cell}`));
  const accepted: Waiver[] = [];
  const refused: AuditResult['refusedWaivers'] = [];
  for (const waiver of waivers) {
    const why = refusal(waiver, known);
    if (why === null) accepted.push(waiver);
    else refused.push({ waiver, reason: why });
  }
  return { accepted, refused };
}

function refusal({ rule, cell, reason }: Waiver, known: ReadonlySet<string>): string | null {
  if (!isReason(reason)) return `免改要写明理由，至少 ${SHORTEST_REASON} 个字。`;
  if (!isAuditRule(rule)) return `没有“${rule}”这条规则。`;
  return known.has(`${rule} ${cell}`) ? null : '这一处没有这条规则的问题，可能已经改好。';
}

const RULE_NAMES: ReadonlySet<string> = new Set(Object.keys(AUDIT_RULES));
export const isAuditRule = (rule: string): rule is AuditRuleName => RULE_NAMES.has(rule);
