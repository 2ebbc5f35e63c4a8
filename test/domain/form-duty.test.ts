import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/calendar.ts';
import { formSteps, placeOf, type FormAct } from '../../domain/form-duty.ts';
import { applyAct, newReview, STAGES, stageBefore, type ReviewState } from '../../domain/review.ts';

const OPENED = '2023-07-10';
const DUE = '2023-07-20';
const act = (on: string, name: FormAct['act'], from: FormAct['from'], to: FormAct['to']): FormAct => ({
  on,
  act: name,
  from,
  to,
});
const submitted = (on: string) => act(on, 'submit', 'draft', 'unit_head');
const signed = (on: string) => act(on, 'approve', 'unit_head', 'leader');

/** `from state dueOn` of each step. */
const said = (acts: FormAct[], today: string, dueOn = DUE) =>
  formSteps({ openedOn: OPENED, dueOn, acts }, today).steps.map(
    ({ fromDay, toDay, at, state, dueOn: due }) => `${fromDay}–${toDay ?? ''} ${at} ${state} ${due}`,
  );

describe('a form as a duty of the unit', () => {
  it('is due on the round’s day and late from the next', () => {
    const before = formSteps({ openedOn: OPENED, dueOn: DUE, acts: [] }, '2023-07-15');
    expect(before.nextCheckOn).toBe('2023-07-21');
    expect(said([], '2023-07-20')).toEqual(['2023-07-10– draft not_due 2023-07-20']);
    expect(said([], '2023-07-21')).toEqual([
      '2023-07-10–2023-07-21 draft not_due 2023-07-20',
      '2023-07-21– draft overdue 2023-07-20',
    ]);
  });

  it('is met when the unit’s head has signed it, not when the handler has submitted it', () => {
    expect(said([submitted('2023-07-18')], '2023-07-21')).toEqual([
      '2023-07-10–2023-07-18 draft not_due 2023-07-20',
      '2023-07-18–2023-07-21 unit_head not_due 2023-07-20',
      '2023-07-21– unit_head overdue 2023-07-20',
    ]);
    expect(said([submitted('2023-07-18'), signed('2023-07-20')], '2023-08-01').at(-1)).toBe(
      '2023-07-20– left met 2023-07-20',
    );
    expect(said([submitted('2023-07-18'), signed('2023-07-24')], '2023-08-01').at(-1)).toBe(
      '2023-07-24– left met_late 2023-07-20',
    );
  });

  it('sent back from outside the unit it is due by the round’s day, or that day when it has passed', () => {
    const back = (on: string) => act(on, 'return', 'leader', 'draft');
    const early = [submitted('2023-07-12'), signed('2023-07-12'), back('2023-07-13')];
    expect(said(early, '2023-07-13').at(-1)).toBe('2023-07-13– draft not_due 2023-07-20');
    const late = [submitted('2023-07-12'), signed('2023-07-12'), back('2023-07-26')];
    expect(said(late, '2023-07-26').at(-1)).toBe('2023-07-26– draft not_due 2023-07-26');
    expect(said(late, '2023-07-27').at(-1)).toBe('2023-07-27– draft overdue 2023-07-26');
  });

  it('the unit’s own moves put nothing off', () => {
    const own = [
      submitted('2023-07-24'),
      act('2023-07-25', 'return', 'unit_head', 'draft'),
      submitted('2023-07-25'),
      signed('2023-07-26'),
      act('2023-07-26', 'withdraw', 'leader', 'unit_head'),
    ];
    expect(said(own, '2023-07-26').at(-1)).toBe('2023-07-24– unit_head overdue 2023-07-20');
  });

  it('a correction of a closed form asks anew, and nobody is late before being asked', () => {
    const closed = [
      submitted('2023-07-12'),
      signed('2023-07-12'),
      act('2023-08-09', 'correct', 'closed', 'draft'),
    ];
    expect(said(closed, '2023-08-09').at(-1)).toBe('2023-08-09– draft not_due 2023-08-09');
    expect(said([], '2023-07-10', '2023-06-30')).toEqual(['2023-07-10– draft not_due 2023-07-10']);
  });

  it('at random: whole days without a gap, met exactly while it is out of the unit, the same by parts', () => {
    const roles = ['handler', 'unit_head', 'leader', 'finance_business', 'finance_performance'] as const;
    const wish = fc.record({ days: fc.nat(4), kind: fc.nat(5), down: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 14 }), (wishes) => {
        let state: ReviewState = newReview();
        let on = OPENED;
        const acts: FormAct[] = [];
        for (const { days, kind, down } of wishes) {
          on = addDays(on, days);
          const role = roles[STAGES.indexOf(state.stage)];
          if (role === undefined) break;
          const by = { accountId: role, role };
          const seen = { revision: state.revision, at: '' };
          const to = STAGES[Math.max(0, STAGES.indexOf(state.stage) - 1 - down)] ?? 'draft';
          const next =
            role === 'handler'
              ? applyAct(state, { ...seen, act: 'submit', check: { refusals: 0, unanswered: 0 } }, by)
              : kind < 2
                ? applyAct(
                    state,
                    { ...seen, act: 'return', to, cells: [{ cell: 'goal', reason: '请按实际情况重写' }] },
                    by,
                  )
                : applyAct(state, { ...seen, act: 'approve' }, by);
          const before = stageBefore(state.stage);
          const back =
            kind === 5 && before !== null
              ? applyAct(state, { ...seen, act: 'withdraw' }, {
                  accountId: String(state.passedBy[before]),
                  role: before === 'draft' ? 'handler' : before,
                } as Parameters<typeof applyAct>[2])
              : next;
          if ('refusal' in back) continue;
          const last = back.state.history.at(-1);
          if (last !== undefined) acts.push({ on, act: last.act, from: last.from, to: last.to });
          state = back.state;
        }
        const today = addDays(on, 30);
        const { steps } = formSteps({ openedOn: OPENED, dueOn: DUE, acts }, today);
        expect(steps[0]?.fromDay).toBe(OPENED);
        steps.forEach((step, n) => expect(step.toDay).toBe(steps[n + 1]?.fromDay ?? null));
        for (let day = OPENED; day <= today; day = addDays(day, 1)) {
          const stage = acts.filter((each) => each.on <= day).at(-1)?.to ?? 'draft';
          const holds = steps.filter(
            ({ fromDay, toDay }) => fromDay <= day && (toDay === null || day < toDay),
          );
          expect(holds).toHaveLength(1);
          expect(holds[0]?.at).toBe(placeOf(stage));
          expect(holds[0]?.metOn !== null).toBe(placeOf(stage) === 'left');
          expect(holds[0]?.state === 'overdue').toBe(
            placeOf(stage) !== 'left' && day > String(holds[0]?.dueOn),
          );
          // What is known on a day says of that day what is said of it later.
          const then = formSteps(
            { openedOn: OPENED, dueOn: DUE, acts: acts.filter((a) => a.on <= day) },
            day,
          );
          expect(then.steps.at(-1)).toMatchObject({ state: holds[0]?.state, dueOn: holds[0]?.dueOn });
        }
      }),
      { numRuns: 150 },
    );
  });
});
