import { loadSameTarget, recordSameTarget } from '../../db/same-targets.ts';
import { actorIn, contextIn, may, viewerIn } from '../access.ts';
import { SameTargetAnswer, SameTargetBody, SameTargetRecorded } from '../contract-same-targets.ts';
import { refusals } from '../errors.ts';
import {
  answerAndTell,
  failures,
  idempotencyIn,
  idIn,
  IdParams,
  recording,
  type Api,
  type RouteDeps,
} from './route.ts';

export function sameTargetRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  app.get(
    '/indicators/:id/same-target',
    {
      schema: {
        tags: ['同一目标'],
        summary: '一个指标与哪些项目的指标是同一目标，还可以与哪些标为同一目标',
        params: IdParams,
        response: { 200: SameTargetAnswer, ...failures },
      },
    },
    async (request) => {
      const found = await loadSameTarget(db, contextIn(request), {
        indicatorId: idIn(request),
        today: clock.today(),
        mayLink: may(viewerIn(request).role, 'link'),
      });
      if (!found) throw refusals.notFound('指标');
      return found;
    },
  );

  app.post(
    '/indicators/:id/same-target',
    {
      schema: {
        tags: ['同一目标'],
        summary: '把一个指标与另一项目的指标标为同一目标，汇总从当天起只计一次；sameAs 为 null 时取消',
        ...recording(SameTargetBody, SameTargetRecorded),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'link', demo);
      const { sameAs, reason } = request.body;
      const recorded = await recordSameTarget(
        db,
        actor,
        {
          indicatorId: idIn(request),
          sameAs: sameAs?.toLowerCase() ?? null,
          reason,
          idempotency: idempotencyIn(request),
        },
        clock,
      );
      return reply.code(201).send(answerAndTell(recorded, '指标', { live, jobs }));
    },
  );
}
