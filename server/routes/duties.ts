import { findProjectDuties, listObligations } from '../../db/duties.ts';
import { recordDutyPlan, recordEvent } from '../../db/duty-records.ts';
import { isOffsetCursor } from '../../db/offset-page.ts';
import { actorIn, contextIn, may, viewerIn } from '../access.ts';
import {
  DutyPlan,
  DutyPlanBody,
  EventBody,
  ObligationPage,
  ObligationsQuery,
  ProjectDuties,
  RegisteredEvent,
} from '../contract-alerts.ts';
import { refusals } from '../errors.ts';
import {
  answerAndTell,
  checkDays,
  failures,
  idempotencyIn,
  idIn,
  IdParams,
  inLowerCase,
  recording,
  type Api,
  type RouteDeps,
} from './route.ts';

export function dutyRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  app.get(
    '/obligations',
    {
      schema: {
        tags: ['应办事项'],
        summary: '应付、应拨、应办事项，逾期的在前，分页',
        querystring: ObligationsQuery,
        response: { 200: ObligationPage, ...failures },
      },
    },
    async (request) => {
      const { cursor, dueUntil } = request.query;
      checkDays({ dueUntil });
      if (cursor !== undefined && !isOffsetCursor(cursor)) throw refusals.badCursor();
      return listObligations(db, contextIn(request), { ...request.query, today: clock.today() });
    },
  );

  app.get(
    '/projects/:id/duties',
    {
      schema: {
        tags: ['应办事项'],
        summary: '项目的应办事项、起算事项和约定',
        params: IdParams,
        response: { 200: ProjectDuties, ...failures },
      },
    },
    async (request) => {
      const found = await findProjectDuties(db, contextIn(request), {
        projectId: idIn(request),
        today: clock.today(),
      });
      if (!found) throw refusals.notFound('项目');
      return { ...found, mayPlan: may(viewerIn(request).role, 'plan') };
    },
  );

  app.post(
    '/projects/:id/events',
    {
      schema: {
        tags: ['应办事项'],
        summary: '登记起算事项（文件下达、指标形成）；更正时写明 supersedes',
        ...recording(EventBody, RegisteredEvent),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'plan', demo);
      checkDays({ happenedOn: request.body.happenedOn });
      const recorded = await recordEvent(
        db,
        actor,
        { projectId: idIn(request), body: inLowerCase(request.body), idempotency: idempotencyIn(request) },
        clock,
      );
      return reply.code(201).send(answerAndTell(recorded, '项目', { live, jobs }));
    },
  );

  app.post(
    '/projects/:id/duty-plans',
    {
      schema: {
        tags: ['应办事项'],
        summary: '约定一项应办事项，或改定指标的期限；更正、撤销时写明 supersedes',
        ...recording(DutyPlanBody, DutyPlan),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'plan', demo);
      const recorded = await recordDutyPlan(
        db,
        actor,
        { projectId: idIn(request), body: inLowerCase(request.body), idempotency: idempotencyIn(request) },
        clock,
      );
      return reply.code(201).send(answerAndTell(recorded, '项目', { live, jobs }));
    },
  );
}
