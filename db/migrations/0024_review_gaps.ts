/**
 * What the review's migrations left out: all forms of a round of self-evaluation are filled into the bureau's own 自评表, those of
 * monitoring into its 监控表 (the database said the latter of both). And the offices above the unit are chased too as long as
 * a form lies with them (db/watch-forms.ts): projects with forms are watched anew from their first day, as a rebuild does.
 * Beside it: the publisher, which deletes old live events, sees how far the watch has read them (db/live-events.ts).
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // As 0022, but for the kind of the template of all forms.
  `create or replace function app.keep_paper_right() returns trigger language plpgsql as $$
   declare
     role text := app.role_of(new.recorded_by);
     template_kind text := new.kind;
   begin
     if new.kind in ('summary', 'report') and not coalesce(
         (role in ('finance_business', 'finance_performance') and new.unit_id is null)
         or (role = 'leader' and new.unit_id is not null), false) then
       raise exception 'the summary is not this post''s to take out' using errcode = 'MB060';
     end if;
     if new.kind = 'all_forms' then
       select case r.purpose when 'self_evaluation' then 'self_evaluation' else 'monitoring_form' end into template_kind
         from app.review_rounds r where r.region_id = new.region_id and r.id = new.round_id;
     end if;
     if new.template_id is not null and not exists (
         select from app.paper_templates t where t.region_id = new.region_id and t.id = new.template_id
           and not t.is_withdrawn and new.format in ('docx', 'zip') and t.kind = template_kind) then
       raise exception 'the template is of another paper' using errcode = 'MB061';
     end if;
     return new;
   end $$`,
  `update app.project_watch w set checked_through = null, check_on = date '2000-01-01'
     where exists (select from app.review_forms f where f.region_id = w.region_id and f.project_id = w.project_id)`,
  `grant usage on schema ops to mubiao_publisher`,
  `grant select on ops.watch_cursor to mubiao_publisher`,
];
