/** What a form must have to become a project, checked again on the server after the edits of the preview. */
import type { Declaration, DeclaredIndicator } from '../domain/form.ts';
import { parseTarget } from '../domain/target-text.ts';

/** PostgreSQL keeps no NUL in a text. */
const isKept = (value: unknown, limit: number): value is string =>
  typeof value === 'string' && value.length <= limit && !value.includes('\0');
const isText = (value: unknown, limit: number) => isKept(value, limit) && value.trim() !== '';
const isTextOrNone = (value: unknown, limit: number) =>
  value === null || value === undefined || isKept(value, limit);
const isAmountOrNull = (value: unknown) =>
  value === null || (typeof value === 'string' && /^\d{1,16}\.\d{2}$/.test(value));
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** The years that a list or an overview can be asked for. */
const isFiscalYear = (value: unknown) =>
  Number.isInteger(value) && Number(value) >= 2000 && Number(value) <= 2100;

/** More indicators than any form printed so far (the longest has 40), so that an edit cannot grow without end. */
const MAX_INDICATORS = 1000;
/** Characters of a printed text; the longest so far has 3,000. */
const LONGEST_TEXT = 20_000;

const TEXTS = [
  'department',
  'departmentCode',
  'attribute',
  'duration',
  'goalAnnual',
  'goalPeriod',
  'overview',
  'basis',
  'necessity',
  'measures',
  'plan',
  'filledAt',
] as const;

/** JSON pointer → what is wrong. Empty: may be committed. Takes anything: an edit may have left any shape. */
export function checkForms(forms: unknown): Record<string, string> {
  if (!Array.isArray(forms)) return { '': '文件内容不完整，请重新上传' };
  const defects: Record<string, string> = {};
  forms.forEach((form: Declaration | null, index) => {
    if (isObject(form)) checkForm(form, `/${index}`, defects);
    else defects[`/${index}`] = '这张表不完整，请刷新后重做';
  });
  return defects;
}

function checkForm(form: Declaration, at: string, defects: Record<string, string>): void {
  if (!isText(form.projectName, 180)) defects[`${at}/projectName`] = '请填项目名称（不超过 180 字）';
  if (!isText(form.implementingUnit, 300)) defects[`${at}/implementingUnit`] = '请填实施单位';
  if (!isFiscalYear(form.fiscalYear)) defects[`${at}/fiscalYear`] = '请填预算年度，如 2023';
  if (!isAmountOrNull(form.annualTotal)) defects[`${at}/annualTotal`] = AMOUNT;
  for (const field of TEXTS) {
    if (!isTextOrNone(form[field], LONGEST_TEXT)) defects[`${at}/${field}`] = '这一栏不是文字或太长';
  }
  checkFunding(form.funding, `${at}/funding`, defects);
  if (!Array.isArray(form.indicators) || form.indicators.length > MAX_INDICATORS) {
    defects[`${at}/indicators`] = `指标表不完整或超过 ${MAX_INDICATORS} 行`;
    return;
  }
  form.indicators.forEach((row, line) => {
    const path = `${at}/indicators/${line}`;
    if (isObject(row)) checkIndicator(row, path, defects);
    else defects[path] = '这一行不完整，请刷新后重做';
  });
}

const AMOUNT = '金额写成元、两位小数，如 130000.00';

function checkFunding(funding: unknown, at: string, defects: Record<string, string>): void {
  if (!isObject(funding)) {
    defects[at] = '资金一栏不完整，请刷新后重做';
    return;
  }
  for (const scope of ['annual', 'period'] as const) {
    const block = (funding as Record<string, unknown>)[scope];
    if (block !== null && !isObject(block)) {
      defects[`${at}/${scope}`] = '资金一栏不完整，请刷新后重做';
      continue;
    }
    for (const [part, amount] of Object.entries(block ?? {})) {
      if (!isAmountOrNull(amount)) defects[`${at}/${scope}/${part}`] = AMOUNT;
    }
  }
}

function checkIndicator(row: DeclaredIndicator, at: string, defects: Record<string, string>): void {
  const { fullName } = row;
  const isNamed = isText(row.name, 1000) && (fullName === undefined || isText(fullName, 1000));
  if (!isNamed) defects[`${at}/name`] = '请填指标名称';
  if (!isText(row.level2, 300)) defects[`${at}/level2`] = '请选二级指标';
  if (!isKept(row.level1, 300)) defects[`${at}/level1`] = '请填一级指标（不超过 300 字）';
  if (!isTextOrNone(row.level2Code, 40)) defects[`${at}/level2Code`] = '二级指标代码不是文字或太长';
  if (!isTextOrNone(row.rawTarget, 2000)) defects[`${at}/rawTarget`] = '指标值太长';
  if (row.scope !== 'annual' && row.scope !== 'period') defects[`${at}/scope`] = '请选年度或实施期';
}

/** Each row's partner of the other scope, by the row itself: an index would lie once a row is taken out. */
export type Partners = ReadonlyMap<DeclaredIndicator, DeclaredIndicator>;

export function partnersOf(forms: readonly Declaration[]): Partners {
  const partners = new Map<DeclaredIndicator, DeclaredIndicator>();
  for (const { indicators } of forms) {
    for (const row of indicators) {
      const partner = row.pairedWith === null ? undefined : indicators[row.pairedWith];
      if (partner) partners.set(row, partner);
    }
  }
  return partners;
}

/**
 * Checked forms after their edits. What follows from the texts is never taken from the request: targets are read
 * again, pairs hold as read for the rows that are still there, and annual rows are judged when there is one.
 */
export function rereadForms(forms: readonly Declaration[], partners: Partners): Declaration[] {
  return forms.map((form) => {
    const hasAnnual = form.indicators.some((row) => row.scope === 'annual');
    const indicators = form.indicators.map((row): DeclaredIndicator => {
      const partner = partners.get(row);
      const at = partner && partner.scope !== row.scope ? form.indicators.indexOf(partner) : -1;
      const fullName = row.fullName ?? row.name;
      return {
        ...row,
        fullName,
        level2Code: row.level2Code ?? null,
        rawTarget: row.rawTarget ?? null,
        target: parseTarget(row.rawTarget ?? null, {
          level2: row.level2,
          name: fullName,
          ...(form.fiscalYear === null ? {} : { fiscalYear: form.fiscalYear }),
        }),
        pairedWith: at < 0 ? null : at,
        judged: hasAnnual ? row.scope === 'annual' : row.judged === true,
        // A row that was added stands nowhere in the source.
        place: isObject(row.place) ? row.place : { line: 0 },
      };
    });
    return { ...form, indicators };
  });
}
