import type { Static } from 'typebox';
import { commitPaymentFile } from '../../db/payment-commit.ts';
import {
  findPaymentFile,
  isPaymentFilesCursor,
  listPaymentFiles,
  remapPaymentFile,
  savePaymentFile,
} from '../../db/payment-files.ts';
import { reversePaymentFile } from '../../db/payment-reverse.ts';
import type { PaymentMapping } from '../../domain/payment-mapping.ts';
import { actorIn, contextIn, viewerIn } from '../access.ts';
import {
  PaymentCommitAnswer,
  PaymentCommitBody,
  PaymentFileAnswer,
  PaymentFilesPage,
  PaymentFilesQuery,
  PaymentMappingBody,
  PaymentReverseAnswer,
  PaymentTextBody,
} from '../contract-payments.ts';
import { refusals } from '../errors.ts';
import { openPaymentReader } from '../payments/reader.ts';
import { answerOfRecorded, failures, IdempotencyHeaders, idempotencyIn, idIn, IdParams } from './route.ts';
import type { Api, RouteDeps } from './route.ts';
import { fileOrText, sourceIn, TEXT_BODY_BYTES } from './upload.ts';

const DEFAULT_LIMIT = 20;
/** 100,000 choices of 45 characters, the most that a file has rows. Bytes. */
const COMMIT_BODY_BYTES = 5_000_000;

/** @param deps.readingMs after which the reading of a file is given up */
export function paymentRoutes(app: Api, deps: RouteDeps & { readingMs: number }): void {
  const { db, clock, demo, live, jobs } = deps;
  const readPaymentFile = openPaymentReader(deps.readingMs);

  app.post(
    '/payment-files',
    {
      bodyLimit: TEXT_BODY_BYTES,
      schema: {
        tags: ['支付明细'],
        summary: '读入一份支付明细（xlsx、csv 或粘贴的表格），得到预览；此时不记账',
        consumes: ['application/json', 'multipart/form-data'],
        body: fileOrText(PaymentTextBody),
        response: { 201: PaymentFileAnswer, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'pay', demo);
      const { filename, bytes, text } = await sourceIn(request);
      const file = await readPaymentFile(text === null ? { filename, bytes } : { filename, text });
      const { unitId } = viewerIn(request).user;
      return reply.code(201).send(await savePaymentFile(db, actor, { unitId, filename, bytes, file }, clock));
    },
  );

  app.get(
    '/payment-files',
    {
      schema: {
        tags: ['支付明细'],
        summary: '导入过的支付明细，新的在前',
        querystring: PaymentFilesQuery,
        response: { 200: PaymentFilesPage, ...failures },
      },
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT } = request.query;
      if (cursor !== undefined && !isPaymentFilesCursor(cursor)) throw refusals.badCursor();
      return listPaymentFiles(db, contextIn(request), { limit, ...(cursor !== undefined && { cursor }) });
    },
  );

  app.get(
    '/payment-files/:id',
    {
      schema: {
        tags: ['支付明细'],
        summary: '一份支付明细与现在入账的后果',
        params: IdParams,
        response: { 200: PaymentFileAnswer, ...failures },
      },
    },
    async (request) => {
      const found = await findPaymentFile(db, contextIn(request), {
        fileId: idIn(request),
        today: clock.today(),
      });
      if (!found) throw refusals.notFound('支付明细');
      return found;
    },
  );

  app.post(
    '/payment-files/:id/mapping',
    {
      schema: {
        tags: ['支付明细'],
        summary: '按另一种列的对应重读，得到新的预览（新的编号）',
        params: IdParams,
        body: PaymentMappingBody,
        response: { 201: PaymentFileAnswer, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'pay', demo);
      const mapping: PaymentMapping = request.body;
      const answer = await remapPaymentFile(db, actor, { fileId: idIn(request), mapping }, clock);
      if (!answer) throw refusals.notFound('支付明细');
      return reply.code(201).send(answer);
    },
  );

  app.post(
    '/payment-files/:id/commit',
    {
      bodyLimit: COMMIT_BODY_BYTES,
      // Nothing to choose needs no body.
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        tags: ['支付明细'],
        summary: '入账：能对上项目、没有记过的行，全部或全不',
        headers: IdempotencyHeaders,
        params: IdParams,
        body: PaymentCommitBody,
        response: { 200: PaymentCommitAnswer, ...failures },
      },
    },
    async (request) => {
      const actor = actorIn(request, 'pay', demo);
      const { include = [], choices = {} }: Static<typeof PaymentCommitBody> = request.body;
      const recorded = await commitPaymentFile(
        db,
        actor,
        { fileId: idIn(request), include, choices, idempotency: idempotencyIn(request) },
        clock,
      );
      const { answer, isNew } = answerOfRecorded(recorded, '支付明细');
      if (isNew) {
        live.poke();
        jobs.scanSoon();
      }
      return answer;
    },
  );

  app.post(
    '/payment-files/:id/reverse',
    {
      schema: {
        tags: ['支付明细'],
        summary: '整份冲销：这份文件还在账上的每一笔都记一笔相反的数，全部或全不',
        headers: IdempotencyHeaders,
        params: IdParams,
        response: { 200: PaymentReverseAnswer, ...failures },
      },
    },
    async (request) => {
      const actor = actorIn(request, 'pay', demo);
      const recorded = await reversePaymentFile(
        db,
        actor,
        { fileId: idIn(request), idempotency: idempotencyIn(request) },
        clock,
      );
      const { answer, isNew } = answerOfRecorded(recorded, '支付明细');
      if (isNew) {
        live.poke();
        jobs.scanSoon();
      }
      return answer;
    },
  );
}
