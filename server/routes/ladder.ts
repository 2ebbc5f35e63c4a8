import { Type } from 'typebox';
import { addLadder, findLadder, type LadderVersion } from '../../db/ladders.ts';
import { inContext } from '../../db/database.ts';
import { loadJudging } from '../../db/judging.ts';
import { recordAct, refusedFact } from '../../db/record-act.ts';
import { addDays, type PlainDate } from '../../domain/calendar.ts';
import { ladderDates, type Ladder } from '../../domain/ladder.ts';
import { checkLadder } from '../../domain/ladder-check.ts';
import type { Language } from '../../domain/language.ts';
import { sql } from 'kysely';
import { actorIn, contextIn } from '../access.ts';
import { LadderAnswer, LadderBody, LadderChange, LadderConflict } from '../contract-alerts.ts';
import { PlainDateText } from '../contract.ts';
import { refusals } from '../errors.ts';
import { languageOf } from '../language.ts';
import {
  answerAndTell,
  checkDays,
  failures,
  IdempotencyHeaders,
  idempotencyIn,
  type Api,
  type RouteDeps,
} from './route.ts';

const ORIGIN: Readonly<Record<Language, string>> = {
  'zh-CN':
    '默认层级：到期前 3 个工作日提醒经办人，逾期 1 日报单位负责人，5 日报主管部门，10 日报财政局绩效股。这是通行建议，不是法定要求，可由财政局绩效股调整。',
  en: 'The default: the handler is reminded 3 working days before the due date; 1 day overdue the unit head is told, 5 days the department, 10 days the finance performance section. This is common advice, not law; the finance performance section can change it.',
};

const CHANGED: Readonly<Record<Language, (version: number) => string>> = {
  'zh-CN': (version) => `层级刚被另一次保存改动（现为第 ${version} 版），请看过两版再定。`,
  en: (version) =>
    `The ladder has just been changed by somebody else (now version ${version}). Please look at both and decide.`,
};

const PreviewQuery = Type.Object({ dueOn: Type.Optional(PlainDateText) }, { additionalProperties: false });

export function ladderRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  const preview = async (ladder: Ladder, dueOn: PlainDate): Promise<LadderAnswer['preview']> => {
    const { calendar } = await loadJudging(db);
    const ofDuty = { dueOn, openedOn: addDays(dueOn, 1) };
    const [soon, late] = [
      ladderDates(ladder, { kind: 'due_soon', ...ofDuty, openedOn: addDays(dueOn, -60) }, calendar),
      ladderDates(ladder, { kind: 'overdue', ...ofDuty }, calendar),
    ];
    return {
      dueOn,
      steps: [...soon, ...late].map(({ on, level, round, posts }) => ({ on, level, round, posts })),
    };
  };

  const answerOf = async (
    found: LadderVersion,
    dueOn: PlainDate,
    language: Language,
  ): Promise<LadderAnswer> => ({
    ...found,
    origin: ORIGIN[language],
    preview: await preview(found.ladder, dueOn),
  });

  app.get(
    '/ladder',
    {
      schema: {
        tags: ['提醒'],
        summary: '提醒的层级，和某个到期日的实际日期',
        querystring: PreviewQuery,
        response: { 200: LadderAnswer, ...failures },
      },
    },
    async (request) => {
      const context = contextIn(request);
      const { dueOn = clock.today() } = request.query;
      checkDays({ dueOn });
      const found = await inContext(
        db,
        context,
        (tx) => findLadder(tx, context.regionId, clock.today()),
        'snapshot',
      );
      return answerOf(found, dueOn, languageOf(request));
    },
  );

  app.post(
    '/ladder/preview',
    {
      schema: {
        tags: ['提醒'],
        summary: '改过的层级在某个到期日的实际日期，不保存',
        querystring: PreviewQuery,
        body: LadderBody,
        response: { 200: LadderAnswer.properties.preview, ...failures },
      },
    },
    async (request) => {
      const { dueOn = clock.today() } = request.query;
      checkDays({ dueOn });
      const [wrong] = checkLadder(request.body, languageOf(request));
      if (wrong !== undefined) throw refusals.invalid(wrong, { steps: wrong });
      return preview(request.body, dueOn);
    },
  );

  app.post(
    '/ladder',
    {
      schema: {
        tags: ['提醒'],
        summary:
          '设定提醒的层级，今天起生效；旧版本保留。写明 basedOn 时，别人先存了另一版：409，附现行的一版',
        headers: IdempotencyHeaders,
        body: LadderChange,
        response: { 201: LadderAnswer, 409: LadderConflict, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'ladder', demo);
      const { regionId } = actor.context;
      const { basedOn, ...ladder } = request.body;
      const language = languageOf(request);
      const met: { newer: LadderVersion | null } = { newer: null };
      // The whole answer is kept under the key: sent again it is the same, whoever has saved another version since.
      const recorded = await recordAct<LadderAnswer>(db, actor, idempotencyIn(request), clock, {
        lock: (tx) =>
          sql`select pg_advisory_xact_lock(hashtextextended(${`ladder:${regionId}`}, 0))`.execute(tx),
        record: async (tx, at) => {
          const [wrong] = checkLadder(ladder, language);
          if (wrong !== undefined) return refusedFact({ steps: wrong });
          const inForce = await findLadder(tx, regionId, at.today);
          met.newer = basedOn === undefined || inForce.version === basedOn ? null : inForce;
          if (met.newer !== null) return refusedFact({ steps: CHANGED[language](met.newer.version) });
          await addLadder(tx, actor, ladder, at);
          const saved = await findLadder(tx, regionId, at.today);
          return { answer: await answerOf(saved, at.today, language) };
        },
      });
      if (met.newer !== null) {
        return reply.code(409).send({
          code: 'ladder_changed',
          message: CHANGED[language](met.newer.version),
          newer: await answerOf(met.newer, clock.today(), language),
          yours: ladder,
        });
      }
      return reply.code(201).send(answerAndTell(recorded, '层级', { live, jobs }));
    },
  );
}
