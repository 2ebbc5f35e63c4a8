/** Which names contain what was typed, as clauses for the list and for the search. */
import { sql, type RawBuilder } from 'kysely';
import { searchWords, soundPattern } from './search-sounds.ts';

/** The words, each a bit; and the clause with the names that contain at least one of them. */
export interface FoundNames {
  /** Bits of all words. */
  all: number;
  /**
   * `(select …)`: kind, unit_id, name, which words it contains (`bits`), and how well (`rank`, smaller is better: at its
   * beginning as printed, inside as printed, at its beginning as it sounds, inside as it sounds).
   */
  rows: RawBuilder<unknown>;
}

/** Not contained: behind every name that is. */
const MISSED = 4;

/** @param typed what a person typed; null when it holds no word */
export function foundNames(regionId: string, typed: string): FoundNames | null {
  const words = searchWords(typed);
  if (words.length === 0) return null;
  const ranks = words.map((word) => {
    const pattern = soundPattern(word);
    const heard =
      pattern === null
        ? sql.lit(MISSED)
        : sql`case when sounds ~ ${pattern} then case when sounds ~ ${`^${pattern}`} then 2 else 3 end
            else ${sql.lit(MISSED)} end`;
    return sql`case strpos(folded, ${word}) when 1 then 0 when 0 then ${heard} else 1 end`;
  });
  const columns = ranks.map((rank, word) => sql`${rank} as ${sql.ref(`rank${word}`)}`);
  const bits = ranks.map(
    (_, word) =>
      sql`(case when ${sql.ref(`rank${word}`)} < ${sql.lit(MISSED)} then ${sql.lit(1 << word)} else 0 end)`,
  );
  const sum = ranks.map((_, word) => sql.ref(`rank${word}`));
  return {
    all: (1 << words.length) - 1,
    rows: sql`(select kind, unit_id, name, bits, rank from (
      select kind, unit_id, name, ${sql.join(bits, sql` | `)} as bits, ${sql.join(sum, sql` + `)} as rank
      from (select kind, unit_id, name, ${sql.join(columns)} from app.search_names where region_id = ${regionId}) r) b
      where bits > 0)`,
  };
}
