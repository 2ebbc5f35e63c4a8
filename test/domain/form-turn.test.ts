/** The offices' part in a form as a duty: asked from the day it comes, passed on by an approval or a return. */
import { expect, it } from 'vitest';
import type { FormAct } from '../../domain/form-duty.ts';
import { turnSteps, type TurnPost } from '../../domain/form-turn.ts';
import type { Stage } from '../../domain/review.ts';

const DUE = '2023-08-18';
const signed = (on: string): FormAct => ({ on, act: 'approve', from: 'unit_head', to: 'leader' });
const approved = (on: string): FormAct => ({ on, act: 'approve', from: 'leader', to: 'finance_business' });
const returned = (on: string, to: Stage = 'draft'): FormAct => ({ on, act: 'return', from: 'leader', to });
const said = (acts: FormAct[], today: string, post: TurnPost = 'leader') => {
  const { steps, nextCheckOn } = turnSteps({ post, dueOn: DUE, acts }, today);
  return [
    ...steps.map((step) =>
      `${step.fromDay}–${step.toDay ?? ''} ${step.state} by ${step.dueOn} ${step.metOn ?? ''}`.trim(),
    ),
    nextCheckOn ?? 'no look',
  ];
};

it('nobody is asked for a form that has not come', () => {
  expect(said([], '2023-08-31')).toEqual(['no look']);
  expect(said([{ on: '2023-08-14', act: 'submit', from: 'draft', to: 'unit_head' }], '2023-08-31')).toEqual([
    'no look',
  ]);
});

it('is due by the round’s day, late from the day after, met when it goes on', () => {
  expect(said([signed('2023-08-14')], '2023-08-15')).toEqual([
    '2023-08-14– not_due by 2023-08-18',
    '2023-08-19',
  ]);
  expect(said([signed('2023-08-14')], '2023-08-22')).toEqual([
    '2023-08-14–2023-08-19 not_due by 2023-08-18',
    '2023-08-19– overdue by 2023-08-18',
    'no look',
  ]);
  expect(said([signed('2023-08-14'), approved('2023-08-18')], '2023-08-22')).toEqual([
    '2023-08-14–2023-08-18 not_due by 2023-08-18',
    '2023-08-18– met by 2023-08-18 2023-08-18',
    'no look',
  ]);
  expect(said([signed('2023-08-14'), approved('2023-08-21')], '2023-08-22')).toEqual([
    '2023-08-14–2023-08-19 not_due by 2023-08-18',
    '2023-08-19–2023-08-21 overdue by 2023-08-18',
    '2023-08-21– met_late by 2023-08-18 2023-08-21',
    'no look',
  ]);
});

it('a return passes it on as an approval does; what comes again is asked for anew', () => {
  expect(said([signed('2023-08-14'), returned('2023-08-16'), signed('2023-08-24')], '2023-08-24')).toEqual([
    '2023-08-14–2023-08-16 not_due by 2023-08-18',
    '2023-08-16–2023-08-24 met by 2023-08-18 2023-08-16',
    // The round's day has passed: by the end of the day on which it came.
    '2023-08-24– not_due by 2023-08-24',
    '2023-08-25',
  ]);
});

it('what came late is not late on the day on which it came', () => {
  expect(said([signed('2023-08-21')], '2023-08-21')).toEqual([
    '2023-08-21– not_due by 2023-08-21',
    '2023-08-22',
  ]);
  expect(said([signed('2023-08-21'), approved('2023-08-21')], '2023-08-22')).toEqual([
    '2023-08-21– met by 2023-08-21 2023-08-21',
    'no look',
  ]);
});

it('what was taken back from below is not asked for; the own withdrawal puts nothing off', () => {
  const back: FormAct = { on: '2023-08-15', act: 'withdraw', from: 'leader', to: 'unit_head' };
  expect(said([signed('2023-08-14'), back], '2023-08-31')).toEqual([
    '2023-08-14–2023-08-15 not_due by 2023-08-18',
    'no look',
  ]);
  expect(said([signed('2023-08-14'), back, signed('2023-08-16')], '2023-08-16')).toEqual([
    '2023-08-14–2023-08-15 not_due by 2023-08-18',
    '2023-08-16– not_due by 2023-08-18',
    '2023-08-19',
  ]);
  const own: FormAct = { on: '2023-08-22', act: 'withdraw', from: 'finance_business', to: 'leader' };
  expect(said([signed('2023-08-14'), approved('2023-08-17'), own], '2023-08-22')).toEqual([
    '2023-08-14–2023-08-17 not_due by 2023-08-18',
    '2023-08-17–2023-08-22 met by 2023-08-18 2023-08-17',
    '2023-08-22– overdue by 2023-08-18',
    'no look',
  ]);
});

it('steps never overlap, and only gaps in which the form lay elsewhere lie between them', () => {
  const acts: FormAct[] = [
    signed('2023-08-14'),
    returned('2023-08-14'),
    signed('2023-08-17'),
    approved('2023-08-17'),
    { on: '2023-08-17', act: 'return', from: 'finance_business', to: 'leader' },
    approved('2023-08-25'),
  ];
  for (let day = 14; day <= 31; day += 1) {
    const { steps } = turnSteps({ post: 'leader', dueOn: DUE, acts }, `2023-08-${day}`);
    steps.forEach((step, n) => {
      const next = steps[n + 1];
      if (next !== undefined) expect(step.toDay !== null && step.toDay <= next.fromDay).toBe(true);
      expect(step.toDay === null || step.fromDay < step.toDay).toBe(true);
    });
  }
});
