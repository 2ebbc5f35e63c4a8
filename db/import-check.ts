/** What a form must have to become a project, checked again on the server after the edits of the preview. */
import type { Declaration } from '../domain/form.ts';
import { parseTarget } from '../domain/target-text.ts';

const isText = (value: unknown, limit: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= limit;
const isTextOrNull = (value: unknown, limit: number) =>
  value === null || (typeof value === 'string' && value.length <= limit);
const isAmountOrNull = (value: unknown) =>
  value === null || (typeof value === 'string' && /^\d{1,16}\.\d{2}$/.test(value));

/** More indicators than any form printed so far (the longest has 40), so that an edit cannot grow without end. */
const MAX_INDICATORS = 1000;

/** JSON pointer → what is wrong. Empty: may be committed. */
export function checkForms(forms: unknown): Record<string, string> {
  const defects: Record<string, string> = {};
  if (!Array.isArray(forms)) return { '': '文件内容不完整，请重新上传' };
  forms.forEach((form: Declaration, index) => {
    const at = (path: string) => `/${index}${path}`;
    if (!isText(form?.projectName, 180)) defects[at('/projectName')] = '请填项目名称（不超过 180 字）';
    if (!isText(form?.implementingUnit, 300)) defects[at('/implementingUnit')] = '请填实施单位';
    if (!Number.isInteger(form?.fiscalYear)) defects[at('/fiscalYear')] = '请填预算年度，如 2023';
    if (!isAmountOrNull(form?.annualTotal))
      defects[at('/annualTotal')] = '金额写成元、两位小数，如 130000.00';
    for (const scope of ['annual', 'period'] as const) {
      for (const [part, amount] of Object.entries(form?.funding?.[scope] ?? {})) {
        if (!isAmountOrNull(amount))
          defects[at(`/funding/${scope}/${part}`)] = '金额写成元、两位小数，如 130000.00';
      }
    }
    if (!Array.isArray(form?.indicators) || form.indicators.length > MAX_INDICATORS) {
      defects[at('/indicators')] = `指标表不完整或超过 ${MAX_INDICATORS} 行`;
      return;
    }
    form.indicators.forEach((row, line) => {
      const path = at(`/indicators/${line}`);
      if (!isText(row?.name, 1000)) defects[`${path}/name`] = '请填指标名称';
      if (!isText(row?.level2, 300)) defects[`${path}/level2`] = '请选二级指标';
      if (!isTextOrNull(row?.level1, 300)) defects[`${path}/level1`] = '一级指标太长';
      if (!isTextOrNull(row?.rawTarget, 2000)) defects[`${path}/rawTarget`] = '指标值太长';
      if (row?.scope !== 'annual' && row?.scope !== 'period') defects[`${path}/scope`] = '请选年度或实施期';
    });
  });
  return defects;
}

/** Targets follow their printed text: the reading is never taken from the request. */
export function reparseTargets(forms: readonly Declaration[]): Declaration[] {
  return forms.map((form) => ({
    ...form,
    indicators: Array.isArray(form.indicators)
      ? form.indicators.map((row) => ({
          ...row,
          fullName: row.fullName ?? row.name,
          target: parseTarget(typeof row.rawTarget === 'string' ? row.rawTarget : null, {
            level2: row.level2,
            name: row.fullName ?? row.name,
            ...(form.fiscalYear === null ? {} : { fiscalYear: form.fiscalYear }),
          }),
        }))
      : form.indicators,
  }));
}
