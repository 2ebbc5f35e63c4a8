/** `npm run import -- FILE… [--year 2023] [--commit [--region SLUG]] [--json]`: what a document says, and every finding. */
import './node-version.ts';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { AUDIT_RULES, auditForms, documentScore, isAuditRule } from '../domain/audit.ts';
import { compareAmounts, formatWanyuan, sumAmounts } from '../domain/money.ts';
import { StartupError } from '../db/startup-error.ts';
import type { Declaration, Finding, Severity } from '../domain/form.ts';
import type { Layout } from '../domain/layouts.ts';
import { budgetLines } from './budget-lines.ts';
import { layoutsOf } from './forms/layout-files.ts';
import {
  MAX_DOCUMENT_BYTES,
  readDocument,
  UnreadableDocument,
  type ReadDocument,
} from './forms/read-document.ts';

const USAGE = '用法：npm run import -- 文件… [--year 2023] [--commit [--region 地区]] [--json]';

/** One document as read, under the name it was given. */
export interface ImportedDocument extends ReadDocument {
  filename: string;
  bytes: Uint8Array;
}

export interface ImportCommandHooks {
  /** Stores the documents in a region (null: the only one); answers with one sentence. */
  commit: (documents: readonly ImportedDocument[], region: string | null) => Promise<string>;
  write?: (line: string) => void;
  complain?: (line: string) => void;
}

class Refused extends Error {}

function argumentsOf(args: readonly string[]): {
  files: string[];
  year?: number;
  commit: boolean;
  region: string | null;
  json: boolean;
} {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        year: { type: 'string' },
        commit: { type: 'boolean' },
        region: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Refused(`参数有误：${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  const { values, positionals } = parsed;
  if (positionals.length === 0) throw new Refused(`没有给出文件。\n${USAGE}`);
  const flags = {
    files: positionals,
    commit: values.commit ?? false,
    region: values.region ?? null,
    json: values.json ?? false,
  };
  if (values.year === undefined) return flags;
  if (!/^20\d\d$/.test(values.year))
    throw new Refused(`年度“${values.year}”有误，应为四位年份，如 --year 2023。`);
  return { ...flags, year: Number(values.year) };
}

const REASONS: Record<string, string> = {
  ENOENT: '文件不存在，请检查路径',
  EACCES: '没有读取权限，请检查文件权限',
  EISDIR: '是一个文件夹，请给出文件',
};

async function load(
  path: string,
  year: number | undefined,
  layouts: readonly Layout[],
): Promise<ImportedDocument> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size > MAX_DOCUMENT_BYTES)
      throw new Refused(`${path}：超过 ${MAX_DOCUMENT_BYTES / 1024 / 1024} MB，请分成几个文件导入。`);
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof Refused) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new Refused(`${path}：${REASONS[code] ?? `无法读取（${code}）`}。`);
  }
  const filename = basename(path);
  return {
    filename,
    bytes,
    ...(await readDocument({ filename, bytes }, { layouts, ...(year !== undefined && { year }) })),
  };
}

const SEVERITY: Record<Severity, string> = { must_fix: '必须修改', confirm: '请确认', info: '说明' };

const findingLine = ({ severity, where, rule, message, remedy }: Finding): string =>
  `    [${SEVERITY[severity]}] ${where} ${message}${remedy}（${rule}）`;

/** What was understood of one form, then its findings. */
function formLines(form: Declaration, number: number): string[] {
  const { indicators, annualTotal } = form;
  const annual = indicators.filter((indicator) => indicator.scope === 'annual').length;
  const paired = indicators.filter(
    (indicator) => indicator.scope === 'annual' && indicator.pairedWith !== null,
  ).length;
  const total = annualTotal === null ? '未读到' : `${formatWanyuan(annualTotal)} 万元`;
  return [
    `${number}. ${form.projectName ?? '（没有项目名称）'}`,
    `    ${form.implementingUnit ?? '（没有实施单位）'} · ${form.fiscalYear ?? '年度不明'} · 年度资金 ${total}`,
    `    指标 ${indicators.length} 条：实施期 ${indicators.length - annual}，年度 ${annual}，成对 ${paired}` +
      ` · 第 ${form.source.map(({ from, to }) => `${from.line}–${to.line}`).join('、')} 行`,
    ...form.findings.map(findingLine),
  ];
}

/** The document's score, then the audit's findings by rule, the most frequent first. */
function auditLines(forms: readonly Declaration[]): string[] {
  const audited = auditForms(forms).forms;
  const score = documentScore(audited.map((form) => form.score));
  if (!score) return [];
  const counts = new Map<string, number>();
  for (const { rule } of audited.flatMap(({ findings }) => findings)) {
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  const aspects = score.dimensions.map(({ name, points, full }) => `${name} ${points}/${full}`);
  const grades = score.grades.map((grade) => `${grade.name} ${grade.forms} 张`);
  return [
    `  目标审核 ${score.total} 分（${score.grade}，${score.meaning}）：${aspects.join('，')}；${grades.join('，')}`,
    ...[...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([rule, count]) => {
        const said = isAuditRule(rule) ? AUDIT_RULES[rule].explanation : '';
        return `    ${String(count).padStart(4)} 处 ${said}（${rule}）`;
      }),
  ];
}

function documentLines(document: ImportedDocument): string[] {
  const { forms } = document;
  const total = sumAmounts(forms.map((form) => form.annualTotal ?? '0'));
  const units = new Map<string, string[]>();
  for (const form of forms) {
    const unit = form.implementingUnit ?? '（没有实施单位）';
    units.set(unit, [...(units.get(unit) ?? []), form.annualTotal ?? '0']);
  }
  const sums = [...units].map(([unit, amounts]) => ({
    unit,
    count: amounts.length,
    sum: sumAmounts(amounts),
  }));
  sums.sort((a, b) => compareAmounts(b.sum, a.sum));
  const counted = (severity: Severity): number =>
    [...document.findings, ...forms.flatMap((form) => form.findings)].filter(
      (one) => one.severity === severity,
    ).length;
  const indicators = forms.reduce((count, form) => count + form.indicators.length, 0);
  return [
    `${document.filename}：目标表 ${forms.length} 张，年度资金合计 ${formatWanyuan(total)} 万元，指标 ${indicators} 条；` +
      `必须修改 ${counted('must_fix')} 处，请确认 ${counted('confirm')} 处，说明 ${counted('info')} 处。`,
    ...sums.map(({ unit, count, sum }) => `  ${unit}：${count} 张，${formatWanyuan(sum)} 万元`),
    ...document.findings.map(findingLine),
    ...budgetLines(forms, document.budgetTables),
    ...auditLines(forms),
    ...forms.flatMap((form, index) => formLines(form, index + 1)),
  ];
}

/** One object for all documents; each form and finding names its file. */
function jsonOf(documents: readonly ImportedDocument[]): string {
  const of = <T>(list: (document: ImportedDocument) => readonly T[]): (T & { filename: string })[] =>
    documents.flatMap((document) => list(document).map((item) => ({ filename: document.filename, ...item })));
  return JSON.stringify({
    forms: of((document) => document.forms),
    budgetTables: of((document) => document.budgetTables),
    findings: of((document) => document.findings),
  });
}

/** Runs the command. Answers the exit code: 0, or 1 after one clear line about what to do. */
export async function runImport(args: readonly string[], hooks: ImportCommandHooks): Promise<number> {
  const write = hooks.write ?? ((line) => process.stdout.write(`${line}\n`));
  const complain = hooks.complain ?? ((line) => process.stderr.write(`${line}\n`));
  try {
    const { files, year, commit, region, json } = argumentsOf(args);
    const documents: ImportedDocument[] = [];
    const layouts = layoutsOf(process.env['DATA_DIR'] || '.data');
    for (const file of files) documents.push(await load(file, year, layouts));
    if (json) write(jsonOf(documents));
    else for (const document of documents) write(documentLines(document).join('\n'));
    if (commit) (json ? complain : write)(await hooks.commit(documents, region));
    return 0;
  } catch (error) {
    if (!(error instanceof Refused || error instanceof UnreadableDocument || error instanceof StartupError))
      throw error;
    complain(error.message);
    return 1;
  }
}

if (import.meta.main) {
  process.exitCode = await runImport(process.argv.slice(2), {
    // Loaded when asked for: reading a form needs no database.
    commit: async (documents, region) =>
      (await import('./import-commit.ts')).commitDocuments(documents, region),
  });
}
