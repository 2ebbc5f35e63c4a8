/**
 * What a printed performance target says. `parseTarget` reads the text alone and never guesses in silence:
 * what is not printed is not in kind, comparator, value or unit; what context suggests goes to `assumed`.
 * Rules: the contract's "What a printed target says" and the dirty-value catalogue of domain.md, section 0.
 */
import { assume } from './target-text-assume.ts';
import { readDate, readPeriod } from './target-text-dates.ts';
import { readNumeric } from './target-text-amount.ts';
import { readFrequency } from './target-text-frequency.ts';
import { readLoosely } from './target-text-loose.ts';
import { noted, reading, type Reading } from './target-text-reading.ts';
import {
  digitsFor,
  isMeasure,
  leadingComparator,
  normalise,
  soundsLikeQuality,
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

/** Loosened readings may loosen once more (a bracket behind a clause), then no further: linear time. */
const DEEPEST = 2;

function read(text: string, fiscalYear: number | null, depth = 0): Reading {
  if (text === '') return reading('unreadable', 0.95, { notes: ['空白'] });
  if (/^[-_/\\.·*~×]+$/.test(text)) return reading('unreadable', 0.95, { notes: ['只有符号'] });
  if (/^(?:定性|定量|定性指标|定量指标|略|待定|详见.{0,20}|见附件)$/.test(text)) {
    return reading('unreadable', 0.92, { notes: ['没有写出指标值'] });
  }
  const stray = /^[)\]】}、,，;；:：.]+(?=.)/.exec(text);
  if (stray)
    return noted(read(text.slice(stray[0].length), fiscalYear, depth), 0.75, `开头有多余的“${stray[0]}”`);
  const strict =
    readParts(text, fiscalYear, depth) ??
    readMoment(text, fiscalYear) ??
    readFrequency(text) ??
    readReference(text);
  if (strict) return strict;
  const numeric = readNumeric(text);
  // A number with a unit that is known, or alone with its sign; what else was made of it may be read better.
  if (numeric && (numeric.confidence > 0.75 || (numeric.kind === 'number' && BARE_NUMBER.test(text))))
    return numeric;
  const digits = /\d/.test(text);
  const regular = digits && !numeric ? readFrequency(text, true) : null;
  if (regular) return regular;
  const named = numeric ? null : readBehindName(text, fiscalYear, depth);
  if (named && named.confidence >= 0.85) return named;
  const loose =
    digits && depth < DEEPEST ? readLoosely(text, (part) => read(part, fiscalYear, depth + 1)) : null;
  const plain = numeric ?? named;
  if (loose && (!plain || loose.confidence > plain.confidence)) return loose;
  return plain ?? readWords(text);
}

const BARE_NUMBER = /^[≥≤><=~]?-?\d[\d.]*(?:万|亿)?$/;

/** Two targets in one cell: both sides must be targets with a number of their own. */
function readParts(text: string, fiscalYear: number | null, depth: number): Reading | null {
  if (!/[;；,，、]/.test(text)) return null;
  const pieces = text.split(/[;；,，、]/, 5).filter((piece) => piece !== '');
  if (pieces.length < 2 || pieces.length > 4) return null;
  const parts = pieces.map((piece) => read(piece, fiscalYear, depth + 1));
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

/** 文件下达后30日内, 接到指令后3分钟内到达, 合同签订后365个日历天. */
const AFTER_EVENT =
  /^(.{2,30}?)(?:之后|以后|后|起)(?:的)?(≤|<|不超过|不晚于)?(\d{1,4}(?:\.\d)?)个?(工作日|自然日|日历天|日历日|小时|分钟|季度|星期|周|天|日|月|年)(以内|之内|内)?([^\d]{0,10})$/;
/** What is done by then: says nothing more about when. */
const AND_DONE =
  /^(?:全部|及时|足额|予以|进行)?(?:完成|办结|拨付|支付|发放|下达|到位|拨付到位|到达|到达现场|出具|反馈|报送|处理|处置|整改|修复|响应|验收|结算|兑付)(?:完毕|到位)?$/;
const MAY_BE_DATE = /20\d\d|[年月季底末前]/;
const LATEST = /^(?:≤|不晚于|不迟于|截至|截止到?|至迟|最迟|最晚)/;

function readMoment(text: string, fiscalYear: number | null): Reading | null {
  const period = /[-~至到]|全年/.test(text) ? readPeriod(text, fiscalYear) : null;
  if (period) {
    const { from, to } = period;
    const value = from !== null && to !== null ? { from, to } : null;
    const base = reading('period', value === null ? 0.6 : 0.95, { value });
    return period.yearAssumed ? noted(base, 0.95, YEAR_NOT_PRINTED) : base;
  }
  const after = /[后起]/.test(text) ? AFTER_EVENT.exec(text) : null;
  if (after && !/\d年$/.test(after[1] ?? '')) {
    const [, anchor = '', bound, number, unit = '', within, words = ''] = after;
    const base = reading('duration', 0.9, {
      comparator: bound === '<' ? '<' : within !== undefined || bound !== undefined ? '<=' : null,
      value: Number(number),
      unit,
      anchor,
    });
    // 每季度结束后10日内: an event that comes again.
    if (/^每/.test(anchor)) return noted(base, 0.85, `数值前另有文字“${anchor}后”`);
    return words === '' || AND_DONE.test(words) ? base : noted(base, 0.8, `数值后另有文字“${words}”`);
  }
  if (!MAY_BE_DATE.test(text)) return null;
  const latest = LATEST.test(text);
  const date = readDate(latest ? text.replace(LATEST, '') : text, fiscalYear);
  if (!date) return null;
  let base = reading('date', date.value === null ? 0.6 : 0.95, {
    comparator: latest ? '<=' : date.comparator,
    value: date.value,
  });
  if (/^20\d\d\.\d+$/.test(text)) base = noted(base, 0.6, '也可能是一个小数');
  if (/^\d{1,2}\.\d{1,2}[^\d.]/.test(text)) base = noted(base, 0.8, '也可能是一个小数');
  if (date.stray) base = noted(base, 0.7, `年份前多了“${date.stray}”，像是数值与日期连在一起`);
  return date.yearAssumed ? noted(base, 0.92, YEAR_NOT_PRINTED) : base;
}

/** What is laid down elsewhere and can bound a target: 当地最低工资标准, 预算数, 市场价, 上年水平. */
const STANDARD =
  /(?:标准|规定|限额|定额|(?:预|概)算(?:数|控制数|金额|指标|总额|额度|批复)?|市场(?:价|价格|均价)|平均(?:水平|值|数)|上年(?:度|水平|同期|数)?|去年(?:水平|同期)?|计划数|下达数|批复数|实际(?:数|成本)|增速|增幅)$/;
/** 不低于2022年: the year is what it is compared with. */
const BASE_YEAR = /^20\d\d年度?(?:水平|同期|同期水平|实际|实际数|数)?$/;
/** 不低于审计经费的10倍. */
const MULTIPLE = /^[^\d]{2,20}的\d{1,3}(?:\.\d+)?倍$/;
/** 控制在预算内, 在预算范围内. */
const WITHIN = /^(?:严格)?(?:控制|限制|保持)?在?([^\d]{2,16}?)(?:以内|之内|范围内|范围之内|内)$/;

/** A standard laid down elsewhere: 当地最低工资标准的60%, 按国家标准配置. */
function readReference(text: string): Reading | null {
  const share = text.includes('的') ? /^(.{2,40})的(\d{1,3}(?:\.\d+)?)%$/.exec(text) : null;
  if (
    share &&
    !/\d/.test(share[1] ?? '') &&
    /标准|工资|收入|基数|金额|水平|价格|总额|预算/.test(share[1] ?? '')
  ) {
    return reading('reference', 0.9, { value: { to: share[1] ?? '', share: Number(share[2]) }, unit: '%' });
  }
  if (text.includes('一遇') && /^[^\d]{0,8}\d{1,4}年一遇(?:标准)?$/.test(text))
    return reading('reference', 0.85, { value: { to: text } });
  const than = /[年平期际数倍]$/.test(text) && !/[早晚迟]/.test(text) ? leadingComparator(text) : null;
  if (than && (BASE_YEAR.test(than.rest) || MULTIPLE.test(than.rest))) {
    return reading('reference', 0.85, { comparator: than.comparator, value: { to: than.rest } });
  }
  // A document's number (晋财社〔2022〕15号) is no value.
  if (/\d/.test(text.replace(/[〔[(]\d{4}[〕\])](?:第)?\d{1,5}号/g, ''))) return null;
  const within = WITHIN.exec(text)?.[1];
  if (within !== undefined && STANDARD.test(within)) {
    return reading('reference', 0.9, { comparator: '<=', value: { to: within } });
  }
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
function readBehindName(text: string, fiscalYear: number | null, depth: number): Reading | null {
  const match = BEHIND_NAME.exec(text);
  const [, name = '', value = ''] = match ?? BEHIND_WORD.exec(text) ?? [];
  if (!/\d/.test(value)) return null;
  const rest = match ? read(value, fiscalYear, depth) : readNumeric(value);
  // 每年3月, 次年1-3月: months of the calendar, no length of time.
  if (!match && /^\d{1,2}(?:[-~至到]\d{1,2})?月$/.test(value)) return null;
  // Without a sign between them only a value with a unit tells where the words end.
  if (!rest || rest.value === null || (!match && (rest.kind === 'number' || rest.confidence < 0.75)))
    return null;
  // 不少于常住人口的20%: the bound stands before what it is a share of.
  const bound = rest.comparator === null && !match ? leadingComparator(name) : null;
  if (bound) return noted({ ...rest, comparator: bound.comparator }, 0.8, `数值前另有文字“${bound.rest}”`);
  // 每周…2次: how often is no part of the name.
  if (/每(?!年)|[年月日周]均$/.test(name)) return noted(rest, 0.7, `数值前另有文字“${name}”`);
  const isSaid =
    match && SIGN_FIRST.test(value) ? true : rest.kind === 'percentage' && /(?:率|度|比例|比重)$/.test(name);
  return noted(
    rest,
    isSaid && rest.confidence >= 0.92 && !SAYS_MORE.test(name) ? 0.9 : 0.85,
    `数值前另有文字“${name}”`,
  );
}

/** 满意度≥90%, 完成率100%: a sign, or the name of a rate before its per cent, leaves no doubt where the name ends. */
const SIGN_FIRST = /^[≥≤><=]/;
/** … unless the name says how often, until when, or compared with what. */
const SAYS_MORE = /[每内外以前后较]|比(?![例重])|提高|提升|[降减]|增(?!长率|速|幅)/;

/** Names may begin with an age (65岁以上老年人体检率) or hold what is measured (PM2.5浓度). */
const BEHIND_NAME =
  /^((?:\d{1,3}(?:-\d{1,3})?周?岁|PM\d{1,2}(?:\.\d)?)?[^\d≥≤><=~;；]{2,20}?)((?:≥|≤|>|<|=|~|达到|达(?=\d)|不低于|不少于|不超过|不高于|不大于|不小于|低于|高于|大于|小于|超过|至少|控制在|为(?=\d)).{1,20})$/;
const BEHIND_WORD =
  /^((?:\d{1,3}(?:-\d{1,3})?周?岁)?[\u3400-\u9fff()]{2,12}?|[厚宽长高深满各含])(约?\d.{0,19})$/;

/** Ends where something must follow: the cell was cut off. */
const CUT_OFF =
  /(?:原则上?不?|不低于?|不少于?|不超过?|不高于?|达到|控制在|或者?|以及|和|与|及|的|、|,|，|\()$/;

const NUMERAL_AND_UNIT =
  /[一二两三四五六七八九十百千万半][几余多]?个?(?:年|月|天|日|周|季|小时|工作日|次|人|户|元|倍|成|分之)/;

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
  // ≥达标, 三年内见效: a sign or a numeral may mean more than the words.
  const odd = bare !== text || NUMERAL_AND_UNIT.test(words);
  const known = soundsLikeQuality(words) && !odd;
  const base = reading('qualitative', words.length > 24 ? 0.6 : known ? 0.93 : odd ? 0.7 : 0.8);
  return words === text ? base : noted(base, 0.8, `文字后多了“${text.slice(words.length)}”`);
}
