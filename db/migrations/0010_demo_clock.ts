/**
 * The demonstration's clock: moves of its date and reloads, as jobs that are stored; and the way back to its beginning.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...TABLES, ...FUNCTIONS, ...GRANTS]) await sql.raw(statement).execute(db);
}

const TABLES = [
  // The date goes forward only, except when the demonstration is loaded anew: then `loads` counts on.
  `alter table ops.clock
     add column loads integer not null default 1,
     add column demo_start date`,
  `update ops.clock set demo_start = demo_today where mode = 'demo'`,
  `create table ops.demo_moves (
     id uuid primary key,
     kind text not null check (kind in ('move', 'reload')),
     -- Null for a reload: it goes to the day on which the demonstration begins.
     to_date date,
     from_date date not null,
     -- The last day that is done to its end.
     reached_date date,
     state text not null check (state in ('waiting', 'running', 'done', 'failed')),
     requested_by uuid,
     -- Wall time.
     at timestamptz not null,
     finished_at timestamptz,
     -- Why it failed, for the log.
     fault text,
     check ((kind = 'move') = (to_date is not null))
   )`,
  `create unique index demo_moves_one_at_a_time on ops.demo_moves ((true)) where state in ('waiting', 'running')`,
];

/** Regional tables whose rows go; what depends on another stands before it. Units, regions and accounts stay. */
const FORGOTTEN = [
  'app.alert_acts',
  'app.notices',
  'app.alerts',
  'app.obligations',
  'app.project_watch',
  'app.registered_events',
  'app.duty_plans',
  'app.money_curves',
  'app.ladders',
  'app.payment_commits',
  'app.payment_files',
  'app.payment_mappings',
  'app.uploads',
  'app.judgements',
  'app.subjects',
  'app.live_events',
  'app.ledger_events',
  'app.entries',
  'app.target_versions',
  'app.indicators',
  'app.projects',
  'app.import_commits',
];

const FUNCTIONS = [
  // Facts are append-only for the product's logins. What is invented may go, and only in a demonstration: the loader's
  // own declarations are kept and committed again.
  `create function ops.forget_demo() returns date
     language plpgsql volatile security definer set search_path = pg_catalog
     as $$
     declare
       first_day date;
       region_ids uuid[];
     begin
       select coalesce(c.demo_start, c.demo_today) into first_day from ops.clock c where c.mode = 'demo' for update;
       if first_day is null then
         raise exception 'not a demonstration';
       end if;
       select array_agg(r.id) into region_ids from shared.regions r where r.invented;
       ${FORGOTTEN.map((table) => `delete from ${table} where region_id = any (region_ids);`).join('\n       ')}
       delete from app.imports where region_id = any (region_ids) and recorded_by is not null;
       delete from ops.message_notices where region_id = any (region_ids);
       delete from ops.messages where region_id = any (region_ids);
       update ops.clock set demo_today = first_day, loads = loads + 1;
       return first_day;
     end
     $$`,
];

const GRANTS = [
  `grant select, insert on ops.demo_moves to mubiao_app`,
  `grant select, update on ops.demo_moves to mubiao_worker`,
  `revoke execute on function ops.forget_demo() from public`,
  `grant execute on function ops.forget_demo() to mubiao_worker`,
];
