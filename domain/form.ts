/**
 * One reader of declaration forms: rows of a document → declarations. Knows rules, no formats; what a county's form
 * looks like is data (layouts.ts). Readers of formats (text, later docx, xlsx, pdf) all feed the same rows.
 */
import type {
  Declaration,
  DeclaredIndicator,
  Finding,
  FundingParts,
  RowDocument,
  Scope,
} from './form-declaration.ts';
import { joinCutRows } from './form-cut-rows.ts';
import { finding } from './form-findings.ts';
import { mergeForms, type MergedForm } from './form-merge.ts';
import { pairIndicators } from './form-pairs.ts';
import { readPrintedForm, type PrintedForm } from './form-printed.ts';
import { laidOut } from './form-laid-text.ts';
import { formsOfLists } from './form-list.ts';
import { findForms } from './form-rows.ts';
import { tablesNotRead } from './form-unread.ts';
import { LAYOUTS, type Layout } from './layouts.ts';
import { compareAmounts, exact, formatWanyuan, sumAmounts } from './money.ts';
import { parseTarget, type ParsedTarget } from './target-text.ts';

export type * from './form-declaration.ts';

export { withoutPersons } from './form-rows.ts';

export interface ReadFormsOptions {
  /** Fiscal year for forms that print none. */
  year?: number;
  layouts?: readonly Layout[];
  /** Told before each form and after the last how many of the document's printed forms are read: a long book takes its time. */
  heard?: (read: number, found: number) => void;
}

export interface ReadForms {
  forms: Declaration[];
  /** About the document as a whole. */
  findings: Finding[];
}

/** Reads every form of a document. Never throws: what is not understood is a finding with its row. */
export function readForms(document: RowDocument, options: ReadFormsOptions = {}): ReadForms {
  const layouts = options.layouts ?? LAYOUTS;
  const { aligned, rows: cells } = laidOut(document, layouts);
  const rows = [...formsOfLists(joinCutRows(cells, layouts), aligned, layouts)];
  const found = findForms({ aligned, rows }, layouts);
  const printed = found.flatMap((form, index) => {
    options.heard?.(index, found.length);
    const read = readPrintedForm(form, aligned);
    return isAnyones(read) ? [read] : [];
  });
  options.heard?.(found.length, found.length);
  const merged = mergeForms(printed);
  const years = new Set(merged.flatMap((form) => form.fiscalYear ?? []));
  const documentYear = years.size === 1 ? ([...years][0] ?? null) : null;
  const readTarget = readerOfTargets();
  const forms = merged.map((form) => declarationOf(form, documentYear, options.year ?? null, readTarget));
  return {
    forms,
    findings: [
      ...documentFindings(document, forms),
      ...tablesNotRead(document, forms, layouts),
      ...(aligned === document.aligned || forms.length === 0 ? [] : [cellsByBlanks()]),
    ],
  };
}

const cellsByBlanks = (): Finding =>
  finding('cells-by-blanks', 'confirm', null, {
    message: '这份文字里的表格没有格子，各栏按空格的位置分开，换行的字按位置接上。',
    remedy: '请对照原文逐项核对；有 PDF、Word 或 Excel 原件的，请直接导入原件。',
  });

/** A table without project, department and unit is said as one that was not read: nobody could tell whose it is. */
const isAnyones = ({ layout, texts }: PrintedForm): boolean =>
  layout.columnsAsPrinted !== true ||
  (texts.projectName ?? texts.department ?? texts.implementingUnit) !== undefined;

/** `051-某某局[部门]`, `904 社会保障股[部门]`, `044001`: code and name apart. */
function departmentOf(text: string | undefined): { code: string | null; name: string | null } {
  const match = /^(\d{2,})?\s*[-—－]*\s*(.*)$/s.exec(text ?? '');
  return { code: match?.[1] ?? null, name: match?.[2] || null };
}

/** parseTarget, once for what a document prints several times: in both blocks of a row, and in form after form. */
function readerOfTargets(): typeof parseTarget {
  const known = new Map<string, ParsedTarget>();
  return (raw, context = {}) => {
    const key = JSON.stringify([raw, context.level2, context.name, context.fiscalYear]);
    let target = known.get(key);
    if (!target) known.set(key, (target = parseTarget(raw, context)));
    return target;
  };
}

function declarationOf(
  form: MergedForm,
  documentYear: number | null,
  optionYear: number | null,
  readTarget: typeof parseTarget,
): Declaration {
  const { texts, funding } = form;
  const findings = [...form.findings];
  const department = departmentOf(texts.department);
  const fiscalYear = yearOf(form, documentYear, optionYear, findings);
  const oneYear = isOneYear(texts.duration ?? null, texts.attribute ?? null);
  const indicators = pairIndicators(
    form.indicators.map(({ level, ...printed }): DeclaredIndicator => ({
      ...printed,
      level1: level.level1,
      fullName: printed.name,
      target: readTarget(printed.rawTarget, {
        level2: level.name,
        name: printed.name,
        ...(fiscalYear === null ? {} : { fiscalYear }),
      }),
      pairedWith: null,
      judged: printed.scope === 'annual',
    })),
  );
  settleJudged(indicators, oneYear, form, findings);
  findings.push(...gaps(form, indicators));
  const annualTotal = funding.annual?.total ?? (oneYear ? (funding.period?.total ?? null) : null);
  return {
    layout: form.layout.name,
    projectName: texts.projectName ?? null,
    implementingUnit: texts.implementingUnit ?? null,
    department: department.name,
    departmentCode: department.code ?? texts.departmentCode ?? null,
    fiscalYear,
    attribute: texts.attribute ?? null,
    duration: texts.duration ?? null,
    annualTotal,
    funding,
    goalAnnual: texts.goalAnnual ?? null,
    goalPeriod: texts.goalPeriod ?? null,
    overview: texts.overview ?? null,
    basis: texts.basis ?? null,
    necessity: texts.necessity ?? null,
    measures: texts.measures ?? null,
    plan: texts.plan ?? null,
    filledAt: texts.filledAt ?? null,
    indicators,
    findings,
    source: form.source,
  };
}

function yearOf(
  form: MergedForm,
  documentYear: number | null,
  optionYear: number | null,
  findings: Finding[],
): number | null {
  if (form.fiscalYear !== null) return form.fiscalYear;
  const year = optionYear ?? documentYear;
  findings.push(
    finding('fiscal-year-not-printed', year === null ? 'must_fix' : 'info', form.from, {
      message: year === null ? '表上没有印年度。' : `表上没有印年度，按 ${year} 年度计。`,
      remedy: year === null ? '请指定年度（命令行用 --year 2023）。' : '请确认年度。',
    }),
  );
  return year;
}

/** 1年, 1 年, 2023年1月至12月, 一次性项目（1年结束）. */
function isOneYear(duration: string | null, attribute: string | null): boolean {
  const text = (duration ?? attribute ?? '').replace(/\s+/g, '');
  if (/^(1|一)年?$/.test(text) || /(^|[^\d])1年|一年|当年|年内/.test(text)) return true;
  const span = /^(20\d\d)年?1?\d?月?.*?(?:[至到—-]+)(?:(20\d\d)年)?\d{1,2}月/.exec(text);
  return span !== null && (span[2] === undefined || span[2] === span[1]);
}

/** Design, "When a month counts": a form with period rows only is judged by them when it lasts one year. */
function settleJudged(
  indicators: DeclaredIndicator[],
  oneYear: boolean,
  form: MergedForm,
  findings: Finding[],
): void {
  const hasAnnual = indicators.some((indicator) => indicator.scope === 'annual');
  if (hasAnnual) {
    for (const { scope, pairedWith, name, place } of indicators) {
      if (scope !== 'period' || pairedWith !== null || !form.layout.blocks.includes('annual')) continue;
      findings.push(
        finding('period-row-without-annual', 'confirm', place, {
          message: `“${name}”只有实施期指标，没有年度指标，年度内不监控。`,
          remedy: '如年度内也要完成，请补填年度指标值。',
        }),
      );
    }
    return;
  }
  if (indicators.length === 0) return;
  if (oneYear) {
    for (const indicator of indicators) indicator.judged = true;
    findings.push(
      finding('period-judged-as-annual', 'info', form.from, {
        message: '只印了实施期指标；项目期为一年，按年度指标监控。',
        remedy: '如年度目标不同，请补填年度指标。',
      }),
    );
  } else {
    findings.push(
      finding('no-annual-targets', 'must_fix', form.from, {
        message: '无年度目标：只印了实施期指标，项目期超过一年或没有印，年度内无法监控。',
        remedy: '请补填年度指标和指标值。',
      }),
    );
  }
}

/** What a declaration must have to be monitored at all. The audit of its content is another matter. */
function gaps(form: MergedForm, indicators: readonly DeclaredIndicator[]): Finding[] {
  const findings: Finding[] = [];
  const missing = (rule: string, field: string): number =>
    findings.push(
      finding(rule, 'must_fix', form.from, { message: `没有读到${field}。`, remedy: `请补填${field}。` }),
    );
  if (form.texts.projectName === undefined) missing('project-name-missing', '项目名称');
  if (form.texts.implementingUnit === undefined) missing('implementing-unit-missing', '实施单位');
  if ((form.funding.annual?.total ?? form.funding.period?.total ?? null) === null) {
    missing('total-missing', '资金总额');
  }
  if (indicators.length === 0) missing('no-indicators', '绩效指标');
  for (const scope of form.layout.blocks) findings.push(...sumFindings(form, scope));
  for (const { name, level2, rawTarget, target, place, scope } of indicators) {
    if (name === '') {
      findings.push(
        finding('indicator-name-missing', 'must_fix', place, {
          message: `${level2}下的指标值“${rawTarget ?? ''}”没有指标名称。`,
          remedy: '请补填三级指标名称。',
        }),
      );
    } else if (target.kind === 'unreadable') {
      findings.push(
        finding(rawTarget === null ? 'target-missing' : 'target-unreadable', 'must_fix', place, {
          message:
            rawTarget === null
              ? `“${name}”没有${scope === 'annual' ? '年度' : '实施期'}指标值。`
              : `“${name}”的指标值“${rawTarget}”无法判定。`,
          remedy: '请填写可衡量的指标值，如“≥95%”“472人”“2023年12月底前”。',
        }),
      );
    }
  }
  return findings;
}

const LABELS: Record<Exclude<keyof FundingParts, 'total'>, string> = {
  fiscal: '财政拨款',
  central: '中央',
  provincial: '省级',
  local: '市县',
  selfRaised: '单位自筹',
  other: '其他',
};

/** 财政拨款 as the sum of the levels that are printed below it: 其中：中央, 县级. */
function addsUpByFiscal(parts: FundingParts, total: string): boolean {
  if (parts.fiscal === null) return false;
  const levels = sumAmounts([parts.central ?? '0', parts.provincial ?? '0', parts.local ?? '0']);
  const sum = sumAmounts([parts.fiscal, parts.selfRaised ?? '0', parts.other ?? '0']);
  return compareAmounts(levels, parts.fiscal) <= 0 && compareAmounts(sum, total) === 0;
}

function sumFindings(form: MergedForm, scope: Scope): Finding[] {
  const parts = form.funding[scope];
  if (!parts?.total) return [];
  const given = (Object.keys(LABELS) as (keyof typeof LABELS)[]).filter((part) => parts[part] !== null);
  if (given.length === 0) return [];
  const sum = sumAmounts(given.map((part) => parts[part] ?? '0'));
  if (compareAmounts(sum, parts.total) === 0 || addsUpByFiscal(parts, parts.total)) return [];
  return [
    finding('funding-does-not-add-up', 'confirm', form.from, {
      message: `${scope === 'annual' ? '年度' : '实施期'}资金总额 ${parts.total} 元，各项来源合计 ${sum} 元（${given.map((part) => LABELS[part]).join('、')}）。`,
      remedy: '请核对资金总额和各项来源。',
    }),
  ];
}

/** The document's own count and sum of projects under target management, as budget disclosures print them. */
const STATEMENT =
  /实行绩效目标管理的项目(\d{1,4})个[,，](?:共?涉及)[^,，。\d]{0,20}?([\d,，]+(?:\.\d+)?)(万元|元)/;

function documentFindings(document: RowDocument, forms: readonly Declaration[]): Finding[] {
  const text = document.rows
    .map((row) => row.cells.join(''))
    .join('')
    .replace(/\s+/g, '');
  const match = STATEMENT.exec(text);
  if (!match || forms.length === 0) return [];
  const count = Number(match[1]);
  const stated = exact((match[2] ?? '0').replace(/[,，]/g, '')).times(match[3] === '万元' ? 10_000 : 1);
  const sum = sumAmounts(forms.map((form) => form.annualTotal ?? '0'));
  const findings: Finding[] = [];
  if (count !== forms.length) {
    findings.push(
      finding('fewer-forms-than-stated', 'confirm', null, {
        message: `文中说实行绩效目标管理的项目 ${count} 个，读到目标表 ${forms.length} 张。`,
        remedy: '请确认其余项目的目标表是否另有文件。',
      }),
    );
  }
  if (compareAmounts(stated.toFixed(), sum) !== 0) {
    findings.push(
      finding('sum-differs-from-stated', 'confirm', null, {
        message: `文中说涉及当年拨款 ${formatWanyuan(stated)} 万元，读到的目标表年度资金合计 ${formatWanyuan(sum)} 万元。`,
        remedy: '请核对缺少的目标表和各表的年度资金总额。',
      }),
    );
  }
  return findings;
}
