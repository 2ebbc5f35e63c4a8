/**
 * What was heard of a project since it was read, put over the answer: the figures that a change tells of itself. The rest (entries,
 * feed, alerts, the sentence at the top) is read again and never guessed. Pure.
 */
import { executionRate } from '../domain/money.ts';
import type { LiveJudged, ProjectDetail, ProjectIndicator } from '../server/contract.ts';
import { dayOf } from './format.ts';
import type { Cursor, LiveEvent } from './live-channel.ts';

/** Whether the event says that something of the project is another than it was. */
export function isOfProject(event: LiveEvent, projectId: string): boolean {
  switch (event.type) {
    // What it brought is not said: perhaps a target of this project, counted with others.
    case 'imported':
      return true;
    case 'judged':
    case 'recorded':
    case 'alert':
    case 'adjusted':
    case 'disposed':
      return event.data.projectId === projectId;
    default:
      return false;
  }
}

/** Whether an answer with this cursor has the event in it. */
export const isIn = (cursor: Cursor, { seq, id }: { seq: number; id: string }): boolean =>
  seq <= cursor.seq || cursor.pending.includes(id);

/**
 * The project as the events, in their order, leave it. What its answer contains already is passed over, and so is what belongs to
 * a later day, on which every figure may be another. The very answer where nothing is told.
 * @param speaks whether the reader's language is the one in which changes say their reason; without it the old reason stays
 *   until the project is read
 */
export function afterEvents(
  project: ProjectDetail,
  events: readonly LiveEvent[],
  { speaks }: { speaks: boolean },
): ProjectDetail {
  let after = project;
  for (const event of events) {
    if (event.type !== 'judged' || isIn(project.cursor, event)) continue;
    const { data } = event;
    if (data.projectId !== project.id || dayOf(data.at) > project.asOf) continue;
    after = withProjectLight(withSubject(after, data, speaks), data);
  }
  return after;
}

function withSubject(project: ProjectDetail, delta: LiveJudged, speaks: boolean): ProjectDetail {
  if (delta.kind === 'money') return withMoney(project, delta, speaks);
  return {
    ...project,
    indicators: project.indicators.map((indicator) =>
      indicator.id === delta.subjectId
        ? { ...indicator, judgement: judgementAfter(indicator.judgement, delta, speaks) }
        : indicator,
    ),
  };
}

function withMoney(project: ProjectDetail, delta: LiveJudged, speaks: boolean): ProjectDetail {
  const { money } = project;
  const { budget, executed } = delta.money ?? money;
  // No budget at all is told as none.
  const budgetNow = money.budget === null && Number(budget) === 0 ? null : budget;
  return {
    ...project,
    money: {
      ...money,
      budget: budgetNow,
      executed,
      executionRate: executionRate(executed, budgetNow),
      judgement: judgementAfter(money.judgement, delta, speaks),
    },
  };
}

function judgementAfter(
  before: ProjectIndicator['judgement'],
  { light, actual, why, since }: LiveJudged,
  speaks: boolean,
): ProjectIndicator['judgement'] {
  return {
    ...before,
    light: light.to,
    actual,
    ...(speaks && { why }),
    ...(since && { since: since.subject }),
  };
}

/** The light with its day, or neither: a light since another's day would be a false sentence. */
function withProjectLight(project: ProjectDetail, { projectLight, since }: LiveJudged): ProjectDetail {
  return since ? { ...project, light: projectLight.to, since: since.project } : project;
}
