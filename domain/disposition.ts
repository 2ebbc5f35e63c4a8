/**
 * What finance decides after a review (domain.md 1.2): 调减预算, 暂缓拨款, 停止拨款, 收回, 目标调整. Basis: NM-reg art 18 and 21,
 * jiaozuo, taiyuan. Each has a document, a day and its own consequence. That a hold or stop refuses payments from its minute on
 * until it is lifted is kept by the database (app.keep_payments_stopped) and said of files by domain/payment-file.ts.
 */
import { isPlainDate, type PlainDate } from './calendar.ts';
import type { Language } from './language.ts';
import { compareAmounts, exact } from './money.ts';
import { isAmount } from './monitoring-form.ts';
import { say, saysSomething, type Texts } from './sourced.ts';

export const DISPOSITION_KINDS = ['budget_cut', 'hold', 'stop', 'recover', 'target_adjustment'] as const;
export type DispositionKind = (typeof DISPOSITION_KINDS)[number];

export interface Disposition {
  kind: DispositionKind;
  /** 文号 */
  document: string;
  /** Day of the document. */
  decidedOn: PlainDate;
  reason: string;
  /** Yuan: how much is cut or recovered; null for the others. */
  amountYuan: string | null;
  /** What the targets become; of a budget cut too where they follow the money (NM-reg art 21(1): 同步调整绩效目标). */
  targets: { indicatorId: string; rawTarget: string }[];
}

export interface DispositionFacts {
  /** Adjusted budget and what was executed of it, yuan. */
  budgetYuan: string | null;
  executedYuan: string;
  today: PlainDate;
  /** Indicators with their targets as they stand. */
  indicators: readonly { id: string; rawTarget: string | null }[];
}

const DISPOSITION_DEFECTS = [
  'document_missing',
  'bad_day',
  'reason_missing',
  'amount_missing',
  'amount_unfit',
  'amount_unneeded',
  'cut_below_executed',
  'recover_above_executed',
  'targets_missing',
  'targets_unneeded',
  'target_unknown',
  'target_unchanged',
] as const;
export type DispositionDefectCode = (typeof DISPOSITION_DEFECTS)[number];
export interface DispositionDefect {
  field: keyof Disposition;
  code: DispositionDefectCode;
  message: string;
}

/** What is wrong with a disposition; none: it may be decided. */
export function checkDisposition(
  d: Disposition,
  facts: DispositionFacts,
  language?: Language,
): DispositionDefect[] {
  const defects: DispositionDefect[] = [];
  const add = (field: keyof Disposition, code: DispositionDefectCode): void => {
    defects.push({ field, code, message: say(TEXTS[code], language) });
  };
  if (d.document.trim() === '') add('document', 'document_missing');
  if (!isPlainDate(d.decidedOn) || d.decidedOn > facts.today) add('decidedOn', 'bad_day');
  if (!saysSomething(d.reason)) add('reason', 'reason_missing');
  const amount = amountDefect(d, facts);
  if (amount !== null) add('amountYuan', amount);
  const targets = targetsDefect(d, facts);
  if (targets !== null) add('targets', targets);
  return defects;
}

function amountDefect(
  { kind, amountYuan }: Disposition,
  facts: DispositionFacts,
): DispositionDefectCode | null {
  if (kind !== 'budget_cut' && kind !== 'recover') return amountYuan === null ? null : 'amount_unneeded';
  if (amountYuan === null) return 'amount_missing';
  if (!isAmount(amountYuan) || exact(amountYuan).isZero()) return 'amount_unfit';
  if (kind === 'recover')
    return compareAmounts(amountYuan, facts.executedYuan) > 0 ? 'recover_above_executed' : null;
  const left = exact(facts.budgetYuan ?? '0').minus(amountYuan);
  return left.lt(facts.executedYuan) || left.isNegative() ? 'cut_below_executed' : null;
}

function targetsDefect(
  { kind, targets }: Disposition,
  { indicators }: DispositionFacts,
): DispositionDefectCode | null {
  if (targets.length === 0) return kind === 'target_adjustment' ? 'targets_missing' : null;
  if (kind !== 'target_adjustment' && kind !== 'budget_cut') return 'targets_unneeded';
  if (new Set(targets.map(({ indicatorId }) => indicatorId)).size < targets.length) return 'target_unknown';
  for (const { indicatorId, rawTarget } of targets) {
    const indicator = indicators.find(({ id }) => id === indicatorId);
    if (indicator === undefined) return 'target_unknown';
    if (rawTarget.trim() === '' || rawTarget.trim() === indicator.rawTarget?.trim())
      return 'target_unchanged';
  }
  return null;
}

/** What the ledger and the targets get, in the disposition's own transaction. */
export interface DispositionConsequences {
  /** A cut is an `adjusted` event of the negative amount, a recovery a `returned` one. */
  ledger: { event: 'adjusted' | 'returned'; amountYuan: string } | null;
  targets: { indicatorId: string; rawTarget: string }[];
}

export function consequencesOf({ kind, amountYuan, targets }: Disposition): DispositionConsequences {
  return {
    ledger:
      amountYuan === null
        ? null
        : kind === 'budget_cut'
          ? { event: 'adjusted', amountYuan: exact(amountYuan).negated().toFixed(2) }
          : { event: 'returned', amountYuan: exact(amountYuan).toFixed(2) },
    targets: [...targets],
  };
}

const TEXTS: Readonly<Record<DispositionDefectCode, Texts>> = {
  document_missing: { 'zh-CN': '请填文号', en: 'Enter the document number' },
  bad_day: { 'zh-CN': '请填文件日期，不能晚于今天', en: 'Enter the day of the document, not after today' },
  reason_missing: { 'zh-CN': '请写明理由', en: 'Say why' },
  amount_missing: { 'zh-CN': '请填金额', en: 'Enter the amount' },
  amount_unfit: {
    'zh-CN': '金额要大于 0，单位元，最多两位小数',
    en: 'An amount in yuan above zero, at most two decimals',
  },
  amount_unneeded: { 'zh-CN': '这种处置没有金额', en: 'This disposition has no amount' },
  cut_below_executed: {
    'zh-CN': '调减以后的预算少于已经执行的数，请先收回或少减一些',
    en: 'The budget left would be less than what is executed: recover first, or cut less',
  },
  recover_above_executed: {
    'zh-CN': '收回的数多于已经执行的数',
    en: 'More than was executed cannot be recovered',
  },
  targets_missing: { 'zh-CN': '请写明哪些指标改成什么', en: 'Say which targets change to what' },
  targets_unneeded: { 'zh-CN': '这种处置不改目标', en: 'This disposition changes no targets' },
  target_unknown: {
    'zh-CN': '每个要改的指标都要是本项目的，且只写一次',
    en: 'Every target is of this project and named once',
  },
  target_unchanged: {
    'zh-CN': '新的指标值不能空着，也不能和原来一样',
    en: 'The new target is not blank and not the old one',
  },
};
