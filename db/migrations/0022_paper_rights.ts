/**
 * Who takes out which paper, and whose form it is printed on, kept by the database itself: the summary and the report of a county are
 * its finance bureau's, a department's own are the department's, a bureau's own templates are finance's. Beside it the way to an
 * account's exports, by which they are counted.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** As 0018: after the insert, so that row security has spoken first; maintenance is not bound. */
const BOUND = `when (current_user in ('mubiao_app', 'mubiao_worker'))`;

const STATEMENTS = [
  `create function app.keep_paper_right() returns trigger language plpgsql as $$
   declare
     role text := app.role_of(new.recorded_by);
   begin
     -- What covers a whole county speaks for its finance bureau, what covers a department for the department (domain.md 5).
     if new.kind in ('summary', 'report') and not coalesce(
         (role in ('finance_business', 'finance_performance') and new.unit_id is null)
         or (role = 'leader' and new.unit_id is not null), false) then
       raise exception 'the summary is not this post''s to take out' using errcode = 'MB060';
     end if;
     if new.template_id is not null and not exists (
         select from app.paper_templates t where t.region_id = new.region_id and t.id = new.template_id
           and not t.is_withdrawn and new.format in ('docx', 'zip')
           and t.kind = case new.kind when 'all_forms' then 'monitoring_form' else new.kind end) then
       raise exception 'the template is of another paper' using errcode = 'MB061';
     end if;
     return new;
   end $$`,
  `create trigger keep_paper_right after insert on app.papers for each row ${BOUND}
     execute function app.keep_paper_right()`,
  `create function app.keep_template_right() returns trigger language plpgsql as $$
   declare
     standing app.paper_templates;
   begin
     if coalesce(app.role_of(new.recorded_by), '') not in ('finance_business', 'finance_performance') then
       raise exception 'templates are kept by finance' using errcode = 'MB062';
     end if;
     if new.bytes is not null and new.sha256 <> encode(sha256(new.bytes), 'hex') then
       raise exception 'the hash is of another template' using errcode = 'MB061';
     end if;
     if new.is_withdrawn then
       select t.* into standing from app.paper_templates t
         where t.region_id = new.region_id and t.kind = new.kind and t.id <> new.id order by t.seq desc limit 1;
       if standing.id is null or standing.is_withdrawn or standing.sha256 <> new.sha256 then
         raise exception 'only the template that stands is withdrawn' using errcode = 'MB063';
       end if;
     end if;
     return new;
   end $$`,
  `create trigger keep_template_right after insert on app.paper_templates for each row ${BOUND}
     execute function app.keep_template_right()`,
  // domain of server/paper/template.ts: a form of ten pages with a seal has 2 MB.
  `alter table app.paper_templates add constraint paper_templates_small check (octet_length(bytes) <= 5 * 1024 * 1024)`,
  `alter table app.papers add constraint papers_template_known foreign key (region_id, template_id)
     references app.paper_templates (region_id, id)`,
  `create index papers_by_account on app.papers (region_id, recorded_by, id)`,
];
