/** Alerts as they are stored, with all that their words need; and the subject of those words. */
import { sql } from 'kysely';
import { explainAlertSubject, type AlertSubject } from './alert-words.ts';
import type { Tx } from './database.ts';
import type { Judging } from './judging.ts';
import type { AlertKind } from './year-tables.ts';
import type { AlertActName } from '../domain/alert-state.ts';
import { addMonths, monthNumber, monthOf, type PlainDate } from '../domain/calendar.ts';
import type { ClimbingAlert, Ladder } from '../domain/ladder.ts';
import type { Language } from '../domain/language.ts';
import { tellingWords } from '../domain/notice-telling.ts';
import type { NoticeSubject } from '../domain/notice.ts';
import { placeOf } from '../domain/form-duty.ts';
import type { TurnPost } from '../domain/form-turn.ts';
import { monthWords } from '../domain/quantity.ts';
import type { Stage } from '../domain/review.ts';
import type { FormPurpose } from '../domain/telling-words.ts';
import type { LiveAlert } from '../server/contract-alerts.ts';

/** An act as stored, in the order of recording. */
export interface ActRow {
  id: string;
  act: AlertActName;
  until: PlainDate | null;
  reason: string | null;
  recordedBy: string;
  recordedOn: PlainDate;
  recordedAt: string;
}

export interface AlertRow {
  id: string;
  kind: AlertKind;
  project_id: string;
  project_name: string;
  unit_id: string;
  unit_name: string;
  fiscal_year: number;
  subject_id: string;
  opened_on: PlainDate;
  resolved_on: PlainDate | null;
  due_on: PlainDate | null;
  suppressed_by: string | null;
  level: number | null;
  next_step_on: PlainDate | null;
  acts: ActRow[];
  duty: {
    title: string;
    kind: 'payment' | 'allotment' | 'work';
    amount: string | null;
    paid: string;
    state: string;
    /** Of a round, which is what is due: by the acts up to that day. */
    form: {
      id: string;
      purpose: FormPurpose;
      round: string;
      stage: Stage;
      /** When it was last sent back to the handler or the unit's head. */
      returned_on: PlainDate | null;
      /** The office above the unit that is to pass it on; null: the unit is to send it. */
      post: TurnPost | null;
    } | null;
  } | null;
  subject: AlertSubject | null;
  counts: { unreported: number; undeterminable: number };
  /** Steps of the ladder taken by that day. */
  done: { level: number; round: number }[];
  /** The region's ladder on that day; null: nobody has changed the default. */
  ladder: Ladder | null;
}

/** Reads alerts with all that their words need, as it was at the close of `day`. `where` speaks of `a`. */
export async function readAlerts(
  tx: Tx,
  regionId: string,
  where: ReturnType<typeof sql>,
  day: PlainDate,
): Promise<AlertRow[]> {
  const { rows } = await sql<{ alert: AlertRow }>`
    select row_to_json(r) as alert from (
      select a.id, a.kind, a.project_id, p.name as project_name, a.unit_id, u.short_name as unit_name, a.fiscal_year,
        a.subject_id, a.opened_on, a.resolved_on, a.due_on, a.suppressed_by, a.level, a.next_step_on,
        coalesce((select json_agg(json_build_object('id', c.id, 'act', c.act, 'until', c.until, 'reason', c.reason,
            'recordedBy', c.recorded_post, 'recordedOn', c.recorded_on, 'recordedAt', c.recorded_at) order by c.seq)
          from app.alert_acts c where c.region_id = a.region_id and c.alert_id = a.id
            and c.recorded_on <= ${day}), '[]') as acts,
        (select json_build_object('title', o.title, 'kind', o.kind, 'amount', o.amount::text, 'state', o.state, 'paid',
            case when ${day}::date >= w.checked_through then o.paid else coalesce((
              select sum(case l.event when 'returned' then -l.amount else l.amount end) from app.ledger_events l
              where l.region_id = o.region_id and l.project_id = o.project_id and l.obligation_id = o.id
                and l.recorded_on <= ${day}), 0) end::text,
            'form', case when o.form_id is not null then (
              select json_build_object('id', f.id, 'post', o.basis ->> 'post', 'purpose', n.purpose, 'round', n.title,
                'stage', coalesce((select c.to_stage from app.review_acts c
                  where c.region_id = f.region_id and c.form_id = f.id and c.recorded_on <= ${day}
                  order by c.version desc, c.revision desc limit 1), 'draft'),
                'returned_on', (select max(c.recorded_on) from app.review_acts c
                  where c.region_id = f.region_id and c.form_id = f.id and c.recorded_on <= ${day}
                    and c.act = 'return' and c.to_stage in ('draft', 'unit_head')))
              from app.review_forms f
              join app.review_rounds n on n.region_id = f.region_id and n.id = f.round_id
              where f.region_id = o.region_id and f.id = o.form_id) end)
          from app.obligations o
          left join app.project_watch w on w.region_id = o.region_id and w.project_id = o.project_id
          where o.region_id = a.region_id and o.id = a.subject_id) as duty,
        (select row_to_json(x) from (
          select j.kind, j.light, j.inputs, j.budget::text, j.executed::text, i.name,
            (select t.judged from app.target_versions t where t.region_id = j.region_id and t.indicator_id = j.subject_id
               and (t.version = 1 or (t.recorded_on <= ${day} and t.valid_from <= ${day}))
             order by t.version desc limit 1) as judged
          from app.judgements j
          left join app.indicators i on i.region_id = j.region_id and i.id = j.subject_id
          where j.region_id = a.region_id and j.subject_id = a.subject_id
            and j.from_day <= ${day} and (j.to_day is null or j.to_day > ${day})) x) as subject,
        case when a.kind in ('unreported', 'undeterminable') then (
          select json_build_object('unreported', count(*) filter (where j.light = 'unreported'),
            'undeterminable', count(*) filter (where j.light = 'undeterminable'))
          from app.judgements j where j.region_id = a.region_id and j.project_id = a.project_id
            and j.kind = 'indicator' and j.from_day <= ${day} and (j.to_day is null or j.to_day > ${day}))
          else json_build_object('unreported', 0, 'undeterminable', 0) end as counts,
        coalesce((select json_agg(distinct jsonb_build_object('level', n.level, 'round', n.round))
          from app.notices n where n.region_id = a.region_id and n.alert_id = a.id
            and n.event in ('raised', 'repeated') and n.recorded_on <= ${day}), '[]') as done,
        (select l.ladder from app.ladders l where l.region_id = a.region_id and l.valid_from <= ${day}
          order by l.version desc limit 1) as ladder
      from app.alerts a
      join app.projects p on p.region_id = a.region_id and p.id = a.project_id
      join app.units u on u.region_id = a.region_id and u.id = a.unit_id
      where a.region_id = ${regionId} and ${where} order by a.id) r`.execute(tx);
  return rows.map((row) => row.alert);
}

/** What of an alert decides its steps on the ladder. */
export const climbingOf = (row: Pick<AlertRow, 'kind' | 'opened_on' | 'due_on' | 'duty'>): ClimbingAlert => ({
  kind: row.kind,
  openedOn: row.opened_on,
  dueOn: row.due_on,
  turnOf: row.duty?.form?.post ?? null,
});

/** What open pages are told of a stored alert that climbed or was acted on. */
export const liveAlert = (alert: AlertRow, change: LiveAlert['change'], at: string): LiveAlert => ({
  change,
  alertId: alert.id,
  kind: alert.kind,
  projectId: alert.project_id,
  projectName: alert.project_name,
  unitId: alert.unit_id,
  fiscalYear: alert.fiscal_year,
  subjectId: alert.subject_id,
  openedOn: alert.opened_on,
  resolvedOn: alert.resolved_on,
  dueOn: alert.due_on,
  isSuppressed: alert.suppressed_by !== null,
  at,
});

/** A reminder of the project's report of a month: it speaks of no duty of its own. */
const isReport = (row: AlertRow): boolean => row.kind === 'due_soon' && row.subject_id === row.project_id;

/** The duty's title, the indicator's name or the month to be reported; empty for the project and its money. */
export function subjectNameOf(row: AlertRow, language: Language): string {
  if (isReport(row) && row.due_on !== null) {
    const month = monthNumber(addMonths(monthOf(row.due_on), -1));
    return tellingWords({ language }).monthlyReport(monthWords(month, language));
  }
  const form = row.duty?.form ?? null;
  if (form !== null) {
    const words = tellingWords({ language });
    const { purpose, round, post } = form;
    return post === null ? words.form.title(purpose, round) : words.turn.title(purpose, round, post);
  }
  return row.duty?.title ?? row.subject?.name ?? '';
}

/** What the alert speaks of on a day, for its words (domain/notice.ts). */
export function noticeSubject(row: AlertRow, judging: Judging, day: PlainDate): NoticeSubject {
  const { duty, subject } = row;
  const form = duty?.form ?? null;
  const isOverBudget = row.kind === 'over_budget';
  return {
    kind: row.kind,
    alertId: row.id,
    projectName: row.project_name,
    unitName: row.unit_name,
    subjectName: subjectNameOf(row, judging.language),
    duty: isReport(row)
      ? 'report'
      : form === null
        ? (duty?.kind ?? null)
        : form.post === null
          ? 'form'
          : 'turn',
    form: form && { id: form.id, at: placeOf(form.stage), returnedOn: form.returned_on, post: form.post },
    dueOn: row.due_on,
    openedOn: row.opened_on,
    amount: isOverBudget ? (subject?.budget ?? null) : (duty?.amount ?? null),
    paid: isOverBudget ? (subject?.executed ?? null) : duty?.amount ? duty.paid : null,
    why: subject && !isOverBudget ? explainAlertSubject(subject, row.fiscal_year, judging, day) : null,
    counts:
      row.kind === 'unreported'
        ? row.counts.unreported
        : row.kind === 'undeterminable'
          ? row.counts.undeterminable
          : null,
  };
}
