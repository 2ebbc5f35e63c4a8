/**
 * A round's forms of a project as duties, chased by the ladder: of the unit until they have left it (domain/form-duty.ts), of each
 * office above as long as they lie there (domain/form-turn.ts). Nothing is recorded for it: the forms and the acts of the
 * offices are the facts.
 */
import { obligationId, type ProjectDuty } from './watch-duties.ts';
import type { StoredObligation, WatchFacts } from './watch-facts.ts';
import { addDays, type PlainDate } from '../domain/calendar.ts';
import { formSteps } from '../domain/form-duty.ts';
import { TURN_POSTS, turnSteps, type TurnPost } from '../domain/form-turn.ts';
import { tellingWords } from '../domain/notice-telling.ts';
import { dueAtStage } from '../domain/review-queue.ts';

type Form = WatchFacts['forms'][number];

/** All of the project's forms, as they stood on each day until `today`. */
export function readFormDuties({ forms }: Pick<WatchFacts, 'forms'>, today: PlainDate): ProjectDuty[] {
  return forms.flatMap((form) => [
    ...unitDuty(form, today),
    ...TURN_POSTS.flatMap((post) => turnDuty(form, post, today)),
  ]);
}

function unitDuty(form: Form, today: PlainDate): ProjectDuty[] {
  const { steps, nextCheckOn } = formSteps(
    { openedOn: form.opened_on, dueOn: form.due_on, acts: form.acts },
    today,
  );
  const last = steps.at(-1);
  if (last === undefined) return [];
  // It moves on within the unit without another state.
  const since = steps.findLast((step, index) => steps[index - 1]?.state !== step.state) ?? last;
  const stands = { ...last, since: since.fromDay };
  // As kept, in the office's language; whoever reads it in another is told by the round's title.
  const title = tellingWords({}).form.title(form.purpose, form.title);
  return [
    {
      ...dutyOf(form, null, { title, stands }),
      // Whoever has sent it to the head has nothing to be reminded of; that it is late is told whoever has it.
      steps: steps.map((step) => ({ ...step, isReminded: step.at === 'draft' })),
      nextCheckOn,
    },
  ];
}

/** None before the form has come to the post, nor where the round sets no day for it. */
function turnDuty(form: Form, post: TurnPost, today: PlainDate): ProjectDuty[] {
  const dueOn = dueAtStage(form.deadlines, post);
  if (dueOn === null) return [];
  const { steps, nextCheckOn } = turnSteps({ post, dueOn, acts: form.acts }, today);
  const last = steps.at(-1);
  if (last === undefined) return [];
  // Taken back from below: it waits until the form comes again.
  const stands =
    last.toDay === null
      ? { ...last, since: last.fromDay }
      : { state: 'awaiting_event' as const, dueOn: null, metOn: null, since: last.toDay };
  const title = tellingWords({}).turn.title(form.purpose, form.title, post);
  return [{ ...dutyOf(form, post, { title, stands }), steps, nextCheckOn }];
}

function dutyOf(
  form: Form,
  post: TurnPost | null,
  is: {
    title: string;
    stands: {
      state: StoredObligation['state'];
      dueOn: PlainDate | null;
      metOn: PlainDate | null;
      since: PlainDate;
    };
  },
): Pick<ProjectDuty, 'id' | 'kind' | 'indicatorId' | 'dueOn' | 'row'> {
  const id = obligationId(form.id, post ?? 'once');
  const { state, dueOn, metOn, since } = is.stands;
  return {
    id,
    kind: 'work',
    indicatorId: null,
    dueOn,
    row: {
      id,
      kind: 'work',
      indicator_id: null,
      plan_id: null,
      form_id: form.id,
      period: null,
      title: is.title,
      basis: {
        from: 'form',
        printed: null,
        rule: { type: 'on', dueOn: dueOn ?? form.due_on },
        assumed: [],
        ...(post !== null && { post }),
      },
      due_on: dueOn,
      late_from: dueOn === null ? null : addDays(dueOn, 1),
      amount: null,
      paid: '0.00',
      met_on: metOn,
      state,
      state_since: since,
    },
  };
}
