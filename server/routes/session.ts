import { Type } from 'typebox';
import { viewerIn } from '../access.ts';
import { ROLES, SessionAnswer, SignInBody, SignInInfo, type Role } from '../contract.ts';
import { SESSION_COOKIE, SESSION_PATH, startSession } from '../session.ts';
import { listAccounts } from '../../db/people.ts';
import { refusals } from '../errors.ts';
import { failures, type Api, type RouteDeps } from './route.ts';

export function sessionRoutes(app: Api, { db, clock, wall, demo, door, sessions }: RouteDeps): void {
  app.get(
    '/sign-in-info',
    { schema: { tags: ['登录'], summary: '登录页可显示的内容', response: { 200: SignInInfo, ...failures } } },
    async () => {
      const accounts = demo ? await listAccounts(db) : [];
      const isRole = (role: string): role is Role => (ROLES as readonly string[]).includes(role);
      return {
        demo,
        today: clock.today(),
        accounts: accounts.flatMap(({ role, ...account }) => (isRole(role) ? [{ ...account, role }] : [])),
      };
    },
  );

  app.post(
    '/session',
    {
      schema: {
        tags: ['登录'],
        summary: '登录',
        body: SignInBody,
        response: { 200: SessionAnswer, ...failures },
      },
    },
    async (request) => {
      const account = await door.signIn({ ...request.body, address: request.ip });
      const viewer = await sessions.accountsViewer(account.id);
      // Disabled between the two looks.
      if (!viewer) throw refusals.signedOut();
      await startSession(request, account.id, wall);
      return { user: viewer.user, demo, today: clock.today() };
    },
  );

  app.get(
    '/session',
    { schema: { tags: ['登录'], summary: '当前用户', response: { 200: SessionAnswer, ...failures } } },
    async (request) => ({ user: viewerIn(request).user, demo, today: clock.today() }),
  );

  app.delete(
    '/session',
    { schema: { tags: ['登录'], summary: '退出', response: { 204: Type.Null(), ...failures } } },
    async (request, reply) => {
      // Signing out twice is no mistake.
      await request.session.destroy();
      return reply.clearCookie(SESSION_COOKIE, { path: SESSION_PATH }).code(204).send(null);
    },
  );
}
