import { Type } from 'typebox';
import { recordEntry } from '../../db/entries.ts';
import { loadEntrySheet, SheetTooLong } from '../../db/entry-sheet.ts';
import { actorIn, contextIn, viewerIn } from '../access.ts';
import { EntryAnswer, EntryBody, EntryConflict, EntrySheet, MonthText, Uuid } from '../contract.ts';
import { refusals } from '../errors.ts';
import {
  answerAndTell,
  failures,
  IdempotencyHeaders,
  idempotencyIn,
  idIn,
  IdParams,
  inLowerCase,
} from './route.ts';
import type { Api, RouteDeps } from './route.ts';

const SheetQuery = Type.Object(
  { period: Type.Optional(MonthText), unit: Type.Optional(Uuid) },
  { additionalProperties: false },
);

export function entryRoutes(app: Api, { db, clock, demo, live, jobs }: RouteDeps): void {
  app.post(
    '/indicators/:id/entries',
    {
      schema: {
        tags: ['填报'],
        summary: '登记一个指标一期的完成值；更正时写明 supersedes',
        headers: IdempotencyHeaders,
        params: IdParams,
        body: EntryBody,
        response: { 201: EntryAnswer, 409: EntryConflict, ...failures },
      },
    },
    async (request, reply) => {
      const actor = actorIn(request, 'enter', demo);
      const recorded = await recordEntry(
        db,
        actor,
        { indicatorId: idIn(request), body: inLowerCase(request.body), idempotency: idempotencyIn(request) },
        clock,
      );
      if (recorded && 'conflict' in recorded) return reply.code(409).send(recorded.conflict);
      return reply.code(201).send(answerAndTell(recorded, '指标', { live, jobs }));
    },
  );

  app.get(
    '/entry-sheet',
    {
      schema: {
        tags: ['填报'],
        summary: '一期要填的全部指标，按项目',
        querystring: SheetQuery,
        response: { 200: EntrySheet, ...failures },
      },
    },
    async (request) => {
      const context = contextIn(request);
      const unitId = request.query.unit?.toLowerCase() ?? viewerIn(request).user.unitId;
      const today = clock.today();
      // Without a period: this month, by the product's clock and not the browser's.
      const period = request.query.period ?? today.slice(0, 7);
      checkPeriod(period, today);
      try {
        return await loadEntrySheet(db, context, { period, today, ...(unitId && { unitId }) });
      } catch (error) {
        if (!(error instanceof SheetTooLong)) throw error;
        throw refusals.invalid('要填的指标太多，一页放不下，请先选择一个单位。', { unit: '请选择一个单位' });
      }
    },
  );
}

/** The years that a list or an overview can be asked for, up to this month. */
function checkPeriod(period: string, today: string): void {
  const year = Number(period.slice(0, 4));
  if (year < 2000 || year > 2100) {
    throw refusals.invalid('月份应在 2000 年至 2100 年之间。', { period: '应在 2000-01 至 2100-12 之间' });
  }
  if (period > today.slice(0, 7)) {
    throw refusals.invalid('还没到这个月，请选择本月或以前的月份。', { period: '不能晚于本月' });
  }
}
