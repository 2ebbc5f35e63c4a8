/** Printed amounts: numbers with a unit, rates, ranges and directions (提高5%). Every pattern is anchored and bounded. */
import { noted, reading, type Reading } from './target-text-reading.ts';
import {
  isMeasure,
  leadingComparator,
  NUMBER,
  PERIOD_UNIT,
  SCALED,
  scaled,
  soundsLikeQuality,
  takeComparator,
} from './target-text-words.ts';

const RANGE = new RegExp(`^${NUMBER}(%|[^\\d~-]{0,6})(?:-|~|至|到)${NUMBER}(.{0,10})$`);
const MONEY = new RegExp(`^(?:人民币|¥)?${SCALED}(余|多)?元(?:人民币|整|正)?$|^¥${SCALED}$`);
/** 50亿元大关, 30万元资金. */
const MONEY_AND_WORDS = new RegExp(`^${SCALED}元(?!每|及?以|之内|左右)([\\u3400-\\u9fff]{2,8})$`);
const MONEY_RATE = new RegExp(`^${SCALED}元(左右|以内|以上)?(?:/|每)([^,;，；、]{1,24})$`);
const EACH = new RegExp(
  `^(?:每|([年月日天])?人均)([^\\d]{0,14}?)${SCALED}元(?:(?:/|每)(${PERIOD_UNIT}))?(?:的?标准)?$`,
);
const PER_ENDS_IN_TIME = new RegExp(`(?:${PERIOD_UNIT})$`);
const PERIOD = new RegExp(`^(?:${PERIOD_UNIT})$`);
/** Between what is paid for and the amount: 每亩补助120元, 每人每天不超过50元. */
const PAID = /(?:补助|补贴|奖励|资助|发放|给予|支付|标准|按|为)+$/;
/** 生均8平方米, 亩均增产50公斤, 每千人口2.9张. */
const EACH_COUNT = new RegExp(
  `^(?:([生亩户人村校月日周])均|每((?:百|千|万|十万)?(?:人口?|亩|户)|[^\\d]{1,12}?))([^\\d]{0,14}?)${SCALED}([^\\d]{1,4})$`,
);
/** Mortality and the like are counted in 10万. */
const COUNT_RATE = new RegExp(
  `^${SCALED}([^\\d/]{0,4})/((?:\\d{1,3}万)?(?:[^\\d/]{1,6}(?:/[^\\d/]{1,4})?)|\\d{1,3}万)$`,
);
const PERCENT = new RegExp(`^${NUMBER}(%|‰|个百分点)(.{0,16})$`);
const DURATION = /^(\d{1,5}(?:\.\d+)?)(?:个)?(工作日|自然日|日历天|小时|分钟|季度|星期|周|天|日|月|年)$/;
/** 24小时不间断, 8小时工作制. */
const LASTING = /^(\d{1,5}(?:\.\d+)?)(?:个)?(工作日|小时|分钟)(?!及?以|之内|内|左右)([\u3400-\u9fff]{2,8})$/;
const COUNT = new RegExp(`^${SCALED}(\\D{0,16})$`);
const DIRECTION =
  /^((?:较|比|同比|环比|与|由|从).{0,8}?)?(提高|提升|增长|增加|上升|降低|下降|减少|缩短|压减|压缩|\+|↑|↓)(到|至)?(?=[≥≤><~]?\d|不|超过|约)/;
const A_YEAR = /^(?:19|20)\d\d年|^\d{1,2}月[^\d]/;
const HALF_A_YEAR = /^半年(?:时间)?$/;

/** Counts, money, percentages, rates, lengths of time and ranges of them; null when no number can be read. */
export function readNumeric(text: string): Reading | null {
  if (HALF_A_YEAR.test(text)) return reading('duration', 0.92, { value: 6, unit: '月' });
  if (!/\d/.test(text)) return null;
  const direction = DIRECTION.exec(text);
  if (direction) {
    const rest = readNumeric(text.slice(direction[0].length));
    if (!rest) return null;
    const [, base = '', word = '', to] = direction;
    if (to) return noted(rest, 0.85, `“${word}到”：按水平值理解`);
    if (base !== '') return noted(rest, 0.85, `与“${base}”相比的增减幅度`);
    return noted(rest, 0.75, `“${word}”没有写基数，分不清是增减幅度还是水平值`);
  }
  const margin = text.includes('±') ? /^(.{0,6}?)±(?=\d)/.exec(text) : null;
  if (margin) {
    if (/\d/.test(margin[1] ?? '')) {
      const middle = readNumeric(margin[1] ?? '');
      return middle && noted(middle, 0.75, `数值后另有文字“${text.slice((margin[1] ?? '').length)}”`);
    }
    const rest = readNumeric(text.slice(margin[0].length));
    return rest && noted(rest, 0.75, `数值前另有文字“${margin[0]}”`);
  }
  const by = /^按照?(?=\d|每人|人均)/.exec(text);
  if (by) {
    const rest = readNumeric(text.slice(by[0].length));
    return rest && noted(rest, 0.85, `数值前另有文字“${by[0]}”`);
  }
  const { comparator, rest } = takeComparator(text);
  const core = readRange(rest) ?? readRate(rest) ?? readAmount(rest);
  if (!core) return null;
  // ≤3%-5%: a bound on a range contradicts it.
  if (core.kind === 'range' && comparator !== null && comparator !== '~') {
    return noted({ ...core, comparator }, 0.7, '一格里有几个指标值');
  }
  return { ...core, comparator: core.comparator ?? comparator };
}

function readRange(text: string): Reading | null {
  const match = RANGE.exec(text);
  if (!match) return null;
  const [, low = '', between = '', high = '', behind = ''] = match;
  const end = readRate(high + behind) ?? readAmount(high + behind);
  if (!end || typeof end.value !== 'number' || end.kind === 'unreadable') return null;
  const lower = low + (between === '' || between === behind ? behind : between);
  const start = readRate(lower) ?? readAmount(lower);
  if (!start || typeof start.value !== 'number' || start.value > end.value) return null;
  // 1000元-5000元/人: what it is paid for stands behind the second amount alone.
  if (start.unit !== end.unit && !(start.unit === '元' && end.unit?.startsWith('元/'))) return null;
  return reading('range', Math.min(start.confidence, end.confidence), {
    value: { min: start.value, max: end.value },
    unit: end.unit,
    notes: end.notes,
  });
}

function readRate(text: string): Reading | null {
  const money = MONEY_RATE.exec(text);
  if (money) {
    const [, digits = '', scale, word, per = ''] = money;
    const comparator = word === '左右' ? '~' : word === '以内' ? '<=' : word === '以上' ? '>=' : null;
    const value = scaled(digits, scale);
    // 元/人·年×150人 is a sum, not a rate.
    if (/[×*xX]\d/.test(per)) return null;
    const note = /\(.*$/.exec(per)?.[0];
    const clean = per.replace(/\(.*$/, '').replace(/每|的?标准$/g, '');
    let base = reading('rate', 0.93, { comparator, value, unit: `元/${clean}` });
    if (note) base = noted(base, 0.6, `单位里有多余的文字“${note}”`);
    return /(.)\1/.test(clean) || clean.length > 8
      ? noted(base, 0.6, `单位“元/${clean}”不像印对了`)
      : isKnownPer(clean)
        ? base
        : noted(base, 0.85, `不常见的单位“元/${clean}”`);
  }
  const each = EACH.exec(text);
  if (each) {
    const [, time = '', words = '', digits = '', scale, often = ''] = each;
    const { per, comparator } = paidFor(words);
    const perPeriod = per.replace(/^每/, '');
    // 人均基本公共卫生服务经费89元: what it is paid for is no part of the unit.
    const isFor = !text.startsWith('每') && perPeriod !== '' && !PERIOD.test(perPeriod);
    const unit = `${text.startsWith('每') ? per.replace(/每/g, '') : `人${time}${isFor ? '' : perPeriod}`}${often}`;
    if (unit === '') return null;
    if (isFor) {
      const base = reading('rate', 0.85, { comparator, value: scaled(digits, scale), unit: `元/${unit}` });
      return noted(base, 0.85, `“${perPeriod}”像是用途`);
    }
    const base = reading('rate', 0.9, { comparator, value: scaled(digits, scale), unit: `元/${unit}` });
    return unit.length > 6 ? noted(base, 0.7, `单位“元/${unit}”不像印对了`) : base;
  }
  return readShared(text) ?? readPer(text);
}

/** 人年, 车·年, 床/日, 百公里: what money is paid for, of things that are counted and times. */
function isKnownPer(per: string): boolean {
  return per.split(/[/·•*.]/).every((part) => {
    const thing = part.replace(PER_ENDS_IN_TIME, '').replace(/^[百千万]/, '');
    return thing === '' || isMeasure(thing) || HEADS.test(thing) || PERIOD.test(thing);
  });
}

/** 生均8平方米, 每千人口2.9张, 每村1名, 日均不少于5条. */
function readShared(text: string): Reading | null {
  const match = EACH_COUNT.exec(text);
  if (!match) return null;
  const [, average, every = '', words = '', digits = '', scale, unit = ''] = match;
  if (!isMeasure(unit) && !PER_TIME.test(unit)) return null;
  const behind = paidFor(words);
  // 每村级组织1名: what comes behind 每 must begin with what can be counted.
  const whole = `${every}${behind.per}`;
  if (whole.includes('每')) return null;
  const per =
    average ??
    [4, 3, 2, 1].map((length) => whole.slice(0, length)).find((one) => isMeasure(one) || HEADS.test(one));
  if (per === undefined) return null;
  const base = reading('rate', 0.85, {
    comparator: behind.comparator,
    value: scaled(digits, scale),
    unit: `${unit}/${per}`,
  });
  const rest = average === undefined ? whole.slice(per.length) : behind.per;
  return rest === '' ? base : noted(base, 0.8, `数值前另有文字“${rest}”`);
}

const HEADS = /^(?:(?:[百千万]|十万)?(?:人口?|亩|户)|[生车]|[月周天日]|季度|学期|班|岗|员工|学生|教师)$/;
/** 16小时/天: times are counted in rates too. */
const PER_TIME = /^(?:个?(?:月|工作日)|小时|分钟|秒|天|日|学时)$/;
/** 260mg/L, 38μg/m³, 1.5万吨/日. */
const CONCENTRATION = /^(?:[mμun]?g|毫克|微克|千克|克|吨|kg)$/;

/** 2.5名/万人, ≤12/10万, 1.5万吨/日. */
function readPer(text: string): Reading | null {
  const count = COUNT_RATE.exec(text);
  if (!count) return null;
  const [, digits = '', scale, unit = '', printed = ''] = count;
  const per = printed.replace(/的?标准$/, '');
  const base = reading('rate', 0.9, { value: scaled(digits, scale), unit: `${unit}/${per}` });
  const isClear = isMeasure(unit) || PER_TIME.test(unit) || CONCENTRATION.test(unit);
  // ≤12/10万: deaths in 100,000 are printed without a unit everywhere.
  // 2台/套, 101人/次: more likely one unit by two names than so many for each.
  if (isClear && /^[套次件座个处条只台]$/.test(per)) return noted(base, 0.8, `不常见的单位“${unit}/${per}”`);
  return isClear || (unit === '' && per === '10万') ? base : noted(base, 0.7, '分子的单位没有印清楚');
}

/** 人每天不超过 → 人每天 with `<=`; 亩补助 → 亩. */
function paidFor(words: string): { per: string; comparator: Reading['comparator'] } {
  for (let end = 0; end < words.length; end += 1) {
    const bound = leadingComparator(words.slice(end));
    if (bound?.rest === '')
      return { per: words.slice(0, end).replace(PAID, ''), comparator: bound.comparator };
  }
  return { per: words.replace(PAID, ''), comparator: null };
}

function readAmount(text: string): Reading | null {
  const percent = PERCENT.exec(text);
  if (percent) {
    const [, digits = '', sign = '', words = ''] = percent;
    const base = reading('percentage', 0.97, { value: scaled(digits), unit: sign });
    const behind = words.replace(/^[)\]】]+$/, '');
    if (behind === '') return base;
    // 90%<接通率≤100%: the other bound may be in it.
    return noted(
      base,
      /^及?以|[\d≥≤><=]/.test(behind.replace(/\(.*\)$/, '')) ? 0.6 : 0.8,
      `数值后另有文字“${behind}”`,
    );
  }
  const money = MONEY.exec(text);
  if (money)
    return reading('money', 0.97, {
      value: scaled(money[1] ?? money[4] ?? '0', money[2] ?? money[5]),
      unit: '元',
      ...(money[3] === undefined ? {} : { comparator: '~' as const }),
    });
  // 2022年 is a year, whatever stands before or behind it.
  if (A_YEAR.test(text)) return null;
  const sum = MONEY_AND_WORDS.exec(text);
  if (sum) {
    const value = scaled(sum[1] ?? '0', sum[2]);
    return noted(reading('money', 0.97, { value, unit: '元' }), 0.75, `数值后另有文字“${sum[3] ?? ''}”`);
  }
  const duration = DURATION.exec(text);
  if (duration) return reading('duration', 0.92, { value: Number(duration[1]), unit: duration[2] ?? null });
  const lasting = LASTING.exec(text);
  if (lasting) {
    const base = reading('duration', 0.92, { value: Number(lasting[1]), unit: lasting[2] ?? null });
    return noted(base, 0.75, `数值后另有文字“${lasting[3] ?? ''}”`);
  }
  const count = COUNT.exec(text);
  if (!count) return null;
  const [, digits = '', scale, unit = ''] = count;
  const value = scaled(digits, scale);
  if (digits.replace(/\D/g, '').length > 15) return reading('number', 0.4, { value, notes: ['数字过长'] });
  if (unit === '') return reading('number', 0.7, { value, notes: ['没有印单位'] });
  const about = /^(?:余|多)(.{1,3})$/.exec(unit)?.[1];
  if (about && isMeasure(about)) return reading('count', 0.85, { comparator: '~', value, unit: about });
  // 3A级, 9O%, 12O人: a grade, or a digit that the scan lost; no unit.
  if (/^(?:[A-Za-z]+\+?(?:级|[%‰])|[OoIl][\u3400-\u9fff])/.test(unit)) return null;
  // 二级以上, 一类: a grade more often than a count.
  if (/^[级类等]$/.test(unit))
    return noted(reading('count', 0.9, { value, unit }), 0.75, `“${unit}”也可能是等级`);
  if (isMeasure(unit)) return reading('count', 0.97, { value, unit });
  const measure = [4, 3, 2, 1].find((length) => unit.length > length && isMeasure(unit.slice(0, length)));
  const words = measure === undefined ? '' : unit.slice(measure);
  // 12所学校, 98人满意: what is counted, or that it is well, stands behind the unit.
  if (
    measure !== undefined &&
    (soundsLikeQuality(words) || /^(?!及?以|之内|左右)[\u3400-\u9fff]{1,8}$/.test(words))
  ) {
    return noted(
      reading('count', 0.9, { value, unit: unit.slice(0, measure) }),
      0.75,
      `数值后另有文字“${words}”`,
    );
  }
  if (soundsLikeQuality(unit))
    return noted(reading('number', 0.7, { value }), 0.6, `没有印单位，另有文字“${unit}”`);
  if (unit.length <= 4) return reading('count', 0.7, { value, unit, notes: [`不常见的单位“${unit}”`] });
  return noted(reading('number', 0.5, { value }), 0.4, `数值后的文字没有读懂：“${unit}”`);
}
