import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { isLedgerCursor } from '../../db/ledger.ts';
import { loadFormPaper, loadNoticePaper, type PaperOf } from '../../db/paper-cases.ts';
import { loadEvaluationPaper } from '../../db/paper-evaluation.ts';
import { loadEvaluationSummary } from '../../db/paper-evaluation-summary.ts';
import { listPapersJobs } from '../../db/paper-export.ts';
import { loadRoundPapers } from '../../db/paper-round-cases.ts';
import { standingTemplate } from '../../db/paper-templates.ts';
import { findKeptPaper, findPaper, listPapers, storePaper, type NewPaper } from '../../db/papers.ts';
import type { Actor, Idempotency } from '../../db/actor.ts';
import type { Context, Db } from '../../db/database.ts';
import { dataForDisclosure } from '../../domain/paper-disclosure.ts';
import { evaluationSummaryPaper } from '../../domain/paper-evaluation-summary.ts';
import { evaluationData } from '../../domain/paper-marks-evaluation.ts';
import { noticeData } from '../../domain/paper-marks-notice.ts';
import { templateData, type TemplateData } from '../../domain/paper-marks.ts';
import { monitoringPaper } from '../../domain/paper-monitoring.ts';
import { rectificationPaper } from '../../domain/paper-rectification.ts';
import { reportPaper } from '../../domain/paper-report.ts';
import { selfEvaluationPaper } from '../../domain/paper-self-evaluation.ts';
import { summaryPaper } from '../../domain/paper-summary.ts';
import { isTemplateKind } from '../../domain/paper-template-kinds.ts';
import type { Paper } from '../../domain/paper.ts';
import { actorIn, contextIn, viewerIn } from '../access.ts';
import {
  AllPapersAsked,
  AllPapersBody,
  PaperBody,
  PapersAnswer,
  PaperShape,
  PapersJobsAnswer,
  PapersQuery,
  RoundPaperBody,
} from '../contract-papers.ts';
import type { PaperItem, PaperKind } from '../contract-review-shapes.ts';
import { Refusal, refusals } from '../errors.ts';
import type { AllForms } from '../paper/all-forms.ts';
import { refuseTooManyPapers } from '../paper/limits.ts';
import { makePaper, MEDIA_TYPES, type Writing } from '../paper/make.ts';
import { fillApart, TemplateRefused, writeApart, type OwnTemplate } from '../paper/writer.ts';
import {
  answerOfRecorded,
  failures,
  IdempotencyHeaders,
  idempotencyIn,
  idIn,
  IdParams,
  recording,
  type Api,
  type RouteDeps,
} from './route.ts';

const tags = ['公文'];
/** Exports of a page unless asked otherwise. */
const PAGE = 500;
/** The summary of more takes this process longer than it takes to start another. */
const FORMS_WRITTEN_HERE = 100;
/** Sent as they are. */
const Bytes = Type.Unsafe<Buffer>({ type: 'string', format: 'binary' });

export function paperRoutes(app: Api, deps: RouteDeps & { allForms: AllForms }): void {
  makingRoutes(app, deps);
  allFormsRoutes(app, deps);
  takingRoutes(app, deps);
}

/** What an export belongs to, and how it is described. */
interface Export {
  kind: PaperKind;
  paper: Paper;
  about: string;
  of: Pick<NewPaper, 'unitId' | 'roundId' | 'formId' | 'rectificationId' | 'invented'>;
  names: readonly string[];
  idempotency: Idempotency;
  write?: Writing;
  /** What a bureau's own template is filled with, where one stands. */
  data?: TemplateData;
}

function makingRoutes(app: Api, { db, clock, wall, demo }: RouteDeps): void {
  /** @throws Refusal 422 where the format cannot be made on this machine */
  const keep = async (actor: Actor, body: PaperBody, what: Export): Promise<PaperItem> => {
    const { format, isDisclosure = false } = body;
    const { kind, of, idempotency, data } = what;
    await refuseTooManyPapers(db, actor, { roundId: of.roundId, kind, nowMs: wall().getTime() });
    const names = isDisclosure ? what.names : null;
    const template =
      data !== undefined && format === 'docx' && isTemplateKind(kind)
        ? await standingTemplate(db, actor.context, kind)
        : null;
    const write = template && data ? filling(template, data, names) : what.write;
    const { about, paper } = what;
    const made = await makePaper(paper, format, {
      about,
      names,
      invented: of.invented,
      ...(write && { write }),
    });
    if ('refusal' in made) throw new Refusal(422, `paper_${made.refusal}`, made.message);
    const stored = await storePaper(
      db,
      actor,
      { ...of, kind, format, isDisclosure, ...made, templateId: template?.id ?? null, idempotency },
      clock,
    );
    return answerOfRecorded(stored, '公文').answer;
  };

  /**
   * The paper that was kept under the request's key: it is answered, whatever was exported or has changed since.
   * @throws Refusal 422 for a key of another request
   */
  const keptBefore = async (actor: Actor, request: FastifyRequest): Promise<PaperItem | null> => {
    const kept = await findKeptPaper(db, actor, idempotencyIn(request));
    if (kept === 'reused') throw refusals.keyReused();
    return kept;
  };

  /** The 自评表, where the form is one of self-evaluation. @throws Refusal 404 where it is none in scope */
  const keepEvaluation = async (
    actor: Actor,
    request: FastifyRequest<{ Body: PaperBody; Params: { id: string } }>,
  ): Promise<PaperItem> => {
    const found = await loadEvaluationPaper(db, actor.context, idIn(request));
    if (found === null) throw refusals.notFound('监控表');
    refuseUnapproved(request.body, found.isClosed, '这张自评表还没有办结');
    return keep(actor, request.body, {
      kind: 'self_evaluation',
      paper: selfEvaluationPaper(found.paper),
      about: found.paper.projectName,
      of: { ...found, formId: idIn(request), rectificationId: null },
      names: found.names,
      data: evaluationData(found.paper),
      idempotency: idempotencyIn(request),
    });
  };

  app.post(
    '/review-forms/:id/papers',
    {
      schema: {
        tags,
        summary: '导出一张监控表或自评表：按此刻所填生成，留存原件和摘要，以后取出的字节不变',
        ...recording(PaperBody, PaperShape),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'act', demo);
      const before = await keptBefore(actor, request);
      if (before !== null) return reply.code(201).send(before);
      const found = await loadFormPaper(db, actor.context, idIn(request));
      if (found === null) return reply.code(201).send(await keepEvaluation(actor, request));
      refuseUnapproved(request.body, found.isClosed, '这张监控表还没有办结');
      const stored = await keep(actor, request.body, {
        kind: 'monitoring_form',
        paper: monitoringPaper(found.paper),
        about: found.paper.form.head.projectName,
        of: { ...found, formId: idIn(request), rectificationId: null },
        names: found.names,
        data: templateData(found.paper),
        idempotency: idempotencyIn(request),
      });
      return reply.code(201).send(stored);
    },
  );

  app.post(
    '/review-rounds/:id/papers',
    {
      schema: {
        tags,
        summary:
          '导出一轮任务的汇总表，或一轮监控的监控报告：财政局出全县的，主管部门领导出本部门的；自评任务出自评汇总表',
        ...recording(RoundPaperBody, PaperShape),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'conclude', demo);
      const before = await keptBefore(actor, request);
      if (before !== null) return reply.code(201).send(before);
      const { kind } = request.body;
      const roundId = idIn(request);
      // The finance bureau has no unit: whoever sees the whole region speaks for it, a leader for the department.
      const { unitId, unitName } = viewerIn(request).user;
      const found = await loadRoundPaper(db, actor.context, {
        kind,
        roundId,
        today: clock.today(),
        department: unitId === null ? null : unitName,
      });
      refuseUnapproved(request.body, found.isClosed, '这轮任务还有没办结的表');
      const stored = await keep(actor, request.body, {
        kind,
        paper: found.paper,
        about: found.about,
        of: { ...found, unitId, formId: null, rectificationId: null },
        names: found.names,
        idempotency: idempotencyIn(request),
        ...(found.forms > FORMS_WRITTEN_HERE && { write: writeApart }),
      });
      return reply.code(201).send(stored);
    },
  );

  app.post(
    '/rectifications/:id/papers',
    {
      schema: {
        tags,
        summary: '导出整改通知书',
        ...recording(PaperBody, PaperShape),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'act', demo);
      const before = await keptBefore(actor, request);
      if (before !== null) return reply.code(201).send(before);
      const found = await loadNoticePaper(db, actor.context, idIn(request));
      if (found === null) throw refusals.notFound('整改');
      const stored = await keep(actor, request.body, {
        kind: 'rectification_notice',
        paper: rectificationPaper(found.paper),
        about: found.paper.projectName,
        of: { ...found, formId: null, rectificationId: idIn(request) },
        names: found.names,
        data: noticeData(found.paper),
        idempotency: idempotencyIn(request),
      });
      return reply.code(201).send(stored);
    },
  );
}

/**
 * The summary of a round of either purpose, or the report of one of monitoring.
 * @throws Refusal 404 for a round without forms in scope, 422 for the report of a self-evaluation
 */
async function loadRoundPaper(
  db: Db,
  context: Context,
  {
    kind,
    ...at
  }: { kind: RoundPaperBody['kind']; roundId: string; today: string; department: string | null },
): Promise<PaperOf<Paper> & { about: string; isClosed: boolean; forms: number }> {
  const about = ({ place, fiscalYear }: { place: string; fiscalYear: number }) => `${place}${fiscalYear}`;
  const monitored = await loadRoundPapers(db, context, at);
  if (monitored !== null) {
    const { summary, report } = monitored.paper;
    const paper = kind === 'summary' ? summaryPaper(summary) : reportPaper(report);
    return { ...monitored, paper, about: about(summary) };
  }
  const evaluated = await loadEvaluationSummary(db, context, at);
  if (evaluated === null) throw refusals.notFound('任务');
  if (kind === 'report') {
    throw new Refusal(422, 'no_such_paper', '自评任务没有监控报告。请导出汇总表或全部自评表。');
  }
  return { ...evaluated, paper: evaluationSummaryPaper(evaluated.paper), about: about(evaluated.paper) };
}

/** The bureau's own form instead of our layout. */
function filling(template: OwnTemplate, data: TemplateData, names: readonly string[] | null): Writing {
  return async () => {
    try {
      return await fillApart(template, names === null ? data : dataForDisclosure(data, { names }));
    } catch (error) {
      if (!(error instanceof TemplateRefused)) throw error;
      const { refusal, message } = error.answer;
      throw new Refusal(422, `template_${refusal}`, `本局的模板填不进去：${message}`);
    }
  };
}

function allFormsRoutes(app: Api, { db, wall, demo, allForms }: RouteDeps & { allForms: AllForms }): void {
  app.post(
    '/review-rounds/:id/papers/all',
    {
      schema: {
        tags,
        summary:
          '把一轮任务范围内的监控表或自评表全部导出为一个压缩包：在后台生成，进度走实时通道，完成后即为同一编号的公文',
        headers: IdempotencyHeaders,
        params: IdParams,
        body: AllPapersBody,
        response: { 202: AllPapersAsked, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'act', demo);
      const id = await allForms.begin(actor, {
        unitId: viewerIn(request).user.unitId,
        roundId: idIn(request),
        format: request.body.format,
        idempotency: idempotencyIn(request),
      });
      return reply.code(202).send({ id });
    },
  );

  app.get(
    '/review-rounds/:id/papers/all',
    {
      schema: {
        tags,
        summary: '正在生成、失败或中断的全部导出（十分钟内）；完成的在公文清单里',
        params: IdParams,
        response: { 200: PapersJobsAnswer, ...failures },
      },
    },
    async (request) => {
      const { unitId } = viewerIn(request).user;
      const at = { roundId: idIn(request), unitId, nowMs: wall().getTime() };
      return { items: await listPapersJobs(db, contextIn(request), at) };
    },
  );
}

/**
 * 信息公开: approved only (domain.md 5).
 * @throws Refusal 422 for the disclosure copy of what may still change
 */
function refuseUnapproved({ isDisclosure = false }: PaperBody, isClosed: boolean, why: string): void {
  if (!isDisclosure || isClosed) return;
  throw new Refusal(422, 'not_approved', `${why}，不能出公开稿：公开的只能是审核办结后的内容。`);
}

function takingRoutes(app: Api, { db }: RouteDeps): void {
  app.get(
    '/papers',
    {
      schema: {
        tags,
        summary: '一轮任务、一张监控表或一件整改导出过的公文，新的在前，分页',
        querystring: PapersQuery,
        response: { 200: PapersAnswer, ...failures },
      },
    },
    async (request) => {
      const { round, form, rectification, cursor, limit = PAGE } = request.query;
      if (cursor !== undefined && !isLedgerCursor(cursor)) throw refusals.badCursor();
      const of = {
        ...(round !== undefined && { roundId: round.toLowerCase() }),
        ...(form !== undefined && { formId: form.toLowerCase() }),
        ...(rectification !== undefined && { rectificationId: rectification.toLowerCase() }),
      };
      return await listPapers(db, contextIn(request), of, { cursor, limit });
    },
  );

  app.get(
    '/papers/:id',
    {
      schema: {
        tags,
        summary: '一份公文的原件，与导出时逐字节相同',
        params: IdParams,
        produces: Object.values(MEDIA_TYPES),
        response: { 200: Bytes, ...failures },
      },
    },
    async (request, reply) => {
      const found = await findPaper(db, contextIn(request), idIn(request));
      if (found === null) throw refusals.notFound('公文');
      return reply
        .header('content-type', MEDIA_TYPES[found.format])
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(found.filename)}`)
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'private, no-store')
        .send(found.bytes);
    },
  );
}
