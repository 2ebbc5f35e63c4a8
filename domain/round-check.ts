/**
 * Reads rounds and their variants from outside: configuration files and what the bureau enters. Everything that is not understood
 * is refused with its place and what is expected there; nothing is dropped, guessed or filled in.
 */
import { isPlainDate } from './calendar.ts';
import { OFFICE_LANGUAGE, type Language } from './language.ts';
import { LIGHTS } from './light.ts';
import { isAmount } from './monitoring-form.ts';
import { POSTS, postName } from './post.ts';
import {
  DAY_OFF_RULES,
  ROUND_KINDS,
  windowEnd,
  type DayRule,
  type Round,
  type RoundPlan,
  type RoundScope,
  type RoundVariant,
} from './round.ts';
import { say, type Texts } from './sourced.ts';

export interface RoundDefect {
  /** Where in the JSON: `plans[0].deadlines[1].due.value`. */
  at: string;
  message: string;
}

/** More projects than the largest county lists by hand in one round. */
const MOST_LISTED = 5000;
const MOST_LETTERS = 300;
/** Later than this after the window nothing can be put right within the year any more. */
const MOST_DAYS = 120;
const FIRST_YEAR = 2015;
const LAST_YEAR = 2100;

export function checkRoundVariant(
  json: unknown,
  language: Language = OFFICE_LANGUAGE,
): { variant: RoundVariant } | { refusals: RoundDefect[] } {
  const r = new Reader(language);
  r.fields(json, '', ['id', 'title', 'toMonth', 'cutOff', 'dayOff', 'plans']);
  const at = r.record(json, '');
  if (!(typeof at['id'] === 'string' && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(at['id']))) r.refuse('id', W.id);
  r.words(at['title'], 'title');
  r.sourced(at['toMonth'], 'toMonth', (value, path) => r.whole(value, path, 1, 12));
  if (at['cutOff'] !== null) r.sourced(at['cutOff'], 'cutOff', (value, path) => checkDayRule(r, value, path));
  r.sourced(at['dayOff'], 'dayOff', (value, path) => r.oneOf(value, path, DAY_OFF_RULES));
  const plans = r.list(at['plans'], 'plans', 1, ROUND_KINDS.length);
  for (const [n, plan] of plans.entries()) checkPlan(r, plan, `plans[${String(n)}]`);
  const kinds = plans.map((plan) => (isRecord(plan) ? plan['kind'] : null));
  if (new Set(kinds).size < kinds.length) r.refuse('plans', W.doubleKind);
  return r.defects.length > 0 ? { refusals: r.defects } : { variant: json as RoundVariant };
}

function checkPlan(r: Reader, json: unknown, path: string): void {
  r.fields(json, path, ['kind', 'scope', 'formName', 'deadlines']);
  const plan = r.record(json, path) as Partial<Record<keyof RoundPlan, unknown>>;
  r.oneOf(plan.kind, `${path}.kind`, ROUND_KINDS);
  r.sourced(plan.scope, `${path}.scope`, (value, at) => checkScope(r, value, at));
  r.sourced(plan.formName, `${path}.formName`, (value, at) => r.words(value, at));
  const posts: unknown[] = [];
  for (const [n, rule] of r.list(plan.deadlines, `${path}.deadlines`, 1, POSTS.length).entries()) {
    const at = `${path}.deadlines[${String(n)}]`;
    r.fields(rule, at, ['post', 'due']);
    const { post, due } = r.record(rule, at);
    r.oneOf(post, `${at}.post`, POSTS);
    r.sourced(due, `${at}.due`, (value, inner) => checkDayRule(r, value, inner));
    posts.push(post);
  }
  checkPosts(r, posts, `${path}.deadlines`);
}

/** The handler's is there, and none twice. */
function checkPosts(r: Reader, posts: readonly unknown[], path: string): void {
  if (!posts.includes('handler')) r.refuse(path, W.noHandler);
  if (new Set(posts).size < posts.length) r.refuse(path, W.doublePost);
}

function checkDayRule(r: Reader, json: unknown, path: string): void {
  const rule = r.record(json, path) as {
    [field in 'type' | 'count' | 'unit' | 'month' | 'day' | 'yearsLater']?: unknown;
  };
  const types: readonly DayRule['type'][] = ['after_window', 'after_cut_off', 'on'];
  if (!r.oneOf(rule.type, `${path}.type`, types)) return;
  if (rule.type === 'on') {
    r.fields(json, path, ['type', 'month', 'day'], ['yearsLater']);
    r.whole(rule.month, `${path}.month`, 1, 12);
    r.whole(rule.day, `${path}.day`, 1, 31);
    if (rule.yearsLater !== undefined) r.whole(rule.yearsLater, `${path}.yearsLater`, 0, 1);
    return;
  }
  r.fields(json, path, ['type', 'count', 'unit']);
  r.whole(rule.count, `${path}.count`, 0, MOST_DAYS);
  r.oneOf(rule.unit, `${path}.unit`, ['day', 'working_day']);
}

function checkScope(r: Reader, json: unknown, path: string): void {
  const scope = r.record(json, path);
  const types: readonly RoundScope['type'][] = ['all', 'rule', 'list'];
  if (!r.oneOf(scope['type'], `${path}.type`, types)) return;
  if (scope['type'] === 'all') r.fields(json, path, ['type']);
  else if (scope['type'] === 'list') {
    r.fields(json, path, ['type', 'projectIds']);
    const ids = r.list(scope['projectIds'], `${path}.projectIds`, 1, MOST_LISTED);
    if (!ids.every((id) => typeof id === 'string' && id !== '') || new Set(ids).size < ids.length) {
      r.refuse(`${path}.projectIds`, W.ids);
    }
  } else checkRule(r, json, path);
}

function checkRule(r: Reader, json: unknown, path: string): void {
  r.fields(json, path, ['type', 'budgetAtLeastYuan', 'executionRateBelow', 'lights']);
  const { budgetAtLeastYuan: budget, executionRateBelow: rate, lights } = r.record(json, path);
  if (budget !== null && !(typeof budget === 'string' && isAmount(budget))) {
    r.refuse(`${path}.budgetAtLeastYuan`, W.amount);
  }
  if (rate !== null && !(typeof rate === 'number' && rate > 0 && rate <= 1)) {
    r.refuse(`${path}.executionRateBelow`, W.share);
  }
  if (lights !== null) {
    for (const [n, light] of r.list(lights, `${path}.lights`, 1, LIGHTS.length).entries()) {
      r.oneOf(light, `${path}.lights[${String(n)}]`, LIGHTS);
    }
  }
  if (budget === null && rate === null && lights === null) r.refuse(path, W.noCondition);
}

/** What is wrong with a scope by itself; empty: it can be asked. */
export function scopeDefects(json: unknown, language: Language = OFFICE_LANGUAGE): RoundDefect[] {
  const r = new Reader(language);
  checkScope(r, json, 'scope');
  return r.defects;
}

/** A round as the bureau enters it: the shape of `Round`, with days that fit each other. */
export function checkRound(
  json: unknown,
  language: Language = OFFICE_LANGUAGE,
): { round: Round } | { refusals: RoundDefect[] } {
  const r = new Reader(language);
  r.fields(json, '', [
    'title',
    'fiscalYear',
    'kind',
    'toMonth',
    'cutOffOn',
    'scope',
    'formName',
    'deadlines',
    'variantId',
    'origins',
  ]);
  const at = r.record(json, '') as Partial<Record<keyof Round, unknown>>;
  r.words(at.title, 'title');
  r.whole(at.fiscalYear, 'fiscalYear', FIRST_YEAR, LAST_YEAR);
  r.oneOf(at.kind, 'kind', ROUND_KINDS);
  r.whole(at.toMonth, 'toMonth', 1, 12);
  r.day(at.cutOffOn, 'cutOffOn');
  checkScope(r, at.scope, 'scope');
  r.words(at.formName, 'formName');
  if (at.variantId !== null) r.words(at.variantId, 'variantId');
  for (const [field, origin] of Object.entries(r.record(at.origins, 'origins')))
    r.words(origin, `origins.${field}`);
  const posts: unknown[] = [];
  for (const [n, deadline] of r.list(at.deadlines, 'deadlines', 1, POSTS.length).entries()) {
    const path = `deadlines[${String(n)}]`;
    r.fields(deadline, path, ['post', 'dueOn', 'origin', 'isGuess']);
    const { post, dueOn, origin, isGuess } = r.record(deadline, path);
    r.oneOf(post, `${path}.post`, POSTS);
    r.day(dueOn, `${path}.dueOn`);
    r.words(origin, `${path}.origin`);
    if (typeof isGuess !== 'boolean') r.refuse(`${path}.isGuess`, W.yesOrNo);
    posts.push(post);
  }
  checkPosts(r, posts, 'deadlines');
  if (r.defects.length === 0) checkDays(r, json as Round);
  return r.defects.length > 0 ? { refusals: r.defects } : { round: json as Round };
}

/** Figures of a month stand only after it, answers come after the figures, and nobody is due before the one below. */
function checkDays(r: Reader, { fiscalYear, toMonth, cutOffOn, deadlines }: Round): void {
  if (cutOffOn < windowEnd(fiscalYear, toMonth)) r.refuse('cutOffOn', W.cutOffEarly);
  let before: { post: (typeof POSTS)[number]; dueOn: string } | null = null;
  for (const post of POSTS) {
    const index = deadlines.findIndex((each) => each.post === post);
    const deadline = deadlines[index];
    if (deadline === undefined) continue;
    const path = `deadlines[${String(index)}].dueOn`;
    if (deadline.dueOn < cutOffOn) r.refuse(path, W.dueEarly);
    if (before !== null && deadline.dueOn < before.dueOn) {
      const lower = before.post;
      r.refuse(path, {
        'zh-CN': `不能早于${postName(lower, 'zh-CN')}的期限`,
        en: `not before that of the ${postName(lower, 'en')}`,
      });
    }
    before = deadline;
  }
}

/** Collects what is refused; each check says whether it held. */
class Reader {
  readonly defects: RoundDefect[] = [];
  private readonly language: Language;

  constructor(language: Language) {
    this.language = language;
  }

  refuse(at: string, texts: Texts): false {
    this.defects.push({ at, message: say(texts, this.language) });
    return false;
  }

  record(value: unknown, path: string): Record<string, unknown> {
    if (isRecord(value)) return value;
    this.refuse(path, W.record);
    return {};
  }

  fields(value: unknown, path: string, known: readonly string[], optional: readonly string[] = []): void {
    if (!isRecord(value)) return;
    const prefix = path === '' ? '' : `${path}.`;
    for (const field of Object.keys(value)) {
      if (!known.includes(field) && !optional.includes(field)) this.refuse(prefix + field, W.unknown);
    }
    for (const field of known) if (!(field in value)) this.refuse(prefix + field, W.missing);
  }

  list(value: unknown, path: string, least: number, most: number): unknown[] {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      const counts = `${String(least)}–${String(most)}`;
      this.refuse(path, { 'zh-CN': `应为 ${counts} 项的列表`, en: `a list of ${counts} items` });
      return [];
    }
    return value as unknown[];
  }

  words(value: unknown, path: string): boolean {
    const fits = typeof value === 'string' && value.trim() !== '' && value.length <= MOST_LETTERS;
    return fits || this.refuse(path, W.words);
  }

  day(value: unknown, path: string): boolean {
    return (typeof value === 'string' && isPlainDate(value)) || this.refuse(path, W.day);
  }

  whole(value: unknown, path: string, least: number, most: number): boolean {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return true;
    const range = `${String(least)}–${String(most)}`;
    return this.refuse(path, { 'zh-CN': `应为 ${range} 的整数`, en: `a whole number, ${range}` });
  }

  oneOf(value: unknown, path: string, known: readonly string[]): boolean {
    if (known.some((each) => each === value)) return true;
    const names = known.join(' ');
    return this.refuse(path, { 'zh-CN': `应为其中之一：${names}`, en: `one of: ${names}` });
  }

  /** A value with its origin, which every number has (domain.md §9). */
  sourced(value: unknown, path: string, check: (value: unknown, path: string) => void): void {
    this.fields(value, path, ['value', 'origin']);
    const at = this.record(value, path);
    if (!isRecord(value)) return;
    if (!(typeof at['origin'] === 'string' && at['origin'].trim() !== ''))
      this.refuse(`${path}.origin`, W.origin);
    check(at['value'], `${path}.value`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const W = {
  id: { 'zh-CN': '应为小写字母、数字和连字符', en: 'lower-case letters, digits and hyphens' },
  record: { 'zh-CN': '应为一组内容', en: 'an object' },
  unknown: { 'zh-CN': '不认识的内容', en: 'is not known' },
  missing: { 'zh-CN': '缺少这一项', en: 'is missing' },
  words: { 'zh-CN': '不能空着，最多 300 字', en: 'words, at most 300 letters' },
  day: { 'zh-CN': '日期要写成 2023-07-31 这样', en: 'a day like 2023-07-31' },
  origin: { 'zh-CN': '每个数都要写明出处', en: 'every number needs its origin' },
  doubleKind: { 'zh-CN': '自行监控和重点监控各只能有一个', en: 'each kind once' },
  noHandler: { 'zh-CN': '要有经办人的报送期限', en: 'the handler’s deadline is missing' },
  doublePost: { 'zh-CN': '同一个岗位只能有一个期限', en: 'each post once' },
  ids: { 'zh-CN': '项目不能空着，也不能重复', en: 'ids of projects, none twice' },
  amount: { 'zh-CN': '应为金额，单位元，如 "2000000.00"，或 null', en: 'yuan like "2000000.00", or null' },
  share: { 'zh-CN': '应大于 0、不超过 1，或 null', en: 'above 0 and up to 1, or null' },
  noCondition: { 'zh-CN': '至少要有一个条件', en: 'at least one condition' },
  yesOrNo: { 'zh-CN': '应为 true 或 false', en: 'true or false' },
  cutOffEarly: { 'zh-CN': '不能早于监控期的最后一天', en: 'not before the last day of the window' },
  dueEarly: { 'zh-CN': '不能早于数据截止日', en: 'not before the cut-off day' },
} as const satisfies Record<string, Texts>;
