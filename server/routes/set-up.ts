/** What the holder of a one-time link does: nobody is signed in, the token is the right. */
import { makeFirstAdministrator, setPassword } from '../../db/set-up.ts';
import { postOf } from '../access.ts';
import { FirstAdministratorBody, PasswordSet, SetPasswordBody } from '../contract.ts';
import { refusals } from '../errors.ts';
import { deadLink } from '../sign-in.ts';
import { failures, type Api, type RouteDeps } from './route.ts';

export function setUpRoutes(app: Api, { db, door, sessions }: RouteDeps): void {
  app.post(
    '/first-administrator',
    {
      schema: {
        tags: ['账号'],
        summary: '用首次启动时打印的一次性链接设第一个系统管理员',
        security: [],
        body: FirstAdministratorBody,
        response: { 201: PasswordSet, ...failures },
      },
    },
    async (request, reply) => {
      const { username } = request.body;
      const { tokenHash, passwordHash, now } = await door.admitLink({
        ...request.body,
        purpose: 'first_administrator',
        address: request.ip,
      });
      const administrator = { tokenHash, username, name: postOf('system_admin'), passwordHash };
      switch (await makeFirstAdministrator(db, administrator, now)) {
        case 'made':
          return reply.code(201).send({ username });
        case 'no_link':
          throw deadLink('first_administrator');
        case 'name_taken': {
          const problem = '这个用户名已被占用，请换一个';
          throw refusals.invalid(`${problem}。`, { username: problem });
        }
      }
    },
  );

  app.post(
    '/set-password',
    {
      schema: {
        tags: ['账号'],
        summary: '用一次性链接设密码；原来登录着的随即退出',
        security: [],
        body: SetPasswordBody,
        response: { 200: PasswordSet, ...failures },
      },
    },
    async (request) => {
      const { tokenHash, passwordHash, now } = await door.admitLink({
        ...request.body,
        purpose: 'set_password',
        username: null,
        address: request.ip,
      });
      const set = await setPassword(db, { tokenHash, passwordHash }, now);
      if (!set) throw deadLink('set_password');
      sessions.end(set.endedSessions);
      return { username: set.username };
    },
  );
}
