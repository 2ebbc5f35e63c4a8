import { describe, expect, it } from 'vitest';
import { batchException } from '../../domain/review-batch.ts';
import {
  allowedActs,
  applyAct,
  holderOf,
  mayEdit,
  newReview,
  nextVersion,
  REVIEW_REFUSALS,
  stageBefore,
  STAGES,
  type ReviewActor,
  type ReviewState,
  type ReviewWish,
} from '../../domain/review.ts';
import type { Post } from '../../domain/post.ts';
import { itHoldsAgainstTheModel } from './review-sequences.ts';

const AT = '2023-08-10T09:00:00+08:00';
const COMPLETE = { refusals: 0, unanswered: 0 };
const who = (role: ReviewActor['role'], accountId: string = role): ReviewActor => ({ accountId, role });
type Wish = ReviewWish extends infer W ? (W extends unknown ? Omit<W, 'revision' | 'at'> : never) : never;

const act = (state: ReviewState, wish: Wish, actor: ReviewActor) =>
  applyAct(state, { ...wish, revision: state.revision, at: AT } as ReviewWish, actor);
const done = (state: ReviewState, wish: Wish, actor: ReviewActor): ReviewState => {
  const answer = act(state, wish, actor);
  if ('refusal' in answer) throw new Error(`${answer.refusal}: ${answer.message}`);
  return answer.state;
};
const refusal = (state: ReviewState, wish: Wish, actor: ReviewActor) => {
  const answer = act(state, wish, actor);
  return 'refusal' in answer ? answer.refusal : null;
};
const submitted = (account = 'handler') =>
  done(newReview(), { act: 'submit', check: COMPLETE }, who('handler', account));
const LINE: Post[] = ['unit_head', 'leader', 'finance_business', 'finance_performance'];
const approvedBy = (posts: readonly Post[]) =>
  posts.reduce((state, post) => done(state, { act: 'approve' }, who(post)), submitted());
const closed = approvedBy(LINE);
const CELL = { cell: 'indicator.a.expected', reason: '预计 230 人没有根据' };

describe('the way of a form', () => {
  it('goes from the handler over every post to the closing, and every actor stays visible', () => {
    expect(closed.stage).toBe('closed');
    expect(closed.history.map(({ act: name, by, from, to }) => [name, by.accountId, from, to])).toEqual([
      ['submit', 'handler', 'draft', 'unit_head'],
      ['approve', 'unit_head', 'unit_head', 'leader'],
      ['approve', 'leader', 'leader', 'finance_business'],
      ['approve', 'finance_business', 'finance_business', 'finance_performance'],
      ['approve', 'finance_performance', 'finance_performance', 'closed'],
    ]);
  });
  it('is each time the turn of one post', () => {
    expect(STAGES.map(holderOf)).toEqual(['handler', ...LINE, null]);
    expect(STAGES.map(stageBefore)).toEqual([null, ...STAGES.slice(0, -1)]);
  });
  it('keeps words that were given, and no blanks as words', () => {
    const [first] = done(
      newReview(),
      { act: 'submit', check: COMPLETE, words: ' 已核对 ' },
      who('handler'),
    ).history;
    expect(first).toMatchObject({ words: '已核对', at: AT, revision: 1, cells: [] });
    expect(
      done(newReview(), { act: 'submit', check: COMPLETE, words: '  ' }, who('handler')).history[0]?.words,
    ).toBeNull();
  });
});

describe('refused is', () => {
  it('a form with empty cells or open questions', () => {
    expect(
      refusal(newReview(), { act: 'submit', check: { refusals: 1, unanswered: 0 } }, who('handler')),
    ).toBe('incomplete');
    expect(
      refusal(newReview(), { act: 'submit', check: { refusals: 0, unanswered: 2 } }, who('handler')),
    ).toBe('incomplete');
  });
  it('who approves the own submission, even in another role of the account', () => {
    const own = submitted('both');
    expect(refusal(own, { act: 'approve' }, who('unit_head', 'both'))).toBe('own_submission');
    expect(refusal(own, { act: 'return', to: 'draft', cells: [CELL] }, who('unit_head', 'both'))).toBe(
      'own_submission',
    );
    const further = done(own, { act: 'approve' }, who('unit_head'));
    expect(refusal(further, { act: 'approve' }, who('leader', 'both'))).toBe('own_submission');
    expect(refusal(further, { act: 'approve' }, who('leader', 'unit_head'))).toBe('own_submission');
  });
  it('whoever looked at an older state: of two at once exactly one wins', () => {
    const state = submitted();
    const wish: ReviewWish = { act: 'approve', revision: state.revision, at: AT };
    const won = applyAct(state, wish, who('unit_head', 'first'));
    expect(won).toHaveProperty('state');
    const lost = 'state' in won ? applyAct(won.state, wish, who('unit_head', 'second')) : null;
    expect(lost).toMatchObject({ refusal: 'stale' });
  });
  it('a return without a reason on a cell, or not further down', () => {
    const state = approvedBy(['unit_head']);
    for (const cells of [
      [],
      [{ cell: CELL.cell, reason: '无' }],
      [CELL, { cell: '', reason: CELL.reason }],
    ]) {
      expect(refusal(state, { act: 'return', to: 'draft', cells }, who('leader'))).toBe('no_reason');
    }
    expect(refusal(state, { act: 'return', to: 'leader', cells: [CELL] }, who('leader'))).toBe('not_below');
    expect(refusal(state, { act: 'return', to: 'closed', cells: [CELL] }, who('leader'))).toBe('not_below');
  });
  it('whoever is not on turn, administrators and the auditor always', () => {
    for (const role of ['handler', 'leader', 'system_admin', 'security_admin', 'auditor'] as const) {
      expect(refusal(submitted(), { act: 'approve' }, who(role, 'x'))).toBe('not_your_turn');
    }
    expect(refusal(submitted(), { act: 'submit', check: COMPLETE }, who('handler', 'x'))).toBe('not_a_draft');
    expect(refusal(newReview(), { act: 'approve' }, who('handler'))).toBe('not_your_turn');
  });
  it('anything after the closing', () => {
    for (const wish of [
      { act: 'approve' },
      { act: 'open' },
      { act: 'withdraw' },
      { act: 'submit', check: COMPLETE },
      { act: 'return', to: 'draft', cells: [CELL] },
    ] as const) {
      expect(refusal(closed, wish, who('finance_performance'))).toBe('closed');
    }
  });
  it('in both languages, and every reason has its sentence', () => {
    const wish: ReviewWish = { act: 'approve', revision: 0, at: AT };
    const english = applyAct(newReview(), wish, who('leader'), 'en');
    expect('message' in english && english.message).toBe('It is not the turn of your post');
    expect(new Set(REVIEW_REFUSALS).size).toBe(REVIEW_REFUSALS.length);
  });
});

describe('taking back', () => {
  it('is for the sender, until the next one has opened it', () => {
    const state = submitted();
    expect(done(state, { act: 'withdraw' }, who('handler')).stage).toBe('draft');
    expect(refusal(state, { act: 'withdraw' }, who('handler', 'colleague'))).toBe('not_the_sender');
    const opened = done(state, { act: 'open' }, who('unit_head'));
    expect(refusal(opened, { act: 'withdraw' }, who('handler'))).toBe('opened_already');
    expect(refusal(opened, { act: 'open' }, who('unit_head'))).toBe('already_opened');
  });
  it('of an approval brings it back to who approved, and the sender below cannot take it from there', () => {
    const back = done(approvedBy(['unit_head']), { act: 'withdraw' }, who('unit_head'));
    expect(back).toMatchObject({ stage: 'unit_head', openedBy: 'unit_head' });
    expect(refusal(back, { act: 'withdraw' }, who('handler'))).toBe('opened_already');
    expect(done(back, { act: 'approve' }, who('unit_head')).stage).toBe('leader');
  });
  it('of a return is nobody’s: it has been seen', () => {
    const state = done(
      approvedBy(['unit_head']),
      { act: 'return', to: 'unit_head', cells: [CELL] },
      who('leader'),
    );
    expect(refusal(state, { act: 'withdraw' }, who('handler'))).toBe('opened_already');
    expect(refusal(state, { act: 'withdraw' }, who('leader'))).toBe('not_the_sender');
  });
});

describe('a return', () => {
  const returned = done(
    approvedBy(['unit_head']),
    { act: 'return', to: 'draft', cells: [CELL] },
    who('leader'),
  );
  it('goes down with its cells, which stay until the one who returned lets them pass', () => {
    expect(returned).toMatchObject({ stage: 'draft', returned: [CELL], passedBy: {} });
    const again = done(returned, { act: 'submit', check: COMPLETE }, who('handler'));
    const atLeader = done(again, { act: 'approve' }, who('unit_head'));
    expect(atLeader.returned).toEqual([CELL]);
    const passed = done(atLeader, { act: 'approve' }, who('leader'));
    expect(passed.returned).toEqual([]);
    expect(done(passed, { act: 'withdraw' }, who('leader')).returned).toEqual([CELL]);
  });
  it('opens the draft for the handler again, which was frozen under review', () => {
    expect(mayEdit(returned, who('handler'))).toBe(true);
    expect(mayEdit(submitted(), who('handler'))).toBe(false);
    expect(mayEdit(returned, who('unit_head'))).toBe(false);
  });
  it('goes the whole way again: nothing is skipped', () => {
    const again = done(returned, { act: 'submit', check: COMPLETE }, who('handler'));
    expect(refusal(again, { act: 'approve' }, who('leader'))).toBe('not_your_turn');
  });
});

describe('a correction', () => {
  it('of a closed form is a new version by finance with a reason; the closed one stays', () => {
    const before = JSON.stringify(closed);
    const next = nextVersion(closed, who('finance_performance'), { reason: '审计发现执行数有误', at: AT });
    expect(next).toMatchObject({
      state: { version: 2, stage: 'draft', history: [], correction: { reason: '审计发现执行数有误' } },
    });
    expect(JSON.stringify(closed)).toBe(before);
  });
  it('is refused to others, without a reason, and before the closing', () => {
    expect(nextVersion(closed, who('handler'), { reason: '审计发现执行数有误', at: AT })).toMatchObject({
      refusal: 'not_your_turn',
    });
    expect(nextVersion(closed, who('finance_performance'), { reason: '无', at: AT })).toMatchObject({
      refusal: 'no_reason',
    });
    expect(
      nextVersion(submitted(), who('finance_performance'), { reason: '审计发现执行数有误', at: AT }),
    ).toMatchObject({ refusal: 'not_closed' });
  });
});

describe('what the page offers', () => {
  it('is what would be granted', () => {
    expect(allowedActs(newReview(), who('handler'))).toEqual(['submit']);
    expect(allowedActs(submitted(), who('handler'))).toEqual(['withdraw']);
    expect(allowedActs(submitted(), who('unit_head'))).toEqual(['open', 'approve', 'return']);
    expect(allowedActs(submitted(), who('auditor'))).toEqual([]);
  });
});

describe('approving several at once', () => {
  const fine: Parameters<typeof batchException>[0] = {
    state: { returned: [] },
    check: { questions: [], deviations: [] },
    prefilled: { money: { light: 'normal' }, indicators: [{ light: 'normal' }, { light: 'not_due' }] },
  };
  const question = {
    cell: 'goal',
    code: 'same_as_before',
    key: 'k',
    message: '',
    answer: '没有变化，仍是这个原因',
  } as const;
  it('takes those in order, and says of every other why it is read', () => {
    expect(batchException(fine)).toBeNull();
    const asked = { ...fine, check: { ...fine.check, questions: [question] } };
    expect(batchException(asked)).toContain('存疑');
    const deviates = {
      ...fine,
      check: { ...fine.check, deviations: [{ indicatorId: 'a', why: ['light' as const] }] },
    };
    expect(batchException(deviates)).toContain('偏离');
    expect(batchException({ ...fine, state: { returned: [CELL] } })).toContain('退回');
  });
  it.each(['lagging', 'severe', 'unreported', 'undeterminable'] as const)(
    'never takes one whose light is %s',
    (light) => {
      const money = { ...fine, prefilled: { ...fine.prefilled, money: { light } } };
      expect(batchException(money, 'en')).toContain('out of order');
      const indicator = { ...fine, prefilled: { ...fine.prefilled, indicators: [{ light }] } };
      expect(batchException(indicator)).toContain('灯');
    },
  );
});

describe('at random', () => {
  itHoldsAgainstTheModel(500);
});
