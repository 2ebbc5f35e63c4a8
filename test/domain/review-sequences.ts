/** Random sequences of acts against the model of the way through the offices. `npm test` runs some, the soak 10,000. */
import { expect, it } from 'vitest';
import {
  allowedActs,
  applyAct,
  mayEdit,
  newReview,
  REVIEW_ACTS,
  STAGES,
  type ReviewRole,
  type ReviewState,
  type ReviewWish,
} from '../../domain/review.ts';
import { POSTS } from '../../domain/post.ts';
import { DESKS, ReviewModel, type ModelWish } from './review-model.ts';

const ACTS_EACH = 50;
const ROLES: readonly ReviewRole[] = [...POSTS, 'system_admin', 'security_admin', 'auditor'];
/** Two accounts of each role; `both` holds every role, `pair` handler and unit head. */
const accountsOf = (role: ReviewRole): string[] => [
  `${role}-1`,
  `${role}-2`,
  'both',
  ...(role === 'handler' || role === 'unit_head' ? ['pair'] : []),
];

export function itHoldsAgainstTheModel(sequences: number): void {
  it(`does what the model does in ${sequences.toLocaleString('en')} sequences of ${String(ACTS_EACH)} acts by 8 roles`, () => {
    let granted = 0;
    let closed = 0;
    for (let seed = 1; seed <= sequences; seed += 1) {
      const end = runSequence(seed);
      granted += end.granted;
      closed += end.state.stage === 'closed' ? 1 : 0;
    }
    // Sequences in which nothing happens would prove nothing.
    expect(granted).toBeGreaterThan(sequences * 5);
    expect(closed).toBeGreaterThan(sequences / 20);
  });
}

function runSequence(seed: number): { state: ReviewState; granted: number } {
  const random = randomOf(seed);
  const model = new ReviewModel();
  let state = frozen(newReview());
  let granted = 0;
  for (let n = 0; n < ACTS_EACH; n += 1) {
    const wish = randomWish(random, model);
    const where = () =>
      `seed ${String(seed)}, act ${String(n)}: ${JSON.stringify(wish)} in ${JSON.stringify(state)}`;
    const wasClosed = state.stage === 'closed';
    const answer = applyAct(state, asWish(wish, state, n), { accountId: wish.account, role: wish.role });
    hold('state' in answer === model.grant(wish), 'granted as by the model', where);
    if ('state' in answer) {
      hold(!wasClosed, 'nothing after the closing', where);
      state = frozen(answer.state);
      granted += 1;
    }
    hold(STAGES.indexOf(state.stage) === model.desk, 'on the same desk', where);
    holdsButtons(state, model, where);
  }
  holdsHistory(state, () => `seed ${String(seed)}: ${JSON.stringify(state.history)}`);
  return { state, granted };
}

/** A state that was handed out is never changed: whoever tries throws. */
function frozen(state: ReviewState): ReviewState {
  for (const part of [state, state.history, state.passedBy, state.returned]) Object.freeze(part);
  return state;
}

/** As expect, but without its cost: a million of them are asked. */
function hold(holds: boolean, what: string, where: () => string): void {
  if (!holds) throw new Error(`not so: ${what}; ${where()}`);
}

/** What the page offers is what would be granted: only a draft's handler may type, outsiders and closed forms have nothing. */
function holdsButtons(state: ReviewState, model: ReviewModel, where: () => string): void {
  for (const role of ROLES) {
    const actor = { accountId: `${role}-1`, role };
    hold(mayEdit(state, actor) === (model.desk === 0 && role === 'handler'), 'may edit', where);
    const isOutside = !POSTS.some((post) => post === role);
    if (isOutside || model.isDone) hold(allowedActs(state, actor).length === 0, 'no buttons', where);
  }
}

/** From the history alone: nothing skipped, repeated, self-approved or done after closing; every actor is there. */
function holdsHistory({ history, revision, stage }: ReviewState, where: () => string): void {
  hold(history.length === revision, 'every act is there', where);
  let at = 0;
  const senders: string[] = [];
  for (const [n, act] of history.entries()) {
    hold(act.revision === n + 1 && act.by.accountId !== '', 'in order, with its actor', where);
    hold(STAGES.indexOf(act.from) === at, 'from where it was', where);
    const to = STAGES.indexOf(act.to);
    if (act.act === 'submit' || act.act === 'approve') {
      hold(to === at + 1, 'one step up', where);
      hold(act.by.role === DESKS[at], 'by the desk that has it', where);
      hold(!senders.includes(act.by.accountId), 'by nobody who sent it here', where);
      senders[at] = act.by.accountId;
    } else if (act.act === 'open') hold(to === at, 'opening moves nothing', where);
    else hold(to < at, 'down', where);
    if (act.act === 'return') hold(act.cells.length > 0, 'with a cell', where);
    hold(act.to !== 'closed' || n === history.length - 1, 'nothing after the closing', where);
    at = to;
    senders.length = at;
  }
  if (stage === 'closed') hold(new Set(senders).size === DESKS.length, 'five people', where);
}

function randomWish(random: () => number, model: ReviewModel): ModelWish {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  // Half of the wishes come from the desk that has the form, or nearly nothing would ever be granted.
  const role = random() < 0.5 && !model.isDone ? (DESKS[model.desk] ?? 'handler') : pick(ROLES);
  const act = random() < 0.3 ? (model.desk === 0 ? 'submit' : 'approve') : pick(REVIEW_ACTS);
  return {
    act,
    account: pick(accountsOf(role)),
    role,
    fresh: random() < 0.95,
    complete: random() < 0.8,
    toDesk: Math.floor(random() * 6),
    reasons: pick([
      [],
      ['  '],
      ['无'],
      ['预计数没有根据'],
      ['预计数没有根据', '没有附上佐证'],
      ['预计数没有根据', ' '],
    ]),
  };
}

function asWish(wish: ModelWish, state: ReviewState, n: number): ReviewWish {
  const revision = wish.fresh ? state.revision : state.revision - 1;
  const at = `2023-08-${String((n % 28) + 1).padStart(2, '0')}T09:00:00+08:00`;
  switch (wish.act) {
    case 'submit':
      return {
        act: 'submit',
        revision,
        at,
        check: wish.complete ? { refusals: 0, unanswered: 0 } : { refusals: n % 2, unanswered: 1 },
      };
    case 'return': {
      const cells = wish.reasons.map((reason, index) => ({
        cell: `indicator.${String(index)}.expected`,
        reason,
      }));
      return { act: 'return', revision, at, to: STAGES[wish.toDesk] ?? 'closed', cells };
    }
    case 'open':
    case 'approve':
    case 'withdraw':
      return { act: wish.act, revision, at };
  }
}

/** mulberry32 */
function randomOf(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
