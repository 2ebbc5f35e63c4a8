/**
 * What the audit of targets and the reconciliation with the budget find, in English (domain/audit*.ts,
 * domain/reconcile-findings.ts). `{!name}` stands for what is printed, which stays as it is.
 */
import { FORMS, TEXTS } from './english-audit-forms.ts';
import { KINDS, NAMES, TARGETS } from './english-audit-indicators.ts';
import { MONEY, RECONCILIATION } from './english-audit-money.ts';
import type { Twin } from './english-twins.ts';

/** What is about one field of a form goes last: a template of few words that others begin with. */
export const AUDIT_TWINS: readonly Twin[] = [
  ...FORMS,
  ...KINDS,
  ...MONEY,
  ...TARGETS,
  ...RECONCILIATION,
  ...NAMES,
  ...TEXTS,
];
