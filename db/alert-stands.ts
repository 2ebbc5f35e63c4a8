/** How every alert of a year stood at the close of a day: short rows, for counts and for the order of a list. */
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { AlertKind } from './year-tables.ts';
import { alertState, type AlertAct } from '../domain/alert-state.ts';
import { suppressionOf, type AlertState } from '../domain/alerts.ts';
import type { PlainDate } from '../domain/calendar.ts';
import type { Light } from '../domain/light.ts';

export interface AlertStand {
  id: string;
  kind: AlertKind;
  projectId: string;
  openedOn: PlainDate;
  dueOn: PlainDate | null;
  suppressedBy: string | null;
  state: AlertState;
  /** It speaks of a payment, an allotment or work, and not of a report. */
  isOfDuty: boolean;
  /** Yuan, of a duty; what of it was paid by the day looked at. */
  amount: string | null;
  paid: string | null;
}

interface Row {
  id: string;
  kind: AlertKind;
  project_id: string;
  opened_on: PlainDate;
  resolved_on: PlainDate | null;
  due_on: PlainDate | null;
  suppressed_by: string | null;
  is_of_duty: boolean;
  amount: string | null;
  paid: string | null;
  acts: AlertAct[] | null;
  /** Of an indicator that lagged, on the day looked at. */
  light: Light | null;
}

/**
 * @param at.asOf what was known at its close; a cause that came or went later explains nothing then
 * @param at.isOpen leave out what was resolved by then
 */
export async function readAlertStands(
  tx: Tx,
  at: { regionId: string; year: number; asOf: PlainDate; today: PlainDate; isOpen: boolean },
): Promise<AlertStand[]> {
  const { regionId, year, asOf } = at;
  const isPast = asOf < at.today;
  const light = isPast
    ? sql`case when a.kind = 'indicator_lagging' then (
        select j.light from app.judgements j where j.region_id = a.region_id and j.subject_id = a.subject_id
          and j.from_day <= ${asOf} and (j.to_day is null or j.to_day > ${asOf})) end`
    : sql`null`;
  // As in db/alert-rows.ts: the row says how it stands today.
  const paid = isPast
    ? sql`case when o.id is not null then coalesce((
        select sum(case l.event when 'returned' then -l.amount else l.amount end) from app.ledger_events l
        where l.region_id = o.region_id and l.project_id = o.project_id and l.obligation_id = o.id
          and l.recorded_on <= ${asOf}), 0)::numeric(18, 2) end`
    : sql`o.paid`;
  const { rows } = await sql<Row>`
    select a.id, a.kind, a.project_id, a.opened_on, a.resolved_on, a.due_on, a.suppressed_by, 
      -- An adjustment may have taken the duty itself away since.
      a.subject_id <> a.project_id as is_of_duty, o.amount, ${paid} as paid,
      ${light} as light,
      (select json_agg(json_build_object('act', c.act, 'until', c.until, 'recordedOn', c.recorded_on) order by c.seq)
        from app.alert_acts c where c.region_id = a.region_id and c.alert_id = a.id) as acts
    from app.alerts a
    left join app.obligations o on o.region_id = a.region_id and o.id = a.subject_id
    where a.region_id = ${regionId} and a.fiscal_year = ${year} and a.opened_on <= ${asOf}
      and (not ${at.isOpen} or a.resolved_on is null or a.resolved_on > ${asOf})`.execute(tx);
  // What was resolved later was open then.
  const known = rows.map((row) => ({
    ...row,
    resolvedOn: row.resolved_on !== null && row.resolved_on <= asOf ? row.resolved_on : null,
  }));
  const ofProject = isPast ? Map.groupBy(known, (row) => row.project_id) : null;
  return known.map((row) => {
    const suppressedBy = ofProject
      ? suppressionOf(
          { ...row, isUnreported: row.light === 'unreported' },
          ofProject.get(row.project_id) ?? [],
        )
      : row.suppressed_by;
    return {
      id: row.id,
      kind: row.kind,
      projectId: row.project_id,
      openedOn: row.opened_on,
      dueOn: row.due_on,
      suppressedBy,
      isOfDuty: row.is_of_duty,
      state: alertState({ resolvedOn: row.resolvedOn, suppressedBy }, row.acts ?? [], asOf).state,
      amount: row.amount,
      paid: row.paid,
    };
  });
}
