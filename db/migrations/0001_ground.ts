/**
 * The ground: schemas, regional context, row-level security from the first table on.
 * Frozen: never edit a migration that has landed; add the next one.
 *
 * Logins are made before (db/roles.ts). The migration runs as the owner; `current_user` below is the owner.
 */
import { sql, type Kysely } from 'kysely';

/** Regional tables whose rows belong to one unit: seen by region and by unit. */
const UNIT_TABLES = [
  'projects',
  'indicators',
  'target_versions',
  'entries',
  'ledger_events',
  'subjects',
  'judgements',
  'live_events',
] as const;

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...SCHEMAS, ...SHARED, ...APP, ...OPS]) await sql.raw(statement).execute(db);
  for (const table of UNIT_TABLES) await sql.raw(policies(table, UNIT_RULE)).execute(db);
  await sql.raw(policies('units', 'region_id = (select app.current_region())')).execute(db);
  for (const table of ['imports', 'import_commits']) {
    // An import without a unit was made by the finance bureau and is seen by those who see the whole region.
    await sql.raw(policies(table, UNIT_RULE)).execute(db);
  }
  for (const grant of GRANTS) await sql.raw(grant).execute(db);
}

// `unit_id = any (null)` is null: the whole region. A row without a unit must not pass that way, hence the first half.
const UNIT_RULE = `region_id = (select app.current_region())
  and coalesce(coalesce(unit_id, '00000000-0000-0000-0000-000000000000') = any ((select app.current_units())::uuid[]), true)`;

/** FORCE: the owner is bound too; what maintenance may do is a policy one can read, not an exception. */
const policies = (table: string, rule: string) => `
  alter table app.${table} enable row level security;
  alter table app.${table} force row level security;
  create policy regional on app.${table} to mubiao_app, mubiao_worker using (${rule}) with check (${rule});
  create policy owner_maintenance on app.${table} to current_user using (true) with check (true);`;

const SCHEMAS = [
  `create schema shared`,
  `create schema app`,
  `create schema ops`,
  // After a commit a transaction-local setting is an empty string, and a bare cast raises: nullif.
  `create function app.current_region() returns uuid language sql stable
     return nullif(current_setting('app.region', true), '')::uuid`,
  // The units in scope; null = the whole region ('*'), empty = none. Never null by a missing context.
  `create function app.current_units() returns uuid[] language sql stable
     return coalesce(nullif(nullif(current_setting('app.units', true), ''), '*')::uuid[],
       case when current_setting('app.units', true) = '*' then null else '{}'::uuid[] end)`,
];

const SHARED = [
  `create table shared.regions (
     id uuid primary key,
     slug text not null unique check (slug ~ '^[a-z][a-z0-9-]{1,40}$'),
     name text not null,
     invented boolean not null default false
   )`,
  `create table shared.rule_sets (
     version integer primary key,
     effective_from date not null,
     rules jsonb not null,
     origin text not null
   )`,
  `create table shared.calendar_years (
     year integer primary key,
     confirmed boolean not null,
     source text not null
   )`,
  // Exceptions to Monday–Friday: holidays and make-up working days.
  `create table shared.calendar_days (
     day date primary key,
     is_working_day boolean not null,
     name text not null
   )`,
];

const RECORDED = `recorded_on date not null,
     recorded_at timestamptz not null,
     recorded_by uuid`;

const APP = [
  `create table app.units (
     region_id uuid not null references shared.regions (id),
     id uuid not null,
     parent_id uuid,
     kind text not null check (kind in ('department', 'unit')),
     slug text not null,
     name text not null,
     short_name text not null,
     primary key (region_id, id),
     unique nulls not distinct (region_id, parent_id, kind, name),
     unique (region_id, slug),
     foreign key (region_id, parent_id) references app.units (region_id, id)
   )`,
  `create table app.imports (
     region_id uuid not null,
     id uuid not null,
     unit_id uuid,
     filename text not null,
     source bytea not null,
     sha256 text not null,
     answer jsonb not null,
     ${RECORDED},
     primary key (region_id, id),
     foreign key (region_id, unit_id) references app.units (region_id, id)
   )`,
  `create table app.import_commits (
     region_id uuid not null,
     id uuid not null,
     import_id uuid not null,
     unit_id uuid,
     edits jsonb not null,
     answer jsonb not null,
     ${RECORDED},
     primary key (region_id, id),
     unique (region_id, import_id),
     foreign key (region_id, import_id) references app.imports (region_id, id)
   )`,
  `create table app.projects (
     region_id uuid not null,
     id uuid not null,
     unit_id uuid not null,
     fiscal_year integer not null,
     fingerprint text not null,
     name text not null,
     department text,
     department_code text,
     attribute text,
     duration text,
     goal_annual text,
     goal_period text,
     funding jsonb not null,
     texts jsonb not null,
     money_curve jsonb not null,
     ordinal integer not null,
     invented boolean not null,
     import_id uuid,
     ${RECORDED},
     primary key (region_id, id),
     unique (region_id, fiscal_year, fingerprint),
     foreign key (region_id, unit_id) references app.units (region_id, id),
     foreign key (region_id, import_id) references app.imports (region_id, id)
   )`,
  `create index projects_by_unit on app.projects (region_id, fiscal_year, unit_id)`,
  `create table app.indicators (
     region_id uuid not null,
     id uuid not null,
     project_id uuid not null,
     unit_id uuid not null,
     ordinal integer not null,
     scope text not null check (scope in ('annual', 'period')),
     level1 text not null,
     level2 text not null,
     level2_code text,
     grp text not null check (grp in ('quantity', 'quality', 'timeliness', 'cost', 'benefit', 'satisfaction')),
     name text not null,
     raw_target text,
     -- The annual row is the subject; its 实施期 pair is kept beside it and never judged a second time.
     pairs_with uuid,
     is_subject boolean not null,
     place jsonb not null,
     ${RECORDED},
     primary key (region_id, id),
     foreign key (region_id, project_id) references app.projects (region_id, id),
     foreign key (region_id, pairs_with) references app.indicators (region_id, id)
   )`,
  `create index indicators_by_project on app.indicators (region_id, project_id)`,
  `create table app.target_versions (
     region_id uuid not null,
     id uuid not null,
     indicator_id uuid not null,
     unit_id uuid not null,
     version integer not null,
     raw_target text,
     parsed jsonb not null,
     judged jsonb not null,
     valid_from date not null,
     supersedes uuid,
     ${RECORDED},
     primary key (region_id, id),
     unique (region_id, indicator_id, version),
     foreign key (region_id, indicator_id) references app.indicators (region_id, id)
   )`,
  `create table app.entries (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     indicator_id uuid not null,
     project_id uuid not null,
     unit_id uuid not null,
     period text not null check (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
     basis text not null check (basis in ('month', 'cumulative', 'level')),
     value numeric(24, 6),
     done_on date,
     grade text check (grade in ('achieved', 'partly', 'not_achieved')),
     note text,
     supersedes uuid,
     invented boolean not null,
     recorded_post text not null,
     ${RECORDED},
     primary key (region_id, id),
     check (num_nonnulls(value, done_on, grade) = 1),
     foreign key (region_id, indicator_id) references app.indicators (region_id, id),
     foreign key (region_id, supersedes) references app.entries (region_id, id)
   )`,
  // One chain per field: one root, and each entry superseded at most once. Two people at one field: the second insert fails.
  `create unique index entries_one_root on app.entries (region_id, indicator_id, period) where supersedes is null`,
  `create unique index entries_one_successor on app.entries (region_id, supersedes) where supersedes is not null`,
  `create index entries_by_project on app.entries (region_id, project_id)`,
  `create index entries_by_indicator on app.entries (region_id, indicator_id, period)`,
  `create table app.ledger_events (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     project_id uuid not null,
     unit_id uuid not null,
     fiscal_year integer not null,
     event text not null check (event in ('budgeted', 'adjusted', 'issued', 'allotted', 'paid', 'returned')),
     happened_on date not null,
     amount numeric(18, 2) not null check (amount > 0 or event = 'adjusted' or reverses is not null),
     source text check (source in ('central', 'provincial', 'local', 'self_raised', 'other', 'fiscal')),
     payees integer check (payees >= 0),
     document text,
     obligation_id uuid,
     reverses uuid,
     invented boolean not null,
     recorded_post text not null,
     ${RECORDED},
     primary key (region_id, id),
     foreign key (region_id, project_id) references app.projects (region_id, id),
     foreign key (region_id, reverses) references app.ledger_events (region_id, id)
   )`,
  `create unique index ledger_reversed_once on app.ledger_events (region_id, reverses) where reverses is not null`,
  `create index ledger_by_project on app.ledger_events (region_id, project_id, happened_on)`,
  `create index ledger_by_year on app.ledger_events (region_id, fiscal_year, happened_on)
     include (unit_id, event, amount, recorded_on)`,

  // ---- judgements: derived, thrown away and rebuilt from the facts above. Without foreign keys: every row is written
  // from a project that is locked and read in the same transaction, and facts are never deleted.
  // The state now of whatever is judged: an indicator, a project's money, the project itself (roll-up).
  `create table app.subjects (
     region_id uuid not null,
     id uuid not null,
     kind text not null check (kind in ('indicator', 'money', 'project')),
     project_id uuid not null,
     unit_id uuid not null,
     fiscal_year integer not null,
     grp text,
     light text not null,
     light_since date not null,
     inputs jsonb not null,
     budget numeric(18, 2),
     initial_budget numeric(18, 2),
     executed numeric(18, 2),
     next_check_on date,
     primary key (region_id, id)
   )`,
  `create index subjects_by_project on app.subjects (region_id, project_id)`,
  // In the order of the overview's grouping, so that 24,000 subjects are counted without hashing or touching the table.
  `create index subjects_by_year on app.subjects (region_id, fiscal_year, kind, unit_id, grp, light)
     include (project_id, budget, initial_budget, executed, light_since)`,
  `create index subjects_due on app.subjects (next_check_on, region_id, project_id) where next_check_on is not null`,
  `create table app.judgements (
     region_id uuid not null,
     subject_id uuid not null,
     from_day date not null,
     to_day date,
     kind text not null,
     project_id uuid not null,
     unit_id uuid not null,
     fiscal_year integer not null,
     grp text,
     light text not null,
     light_since date not null,
     inputs jsonb not null,
     budget numeric(18, 2),
     initial_budget numeric(18, 2),
     executed numeric(18, 2),
     rule_version integer not null,
     primary key (region_id, subject_id, from_day),
     check (to_day > from_day)
   )`,
  `create unique index judgements_one_open on app.judgements (region_id, subject_id) where to_day is null`,
  `create index judgements_as_of on app.judgements (region_id, fiscal_year, kind, from_day, to_day)
     include (unit_id, grp, light, project_id, subject_id, budget, initial_budget, executed, light_since)`,
  `create index judgements_by_project on app.judgements (region_id, project_id)`,
  `create index judgements_recent on app.judgements (region_id, fiscal_year, from_day desc) where kind <> 'project'`,

  // ---- outbox of the live channel: inserted without a number, stamped after commit by one publisher
  `create table app.live_events (
     region_id uuid not null,
     id uuid not null,
     seq bigint,
     unit_id uuid not null,
     topics text[] not null,
     type text not null,
     data jsonb not null,
     recorded_at timestamptz not null,
     primary key (region_id, id)
   )`,
  `create index live_events_unstamped on app.live_events (recorded_at) where seq is null`,
  `create unique index live_events_by_seq on app.live_events (seq) where seq is not null`,
  `create sequence app.live_seq`,
];

const OPS = [
  `create table ops.accounts (
     id uuid primary key,
     username text not null unique,
     name text not null,
     role text not null,
     region_id uuid references shared.regions (id),
     unit_id uuid,
     password_hash text not null,
     disabled boolean not null default false,
     created_at timestamptz not null
   )`,
  `create table ops.sessions (
     id text primary key,
     data jsonb not null,
     account_id uuid references ops.accounts (id) on delete cascade,
     expires_at timestamptz not null
   )`,
  `create index sessions_by_expiry on ops.sessions (expires_at)`,
  `create table ops.sign_in_attempts (
     id bigint generated always as identity primary key,
     username text not null,
     address text not null,
     succeeded boolean not null,
     at timestamptz not null
   )`,
  `create index sign_in_attempts_recent on ops.sign_in_attempts (username, at)`,
  // No foreign key: a key lives seven days, an account is never deleted.
  `create table ops.idempotency_keys (
     account_id uuid not null,
     key text not null,
     body_hash text not null,
     status integer not null,
     answer jsonb not null,
     created_at timestamptz not null,
     primary key (account_id, key)
   )`,
  `create index idempotency_keys_by_age on ops.idempotency_keys (created_at)`,
  `create table ops.clock (
     one boolean primary key default true check (one),
     mode text not null check (mode in ('real', 'demo')),
     demo_today date
   )`,
  `create table ops.job_runs (
     job text primary key,
     last_started_at timestamptz,
     last_finished_at timestamptz,
     last_processed_day date,
     last_result jsonb,
     failed integer not null default 0
   )`,
  // The scan crosses regions, row security does not: it learns ids only, then works inside each region's context.
  `create function ops.due_projects(on_day date, at_most integer)
     returns table (region_id uuid, project_id uuid)
     language sql stable security definer set search_path = pg_catalog
     as $$
       select s.region_id, s.project_id from (
         select d.region_id, d.project_id from app.subjects d
         where d.next_check_on <= on_day order by d.next_check_on limit at_most
       ) s group by 1, 2 order by 1, 2
     $$`,
];

const GRANTS = [
  `grant usage on schema shared, app, ops to mubiao_app, mubiao_worker`,
  `grant select on all tables in schema shared to mubiao_app, mubiao_worker`,
  `grant select, insert on all tables in schema app to mubiao_app, mubiao_worker`,
  `grant update, delete on app.subjects, app.judgements to mubiao_app, mubiao_worker`,
  // Row locks of the subject's project need the privilege to update; no column but the ordinal is open to it.
  `grant update (ordinal) on app.projects to mubiao_app, mubiao_worker`,
  `grant select, insert, update, delete on ops.sessions, ops.idempotency_keys, ops.sign_in_attempts to mubiao_app`,
  `grant select on ops.accounts to mubiao_app`,
  `grant select on ops.clock, ops.job_runs to mubiao_app, mubiao_worker`,
  `grant insert, update on ops.job_runs to mubiao_worker`,
  `grant update on ops.clock to mubiao_worker`,
  `grant delete on ops.sessions, ops.idempotency_keys, ops.sign_in_attempts to mubiao_worker`,
  `grant select on ops.sessions, ops.idempotency_keys, ops.sign_in_attempts to mubiao_worker`,
  `revoke execute on function ops.due_projects(date, integer) from public`,
  `grant execute on function ops.due_projects(date, integer) to mubiao_worker`,
  `grant usage on schema app to mubiao_publisher`,
  `grant select, update (seq), delete on app.live_events to mubiao_publisher`,
  `grant usage on sequence app.live_seq to mubiao_publisher`,
  `create policy publishing on app.live_events to mubiao_publisher using (true) with check (true)`,
  // The server reads stamped events for replay through the publisher's login and filters by scope itself;
  // as the app login it sees only its own region and units.
];
