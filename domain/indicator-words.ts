/**
 * What an indicator's name and a target's unit give away. Words as they occur in the counties' declarations (domain.md §0);
 * `target.ts` uses them only for what the target itself does not print, and says so in `assumed`.
 */
import { isMonth, monthOfYear, type Month } from './calendar.ts';

/** Less is better in these names (domain.md §0, wrong direction: 投诉率, 失业率) … */
const REVERSE =
  /投诉|失业率|超支|事故|差错|错误率|违规|违纪|上访|信访|退票|纠纷|积压|流失|返贫|逾期|欠薪|拖欠|重大群体/;
/** … unless what is counted is the handling of it: 投诉办结率, 失业率统计准确率. */
const HANDLING =
  /处理|办结|结案|化解|调解|调处|解决|回复|满意|准确|统计|参保|保险|救助|补贴|待遇|帮扶|整改|清零|监测|防控|防范|下降|降低|减少|追回|清欠|清偿/;
/** A stock that stands at its height all year and does not grow from zero by twelfths … */
const STANDING = /在职|离休|退休|遗属|参保|聘用|直接聘|领取待遇|公务用车|用房|租赁.*(面积|线路)|终端|用户数/;
/** … unless the name says that it is the growth that is counted. */
const GROWING = /新增|增加|扩面|招聘|招录|引进|培训|更换|购置|新建|缴费/;
const PAID = /补贴|补助|待遇|津贴|发放|领取|退休|离休|在职|遗属|聘用|生活困难|取暖|奖|^人数$/;
/** A standard per head or month, not a sum for the year. */
const STANDARD = /标准|人均|单价|每人|每月|月领取|每年/;
/** Rates of a part in its whole, which cannot pass 100 %; a 完成率 or 增长率 can. */
const BOUNDED =
  /满意|合格率|准确|正确|覆盖率|及时率|到岗率|录用率|就业率|认证率|稳定率|公开率|知晓|参保率|发放率/;
const GROWTH = /增长|增幅|增速|提高幅度/;

export function isReverseName(name: string): boolean {
  return REVERSE.test(name) && !HANDLING.test(name);
}

export function isStandingName(name: string): boolean {
  return STANDING.test(name) && !GROWING.test(name);
}

export function isPaidName(name: string): boolean {
  return PAID.test(name);
}

export function isStandardName(name: string): boolean {
  return STANDARD.test(name);
}

export function isBoundedRateName(name: string): boolean {
  return BOUNDED.test(name) && !GROWTH.test(name);
}

/** A change that may be below zero. */
export function isGrowthName(name: string): boolean {
  return GROWTH.test(name);
}

/** The month that a name prints (2023年3月需发放), when it prints exactly one. */
export function monthInName(name: string): Month | null {
  const [first, ...others] = name.matchAll(/(\d{4})年(\d{1,2})月/g);
  if (first === undefined || others.length > 0) return null;
  const month = monthOfYear(Number(first[1]), Number(first[2]));
  return isMonth(month) ? month : null;
}

/** Measures that can be reported in parts; everything else that is counted comes in whole pieces (人 台 次). */
const CONTINUOUS_UNITS = new Set(
  '平方米 ㎡ 立方米 米 公里 千米 亩 公顷 吨 千克 公斤 克 升 小时 分钟 天 日 工作日 年 度 千瓦时'.split(' '),
);

/** Whether a part of one cannot be done. A missing unit counts as pieces. */
export function isWholeUnit(unit: string | null): boolean {
  return unit === null || !(isMoneyUnit(unit) || isPercentUnit(unit) || CONTINUOUS_UNITS.has(unit));
}

/** 元, or money per something: 元/人年. */
export function isMoneyUnit(unit: string | null): boolean {
  return unit !== null && /^元(\/|$)/.test(unit);
}

export function isPercentUnit(unit: string | null): boolean {
  return unit === '%' || unit === '‰';
}
