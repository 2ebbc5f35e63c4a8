/** The calendar of days off: everybody signed in reads it, the system administrator imports and confirms a year. */
import type { FastifyRequest } from 'fastify';
import { confirmYear, listCalendar, previewCalendar } from '../../db/calendar.ts';
import { refreshJudging } from '../../db/judging.ts';
import { viewerIn, type Viewer } from '../access.ts';
import {
  CalendarAnswer,
  CalendarConfirmBody,
  CalendarConfirmed,
  CalendarPreview,
  CalendarPreviewBody,
  YearParams,
} from '../contract-calendar.ts';
import { Refusal } from '../errors.ts';
import { answerOfRecorded, failures, IdempotencyHeaders, idempotencyIn } from './route.ts';
import type { Api, RouteDeps } from './route.ts';

const tags = ['放假安排'];

export function calendarRoutes(app: Api, { db, clock, wall }: RouteDeps): void {
  app.get(
    '/calendar',
    {
      schema: {
        tags,
        summary: '各年放假调休安排：是否确认、来源、休息日与上班日，以及需要而未确认的年份',
        response: { 200: CalendarAnswer, ...failures },
      },
    },
    async (request) => {
      viewerIn(request);
      return listCalendar(db, clock.today());
    },
  );

  app.post(
    '/calendar/preview',
    {
      onRequest: async (request) => {
        keeperIn(request);
      },
      schema: {
        tags,
        summary:
          '读一份放假安排（通知原文、逐行、CSV 或 chinese-days 的 JSON），与已存的逐日比较；什么都不改',
        body: CalendarPreviewBody,
        response: { 200: CalendarPreview, ...failures },
      },
    },
    async (request) => previewCalendar(db, request.body, clock.today()),
  );

  app.post(
    '/calendar/:year/confirm',
    {
      onRequest: async (request) => {
        keeperIn(request);
      },
      schema: {
        tags,
        summary:
          '确认一年的放假安排：存为新的一版，从今天起按它算；各地未了的报送、应付事项和提醒重新核算；记入审计',
        headers: IdempotencyHeaders,
        params: YearParams,
        body: CalendarConfirmBody,
        response: { 201: CalendarConfirmed, ...failures },
      },
    },
    async (request, reply) => {
      const { accountId } = keeperIn(request);
      const recorded = await confirmYear(
        db,
        { year: request.params.year, body: request.body, today: clock.today(), accountId },
        {
          idempotency: idempotencyIn(request),
          at: { wall: wall().toISOString(), product: clock.now() },
        },
      );
      if (recorded && 'conflict' in recorded) {
        throw new Refusal(
          409,
          'calendar_changed',
          `${request.params.year} 年的安排刚被另一次确认改动（现为第 ${recorded.conflict.version} 版），请重新比较后再确认。`,
        );
      }
      const { answer } = answerOfRecorded(recorded, '年份');
      // The other servers and the workers ask for it themselves.
      await refreshJudging(db);
      return reply.code(201).send(answer);
    },
  );
}

/** Who keeps the calendar. @throws Refusal 401, 403 for every other role */
function keeperIn(request: FastifyRequest): Viewer {
  const viewer = viewerIn(request);
  if (viewer.role === 'system_admin') return viewer;
  throw new Refusal(403, 'not_allowed', '放假安排由系统管理员导入和确认，您的岗位只能查看。');
}
