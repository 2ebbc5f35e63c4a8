import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LADDER, ladderDates } from '../../domain/ladder.ts';
import {
  allowedRectificationActs,
  applyRectification,
  isGone,
  issueNotice,
  rectificationLateness,
  waitsFor,
  type RectificationAnswer,
  type RectificationDemand,
  type RectificationFacts,
  type RectificationState,
  type RectificationWish,
} from '../../domain/rectification.ts';
import type { ReviewActor, ReviewRole } from '../../domain/review.ts';
import { calendar2023 } from './calendar-2023.ts';

const who = (role: ReviewRole, accountId: string = role): ReviewActor => ({ accountId, role });
const TODAY = '2023-09-01';
const AT = '2023-09-01T09:00:00+08:00';
const DEMANDS: RectificationDemand[] = [
  {
    id: 'pace',
    words: '见习补贴进度只有四成，九月底前赶上',
    condition: { type: 'light', subjectId: 'indicator', noneOf: ['lagging', 'severe'] },
  },
  { id: 'paid', words: '补发七月逾期的岗位补贴', condition: { type: 'overdue', obligationId: 'duty' } },
  { id: 'rules', words: '建立受理台账并报财政局', condition: { type: 'stated' } },
];
const GONE: RectificationFacts = { lights: { indicator: 'attention' }, metObligations: ['duty'] };
const ITEMS = DEMANDS.map(({ id }) => ({ demandId: id, measures: '进企业集中受理', evidence: ['e1'] }));
const OPINION = '已核对台账和拨付凭证';

const stateOf = (answer: RectificationAnswer): RectificationState => {
  if ('refusal' in answer) throw new Error(answer.refusal);
  return answer.state;
};
const notice = (
  change: { demands?: RectificationDemand[]; dueOn?: string } = {},
  actor = who('finance_performance'),
) =>
  issueNotice({ source: 'monitoring', demands: DEMANDS, dueOn: '2023-09-28', ...change }, actor, {
    at: AT,
    today: TODAY,
  });
type Wish = RectificationWish extends infer W
  ? W extends unknown
    ? Omit<W, 'revision' | 'at' | 'today'>
    : never
  : never;
const act = (state: RectificationState, wish: Wish, actor: ReviewActor, today = TODAY) =>
  applyRectification(state, { ...wish, revision: state.revision, at: AT, today } as RectificationWish, actor);
const refusal = (answer: RectificationAnswer) =>
  'refusal' in answer ? [answer.refusal, ...answer.demands] : null;

const noticed = stateOf(notice());
const replied = stateOf(act(noticed, { act: 'reply', items: ITEMS }, who('handler')));
const verified = stateOf(act(replied, { act: 'verify', words: OPINION }, who('leader')));
const close = (facts = GONE, exceptions: { demandId: string; document: string; reason: string }[] = []) =>
  act(verified, { act: 'close', words: OPINION, facts, exceptions }, who('finance_performance'));

describe('a rectification', () => {
  it('goes from the notice over the reply and two verifications to the closing', () => {
    const closed = stateOf(close());
    expect(closed.history.map(({ act: name, by, from, to }) => [name, by.role, from, to])).toEqual([
      ['notice', 'finance_performance', null, 'noticed'],
      ['reply', 'handler', 'noticed', 'replied'],
      ['verify', 'leader', 'replied', 'department_verified'],
      ['close', 'finance_performance', 'department_verified', 'closed'],
    ]);
    expect([noticed, replied, verified, closed].map(({ stage }) => waitsFor(stage))).toEqual([
      'handler',
      'leader',
      'finance_performance',
      null,
    ]);
  });
  it('is served by the performance section alone, with demands in words and a day to come', () => {
    expect(refusal(notice({}, who('leader')))).toEqual(['not_your_turn']);
    expect(refusal(notice({ demands: [] }))).toEqual(['no_demands']);
    expect(refusal(notice({ dueOn: TODAY }))).toEqual(['bad_due_day']);
    expect(refusal(notice({ dueOn: '2023-09-31' }))).toEqual(['bad_due_day']);
    const [pace] = DEMANDS as [RectificationDemand];
    expect(refusal(notice({ demands: [{ ...pace, words: '整改' }] }))).toEqual(['demand_blank', 'pace']);
    expect(
      refusal(notice({ demands: [{ ...pace, condition: { type: 'light', subjectId: 'x', noneOf: [] } }] })),
    ).toEqual(['demand_blank', 'pace']);
    expect(refusal(notice({ demands: [pace, pace] }))).toEqual(['demand_blank']);
  });
  it('is answered demand by demand, with measures and evidence', () => {
    const [first, second, third] = ITEMS as [(typeof ITEMS)[0], (typeof ITEMS)[0], (typeof ITEMS)[0]];
    const reply = (items: typeof ITEMS) => refusal(act(noticed, { act: 'reply', items }, who('handler')));
    expect(reply([first, second])).toEqual(['reply_incomplete', 'rules']);
    expect(reply([{ ...first, measures: '无' }, { ...second, evidence: [] }, third])).toEqual([
      'reply_incomplete',
      'pace',
      'paid',
    ]);
    expect(reply([first, first, second, third])).toEqual(['reply_incomplete', 'pace']);
  });
  it('is closed only when what began it is gone', () => {
    expect(refusal(close({ lights: { indicator: 'lagging' }, metObligations: ['duty'] }))).toEqual([
      'condition_holds',
      'pace',
    ]);
    expect(refusal(close({ lights: {}, metObligations: [] }))).toEqual(['condition_holds', 'pace', 'paid']);
    expect(refusal(close({ lights: { indicator: 'undeterminable' }, metObligations: ['duty'] }))).toEqual([
      'condition_holds',
      'pace',
    ]);
    expect(isGone({ type: 'stated' }, { lights: {}, metObligations: [] })).toBe(true);
  });
  it('or when an exception is signed, which names its demand, a document and a reason', () => {
    const still: RectificationFacts = { lights: { indicator: 'severe' }, metObligations: ['duty'] };
    const exception = {
      demandId: 'pace',
      document: '柳财绩〔2023〕8号',
      reason: '政策取消，目标已按程序调整',
    };
    const closed = stateOf(close(still, [exception]));
    expect(closed.history.at(-1)?.exceptions).toEqual([exception]);
    expect(refusal(close(still, [{ ...exception, document: ' ' }]))).toEqual(['exception_unfit', 'pace']);
    expect(refusal(close(still, [{ ...exception, reason: '无' }]))).toEqual(['exception_unfit', 'pace']);
    expect(refusal(close(GONE, [{ ...exception, demandId: 'other' }]))).toEqual(['exception_unfit', 'other']);
  });
  it('is reopened by whoever verifies, with a new day, and answered anew', () => {
    for (const [state, role] of [
      [replied, 'leader'],
      [verified, 'finance_performance'],
    ] as const) {
      const reopened = stateOf(
        act(state, { act: 'reopen', words: '佐证看不清', dueOn: '2023-10-20' }, who(role)),
      );
      expect(reopened).toMatchObject({
        stage: 'reopened',
        dueOn: '2023-10-20',
        repliedBy: null,
        verifiedBy: null,
      });
      expect(stateOf(act(reopened, { act: 'reply', items: ITEMS }, who('handler'))).stage).toBe('replied');
    }
    expect(refusal(act(replied, { act: 'reopen', words: '无', dueOn: '2023-10-20' }, who('leader')))).toEqual(
      ['no_words'],
    );
    expect(
      refusal(act(replied, { act: 'reopen', words: '佐证看不清', dueOn: TODAY }, who('leader'))),
    ).toEqual(['bad_due_day']);
  });
  it('is never verified by who replied, nor closed by who verified', () => {
    const own = stateOf(act(noticed, { act: 'reply', items: ITEMS }, who('handler', 'both')));
    expect(refusal(act(own, { act: 'verify', words: OPINION }, who('leader', 'both')))).toEqual([
      'own_reply',
    ]);
    expect(
      refusal(
        act(
          verified,
          { act: 'close', words: OPINION, facts: GONE, exceptions: [] },
          who('finance_performance', 'leader'),
        ),
      ),
    ).toEqual(['own_reply']);
    expect(allowedRectificationActs(own, who('leader', 'both'))).toEqual([]);
    expect(allowedRectificationActs(own, who('leader'))).toEqual(['verify', 'reopen']);
  });
  it('takes one of two at once, and nothing after the closing', () => {
    const wish: RectificationWish = {
      act: 'verify',
      words: OPINION,
      revision: replied.revision,
      at: AT,
      today: TODAY,
    };
    expect(refusal(applyRectification(verified, wish, who('leader')))).toEqual(['stale']);
    expect(refusal(act(stateOf(close()), { act: 'reply', items: ITEMS }, who('handler')))).toEqual([
      'closed',
    ]);
  });
});

describe('at random', () => {
  const roles = [
    'handler',
    'unit_head',
    'leader',
    'finance_business',
    'finance_performance',
    'system_admin',
    'auditor',
  ] as const;
  const wishes: Wish[] = [
    { act: 'reply', items: ITEMS },
    { act: 'verify', words: OPINION },
    { act: 'close', words: OPINION, facts: GONE, exceptions: [] },
    { act: 'close', words: OPINION, facts: { lights: {}, metObligations: [] }, exceptions: [] },
    { act: 'reopen', words: '佐证看不清', dueOn: '2023-10-20' },
  ];
  it('no order of acts closes one that was not answered, verified by another and then by finance', () => {
    const step = fc.record({
      wish: fc.constantFrom(...wishes),
      role: fc.constantFrom(...roles),
      account: fc.constantFrom('a', 'b', 'c'),
    });
    let closings = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 60, maxLength: 120 }), (steps) => {
        let state = noticed;
        for (const { wish, role, account } of steps) {
          const answer = act(state, wish, who(role, account));
          if ('state' in answer) {
            expect(allowedRectificationActs(state, who(role, account))).toContain(wish.act);
            state = answer.state;
          }
        }
        if (state.stage !== 'closed') return;
        closings += 1;
        const [reply, verify, last] = state.history.slice(-3);
        expect([reply?.act, verify?.act, last?.act]).toEqual(['reply', 'verify', 'close']);
        expect(new Set([reply, verify, last].map((each) => each?.by.accountId)).size).toBe(3);
      }),
      { numRuns: 300, seed: 6 },
    );
    expect(closings).toBeGreaterThan(5);
  });
});

describe('its lateness', () => {
  it('is in working days after the due day, until the reply', () => {
    const late = (state: RectificationState, today: string) =>
      rectificationLateness(state, today, calendar2023).lateWorkingDays;
    // 28 September 2023 is a Thursday; 29 September to 6 October are holidays, 7 and 8 October make-up days.
    expect(late(noticed, '2023-09-28')).toBe(0);
    expect(late(noticed, '2023-10-06')).toBe(0);
    expect(late(noticed, '2023-10-09')).toBe(3);
    const lateReply = stateOf(act(noticed, { act: 'reply', items: ITEMS }, who('handler'), '2023-10-07'));
    expect(late(lateReply, '2023-12-01')).toBe(1);
  });
  it('climbs the ladder while the reply is missing, and not afterwards', () => {
    const { alert } = rectificationLateness(noticed, '2023-10-09', calendar2023);
    const dates = alert === null ? [] : ladderDates(DEFAULT_LADDER, alert, calendar2023, { repeats: 0 });
    expect(dates.map(({ level, on, posts }) => [level, on, posts.at(-1)])).toEqual([
      [1, '2023-10-07', 'unit_head'],
      [2, '2023-10-11', 'leader'],
      [3, '2023-10-18', 'finance_performance'],
    ]);
    expect(rectificationLateness(noticed, '2023-09-20', calendar2023).alert).toMatchObject({
      kind: 'due_soon',
      dueOn: '2023-09-28',
      openedOn: TODAY,
    });
    expect(rectificationLateness(replied, '2023-10-09', calendar2023).alert).toBeNull();
  });
});
