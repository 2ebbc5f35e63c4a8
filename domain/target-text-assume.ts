/**
 * What context suggests about a target and the cell does not print. Each suggestion carries its rule's name, so
 * that it can be shown and contradicted. Defaults: domain.md, section 0, last line ([advice], configuration later).
 */
import type { Assumption, Comparator, ParsedTarget, TargetContext } from './target-text.ts';

type Read = Omit<ParsedTarget, 'raw' | 'assumed'>;

const NUMERIC: readonly Read['kind'][] = ['count', 'percentage', 'money', 'rate', 'number', 'frequency'];

/** Things of which fewer are better, whatever the level. */
const LOWER_IS_BETTER =
  /投诉|失业率|事故|差错|错误率|违规|违法|逾期|拖欠|故障|死亡率|发生率|返贫|流失|重大群体/;

/** People who are paid: the count is what must be paid, neither more nor fewer. */
const PEOPLE_PAID = /(?:领取|享受|发放|补贴|补助|待遇|在职|离休|退休|遗属|聘用|参保).{0,12}人(?:数|员|员数)?/;

function comparatorBy(
  read: Read,
  { level2 = '', name = '' }: TargetContext,
): Omit<Assumption, 'field'> | null {
  if (read.comparator !== null) return null;
  const said = (value: Comparator, rule: string): Omit<Assumption, 'field'> => ({ value, rule });
  if (read.kind === 'date' || (read.kind === 'duration' && /时效/.test(level2))) {
    return said('<=', 'moment-is-a-deadline');
  }
  if (!NUMERIC.includes(read.kind)) return null;
  if (/成本/.test(level2)) return said('<=', 'comparator-by-level2');
  if (LOWER_IS_BETTER.test(name)) return said('<=', 'fewer-is-better-by-name');
  if (/数量/.test(level2) && read.unit === '人' && PEOPLE_PAID.test(name))
    return said('=', 'people-paid-exactly');
  return level2 === '' ? null : said('>=', 'comparator-by-level2');
}

/** A unit in brackets at the end of the name: 补贴人数（人）. */
const UNIT_IN_NAME = /[（(](人|人次|个|次|台|套|件|份|户|家|元|万元|%)[）)]$/;

function unitBy(read: Read, { level2 = '', name = '' }: TargetContext): Assumption[] {
  if (read.kind === 'money') {
    const per = /[（(](月|年|人|人月|人年)[）)]$/.exec(name)?.[1];
    return per ? [{ field: 'unit', value: `元/${per}`, rule: 'period-in-name' }] : [];
  }
  if (read.kind !== 'number' || typeof read.value !== 'number') return [];
  const unit = UNIT_IN_NAME.exec(name)?.[1];
  const suggest = (kind: Read['kind'], value: string, rule: string): Assumption[] => [
    { field: 'kind', value: kind, rule },
    { field: 'unit', value, rule },
  ];
  if (unit === '%') return suggest('percentage', unit, 'unit-in-name');
  if (unit === '元' || unit === '万元') return suggest('money', unit, 'unit-in-name');
  if (unit) return suggest('count', unit, 'unit-in-name');
  if (/[率度]$/.test(name) && read.value <= 100) return suggest('percentage', '%', 'percentage-by-name');
  if (/人数$/.test(name)) return suggest('count', '人', 'people-by-name');
  return /成本/.test(level2) ? suggest('money', '元', 'money-by-level2') : [];
}

/** Suggestions for a reading, in a fixed order: kind and unit, then comparator. */
export function assume(read: Read, context: TargetContext): Assumption[] {
  const assumptions = unitBy(read, context);
  const unit = assumptions.find((assumption) => assumption.field === 'unit')?.value;
  const comparator = comparatorBy(typeof unit === 'string' ? { ...read, unit } : read, context);
  if (comparator) assumptions.push({ field: 'comparator', ...comparator });
  return assumptions;
}
