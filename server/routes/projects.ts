import { Type } from 'typebox';
import { isOffsetCursor } from '../../db/offset-page.ts';
import { listProjects } from '../../db/project-list.ts';
import { loadProject } from '../../db/projects.ts';
import type { Light } from '../../domain/light.ts';
import { contextIn, may, viewerIn } from '../access.ts';
import { PlainDateText, ProjectDetail, ProjectPage, ProjectsQuery } from '../contract.ts';
import { refusals } from '../errors.ts';
import { checkDays, failures, idIn, IdParams, type Api, type RouteDeps } from './route.ts';

const AsOfQuery = Type.Object({ asOf: Type.Optional(PlainDateText) }, { additionalProperties: false });

export function projectRoutes(app: Api, { db, clock }: RouteDeps): void {
  app.get(
    '/projects',
    {
      schema: {
        tags: ['项目'],
        summary: '项目列表，分页',
        querystring: ProjectsQuery,
        response: { 200: ProjectPage, ...failures },
      },
    },
    async (request) => {
      const { asOf, cursor } = request.query;
      checkDays({ asOf });
      if (cursor !== undefined && !isOffsetCursor(cursor)) throw refusals.badCursor();
      const { light, ...query } = request.query;
      return listProjects(db, contextIn(request), {
        ...query,
        // The schema lets only lights through.
        ...(light !== undefined && { lights: light.split(',') as Light[] }),
        today: clock.today(),
      });
    },
  );

  app.get(
    '/projects/:id',
    {
      schema: {
        tags: ['项目'],
        summary: '一个项目：指标、判断、资金、经过',
        params: IdParams,
        querystring: AsOfQuery,
        response: { 200: ProjectDetail, ...failures },
      },
    },
    async (request) => {
      const { asOf } = request.query;
      checkDays({ asOf });
      const { role } = viewerIn(request);
      const project = await loadProject(db, contextIn(request), {
        projectId: idIn(request),
        today: clock.today(),
        ...(asOf !== undefined && { asOf }),
        mayEnter: may(role, 'enter'),
        mayPay: may(role, 'pay'),
      });
      if (!project) throw refusals.notFound('项目');
      return project;
    },
  );
}
