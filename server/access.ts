/**
 * Who may see and do what. Scope follows the implementing unit's place in the tree; the database enforces it through
 * the context made here. A foreign or out-of-scope id is "not found", so that nobody learns what exists elsewhere.
 */
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../db/actor.ts';
import type { Context } from '../db/database.ts';
import type { Person } from '../db/people.ts';
import { ROLES, type Role, type SessionUser } from './contract.ts';
import { Refusal, refusals } from './errors.ts';
import { languageOf } from './language.ts';

export interface Viewer {
  accountId: string;
  role: Role;
  user: SessionUser;
  /** What the viewer may read; null for the three administrators, who may not read business data. */
  context: Context | null;
}

/** Posts as shown beside a fact; a person's name never is. */
const POSTS: Record<Role, string> = {
  handler: '经办人',
  unit_head: '单位负责人',
  leader: '主管部门领导',
  finance_business: '财政局业务股',
  finance_performance: '财政局绩效股',
  system_admin: '系统管理员',
  security_admin: '安全管理员',
  auditor: '审计员',
};

export const postOf = (role: Role): string => POSTS[role];

export type Deed =
  | 'adjust'
  | 'conclude'
  | 'template'
  | 'dispose'
  | 'evidence'
  | 'fill'
  | 'round'
  | 'enter'
  | 'pay'
  | 'import'
  | 'link'
  | 'plan'
  | 'act'
  | 'silence'
  | 'ladder';

/** Who records which facts. Finance reviews and pays but does not report a unit's results in its place. */
const MAY: Record<Deed, { roles: readonly Role[]; refusal: string }> = {
  enter: {
    roles: ['handler', 'unit_head'],
    refusal: '填报指标由实施单位的经办人或负责人进行，您的岗位只能查看。',
  },
  pay: {
    roles: ['handler', 'unit_head', 'finance_business'],
    refusal: '登记资金由实施单位或财政局业务股进行，您的岗位只能查看。',
  },
  import: {
    roles: ['handler', 'unit_head', 'leader', 'finance_business', 'finance_performance'],
    refusal: '导入目标表由业务岗位进行，您的岗位不能导入。',
  },
  // As who imports: it is offered in the preview, and leaves every target and light as they are.
  link: {
    roles: ['handler', 'unit_head', 'leader', 'finance_business', 'finance_performance'],
    refusal: '标记同一目标由业务岗位进行，您的岗位不能标记。',
  },
  plan: {
    roles: ['handler', 'unit_head', 'leader', 'finance_business'],
    refusal: '登记起算事项和付款约定由单位、主管部门或财政局业务股进行，您的岗位只能查看。',
  },
  act: {
    roles: ['handler', 'unit_head', 'leader', 'finance_business', 'finance_performance'],
    refusal: '提醒由业务岗位处理，您的岗位不能处理。',
  },
  // It holds back what would be told to those above: not by the one who is reminded.
  silence: {
    roles: ['unit_head', 'leader', 'finance_business', 'finance_performance'],
    refusal: '静默提醒须由单位负责人或上级进行，请写明情况后请负责人处理。',
  },
  // domain.md 3: what was approved is not changed on one's own account.
  adjust: {
    roles: ['leader', 'finance_business', 'finance_performance'],
    refusal: '已批复的目标由主管部门领导或财政局按程序调整，您的岗位不能调整。',
  },
  // domain.md 5: the handler drafts the monitoring form, the performance section opens the task.
  fill: {
    roles: ['handler'],
    refusal: '监控表由实施单位的经办人填写，您的岗位只能查看和审核。',
  },
  // Who answers for the figures shows what they rest on.
  evidence: {
    roles: ['handler', 'unit_head'],
    refusal: '佐证材料由实施单位的经办人或负责人上传，您的岗位只能查看。',
  },
  // What covers a county or a department speaks for it (domain.md 5).
  conclude: {
    roles: ['leader', 'finance_business', 'finance_performance'],
    refusal: '汇总表和监控报告由财政局或主管部门出具，您的岗位可以导出本单位的监控表。',
  },
  template: {
    roles: ['finance_business', 'finance_performance'],
    refusal: '公文模板由财政局上传和撤下，您的岗位只能查看。',
  },
  dispose: {
    roles: ['finance_business', 'finance_performance'],
    refusal: '调减、暂缓、停止、收回由财政局决定，您的岗位只能查看。',
  },
  round: {
    roles: ['finance_performance'],
    refusal: '监控任务由财政局绩效股开设，您的岗位只能查看。',
  },
  ladder: {
    roles: ['finance_performance'],
    refusal: '提醒的层级由财政局绩效股设定，您的岗位只能查看。',
  },
};

export const may = (role: Role, deed: Deed): boolean => MAY[deed].roles.includes(role);

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/** @throws when the account holds a role this version does not know: better no session than a guessed right. */
export function viewerOf(person: Person): Viewer {
  const { role } = person;
  if (!isRole(role)) throw new Error(`account ${person.accountId} has the unknown role ${role}`);
  return {
    accountId: person.accountId,
    role,
    user: {
      id: person.accountId,
      name: person.name,
      role,
      regionId: person.regionId,
      regionName: person.regionName,
      unitId: person.unitId,
      unitName: person.unitName,
      unitPath: person.unitPath,
    },
    context: contextOf(role, person),
  };
}

function contextOf(role: Role, person: Person): Context | null {
  if (person.regionId === null) return null;
  switch (role) {
    case 'handler':
    case 'unit_head':
      return person.unitId ? { regionId: person.regionId, units: [person.unitId] } : null;
    case 'leader':
      return person.unitsBelow.length > 0 ? { regionId: person.regionId, units: person.unitsBelow } : null;
    case 'finance_business':
    case 'finance_performance':
      return { regionId: person.regionId, units: '*' };
    case 'system_admin':
    case 'security_admin':
    case 'auditor':
      return null;
  }
}

/** Whether a context's rows include this unit's. */
export function covers(context: Context, regionId: string, unitId: string): boolean {
  return context.regionId === regionId && (context.units === '*' || context.units.includes(unitId));
}

/** The signed-in viewer. @throws Refusal 401 */
export function viewerIn(request: FastifyRequest): Viewer {
  if (!request.viewer) throw refusals.signedOut();
  return request.viewer;
}

/** The viewer's business scope. @throws Refusal 401, 403 for the administrators */
export function contextIn(request: FastifyRequest): Context {
  const { context } = viewerIn(request);
  if (context) return { ...context, language: languageOf(request) };
  throw new Refusal(
    403,
    'no_business_access',
    '管理岗位（系统、安全、审计）不能查看业务数据，请用业务岗位的账号登录。',
  );
}

/** Who records a fact by this request. @throws Refusal 401, 403 when the role may not */
export function actorIn(request: FastifyRequest, deed: Deed, invented: boolean): Actor {
  const viewer = viewerIn(request);
  const context = contextIn(request);
  if (!may(viewer.role, deed)) throw new Refusal(403, 'not_allowed', MAY[deed].refusal);
  return { accountId: viewer.accountId, post: postOf(viewer.role), context, invented };
}

/** Who keeps regions and accounts. @throws Refusal 401, 403 for every other role */
export function administratorIn(request: FastifyRequest): Viewer {
  const viewer = viewerIn(request);
  if (viewer.role === 'system_admin') return viewer;
  throw new Refusal(403, 'not_allowed', '账号与地区由系统管理员管理，您的岗位不能查看或改动。');
}
