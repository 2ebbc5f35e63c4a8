/** What the audit's checks look at: a form with its indicators, each once, and how a finding is written. Pure. */
import {
  AUDIT_RULES,
  DIMENSION_OF,
  type AuditPart,
  type AuditRuleName,
  type Dimension,
} from './audit-rules.ts';
import { isCutName } from './audit-cut.ts';
import type { Declaration, DeclaredIndicator, Finding, FindingFix } from './form-declaration.ts';
import { finding } from './form-findings.ts';
import { indicatorGroup, type IndicatorGroup } from './indicator-group.ts';
import { GENERAL_LAYOUT } from './layout-name.ts';

export interface AuditFinding extends Finding {
  rule: AuditRuleName;
  /** JSON pointer into the forms as they came: `/3/indicators/2/rawTarget`, `/3/overview`, `/3` for the whole form. */
  cell: string;
  dimension: Dimension;
  part: AuditPart;
  /** Why somebody decided that this one is all right here. */
  waived?: { reason: string };
  /** Pointer to the indicator that promises the same: linked, a roll-up counts it once. */
  sameAs?: string;
}

export interface AuditedRow {
  /** Index into the form's indicators. */
  at: number;
  row: DeclaredIndicator;
  pair: DeclaredIndicator | null;
  group: IndicatorGroup;
  /** The full name without blanks. */
  name: string;
  isCut: boolean;
  /** As printed, without blanks; empty where nothing is printed. */
  raw: string;
}

export interface AuditedForm {
  form: Declaration;
  index: number;
  rows: readonly AuditedRow[];
  /** Name of the department as one writes it: without [部门] and blanks; empty when not printed. */
  departmentName: string;
  /** 项目属性 without blanks, brackets half width; empty when not printed. */
  attribute: string;
  /** Whole years that the project lasts; null when not printed. */
  years: number | null;
  /** The form has a column for the whole period beside the year's. */
  hasTwoBlocks: boolean;
}

export type TextField =
  'overview' | 'basis' | 'necessity' | 'measures' | 'plan' | 'goalAnnual' | 'goalPeriod';

export const FIELD_NAMES: Readonly<Record<TextField, string>> = {
  overview: '项目概况',
  basis: '立项依据',
  necessity: '项目设立必要性',
  measures: '保证项目实施的制度、措施',
  plan: '项目实施计划',
  goalAnnual: '年度目标',
  goalPeriod: '实施期目标',
};
export const TEXT_FIELDS = Object.keys(FIELD_NAMES) as readonly TextField[];

export const GROUP_NAMES: Readonly<Record<IndicatorGroup, string>> = {
  quantity: '数量',
  quality: '质量',
  timeliness: '时效',
  cost: '成本',
  benefit: '效益',
  satisfaction: '满意度',
};

/** Each indicator once: what is judged, and what has no judged partner. */
export function auditedForm(form: Declaration, index: number): AuditedForm {
  const isTwo = hasTwoBlocks(form);
  const rows = form.indicators.flatMap((row, at): AuditedRow[] => {
    const pair = row.pairedWith === null ? null : (form.indicators[row.pairedWith] ?? null);
    if (pair !== null && !row.judged && pair.judged) return [];
    const name = withoutBlanks(row.fullName);
    const group = indicatorGroup(row.level1, row.level2);
    const raw = withoutBlanks(row.rawTarget ?? '');
    return [{ at, row, pair, group, name, isCut: isCutName(name, isTwo), raw }];
  });
  const departmentName = withoutBlanks(form.department ?? '').replace(/[[［(（]?部门[\]］)）]?$/, '');
  const attribute = withoutBlanks(form.attribute ?? '')
    .replaceAll('（', '(')
    .replaceAll('）', ')');
  return { form, index, rows, departmentName, attribute, years: yearsOf(form), hasTwoBlocks: isTwo };
}

const hasTwoBlocks = ({ funding, goalPeriod, indicators }: Declaration): boolean =>
  funding.period !== null || goalPeriod !== null || indicators.some(({ scope }) => scope === 'period');

/** 1年, 3 年, 2023年1月至12月. */
function yearsOf({ duration }: Declaration): number | null {
  const text = withoutBlanks(duration ?? '');
  const plain = /^([1-9一二三四五])年?$/.exec(text)?.[1];
  if (plain !== undefined) return Number(plain) || '一二三四五'.indexOf(plain) + 1;
  const span = /^(20\d\d)年?\d{0,2}月?.{0,2}?[至到—-]+(?:(20\d\d)年)?\d{1,2}月/.exec(text);
  return span === null ? null : Number(span[2] ?? span[1]) - Number(span[1]) + 1;
}

/** Read by no layout of its own county: what its template asks for beside what it prints is not known. */
export const isOfUnknownTemplate = ({ layout }: Declaration): boolean => layout === GENERAL_LAYOUT;

/** Whether forms of this layout print the field at all: another one of them does. */
export const isPrinted = (
  { form }: AuditedForm,
  neighbours: readonly AuditedForm[],
  field: keyof Declaration,
): boolean => neighbours.some((other) => other.form.layout === form.layout && Boolean(other.form[field]));

export const withoutBlanks = (text: string): string => text.replace(/\s+/g, '');

/** Short for a message: the first characters of a long name or text. */
export const short = (text: string): string => (text.length > 24 ? `${text.slice(0, 24)}…` : text);

type Text = { message: string; remedy: string; fix?: readonly Omit<FindingFix, 'op'>[] };

function written(
  rule: AuditRuleName,
  place: Finding['place'],
  where: string | null,
  cell: string,
  { message, remedy, fix }: Text,
): AuditFinding {
  const { severity, part } = AUDIT_RULES[rule];
  const base = finding(rule, severity, place, { message, remedy, ...(where === null ? {} : { where }) });
  const fixes = fix?.map((one): FindingFix => ({ op: 'replace', ...one }));
  const dimension = DIMENSION_OF[part];
  return { ...base, rule, cell, dimension, part, ...(fixes === undefined ? {} : { fix: fixes }) };
}

/** About an indicator's name or target. */
export function aboutRow(
  { index }: AuditedForm,
  { at, row }: AuditedRow,
  column: 'name' | 'rawTarget',
  rule: AuditRuleName,
  text: { message: string; remedy: string; becomes?: string },
): AuditFinding {
  const cell = `/${index}/indicators/${at}/${column}`;
  const { becomes, ...said } = text;
  return written(rule, row.place, null, cell, {
    ...said,
    ...(becomes === undefined ? {} : { fix: [{ path: cell, value: becomes }] }),
  });
}

/** About a text of the form, a field of its head, or the form as a whole (`field` null). */
export function aboutForm(
  { form, index }: AuditedForm,
  field: TextField | keyof Declaration | null,
  rule: AuditRuleName,
  text: Text,
): AuditFinding {
  const place = form.source[0]?.from ?? null;
  const where = field !== null && field in FIELD_NAMES ? FIELD_NAMES[field as TextField] : null;
  return written(rule, place, where, field === null ? `/${index}` : `/${index}/${field}`, text);
}
