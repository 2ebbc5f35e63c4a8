/**
 * What the strict grammar leaves: a target with words around it, in brackets, behind a deadline, among clauses. Every rule
 * here takes something off, reads what is left, and says so; nothing it gives is sure (confidence below 0.9).
 */
import { noted, type Reading } from './target-text-reading.ts';
import { isMeasure } from './target-text-words.ts';

/** Reads a shorter text by all the rules. */
type Read = (text: string) => Reading;

/** @returns null when nothing with a value was found */
export function readLoosely(text: string, read: Read): Reading | null {
  return (
    ofLetters(text, read) ??
    ofBrackets(text, read) ??
    ofProduct(text, read) ??
    ofClauses(text, read) ??
    ofDeadline(text, read) ??
    ofBoth(text, read) ??
    ofWordsBehind(text, read) ??
    ofRowOfTargets(text, read) ??
    ofWordsBefore(text, read)
  );
}

const hasValue = (target: Reading): boolean => target.kind !== 'unreadable' && target.value !== null;
const behind = (words: string): string => `数值后另有文字“${words}”`;
const before = (words: string): string => `数值前另有文字“${words}”`;

/** 1OO%, l00%, 2023年l2月: letters that a scan took for digits. */
const LETTERED = /(?<![A-Za-z])(?=[OoIl.]*\d|\d)[\dOoIl.]*[\dOoIl](?=%|‰|[年月日人个次元万家户天])/g;

function ofLetters(text: string, read: Read): Reading | null {
  if (!/\d[OoIl]|[OoIl]\d/.test(text)) return null;
  const digits = text.replace(LETTERED, (run) => run.replace(/[Oo]/g, '0').replace(/[Il]/g, '1'));
  if (digits === text) return null;
  const target = read(digits);
  return hasValue(target) ? noted(target, 0.6, `字母像是数字，按“${digits}”读`) : null;
}

/** 95%(抽样200人): the bracket explains. 长期(≥10年): the bracket holds the value. (≥90%). */
const EXPLAINED = /^(.*\d.*?)(\([^()]{1,40}\)?)$/;
const IN_BRACKET = /^([^\d()]{0,12})\(([^()]*\d[^()]*)\)$/;

function ofBrackets(text: string, read: Read): Reading | null {
  if (!text.includes('(')) return null;
  const inner = IN_BRACKET.exec(text);
  const explained = inner ? null : EXPLAINED.exec(text);
  const target = read(inner?.[2] ?? explained?.[1] ?? '');
  if (!hasValue(target)) return null;
  if (explained) return noted(target, 0.85, behind(explained[2] ?? ''));
  return inner?.[1] === '' ? target : noted(target, 0.8, before(inner?.[1] ?? ''));
}

/** 2000元/人·年×150人: the first factor, and that it is one. */
const PRODUCT = /^(.*\d.*?)([×*xX]\d.*)$/;

function ofProduct(text: string, read: Read): Reading | null {
  const match = PRODUCT.exec(text);
  if (!match) return null;
  const target = read(match[1] ?? '');
  return hasValue(target) && target.kind !== 'number' ? noted(target, 0.6, behind(match[2] ?? '')) : null;
}

/** 14个村,全覆盖: some clauses say a target, the others words. */
function ofClauses(text: string, read: Read): Reading | null {
  const pieces = text.split(/[;；,，、]/, 7).filter((piece) => piece !== '');
  if (pieces.length < 2 || pieces.length > 6) return null;
  const read1 = pieces.map((piece) => (/\d/.test(piece) ? read(piece) : null));
  const found = read1.flatMap((part, index) =>
    part && hasValue(part) && part.kind !== 'number' ? [{ part, raw: pieces[index] ?? '' }] : [],
  );
  const [first, second] = found;
  if (!first) return null;
  if (second) {
    const whole = noted(first.part, 0.6, '一格里有几个指标值');
    return { ...whole, parts: found.map(({ part, raw }) => ({ raw, ...part, assumed: [] })) };
  }
  // Digits that were not understood may be another target.
  const unread = read1.filter((part) => part !== null).length > 1;
  const others = pieces.filter((piece) => piece !== first.raw).join('，');
  return noted(first.part, unread ? 0.5 : 0.8, behind(others));
}

/** 9月底前100%, 2023年底完成率100%: a deadline and what is reached by then. */
const DEADLINE =
  /^((?:20\d\d年(?=\d|[底末上下第一二三四]))?(?:[底末]|\d{1,2}月(?:\d{1,2}日|底|末|初|中旬|上旬|下旬)?|年底|年末|上半年|下半年|第?[一二三四1-4]季度)(?:之前|以前|前)?(?:[^\d≥≤><=~]{0,8}?))((?:[≥≤><=~]|不低于|不少于|不超过|达到?)?\d.*)$/;

function ofDeadline(text: string, read: Read): Reading | null {
  const match = DEADLINE.exec(text);
  if (!match) return null;
  const target = read(match[2] ?? '');
  const isReached = ['percentage', 'count', 'money'].includes(target.kind) && target.confidence >= 0.8;
  return isReached ? noted(target, 0.75, before(match[1] ?? '')) : null;
}

/** 90%<接通率≤100%: bounds on both sides of the name. */
const BOTH = /^(\d[\d.]*)([%‰]?)([<≤])[^\d<≤]{1,12}([<≤])(\d[\d.]*)([%‰]?)$/;

function ofBoth(text: string, read: Read): Reading | null {
  const match = BOTH.exec(text);
  if (!match) return null;
  const [, low = '', lowUnit = '', , , high = '', highUnit = ''] = match;
  const target = read(`${low}${lowUnit || highUnit}-${high}${highUnit || lowUnit}`);
  return target.kind === 'range' ? noted(target, 0.8, behind(text)) : null;
}

/** 1小时内初报, 带动30户以上脱贫户增收: a bound ends the value, words follow. */
const BOUND_THEN_WORDS = /^(.*\d[^\d]{1,6}?(?:以上|以下|以内|之内|左右|内))([\u3400-\u9fff]{1,12})$/;

function ofWordsBehind(text: string, read: Read): Reading | null {
  const match = BOUND_THEN_WORDS.exec(text);
  if (!match) return null;
  const target = read(match[1] ?? '');
  return hasValue(target) && target.confidence >= 0.8 ? noted(target, 0.8, behind(match[2] ?? '')) : null;
}

/** 惠及5个行政村3260人: two counts in a row. */
const ROW = /^([^\d每]{0,8}\d[\d.]*[^\d.共]{1,5})(共?\d[\d.]*[^\d.]{1,4})$/;

function ofRowOfTargets(text: string, read: Read): Reading | null {
  const match = ROW.exec(text);
  if (!match) return null;
  const raws = [match[1] ?? '', match[2] ?? ''];
  const parts = raws.map(read);
  const [first] = parts;
  if (!first || !parts.every((part) => hasValue(part) && part.kind === 'count' && isMeasure(part.unit ?? '')))
    return null;
  const whole = noted(first, 0.6, '一格里有几个指标值');
  return { ...whole, parts: parts.map((part, index) => ({ raw: raws[index] ?? '', ...part, assumed: [] })) };
}

/** 春季学期4月底前, 年收入10万元以上的村占比达80%: the name may hold digits; the last sign or bound starts the value. */
const NAME_AND_BOUND =
  /^(.{2,40}(?:率|度|比|例|重|量|数|值|在|于|覆盖|比重))((?:≥|≤|>|<|=|达到|达|不低于|不少于|不超过|不高于|至少|控制在|保持在|维持在|稳定在|低于|高于)\d.{0,12})$/;
const NAME_AND_DATE = /^([^\d]{2,10}?)((?:20\d\d年|\d{1,2}月).{0,12}(?:前|底|末))$/;

function ofWordsBefore(text: string, read: Read): Reading | null {
  const date = NAME_AND_DATE.exec(text);
  const match = date ?? NAME_AND_BOUND.exec(text);
  // 次年3月底前: of another year than the target's.
  if (!match || /^[次翌下明去上]年/.test(text)) return null;
  const target = read(match[2] ?? '');
  if (!hasValue(target) || (date && target.kind !== 'date')) return null;
  return noted(target, date ? 0.8 : 0.75, before(match[1] ?? ''));
}
