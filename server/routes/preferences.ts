/** How a person has set up the pages, kept with the account so that it follows to another computer. */
import { Type } from 'typebox';
import { listPreferences, savePreference } from '../../db/preferences.ts';
import { viewerIn } from '../access.ts';
import {
  MOST_PREFERENCE_CHARACTERS,
  PreferenceBody,
  PreferenceParams,
  Preferences,
} from '../contract-preferences.ts';
import { Refusal } from '../errors.ts';
import { failures, type Api, type RouteDeps } from './route.ts';

const tags = ['账号'];

export function preferenceRoutes(app: Api, { db, wall }: Pick<RouteDeps, 'db' | 'wall'>): void {
  app.get(
    '/account/preferences',
    { schema: { tags, summary: '本人的页面设置', response: { 200: Preferences, ...failures } } },
    async (request) => ({ preferences: await listPreferences(db, viewerIn(request).accountId) }),
  );

  app.put(
    '/account/preferences/:name',
    {
      schema: {
        tags,
        summary: '保存本人的一项页面设置；值为 null 时恢复默认',
        params: PreferenceParams,
        body: PreferenceBody,
        response: { 204: Type.Null(), ...failures },
      },
    },
    async (request, reply) => {
      const { value } = request.body;
      if (JSON.stringify(value).length > MOST_PREFERENCE_CHARACTERS) {
        throw new Refusal(
          413,
          'preference_too_large',
          `一项页面设置最多 ${MOST_PREFERENCE_CHARACTERS} 个字符，请删去一些已保存的视图再试。`,
        );
      }
      const { accountId } = viewerIn(request);
      await savePreference(db, { accountId, name: request.params.name, value, at: wall().toISOString() });
      return reply.code(204).send(null);
    },
  );
}
