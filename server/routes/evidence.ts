import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Idempotency } from '../../db/actor.ts';
import {
  EVIDENCE_FILES_AT_MOST,
  linkEvidence,
  listFormEvidence,
  listProjectEvidence,
  loadEvidence,
  storeEvidence,
} from '../../db/evidence.ts';
import { actorIn, contextIn, may, viewerIn } from '../access.ts';
import { EvidenceAnswer, EvidenceItem, EvidenceLinkBody } from '../contract-evidence.ts';
import { Refusal, refusals } from '../errors.ts';
import { evidenceName, evidenceTypeOf } from '../evidence-type.ts';
import {
  answerAndTell,
  failures,
  idempotencyIn,
  idIn,
  IdParams,
  recording,
  type Api,
  type RouteDeps,
} from './route.ts';
import { sourceIn, TEXT_BODY_BYTES, type Source } from './upload.ts';

const tags = ['佐证材料'];

/** A file alone, no text in JSON. */
const fileBody = {
  content: {
    'multipart/form-data': {
      schema: Type.Unsafe<undefined>({ properties: { file: { type: 'string', format: 'binary' } } }),
    },
  },
};
const Bytes = Type.Unsafe<Buffer>({ type: 'string', format: 'binary' });

export function evidenceRoutes(app: Api, deps: RouteDeps): void {
  fileRoutes(app, deps);
  listRoutes(app, deps);
}

function fileRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  app.post(
    '/projects/:id/evidence',
    {
      bodyLimit: TEXT_BODY_BYTES,
      schema: {
        tags,
        summary: '上传一份佐证材料（pdf、png、jpg、docx、xlsx，≤ 20 MB）；类型按内容判定，同样的内容只存一次',
        consumes: ['multipart/form-data'],
        ...recording(fileBody, EvidenceItem),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'evidence', demo);
      if (!request.isMultipart()) throw noFile();
      const source = await sourceIn(request);
      const mediaType = await evidenceTypeOf(source.bytes);
      if (mediaType === null) throw notTaken(source.filename);
      const filename = evidenceName(source.filename, mediaType);
      const recorded = await storeEvidence(
        db,
        actor,
        {
          projectId: idIn(request),
          filename,
          mediaType,
          bytes: source.bytes,
          idempotency: keyOfFile(request, source),
        },
        clock,
      );
      return reply.code(201).send(answerAndTell(recorded, '项目', { live, jobs }));
    },
  );

  app.get(
    '/evidence/:id',
    {
      schema: {
        tags,
        summary: '下载一份佐证材料：图片和 PDF 可直接看，Word 和 Excel 另存',
        params: IdParams,
        produces: ['application/octet-stream'],
        response: { 200: Bytes, ...failures },
      },
    },
    async (request, reply) => {
      const found = await loadEvidence(db, contextIn(request), idIn(request));
      if (found === null) throw refusals.notFound('佐证材料');
      return sendFile(reply, found);
    },
  );
}

/** What a browser shows by itself without running anything of ours; the rest is saved. */
const SHOWN = ['application/pdf', 'image/png', 'image/jpeg'];
/** A file of a unit is nobody's page: it loads nothing. The viewer of PDF is the browser's own plugin. */
const FILE_POLICY =
  "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

function sendFile(
  reply: FastifyReply,
  { filename, mediaType, bytes }: { filename: string; mediaType: string; bytes: Buffer },
): FastifyReply {
  const disposition = SHOWN.includes(mediaType) ? 'inline' : 'attachment';
  return reply
    .header('content-disposition', `${disposition}; filename*=UTF-8''${encodeName(filename)}`)
    .header('content-security-policy', FILE_POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .type(mediaType)
    .send(bytes);
}

/** RFC 5987: what encodeURIComponent leaves and a header's parameter must not hold. */
const encodeName = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function listRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  app.get(
    '/projects/:id/evidence',
    {
      schema: {
        tags,
        summary: '一个项目的佐证材料，新的在前，附各自放在哪一格、哪一条要求下',
        params: IdParams,
        response: { 200: EvidenceAnswer, ...failures },
      },
    },
    async (request) => {
      const items = await listProjectEvidence(db, contextIn(request), idIn(request));
      if (items === null) throw refusals.notFound('项目');
      return { mayAdd: may(viewerIn(request).role, 'evidence'), items, most: EVIDENCE_FILES_AT_MOST };
    },
  );

  app.get(
    '/review-forms/:id/evidence',
    {
      schema: {
        tags,
        summary: '一份表上各格现有的佐证材料',
        params: IdParams,
        response: { 200: EvidenceAnswer, ...failures },
      },
    },
    async (request) => {
      const items = await listFormEvidence(db, contextIn(request), idIn(request));
      if (items === null) throw refusals.notFound('监控表');
      return { mayAdd: may(viewerIn(request).role, 'evidence'), items, most: EVIDENCE_FILES_AT_MOST };
    },
  );

  app.post(
    '/review-forms/:id/evidence',
    {
      schema: {
        tags,
        summary: '把项目的一份佐证材料放到表的一格，或拿走（isWithdrawn）；送审以后不能再改',
        ...recording(EvidenceLinkBody, EvidenceItem),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'evidence', demo);
      const { evidenceId, cell, isWithdrawn = false } = request.body;
      const recorded = await linkEvidence(
        db,
        actor,
        {
          formId: idIn(request),
          evidenceId: evidenceId.toLowerCase(),
          cell,
          isWithdrawn,
          idempotency: idempotencyIn(request),
        },
        clock,
      );
      return reply.code(201).send(answerAndTell(recorded, '监控表', { live, jobs }));
    },
  );
}

/** The key goes with the file's content and name: a multipart body is no JSON that could be hashed. */
function keyOfFile(request: FastifyRequest, { filename, bytes }: Source): Idempotency {
  const idempotency = idempotencyIn(request);
  const content = createHash('sha256').update(`${idempotency.bodyHash}\n${filename}\n`).update(bytes);
  return { ...idempotency, bodyHash: content.digest('hex') };
}

const noFile = () => refusals.invalid('请选择一个文件（表单字段 file）。', { file: '缺少文件' });
const notTaken = (filename: string) =>
  new Refusal(
    400,
    'evidence_not_taken',
    `${filename} 不能作佐证材料：只收 PDF、PNG、JPG 图片、Word（.docx）和 Excel（.xlsx），按内容判定；带宏的、有密码的、损坏的和老格式的请另存后再上传。`,
  );
