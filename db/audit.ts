/**
 * The audit log: who did what that changes how others are judged or what they may do. Append-only, and each row sealed
 * with the one before it: whoever changes, removes or slips in a row breaks the chain from there on. Only rows cut off at
 * the end leave no trace in the chain itself, so `npm run verify` prints the last seal to be kept elsewhere.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** Each kind of deed that is written down. */
export type AuditDeed =
  | 'calendar_confirmed'
  | 'contact_changed'
  | 'disposed'
  | 'exception_signed'
  | 'form_corrected'
  | 'rectification_closed'
  | 'rectification_issued'
  | 'round_opened'
  | 'same_target'
  | 'target_adjusted';

export interface AuditEntry {
  /** ISO instant of the wall. */
  at: string;
  /** null: the product itself. */
  accountId: string | null;
  /** null: it concerns all regions. */
  regionId: string | null;
  deed: AuditDeed;
  /** Ids and values, no names of persons. */
  detail: object;
}

/** The seal before the first row. */
export const FIRST_SEAL = '0'.repeat(64);

interface Sealed {
  seq: string;
  at: string;
  account_id: string | null;
  region_id: string | null;
  deed: string;
  detail: object;
  previous_seal: string;
}

/** sha256 over the row and the seal before it, in a form that neither jsonb nor a time zone changes. */
function sealOf(row: Sealed): string {
  const content = [
    row.seq,
    new Date(row.at).toISOString(),
    row.account_id?.toLowerCase() ?? null,
    row.region_id?.toLowerCase() ?? null,
    row.deed,
    row.detail,
    row.previous_seal,
  ];
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** JSON with sorted keys: jsonb keeps what was said, not the order it was said in. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}

/**
 * Appends one row. Call it inside the transaction of the deed (READ COMMITTED), late: whoever writes next waits for its
 * end. Returns the row's number.
 */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('audit', 0))`.execute(tx);
  const last = await tx
    .selectFrom('ops.audit')
    .select(['seq', 'seal'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const row = {
    seq: String(Number(last?.seq ?? 0) + 1),
    at: entry.at,
    account_id: entry.accountId,
    region_id: entry.regionId,
    deed: entry.deed,
    previous_seal: last?.seal ?? FIRST_SEAL,
  };
  await tx
    .insertInto('ops.audit')
    .values({
      ...row,
      detail: canonicalJson(entry.detail),
      seal: sealOf({ ...row, detail: entry.detail }),
    })
    .execute();
  return Number(row.seq);
}

export interface AuditVerified {
  rows: number;
  /** Of the last row: kept outside the database, it also shows when rows were cut off at the end. */
  lastSeal: string;
  /** The first row that is not as it was sealed, in words with its number; null: the chain holds. */
  firstBad: string | null;
}

/** Rows read at once. */
const ROWS_AT_ONCE = 1_000;

/** Walks the chain from its first row. */
export async function verifyAudit(db: Tx): Promise<AuditVerified> {
  let rows = 0;
  let lastSeal = FIRST_SEAL;
  for (;;) {
    const batch = await db
      .selectFrom('ops.audit')
      .selectAll()
      .where('seq', '>', String(rows))
      .orderBy('seq')
      .limit(ROWS_AT_ONCE)
      .execute();
    for (const row of batch) {
      const bad = wrongIn(row, rows + 1, lastSeal);
      if (bad !== null) return { rows, lastSeal, firstBad: bad };
      rows += 1;
      lastSeal = row.seal;
    }
    if (batch.length < ROWS_AT_ONCE) return { rows, lastSeal, firstBad: null };
  }
}

function wrongIn(row: Sealed & { seal: string }, expectedSeq: number, lastSeal: string): string | null {
  if (Number(row.seq) !== expectedSeq) return `审计记录缺第 ${expectedSeq} 条（其后是第 ${row.seq} 条）`;
  const what = `审计记录第 ${row.seq} 条（${row.deed}，${row.at}）`;
  if (row.previous_seal !== lastSeal) return `${what}与前一条接不上`;
  if (row.seal !== sealOf(row)) return `${what}的内容与封签不符`;
  return null;
}
