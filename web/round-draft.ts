/** A round while it is being opened: a variant's numbers and what is changed by hand, and what is wrong at which field. Pure. */
import type { Language } from '../domain/language.ts';
import { exact, formatNumber } from '../domain/money.ts';
import { POSTS, type Post } from '../domain/post.ts';
import { checkRound } from '../domain/round-check.ts';
import type { Round, RoundScope } from '../domain/round.ts';
import { reviewsWords } from './words/reviews.ts';

/** What the origin of a number is that a person typed (domain/round.ts: RoundDeadline). */
const ENTERED = 'entered';

type RuleScope = Extract<RoundScope, { type: 'rule' }>;

export interface RoundDraft {
  /** What the variant makes of the year; null fields of a draft are never taken from it in silence. */
  base: Round;
  title: string;
  toMonth: number;
  cutOffOn: string;
  scopeType: RoundScope['type'];
  /** 万元 as typed; empty: not asked. */
  budgetWan: string;
  /** Percent as typed; empty: not asked. */
  ratePercent: string;
  lights: RuleScope['lights'];
  projectIds: readonly string[];
  /** By post, empty: the post has no day. */
  deadlines: Record<Post, string>;
}

export function draftOf(base: Round): RoundDraft {
  const { scope } = base;
  const rule = scope.type === 'rule' ? scope : null;
  const dueOf = (post: Post) => base.deadlines.find((each) => each.post === post)?.dueOn ?? '';
  return {
    base,
    title: base.title,
    toMonth: base.toMonth,
    cutOffOn: base.cutOffOn,
    scopeType: scope.type,
    budgetWan: plainTimes(rule?.budgetAtLeastYuan ?? null, '0.0001'),
    ratePercent: plainTimes(rule?.executionRateBelow ?? null, '100'),
    lights: rule?.lights ?? null,
    projectIds: scope.type === 'list' ? scope.projectIds : [],
    deadlines: {
      handler: dueOf('handler'),
      unit_head: dueOf('unit_head'),
      leader: dueOf('leader'),
      finance_business: dueOf('finance_business'),
      finance_performance: dueOf('finance_performance'),
    },
  };
}

const plainTimes = (value: string | number | null, times: string): string =>
  value === null ? '' : formatNumber(exact(value).times(times), 6).replaceAll(',', '');

/** `at` of a refusal or the field's own name → what is wrong there. */
export type Problems = Readonly<Record<string, string>>;

/** The rule's numbers as they are sent. */
function ruleOf({ budgetWan, ratePercent, lights }: RoundDraft): { scope: RuleScope; problems: Problems } {
  const words = reviewsWords.drawer.problems;
  const problems: Record<string, string> = {};
  const budget = budgetWan.trim().replaceAll(',', '');
  const rate = ratePercent.trim().replace(/%$/, '').trim();
  if (!/^(\d{1,9}(\.\d{1,6})?)?$/.test(budget)) problems['scope.budgetAtLeastYuan'] = words.amount;
  if (!/^(\d{1,3}(\.\d{1,4})?)?$/.test(rate)) problems['scope.executionRateBelow'] = words.rate;
  const scope: RuleScope = {
    type: 'rule',
    budgetAtLeastYuan:
      budget === '' || 'scope.budgetAtLeastYuan' in problems ? null : exact(budget).times(10_000).toFixed(2),
    executionRateBelow:
      rate === '' || 'scope.executionRateBelow' in problems ? null : exact(rate).div(100).toNumber(),
    lights,
  };
  return { scope, problems };
}

export function scopeOf(draft: RoundDraft): { scope: RoundScope; problems: Problems } {
  if (draft.scopeType === 'all') return { scope: { type: 'all' }, problems: {} };
  if (draft.scopeType === 'rule') return ruleOf(draft);
  const projectIds = [...draft.projectIds];
  const problems: Record<string, string> =
    projectIds.length === 0 ? { 'scope.projectIds': reviewsWords.drawer.problems.noProjects } : {};
  return { scope: { type: 'list', projectIds }, problems };
}

/** The round as it would be sent. A number that was changed no longer has the variant's origin. */
export function roundOf(draft: RoundDraft): Round {
  const { base } = draft;
  const { scope } = scopeOf(draft);
  const origins = { ...base.origins };
  if (draft.toMonth !== base.toMonth) origins['toMonth'] = ENTERED;
  if (draft.cutOffOn !== base.cutOffOn) origins['cutOffOn'] = ENTERED;
  if (!isSameScope(scope, base.scope)) origins['scope'] = ENTERED;
  return {
    ...base,
    title: draft.title.trim(),
    toMonth: draft.toMonth,
    cutOffOn: draft.cutOffOn,
    scope,
    deadlines: POSTS.flatMap((post) => {
      const dueOn = draft.deadlines[post];
      if (dueOn === '') return [];
      const known = base.deadlines.find((each) => each.post === post && each.dueOn === dueOn);
      return [known ?? { post, dueOn, origin: ENTERED, isGuess: false }];
    }),
    origins,
  };
}

const isSameScope = (a: RoundScope, b: RoundScope): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Where a number of the draft comes from; null: typed by hand. */
export function originOf(
  draft: RoundDraft,
  field: 'toMonth' | 'cutOffOn' | 'scope' | 'formName',
): string | null {
  const origin = roundOf(draft).origins[field];
  return origin === undefined || origin === ENTERED ? null : origin;
}

export function deadlineOrigin(draft: RoundDraft, post: Post): { origin: string | null; isGuess: boolean } {
  const found = roundOf(draft).deadlines.find((each) => each.post === post);
  if (found === undefined) return { origin: null, isGuess: false };
  return { origin: found.origin === ENTERED ? null : found.origin, isGuess: found.isGuess };
}

/**
 * What the domain refuses and what only today decides, by field: `title`, `cutOffOn`, `scope…`, `deadlines` (all of them) or
 * `deadlines.POST`. The first refusal of a field stands.
 */
export function problemsOf(draft: RoundDraft, today: string, language: Language): Problems {
  const found: Record<string, string> = { ...scopeOf(draft).problems };
  const round = roundOf(draft);
  const checked = checkRound(round, language);
  if ('refusals' in checked) {
    for (const { at, message } of checked.refusals) found[fieldOf(at, round)] ??= message;
  }
  // Figures of that day may still come (db/rounds.ts refuses the same).
  if (draft.cutOffOn >= today) found['cutOffOn'] ??= reviewsWords.drawer.problems.ahead(today);
  return found;
}

/** `deadlines[1].dueOn` → `deadlines.leader`; an empty list of projects is said of the list. */
export function fieldOf(at: string, { deadlines }: Pick<Round, 'deadlines'>): string {
  const index = /^deadlines\[(\d+)\]/.exec(at)?.[1];
  if (index === undefined) return at;
  const post = deadlines[Number(index)]?.post;
  return post === undefined ? 'deadlines' : `deadlines.${post}`;
}
