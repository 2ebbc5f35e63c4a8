/** Plans of payment and registered events of the stories. */
import { v5 as uuidv5 } from 'uuid';
import type { Insertable } from 'kysely';
import type { DemoProject } from './project.ts';
import { DEMO_NAMESPACE } from './reports.ts';
import type { ToldPlan } from './story.ts';
import type { Database } from '../tables.ts';
import { exact } from '../../domain/money.ts';
import { keysOf } from '../../domain/obligation-rule.ts';

export type PlanInsert = Insertable<Database['app.duty_plans']> & { id: string };
export type EventInsert = Insertable<Database['app.registered_events']> & { id: string };

export const planId = (project: DemoProject, key: string): string =>
  uuidv5(`${project.id} plan ${key}`, DEMO_NAMESPACE);

/** What a plan's obligations are made of. */
export function planSource(
  project: DemoProject,
  plan: ToldPlan,
): { dutyId: string; indicatorId: string | null; amounts: Record<string, string> | null } {
  const target = plan.ofTarget === true ? project.duties[plan.kind] : null;
  if (target === undefined)
    throw new Error(`${project.name} prints no ${plan.kind} that a plan could replace`);
  return {
    dutyId: target?.id ?? planId(project, plan.key),
    indicatorId: target?.indicatorId ?? null,
    amounts: project.budget === null ? null : parts(project.budget, plan),
  };
}

/** Equal parts to the cent, the last one takes what is left. */
function parts(budget: string, { rule, share }: ToldPlan): Record<string, string> {
  const keys = keysOf(rule);
  const whole = exact(budget).times(share).toDecimalPlaces(2);
  const part = whole.div(keys.length).toDecimalPlaces(2);
  return Object.fromEntries(
    keys.map((key, index) => [
      key,
      (index === keys.length - 1 ? whole.minus(part.times(keys.length - 1)) : part).toFixed(2),
    ]),
  );
}

export function plansOf(project: DemoProject): PlanInsert[] {
  return (project.story?.plans ?? []).map((plan) => {
    const { indicatorId, amounts } = planSource(project, plan);
    return {
      region_id: project.regionId,
      id: planId(project, plan.key),
      project_id: project.id,
      unit_id: project.unitId,
      indicator_id: indicatorId,
      kind: plan.kind,
      title: plan.title,
      rule: JSON.stringify(plan.rule),
      amounts: amounts && JSON.stringify(amounts),
      grace_working_days: 0,
      is_withdrawn: false,
      note: plan.note,
      supersedes: null,
      invented: true,
      recorded_post: '经办人',
      recorded_on: plan.recordedOn,
      recorded_at: `${plan.recordedOn}T09:20:00+08:00`,
      recorded_by: null,
    };
  });
}

export function eventsOf(project: DemoProject): EventInsert[] {
  return (project.story?.events ?? []).map((event) => ({
    region_id: project.regionId,
    id: uuidv5(`${project.id} event ${event.anchor}`, DEMO_NAMESPACE),
    project_id: project.id,
    unit_id: project.unitId,
    anchor: event.anchor,
    happened_on: event.on,
    document: event.document,
    note: '演示数据',
    supersedes: null,
    invented: true,
    recorded_post: '经办人',
    recorded_on: event.recordedOn,
    recorded_at: `${event.recordedOn}T10:05:00+08:00`,
    recorded_by: null,
  }));
}
