import { loadJudging } from '../../db/judging.ts';
import { isLedgerCursor } from '../../db/ledger.ts';
import { cursorBefore } from '../../db/live-cursor.ts';
import { isOffsetCursor } from '../../db/offset-page.ts';
import { listFormsAt, loadRound, MOST_FORMS, STAGES_OF_ROLE } from '../../db/review-cockpit.ts';
import { approveBatch, recordCorrection, recordReviewAct, type ActedForm } from '../../db/review-acts.ts';
import { addComment, loadForm, saveCells } from '../../db/review-forms.ts';
import { readEvaluationVariants, readRoundVariants } from '../../db/review-variants.ts';
import { evaluatedYears, listRounds, openRound, previewScope } from '../../db/rounds.ts';
import type { WorkingCalendar } from '../../domain/calendar.ts';
import type { Language } from '../../domain/language.ts';
import { allowedActs, mayEdit, type ReviewActor } from '../../domain/review.ts';
import { checkRound, scopeDefects } from '../../domain/round-check.ts';
import { roundsOf, type RoundVariant } from '../../domain/round.ts';
import { DEFAULT_SCORE_SCHEME, schemeDefects, type ScoreScheme } from '../../domain/score-scheme.ts';
import { actorIn, contextIn, may, viewerIn } from '../access.ts';
import {
  ActAnswer,
  ActBody,
  BatchAnswer,
  BatchBody,
  CellsAnswer,
  CellsBody,
  CellsConflict,
  CommentAnswer,
  CommentBody,
  CorrectionBody,
  ReviewFormAnswer,
  RoundAnswer,
  RoundBody,
  RoundOpened,
  RoundsAnswer,
  RoundsQuery,
  ScopeAnswer,
  ScopeBody,
  WaitingAnswer,
  WaitingQuery,
} from '../contract-reviews.ts';
import type { RoundPurpose } from '../contract-review-shapes.ts';
import { refusals } from '../errors.ts';
import { languageOf } from '../language.ts';
import { tellComment, tellForm, tellState, tellValues } from '../review-told.ts';
import {
  answerAndTell,
  failures,
  IdempotencyHeaders,
  idempotencyIn,
  idIn,
  IdParams,
  recording,
  unlessStale,
  type Api,
  type RouteDeps,
} from './route.ts';

const tags = ['绩效监控'];
/** Rounds of a page unless asked otherwise; a year has a handful. */
const ROUNDS = 200;

export function reviewRoutes(app: Api, deps: RouteDeps): void {
  roundRoutes(app, deps);
  formRoutes(app, deps);
  actRoutes(app, deps);
}

function roundRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  const variants = readRoundVariants();
  const evaluations = readEvaluationVariants();

  app.get(
    '/review-rounds',
    {
      schema: {
        tags,
        summary: '一个年度的监控任务，新的在前，分页；附可用的任务样式及其期限',
        querystring: RoundsQuery,
        response: { 200: RoundsAnswer, ...failures },
      },
    },
    async (request) => {
      const today = clock.today();
      const { cursor: after, limit = ROUNDS } = request.query;
      if (after !== undefined && !isLedgerCursor(after)) throw refusals.badCursor();
      const year = request.query.year ?? Number(today.slice(0, 4));
      const { calendar } = await loadJudging(db);
      const years = await evaluatedYears(db, contextIn(request), year);
      const cursor = await cursorBefore(db, contextIn(request));
      return {
        today,
        year,
        cursor,
        mayOpen: may(viewerIn(request).role, 'round'),
        ...(await listRounds(db, contextIn(request), { year, cursor: after ?? null, limit })),
        variants: variants.map((variant) => openable(variant, [year], calendar)),
        evaluations: evaluations.map((variant) => openable(variant, years, calendar)),
      };
    },
  );

  app.post(
    '/review-rounds/preview',
    {
      schema: {
        tags,
        summary: '按范围会选中哪些项目（截止日所知），不开任务',
        body: ScopeBody,
        response: { 200: ScopeAnswer, ...failures },
      },
    },
    async (request) => {
      const { scope } = request.body;
      const [defect] = scopeDefects(scope, languageOf(request));
      if (defect !== undefined) throw refusals.invalid(defect.message, { [defect.at]: defect.message });
      return previewScope(db, contextIn(request), { ...request.body, today: clock.today() });
    },
  );

  app.post(
    '/review-rounds',
    {
      schema: {
        tags,
        summary: '开一轮监控或绩效自评任务：选中的每个项目一张表，按截止日所知预填、冻结',
        headers: IdempotencyHeaders,
        body: RoundBody,
        response: { 201: RoundOpened, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'round', demo);
      const checked = checkRound(request.body.round, languageOf(request));
      if ('refusals' in checked) {
        const fields = Object.fromEntries(checked.refusals.map(({ at, message }) => [at, message]));
        throw refusals.invalid(checked.refusals[0]?.message ?? '', fields);
      }
      const { purpose = 'monitoring', scheme } = request.body;
      const recorded = await openRound(
        db,
        actor,
        {
          purpose,
          round: checked.round,
          scheme: schemeOf(purpose, scheme, languageOf(request)),
          idempotency: idempotencyIn(request),
        },
        clock,
      );
      return reply.code(201).send(answerAndTell(recorded, '任务', { live, jobs }));
    },
  );

  app.get(
    '/review-rounds/:id',
    {
      schema: {
        tags,
        summary: '一轮任务：范围内的监控表到了哪一环节、缺什么、退回了什么',
        params: IdParams,
        response: { 200: RoundAnswer, ...failures },
      },
    },
    async (request) => {
      const cursor = await cursorBefore(db, contextIn(request));
      const round = await loadRound(db, contextIn(request), idIn(request));
      if (round === null) throw refusals.notFound('任务');
      return { today: clock.today(), cursor, round };
    },
  );

  app.get(
    '/review-forms',
    {
      schema: {
        tags,
        summary:
          '等着本岗位办理的监控表和自评表：退回的在前，再是逾期久的，再是到期早的，分页；total 是全部页的份数',
        querystring: WaitingQuery,
        response: { 200: WaitingAnswer, ...failures },
      },
    },
    async (request) => {
      const { cursor: after, limit = MOST_FORMS } = request.query;
      if (after !== undefined && !isOffsetCursor(after)) throw refusals.badCursor();
      const [stage] = STAGES_OF_ROLE[viewerIn(request).role] ?? [];
      const context = contextIn(request);
      const today = clock.today();
      const cursor = await cursorBefore(db, context);
      if (stage === undefined) return { today, stage: null, cursor, total: 0, items: [], nextCursor: null };
      const { calendar } = await loadJudging(db);
      const wanted = { limit, ...(after !== undefined && { cursor: after }) };
      const page = await listFormsAt(db, context, { stage, today, calendar }, wanted);
      return { today, stage, cursor, ...page };
    },
  );
}

function formRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  app.get(
    '/review-forms/:id',
    {
      schema: {
        tags,
        summary: '一张监控表：预填、所填、核对、退回、经办过程，和现在能做什么',
        params: IdParams,
        response: { 200: ReviewFormAnswer, ...failures },
      },
    },
    async (request) => {
      const cursor = await cursorBefore(db, contextIn(request));
      const form = await loadForm(db, contextIn(request), idIn(request));
      if (form === null) throw refusals.notFound('监控表');
      const { accountId, role } = viewerIn(request);
      const actor: ReviewActor = { accountId, role };
      return {
        today: clock.today(),
        cursor,
        form: await tellForm({ db, context: contextIn(request) }, form),
        acts: allowedActs(form.state, actor),
        mayEdit: mayEdit(form.state, actor),
        mayCorrect: form.state.stage === 'closed' && role === 'finance_performance',
      };
    },
  );

  app.post(
    '/review-forms/:id/cells',
    {
      schema: {
        tags,
        summary: '填若干格；别人先改了同一格：409，附对方的值',
        headers: IdempotencyHeaders,
        params: IdParams,
        body: CellsBody,
        response: { 201: CellsAnswer, 409: CellsConflict, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'fill', demo);
      const recorded = await saveCells(
        db,
        actor,
        { formId: idIn(request), changes: request.body.changes, idempotency: idempotencyIn(request) },
        clock,
      );
      if (recorded !== null && 'conflicts' in recorded) {
        const newer = await tellValues(
          { db, context: actor.context },
          recorded.conflicts.map((each) => each.newer),
        );
        const conflicts = newer.map((value) => ({ cell: value.cell, newer: value }));
        return reply
          .code(409)
          .send({ code: 'cells_conflict', message: CELLS_CONFLICT[languageOf(request)], conflicts });
      }
      const { values, check } = answerAndTell(recorded, '监控表', { live, jobs });
      return reply
        .code(201)
        .send({ values: await tellValues({ db, context: actor.context }, values), check });
    },
  );

  app.post(
    '/review-forms/:id/comments',
    {
      schema: {
        tags,
        summary: '对一格写意见，不改变环节',
        ...recording(CommentBody, CommentAnswer),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'act', demo);
      const { cell, words } = request.body;
      const recorded = await addComment(
        db,
        actor,
        { formId: idIn(request), comment: { cell, reason: words }, idempotency: idempotencyIn(request) },
        clock,
      );
      const comment = answerAndTell(recorded, '监控表', { live, jobs });
      return reply.code(201).send(await tellComment({ db, context: actor.context }, comment));
    },
  );
}

function actRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  app.post(
    '/review-forms/:id/acts',
    {
      schema: {
        tags,
        summary: '送审、打开、通过、退回（写明格子和理由）、撤回；revision 过时：409',
        ...recording(ActBody, ActAnswer),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'act', demo);
      const recorded = await recordReviewAct(
        db,
        actor,
        viewerIn(request).role,
        { formId: idIn(request), wish: request.body, idempotency: idempotencyIn(request) },
        clock,
      );
      const acted = answerAndTell(unlessStale(recorded), '监控表', { live, jobs });
      return reply.code(201).send(await toldAct(acted, { db, context: actor.context }));
    },
  );

  app.post(
    '/review-forms/:id/correction',
    {
      schema: {
        tags,
        summary: '办结后更正：另起一版，从填报重新走起；原版保留',
        ...recording(CorrectionBody, ActAnswer),
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'round', demo);
      const recorded = await recordCorrection(
        db,
        actor,
        viewerIn(request).role,
        { formId: idIn(request), reason: request.body.reason, idempotency: idempotencyIn(request) },
        clock,
      );
      const acted = answerAndTell(recorded, '监控表', { live, jobs });
      return reply.code(201).send(await toldAct(acted, { db, context: actor.context }));
    },
  );

  app.post(
    '/review-forms/batch-approval',
    {
      schema: {
        tags,
        summary: '批量通过没有偏离、没有存疑的监控表；其余逐条列出，不通过',
        headers: IdempotencyHeaders,
        body: BatchBody,
        response: { 200: BatchAnswer, ...failures },
      },
    },
    async (request) => {
      const actor = actorIn(request, 'act', demo);
      const batch = await approveBatch(
        db,
        actor,
        viewerIn(request).role,
        { forms: request.body.forms, words: request.body.words ?? null, idempotency: idempotencyIn(request) },
        clock,
      );
      if ('keyReused' in batch) throw refusals.keyReused();
      live.poke();
      jobs.scanSoon();
      return batch;
    },
  );
}

const CELLS_CONFLICT: Readonly<Record<Language, string>> = {
  'zh-CN': '有格子刚被别人改过，请比较两边的值再定。',
  en: 'Somebody has just changed one of these cells: compare both values and decide.',
};

const toldAct = async ({ formId, state }: ActedForm, reader: Parameters<typeof tellState>[0]) => ({
  formId,
  state: await tellState(reader, state),
});

const openable = (variant: RoundVariant, years: readonly number[], calendar: WorkingCalendar) => ({
  id: variant.id,
  title: variant.title,
  rounds: years.flatMap((year) => roundsOf(variant, year, calendar)),
});

/**
 * By what a round is scored: a self-evaluation by the scheme that was given or the default, a monitoring by none.
 * @throws Refusal 400 for a scheme that cannot be scored by
 */
function schemeOf(
  purpose: RoundPurpose,
  given: ScoreScheme | undefined,
  language: Language,
): ScoreScheme | null {
  if (purpose === 'monitoring') {
    if (given === undefined) return null;
    const message = language === 'en' ? 'Monitoring is not scored' : '绩效监控不评分，不用评分方案';
    throw refusals.invalid(message, { scheme: message });
  }
  const scheme = given ?? DEFAULT_SCORE_SCHEME;
  const [defect] = schemeDefects(scheme, language);
  if (defect !== undefined) throw refusals.invalid(defect, { scheme: defect });
  return scheme;
}
