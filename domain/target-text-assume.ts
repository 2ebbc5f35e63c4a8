/**
 * What context suggests about a target and the cell does not print. Each suggestion carries its rule's name, so
 * that it can be shown and contradicted. Defaults: domain.md, section 0, last line ([advice], configuration later).
 */
import { isMeasure } from './target-text-words.ts';
import type { Assumption, Comparator, ParsedTarget, TargetContext } from './target-text.ts';

type Read = Omit<ParsedTarget, 'raw' | 'assumed'>;

const NUMERIC: readonly Read['kind'][] = ['count', 'percentage', 'money', 'rate', 'number', 'frequency'];

/** Things of which fewer are better, whatever the level. */
const LOWER_IS_BETTER =
  /投诉|失业率|事故|差错|误差|错误率|违规|违法|逾期|拖欠|故障|死亡率|发生率|发案率|发病率|受害率|成灾率|返贫|流失|辍学|上访|停播|漏报|误报|空置|闲置|重大群体/;
/** … unless the name says that they are dealt with: 投诉办结率, 事故处理及时率, 辍学生劝返率. */
const DEALT_WITH =
  /处理|处置|办结|结案|化解|调解|解决|回复|满意|准确|整改|排除|修复|监测|防控|防范|下降|降低|减少|控制率|劝返|救助/;

/** People who are paid: the count is what must be paid, neither more nor fewer. */
const PEOPLE_PAID = /(?:领取|享受|发放|补贴|补助|待遇|在职|离休|退休|遗属|聘用|参保).{0,12}人(?:数|员|员数)?/;
/** What people are counted in. */
const PEOPLE = /^[人名位]$/;

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
  if (LOWER_IS_BETTER.test(name) && !DEALT_WITH.test(name)) return said('<=', 'fewer-is-better-by-name');
  if (/数量/.test(level2) && PEOPLE.test(read.unit ?? '') && PEOPLE_PAID.test(name))
    return said('=', 'people-paid-exactly');
  return level2 === '' ? null : said('>=', 'comparator-by-level2');
}

/** A unit in brackets at the end of the name: 补贴人数（人）, also in the template's own form: 苗木成活率（≥**%）. */
const UNIT_IN_NAME = /[（(][≥≤><=]{0,2}\*{0,4}([^（）()*\d≥≤><=]{1,6}|k?m2?)[）)]$/;

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
  if (unit !== undefined && isMeasure(unit)) return suggest('count', unit, 'unit-in-name');
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
