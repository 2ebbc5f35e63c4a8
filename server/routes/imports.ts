import type { FastifyRequest } from 'fastify';
import type { Operation } from 'fast-json-patch';
import { Type, type Static } from 'typebox';
import { commitImport, findImport, saveImport } from '../../db/imports.ts';
import { actorIn, contextIn, viewerIn } from '../access.ts';
import { CommitAnswer, CommitBody, ImportAnswer, ImportTextBody } from '../contract.ts';
import { Refusal, refusals } from '../errors.ts';
import { UPLOAD_BYTES } from '../limits.ts';
import { answerOfRecorded, failures, IdempotencyHeaders, idempotencyIn, idIn, IdParams } from './route.ts';
import type { Api, RouteDeps } from './route.ts';

/** Text in JSON is up to half longer than the text itself (line ends and tabs are escaped). */
const TEXT_BODY_BYTES = UPLOAD_BYTES * 1.5;
const FILENAME_LENGTH = 200;

/** Either of two content types; each is checked by its own schema. */
const ImportBody = {
  content: {
    'application/json': { schema: ImportTextBody },
    'multipart/form-data': {
      // Without `type: 'object'`: the file is read from the stream, there is no body to check.
      schema: Type.Unsafe<undefined>({
        properties: { file: { type: 'string', format: 'binary' } },
      }),
    },
  },
};

export function importRoutes(app: Api, deps: RouteDeps): void {
  const { db, clock, demo, live, sessions, readDocument } = deps;

  app.post(
    '/imports',
    {
      bodyLimit: TEXT_BODY_BYTES,
      schema: {
        tags: ['导入'],
        summary: '读入一份目标表（文件或文本），得到预览；此时不改变任何项目',
        consumes: ['application/json', 'multipart/form-data'],
        body: ImportBody,
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
      }
      return answer;
    },
  );
}

interface Source {
  filename: string;
  bytes: Buffer;
  /** The text as sent in JSON; null for a file. */
  text: string | null;
}

async function sourceIn(request: FastifyRequest): Promise<Source> {
  if (!request.isMultipart()) {
    const { text, filename } = request.body as Static<typeof ImportTextBody>;
    const bytes = Buffer.from(text);
    if (bytes.length > UPLOAD_BYTES) throw tooLarge();
    return { filename, bytes, text };
  }
  let source: Source | null = null;
  // To the end, so that a second part is refused and not overlooked.
  for await (const part of request.parts()) {
    if (part.type !== 'file' || part.fieldname !== 'file') throw noFile();
    const bytes = await part.toBuffer();
    source = { filename: part.filename.slice(-FILENAME_LENGTH) || '未命名', bytes, text: null };
  }
  if (!source) throw noFile();
  return source;
}

const noFile = () => refusals.invalid('请选择一个文件（表单字段 file）。', { file: '缺少文件' });
const tooLarge = () => new Refusal(413, 'too_large', '文件太大，上限 20 MB，请拆分后再导入。');
