/** A post's own list of forms: what came back first, then what is late, then what is due soonest. */
import { expect, it } from 'vitest';
import { workingCalendar } from '../../domain/calendar.ts';
import { byGravity, type WaitingForm } from '../../domain/waiting-forms.ts';

const TODAY = '2023-08-10';
/** Monday to Friday. */
const calendar = workingCalendar([], [2023]);
const DEADLINES = [
  { post: 'handler', dueOn: '2023-08-09' },
  { post: 'leader', dueOn: '2023-08-18' },
] as const;

function form(id: string, change: Partial<Omit<WaitingForm, 'id'>> = {}): WaitingForm {
  return {
    id,
    stage: 'draft',
    stageSince: '2023-08-01',
    dueOn: '2023-08-14',
    deadlines: DEADLINES,
    returnedTo: null,
    ...change,
  };
}
const listed = (forms: WaitingForm[], today = TODAY) => byGravity(forms, today, calendar);
const order = (forms: WaitingForm[]) => listed(forms).map(({ form: { id } }) => id);

it('puts what came back first, then what is late by working days, then what is due soonest', () => {
  const forms = [
    form('due on the 31st', { dueOn: '2023-08-31' }),
    form('1 day late', { dueOn: '2023-08-09' }),
    form('due on the 14th'),
    form('5 days late', { dueOn: '2023-08-03' }),
    form('came back, in time', { dueOn: '2023-08-31', returnedTo: 'draft' }),
    form('came back, late', { dueOn: '2023-08-04', returnedTo: 'draft' }),
  ];
  const wanted = [
    'came back, late',
    'came back, in time',
    '5 days late',
    '1 day late',
    'due on the 14th',
    'due on the 31st',
  ];
  expect(order(forms)).toEqual(wanted);
  expect(order([...forms].reverse())).toEqual(wanted);
});

it('of one day takes who has waited longest, and of those alike the id: a reload moves nothing', () => {
  const forms = [
    form('b', { stageSince: '2023-08-02' }),
    form('a', { stageSince: '2023-08-02' }),
    form('since the 1st'),
  ];
  expect(order(forms)).toEqual(['since the 1st', 'a', 'b']);
  expect(order([...forms].reverse())).toEqual(['since the 1st', 'a', 'b']);
});

it('goes by the day of the post that holds it, and counts working days', () => {
  const turnOf = (change: Partial<WaitingForm>, today = TODAY) => listed([form('x', change)], today)[0]?.turn;
  // Friday the 4th to Thursday the 10th: four working days, the week-end is not counted.
  expect(turnOf({ dueOn: '2023-08-04' })).toEqual({
    why: 'overdue',
    dueOn: '2023-08-04',
    workingDays: 4,
    isLate: true,
  });
  // The day itself is in time; the Saturday after it is late by no working day.
  expect(turnOf({ dueOn: '2023-08-04' }, '2023-08-04')).toMatchObject({
    why: 'due',
    workingDays: 0,
    isLate: false,
  });
  expect(turnOf({ dueOn: '2023-08-04' }, '2023-08-05')).toMatchObject({
    why: 'overdue',
    workingDays: 0,
    isLate: true,
  });
  // The leader is not late by the unit's day.
  expect(turnOf({ stage: 'leader', dueOn: '2023-08-04' })).toMatchObject({
    why: 'due',
    dueOn: '2023-08-18',
    workingDays: 6,
  });
  expect(turnOf({ stage: 'unit_head' })).toMatchObject({
    why: 'overdue',
    dueOn: '2023-08-09',
    workingDays: 1,
  });
  expect(turnOf({ stage: 'finance_business' })).toEqual({
    why: 'no_day',
    dueOn: null,
    workingDays: 0,
    isLate: false,
  });
});

it('what was returned elsewhere has not come back to this post', () => {
  const [first] = listed([form('x', { stage: 'leader', returnedTo: 'draft' })]);
  expect(first?.turn.why).toBe('due');
  const [back] = listed([form('x', { stage: 'finance_business', returnedTo: 'finance_business' })]);
  expect(back?.turn).toMatchObject({ why: 'returned', dueOn: null });
});
