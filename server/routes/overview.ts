import { loadOverview } from '../../db/overview.ts';
import { isOffsetCursor } from '../../db/offset-page.ts';
import { loadOverviewRows } from '../../db/overview-rows.ts';
import { loadOverviewSince } from '../../db/overview-since.ts';
import { contextIn } from '../access.ts';
import { Overview, OverviewQuery } from '../contract.ts';
import { OverviewRows, OverviewRowsQuery, OverviewSince, SinceQuery } from '../contract-overview.ts';
import { refusals } from '../errors.ts';
import { checkDays, checkInstant, failures, type Api, type RouteDeps } from './route.ts';

export function overviewRoute(app: Api, { db, clock }: RouteDeps): void {
  app.get(
    '/overview',
    {
      schema: {
        tags: ['总览'],
        summary: '一个年度的预算、执行、灯、趋势；asOf 为当日收盘时所知',
        querystring: OverviewQuery,
        response: { 200: Overview, ...failures },
      },
    },
    async (request) => {
      checkDays({ asOf: request.query.asOf });
      return loadOverview(db, contextIn(request), {
        ...request.query,
        today: clock.today(),
        // Before the reading: what is recorded meanwhile counts as after it.
        now: clock.now(),
      });
    },
  );

  app.get(
    '/overview/rows',
    {
      schema: {
        tags: ['总览'],
        summary: '总览上一个数字背后的全部行，分页；笔数与合计按全部行计算，等于那个数字',
        querystring: OverviewRowsQuery,
        response: { 200: OverviewRows, ...failures },
      },
    },
    async (request) => {
      const { asOf, until, cursor } = request.query;
      checkDays({ asOf, until });
      checkInstant('since', request.query.since);
      if (cursor !== undefined && !isOffsetCursor(cursor)) throw refusals.badCursor();
      return loadOverviewRows(db, contextIn(request), { ...request.query, today: clock.today() });
    },
  );

  app.get(
    '/overview/since',
    {
      schema: {
        tags: ['总览'],
        summary: '某一时刻以来变差、变好的项目与支付笔数；只看今天，不能回看',
        querystring: SinceQuery,
        response: { 200: OverviewSince, ...failures },
      },
    },
    async (request) => {
      const { year, unit, since } = request.query;
      checkInstant('since', since);
      return loadOverviewSince(db, contextIn(request), {
        ...(year !== undefined && { year }),
        ...(unit !== undefined && { unit }),
        since,
        today: clock.today(),
      });
    },
  );
}
