/** Words, signs and numerals of printed targets. Every pattern here is anchored or bounded: linear on any input. */
import { exact } from './money.ts';
import type { Comparator } from './target-text.ts';

const LATEX: readonly (readonly [RegExp, string])[] = [
  [/\\(?:geqslant|geq|ge)(?![A-Za-z])/g, '≥'],
  [/\\(?:leqslant|leq|le)(?![A-Za-z])/g, '≤'],
  [/\\(?:sim|approx)(?![A-Za-z])/g, '~'],
  [/\\%/g, '%'],
  [/\$/g, ''],
];

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/[≧⩾≥]=?|>=|=>|≮/g, '≥'],
  [/[≦⩽≤]=?|<=|=<|≯/g, '≤'],
  [/[≈∼～]/g, '~'],
  [/[—–―－‐]+|-{2,}/g, '-'],
  [/〜/g, '~'],
  // Book-title brackets that stand in for the signs beside them on the keyboard.
  [/[〉》﹥](?=\d)/g, '>'],
  [/[〈《﹤](?=\d)/g, '<'],
  [/≥{2,}/g, '≥'],
  [/≤{2,}/g, '≤'],
  [/￥/g, '¥'],
  [/[═＝]/g, '='],
  [/%{2,}/g, '%'],
  // 含本数 is what ≥ and 以上 say in any case.
  [/\(含(?:本数)?\)/g, ''],
];

/** A character of one of the patterns above; the plain signs and words need none of them. */
const HAS_SIGN = /[≧⩾≥≮≦⩽≤≯<>=═≈∼～—–―－‐〜〉》﹥〈《﹤￥%(]|--/;

/** What a form's template prints before a target or around it: marks of core indicators, numbers of a list. */
const MARKS = /^[★☆●○◆◇■□▲△※_*#'"‘“]+(?=.)|[_*#'"’”]+$/g;
/** 1.培训班3期;2.培训180人次: a number that counts the targets of a cell, where another number follows. */
const LISTED = /(^|[;；,，])(?:[①-⑳]|\(?\d{1,2}[.、)](?=[^\d.%].*\d)|(?:指标|目标|任务)\d{0,2}[:：])/g;
/** 15w元, 10W+ are 万; 15W alone may be watts. */
const LETTER_SCALE = /(\d)([WwKk])(?=\+|元|人|册|户|件|次)/;
const HAS_MARK = /[★☆●○◆◇■□▲△※①-⑳_*#'"‘’“”]|^\(?\d{1,2}[.、)]|[标务]\d?[:：]/;

/** Numerals of bank notes: 叁拾万元整. */
const FORMAL = '壹贰叁肆伍陆柒捌玖拾佰仟';
const PLAIN = '一二三四五六七八九十百千';
const IS_FORMAL = new RegExp(`[${FORMAL}]`, 'g');

/** 5(人), 98.5(%), 50(万元): a unit that stands in brackets behind its number. */
const UNIT_IN_BRACKETS = /(\d)\(([^\d()]{1,6})\)$/;
const inBrackets = (all: string, digit: string, unit: string): string =>
  /^(?:[%‰]|(?:万|亿|千)?元(?:\/.+)?)$/.test(unit) || isMeasure(unit) || UNIT_OF_NUMERAL.test(unit)
    ? `${digit}${unit}`
    : all;

/** 2次以上/年 → 2次/年以上. */
const BOUND_BEFORE_SLASH = /^(.{0,12}\d[^\d/]{1,4}?)(及?以上|以内|以下|左右)(\/[^\d/]{1,6})$/;

/** Half width, no blanks, one sign for each comparison, no thousands separators, no LaTeX. */
export function normalise(raw: string): string {
  let text = raw.replace(/[！-～]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0));
  if (text.includes('\\') || text.includes('$')) {
    for (const [pattern, sign] of LATEX) text = text.replace(pattern, sign);
  }
  text = text.replace(/[\s　​]+/g, '');
  // Most cells hold none of them, and there are many cells.
  if (HAS_SIGN.test(text)) for (const [pattern, sign] of SIGNS) text = text.replace(pattern, sign);
  if (HAS_MARK.test(text)) text = text.replace(MARKS, '').replace(LISTED, '$1');
  if (LETTER_SCALE.test(text)) {
    text = text.replace(
      LETTER_SCALE,
      (_all, digit: string, letter: string) => `${digit}${/w/i.test(letter) ? '万' : '千'}`,
    );
  }
  if (text.includes('/')) text = text.replace(BOUND_BEFORE_SLASH, '$1$3$2');
  if (text.includes('百分'))
    text = text.replace(/(\d)百分[比号]/g, '$1%').replace(/(\d)百分点/g, '$1个百分点');
  if (text.endsWith(')')) text = text.replace(UNIT_IN_BRACKETS, inBrackets);
  return text.replace(/(\d),(?=\d{3}(?!\d))/g, '$1').replace(/。$/, '');
}

const SIGN: Readonly<Record<string, Comparator>> = {
  '≥': '>=',
  '≤': '<=',
  '>': '>',
  '<': '<',
  '=': '=',
  '~': '~',
};

const BEFORE: readonly (readonly [RegExp, Comparator])[] = [
  [
    /^(?:大于(?:或)?等于|高于(?:或)?等于|等于或(?:大|高|多)于|不(?:得|能|可|应)?(?:低于|少于|小于|下于)|不低(?=\d)|至少|最少|最低)/,
    '>=',
  ],
  [
    /^(?:小于(?:或)?等于|低于(?:或)?等于|等于或(?:小|低|少)于|(?:原则上|最高|最多)?不(?:得|能|可|应)?(?:超过|高于|大于|多于|超出|突破|晚于|迟于)|(?:不(?:得|能|可)?|严禁|无)超(?=\d|.{0,4}(?:预算|概算|标准|定额|限额|计划))|至多|最多|最高)/,
    '<=',
  ],
  [/^(?:大于|高于|超过|多于|超出|超(?=\d))/, '>'],
  [/^(?:小于|低于|少于|早于)/, '<'],
  [/^等于/, '='],
  // 近3年 are the last three years.
  [/^(?:约为|大约|大概|约|接近|近(?=\d[\d.]*[^\d.年]))/, '~'],
];

const AFTER: readonly (readonly [RegExp, Comparator])[] = [
  [/(?:及其以上|及以上|或以上|和以上|含以上|以上)$/, '>='],
  [/(?:及其以下|及以下|或以下|和以下|以下|以内|之内|内)$/, '<='],
  [/(?:左右|上下)$/, '~'],
  [/\+$/, '>='],
];

/** Words that lead to a value and say nothing about it. */
const LEADING =
  /^(?:须|需|应|要|确保|保证|努力|力争)?(?:控制在|保持在|维持在|稳定在|力争达到|达到|达|完成率|完成|实现|为|共计|合计|共|计|须|需|应|确保|保证)/;

export interface Compared {
  comparator: Comparator | null;
  rest: string;
}

/** A comparator in words before something that is no number (不低于当地最低工资标准); null when there is none. */
export function leadingComparator(text: string): { comparator: Comparator; rest: string } | null {
  const sign = SIGN[text.charAt(0)];
  if (sign) return { comparator: sign, rest: text.slice(1) };
  for (const [pattern, comparator] of BEFORE) {
    if (pattern.test(text)) return { comparator, rest: text.replace(pattern, '') };
  }
  return null;
}

/** A first character of what BEFORE, AFTER or LEADING takes off: without one nothing is to be done. */
const COMPARES = /[≥≤><=~大小高低不至最原严无等超多少早约接近以之+内左上控保维稳力达完实为共合计须需应确努]/;

/** Takes the printed comparator off: sign or word, before or after. */
export function takeComparator(text: string): Compared {
  if (!COMPARES.test(text)) return { comparator: null, rest: text };
  let rest = text.replace(LEADING, '');
  const bound = leadingComparator(rest);
  if (bound) {
    rest = bound.rest;
    // ≥95%以上, 不超过30天以内: the word behind repeats the sign
    for (const [after, same] of AFTER) if (same === bound.comparator) rest = rest.replace(after, '');
    return { comparator: bound.comparator, rest };
  }
  for (const [pattern, comparator] of AFTER) {
    if (/\d/.test(rest) && pattern.test(rest)) return { comparator, rest: rest.replace(pattern, '') };
  }
  return { comparator: null, rest: /\d/.test(rest) ? rest : text };
}

const DIGITS: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const TENS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };

/** 九十五 → 95, 一百二十 → 120, 一万五千 → 15000; null when it is no numeral. */
function chineseNumber(text: string): number | null {
  const scale = /[万亿]/.exec(text)?.[0];
  if (scale !== undefined) {
    const [high = '', low = ''] = text.split(scale);
    const [head, tail] = [chineseNumber(high), chineseNumber(low)];
    return head === null || tail === null ? null : head * (scale === '万' ? 1e4 : 1e8) + tail;
  }
  if (!/^[零〇一二两三四五六七八九十百千]{1,9}$/.test(text)) return null;
  let [total, digit] = [0, 0];
  for (const char of text) {
    const unit = TENS[char];
    if (unit === undefined) digit = DIGITS[char] ?? 0;
    else {
      total += (digit === 0 ? 1 : digit) * unit;
      digit = 0;
    }
  }
  return total + digit;
}

const NUMERALS = '零〇一二两三四五六七八九十百千';
const PER_HUNDRED = new RegExp(
  `百分(百$)|百分之([${NUMERALS}]{1,9}(?:点[${NUMERALS}]{1,4})?|\\d[\\d.]*)`,
  'g',
);
/** 千分之五, 万分之三. */
const PER_THOUSAND = new RegExp(`([千万])分之([${NUMERALS}]{1,9}|\\d{1,9}(?:\\.\\d{1,6})?)`);
const TENTHS = /^([^\d]{0,8}?)([一二三四五六七八九])成(?=(?:以上|以下|左右|及以上)?$)/;
/** 一年两次, 每周至少三次, 每月入户走访一次以上. */
const TIMES = /(?<![第一二两三四五六七八九十])([一二两三四五六七八九十]{1,3})次(?=(?:及?以上|以内|左右)?$)/;
/** 两天一次, 每两周1次, 三年一轮换: the numeral of the period. */
const PERIODS = /^(每隔?)?([一二两三四五六七八九十]{1,2})(个?)(?=(?:年|季度|月|周|星期|天|日|小时)(?:\d|一))/;
const YEAR_IN_WORDS = /^([一二三四五六七八九〇零]{4})年(?:(十[一二]?|[一二三四五六七八九])月)?/;
/** 二十人, 三百二十亩, 十余场, 不少于三次: what stands behind the numeral must be a unit, so that 一定, 三支一扶 stay words. */
const BEFORE_UNIT = new RegExp(
  `^([^\\d${NUMERALS}第]{0,6}?)([${NUMERALS}]{1,9}(?:[万亿](?=[${NUMERALS}])[${NUMERALS}]{1,9})?)((?:余|多)?(?:万|亿)?)(.{1,8}?)((?:及?以上|以内|之内|以下|左右|前|内)?(?:(?<=内|前)(?:完成|办结|到位|拨付|发放|支付|建成|达标))?)$`,
);
const UNIT_OF_NUMERAL = /^(?:元(?:整|正|\/.{1,6})?|个(?:月|工作日|自然日)|工作日|[天日年周月]|小时|季度)$/;

/** Chinese numerals before a unit, 百分之…, …成 and years in words, as digits. */
export function digitsFor(text: string): string {
  if (!/[零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]/.test(text)) return text;
  text = text.replace(IS_FORMAL, (char) => PLAIN[FORMAL.indexOf(char)] ?? char);
  const value = (numeral: string): string => {
    if (/^\d/.test(numeral)) return numeral;
    const [whole = '', decimals] = numeral.split('点');
    const behind =
      decimals === undefined ? '' : `.${[...decimals].map((char) => DIGITS[char] ?? 0).join('')}`;
    const number = chineseNumber(whole);
    return number === null ? numeral : `${number}${behind}`;
  };
  return text
    .replace(PER_HUNDRED, (all, whole: string | undefined, numeral = '') =>
      whole !== undefined
        ? '100%'
        : value(numeral) === numeral && !/^\d/.test(numeral)
          ? all
          : `${value(numeral)}%`,
    )
    .replace(PER_THOUSAND, (all, of: string, numeral: string) => {
      const share = value(numeral);
      if (!/^\d/.test(share)) return all;
      return of === '千' ? `${share}‰` : `${exact(share).div(100).toString()}%`;
    })
    .replace(TIMES, (_all, numeral: string) => `${value(numeral)}次`)
    .replace(
      PERIODS,
      (_all, each: string | undefined, numeral: string, piece: string) =>
        `${each ?? ''}${value(numeral)}${piece}`,
    )
    .replace(TENTHS, (_all, before: string, numeral: string) => `${before}${value(numeral)}0%`)
    .replace(YEAR_IN_WORDS, (_all, year: string, month: string | undefined) => {
      const digits = [...year].map((char) => DIGITS[char] ?? 0).join('');
      return `${digits}年${month === undefined ? '' : `${value(month)}月`}`;
    })
    .replace(
      BEFORE_UNIT,
      (all, before: string, numeral: string, scale: string, unit: string, after: string) =>
        isMeasure(unit) || UNIT_OF_NUMERAL.test(unit)
          ? `${before}${value(numeral)}${scale}${unit}${after}`
          : all,
    );
}

const SCALE: Record<string, number> = {
  '': 1,
  十: 10,
  百: 100,
  千: 1000,
  万: 1e4,
  十万: 1e5,
  百万: 1e6,
  千万: 1e7,
  亿: 1e8,
  万亿: 1e12,
};
export const NUMBER = String.raw`(-?\d{1,20}(?:\.\d{1,10})?)`;
export const SCALED = `${NUMBER}(十万|百万|千万|万亿|万|亿|千(?!米|克|瓦)|百)?`;

/** 3 and 万 → 30000, exactly; the nearest number JSON can carry. */
export const scaled = (digits: string, scale = ''): number =>
  scale === ''
    ? Number(digits)
    : exact(digits)
        .times(SCALE[scale] ?? 1)
        .toNumber();

/** Measure words of public-service targets; a unit of these needs nobody to look. */
const MEASURES = new Set(
  (
    '人 人次 人数 名 个 位 次 场 场次 台 套 份 册 张 箱 件 条 项 户 家 辆 起 处 座 间 栋 幢 亩 公顷 公里 千米 米 平方米 平方公里 立方米 ㎡ m2 m² ' +
    '吨 公斤 千克 升 期 班 班次 篇 部 批 批次 宗 例 所 村 枚 本 块 幅 面 盏 只 头 棵 株 眼 口 对 组 队 支 站 点 笔 单 卷 盒 包 瓶 把 根 种 类 轮 届 节 ' +
    '斤 km ㎞ 米³ m³ 款 羽 匹 尾 架次 班组 车位 网点 窗口 平台 中心 基地 系统 站点 机构 部门 校 园 厂 店 馆 院 期次 天次 户数 个数 次数 ' +
    '课时 学时 户次 车次 台次 件次 例次 人天 台套 台件 首 幕 颗 片 道 段 路 层 排 床 床位 车位 单位 企业 项目 岗位 乡镇 社区 学校 街道 县 区 市 度 千瓦 ' +
    '千瓦时 兆 页 字 万字 元次 分 级 倍 家次 幅面 平米 米2 车 箱次 艘 架 列 门 顶 具 副 双 服 剂 支次 ' +
    '行政村 自然村 建制村 小区 断面 轮次 档 单元 延米 里 海里 厘米 毫米 方 立方 公顷次 亩次 人天 标段 宗次 批件 病例 样本 样品 稿件 趟 针 桶 袋 筐 图斑 ' +
    '地块 棚 温棚 大棚 杆 桩 充电桩 机位 泊位 席 座席 坐席 版 期刊 集 讲 堂 节课 点位 村民小组 家庭 学位 人份 剂次 头次 只次 起次 人月 台班 工日 克 毫克 ' +
    '升次 kg g mg L ml kW MW kWh m cm mm hm2 hm² ha U 网格 农户 贫困户 脱贫户 党支部 支部 分队 赛事 航线 线路 班级 教室 车间 大队 中队 门店 市场 企业次 ℃ KVA kVA'
  ).split(' '),
);

/** A measure word, also with 个 before it (个乡镇) or its variant in brackets: 台(套), 人(次), 篇(条). */
export function isMeasure(unit: string): boolean {
  if (unit.startsWith('个') && unit.length > 1) return MEASURES.has(unit.slice(1));
  const match = /^([^()]+)\(([^()]{1,4})\)$/.exec(unit);
  return match ? MEASURES.has(match[1] ?? '') && MEASURES.has(match[2] ?? '') : MEASURES.has(unit);
}

/** Periods in rates: 元/人年, 次/月. */
export const PERIOD_UNIT = '半年|双周|半个?月|旬|年度|年|季度|季|月|周|星期|日|天|小时|学期';

/** What a quality says: direction or state. Enough of them to know a quality when it stands alone. */
const QUALITY =
  /(?:应.[尽必]|^[是有好优良高强]$|优良|持平|巩固|彻底|全覆盖|实时|永久|不发生|零(?:事故|投诉|发生|容忍|增长|上访|辍学)|日.日|先进|一站式|按需|全天候|提高|提升|增强|增加|增长|增高|改善|加强|完善|优化|扩大|促进|推进|推广|上升|降低|下降|减少|缓解|减轻|缩短|解决|发挥|发展|稳定|保障|保证|确保|满意|满足|及时|按时|按期|完成|合格|达标|良好|优秀|正常|有效|显著|明显|便捷|便利|齐全|完整|完备|健全|规范|合理|合规|准确|必要|长期|持续|充分|到位|符合|较高|较好|较强|高效|安全|畅通|可持续|无)/;

export const soundsLikeQuality = (text: string): boolean => QUALITY.test(text);
