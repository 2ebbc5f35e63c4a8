/** The order in which forms are looked at, and by when each has to leave its stage. */
import { describe, expect, it } from 'vitest';
import {
  dueAtStage,
  isOverdueAt,
  queueReason,
  reviewQueue,
  type QueuedForm,
} from '../../domain/review-queue.ts';

const DEADLINES = [
  { post: 'handler', dueOn: '2023-07-14' },
  { post: 'leader', dueOn: '2023-07-20' },
  { post: 'finance_performance', dueOn: '2023-08-10' },
] as const;
const TODAY = '2023-07-18';

function form(id: string, change: Partial<Omit<QueuedForm, 'id'>> = {}): QueuedForm {
  const summary = { light: 'normal', moneyPace: 1, performancePace: 1 } as const;
  return { id, stage: 'leader', stageSince: '2023-07-10', summary, ...change };
}
const severe = { light: 'severe', moneyPace: 1, performancePace: 0.4 } as const;
const bothBehind = { light: 'lagging', moneyPace: 0.5, performancePace: 0.7 } as const;
const order = (forms: QueuedForm[]) => reviewQueue(forms, DEADLINES, TODAY).map(({ id }) => id);

describe('the queue', () => {
  it('begins with trouble, then what is late, then who has waited longest', () => {
    expect(
      order([
        form('waits since the 12th', { stageSince: '2023-07-12' }),
        form('waits since the 3rd', { stageSince: '2023-07-03' }),
        form('late', { stage: 'draft', stageSince: '2023-07-13' }),
        form('severe', { summary: severe, stageSince: '2023-07-15' }),
      ]),
    ).toEqual(['severe', 'late', 'waits since the 3rd', 'waits since the 12th']);
  });

  it('takes severe and both behind alike: the late one of them first, then the longer waiting', () => {
    expect(
      order([
        form('severe, in time', { summary: severe, stageSince: '2023-07-01' }),
        form('both behind, older', { summary: bothBehind, stageSince: '2023-06-30' }),
        form('both behind, late', { summary: bothBehind, stage: 'unit_head', stageSince: '2023-07-15' }),
      ]),
    ).toEqual(['both behind, late', 'both behind, older', 'severe, in time']);
  });

  it('of one day takes the severe before what is slow in both', () => {
    expect(order([form('a slow', { summary: bothBehind }), form('b severe', { summary: severe })])).toEqual([
      'b severe',
      'a slow',
    ]);
  });

  it('leaves out what is closed, changes nothing it was given, and keeps alike ones where they were', () => {
    const forms = [form('b'), form('closed', { stage: 'closed', summary: severe }), form('a')];
    expect(order(forms)).toEqual(['a', 'b']);
    expect(order([...forms].reverse())).toEqual(['a', 'b']);
    expect(forms.map(({ id }) => id)).toEqual(['b', 'closed', 'a']);
  });

  it('takes money ahead of slow work, and a project whose pace nobody knows, for no double trouble', () => {
    const reasonOf = (summary: QueuedForm['summary']) =>
      queueReason(form('x', { summary }), DEADLINES, TODAY);
    expect(reasonOf({ light: 'lagging', moneyPace: 1.1, performancePace: 0.7 })).toBe('waiting');
    expect(reasonOf({ light: 'unreported', moneyPace: 0.3, performancePace: null })).toBe('waiting');
    expect(reasonOf(bothBehind)).toBe('both_behind');
    expect(reasonOf(severe)).toBe('severe');
  });
});

describe('the day at a stage', () => {
  it('is that of the post, or of the other post in the same house', () => {
    expect(dueAtStage(DEADLINES, 'draft')).toBe('2023-07-14');
    expect(dueAtStage(DEADLINES, 'unit_head')).toBe('2023-07-14');
    expect(dueAtStage(DEADLINES, 'leader')).toBe('2023-07-20');
    expect(dueAtStage(DEADLINES, 'finance_business')).toBe('2023-08-10');
    expect(dueAtStage(DEADLINES, 'finance_performance')).toBe('2023-08-10');
    expect(dueAtStage(DEADLINES, 'closed')).toBeNull();
    expect(dueAtStage(DEADLINES.slice(0, 1), 'leader')).toBeNull();
  });

  it('is late from the day after, never on the day, never without one', () => {
    expect(isOverdueAt(DEADLINES, 'draft', '2023-07-14')).toBe(false);
    expect(isOverdueAt(DEADLINES, 'draft', '2023-07-15')).toBe(true);
    expect(isOverdueAt(DEADLINES.slice(0, 1), 'leader', '2024-01-01')).toBe(false);
  });
});
