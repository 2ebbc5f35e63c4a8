import { listDispositions, recordDisposition, recordLift } from '../../db/dispositions.ts';
import { loadJudging } from '../../db/judging.ts';
import { isLedgerCursor } from '../../db/ledger.ts';
import { cursorBefore } from '../../db/live-cursor.ts';
import { isOffsetCursor } from '../../db/offset-page.ts';
import { listRectifications, loadRectification } from '../../db/rectification-list.ts';
import { recordNotice, recordRectificationAct } from '../../db/rectifications.ts';
import { allowedRectificationActs, rectificationLateness } from '../../domain/rectification.ts';
import { actorIn, contextIn, may, viewerIn } from '../access.ts';
import {
  DispositionAnswer,
  DispositionBody,
  DispositionsAnswer,
  DispositionsQuery,
  LiftBody,
  NoticeBody,
  RectificationAnswer,
  RectificationBody,
  RectificationsAnswer,
  RectificationsQuery,
  StoredRectificationAnswer,
} from '../contract-rectifications.ts';
import { refusals } from '../errors.ts';
import { tellRectification } from '../review-told.ts';
import {
  answerAndTell,
  failures,
  IdempotencyHeaders,
  idempotencyIn,
  idIn,
  IdParams,
  inLowerCase,
  recording,
  unlessStale,
  type Api,
  type RouteDeps,
} from './route.ts';

const tags = ['整改与处置'];
/** Of a page unless asked otherwise: the board counts its columns. */
const RECTIFICATIONS = 2_000;
const DISPOSITIONS = 500;

export function rectificationRoutes(app: Api, deps: RouteDeps): void {
  readingRoutes(app, deps);
  actingRoutes(app, deps);
  dispositionRoutes(app, deps);
}

function readingRoutes(app: Api, { db, clock }: RouteDeps): void {
  app.get(
    '/rectifications',
    {
      schema: {
        tags,
        summary: '范围内的整改，未办结的在前，按期限，分页；total 是全部页的件数',
        querystring: RectificationsQuery,
        response: { 200: RectificationsAnswer, ...failures },
      },
    },
    async (request) => {
      const { project, cursor: after, limit = RECTIFICATIONS } = request.query;
      if (after !== undefined && !isOffsetCursor(after)) throw refusals.badCursor();
      const context = contextIn(request);
      const cursor = await cursorBefore(db, context);
      const { calendar } = await loadJudging(db);
      const today = clock.today();
      const page = await listRectifications(db, context, {
        today,
        calendar,
        limit,
        ...(after !== undefined && { cursor: after }),
        ...(project !== undefined && { projectId: project.toLowerCase() }),
      });
      return { today, cursor, mayNotify: may(viewerIn(request).role, 'round'), ...page };
    },
  );

  app.get(
    '/rectifications/:id',
    {
      schema: {
        tags,
        summary: '一件整改：要求、回复、核实，条件现在是否消除，和现在能做什么',
        params: IdParams,
        response: { 200: RectificationAnswer, ...failures },
      },
    },
    async (request) => {
      const cursor = await cursorBefore(db, contextIn(request));
      const found = await loadRectification(db, contextIn(request), idIn(request));
      if (found === null) throw refusals.notFound('整改');
      const { accountId, role } = viewerIn(request);
      const { calendar } = await loadJudging(db);
      const today = clock.today();
      return {
        today,
        cursor,
        ...found,
        rectification: await tellRectification({ db, context: contextIn(request) }, found.rectification),
        acts: allowedRectificationActs(found.rectification.state, { accountId, role }),
        lateWorkingDays: rectificationLateness(found.rectification.state, today, calendar).lateWorkingDays,
      };
    },
  );
}

function actingRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  app.post(
    '/rectifications',
    {
      schema: {
        tags,
        summary: '下达整改通知：要求、消除条件、期限、文号',
        headers: IdempotencyHeaders,
        body: NoticeBody,
        response: { 201: StoredRectificationAnswer, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'round', demo);
      const recorded = await recordNotice(
        db,
        actor,
        viewerIn(request).role,
        {
          ...inLowerCase(request.body),
          formId: request.body.formId?.toLowerCase() ?? null,
          idempotency: idempotencyIn(request),
        },
        clock,
      );
      const noticed = answerAndTell(recorded, '项目', { live, jobs });
      return reply.code(201).send(await tellRectification({ db, context: actor.context }, noticed));
    },
  );

  app.post(
    '/rectifications/:id/acts',
    {
      schema: {
        tags,
        summary: '回复、核实、办结、退回重办；条件还在时只有签批的例外能办结；revision 过时：409',
        ...recording(RectificationBody, StoredRectificationAnswer),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'act', demo);
      const recorded = await recordRectificationAct(
        db,
        actor,
        viewerIn(request).role,
        { id: idIn(request), wish: inLowerCase(request.body), idempotency: idempotencyIn(request) },
        clock,
      );
      const acted = answerAndTell(unlessStale(recorded), '整改', { live, jobs });
      return reply.code(201).send(await tellRectification({ db, context: actor.context }, acted));
    },
  );
}

function dispositionRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  app.get(
    '/projects/:id/dispositions',
    {
      schema: {
        tags,
        summary: '一个项目的处置：调减、暂缓、停止、收回、目标调整，新的在前，分页',
        params: IdParams,
        querystring: DispositionsQuery,
        response: { 200: DispositionsAnswer, ...failures },
      },
    },
    async (request) => {
      const { cursor, limit = DISPOSITIONS } = request.query;
      if (cursor !== undefined && !isLedgerCursor(cursor)) throw refusals.badCursor();
      const page = await listDispositions(db, contextIn(request), idIn(request), { cursor, limit });
      return { mayDispose: may(viewerIn(request).role, 'dispose'), ...page };
    },
  );

  app.post(
    '/projects/:id/dispositions',
    {
      schema: {
        tags,
        summary: '处置一个项目：台账和目标版本在同一事务里改；暂缓、停止从这一分钟起拒绝拨付',
        ...recording(DispositionBody, DispositionAnswer),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'dispose', demo);
      const body = inLowerCase(request.body);
      const recorded = await recordDisposition(
        db,
        actor,
        {
          projectId: idIn(request),
          rectificationId: body.rectificationId ?? null,
          formId: body.formId ?? null,
          disposition: {
            kind: body.kind,
            document: body.documentNumber,
            decidedOn: body.decidedOn,
            reason: body.reason,
            amountYuan: body.amountYuan ?? null,
            targets: body.targets ?? [],
          },
          source: body.source ?? null,
          validFrom: body.validFrom ?? clock.today(),
          idempotency: idempotencyIn(request),
        },
        clock,
      );
      return reply.code(201).send(answerAndTell(recorded, '项目', { live, jobs }));
    },
  );

  app.post(
    '/dispositions/:id/lift',
    {
      schema: {
        tags,
        summary: '解除暂缓或停止拨款',
        ...recording(LiftBody, DispositionAnswer),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'dispose', demo);
      const recorded = await recordLift(
        db,
        actor,
        { dispositionId: idIn(request), ...request.body, idempotency: idempotencyIn(request) },
        clock,
      );
      return reply.code(201).send(answerAndTell(recorded, '处置', { live, jobs }));
    },
  );
}
