/** How often something is done: 按月, 每季度1次, 2次/年, 每年不少于2次, 两天一次. Every pattern is anchored and bounded. */
import { noted, reading, type Reading } from './target-text-reading.ts';
import { leadingComparator, PERIOD_UNIT, takeComparator } from './target-text-words.ts';

/** 每季度…2次, 1年1次, 每2小时1次, 隔天1次, 日均5次: between period and number stands what is done, or a bound. */
const TIMES_IN_PERIOD = new RegExp(
  `^(?:(?:每|平均每|每隔|隔)?(\\d{0,2})(个?)(${PERIOD_UNIT})|([年月日周])均|平均每([年月日周]))(?:内|度)?([^\\d]{0,10}?)(\\d{1,5})(?:次|遍|轮次|巡次)(以上|以内|左右)?$`,
);
const TIMES_PER_PERIOD = new RegExp(`^(\\d{1,5})次/(?:每)?(${PERIOD_UNIT})$`);
/** 按月发放, 逐月, 分季度. */
const EVERY = /^(?:按|逐|分)(年|季度|季|月|周|旬|日)(?:度)?(?!度)([^\d]{0,8})$/;
/** 每天, 每日更新, 每月一考核, 三年一轮换; 50年一遇 is a standard. */
const EACH = new RegExp(`^每个?(${PERIOD_UNIT})(?!人|均)([^\\d]{0,4})$`);
const ONCE_EVERY = new RegExp(`^(?:每)?(\\d{1,2})(个?)(${PERIOD_UNIT})一([^\\d遇]{1,4})$`);
/** 每月25日前, 每季度末月20日前, 次月10日前. */
const BY_DAY =
  /^(?:每|按|次|当|下)个?(年|季度|季|月|周)(?:度)?(?:末月|首月|末)?(?:的)?(\d{1,2})(?:日|号)(?:之前|以前|前)(.{0,8})$/;
/** 4月-10月每月2次: the months in which it is done. */
const IN_MONTHS = /^([\d年月日.\-~至到]{3,16})((?:每|平均每).{2,20})$/;
/** 村级河长每周1次: who does it. */
const WHO = /^((?:每(?![年季月周旬日天]))?[^\d每一]{2,12}?)((?:每|平均每|\d{1,2}年|半年).{2,16})$/;

/** @param behind whether words may stand before the period (村级河长每周1次) */
export function readFrequency(text: string, behind = false): Reading | null {
  if (!/[每按逐分次当下隔年季月周旬日天期时均]/.test(text)) return null;
  return readRegular(text) ?? readByDay(text) ?? readTimes(text) ?? (behind ? readBehind(text) : null);
}

function readRegular(text: string): Reading | null {
  const per = EVERY.exec(text);
  if (per && !/^(?:计划|标准|规定)/.test(per[2] ?? '')) {
    const base = reading('frequency', 0.92, { value: { count: 1, per: per[1] ?? '' } });
    const rest = (per[2] ?? '').replace('%', '');
    if (text.endsWith('%')) return noted(base, 0.7, '文字后多了“%”');
    return rest === '' ? base : { ...base, notes: [rest] };
  }
  const each = EACH.exec(text);
  // 每年提高 says a direction.
  if (each && !/^[一二三四五六日]|[提增递升降减]|改善|好转/.test(each[2] ?? '')) {
    const comparator = each[2]?.endsWith('前') ? '<=' : null;
    const base = reading('frequency', 0.92, { comparator, value: { count: 1, per: each[1] ?? '' } });
    return each[2] === '' ? base : noted(base, 0.85, `数值后另有文字“${each[2] ?? ''}”`);
  }
  const once = ONCE_EVERY.exec(text);
  if (!once) return null;
  const per1 = periodOf(once[1], once[2], once[3]);
  const base = reading('frequency', 0.9, { value: { count: 1, per: per1 ?? '' } });
  return per1 === null ? null : noted(base, 0.85, `数值后另有文字“${once[4] ?? ''}”`);
}

/** 1 and 月 → 月; 2 and 小时 → 2小时; 3月 without 个 is a month's name: null. */
function periodOf(digits = '', piece = '', period = ''): string | null {
  if (digits === '' || digits === '1') return period;
  if (Number(digits) === 0 || (period === '月' && piece === '')) return null;
  return `${digits}${period === '月' ? '个月' : period}`;
}

function readByDay(text: string): Reading | null {
  const by = BY_DAY.exec(text);
  if (!by) return null;
  const base = reading('frequency', 0.85, { comparator: '<=', value: { count: 1, per: by[1] ?? '' } });
  return { ...base, notes: [`每${by[1] ?? ''}${by[2] ?? ''}日前`] };
}

function readTimes(text: string): Reading | null {
  const times = TIMES_IN_PERIOD.exec(text);
  if (times) {
    const [all, digits = '', piece = '', period, average, every, words = '', count = '', after = ''] = times;
    // 年4次, 月1次: 每 is left out.
    const bare = /^[年月日天周季小星学]/.test(all) && digits === '' && average === undefined;
    const per = period === undefined ? (average ?? every ?? null) : periodOf(digits, piece, period);
    if (per === null) return null;
    const { comparator, done } = bounded(words, after);
    const value = { count: Number(count), per: /^隔/.test(all) && digits === '' ? `2${per}` : per };
    const base = reading('frequency', bare ? 0.85 : 0.92, { comparator, value });
    return done === '' ? base : noted(base, 0.85, `数值前另有文字“${done}”`);
  }
  const { comparator, rest } = takeComparator(text);
  const slash = TIMES_PER_PERIOD.exec(rest);
  if (!slash) return null;
  return reading('frequency', 0.92, { comparator, value: { count: Number(slash[1]), per: slash[2] ?? '' } });
}

/** 至少入户走访 → `>=` and what is done; 开展培训不少于 too. */
function bounded(words: string, after: string): { comparator: Reading['comparator']; done: string } {
  const { comparator } = takeComparator(`1${after}`);
  for (let start = 0; start < words.length; start += 1) {
    const bound = leadingComparator(words.slice(start));
    if (bound) return { comparator: bound.comparator, done: words.slice(0, start) + bound.rest };
  }
  return { comparator, done: words };
}

function readBehind(text: string): Reading | null {
  const match = IN_MONTHS.exec(text) ?? WHO.exec(text);
  const rest = match && (readByDay(match[2] ?? '') ?? readTimes(match[2] ?? ''));
  return rest ? noted(rest, 0.85, `数值前另有文字“${match?.[1] ?? ''}”`) : null;
}
