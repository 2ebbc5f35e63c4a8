import { conflictAnswer, loadTargets, recordAdjustment, requestOf } from '../../db/adjustments.ts';
import { listAdjustments } from '../../db/adjustment-list.ts';
import { MOST_COPIED, readYear } from '../../db/copy-year.ts';
import { saveImport } from '../../db/imports.ts';
import { isLedgerCursor } from '../../db/ledger.ts';
import { copiedDocument, writtenDocument, type WrittenDocument } from '../../domain/written-form.ts';
import { actorIn, contextIn, may, viewerIn } from '../access.ts';
import {
  AdjustmentAnswer,
  AdjustmentBody,
  AdjustmentConflict,
  AdjustmentPage,
  CopyBody,
  ProjectBody,
  TargetsAnswer,
} from '../contract-adjustments.ts';
import { ListQuery } from '../contract-basics.ts';
import { ImportAnswer } from '../contract.ts';
import { refusals } from '../errors.ts';
import { languageOf } from '../language.ts';
import {
  answerAndTell,
  failures,
  IdempotencyHeaders,
  idempotencyIn,
  idIn,
  IdParams,
  type Api,
  type RouteDeps,
} from './route.ts';

/** Adjustments of a page unless asked otherwise. */
const PAGE = 50;

export function adjustmentRoutes(app: Api, deps: RouteDeps): void {
  const { db, clock, demo, live, jobs } = deps;
  app.get(
    '/projects/:id/targets',
    {
      schema: {
        tags: ['目标调整'],
        summary: '一个项目已批复、已调整到现在的目标和预算，带版本标记 revision',
        params: IdParams,
        response: { 200: TargetsAnswer, ...failures },
      },
    },
    async (request) => {
      const found = await loadTargets(db, contextIn(request), {
        projectId: idIn(request),
        today: clock.today(),
        mayAdjust: may(viewerIn(request).role, 'adjust'),
      });
      if (!found) throw refusals.notFound('项目');
      return found;
    },
  );

  app.get(
    '/projects/:id/adjustments',
    {
      schema: {
        tags: ['目标调整'],
        summary: '一个项目的目标调整，新的在前，分页',
        params: IdParams,
        querystring: ListQuery,
        response: { 200: AdjustmentPage, ...failures },
      },
    },
    async (request) => {
      const { cursor, limit = PAGE } = request.query;
      if (cursor !== undefined && !isLedgerCursor(cursor)) throw refusals.badCursor();
      const page = await listAdjustments(db, contextIn(request), {
        projectId: idIn(request),
        asOf: clock.today(),
        cursor,
        limit,
      });
      if (!page) throw refusals.notFound('项目');
      return page;
    },
  );

  app.post(
    '/projects/:id/adjustments',
    {
      schema: {
        tags: ['目标调整'],
        summary: '调整已批复的目标：旧版本保留，生效日以前仍按原目标判定；revision 过时回答 409',
        headers: IdempotencyHeaders,
        params: IdParams,
        body: AdjustmentBody,
        response: { 201: AdjustmentAnswer, 409: AdjustmentConflict, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'adjust', demo);
      const { body } = request;
      const recorded = await recordAdjustment(
        db,
        actor,
        { ...requestOf(idIn(request), inLowerCase(body)), idempotency: idempotencyIn(request) },
        clock,
      );
      if (recorded && 'conflict' in recorded) {
        return reply.code(409).send(conflictAnswer(recorded.conflict, body, languageOf(request)));
      }
      return reply.code(201).send(answerAndTell(recorded, '项目', { live, jobs }));
    },
  );

  writtenRoutes(app, deps);
}

/** Projects that no document brings in: they become a preview like any other, and its commit makes them. */
function writtenRoutes(app: Api, { db, clock, demo }: RouteDeps): void {
  const response = { 201: ImportAnswer, ...failures };
  const preview = (
    request: Parameters<typeof actorIn>[0],
    filename: string,
    { forms, lines }: WrittenDocument,
  ) =>
    saveImport(
      db,
      actorIn(request, 'import', demo),
      {
        unitId: viewerIn(request).user.unitId,
        filename,
        bytes: Buffer.from(lines.join('\n')),
        document: { forms, budgetTables: [], findings: [], lines },
      },
      clock,
    );

  app.post(
    '/projects',
    {
      schema: {
        tags: ['导入'],
        summary: '手工新建一个项目：得到与导入相同的预览和检查，提交后成为项目',
        body: ProjectBody,
        response,
      },
    },
    async (request, reply) => {
      const { body } = request;
      const document = writtenDocument([
        {
          projectName: body.projectName,
          implementingUnit: body.implementingUnit,
          department: body.department ?? null,
          departmentCode: null,
          fiscalYear: body.fiscalYear,
          attribute: body.attribute ?? null,
          duration: body.duration ?? null,
          goalAnnual: body.goalAnnual ?? null,
          goalPeriod: null,
          amounts: body.amounts,
          periodFunding: null,
          texts: {},
          indicators: body.indicators,
        },
      ]);
      return reply
        .code(201)
        .send(await preview(request, `新建项目：${body.projectName.trim() || '未命名'}`, document));
    },
  );

  app.post(
    '/projects/copy',
    {
      schema: {
        tags: ['导入'],
        summary: '把一个年度的项目复制到另一年度：得到预览，指标值里的年份按建议改好，逐项核对后提交',
        body: CopyBody,
        response,
      },
    },
    async (request, reply) => {
      const { fromYear, toYear, projectIds } = request.body;
      if (fromYear === toYear) {
        throw refusals.invalid('请选另一个年度。', { toYear: '不能与来源年度相同' });
      }
      const projects = await readYear(db, contextIn(request), {
        year: fromYear,
        projectIds: projectIds?.map((id) => id.toLowerCase()),
      });
      if (projects === null) {
        throw refusals.invalid(`一次最多复制 ${MOST_COPIED} 个项目，请先按单位筛选。`, {
          projectIds: `超过 ${MOST_COPIED} 个`,
        });
      }
      if (projects.length === 0) {
        throw refusals.invalid(`${fromYear} 年度没有可复制的项目。`, { fromYear: '没有项目' });
      }
      const filename = `${fromYear} 年度复制到 ${toYear} 年度（${projects.length} 个项目）`;
      return reply.code(201).send(await preview(request, filename, copiedDocument(projects, toYear)));
    },
  );
}

/** Ids as the database prints them. */
function inLowerCase(body: AdjustmentBody): AdjustmentBody {
  const { targets, ended } = body.changes;
  return {
    ...body,
    changes: {
      ...body.changes,
      ...(targets && {
        targets: targets.map((one) => ({ ...one, indicatorId: one.indicatorId.toLowerCase() })),
      }),
      ...(ended && { ended: ended.map((id) => id.toLowerCase()) }),
    },
  };
}
