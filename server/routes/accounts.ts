/** Regions and accounts, for the system administrator alone (the door is in server/app.ts). */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  addAccount,
  addLink,
  addRegion,
  disableAccount,
  enableAccount,
  listAccountPage,
  listRegions,
  listUnits,
  type Decision,
} from '../../db/accounts.ts';
import {
  Account,
  AccountBody,
  AccountPage,
  AccountsQuery,
  AccountWithLink,
  ListQuery,
  Region,
  RegionBody,
  RegionPage,
  UnitPage,
  UnitsQuery,
} from '../contract.ts';
import { refusals } from '../errors.ts';
import {
  answerOfRecorded,
  failures,
  IdempotencyHeaders,
  idempotencyIn,
  idIn,
  IdParams,
  inLowerCase,
} from './route.ts';
import type { Api, RouteDeps } from './route.ts';

const DEFAULT_LIMIT = 100;
const tags = ['账号'];

export function accountRoutes(app: Api, deps: RouteDeps): void {
  const { db, wall, demo } = deps;
  const decisionIn = (request: FastifyRequest): Decision => ({
    idempotency: idempotencyIn(request),
    at: { wall: wall().toISOString(), product: deps.clock.now() },
  });
  const pageIn = ({ cursor, limit }: { cursor?: string; limit?: number }) => ({
    cursor: cursor ?? null,
    limit: limit ?? DEFAULT_LIMIT,
  });

  app.get(
    '/regions',
    {
      schema: {
        tags,
        summary: '地区，按代号',
        querystring: ListQuery,
        response: { 200: RegionPage, ...failures },
      },
    },
    async (request) => listRegions(db, pageIn(request.query)),
  );

  app.post(
    '/regions',
    {
      schema: {
        tags,
        summary: '新增地区',
        headers: IdempotencyHeaders,
        body: RegionBody,
        response: { 201: Region, ...failures },
      },
    },
    async (request, reply) => {
      const recorded = await addRegion(db, request.body, demo, decisionIn(request));
      return reply.code(201).send(answerOfRecorded(recorded, '地区').answer);
    },
  );

  app.get(
    '/regions/:id/units',
    {
      schema: {
        tags,
        summary: '地区的单位或部门，按名称；导入之后才有',
        params: IdParams,
        querystring: UnitsQuery,
        response: { 200: UnitPage, ...failures },
      },
    },
    async (request) => {
      const { kind } = request.query;
      const page = await listUnits(db, { regionId: idIn(request), kind, ...pageIn(request.query) });
      if (!page) throw refusals.notFound('地区');
      return page;
    },
  );

  app.get(
    '/accounts',
    {
      schema: {
        tags,
        summary: '账号，按用户名',
        querystring: AccountsQuery,
        response: { 200: AccountPage, ...failures },
      },
    },
    async (request) =>
      listAccountPage(db, {
        regionId: request.query.region ?? null,
        now: wall().toISOString(),
        ...pageIn(request.query),
      }),
  );

  app.post(
    '/accounts',
    {
      schema: {
        tags,
        summary: '新增账号，回答里有设密码的一次性链接',
        headers: IdempotencyHeaders,
        body: AccountBody,
        response: { 201: AccountWithLink, ...failures },
      },
    },
    async (request, reply) => {
      const recorded = await addAccount(db, inLowerCase(request.body), decisionIn(request));
      return reply.code(201).send(answerOfRecorded(recorded, '账号').answer);
    },
  );

  const decision = (summary: string) => ({ tags, summary, headers: IdempotencyHeaders, params: IdParams });
  // These need no body.
  const preValidation = async (request: FastifyRequest) => {
    request.body ??= {};
  };
  const body = Type.Object({}, { additionalProperties: false });

  app.post(
    '/accounts/:id/new-link',
    {
      preValidation,
      schema: {
        ...decision('另发一次性链接（忘记密码时）；先前没用的随即作废'),
        body,
        response: { 201: AccountWithLink, ...failures },
      },
    },
    async (request, reply) => {
      const recorded = await addLink(db, idIn(request), decisionIn(request));
      return reply.code(201).send(answerOfRecorded(recorded, '账号').answer);
    },
  );

  app.post(
    '/accounts/:id/disable',
    {
      preValidation,
      schema: {
        ...decision('停用账号；登录着的随即退出'),
        body,
        response: { 200: Account, ...failures },
      },
    },
    async (request) => {
      const { recorded, endedSessions } = await disableAccount(db, idIn(request), decisionIn(request));
      deps.sessions.end(endedSessions);
      return answerOfRecorded(recorded, '账号').answer;
    },
  );

  app.post(
    '/accounts/:id/enable',
    {
      preValidation,
      schema: {
        ...decision('启用账号，密码仍是停用前的'),
        body,
        response: { 200: Account, ...failures },
      },
    },
    async (request) => {
      const recorded = await enableAccount(db, idIn(request), decisionIn(request));
      return answerOfRecorded(recorded, '账号').answer;
    },
  );
}
