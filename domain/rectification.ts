/**
 * Putting right what a review found (整改, domain.md §5): notice with demands and a due day → reply with measures and evidence →
 * verified by the department, then by the finance bureau → closed, or reopened with a new day. Closed only when what began it is
 * gone, by the figures of that day, or when an exception is signed. Pure, as review.ts.
 */
import { isPlainDate, workingDaysBetween, type PlainDate, type WorkingCalendar } from './calendar.ts';
import type { ClimbingAlert } from './ladder.ts';
import { LIGHTS, type Light } from './light.ts';
import type { Language } from './language.ts';
import type { Post } from './post.ts';
import { RECTIFICATION_WORDS } from './rectification-words.ts';
import type { ReviewActor } from './review.ts';
import { chaseOf } from './round.ts';
import { say, saysSomething } from './sourced.ts';

/** Where the problem was found (domain.md §5, 整改类型 [practice]). */
export const RECTIFICATION_SOURCES = [
  'monitoring',
  'self_evaluation',
  'department_evaluation',
  'finance_evaluation',
  'other',
] as const;
export type RectificationSource = (typeof RECTIFICATION_SOURCES)[number];

/**
 * What has to be gone. light: the subject (an indicator's or project's id, or a project's money) is none of the troubled lights.
 * overdue: the obligation is met. stated: nothing that figures can show; finance's verification in words decides.
 */
export type RectificationCondition =
  | { type: 'light'; subjectId: string; noneOf: Light[] }
  | { type: 'overdue'; obligationId: string }
  | { type: 'stated' };

export interface RectificationDemand {
  id: string;
  /** What is wrong and what is asked for, in words. */
  words: string;
  condition: RectificationCondition;
}

export interface RectificationReplyItem {
  demandId: string;
  measures: string;
  /** Ids of stored evidence. */
  evidence: string[];
}

export const RECTIFICATION_STAGES = [
  'noticed',
  'replied',
  'department_verified',
  'closed',
  'reopened',
] as const;
export type RectificationStage = (typeof RECTIFICATION_STAGES)[number];

/** A signed exception closes a demand whose condition still holds. */
export interface RectificationException {
  demandId: string;
  document: string;
  reason: string;
}

export interface RectificationAct {
  revision: number;
  act: RectificationWish['act'] | 'notice';
  by: ReviewActor;
  at: string;
  /** Beijing day of `at`. */
  on: PlainDate;
  from: RectificationStage | null;
  to: RectificationStage;
  words: string | null;
  reply: RectificationReplyItem[];
  exceptions: RectificationException[];
  /** The due day from then on. */
  dueOn: PlainDate;
}

export interface RectificationState {
  revision: number;
  stage: RectificationStage;
  source: RectificationSource;
  demands: RectificationDemand[];
  dueOn: PlainDate;
  /** Day and account of the reply that is being verified. */
  repliedOn: PlainDate | null;
  repliedBy: string | null;
  verifiedBy: string | null;
  history: RectificationAct[];
}

export interface RectificationNotice {
  source: RectificationSource;
  demands: RectificationDemand[];
  dueOn: PlainDate;
}

/** `today`: Beijing day of `at`. */
export type RectificationWish = { revision: number; at: string; today: PlainDate } & (
  | { act: 'reply'; items: RectificationReplyItem[] }
  /** By the department's leader. */
  | { act: 'verify'; words: string }
  /** By finance; `facts` as they are today. */
  | { act: 'close'; words: string; facts: RectificationFacts; exceptions: RectificationException[] }
  /** By the department or finance, while theirs to verify. */
  | { act: 'reopen'; words: string; dueOn: PlainDate }
);

/** What the conditions are held against. A subject that is not there has no known light: its condition is not gone. */
export interface RectificationFacts {
  lights: Readonly<Record<string, Light>>;
  /** Ids of obligations that are met. */
  metObligations: readonly string[];
}

const RECTIFICATION_REFUSALS = [
  'stale',
  'closed',
  'not_your_turn',
  'own_reply',
  'no_demands',
  'demand_blank',
  'bad_due_day',
  'reply_incomplete',
  'no_words',
  'condition_holds',
  'exception_unfit',
] as const;
export type RectificationRefusalCode = (typeof RECTIFICATION_REFUSALS)[number];
export interface RectificationRefusal {
  refusal: RectificationRefusalCode;
  message: string;
  /** Demands that it is about. */
  demands: string[];
}

export type RectificationAnswer = { state: RectificationState } | RectificationRefusal;

/** Lights that a problem found by figures shows, and that have to be gone when nothing else is said [advice]. */
export const TROUBLED_LIGHTS: readonly Light[] = ['attention', 'lagging', 'unreported', 'severe'];

/** Serves the notice. Only the finance bureau's performance section does (domain.md §5: 整改通知 is its paper). */
export function issueNotice(
  notice: RectificationNotice,
  actor: ReviewActor,
  when: { at: string; today: PlainDate },
  language?: Language,
): RectificationAnswer {
  const { source, demands, dueOn } = notice;
  if (actor.role !== 'finance_performance') return refuse('not_your_turn', [], language);
  if (demands.length === 0) return refuse('no_demands', [], language);
  const blank = demands.filter((demand) => !saysSomething(demand.words) || !isFit(demand.condition));
  const ids = new Set(demands.map(({ id }) => id));
  if (blank.length > 0 || ids.size < demands.length) {
    return refuse(
      'demand_blank',
      blank.map(({ id }) => id),
      language,
    );
  }
  if (!isDueDay(dueOn, when.today)) return refuse('bad_due_day', [], language);
  const act: RectificationAct = {
    revision: 1,
    act: 'notice',
    by: { accountId: actor.accountId, role: actor.role },
    at: when.at,
    on: when.today,
    from: null,
    to: 'noticed',
    words: null,
    reply: [],
    exceptions: [],
    dueOn,
  };
  return {
    state: {
      revision: 1,
      stage: 'noticed',
      source,
      demands: [...demands],
      dueOn,
      repliedOn: null,
      repliedBy: null,
      verifiedBy: null,
      history: [act],
    },
  };
}

function isFit(condition: RectificationCondition): boolean {
  return (
    condition.type !== 'light' ||
    (condition.noneOf.length > 0 && condition.noneOf.every((light) => LIGHTS.includes(light)))
  );
}

function isDueDay(dueOn: string, today: PlainDate): boolean {
  return isPlainDate(dueOn) && dueOn > today;
}

/** The next state, or a refusal with the demands it is about. The given state is never changed. */
export function applyRectification(
  state: RectificationState,
  wish: RectificationWish,
  actor: ReviewActor,
  language?: Language,
): RectificationAnswer {
  if (wish.revision !== state.revision) return refuse('stale', [], language);
  if (state.stage === 'closed') return refuse('closed', [], language);
  if (!postsFor(state.stage, wish.act).includes(actor.role as Post))
    return refuse('not_your_turn', [], language);
  if (wish.act !== 'reply' && [state.repliedBy, state.verifiedBy].includes(actor.accountId)) {
    return refuse('own_reply', [], language);
  }
  switch (wish.act) {
    case 'reply': {
      const foreign = wish.items
        .map(({ demandId }) => demandId)
        .filter((id) => !state.demands.some((demand) => demand.id === id));
      if (foreign.length > 0) return refuse('reply_incomplete', foreign, language);
      const missing = unansweredDemands(state, wish.items);
      if (missing.length > 0) return refuse('reply_incomplete', missing, language);
      const change = {
        stage: 'replied' as const,
        repliedOn: wish.today,
        repliedBy: actor.accountId,
        verifiedBy: null,
      };
      return moved(state, wish, actor, change);
    }
    case 'verify':
      if (!saysSomething(wish.words)) return refuse('no_words', [], language);
      return moved(state, wish, actor, { stage: 'department_verified', verifiedBy: actor.accountId });
    case 'close': {
      if (!saysSomething(wish.words)) return refuse('no_words', [], language);
      const unfit = wish.exceptions
        .filter((each) => !isException(state, each))
        .map(({ demandId }) => demandId);
      if (unfit.length > 0) return refuse('exception_unfit', unfit, language);
      const signed = new Set(wish.exceptions.map(({ demandId }) => demandId));
      const holding = state.demands.filter(
        ({ id, condition }) => !signed.has(id) && !isGone(condition, wish.facts),
      );
      if (holding.length > 0)
        return refuse(
          'condition_holds',
          holding.map(({ id }) => id),
          language,
        );
      return moved(state, wish, actor, { stage: 'closed' });
    }
    case 'reopen':
      if (!saysSomething(wish.words)) return refuse('no_words', [], language);
      if (!isDueDay(wish.dueOn, wish.today)) return refuse('bad_due_day', [], language);
      return moved(state, wish, actor, {
        stage: 'reopened',
        dueOn: wish.dueOn,
        repliedOn: null,
        repliedBy: null,
        verifiedBy: null,
      });
  }
}

/** Which posts may do an act at a stage. */
function postsFor(stage: RectificationStage, act: RectificationWish['act']): Post[] {
  if (act === 'reply') return stage === 'noticed' || stage === 'reopened' ? ['handler', 'unit_head'] : [];
  if (stage === 'replied') return act === 'verify' || act === 'reopen' ? ['leader'] : [];
  if (stage === 'department_verified')
    return act === 'close' || act === 'reopen' ? ['finance_performance'] : [];
  return [];
}

/** What the actor may do now, for buttons. */
export function allowedRectificationActs(
  state: RectificationState,
  actor: ReviewActor,
): RectificationWish['act'][] {
  const own = [state.repliedBy, state.verifiedBy].includes(actor.accountId);
  return (['reply', 'verify', 'close', 'reopen'] as const).filter(
    (act) => postsFor(state.stage, act).includes(actor.role as Post) && (act === 'reply' || !own),
  );
}

/** Demands without measures in words, or where a piece of evidence is missing. Every demand needs both. */
function unansweredDemands(
  { demands }: RectificationState,
  items: readonly RectificationReplyItem[],
): string[] {
  return demands
    .filter(({ id }) => {
      const own = items.filter(({ demandId }) => demandId === id);
      const [item] = own;
      return (
        own.length !== 1 || item === undefined || !saysSomething(item.measures) || item.evidence.length === 0
      );
    })
    .map(({ id }) => id);
}

function isException(
  { demands }: RectificationState,
  { demandId, document, reason }: RectificationException,
): boolean {
  return demands.some(({ id }) => id === demandId) && document.trim() !== '' && saysSomething(reason);
}

/** Whether what began a demand is gone by the figures. `stated`: figures cannot tell, the verification in words does. */
export function isGone(condition: RectificationCondition, facts: RectificationFacts): boolean {
  switch (condition.type) {
    case 'light': {
      const light = facts.lights[condition.subjectId];
      return light !== undefined && light !== 'undeterminable' && !condition.noneOf.includes(light);
    }
    case 'overdue':
      return facts.metObligations.includes(condition.obligationId);
    case 'stated':
      return true;
  }
}

function moved(
  state: RectificationState,
  wish: RectificationWish,
  by: ReviewActor,
  change: Partial<RectificationState> & { stage: RectificationStage },
): RectificationAnswer {
  const revision = state.revision + 1;
  const act: RectificationAct = {
    revision,
    act: wish.act,
    by: { accountId: by.accountId, role: by.role },
    at: wish.at,
    on: wish.today,
    from: state.stage,
    to: change.stage,
    words: wish.act === 'reply' ? null : wish.words.trim(),
    reply: wish.act === 'reply' ? wish.items : [],
    exceptions: wish.act === 'close' ? wish.exceptions : [],
    dueOn: change.dueOn ?? state.dueOn,
  };
  return { state: { ...state, ...change, revision, history: [...state.history, act] } };
}

/** Who is waited for; null: it is closed. */
export function waitsFor(stage: RectificationStage): Post | null {
  switch (stage) {
    case 'noticed':
    case 'reopened':
      return 'handler';
    case 'replied':
      return 'leader';
    case 'department_verified':
      return 'finance_performance';
    case 'closed':
      return null;
  }
}

export interface RectificationLateness {
  /** Working days since the due day, 0 when it has not passed or the reply is there; of a late reply until its day. */
  lateWorkingDays: number;
  /** As the ladder takes it while a reply is missing; null: nothing is chased. */
  alert: ClimbingAlert | null;
}

/** Working days that the reply is late, as `RectificationLateness.lateWorkingDays`; a closed one was replied to. */
export function replyLateness(
  { dueOn, repliedOn }: Pick<RectificationState, 'dueOn' | 'repliedOn'>,
  today: PlainDate,
  calendar: WorkingCalendar,
): number {
  const until = repliedOn ?? today;
  return until > dueOn ? workingDaysBetween(calendar, dueOn, until) : 0;
}

/** Only the reply has a due day; who verifies is chased by the list of what waits for them. */
export function rectificationLateness(
  state: RectificationState,
  today: PlainDate,
  calendar: WorkingCalendar,
): RectificationLateness {
  const answered = state.repliedOn !== null;
  const lateWorkingDays = replyLateness(state, today, calendar);
  const noticedOn = state.history.findLast(({ act }) => act === 'notice' || act === 'reopen')?.on ?? today;
  const waiting = !answered && state.stage !== 'closed';
  return { lateWorkingDays, alert: waiting ? chaseOf(state.dueOn, noticedOn, today) : null };
}

function refuse(
  refusal: RectificationRefusalCode,
  demands: string[],
  language?: Language,
): RectificationRefusal {
  return { refusal, message: say(RECTIFICATION_WORDS[refusal], language), demands };
}
