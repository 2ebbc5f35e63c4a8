/**
 * Facts known to a server written together: each project is locked and looked at in its own regional context, as in 0015;
 * then the rows of all of them are written by one statement a table, which costs a fraction of one a fact.
 * And the outbox numbered by a function, whose plans are kept.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...OLD, HOLD_KNOWN, PUT_KEYS, PUT_FACTS, WRITE_KNOWN_FACTS, STAMP])
    await sql.raw(statement).execute(db);
}

const SETTINGS = `set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off set enable_hashjoin = off
  set enable_mergejoin = off`;

const OLD = [
  `drop function app.write_known_facts(jsonb)`,
  `drop function app.write_known_fact(uuid, text, uuid, uuid, uuid, text, jsonb, jsonb, uuid, text, text, jsonb, timestamptz)`,
];

const FACT = `n integer, units text, project_id uuid, unit_id uuid, known uuid, account_id uuid, key text,
    body_hash text, answer jsonb, at timestamptz`;

// In the order given: the caller's, as everybody locks projects. Whoever holds one may take long, and others' facts are
// written in the same transaction: nobody is waited for. Returns those that cannot be written: locked by another, out of
// the scope of who records it, or changed since it was read.
const HOLD_KNOWN = `
create function app.hold_known(of_region uuid, facts jsonb)
returns integer[] language plpgsql as $$
declare
  f record;
  stale integer[] := '{}';
begin
  for f in select r.n, r.units, r.project_id, r.unit_id, r.known from jsonb_to_recordset(facts) as r(${FACT}) loop
    perform set_config('app.region', of_region::text, true), set_config('app.units', f.units, true);
    perform from app.projects p
    where p.region_id = of_region and p.id = f.project_id and p.unit_id = f.unit_id for no key update skip locked;
    if found then
      -- A statement of its own: it sees what was committed before the lock was had.
      perform from app.project_revisions r
      where r.region_id = of_region and r.project_id = f.project_id and r.revision = f.known;
    end if;
    if not found then stale := stale || f.n; end if;
  end loop;
  return stale;
end $$`;

// Returns those whose key is there already; if there are any, none is put. No two of them have the same key.
const PUT_KEYS = `
create function app.put_keys(facts jsonb)
returns integer[] language plpgsql as $$
declare
  stale integer[];
  f record;
begin
  with keyed as materialized (
    select r.* from jsonb_to_recordset(facts) as r(${FACT}) where r.key is not null
  ), put as (
    insert into ops.idempotency_keys (account_id, key, body_hash, status, answer, created_at)
    select k.account_id, k.key, k.body_hash, 201, k.answer, k.at from keyed k
    on conflict do nothing returning account_id, key
  )
  select coalesce(array_agg(k.n), '{}') into stale from keyed k
  where not exists (select from put where put.account_id = k.account_id and put.key = k.key);
  if stale <> '{}' then
    for f in select r.n, r.account_id, r.key from jsonb_to_recordset(facts) as r(${FACT})
      where r.key is not null and not r.n = any (stale)
    loop
      delete from ops.idempotency_keys i where i.account_id = f.account_id and i.key = f.key;
    end loop;
  end if;
  return stale;
end $$`;

const PUT_FACTS = `
create function app.put_facts(entries jsonb, ledger jsonb)
returns void language plpgsql as $$
begin
  if entries is not null then
    insert into app.entries (region_id, id, indicator_id, project_id, unit_id, period, basis, value, done_on, grade, note,
      supersedes, invented, recorded_post, recorded_on, recorded_at, recorded_by)
    select r.region_id, r.id, r.indicator_id, r.project_id, r.unit_id, r.period, r.basis, r.value, r.done_on, r.grade,
      r.note, r.supersedes, r.invented, r.recorded_post, r.recorded_on, r.recorded_at, r.recorded_by
    from jsonb_to_recordset(entries) as r(region_id uuid, id uuid, indicator_id uuid, project_id uuid, unit_id uuid,
      period text, basis text, value numeric, done_on date, grade text, note text, supersedes uuid, invented boolean,
      recorded_post text, recorded_on date, recorded_at timestamptz, recorded_by uuid);
  end if;
  if ledger is not null then
    insert into app.ledger_events (region_id, id, project_id, unit_id, fiscal_year, event, happened_on, amount, source,
      payees, document, obligation_id, reverses, invented, recorded_post, recorded_on, recorded_at, recorded_by)
    select r.region_id, r.id, r.project_id, r.unit_id, r.fiscal_year, r.event, r.happened_on, r.amount, r.source, r.payees,
      r.document, r.obligation_id, r.reverses, r.invented, r.recorded_post, r.recorded_on, r.recorded_at, r.recorded_by
    from jsonb_to_recordset(ledger) as r(region_id uuid, id uuid, project_id uuid, unit_id uuid, fiscal_year integer,
      event text, happened_on date, amount numeric, source text, payees integer, document text, obligation_id uuid,
      reverses uuid, invented boolean, recorded_post text, recorded_on date, recorded_at timestamptz, recorded_by uuid);
  end if;
end $$`;

// units: those of all who record a fact here; whether each of them may write to his project is looked at before.
// Returns the numbers of the facts that cannot be written; if there are any, nothing is.
const WRITE_KNOWN_FACTS = `
create function app.write_known_facts(of_region uuid, units text, next uuid, facts jsonb, entries jsonb, ledger jsonb, difference jsonb)
returns integer[] language plpgsql ${SETTINGS} as $$
declare
  stale integer[];
begin
  stale := app.hold_known(of_region, facts);
  if stale = '{}' then
    stale := app.put_keys(facts);
  end if;
  if stale <> '{}' then return stale; end if;
  perform set_config('app.units', units, true);
  -- By a list of keys: joined with the facts, a plan made while the table was empty would read the whole of it for ever after.
  update app.project_revisions p set revision = next
  where p.region_id = of_region and p.project_id = any (array(select r.project_id from jsonb_to_recordset(facts) as r(${FACT})));
  perform app.put_facts(entries, ledger);
  perform app.put_difference(difference);
  return stale;
end $$`;

// Numbers committed events in the order in which they were recorded. Volatile: the events are read after the lock was had.
const STAMP = `
create function app.stamp_live_events(publisher_lock bigint, at_most integer, channel text)
returns table (stamped integer, "from" bigint, "to" bigint) language plpgsql volatile ${SETTINGS} as $$
begin
  perform pg_advisory_xact_lock(publisher_lock);
  -- Joined by the rows' places, for the same reason: nobody else changes a row that has no number yet.
  with due as materialized (
    select e.ctid as place from app.live_events e where e.seq is null order by e.recorded_at, e.id limit at_most
  ), numbered as materialized (
    select d.place, nextval('app.live_seq') as seq from due d
  ), put as (
    update app.live_events e set seq = n.seq from numbered n where e.ctid = n.place returning e.seq
  )
  select count(*)::int, min(p.seq), max(p.seq) into stamped, "from", "to" from put p;
  if stamped = 0 then return; end if;
  if channel is not null then
    perform pg_notify(channel, json_build_object('from', "from", 'to', "to")::text);
  end if;
  return next;
end $$`;
