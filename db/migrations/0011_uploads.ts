/**
 * Uploads that wait to be read, are being read, or could not be: reading a document is a job. What was read becomes an
 * import of the same id; an upload is no fact and is forgotten after a day.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...TABLES, ...FUNCTIONS, ...GRANTS]) await sql.raw(statement).execute(db);
}

// A row without a unit was made by the finance bureau and is seen by those who see the whole region (as 0001).
const UNIT_RULE = `region_id = (select app.current_region())
  and coalesce(coalesce(unit_id, '00000000-0000-0000-0000-000000000000') = any ((select app.current_units())::uuid[]), true)`;

const TABLES = [
  `create table app.uploads (
     region_id uuid not null,
     id uuid not null,
     unit_id uuid,
     filename text not null,
     -- As sent. Null once it was read (the import keeps it) or given up: twenty megabytes are not kept twice.
     source bytea,
     -- Pasted: its source is UTF-8, whatever the name says.
     is_text boolean not null,
     state text not null check (state in ('waiting', 'reading', 'done', 'failed')),
     forms_found integer,
     forms_read integer not null default 0,
     -- How often a reading was begun; who reads holds the upload under this number.
     attempts integer not null default 0,
     -- Wall time. Whoever reads renews it; past it the reader is dead.
     claimed_until timestamptz,
     -- Why it could not be read, for the user.
     message text,
     -- Wall time.
     stored_at timestamptz not null,
     recorded_on date not null,
     recorded_at timestamptz not null,
     recorded_by uuid,
     primary key (region_id, id),
     foreign key (region_id, unit_id) references app.units (region_id, id),
     check (source is not null or state in ('done', 'failed')),
     check ((state = 'failed') = (message is not null)),
     check (state <> 'reading' or claimed_until is not null)
   )`,
  `create index uploads_unfinished on app.uploads (stored_at) where state in ('waiting', 'reading')`,
  `alter table app.uploads enable row level security`,
  `alter table app.uploads force row level security`,
  `create policy regional on app.uploads to mubiao_app, mubiao_worker using (${UNIT_RULE}) with check (${UNIT_RULE})`,
  `create policy owner_maintenance on app.uploads to current_user using (true) with check (true)`,
];

const FUNCTIONS = [
  // Crosses the regions, so it gives ids only.
  `create function ops.lost_uploads(now timestamptz, waiting_since timestamptz, most integer)
     returns table (region_id uuid, id uuid)
     language sql stable security definer set search_path = pg_catalog
     as $$
       select u.region_id, u.id from app.uploads u
       where u.state in ('waiting', 'reading')
         and (u.state = 'waiting' and u.stored_at < waiting_since or u.state = 'reading' and u.claimed_until < now)
       order by u.stored_at, u.id limit most
     $$`,
  `create function ops.delete_uploads(stored_before timestamptz) returns integer
     language plpgsql volatile security definer set search_path = pg_catalog
     as $$
     declare
       deleted integer;
     begin
       delete from app.uploads where stored_at < stored_before;
       get diagnostics deleted = row_count;
       return deleted;
     end
     $$`,
];

const GRANTS = [
  `grant select, insert on app.uploads to mubiao_app`,
  `grant update (source, state, forms_found, forms_read, attempts, claimed_until, message)
     on app.uploads to mubiao_app`,
  `revoke execute on function ops.lost_uploads(timestamptz, timestamptz, integer) from public`,
  `grant execute on function ops.lost_uploads(timestamptz, timestamptz, integer) to mubiao_app`,
  `revoke execute on function ops.delete_uploads(timestamptz) from public`,
  `grant execute on function ops.delete_uploads(timestamptz) to mubiao_worker`,
];
