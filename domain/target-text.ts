/**
 * What a printed performance target says. `parseTarget` reads the text alone and never guesses in silence:
 * what is not printed is not in kind, comparator, value or unit; what context suggests goes to `assumed`.
 * Rules: the contract's "What a printed target says" and the dirty-value catalogue of domain.md, section 0.
 */
import { assume } from './target-text-assume.ts';
import { readDate, readPeriod } from './target-text-dates.ts';
import { readNumeric } from './target-text-amount.ts';
import { noted, reading, type Reading } from './target-text-reading.ts';
import {
  digitsFor,
  isMeasure,
  leadingComparator,
  normalise,
  PERIOD_UNIT,
  soundsLikeQuality,
  takeComparator,
} from './target-text-words.ts';

export type TargetKind =
  | 'count'
  | 'percentage'
  | 'money'
  | 'rate'
  | 'date'
  | 'period'
  | 'duration'
  | 'frequency'
  | 'reference'
  | 'range'
  | 'qualitative'
  | 'number'
  | 'unreadable';

/** A sign or a word that is printed: ≥ 不低于, ≤ 以内, ~ 左右 … */
export type Comparator = '>=' | '<=' | '>' | '<' | '=' | '~';

/**
 * number: base units (元, 人, %). string: a date as YYYY-MM-DD, YYYY-MM or YYYY.
 */
export type TargetValue =
  | number
  | string
  | { from: string; to: string }
  | { min: number; max: number }
  | { count: number; per: string }
  | { to: string; share?: number }
  | null;

/** What context suggests but the cell does not print, with the rule that suggests it. */
export interface Assumption {
  field: 'comparator' | 'unit' | 'kind' | 'value';
  value: string | number;
  /** Stable rule name, e.g. `comparator-by-level2`, `unit-in-name`. */
  rule: string;
}

export interface ParsedTarget {
  raw: string | null;
  kind: TargetKind;
  comparator: Comparator | null;
  value: TargetValue;
  unit: string | null;
  /** Event a duration starts from, as printed (文件下达). */
  anchor?: string;
  /** Two targets in one cell. */
  parts?: ParsedTarget[];
  /** 0..1; ≥ 0.9 means no person need look. */
  confidence: number;
  /** Damage and oddities, in the user's language. */
  notes: string[];
  assumed: Assumption[];
}

export interface TargetContext {
  level2?: string;
  name?: string;
  fiscalYear?: number;
}

/** Longer cells are no targets; the grammar looks at this many characters only. */
const MAX_LENGTH = 120;

/**
 * Reads a printed target. Never throws; time linear in the length of the text. `context` fills `assumed` and the
 * year of dates that print none (said in `assumed` and `notes`), nothing else.
 */
export function parseTarget(raw: string | null, context: TargetContext = {}): ParsedTarget {
  const text = raw === null ? '' : digitsFor(normalise(raw.slice(0, MAX_LENGTH + 1)));
  const cut = raw !== null && raw.length > MAX_LENGTH;
  const base = cut
    ? reading('unreadable', 0.3, { notes: ['文字过长，不像一个指标值'] })
    : read(text, context.fiscalYear ?? null);
  const assumed = assume(base, context);
  if (base.notes.includes(YEAR_NOT_PRINTED) && context.fiscalYear !== undefined) {
    assumed.push({ field: 'value', value: context.fiscalYear, rule: 'year-from-fiscal-year' });
  }
  return { raw, ...base, assumed };
}

const YEAR_NOT_PRINTED = '没有印年份';

function read(text: string, fiscalYear: number | null): Reading {
  if (text === '') return reading('unreadable', 0.95, { notes: ['空白'] });
  if (/^[-_/\\.·*~×]+$/.test(text)) return reading('unreadable', 0.95, { notes: ['只有符号'] });
  if (/^(?:定性|定量|定性指标|定量指标|略|待定|详见.{0,20}|见附件)$/.test(text)) {
    return reading('unreadable', 0.92, { notes: ['没有写出指标值'] });
  }
  const stray = /^[)\]】}、,，;；:：.]+(?=.)/.exec(text);
  if (stray) return noted(read(text.slice(stray[0].length), fiscalYear), 0.75, `开头有多余的“${stray[0]}”`);
  return (
    readParts(text, fiscalYear) ??
    readMoment(text, fiscalYear) ??
    readFrequency(text) ??
    readReference(text) ??
    readNumeric(text) ??
    readBehindName(text, fiscalYear) ??
    readWords(text)
  );
}

/** Two targets in one cell: both sides must be targets with a number of their own. */
function readParts(text: string, fiscalYear: number | null): Reading | null {
  const pieces = text.split(/[;；,，、]/, 4).filter((piece) => piece !== '');
  if (pieces.length < 2 || pieces.length > 3) return null;
  const parts = pieces.map((piece) => read(piece, fiscalYear));
  const [first] = parts;
  if (
    !first ||
    !parts.every((part) => part.value !== null && !['unreadable', 'number'].includes(part.kind))
  ) {
    return null;
  }
  const whole = noted(first, 0.7, '一格里有几个指标值');
  return {
    ...whole,
    parts: parts.map((part, index) => ({ raw: pieces[index] ?? '', ...part, assumed: [] })),
  };
}

function readMoment(text: string, fiscalYear: number | null): Reading | null {
  const period = readPeriod(text, fiscalYear);
  if (period) {
    const { from, to } = period;
    const value = from !== null && to !== null ? { from, to } : null;
    const base = reading('period', value === null ? 0.6 : 0.95, { value });
    return period.yearAssumed ? noted(base, 0.95, YEAR_NOT_PRINTED) : base;
  }
  const after =
    /^(.{2,30}?)(?:之后|以后|后|起)(?:的)?(\d{1,4})(?:个)?(工作日|日|天|周|月|年|小时)(?:以内|之内|内)?(.{0,6})$/.exec(
      text,
    );
  if (after && !/\d年$/.test(after[1] ?? '')) {
    const within = /(?:以内|之内|内)/.test(text.slice((after[1] ?? '').length));
    return reading('duration', 0.9, {
      comparator: within ? '<=' : null,
      value: Number(after[2]),
      unit: after[3] ?? null,
      anchor: after[1] ?? '',
    });
  }
  const date = readDate(text.replace(/^(?:≤|不晚于|不迟于)/, ''), fiscalYear);
  if (!date) return null;
  const latest = /^(?:≤|不晚于|不迟于)/.test(text);
  let base = reading('date', date.value === null ? 0.6 : 0.95, {
    comparator: latest ? '<=' : date.comparator,
    value: date.value,
  });
  if (/^20\d\d\.\d+$/.test(text)) base = noted(base, 0.6, '也可能是一个小数');
  if (date.stray) base = noted(base, 0.7, `年份前多了“${date.stray}”，像是数值与日期连在一起`);
  return date.yearAssumed ? noted(base, 0.92, YEAR_NOT_PRINTED) : base;
}

const TIMES_IN_PERIOD = new RegExp(
  `^(?:每|平均每|一(?=年|季|月|周|日|天|学期))(个?)(${PERIOD_UNIT})(.{0,6}?)(\\d{1,5})次(以上|以内)?$`,
);
const TIMES_PER_PERIOD = new RegExp(`^(\\d{1,5})次/(?:每)?(${PERIOD_UNIT})$`);

/** 按月, 每季度1次, 2次/年, 每年不少于2次. */
function readFrequency(text: string): Reading | null {
  const per = /^(?:按|逐|分)(年|季度|季|月|周|旬|日)(?:度)?(?!度)([^\d]{0,8})$/.exec(text);
  if (per && !/^(?:计划|标准|规定)/.test(per[2] ?? '')) {
    const base = reading('frequency', 0.92, { value: { count: 1, per: per[1] ?? '' } });
    const rest = (per[2] ?? '').replace('%', '');
    return text.endsWith('%')
      ? noted(base, 0.7, `文字后多了“%”`)
      : rest === ''
        ? base
        : { ...base, notes: [rest] };
  }
  const by = /^(?:每|按|次|当|下)(年|季度|季|月|周)(?:的)?(\d{1,2})(?:日|号)(?:之前|以前|前)(.{0,8})$/.exec(
    text,
  );
  if (by) {
    const base = reading('frequency', 0.85, { comparator: '<=', value: { count: 1, per: by[1] ?? '' } });
    return { ...base, notes: [`每${by[1] ?? ''}${by[2] ?? ''}日前`] };
  }
  const times = TIMES_IN_PERIOD.exec(text);
  if (times) {
    const { comparator, rest } = takeComparator(`${times[3] ?? ''}1${times[5] ?? ''}`);
    if (rest !== '1') return null;
    return reading('frequency', 0.92, {
      comparator,
      value: { count: Number(times[4]), per: times[2] ?? '' },
    });
  }
  const { comparator, rest } = takeComparator(text);
  const slash = TIMES_PER_PERIOD.exec(rest);
  return slash
    ? reading('frequency', 0.92, { comparator, value: { count: Number(slash[1]), per: slash[2] ?? '' } })
    : null;
}

/** What is laid down elsewhere and can bound a target: 当地最低工资标准, 预算数, 市场价, 上年水平. */
const STANDARD =
  /(?:标准|规定|限额|定额|预算(?:数|控制数|金额)?|市场(?:价|价格|均价)|平均(?:水平|值|数)|上年(?:度|水平|同期|数)?|去年(?:水平|同期)?|计划数|下达数|批复数|实际(?:数|成本))$/;

/** A standard laid down elsewhere: 当地最低工资标准的60%, 按国家标准配置. */
function readReference(text: string): Reading | null {
  const share = /^(.{2,40})的(\d{1,3}(?:\.\d+)?)%$/.exec(text);
  if (
    share &&
    !/\d/.test(share[1] ?? '') &&
    /标准|工资|收入|基数|金额|水平|价格|总额|预算/.test(share[1] ?? '')
  ) {
    return reading('reference', 0.9, { value: { to: share[1] ?? '', share: Number(share[2]) }, unit: '%' });
  }
  // A document's number (晋财社〔2022〕15号) is no value.
  if (/\d/.test(text.replace(/[〔[(]\d{4}[〕\])](?:第)?\d{1,5}号/g, ''))) return null;
  const bound = leadingComparator(text);
  if (bound && STANDARD.test(bound.rest)) {
    return reading('reference', 0.9, { comparator: bound.comparator, value: { to: bound.rest } });
  }
  if (/^(?:按|按照|依照|依据|根据|参照|执行|严格按照?)(?!时|期|质|需|计划|进度|序|月|季|年)/.test(text)) {
    if (/标准|规定|政策|文件|实际|核定|要求|办法|合同|协议|制度|定额|方案/.test(text)) {
      return reading('reference', 0.9, { value: { to: text } });
    }
  }
  return null;
}

/** 合格率≥95%, 满意度达到95%, 培训200人: the name, or what is done, stands in the target's cell too. */
function readBehindName(text: string, fiscalYear: number | null): Reading | null {
  const match = BEHIND_NAME.exec(text);
  const [, name = '', value = ''] = match ?? BEHIND_WORD.exec(text) ?? [];
  if (!/\d/.test(value)) return null;
  const rest = match ? read(value, fiscalYear) : readNumeric(value);
  // Without a sign between them only a value with a unit tells where the words end.
  if (!rest || rest.value === null || (!match && (rest.kind === 'number' || rest.confidence < 0.8)))
    return null;
  return noted(rest, 0.85, `数值前另有文字“${name}”`);
}

/** Names may begin with an age (65岁以上老年人体检率) or hold what is measured (PM2.5浓度). */
const BEHIND_NAME =
  /^((?:\d{1,3}(?:-\d{1,3})?周?岁|PM\d{1,2}(?:\.\d)?)?[^\d≥≤><=~;；]{2,20}?)((?:≥|≤|>|<|=|~|达到|达|不低于|不少于|不超过|不高于|不大于|不小于|至少|控制在|为).{1,20})$/;
const BEHIND_WORD = /^([\u3400-\u9fff()]{2,12}?)(约?\d.{0,19})$/;

/** Ends where something must follow: the cell was cut off. */
const CUT_OFF =
  /(?:原则上?不?|不低于?|不少于?|不超过?|不高于?|达到|控制在|或者?|以及|和|与|及|的|、|,|，|\()$/;

function readWords(text: string): Reading {
  if (/^(?:无|没有|否|不适用)$/.test(text)) return reading('unreadable', 0.6, { notes: ['只写了“无”'] });
  if (/^(?:[≥≤><=~]|[%‰])+$/.test(text)) return reading('unreadable', 0.92, { notes: ['只有符号'] });
  if (!/[\u3400-\u9fff]/.test(text)) return reading('unreadable', 0.6, { notes: ['没有读懂'] });
  if (/\d/.test(text)) return reading('unreadable', 0.3, { notes: ['有数字，但没有读懂'] });
  const bare = text.replace(/^[≥≤><=~]+/, '');
  if (/^(?:(?:万|亿)?元|[%‰/]|人民币)+$/.test(bare) || bare.split('/').every(isMeasure)) {
    return reading('unreadable', 0.92, { notes: ['只有单位，没有数值'] });
  }
  const words = text.replace(/[%‰]$/, '');
  if (CUT_OFF.test(words) && words.length > 2) return reading('unreadable', 0.8, { notes: ['像是没有印完'] });
  const known = soundsLikeQuality(words);
  const base = reading('qualitative', words.length > 24 ? 0.6 : known ? 0.93 : 0.8);
  return words === text ? base : noted(base, 0.8, `文字后多了“${text.slice(words.length)}”`);
}
