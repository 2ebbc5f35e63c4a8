/** The demonstration's clock: which day it is, to move it forward, and to begin again. Only where there is a demonstration. */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { LAST_DEMO_DAY } from '../../db/demo/counties.ts';
import { findDemo, requestMove } from '../../db/demo/moves.ts';
import { loadJudging } from '../../db/judging.ts';
import { addWorkingDays } from '../../domain/calendar.ts';
import type { Producer } from '../../jobs/queue.ts';
import { viewerIn, type Viewer } from '../access.ts';
import { DemoAccepted, DemoClockAnswer, DemoClockBody } from '../contract-demo.ts';
import type { Role } from '../contract.ts';
import { Refusal, refusals } from '../errors.ts';
import { checkDays, failures, type Api, type RouteDeps } from './route.ts';

const MAY_MOVE: readonly Role[] = ['system_admin', 'leader', 'finance_business', 'finance_performance'];

const tags = ['演示'];

export function demoRoutes(
  app: Api,
  { db, wall, demo, queue }: Pick<RouteDeps, 'db' | 'wall' | 'demo'> & { queue: Producer | null },
): void {
  app.get(
    '/demo/clock',
    {
      schema: {
        tags,
        summary: '演示日期，以及正在进行的推进',
        response: { 200: DemoClockAnswer, ...failures },
      },
    },
    async (request): Promise<DemoClockAnswer> => {
      viewerIn(request);
      const standing = demo ? await findDemo(db) : null;
      if (!standing) throw refusals.notFound('演示');
      const { calendar } = await loadJudging(db);
      const next = addWorkingDays(calendar, standing.today, 1);
      return { ...standing, last: LAST_DEMO_DAY, nextWorkingDay: next <= LAST_DEMO_DAY ? next : null };
    },
  );

  const begin = async (request: FastifyRequest, viewer: Viewer, to: string | null) => {
    const asked = await requestMove(db, {
      to,
      requestedBy: viewer.accountId,
      at: wall().toISOString(),
    });
    if (asked === 'not_forward') {
      throw refusals.invalid('演示日期只能往后推，请选今天以后的日子。', { date: '要晚于演示的今天' });
    }
    if (asked === 'under_way') {
      throw new Refusal(409, 'already_moving', '演示日期正在推进，请等它完成。');
    }
    // What gets lost here the worker finds by itself within seconds.
    queue?.enqueue('demoClock', {}, 'demo').catch((error: unknown) => {
      request.log.warn({ err: error }, 'the move of the demonstration could not be put into the queue');
    });
    return asked;
  };

  app.post(
    '/demo/clock',
    {
      schema: {
        tags,
        summary: '把演示日期推到某一天：中间每个工作日依次过一遍，只能往后',
        body: DemoClockBody,
        response: { 202: DemoAccepted, ...failures },
      },
    },
    async (request, reply) => {
      const viewer = moverIn(request, demo);
      const { date } = request.body;
      checkDays({ date });
      if (date > LAST_DEMO_DAY) {
        throw refusals.invalid(`演示数据到 ${LAST_DEMO_DAY} 为止。`, { date: `不能晚于 ${LAST_DEMO_DAY}` });
      }
      return reply.code(202).send(await begin(request, viewer, date));
    },
  );

  app.post(
    '/demo/reset',
    {
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        tags,
        summary: '重新载入演示：日期回到起点，演示中填报的都清除；账号和登录不变',
        body: Type.Object({}, { additionalProperties: false }),
        response: { 202: DemoAccepted, ...failures },
      },
    },
    async (request, reply) => {
      const viewer = moverIn(request, demo);
      return reply.code(202).send(await begin(request, viewer, null));
    },
  );
}

/** @throws Refusal 401; 404 where there is no demonstration; 403 for who may not move it */
function moverIn(request: FastifyRequest, demo: boolean): Viewer {
  const viewer = viewerIn(request);
  if (!demo) throw refusals.notFound('演示');
  if (MAY_MOVE.includes(viewer.role)) return viewer;
  throw new Refusal(
    403,
    'not_allowed',
    '推进演示日期由系统管理员、主管部门领导或财政局进行，您的岗位只能查看。',
  );
}
