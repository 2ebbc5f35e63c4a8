/**
 * Who may sign in, who is signed in, and who tried. All instants here are the wall's, not the fiscal clock's:
 * a lock of 15 minutes is about the person at the door, also when the demo stands in July 2023.
 */
import { sql } from 'kysely';
import { inContext, type Db } from './database.ts';

/** Locked after this many wrong passwords for one user name within the window (protection level 2: 5). */
const FAILURES_PER_USERNAME = 5;
/** And after this many from one address, whatever the names: an office behind one address mistypes less than that. */
const FAILURES_PER_ADDRESS = 30;
const LOCK_MINUTES = 15;

export interface Account {
  id: string;
  username: string;
  passwordHash: string;
}

/** The account with its place in the region: what access is decided from. */
export interface Person {
  accountId: string;
  username: string;
  name: string;
  role: string;
  regionId: string | null;
  regionName: string | null;
  unitId: string | null;
  unitName: string | null;
  /** Slugs from the region to the person's own place, `/` between. */
  unitPath: string | null;
  /** The person's own unit and everything below it; empty without a unit. */
  unitsBelow: string[];
}

/** The account by which one may sign in: not disabled, and its password is set. */
export async function findAccount(db: Db, username: string): Promise<Account | null> {
  const row = await db
    .selectFrom('ops.accounts')
    .select(['id', 'username', 'password_hash'])
    .where('username', '=', username)
    .where('disabled', '=', false)
    .executeTakeFirst();
  return row?.password_hash != null
    ? { id: row.id, username: row.username, passwordHash: row.password_hash }
    : null;
}

/** The person behind an account, null when there is none or it is disabled. */
export async function loadPerson(db: Db, accountId: string): Promise<Person | null> {
  const account = await db
    .selectFrom('ops.accounts as a')
    .leftJoin('shared.regions as r', 'r.id', 'a.region_id')
    .select(['a.id', 'a.username', 'a.name', 'a.role', 'a.region_id', 'a.unit_id'])
    .select(['r.slug as region_slug', 'r.name as region_name'])
    .where('a.id', '=', accountId)
    .where('a.disabled', '=', false)
    .executeTakeFirst();
  if (!account) return null;
  const place =
    account.region_id && account.unit_id ? await loadPlace(db, account.region_id, account.unit_id) : null;
  return {
    accountId: account.id,
    username: account.username,
    name: account.name,
    role: account.role,
    regionId: account.region_id,
    regionName: account.region_name,
    unitId: account.unit_id,
    unitName: place?.name ?? null,
    unitPath: account.region_slug && [account.region_slug, ...(place?.slugs ?? [])].join('/'),
    unitsBelow: place?.below ?? [],
  };
}

/** A unit's name, the slugs down to it, and the ids of it and everything below. */
async function loadPlace(
  db: Db,
  regionId: string,
  unitId: string,
): Promise<{ name: string; slugs: string[]; below: string[] } | null> {
  const { rows } = await inContext(db, { regionId, units: '*' }, (tx) =>
    sql<{ name: string | null; slugs: string[] | null; below: string[] }>`
      with recursive above as (
        select id, parent_id, slug, 0 as height from app.units where region_id = ${regionId} and id = ${unitId}
        union all
        select u.id, u.parent_id, u.slug, a.height + 1 from app.units u
        join above a on a.parent_id = u.id where u.region_id = ${regionId}
      ), below as (
        select id from app.units where region_id = ${regionId} and id = ${unitId}
        union
        select u.id from app.units u join below b on u.parent_id = b.id where u.region_id = ${regionId}
      )
      select (select name from app.units where region_id = ${regionId} and id = ${unitId}) as name,
        (select array_agg(slug order by height desc) from above) as slugs,
        array(select id from below) as below`.execute(tx),
  );
  const row = rows[0];
  return row?.name && row.slugs ? { name: row.name, slugs: row.slugs, below: row.below } : null;
}

export interface ListedAccount {
  username: string;
  name: string;
  role: string;
  /** Empty: of no region. */
  region: string;
  /** Department to which the account's unit belongs; null: of none. */
  department: string | null;
}

/**
 * The demo's accounts for the sign-in page: regions in the order they were made, then those of no region; within one the
 * finance bureau's, then department by department in the order they were made.
 */
export async function listAccounts(db: Db): Promise<ListedAccount[]> {
  const rows = await db
    .selectFrom('ops.accounts as a')
    .leftJoin('shared.regions as r', 'r.id', 'a.region_id')
    .select(['a.username', 'a.name', 'a.role', 'a.region_id', 'a.unit_id', 'r.name as region'])
    .where('a.disabled', '=', false)
    // A region's id is a UUIDv7: it grows with the time it was made.
    .orderBy('r.id', (order) => order.asc().nullsLast())
    .orderBy('a.username')
    .limit(100)
    .execute();
  const departments = new Map<string, { id: string; name: string }>();
  for (const regionId of new Set(rows.flatMap(({ region_id }) => region_id ?? []))) {
    for (const { unit, ...department } of await departmentOfEachUnit(db, regionId)) {
      departments.set(unit, department);
    }
  }
  const listed = rows.map(({ username, name, role, region, region_id, unit_id }) => {
    const department = departments.get(unit_id ?? '');
    return {
      // Ids are UUIDv7 and no id begins with n.
      place: `${region_id ?? 'none'} ${department?.id ?? ''}`,
      account: { username, name, role, region: region ?? '', department: department?.name ?? null },
    };
  });
  return listed
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ account }) => account);
}

async function departmentOfEachUnit(
  db: Db,
  regionId: string,
): Promise<{ unit: string; id: string; name: string }[]> {
  const { rows } = await inContext(db, { regionId, units: '*' }, (tx) =>
    sql<{ unit: string; id: string; name: string }>`
      select u.id as unit, coalesce(d.id, u.id) as id, coalesce(d.name, u.name) as name from app.units u
      left join app.units d on d.region_id = u.region_id and d.id = u.parent_id
      where u.region_id = ${regionId}`.execute(tx),
  );
  return rows;
}

export type AttemptBegun = { attemptId: string } | { lockedUntil: string };

/**
 * Counts an attempt before its password is looked at, so that many at once don't slip past the limit; it stands as
 * failed until `markAttemptSucceeded`. Under a lock it is refused and not recorded: the lock ends by itself.
 * The answer depends on the name as it was typed, never on whether such an account exists.
 * @param at ISO instant
 */
export async function beginAttempt(
  db: Db,
  attempt: { username: string; address: string; at: string },
): Promise<AttemptBegun> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`sign-in ${attempt.username}`}, 0))`.execute(
      tx,
    );
    const { rows } = await sql<{ locked_until: string | null }>`
      with recent as (
        select at, username = ${attempt.username} as same_name, address = ${attempt.address} as same_address
        from ops.sign_in_attempts
        where not succeeded and at > ${attempt.at}::timestamptz - make_interval(mins => ${2 * LOCK_MINUTES})
          and (username = ${attempt.username} or address = ${attempt.address})
      ), of_name as (
        select at from recent where same_name and at > coalesce((select max(s.at) from ops.sign_in_attempts s
          where s.username = ${attempt.username} and s.succeeded), '-infinity')
        order by at desc limit ${FAILURES_PER_USERNAME}
      ), of_address as (
        select at from recent where same_address order by at desc limit ${FAILURES_PER_ADDRESS}
      ), locks as (
        select max(at) + make_interval(mins => ${LOCK_MINUTES}) as until from of_name
        having count(*) = ${FAILURES_PER_USERNAME} and max(at) - min(at) <= make_interval(mins => ${LOCK_MINUTES})
        union all
        select max(at) + make_interval(mins => ${LOCK_MINUTES}) from of_address
        having count(*) = ${FAILURES_PER_ADDRESS} and max(at) - min(at) <= make_interval(mins => ${LOCK_MINUTES})
      )
      select max(until) filter (where until > ${attempt.at}) as locked_until from locks`.execute(tx);
    const lockedUntil = rows[0]?.locked_until;
    if (lockedUntil) return { lockedUntil };
    const inserted = await tx
      .insertInto('ops.sign_in_attempts')
      .values({ ...attempt, succeeded: false })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { attemptId: inserted.id };
  });
}

export async function markAttemptSucceeded(db: Db, attemptId: string): Promise<void> {
  await db.updateTable('ops.sign_in_attempts').set({ succeeded: true }).where('id', '=', attemptId).execute();
}

export interface StoredSession {
  accountId: string;
  /** ISO instants. */
  startedAt: string;
  expiresAt: string;
}

/** The session, null when it is unknown, has expired at `now`, or its account was disabled. */
export async function findSession(db: Db, id: string, now: string): Promise<StoredSession | null> {
  const row = await db
    .selectFrom('ops.sessions as s')
    .innerJoin('ops.accounts as a', 'a.id', 's.account_id')
    .select(['a.id', 's.data', 's.expires_at'])
    .where('s.id', '=', id)
    .where('s.expires_at', '>', now)
    .where('a.disabled', '=', false)
    .executeTakeFirst();
  if (!row) return null;
  return {
    accountId: row.id,
    startedAt: (row.data as { startedAt: string }).startedAt,
    expiresAt: row.expires_at,
  };
}

export async function storeSession(db: Db, id: string, session: StoredSession): Promise<void> {
  const values = {
    data: JSON.stringify({ startedAt: session.startedAt }),
    account_id: session.accountId,
    expires_at: session.expiresAt,
  };
  await db
    .insertInto('ops.sessions')
    .values({ id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

export async function extendSession(db: Db, id: string, expiresAt: string): Promise<void> {
  await db.updateTable('ops.sessions').set({ expires_at: expiresAt }).where('id', '=', id).execute();
}

export async function deleteSession(db: Db, id: string): Promise<void> {
  await db.deleteFrom('ops.sessions').where('id', '=', id).execute();
}

/** Which of these sessions still hold at `now`, with their accounts. */
export async function heldSessions(
  db: Db,
  ids: readonly string[],
  now: string,
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; account_id: string }>`
    select s.id, s.account_id from ops.sessions s join ops.accounts a on a.id = s.account_id and not a.disabled
    where s.id = any (${[...ids]}::text[]) and s.expires_at > ${now}`.execute(db);
  return new Map(rows.map((row) => [row.id, row.account_id]));
}
