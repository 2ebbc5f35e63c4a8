/**
 * What is needed to say which duties and alerts a project has: facts, and the judgements that are stored already.
 * Read in one statement for up to some hundred projects, which the caller has locked.
 */
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { EntryFact, LedgerFact } from './subjects.ts';
import type { AlertKind } from './year-tables.ts';
import type { PlainDate } from '../domain/calendar.ts';
import type { Light } from '../domain/light.ts';
import type { FormAct } from '../domain/form-duty.ts';
import type { TurnPost } from '../domain/form-turn.ts';
import type { DutyKind, DutyRule } from '../domain/obligation-rule.ts';
import type { RoundDeadline } from '../domain/round.ts';
import type { JudgedTarget } from '../domain/target.ts';
import type { RoundPurpose } from '../server/contract-review-shapes.ts';

export interface WatchFacts {
  id: string;
  unit_id: string;
  name: string;
  fiscal_year: number;
  recorded_on: PlainDate;
  /** Up to which day it was watched; null: never. */
  checked_through: PlainDate | null;
  /** Every version of every judged indicator's target: a duty may be read from it. In order within an indicator. */
  targets: {
    id: string;
    level1: string;
    level2: string;
    name: string;
    /** Null also where the version ends the indicator: no duty follows from it. */
    raw_target: string | null;
    /** The day from which it holds. */
    recorded_on: PlainDate;
    judged: JudgedTarget;
    ended: boolean;
  }[];
  plans: {
    id: string;
    indicator_id: string | null;
    kind: DutyKind;
    title: string;
    rule: DutyRule;
    amounts: Record<string, string> | null;
    grace_working_days: number;
    is_withdrawn: boolean;
    supersedes: string | null;
    recorded_on: PlainDate;
  }[];
  events: {
    id: string;
    anchor: 'document_issued' | 'quota_formed' | 'other';
    happened_on: PlainDate;
    supersedes: string | null;
    recorded_on: PlainDate;
  }[];
  /** Of rounds, with the acts of the offices in their order. */
  forms: {
    id: string;
    purpose: RoundPurpose;
    /** Of the round. */
    title: string;
    due_on: PlainDate;
    /** Of the round, by post. */
    deadlines: Pick<RoundDeadline, 'post' | 'dueOn'>[];
    opened_on: PlainDate;
    acts: FormAct[];
  }[];
  ledger: (LedgerFact & { obligation_id: string | null })[];
  /** What was reported on indicators of timeliness: from it follows when work was done. */
  entries: EntryFact[];
  /** Stored judgements of indicators and money that reach into the span, by subject and day. */
  intervals: {
    subject_id: string;
    kind: 'indicator' | 'money';
    from_day: PlainDate;
    to_day: PlainDate | null;
    light: Light;
    ratio: number | null;
    /** Something is reported; of a date: it is done. */
    has_actual: boolean;
    /** The end of the last month reported. */
    actual_through: PlainDate | null;
    /** Paid more than the adjusted budget. */
    is_over_budget: boolean;
  }[];
  alerts: StoredAlert[];
  obligations: StoredObligation[];
}

export interface StoredAlert {
  id: string;
  kind: AlertKind;
  subject_id: string;
  opened_on: PlainDate;
  resolved_on: PlainDate | null;
  due_on: PlainDate | null;
  suppressed_by: string | null;
  level: number | null;
  next_step_on: PlainDate | null;
}

/** A duty as it stands, the row of app.obligations without its project. */
export interface StoredObligation {
  id: string;
  kind: DutyKind;
  indicator_id: string | null;
  plan_id: string | null;
  form_id: string | null;
  period: string | null;
  title: string;
  basis: DutyBasis;
  due_on: PlainDate | null;
  late_from: PlainDate | null;
  amount: string | null;
  paid: string;
  met_on: PlainDate | null;
  state: 'awaiting_event' | 'not_due' | 'overdue' | 'met' | 'met_late';
  state_since: PlainDate;
}

/** Where a duty comes from, for the reader: as printed, what was understood, what was assumed. */
export interface DutyBasis {
  from: 'target' | 'plan' | 'form';
  printed: string | null;
  rule: DutyRule;
  assumed: string[];
  /** Of a round's form: which office it waits for; left out: the unit. */
  post?: TurnPost;
}

/**
 * Days before the last look from which on judgements are read again: any 15 days hold two business days, the longest
 * closure has eight or nine days off.
 */
export const LOOK_BACK_DAYS = 15;

/** Call with the projects locked. `whole`: everything since the project began, as after a rebuild. */
export async function loadWatchFacts(
  tx: Tx,
  options: { regionId: string; projectIds: readonly string[]; whole: boolean },
): Promise<WatchFacts[]> {
  const { regionId } = options;
  const { rows } = await sql<{ facts: WatchFacts }>`
    select row_to_json(f) as facts from (
      select p.id, p.unit_id, p.name, p.fiscal_year, p.recorded_on, w.checked_through,
        coalesce((select json_agg(r) from (
          select i.id, i.level1, i.level2, i.name, case when not t.ended then t.raw_target end as raw_target,
            greatest(t.valid_from, t.recorded_on) as recorded_on, t.judged, t.ended
          from app.indicators i
          join app.target_versions t on t.region_id = i.region_id and t.indicator_id = i.id
          where i.region_id = p.region_id and i.project_id = p.id and i.is_subject
          order by i.ordinal, i.id, t.version) r), '[]') as targets,
        coalesce((select json_agg(r) from (
          select d.id, d.indicator_id, d.kind, d.title, d.rule, d.amounts, d.grace_working_days, d.is_withdrawn,
            d.supersedes, d.recorded_on
          from app.duty_plans d where d.region_id = p.region_id and d.project_id = p.id order by d.seq) r), '[]') as plans,
        coalesce((select json_agg(r) from (
          select e.id, e.anchor, e.happened_on, e.supersedes, e.recorded_on from app.registered_events e
          where e.region_id = p.region_id and e.project_id = p.id order by e.seq) r), '[]') as events,
        coalesce((select json_agg(r) from (
          select f.id, n.purpose, n.title, f.due_on, n.round -> 'deadlines' as deadlines, f.recorded_on as opened_on,
            coalesce((select json_agg(json_build_object('on', c.recorded_on, 'act', c.act, 'from', c.from_stage,
                'to', c.to_stage) order by c.version, c.revision)
              from app.review_acts c where c.region_id = f.region_id and c.form_id = f.id), '[]') as acts
          from app.review_forms f
          join app.review_rounds n on n.region_id = f.region_id and n.id = f.round_id
          where f.region_id = p.region_id and f.project_id = p.id order by f.id) r), '[]') as forms,
        coalesce((select json_agg(r) from (
          select l.id, l.source, l.reverses, l.event, l.happened_on, l.amount::text, l.recorded_on, l.obligation_id
          from app.ledger_events l where l.region_id = p.region_id and l.project_id = p.id order by l.seq) r), '[]') as ledger,
        coalesce((select json_agg(r) from (
          select e.id, i.id as indicator_id, e.period, e.basis, trim_scale(e.value)::text as value, e.done_on, e.grade, e.note,
            e.supersedes, e.recorded_on, e.recorded_at, e.recorded_post, e.invented
          from app.indicators i
          join app.entries e on e.region_id = i.region_id and e.indicator_id = i.id
          where i.region_id = p.region_id and i.project_id = p.id and i.is_subject and i.grp = 'timeliness'
          order by e.seq) r), '[]') as entries,
        coalesce((select json_agg(r) from (
          select j.subject_id, j.kind, j.from_day, j.to_day, j.light, (j.inputs ->> 'ratio')::float as ratio,
            j.inputs ->> 'actual' is not null as has_actual, j.inputs ->> 'actualThrough' as actual_through,
            coalesce(j.kind = 'money' and j.executed > j.budget, false) as is_over_budget
          from app.judgements j where j.region_id = p.region_id and j.project_id = p.id and j.kind <> 'project'
            -- The close before the horizon decides what the first one after it adds up to (domain/alerts.ts).
            and (j.to_day is null or h.horizon is null or j.to_day > h.horizon - ${LOOK_BACK_DAYS}::int)
          order by j.subject_id, j.from_day) r), '[]') as intervals,
        coalesce((select json_agg(r) from (
          select a.id, a.kind, a.subject_id, a.opened_on, a.resolved_on, a.due_on, a.suppressed_by, a.level, a.next_step_on
          from app.alerts a where a.region_id = p.region_id and a.project_id = p.id
            and (a.resolved_on is null or h.horizon is null or a.resolved_on > h.horizon)) r), '[]') as alerts,
        coalesce((select json_agg(r) from (
          select o.id, o.kind, o.indicator_id, o.plan_id, o.form_id, o.period, o.title, o.basis, o.due_on, o.late_from,
            o.amount::text, o.paid::text, o.met_on, o.state, o.state_since
          from app.obligations o where o.region_id = p.region_id and o.project_id = p.id) r), '[]') as obligations
      from app.projects p
      left join app.project_watch w on w.region_id = p.region_id and w.project_id = p.id
      cross join lateral (select case when ${options.whole} then null
        else w.checked_through - ${LOOK_BACK_DAYS}::int end as horizon) h
      where p.region_id = ${regionId} and p.id = any (${[...options.projectIds]}::uuid[])
      order by p.id) f`.execute(tx);
  return rows.map((row) => row.facts);
}
