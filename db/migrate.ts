/** Brings a database to this version's schema. Each migration is frozen once landed; the list is by hand. */
import pg from 'pg';
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import * as ground from './migrations/0001_ground.ts';
import * as judging from './migrations/0002_judging.ts';
import * as setUp from './migrations/0003_set_up.ts';
import * as fasterFacts from './migrations/0004_faster_facts.ts';
import * as year from './migrations/0006_year.ts';
import * as moneyCurves from './migrations/0007_money_curves.ts';
import * as calendar from './migrations/0008_calendar.ts';
import * as demoClock from './migrations/0010_demo_clock.ts';
import * as uploads from './migrations/0011_uploads.ts';
import * as preferences from './migrations/0012_preferences.ts';
import * as searchNames from './migrations/0013_search_names.ts';
import * as knownFacts from './migrations/0015_known_facts.ts';
import * as factsTogether from './migrations/0016_facts_together.ts';
import * as adjustments from './migrations/0017_adjustments.ts';
import * as reviews from './migrations/0018_reviews.ts';
import * as sameTargets from './migrations/0020_same_targets.ts';
import * as formDuties from './migrations/0021_form_duties.ts';
import * as paperRights from './migrations/0022_paper_rights.ts';
import * as reviewKept from './migrations/0023_review_kept.ts';
import * as reviewGaps from './migrations/0024_review_gaps.ts';
import type { Db } from './database.ts';
import { addSearchNames } from './search-names.ts';
import { seedShared } from './seed-shared.ts';

export const MIGRATIONS: Record<string, Migration> = {
  '0001_ground': ground as Migration,
  '0002_judging': judging as Migration,
  '0003_set_up': setUp as Migration,
  '0004_faster_facts': fasterFacts as Migration,
  '0006_year': year as Migration,
  '0007_money_curves': moneyCurves as Migration,
  '0008_calendar': calendar as Migration,
  '0010_demo_clock': demoClock as Migration,
  '0011_uploads': uploads as Migration,
  '0012_preferences': preferences as Migration,
  '0013_search_names': searchNames as Migration,
  '0015_known_facts': knownFacts as Migration,
  '0016_facts_together': factsTogether as Migration,
  '0017_adjustments': adjustments as Migration,
  '0018_reviews': reviews as Migration,
  '0020_same_targets': sameTargets as Migration,
  '0021_form_duties': formDuties as Migration,
  '0022_paper_rights': paperRights as Migration,
  '0023_review_kept': reviewKept as Migration,
  '0024_review_gaps': reviewGaps as Migration,
};

/**
 * Migrates to this version (or to `target`), then brings the shared reference data and the names to search up to date.
 * The login must be the owner. Throws when the database was made by a newer version.
 */
export async function migrate(ownerUrl: string, options: { target?: string } = {}): Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) });
  try {
    await db.schema.createSchema('ops_migration').ifNotExists().execute();
    const migrator = new Migrator({
      db,
      migrationTableSchema: 'ops_migration',
      provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
    });
    const { error } = options.target
      ? await migrator.migrateTo(options.target)
      : await migrator.migrateToLatest();
    if (error) throw error;
    if (options.target) return;
    await seedShared(pool);
    // Made in code: names that were there before their table, or came with a backup of an earlier version.
    await addSearchNames(db as unknown as Db, null);
  } finally {
    await db.destroy();
  }
}
