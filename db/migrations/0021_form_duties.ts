/**
 * The forms of a round as duties (db/watch-forms.ts): a duty names its form. Projects with forms of rounds that were opened
 * before are watched anew from their first day, as a rebuild does.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // No foreign key, as with the plan: it is derived.
  `alter table app.obligations add column form_id uuid`,
  `update app.project_watch w set checked_through = null, check_on = date '2000-01-01'
     where exists (select from app.review_forms f where f.region_id = w.region_id and f.project_id = w.project_id)`,
];
