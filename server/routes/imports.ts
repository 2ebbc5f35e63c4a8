import type { Operation } from 'fast-json-patch';
import { commitImport, findImport, saveImport } from '../../db/imports.ts';
import { actorIn, contextIn, viewerIn } from '../access.ts';
import { CommitAnswer, CommitBody, ImportAnswer, ImportTextBody } from '../contract.ts';
import { refusals } from '../errors.ts';
import { answerOfRecorded, failures, IdempotencyHeaders, idempotencyIn, idIn, IdParams } from './route.ts';
import type { Api, RouteDeps } from './route.ts';
import { fileOrText, sourceIn, TEXT_BODY_BYTES } from './upload.ts';

export function importRoutes(app: Api, deps: RouteDeps): void {
  const { db, clock, demo, live, jobs, sessions, readDocument } = deps;

  app.post(
    '/imports',
    {
      bodyLimit: TEXT_BODY_BYTES,
      schema: {
        tags: ['导入'],
        summary: '读入一份目标表（文件或文本），得到预览；此时不改变任何项目',
        consumes: ['application/json', 'multipart/form-data'],
        body: fileOrText(ImportTextBody),
        response: { 201: ImportAnswer, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'import', demo);
      const { filename, bytes, text } = await sourceIn(request);
      const document = await readDocument(text === null ? { filename, bytes } : { filename, text });
      const { unitId } = viewerIn(request).user;
      const answer = await saveImport(db, actor, { unitId, filename, bytes, document }, clock);
      return reply.code(201).send(answer);
    },
  );

  app.get(
    '/imports/:id',
    {
      schema: {
        tags: ['导入'],
        summary: '一次导入的预览与现在提交的后果',
        params: IdParams,
        response: { 200: ImportAnswer, ...failures },
      },
    },
    async (request) => {
      const found = await findImport(db, contextIn(request), idIn(request));
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
      const actor = actorIn(request, 'import', demo);
      const recorded = await commitImport(
        db,
        actor,
        {
          importId: idIn(request),
          // The schema lets pass exactly the operations of JSON Patch that the preview uses.
          edits: (request.body.edits ?? []) as Operation[],
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
