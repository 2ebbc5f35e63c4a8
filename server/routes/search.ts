/** The search in the top bar: projects, indicators and units by Chinese, pinyin or initials. */
import { search } from '../../db/search.ts';
import { contextIn } from '../access.ts';
import { SEARCH_LIMIT, SearchAnswer, SearchQuery } from '../contract-search.ts';
import { checkDays, failures, type Api, type RouteDeps } from './route.ts';

export function searchRoute(app: Api, { db, clock }: Pick<RouteDeps, 'db' | 'clock'>): void {
  app.get(
    '/search',
    {
      schema: {
        tags: ['项目'],
        summary: '按汉字、拼音或首字母查找项目、指标和单位；只查本人能看的',
        querystring: SearchQuery,
        response: { 200: SearchAnswer, ...failures },
      },
    },
    async (request) => {
      checkDays({ asOf: request.query.asOf });
      return search(db, contextIn(request), {
        limit: SEARCH_LIMIT,
        ...request.query,
        today: clock.today(),
      });
    },
  );
}
