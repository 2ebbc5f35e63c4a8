/** Who was told what when. */
import { isNoticeCursor, listNotices, markRead } from '../../db/notices.ts';
import { contextIn, viewerIn } from '../access.ts';
import { NoticePage, NoticesQuery, ReadNoticesAnswer, ReadNoticesBody } from '../contract-notices.ts';
import { refusals } from '../errors.ts';
import { checkDays, failures, type Api, type RouteDeps } from './route.ts';

const DEFAULT_LIMIT = 50;
const tags = ['通知'];

export function noticeRoutes(app: Api, { db, wall }: RouteDeps): void {
  app.get(
    '/notices',
    {
      schema: {
        tags,
        summary: '通知：何时、经何渠道告知了哪个岗位、结果如何；新的在前',
        querystring: NoticesQuery,
        response: { 200: NoticePage, ...failures },
      },
    },
    async (request) => {
      const {
        mine = false,
        alertId,
        projectId,
        post,
        from,
        until,
        cursor,
        limit = DEFAULT_LIMIT,
      } = request.query;
      checkDays({ from, until });
      if (cursor !== undefined && !isNoticeCursor(cursor)) throw refusals.badCursor();
      const { accountId } = viewerIn(request);
      return await listNotices(db, contextIn(request), {
        accountId,
        mine,
        alertId,
        projectId,
        post,
        from,
        until,
        cursor,
        limit,
      });
    },
  );

  app.post(
    '/notices/read',
    {
      schema: {
        tags,
        summary: '把本人在系统内收到的通知标为已读；不写 noticeIds 时为全部',
        body: ReadNoticesBody,
        response: { 200: ReadNoticesAnswer, ...failures },
      },
    },
    async (request) =>
      markRead(db, {
        regionId: contextIn(request).regionId,
        accountId: viewerIn(request).accountId,
        noticeIds: request.body.noticeIds ?? null,
        now: wall().toISOString(),
      }),
  );
}
