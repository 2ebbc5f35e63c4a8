import { loadOverview } from '../../db/overview.ts';
import { contextIn } from '../access.ts';
import { Overview, OverviewQuery } from '../contract.ts';
import { checkDays, failures, type Api, type RouteDeps } from './route.ts';

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
      return loadOverview(db, contextIn(request), { ...request.query, today: clock.today() });
    },
  );
}
