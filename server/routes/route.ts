/** What all routes share: their types, the answers to errors, days and keys checked at the border. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import { Type, type TSchema } from 'typebox';
import type { Idempotency } from '../../db/actor.ts';
import type { Clock } from '../../db/clock.ts';
import type { Db } from '../../db/database.ts';
import type { Recorded } from '../../db/record-fact.ts';
import { isPlainDate } from '../../domain/calendar.ts';
import { viewerIn } from '../access.ts';
import { ErrorAnswer, Uuid } from '../contract.ts';
import type { DocumentReader } from '../document-reading.ts';
import { Refusal, refusals } from '../errors.ts';
import type { Live } from '../live.ts';
import type { ScanRequests } from '../scan-requests.ts';
import type { Sessions, Wall } from '../session.ts';
import type { Door } from '../sign-in.ts';

export type Api = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface RouteDeps {
  db: Db;
  /** The product's clock: which day it is for facts and judgements. */
  clock: Clock;
  /** The wall's: for sessions, limits and health. */
  wall: Wall;
  demo: boolean;
  version: string;
  live: Live;
  sessions: Sessions;
  door: Door;
  readDocument: DocumentReader;
  jobs: ScanRequests;
}

/** Part of every route's response schema. */
export const failures = { '4xx': ErrorAnswer, '5xx': ErrorAnswer } as const;

export const IdParams = Type.Object({ id: Uuid });

/** Lower-case, as the database prints ids. */
export const idIn = (request: { params: { id: string } }): string => request.params.id.toLowerCase();

const UUID = /"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"(?!:)/gi;

/** The ids in a body as the database prints them: they are compared with its own, and some are kept in documents. */
export function inLowerCase<T extends object>(body: T): T {
  const text = JSON.stringify(body);
  const lower = text.replace(UUID, (id) => id.toLowerCase());
  // Most bodies name no id, or one that came from here: 20 entries a second are not read twice for it.
  return lower === text ? body : (JSON.parse(lower) as T);
}

/** For the document only; what is missing or wrong is said by `idempotencyIn` in words. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description:
        '必填，8–128 个可见 ASCII 字符。同一个键、同一内容：同一回答；另一内容：422。保留 7 天，按用户区分。',
    }),
  ),
});

/** Of the schema of a route that records something about `:id` under a key, and answers what it has recorded. */
export const recording = <Body extends TSchema, Answer extends TSchema>(body: Body, answer: Answer) => ({
  headers: IdempotencyHeaders,
  params: IdParams,
  body,
  response: { 201: answer, ...failures },
});

const KEY = /^[\x21-\x7e]{8,128}$/;

/** @throws Refusal 400 without a key or with one that is none */
export function idempotencyIn(request: FastifyRequest): Idempotency {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') {
    throw new Refusal(
      400,
      'idempotency_key_required',
      '缺少请求头 Idempotency-Key：请为每次提交生成一个新键，重试时用同一个。',
    );
  }
  if (!KEY.test(key)) {
    throw new Refusal(400, 'idempotency_key_invalid', 'Idempotency-Key 应为 8 到 128 个可见的 ASCII 字符。');
  }
  const content = `${request.method} ${request.url.split('?', 1)[0]}\n${JSON.stringify(request.body ?? null)}`;
  return {
    accountId: viewerIn(request).accountId,
    key,
    bodyHash: createHash('sha256').update(content).digest('hex'),
  };
}

/**
 * The answer of a fact that was recorded now or by the same request before.
 * @param what as it is called when it cannot be found: 指标, 项目
 * @throws Refusal when nothing was recorded
 */
export function answerOfRecorded<Answer>(
  recorded: Recorded<Answer>,
  what: string,
): { answer: Answer; isNew: boolean } {
  if (recorded === null) throw refusals.notFound(what);
  if ('keyReused' in recorded) throw refusals.keyReused();
  if ('refused' in recorded) throw refusals.invalid(recorded.refused.message, recorded.refused.fields);
  // Stored by this very call under a hash of its content, so it has this call's shape.
  if ('replayed' in recorded) return { answer: recorded.replayed.answer as Answer, isNew: false };
  return { answer: recorded.answer, isNew: true };
}

/**
 * As `answerOfRecorded`; what is new is announced to open pages, and the worker is asked to look at what follows from it.
 * @throws Refusal when nothing was recorded
 */
export function answerAndTell<Answer>(
  recorded: Recorded<Answer>,
  what: string,
  { live, jobs }: Pick<RouteDeps, 'live' | 'jobs'>,
): Answer {
  const { answer, isNew } = answerOfRecorded(recorded, what);
  if (isNew) {
    live.poke();
    jobs.scanSoon();
  }
  return answer;
}

/** @throws Refusal 400 for an instant that no clock of ours shows: the sixty-first second of a minute */
export function checkInstant(field: string, instant: string | undefined): void {
  if (instant === undefined || !Number.isNaN(Date.parse(instant))) return;
  throw refusals.invalid('日期不存在，请检查年月日。', { [field]: `${instant} 不是日历上的一天` });
}

/** What was recorded, unless somebody acted first: `stale`. @throws Refusal 409 */
export function unlessStale<Answer>(recorded: Recorded<Answer>): Recorded<Answer> {
  if (recorded !== null && 'refused' in recorded && 'stale' in recorded.refused.fields) {
    throw new Refusal(409, 'stale', recorded.refused.message);
  }
  return recorded;
}

/** @throws Refusal 400 for a day that no calendar has */
export function checkDays(days: Record<string, string | undefined>): void {
  for (const [field, day] of Object.entries(days)) {
    if (day === undefined || isPlainDate(day)) continue;
    throw refusals.invalid('日期不存在，请检查年月日。', { [field]: `${day} 不是日历上的一天` });
  }
}
