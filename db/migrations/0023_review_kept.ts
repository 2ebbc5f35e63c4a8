/**
 * More of the review's order is kept by the database itself: a return says why at each of its cells, a value says at which
 * revision of the form it was entered (so that "before the last return" is asked of the form, not of a clock), and the derived
 * states cannot say anything but what their acts say.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** As 0018: maintenance is not bound, the product's logins are. */
const BOUND = `when (current_user in ('mubiao_app', 'mubiao_worker'))`;

const STATEMENTS = [
  `alter table app.review_values add column revision integer not null default 0 check (revision >= 0)`,
  `update app.review_values v set revision = coalesce((select max(a.revision) from app.review_acts a
     where a.region_id = v.region_id and a.form_id = v.form_id and a.version = v.version
       and a.recorded_at <= v.recorded_at), 0)`,
  `alter table app.review_values alter column revision drop default`,
  // As 0018, and the value is of the form as it stands.
  `create or replace function app.keep_form_frozen() returns trigger language plpgsql as $$
   declare
     was app.review_acts;
   begin
     perform 1 from app.review_states s where s.region_id = new.region_id and s.form_id = new.form_id for update;
     select a.* into was from app.review_acts a where a.region_id = new.region_id and a.form_id = new.form_id
       order by a.version desc, a.revision desc limit 1;
     if coalesce(was.to_stage, 'draft') <> 'draft' or new.version <> coalesce(was.version, 1) then
       raise exception 'the form is under review or closed' using errcode = 'MB018';
     end if;
     if new.revision <> coalesce(was.revision, 0) then
       raise exception 'the form has moved on' using errcode = 'MB013';
     end if;
     if app.role_of(new.recorded_by) is distinct from 'handler'
        -- What a correction carries over is the word of whoever entered it then, who may have left the post.
        and not exists (select from app.review_values v where v.region_id = new.region_id and v.form_id = new.form_id
          and v.version = new.version - 1 and v.cell = new.cell and v.value = new.value
          and v.recorded_by = new.recorded_by and v.recorded_at = new.recorded_at) then
       raise exception 'the form is filled in by the handler' using errcode = 'MB015';
     end if;
     return new;
   end $$`,
  `create function app.keep_return_reasons() returns trigger language plpgsql as $$
   begin
     if jsonb_typeof(new.cells) <> 'array' or jsonb_array_length(new.cells) = 0 or exists (
         select from jsonb_array_elements(new.cells) c
         where coalesce(c ->> 'cell', '') !~ '\\S' or coalesce(c ->> 'reason', '') !~ '\\S') then
       raise exception 'a return says why at each of its cells' using errcode = 'MB016';
     end if;
     return new;
   end $$`,
  `create trigger keep_return_reasons after insert on app.review_acts for each row
     when (current_user in ('mubiao_app', 'mubiao_worker') and new.act = 'return')
     execute function app.keep_return_reasons()`,
  `create function app.keep_review_state() returns trigger language plpgsql as $$
   declare
     was app.review_acts;
   begin
     select a.* into was from app.review_acts a where a.region_id = new.region_id and a.form_id = new.form_id
       order by a.version desc, a.revision desc limit 1;
     if (new.version, new.revision, new.stage)
          is distinct from (coalesce(was.version, 1), coalesce(was.revision, 0), coalesce(was.to_stage, 'draft'))
        or (new.state ->> 'version', new.state ->> 'revision', new.state ->> 'stage')
          is distinct from (new.version::text, new.revision::text, new.stage) then
       raise exception 'the state is not what the acts of the form say' using errcode = 'MB019';
     end if;
     return new;
   end $$`,
  `create trigger keep_review_state after insert or update on app.review_states for each row ${BOUND}
     execute function app.keep_review_state()`,
  `create function app.keep_rectification_state() returns trigger language plpgsql as $$
   declare
     was app.rectification_acts;
   begin
     select a.* into was from app.rectification_acts a
       where a.region_id = new.region_id and a.rectification_id = new.rectification_id
       order by a.revision desc limit 1;
     if (new.revision, new.stage, new.due_on) is distinct from (was.revision, was.to_stage, was.due_on)
        or (new.state ->> 'revision', new.state ->> 'stage') is distinct from (new.revision::text, new.stage) then
       raise exception 'the state is not what the acts of the rectification say' using errcode = 'MB019';
     end if;
     return new;
   end $$`,
  `create trigger keep_rectification_state after insert or update on app.rectification_states for each row ${BOUND}
     execute function app.keep_rectification_state()`,
  // Nobody takes one away; ops.forget_demo, which does, is the owner's.
  `revoke delete on app.review_states, app.rectification_states from mubiao_app, mubiao_worker`,
];
