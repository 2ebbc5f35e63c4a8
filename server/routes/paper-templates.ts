/** A bureau's own Word forms: uploaded, listed, withdrawn, and a sample that holds every mark. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Idempotency } from '../../db/actor.ts';
import { isLedgerCursor } from '../../db/ledger.ts';
import { findTemplate, listTemplates, storeTemplate, withdrawTemplate } from '../../db/paper-templates.ts';
import { findKept } from '../../db/record-act.ts';
import { sampleTemplate } from '../../domain/paper-template-sample.ts';
import { TEMPLATE_KIND_NAMES } from '../../domain/paper-template-kinds.ts';
import { actorIn, contextIn, may, viewerIn } from '../access.ts';
import {
  TemplateQuery,
  TemplatesAnswer,
  TemplateShape,
  TemplatesQuery,
  type TemplateItem,
} from '../contract-papers.ts';
import { Refusal, refusals } from '../errors.ts';
import { refuseTooManyTemplates } from '../paper/limits.ts';
import { cleanName, MEDIA_TYPES } from '../paper/make.ts';
import { checkApart } from '../paper/writer.ts';
import {
  answerOfRecorded,
  failures,
  IdempotencyHeaders,
  idempotencyIn,
  idIn,
  IdParams,
  type Api,
  type RouteDeps,
} from './route.ts';
import { sourceIn, TEXT_BODY_BYTES, type Source } from './upload.ts';

const tags = ['公文'];
/** Of a page unless asked otherwise: a bureau changes its form once a year or two. */
const PAGE = 100;

/** A file alone, no text in JSON. */
const fileBody = {
  content: {
    'multipart/form-data': {
      schema: Type.Unsafe<undefined>({ properties: { file: { type: 'string', format: 'binary' } } }),
    },
  },
};
const Bytes = Type.Unsafe<Buffer>({ type: 'string', format: 'binary' });

export function paperTemplateRoutes(app: Api, deps: RouteDeps): void {
  keepingRoutes(app, deps);
  takingRoutes(app, deps);
}

function keepingRoutes(app: Api, { db, clock, wall, demo }: RouteDeps): void {
  app.post(
    '/paper-templates',
    {
      bodyLimit: TEXT_BODY_BYTES,
      schema: {
        tags,
        summary:
          '上传本局自己的公文模板（.docx，≤ 5 MB）：按内容判定，标记逐个核对；以后导出 Word 时填这份模板',
        consumes: ['multipart/form-data'],
        headers: IdempotencyHeaders,
        querystring: TemplateQuery,
        body: fileBody,
        response: { 201: TemplateShape, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'template', demo);
      const { kind } = request.query;
      if (!request.isMultipart()) throw noFile();
      const source = await sourceIn(request);
      const idempotency = keyOfFile(request, source);
      const before = await findKept<TemplateItem>(db, actor, idempotency);
      if (before === 'reused') throw refusals.keyReused();
      if (before !== null) return reply.code(201).send(before.answer);
      await refuseTooManyTemplates(db, actor, wall().getTime());
      const checked = await checkApart({ kind, bytes: source.bytes });
      if ('refusal' in checked) {
        const { refusal, message } = checked;
        throw new Refusal(422, `template_${refusal}`, message, { fields: { file: message } });
      }
      const name = cleanName(source.filename.replace(/\.docx$/i, '')) || TEMPLATE_KIND_NAMES[kind];
      const recorded = await storeTemplate(
        db,
        actor,
        { kind, filename: `${name}.docx`, bytes: source.bytes, idempotency },
        clock,
      );
      return reply.code(201).send(answerOfRecorded(recorded, '模板').answer);
    },
  );

  app.post(
    '/paper-templates/:id/withdraw',
    {
      schema: {
        tags,
        summary: '撤下正在使用的模板，导出恢复系统自带的版式；上传过的都留存',
        headers: IdempotencyHeaders,
        params: IdParams,
        response: { 201: TemplateShape, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'template', demo);
      const wish = { id: idIn(request), idempotency: idempotencyIn(request) };
      const recorded = await withdrawTemplate(db, actor, wish, clock);
      return reply.code(201).send(answerOfRecorded(recorded, '模板').answer);
    },
  );
}

function takingRoutes(app: Api, { db }: RouteDeps): void {
  app.get(
    '/paper-templates',
    {
      schema: {
        tags,
        summary: '上传和撤下过的公文模板，新的在前，分页',
        querystring: TemplatesQuery,
        response: { 200: TemplatesAnswer, ...failures },
      },
    },
    async (request) => {
      const { cursor, limit = PAGE } = request.query;
      if (cursor !== undefined && !isLedgerCursor(cursor)) throw refusals.badCursor();
      const page = await listTemplates(db, contextIn(request), { cursor, limit });
      return { mayChange: may(viewerIn(request).role, 'template'), ...page };
    },
  );

  app.get(
    '/paper-templates/sample',
    {
      schema: {
        tags,
        summary: '一份写有全部标记的样例模板，可在 Word 里改成本局的样子再上传',
        querystring: TemplateQuery,
        produces: [MEDIA_TYPES.docx],
        response: { 200: Bytes, ...failures },
      },
    },
    async (request, reply) => {
      contextIn(request);
      const { kind } = request.query;
      const { paperToDocx } = await import('../paper/docx.ts');
      const bytes = await paperToDocx(sampleTemplate(kind));
      return sendDocx(reply, `${TEMPLATE_KIND_NAMES[kind]}模板（样例）.docx`, bytes);
    },
  );

  app.get(
    '/paper-templates/:id',
    {
      schema: {
        tags,
        summary: '一份模板的原件，与上传时逐字节相同',
        params: IdParams,
        produces: [MEDIA_TYPES.docx],
        response: { 200: Bytes, ...failures },
      },
    },
    async (request, reply) => {
      const found = await findTemplate(db, contextIn(request), idIn(request));
      if (found === null) throw refusals.notFound('模板');
      return sendDocx(reply, found.filename, found.bytes);
    },
  );
}

const sendDocx = (reply: FastifyReply, filename: string, bytes: Buffer): FastifyReply =>
  reply
    .header('content-type', MEDIA_TYPES.docx)
    .header(
      'content-disposition',
      `attachment; filename*=UTF-8''${encodeURIComponent(filename.toWellFormed())}`,
    )
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .send(bytes);

/** The key goes with the kind, the file's name and its content: a multipart body is no JSON that could be hashed. */
function keyOfFile(request: FastifyRequest<{ Querystring: { kind: string } }>, source: Source): Idempotency {
  const idempotency = idempotencyIn(request);
  const content = createHash('sha256')
    .update(`${idempotency.bodyHash}\n${request.query.kind}\n${source.filename}\n`)
    .update(source.bytes);
  return { ...idempotency, bodyHash: content.digest('hex') };
}

const noFile = () => refusals.invalid('请选择一个文件（表单字段 file）。', { file: '缺少文件' });
