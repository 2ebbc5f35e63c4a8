/**
 * Facts judged from memory are written in one message and one transaction with those that come while another is being
 * committed: a busy hour costs fewer commits and less waiting than one of each fact's own. Each fact is written whole or
 * not at all, in its own regional context, and no fact waits for another's project.
 */
import type { Actor, Idempotency } from './actor.ts';
import { literals, unitsSetting, withConnection, type Db } from './database.ts';
import type { Difference } from './subjects.ts';
import { differenceRows } from './subjects.ts';

/** A fact with its judgement, and the revision of the project that it was judged by. */
export interface KnownWrite {
  actor: Actor;
  projectId: string;
  known: string;
  /** The project's revision once it is written. */
  next: string;
  table: 'entry' | 'ledger';
  fact: object;
  difference: Difference;
  idempotency: Idempotency | null;
  answer: object;
  now: string;
}

/** Transactions at the same time: while one is made durable, the next one is being written. */
const MOST_AT_ONCE = 2;
/** Facts in one transaction: a few tenths of a millisecond each. */
const MOST_TOGETHER = 25;

interface Waiting {
  write: KnownWrite;
  resolve(written: boolean): void;
  reject(error: unknown): void;
}

interface Writer {
  waiting: Waiting[];
  running: number;
}

const writers = new WeakMap<Db, Writer>();

/**
 * @returns false: not written, since the project was locked, out of scope or changed meanwhile, or the key was there
 * @throws when the transaction failed, which wrote none of its facts, or when it is not known whether it did
 */
export function writeTogether(db: Db, write: KnownWrite): Promise<boolean> {
  const writer = writers.get(db) ?? { waiting: [], running: 0 };
  writers.set(db, writer);
  return new Promise((resolve, reject) => {
    writer.waiting.push({ write, resolve, reject });
    startWriting(db, writer);
  });
}

function startWriting(db: Db, writer: Writer): void {
  if (writer.running >= MOST_AT_ONCE || writer.waiting.length === 0) return;
  const together = writer.waiting.splice(0, MOST_TOGETHER);
  // As everybody locks projects, so that two transactions never wait for each other.
  together.sort((a, b) => (orderOf(a.write) < orderOf(b.write) ? -1 : 1));
  writer.running += 1;
  writeAll(
    db,
    together.map(({ write }) => write),
  )
    .then(
      (written) => together.forEach(({ resolve }, index) => resolve(written[index] === true)),
      (error: unknown) => together.forEach(({ reject }) => reject(error)),
    )
    .finally(() => {
      writer.running -= 1;
      startWriting(db, writer);
    });
}

const orderOf = ({ actor, projectId }: KnownWrite): string => `${actor.context.regionId} ${projectId}`;

/** One message; when the first part raises, no commit is reached. */
function writeAll(db: Db, writes: readonly KnownWrite[]): Promise<boolean[]> {
  const batch = writes.map((write) => ({
    region_id: write.actor.context.regionId,
    units: unitsSetting(write.actor.context),
    project_id: write.projectId,
    known: write.known,
    next: write.next,
    kind: write.table,
    fact: write.fact,
    difference: differenceRows(write.difference),
    account_id: write.idempotency?.accountId ?? null,
    key: write.idempotency?.key ?? null,
    body_hash: write.idempotency?.bodyHash ?? null,
    answer: write.answer,
    at: write.now,
  }));
  return withConnection(db, async (connection) => {
    const [, result] = await connection.query<{ written: boolean[] }>(
      `begin; select app.write_known_facts(${literals(JSON.stringify(batch))}) as written; commit`,
    );
    return result?.rows[0]?.written ?? [];
  });
}
