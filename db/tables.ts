/** Row types of the database, by hand and checked against the catalogue by test/db/tables.test.ts. */
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Light, RuleSet } from '../domain/light.ts';
import type { ParsedTarget } from '../domain/target-text.ts';
import type { Curve, JudgedTarget } from '../domain/target.ts';
import type { Judgement } from '../domain/judge.ts';
import type { ReviewTables } from './review-tables.ts';
import type { YearTables } from './year-tables.ts';

/** JSON goes in as text (the driver would turn an array into a PostgreSQL array) and comes out parsed. */
export type Json<T extends object> = JSONColumnType<T, string, string>;
/** Instants go in and come out as ISO text with offset +08:00. */
export type InstantColumn = ColumnType<string, string, string>;

export interface Recorded {
  recorded_on: string;
  recorded_at: InstantColumn;
  recorded_by: string | null;
}

interface UnitRow {
  region_id: string;
  id: string;
  parent_id: string | null;
  kind: 'department' | 'unit';
  slug: string;
  name: string;
  short_name: string;
}

export interface FundingBlock {
  total: string | null;
  fiscal: string | null;
  central: string | null;
  provincial: string | null;
  local: string | null;
  selfRaised: string | null;
  other: string | null;
}

interface ProjectRow extends Recorded {
  region_id: string;
  id: string;
  unit_id: string;
  fiscal_year: number;
  fingerprint: string;
  name: string;
  department: string | null;
  department_code: string | null;
  attribute: string | null;
  duration: string | null;
  goal_annual: string | null;
  goal_period: string | null;
  funding: Json<{ annual: FundingBlock | null; period: FundingBlock | null }>;
  texts: Json<Record<string, string | null>>;
  money_curve: Json<Curve>;
  ordinal: number;
  invented: boolean;
  import_id: string | null;
}

interface IndicatorRow extends Recorded {
  region_id: string;
  id: string;
  project_id: string;
  unit_id: string;
  ordinal: number;
  scope: 'annual' | 'period';
  level1: string;
  level2: string;
  level2_code: string | null;
  grp: string;
  name: string;
  raw_target: string | null;
  pairs_with: string | null;
  is_subject: boolean;
  place: Json<object>;
  /** Null: of the declaration. */
  adjustment_id: string | null;
}

interface TargetVersionRow extends Recorded {
  region_id: string;
  id: string;
  indicator_id: string;
  unit_id: string;
  version: number;
  raw_target: string | null;
  parsed: Json<ParsedTarget>;
  judged: Json<JudgedTarget>;
  valid_from: string;
  supersedes: string | null;
  adjustment_id: string | null;
  /** From its day on the indicator is judged no longer. */
  ended: Generated<boolean>;
}

/** That an indicator is the same target as another one, or no longer is; the newest row holds. */
interface SameTargetRow extends Recorded {
  region_id: string;
  id: string;
  seq: Generated<string>;
  unit_id: string;
  indicator_id: string;
  /** The first of its group; null: from here on it is counted by itself. */
  same_as: string | null;
  reason: string;
  import_id: string | null;
  invented: boolean;
  recorded_post: string;
}

interface EntryRow extends Recorded {
  region_id: string;
  id: string;
  seq: Generated<string>;
  indicator_id: string;
  project_id: string;
  unit_id: string;
  period: string;
  basis: 'month' | 'cumulative' | 'level';
  value: string | null;
  done_on: string | null;
  grade: 'achieved' | 'partly' | 'not_achieved' | null;
  note: string | null;
  supersedes: string | null;
  invented: boolean;
  recorded_post: string;
}

interface LedgerEventRow extends Recorded {
  region_id: string;
  id: string;
  seq: Generated<string>;
  project_id: string;
  unit_id: string;
  fiscal_year: number;
  event: 'budgeted' | 'adjusted' | 'issued' | 'allotted' | 'paid' | 'returned';
  happened_on: string;
  amount: string;
  source: 'central' | 'provincial' | 'local' | 'self_raised' | 'other' | 'fiscal' | null;
  payees: number | null;
  document: string | null;
  obligation_id: string | null;
  reverses: string | null;
  invented: boolean;
  recorded_post: string;
  payment_file_id: string | null;
  file_row: number | null;
}

interface JudgedColumns {
  kind: 'indicator' | 'money' | 'project';
  project_id: string;
  unit_id: string;
  fiscal_year: number;
  grp: string | null;
  light: Light;
  light_since: string;
  inputs: Json<Judgement>;
  budget: string | null;
  initial_budget: string | null;
  executed: string | null;
}

export interface Database extends YearTables, ReviewTables {
  'shared.regions': { id: string; slug: string; name: string; invented: boolean };
  'shared.rule_sets': { version: number; effective_from: string; rules: Json<RuleSet>; origin: string };
  'shared.calendar_years': {
    year: number;
    version: Generated<number>;
    known_from: Generated<string>;
    confirmed: boolean;
    source: string;
    recorded_at: InstantColumn | null;
    recorded_by: string | null;
  };
  'shared.calendar_days': {
    year: number;
    version: Generated<number>;
    day: string;
    is_working_day: boolean;
    name: string;
  };
  'app.units': UnitRow;
  'app.imports': Recorded & {
    region_id: string;
    id: string;
    unit_id: string | null;
    filename: string;
    source: Buffer;
    sha256: string;
    answer: Json<object>;
  };
  'app.search_names': {
    region_id: string;
    unit_id: string;
    kind: 'project' | 'indicator' | 'unit';
    name_hash: string;
    name: string;
    folded: string;
    sounds: string;
  };
  'app.uploads': Recorded & {
    region_id: string;
    id: string;
    unit_id: string | null;
    filename: string;
    source: Buffer | null;
    is_text: boolean;
    state: 'waiting' | 'reading' | 'done' | 'failed';
    forms_found: number | null;
    forms_read: Generated<number>;
    attempts: Generated<number>;
    claimed_until: InstantColumn | null;
    message: string | null;
    stored_at: InstantColumn;
  };
  'app.import_commits': Recorded & {
    region_id: string;
    id: string;
    import_id: string;
    unit_id: string | null;
    edits: Json<object>;
    answer: Json<object>;
  };
  'app.projects': ProjectRow;
  'app.indicators': IndicatorRow;
  'app.target_versions': TargetVersionRow;
  'app.same_targets': SameTargetRow;
  'app.entries': EntryRow;
  'app.ledger_events': LedgerEventRow;
  'app.subjects': JudgedColumns & { region_id: string; id: string; next_check_on: string | null };
  'app.judgements': JudgedColumns & {
    region_id: string;
    subject_id: string;
    from_day: string;
    to_day: string | null;
    rule_version: number;
  };
  'app.live_events': {
    region_id: string;
    id: string;
    seq: string | null;
    unit_id: string;
    topics: string[];
    type: string;
    data: Json<object>;
    recorded_at: InstantColumn;
  };
  'ops.accounts': {
    id: string;
    username: string;
    name: string;
    role: string;
    region_id: string | null;
    unit_id: string | null;
    password_hash: string | null;
    disabled: Generated<boolean>;
    created_at: InstantColumn;
  };
  'ops.one_time_links': {
    token_hash: string;
    account_id: string | null;
    purpose: 'first_administrator' | 'set_password';
    expires_at: InstantColumn;
    used_at: InstantColumn | null;
  };
  'ops.sessions': {
    id: string;
    data: Json<object>;
    account_id: string | null;
    expires_at: InstantColumn;
  };
  'ops.sign_in_attempts': {
    id: Generated<string>;
    username: string;
    address: string;
    succeeded: boolean;
    at: InstantColumn;
  };
  'ops.idempotency_keys': {
    account_id: string;
    key: string;
    body_hash: string;
    status: number;
    answer: Json<object>;
    created_at: InstantColumn;
  };
  'ops.clock': {
    one: Generated<boolean>;
    mode: 'real' | 'demo';
    demo_today: string | null;
    loads: Generated<number>;
    demo_start: string | null;
  };
  'ops.job_runs': {
    job: string;
    last_started_at: InstantColumn | null;
    last_finished_at: InstantColumn | null;
    last_processed_day: string | null;
    last_result: Json<object> | null;
    failed: Generated<number>;
  };
}
