/**
 * A round's forms of a project as duties: chased by the ladder until they have left the unit (domain/form-duty.ts). Nothing is
 * recorded for it: the forms and the acts of the offices are the facts.
 */
import { obligationId, type ProjectDuty } from './watch-duties.ts';
import type { WatchFacts } from './watch-facts.ts';
import { addDays, type PlainDate } from '../domain/calendar.ts';
import { formSteps } from '../domain/form-duty.ts';
import { tellingWords } from '../domain/notice-telling.ts';

/** All of the project's forms, as they stood on each day until `today`. */
export function readFormDuties({ forms }: Pick<WatchFacts, 'forms'>, today: PlainDate): ProjectDuty[] {
  return forms.flatMap((form): ProjectDuty[] => {
    const { steps, nextCheckOn } = formSteps(
      { openedOn: form.opened_on, dueOn: form.due_on, acts: form.acts },
      today,
    );
    const last = steps.at(-1);
    if (last === undefined) return [];
    const id = obligationId(form.id, 'once');
    // It moves on within the unit without another state.
    const since = steps.findLast((step, index) => steps[index - 1]?.state !== step.state) ?? last;
    return [
      {
        id,
        kind: 'work',
        indicatorId: null,
        dueOn: last.dueOn,
        // Whoever has sent it to the head has nothing to be reminded of; that it is late is told whoever has it.
        steps: steps.map((step) => ({ ...step, isReminded: step.at === 'draft' })),
        nextCheckOn,
        row: {
          id,
          kind: 'work',
          indicator_id: null,
          plan_id: null,
          form_id: form.id,
          period: null,
          // As kept, in the office's language; whoever reads it in another is told by the round's title.
          title: tellingWords({}).form.title(form.purpose, form.title),
          basis: { from: 'form', printed: null, rule: { type: 'on', dueOn: last.dueOn }, assumed: [] },
          due_on: last.dueOn,
          late_from: addDays(last.dueOn, 1),
          amount: null,
          paid: '0.00',
          met_on: last.metOn,
          state: last.state,
          state_since: since.fromDay,
        },
      },
    ];
  });
}
