import { Type } from 'typebox';
import { isLedgerCursor, listLedger, recordLedgerEvent } from '../../db/ledger.ts';
import { actorIn, contextIn } from '../access.ts';
import { LedgerAnswer, LedgerBody, LedgerPage } from '../contract.ts';
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
} from './route.ts';
import type { Api, RouteDeps } from './route.ts';

const DEFAULT_LIMIT = 50;

const LedgerQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  { additionalProperties: false },
);

export function ledgerRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  app.post(
    '/projects/:id/ledger',
    {
      schema: {
        tags: ['资金'],
        summary: '登记一笔资金事项；冲销时写明 reverses',
        ...recording(LedgerBody, LedgerAnswer),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'pay', demo);
      checkDays({ happenedOn: request.body.happenedOn });
      const recorded = await recordLedgerEvent(
        db,
        actor,
        { projectId: idIn(request), body: inLowerCase(request.body), idempotency: idempotencyIn(request) },
        clock,
      );
      return reply.code(201).send(answerAndTell(recorded, '项目', { live, jobs }));
    },
  );

  app.get(
    '/projects/:id/ledger',
    {
      schema: {
        tags: ['资金'],
        summary: '项目的资金事项，新的在前',
        params: IdParams,
        querystring: LedgerQuery,
        response: { 200: LedgerPage, ...failures },
      },
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT } = request.query;
      if (cursor !== undefined && !isLedgerCursor(cursor)) throw refusals.badCursor();
      const page = await listLedger(db, contextIn(request), {
        projectId: idIn(request),
        limit,
        ...(cursor !== undefined && { cursor }),
      });
      if (!page) throw refusals.notFound('项目');
      return page;
    },
  );
}
