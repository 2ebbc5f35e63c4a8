import { Type } from 'typebox';
import { findAlert, previewSilence } from '../../db/alert-detail.ts';
import { listAlerts, recordAlertAct } from '../../db/alerts.ts';
import { isOffsetCursor } from '../../db/offset-page.ts';
import { silenceProblem, type AlertActName } from '../../domain/alert-state.ts';
import type { FastifyRequest } from 'fastify';
import { actorIn, contextIn, may, viewerIn, type Deed } from '../access.ts';
import {
  AcknowledgeBody,
  ActAnswer,
  AlertDetail,
  AlertPage,
  AlertsQuery,
  ReopenBody,
  ReplyBody,
  SilenceBody,
  SilencePreview,
} from '../contract-alerts.ts';
import { PlainDateText } from '../contract.ts';
import { refusals } from '../errors.ts';
import {
  answerAndTell,
  checkDays,
  failures,
  IdempotencyHeaders,
  idempotencyIn,
  idIn,
  IdParams,
  type Api,
  type RouteDeps,
} from './route.ts';

export function alertRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  app.get(
    '/alerts',
    {
      schema: {
        tags: ['提醒'],
        summary: '提醒列表，分页；asOf 看某一天收市时的情形',
        querystring: AlertsQuery,
        response: { 200: AlertPage, ...failures },
      },
    },
    async (request) => {
      const { asOf, cursor } = request.query;
      checkDays({ asOf });
      if (cursor !== undefined && !isOffsetCursor(cursor)) throw refusals.badCursor();
      return listAlerts(db, contextIn(request), { ...request.query, today: clock.today() });
    },
  );

  app.get(
    '/alerts/:id',
    {
      schema: {
        tags: ['提醒'],
        summary: '一条提醒：为什么、告知过谁、接下来报给谁',
        params: IdParams,
        querystring: Type.Object({ asOf: Type.Optional(PlainDateText) }, { additionalProperties: false }),
        response: { 200: AlertDetail, ...failures },
      },
    },
    async (request) => {
      const { asOf } = request.query;
      checkDays({ asOf });
      const found = await findAlert(db, contextIn(request), {
        alertId: idIn(request),
        asOf,
        today: clock.today(),
      });
      if (!found) throw refusals.notFound('提醒');
      const { role } = viewerIn(request);
      return {
        ...found,
        mayAct: may(role, 'act'),
        maySilence: may(role, 'silence'),
        mayPay: may(role, 'pay'),
        mayEnter: may(role, 'enter'),
      };
    },
  );

  app.get(
    '/alerts/:id/silence-preview',
    {
      schema: {
        tags: ['提醒'],
        summary: '如果静默到某一天，接下来的上报会在哪一天',
        params: IdParams,
        querystring: Type.Object({ until: PlainDateText }, { additionalProperties: false }),
        response: { 200: SilencePreview, ...failures },
      },
    },
    async (request) => {
      const { until } = request.query;
      const today = clock.today();
      checkDays({ until });
      // As the silence itself: to count the working days until the year 9999 would hold everybody up for seconds.
      const wrong = silenceProblem(until, today);
      if (wrong !== null) throw refusals.invalid(`${wrong}。`, { until: wrong });
      const preview = await previewSilence(db, contextIn(request), { alertId: idIn(request), until, today });
      if (!preview) throw refusals.notFound('提醒');
      return preview;
    },
  );

  const act = async (
    request: FastifyRequest & { params: { id: string } },
    deed: Deed,
    what: { act: AlertActName; until?: string | undefined; reason?: string | undefined },
  ) => {
    const actor = actorIn(request, deed, demo);
    checkDays({ until: what.until });
    const recorded = await recordAlertAct(
      db,
      actor,
      {
        alertId: idIn(request),
        act: what.act,
        until: what.until ?? null,
        reason: what.reason ?? null,
        idempotency: idempotencyIn(request),
      },
      clock,
    );
    return answerAndTell(recorded, '提醒', { live, jobs });
  };
  const acted = { params: IdParams, headers: IdempotencyHeaders, response: { 201: ActAnswer, ...failures } };

  app.post(
    '/alerts/:id/acknowledge',
    {
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: { tags: ['提醒'], summary: '已阅：我知道了，上报照常进行', body: AcknowledgeBody, ...acted },
    },
    async (request, reply) =>
      reply.code(201).send(await act(request, 'act', { act: 'acknowledged', ...request.body })),
  );
  app.post(
    '/alerts/:id/silence',
    {
      schema: {
        tags: ['提醒'],
        summary: '静默到某一天（最长 30 天），须写明理由',
        body: SilenceBody,
        ...acted,
      },
    },
    async (request, reply) =>
      reply.code(201).send(await act(request, 'silence', { act: 'silenced', ...request.body })),
  );
  app.post(
    '/alerts/:id/reply',
    { schema: { tags: ['提醒'], summary: '说明情况，告知过的人都看得到', body: ReplyBody, ...acted } },
    async (request, reply) =>
      reply.code(201).send(await act(request, 'act', { act: 'replied', ...request.body })),
  );
  app.post(
    '/alerts/:id/reopen',
    {
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: { tags: ['提醒'], summary: '恢复提醒：结束已阅或静默', body: ReopenBody, ...acted },
    },
    async (request, reply) =>
      reply.code(201).send(await act(request, 'act', { act: 'reopened', ...request.body })),
  );
}
