import type { Operation } from 'fast-json-patch';
import { Type } from 'typebox';
import { commitImport, findImport, saveImport } from '../../db/imports.ts';
import { findUpload } from '../../db/uploads.ts';
import type { Context } from '../../db/database.ts';
import { actorIn, contextIn, viewerIn } from '../access.ts';
import { CommitAnswer, CommitBody, ImportAnswer, ImportReading, ImportTextBody } from '../contract.ts';
import { Refusal, refusals } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Uploads } from '../uploads.ts';
import { answerOfRecorded, failures, IdempotencyHeaders, idempotencyIn, idIn, IdParams } from './route.ts';
import type { Api, RouteDeps } from './route.ts';
import { fileOrText, sourceIn, TEXT_BODY_BYTES } from './upload.ts';

/** @param deps.uploads null: a document is read while its request waits */
export function importRoutes(
  app: Api,
  deps: RouteDeps & { uploads: Uploads | null; limits: Pick<Limits, 'uploadWaitMs'> },
): void {
  const { db, clock, demo, live, jobs, sessions, readDocument, uploads, limits } = deps;

  /** The preview, or how far its reading is; null when there is neither in scope. */
  const findEither = async (context: Context, id: string) =>
    // In this order, and the import once more: it may have become one in between.
    (await findImport(db, context, id)) ??
    (await findUpload(db, context, id)) ??
    (await findImport(db, context, id));

  app.post(
    '/imports',
    {
      bodyLimit: TEXT_BODY_BYTES,
      schema: {
        tags: ['导入'],
        summary: '读入一份目标表（文件或文本），得到预览；此时不改变任何项目',
        description:
          '两秒内读完：201 与预览。更久：202，读取继续进行；进度经实时通道的主题 import:ID 推送，也可反复读 GET /imports/{id}。',
        consumes: ['application/json', 'multipart/form-data'],
        body: fileOrText(ImportTextBody),
        response: { 201: ImportAnswer, 202: ImportReading, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'import', demo);
      const source = await sourceIn(request);
      const { unitId } = viewerIn(request).user;
      if (uploads === null) {
        const { filename, bytes, text } = source;
        const document = await readDocument(text === null ? { filename, bytes } : { filename, text });
        const answer = await saveImport(db, actor, { unitId, filename, bytes, document }, clock);
        return reply.code(201).send(answer);
      }
      const ref = await uploads.accept(actor, unitId, source);
      const outcome = await uploads.outcome(ref, limits.uploadWaitMs);
      if (outcome?.state === 'failed') {
        const { message } = outcome;
        throw new Refusal(422, 'unreadable_document', message, { fields: { file: message } });
      }
      // One that fails just now is told so with its progress.
      const found = await findEither(actor.context, ref.uploadId);
      if (!found) throw new Error(`upload ${ref.uploadId} is neither read nor being read`);
      return 'forms' in found ? reply.code(201).send(found) : reply.code(202).send(found);
    },
  );

  app.get(
    '/imports/:id',
    {
      schema: {
        tags: ['导入'],
        summary: '一次导入的预览与现在提交的后果；还在读取时是进度，读不出来时是原因',
        params: IdParams,
        response: { 200: Type.Union([ImportReading, ImportAnswer]), ...failures },
      },
    },
    async (request) => {
      const found = await findEither(contextIn(request), idIn(request));
      if (!found) throw refusals.notFound('导入');
      return found;
    },
  );

  app.post(
    '/imports/:id/commit',
    {
      // Nothing to mend needs no body.
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        tags: ['导入'],
        summary: '提交导入：改好的表进入年度，全部或全不',
        headers: IdempotencyHeaders,
        params: IdParams,
        body: CommitBody,
        response: { 200: CommitAnswer, ...failures },
      },
    },
    async (request) => {
      const { adjustments = [], waivers = [], sameTargets = [] } = request.body;
      const actor = actorIn(request, adjustments.length > 0 ? 'adjust' : 'import', demo);
      const recorded = await commitImport(
        db,
        actor,
        {
          importId: idIn(request),
          // The schema lets pass exactly the operations of JSON Patch that the preview uses.
          edits: (request.body.edits ?? []) as Operation[],
          waivers,
          sameTargets,
          adjustments: adjustments.map((one) => ({ ...one, projectId: one.projectId.toLowerCase() })),
          idempotency: idempotencyIn(request),
        },
        clock,
      );
      const { answer, isNew } = answerOfRecorded(recorded, '导入');
      if (isNew) {
        // It may have made units below the viewer's department.
        sessions.forgetAll();
        live.poke();
        jobs.scanSoon();
      }
      return answer;
    },
  );
}
