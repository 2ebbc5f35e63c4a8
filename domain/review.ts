/**
 * The way of a monitoring form through the offices (domain.md §5, flow [advice], as practice's 送审 审核 退回 取消审核): draft →
 * unit head → leader → finance business section → finance performance section → closed. Pure: told the state, what is wanted
 * and who wants it, it answers the next state or why not. A version that is closed never changes again; a correction is a new
 * version that goes the whole way.
 */
import { say, saysSomething, type Texts } from './sourced.ts';
import type { Language } from './language.ts';
import type { Post } from './post.ts';

export const STAGES = [
  'draft',
  'unit_head',
  'leader',
  'finance_business',
  'finance_performance',
  'closed',
] as const;
export type Stage = (typeof STAGES)[number];

/** The eight roles of the contract; administrators and the auditor take no part. */
export type ReviewRole = Post | 'system_admin' | 'security_admin' | 'auditor';

/** Who acts: the account, and in which of its roles. Two roles of one account are one person. */
export interface ReviewActor {
  accountId: string;
  role: ReviewRole;
}

export interface CellReason {
  /** `CellName` of the form. */
  cell: string;
  reason: string;
}

/** What a person did, as it is kept and shown. */
export interface ReviewAct {
  /** 1, 2, 3 … within a version: the state's revision after it. */
  revision: number;
  act: ReviewActName;
  by: ReviewActor;
  /** ISO instant, told by the caller. */
  at: string;
  from: Stage;
  to: Stage;
  /** Opinion or reason in words; null: none was given. */
  words: string | null;
  /** Of a return: at least one. */
  cells: CellReason[];
}

export const REVIEW_ACTS = ['submit', 'open', 'approve', 'return', 'withdraw'] as const;
export type ReviewActName = (typeof REVIEW_ACTS)[number];

export interface ReviewState {
  /** 1, 2 …; a correction of a closed form is the next one. */
  version: number;
  /** Acts so far: whoever acts says which revision they saw, so that of two at once exactly one wins. */
  revision: number;
  stage: Stage;
  /** Account that has opened the form at this stage; null: nobody yet. */
  openedBy: string | null;
  /** Account that sent it here and may still take it back; null once it is opened, returned or closed. */
  sentBy: string | null;
  /** Accounts that sent it up in this pass, by the stage they sent it from: none of them reviews it further up. */
  passedBy: Partial<Record<Stage, string>>;
  /** What the last return asks for, until whoever returned it lets it pass. */
  returned: CellReason[];
  /** Why there is this version and who opened it; null for the first. */
  correction: { reason: string; by: ReviewActor; at: string } | null;
  /** All acts of this version, oldest first. */
  history: ReviewAct[];
}

/** `revision`: the state's revision that the actor looked at. `at`: ISO instant. */
export type ReviewWish = { revision: number; at: string } & (
  | {
      act: 'submit';
      /** From `checkForm` on what is stored: what is refused, and questions without an answer. */
      check: { refusals: number; unanswered: number };
      words?: string | null;
    }
  | { act: 'open' }
  | { act: 'approve'; words?: string | null }
  /** To the holder before (`stageBefore`), or further down, at the furthest to the draft. */
  | { act: 'return'; to: Stage; cells: readonly CellReason[]; words?: string | null }
  | { act: 'withdraw'; words?: string | null }
);

export const REVIEW_REFUSALS = [
  'stale',
  'closed',
  'not_your_turn',
  'not_a_draft',
  'incomplete',
  'own_submission',
  'already_opened',
  'not_below',
  'no_reason',
  'not_the_sender',
  'opened_already',
] as const;
export type ReviewRefusalCode = (typeof REVIEW_REFUSALS)[number];

export interface ReviewRefusal {
  refusal: ReviewRefusalCode;
  message: string;
}

/** A form that nobody has sent yet. */
export function newReview(): ReviewState {
  return {
    version: 1,
    revision: 0,
    stage: 'draft',
    openedBy: null,
    sentBy: null,
    passedBy: {},
    returned: [],
    correction: null,
    history: [],
  };
}

/** Whose turn it is; null: it is closed. */
export function holderOf(stage: Stage): Post | null {
  if (stage === 'closed') return null;
  return stage === 'draft' ? 'handler' : stage;
}

/** The stage below, to which a return goes if no other is named (domain.md §5: to the previous holder); null: there is none. */
export function stageBefore(stage: Stage): Stage | null {
  return STAGES[STAGES.indexOf(stage) - 1] ?? null;
}

function stageAfter(stage: Stage): Stage {
  return STAGES[STAGES.indexOf(stage) + 1] ?? 'closed';
}

/** The next state, or a refusal. The given state is never changed. */
export function applyAct(
  state: ReviewState,
  wish: ReviewWish,
  actor: ReviewActor,
  language?: Language,
): { state: ReviewState } | ReviewRefusal {
  const code = refusalOf(state, wish, actor);
  if (code !== null) return { refusal: code, message: say(REFUSAL_TEXTS[code], language) };
  const { stage, passedBy } = state;
  const { accountId } = actor;
  switch (wish.act) {
    case 'submit':
    case 'approve': {
      const to = stageAfter(stage);
      const sentBy = to === 'closed' ? null : accountId;
      const passed = { ...passedBy, [stage]: accountId };
      return moved(state, wish, actor, { stage: to, sentBy, openedBy: null, passedBy: passed });
    }
    case 'open':
      return moved(state, wish, actor, { openedBy: accountId, sentBy: null });
    case 'return':
      // Whoever is asked again has seen it: nobody takes it back from under them.
      return moved(state, wish, actor, {
        stage: wish.to,
        sentBy: null,
        openedBy: null,
        passedBy: below(passedBy, wish.to),
      });
    case 'withdraw': {
      const to = stageBefore(stage) ?? 'draft';
      return moved(state, wish, actor, {
        stage: to,
        sentBy: null,
        openedBy: to === 'draft' ? null : accountId,
        passedBy: below(passedBy, to),
      });
    }
  }
}

/** Why the act is refused; null: it may be done. */
function refusalOf(state: ReviewState, wish: ReviewWish, actor: ReviewActor): ReviewRefusalCode | null {
  const { stage } = state;
  if (wish.revision !== state.revision) return 'stale';
  if (stage === 'closed') return 'closed';
  if (wish.act === 'withdraw') return withdrawRefusal(state, actor);
  if (wish.act === 'submit') {
    if (stage !== 'draft') return 'not_a_draft';
    if (actor.role !== 'handler') return 'not_your_turn';
    return wish.check.refusals > 0 || wish.check.unanswered > 0 ? 'incomplete' : null;
  }
  if (stage === 'draft' || actor.role !== stage) return 'not_your_turn';
  if (Object.values(state.passedBy).includes(actor.accountId)) return 'own_submission';
  if (wish.act === 'open') return state.openedBy === null ? null : 'already_opened';
  if (wish.act === 'return') {
    if (STAGES.indexOf(wish.to) >= STAGES.indexOf(stage)) return 'not_below';
    const given =
      wish.cells.length > 0 && wish.cells.every(({ cell, reason }) => cell !== '' && saysSomething(reason));
    return given ? null : 'no_reason';
  }
  return null;
}

function withdrawRefusal(
  { stage, sentBy, passedBy }: ReviewState,
  actor: ReviewActor,
): ReviewRefusalCode | null {
  const before = stageBefore(stage);
  if (before === null || passedBy[before] !== actor.accountId || holderOf(before) !== actor.role) {
    return 'not_the_sender';
  }
  return sentBy === null ? 'opened_already' : null;
}

function moved(
  state: ReviewState,
  wish: ReviewWish,
  by: ReviewActor,
  change: Partial<Pick<ReviewState, 'stage' | 'openedBy' | 'sentBy' | 'passedBy'>>,
): { state: ReviewState } {
  const revision = state.revision + 1;
  const act: ReviewAct = {
    revision,
    act: wish.act,
    by: { accountId: by.accountId, role: by.role },
    at: wish.at,
    from: state.stage,
    to: change.stage ?? state.stage,
    words: 'words' in wish ? (wish.words?.trim() ?? null) || null : null,
    cells:
      wish.act === 'return' ? wish.cells.map(({ cell, reason }) => ({ cell, reason: reason.trim() })) : [],
  };
  const history = [...state.history, act];
  return { state: { ...state, ...change, revision, history, returned: returnedIn(history) } };
}

/** Who passed it from the stages below `stage`; what was passed from there on is passed anew. */
function below(passedBy: ReviewState['passedBy'], stage: Stage): ReviewState['passedBy'] {
  const kept: ReviewState['passedBy'] = {};
  for (const each of STAGES.slice(0, STAGES.indexOf(stage))) {
    const account = passedBy[each];
    if (account !== undefined) kept[each] = account;
  }
  return kept;
}

/** What is still asked for: of the last return, until its stage has approved and that is not taken back. */
function returnedIn(history: readonly ReviewAct[]): CellReason[] {
  let open: ReviewAct | null = null;
  let settled: ReviewAct | null = null;
  for (const act of history) {
    if (act.act === 'return') {
      open = act;
      settled = null;
    } else if (act.act === 'approve') {
      settled = open !== null && STAGES.indexOf(act.from) >= STAGES.indexOf(open.from) ? open : null;
      if (settled !== null) open = null;
    } else if (act.act === 'withdraw') open ??= settled;
  }
  return open?.cells ?? [];
}

/** The acts that the actor may do now, for buttons; a submission still needs its form complete, a return its reasons. */
export function allowedActs(state: ReviewState, actor: ReviewActor): ReviewActName[] {
  const at = '';
  const { revision } = state;
  const reasons = [{ cell: 'goal', reason: '任何一条写清楚的理由' }];
  const wishes: ReviewWish[] = [
    { act: 'submit', revision, at, check: { refusals: 0, unanswered: 0 } },
    { act: 'open', revision, at },
    { act: 'approve', revision, at },
    { act: 'return', revision, at, to: 'draft', cells: reasons },
    { act: 'withdraw', revision, at },
  ];
  return wishes.filter((wish) => refusalOf(state, wish, actor) === null).map(({ act }) => act);
}

/** Whether the actor may change what the unit enters: the handler, and only while it is a draft. */
export function mayEdit(state: ReviewState, actor: ReviewActor): boolean {
  return state.stage === 'draft' && actor.role === 'handler';
}

/**
 * A correction of a closed form: a new version from the draft on, whose number says so. The closed one is kept as it is, with
 * its history. Only the finance bureau's performance section opens one, with a reason (domain.md §5: an APPROVED version is
 * immutable; correction = new version).
 */
export function nextVersion(
  closed: ReviewState,
  actor: ReviewActor,
  { reason, at }: { reason: string; at: string },
  language?: Language,
): { state: ReviewState } | { refusal: 'not_closed' | 'not_your_turn' | 'no_reason'; message: string } {
  const refuse = (refusal: 'not_closed' | 'not_your_turn' | 'no_reason') => ({
    refusal,
    message: say(refusal === 'not_closed' ? NOT_CLOSED : REFUSAL_TEXTS[refusal], language),
  });
  if (closed.stage !== 'closed') return refuse('not_closed');
  if (actor.role !== 'finance_performance') return refuse('not_your_turn');
  if (!saysSomething(reason)) return refuse('no_reason');
  const by = { accountId: actor.accountId, role: actor.role };
  const correction = { reason: reason.trim(), by, at };
  return { state: { ...newReview(), version: closed.version + 1, correction } };
}

const NOT_CLOSED: Texts = {
  'zh-CN': '这份监控表还没有办结，请退回修改，不用另起一版',
  en: 'This form is not closed yet: return it instead of opening a new version',
};

const REFUSAL_TEXTS: Readonly<Record<ReviewRefusalCode, Texts>> = {
  stale: {
    'zh-CN': '别人刚刚处理过这份监控表，请先看最新的情况',
    en: 'Somebody has just acted on this form: look at it as it is now',
  },
  closed: {
    'zh-CN': '已经办结，不能再改；要更正请由财政局绩效股另起一版',
    en: 'This form is closed; the finance performance section can open a new version',
  },
  not_your_turn: { 'zh-CN': '现在不由您的岗位办理', en: 'It is not the turn of your post' },
  not_a_draft: { 'zh-CN': '已经送审，不能再送一次', en: 'It has been submitted already' },
  incomplete: {
    'zh-CN': '还有没填的格或没回答的问题，不能送审',
    en: 'Cells are empty or questions unanswered: it cannot be submitted',
  },
  own_submission: {
    'zh-CN': '您自己送出的监控表，要由别人审核',
    en: 'You sent this form yourself: somebody else reviews it',
  },
  already_opened: { 'zh-CN': '已经有人打开过了', en: 'It has been opened already' },
  not_below: { 'zh-CN': '只能退回到前面的环节', en: 'It can only be returned to an earlier stage' },
  no_reason: {
    'zh-CN': '请至少在一格上写明退回的理由',
    en: 'Give a reason on at least one cell',
  },
  not_the_sender: { 'zh-CN': '只有送出的人能撤回', en: 'Only who sent it can take it back' },
  opened_already: {
    'zh-CN': '下一环节已经打开，不能撤回；请对方退回',
    en: 'The next one has opened it: ask for a return',
  },
};
