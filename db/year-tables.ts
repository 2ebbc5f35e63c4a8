/** Row types of the tables of migration 0006: duties, alerts, notices, payment files. Part of db/tables.ts. */
import type { Generated } from 'kysely';
import type { InstantColumn, Json, Recorded } from './tables.ts';
import type { RecordedChanges } from '../domain/adjustment.ts';

/** A fact of a project that somebody recorded. */
interface ProjectFact extends Recorded {
  region_id: string;
  id: string;
  seq: Generated<string>;
  project_id: string;
  unit_id: string;
  invented: boolean;
  recorded_post: string;
}

export type AlertKind =
  | 'indicator_lagging'
  | 'unreported'
  | 'money_behind'
  | 'over_budget'
  | 'due_soon'
  | 'overdue'
  | 'deadline_missed'
  | 'undeterminable';

export interface YearTables {
  'app.registered_events': ProjectFact & {
    anchor: 'document_issued' | 'quota_formed' | 'other';
    happened_on: string;
    document: string | null;
    note: string | null;
    supersedes: string | null;
  };
  'app.duty_plans': ProjectFact & {
    indicator_id: string | null;
    kind: 'payment' | 'allotment' | 'work';
    title: string;
    rule: Json<object>;
    amounts: Json<object> | null;
    grace_working_days: Generated<number>;
    is_withdrawn: Generated<boolean>;
    note: string | null;
    supersedes: string | null;
  };
  'app.adjustments': ProjectFact & {
    reason: string;
    document_number: string;
    document_on: string;
    valid_from: string;
    reaches_back: boolean;
    changes: Json<RecordedChanges>;
    import_id: string | null;
  };
  'app.money_curves': ProjectFact & { curve: Json<object>; valid_from: string; note: string | null };
  'app.alert_acts': ProjectFact & {
    alert_id: string;
    act: 'acknowledged' | 'silenced' | 'reopened' | 'replied';
    until: string | null;
    reason: string | null;
  };
  'app.notices': {
    region_id: string;
    id: string;
    seq: Generated<string>;
    alert_id: string;
    project_id: string;
    unit_id: string;
    event: 'raised' | 'repeated' | 'resolved' | 'withdrawn';
    level: number;
    round: Generated<number>;
    account_id: string;
    post: string;
    channel: string;
    words: Json<object>;
    recorded_on: string;
    recorded_at: InstantColumn;
  };
  'app.ladders': Recorded & {
    region_id: string;
    id: string;
    version: number;
    ladder: Json<object>;
    valid_from: string;
    recorded_post: string;
  };
  'app.payment_mappings': Recorded & {
    region_id: string;
    id: string;
    seq: Generated<string>;
    name: string;
    mapping: Json<object>;
    recorded_post: string;
  };
  'app.payment_files': Recorded & {
    region_id: string;
    id: string;
    unit_id: string | null;
    filename: string;
    source: Buffer;
    sha256: string;
    mapping: Json<object>;
    answer: Json<object>;
  };
  'app.payment_commits': Recorded & {
    region_id: string;
    id: string;
    payment_file_id: string;
    unit_id: string | null;
    answer: Json<object>;
  };
  'app.obligations': {
    region_id: string;
    id: string;
    project_id: string;
    unit_id: string;
    fiscal_year: number;
    kind: 'payment' | 'allotment' | 'work';
    indicator_id: string | null;
    plan_id: string | null;
    form_id: string | null;
    period: string | null;
    title: string;
    basis: Json<object>;
    due_on: string | null;
    late_from: string | null;
    amount: string | null;
    paid: string;
    met_on: string | null;
    state: 'awaiting_event' | 'not_due' | 'overdue' | 'met' | 'met_late';
    state_since: string;
  };
  'app.alerts': {
    region_id: string;
    id: string;
    kind: AlertKind;
    project_id: string;
    unit_id: string;
    fiscal_year: number;
    subject_id: string;
    opened_on: string;
    resolved_on: string | null;
    due_on: string | null;
    suppressed_by: string | null;
    level: number | null;
    next_step_on: string | null;
  };
  'app.project_revisions': { region_id: string; project_id: string; unit_id: string; revision: string };
  'app.project_watch': {
    region_id: string;
    project_id: string;
    unit_id: string;
    checked_through: string | null;
    check_on: string | null;
  };
  'ops.contact_points': {
    account_id: string;
    channel: 'mail' | 'webhook';
    address: string;
    secret: string | null;
  };
  'ops.notice_wishes': {
    account_id: string;
    quiet_from: string | null;
    quiet_until: string | null;
    daily_cap: number;
  };
  'ops.preferences': {
    account_id: string;
    name: string;
    value: object;
    changed_at: InstantColumn;
  };
  'ops.messages': {
    id: string;
    region_id: string;
    account_id: string;
    channel: string;
    address: string | null;
    state: 'waiting' | 'sending' | 'sent' | 'failed' | 'unknown';
    created_at: InstantColumn;
    not_before: InstantColumn;
    attempts: Generated<number>;
    claimed_until: InstantColumn | null;
    sent_at: InstantColumn | null;
    read_at: InstantColumn | null;
    made_on: string;
  };
  'ops.message_notices': { region_id: string; notice_id: string; message_id: string };
  'ops.message_attempts': {
    message_id: string;
    attempt: number;
    started_at: InstantColumn;
    finished_at: InstantColumn | null;
    outcome: 'delivered' | 'passing_failure' | 'permanent_failure' | 'unknown' | null;
    detail: string | null;
  };
  'ops.demo_moves': {
    id: string;
    kind: 'move' | 'reload';
    to_date: string | null;
    from_date: string;
    reached_date: string | null;
    state: 'waiting' | 'running' | 'done' | 'failed';
    requested_by: string | null;
    at: InstantColumn;
    finished_at: InstantColumn | null;
    fault: string | null;
  };
  'ops.watch_cursor': { one: Generated<boolean>; seq: string };
  'ops.audit': {
    seq: string;
    at: InstantColumn;
    account_id: string | null;
    region_id: string | null;
    deed: string;
    detail: Json<object>;
    previous_seal: string;
    seal: string;
  };
}
