import { Type } from 'typebox';
import { recordIndicatorCurve, recordMoneyCurve } from '../../db/curves.ts';
import { loadTargetVersions } from '../../db/target-versions.ts';
import { actorIn, contextIn } from '../access.ts';
import { PlainDateText } from '../contract-basics.ts';
import { CurveAnswer, CurveBody, TargetVersions } from '../contract-curves.ts';
import { refusals } from '../errors.ts';
import {
  answerAndTell,
  checkDays,
  failures,
  idempotencyIn,
  idIn,
  IdParams,
  recording,
  type Api,
  type RouteDeps,
} from './route.ts';

export function curveRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  const schema = {
    tags: ['进度曲线'],
    ...recording(CurveBody, CurveAnswer),
  };
  app.post(
    '/projects/:id/money-curve',
    {
      schema: {
        ...schema,
        summary: '设定项目资金的进度曲线（按月均匀、年底一次、按季节、自定 12 个月计划）',
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'plan', demo);
      const recorded = await recordMoneyCurve(
        db,
        actor,
        { projectId: idIn(request), body: request.body, idempotency: idempotencyIn(request) },
        clock,
      );
      return reply.code(201).send(answerAndTell(recorded, '项目', { live, jobs }));
    },
  );

  app.post(
    '/indicators/:id/curve',
    { schema: { ...schema, summary: '设定累计指标的进度曲线，今天起生效；旧版本保留' } },
    async (request, reply) => {
      const actor = actorIn(request, 'plan', demo);
      const recorded = await recordIndicatorCurve(
        db,
        actor,
        { indicatorId: idIn(request), body: request.body, idempotency: idempotencyIn(request) },
        clock,
      );
      return reply.code(201).send(answerAndTell(recorded, '指标', { live, jobs }));
    },
  );

  app.get(
    '/projects/:id/versions',
    {
      schema: {
        tags: ['进度曲线'],
        summary: '目标版本：申报时的目标，以后每次调整目标或曲线',
        params: IdParams,
        querystring: Type.Object({ asOf: Type.Optional(PlainDateText) }, { additionalProperties: false }),
        response: { 200: TargetVersions, ...failures },
      },
    },
    async (request) => {
      const { asOf } = request.query;
      checkDays({ asOf });
      const versions = await loadTargetVersions(db, contextIn(request), {
        projectId: idIn(request),
        asOf: asOf ?? clock.today(),
      });
      if (!versions) throw refusals.notFound('项目');
      return versions;
    },
  );
}
