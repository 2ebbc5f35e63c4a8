/** Regions and accounts, for the system administrator: who there is and where they belong, never what they record. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { PLACE_OF_ROLE, placeProblems } from '../domain/account-rules.ts';
import type {
  Account,
  AccountBody,
  AccountPage,
  AccountWithLink,
  Region,
  RegionBody,
  RegionPage,
  Role,
  UnitPage,
} from '../server/contract.ts';
import type { Idempotency } from './actor.ts';
import { inContext, type Db, type Tx } from './database.ts';
import { findIdempotent, retryIdempotencyRace, storeIdempotent } from './idempotency.ts';
import { deleteUnusedLinks, insertLink, renewLink, type MadeLink } from './one-time-links.ts';
import type { Recorded, Refused } from './record-fact.ts';
import { deleteSessionsOf, hasAdministrator, isUsernameTaken, lockSetUp } from './set-up.ts';

/** A decision of the administrator. */
export interface Decision {
  idempotency: Idempotency;
  /** ISO instants: links, sessions and accounts are dated by the wall, idempotency keys by the product's clock. */
  at: { wall: string; product: string };
}

/** A page of a list that is ordered by a unique name, which is its cursor. */
interface PageOf {
  cursor: string | null;
  limit: number;
}

const pageOf = <Row>(rows: Row[], limit: number, cursorOf: (row: Row) => string) => {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last) : null };
};

export async function listRegions(db: Db, { cursor, limit }: PageOf): Promise<RegionPage> {
  const { rows } = await sql<Region>`
    select r.id, r.slug, r.name,
      (select count(*)::int from ops.accounts a where a.region_id = r.id and not a.disabled) as accounts
    from shared.regions r where ${cursor}::text is null or r.slug > ${cursor}
    order by r.slug limit ${limit + 1}`.execute(db);
  return pageOf(rows, limit, (row) => row.slug);
}

/** Null when there is no such region. */
export async function listUnits(
  db: Db,
  { regionId, kind, cursor, limit }: PageOf & { regionId: string; kind: 'department' | 'unit' },
): Promise<UnitPage | null> {
  if (!(await findRegion(db, regionId))) return null;
  const { rows } = await inContext(
    db,
    { regionId, units: '*' },
    (tx) =>
      sql<{ id: string; name: string }>`
        select id, name from app.units
        where region_id = ${regionId} and kind = ${kind} and (${cursor}::text is null or name > ${cursor})
        order by name limit ${limit + 1}`.execute(tx),
    'snapshot',
  );
  return pageOf(rows, limit, (row) => row.name);
}

export async function listAccountPage(
  db: Db,
  { regionId, now, cursor, limit }: PageOf & { regionId: string | null; now: string },
): Promise<AccountPage> {
  const rows = await readAccounts(db, {
    where: sql<boolean>`(${regionId}::uuid is null or a.region_id = ${regionId})
      and (${cursor}::text is null or a.username > ${cursor})`,
    limit: limit + 1,
    now,
  });
  const { items, nextCursor } = pageOf(rows, limit, (row) => row.username);
  const counted = await sql<Pick<AccountPage, 'total' | 'withoutPassword'>>`
    select count(*)::int as total,
      (count(*) filter (where not disabled and password_hash is null))::int as "withoutPassword"
    from ops.accounts where ${regionId}::uuid is null or region_id = ${regionId}`.execute(db);
  const counts = counted.rows[0] ?? { total: 0, withoutPassword: 0 };
  return { ...counts, items: await withUnitNames(db, items), nextCursor };
}

/** @param invented regions of the demonstration are marked, or its store would pass for a real one */
export function addRegion(
  db: Db,
  { slug, name }: RegionBody,
  invented: boolean,
  decision: Decision,
): Promise<Recorded<Region>> {
  return decideOnce<Region>(db, decision, 201, async (tx) => {
    const region = { id: uuidv7(), slug, name: name.trim() };
    const inserted = await tx
      .insertInto('shared.regions')
      .values({ ...region, invented })
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!inserted) return refused('slug', '已有地区用了这个代号，请换一个');
    return { answer: { ...region, accounts: 0 } };
  });
}

export async function addAccount(
  db: Db,
  body: AccountBody,
  decision: Decision,
): Promise<Recorded<AccountWithLink>> {
  const { username, role } = body;
  const place = { regionId: body.regionId ?? null, unitId: body.unitId ?? null };
  const wrong = await wrongPlace(db, role, place);
  return decideWithLink(db, decision, 201, async (tx) => {
    if (wrong) return { refused: wrong };
    if (await isUsernameTaken(tx, username)) return refused('username', '这个用户名已被占用，请换一个');
    const id = uuidv7();
    await tx
      .insertInto('ops.accounts')
      .values({
        id,
        username,
        name: body.name.trim(),
        role,
        region_id: place.regionId,
        unit_id: place.unitId,
        password_hash: null,
        created_at: decision.at.wall,
      })
      .execute();
    return { accountId: id };
  });
}

/** A link for another password; the old password stays good until the link is used. Earlier links are dead. */
export function addLink(db: Db, accountId: string, decision: Decision): Promise<Recorded<AccountWithLink>> {
  return decideWithLink(db, decision, 201, async (tx) => {
    const account = await findForDecision(tx, accountId);
    if (!account) return null;
    if (account.disabled) return refused(null, '账号已停用，请先启用，再生成链接');
    await deleteUnusedLinks(tx, accountId);
    return { accountId };
  });
}

/** Ends the account's sessions and links with it. The last administrator who can sign in is kept. */
export async function disableAccount(
  db: Db,
  accountId: string,
  decision: Decision,
): Promise<{ recorded: Recorded<Account>; endedSessions: string[] }> {
  let endedSessions: string[] = [];
  const recorded = await decideOnce<Account>(db, decision, 200, async (tx) => {
    const account = await findForDecision(tx, accountId);
    if (!account) return null;
    if (account.role === 'system_admin' && !account.disabled && !(await hasAdministrator(tx, accountId))) {
      return refused(null, '这是最后一个能登录的系统管理员，停用后没有人能管理账号。请先再设一个系统管理员');
    }
    await tx.updateTable('ops.accounts').set({ disabled: true }).where('id', '=', accountId).execute();
    await deleteUnusedLinks(tx, accountId);
    endedSessions = await deleteSessionsOf(tx, accountId);
    return { answer: await readAccount(tx, accountId, decision.at.wall) };
  });
  return { recorded: await withUnitName(db, recorded), endedSessions };
}

export async function enableAccount(
  db: Db,
  accountId: string,
  decision: Decision,
): Promise<Recorded<Account>> {
  const recorded = await decideOnce<Account>(db, decision, 200, async (tx) => {
    if (!(await findForDecision(tx, accountId))) return null;
    await tx.updateTable('ops.accounts').set({ disabled: false }).where('id', '=', accountId).execute();
    return { answer: await readAccount(tx, accountId, decision.at.wall) };
  });
  return withUnitName(db, recorded);
}

async function withUnitName(db: Db, recorded: Recorded<Account>): Promise<Recorded<Account>> {
  if (recorded === null || 'refused' in recorded || 'keyReused' in recorded) return recorded;
  const isNew = 'answer' in recorded;
  const [answer] = await withUnitNames(db, [isNew ? recorded.answer : (recorded.replayed.answer as Account)]);
  return isNew ? { answer: answer as Account } : { replayed: { status: 200, answer } };
}

const refused = (field: string | null, message: string): { refused: Refused } => ({
  refused: { message: `${message}。`, fields: field === null ? {} : { [field]: message } },
});

/** One decision under the lock and its key. `null`: there is no such account. */
function decideOnce<Answer extends object>(
  db: Db,
  { idempotency, at }: Decision,
  status: number,
  decide: (tx: Tx) => Promise<{ answer: Answer } | { refused: Refused } | null>,
): Promise<Recorded<Answer>> {
  return retryIdempotencyRace(() =>
    db.transaction().execute(async (tx) => {
      await lockSetUp(tx);
      const found = await findIdempotent(tx, idempotency);
      if (found.kind === 'reused') return { keyReused: true };
      if (found.kind === 'replayed') return { replayed: { status: found.status, answer: found.answer } };
      const decided = await decide(tx);
      if (decided && 'answer' in decided) {
        await storeIdempotent(tx, idempotency, status, decided.answer, at.product);
      }
      return decided;
    }),
  );
}

/** What is kept under the key of a decision that made a link: the answer but for its token, which is kept nowhere. */
interface KeptAnswer {
  account: Account;
  tokenHash: string;
}

/** A decision whose answer carries a link. The same request again gets another token for the same link. */
async function decideWithLink(
  db: Db,
  decision: Decision,
  status: number,
  decide: (tx: Tx) => Promise<{ accountId: string } | { refused: Refused } | null>,
): Promise<Recorded<AccountWithLink>> {
  const { wall } = decision.at;
  const made: { link: MadeLink | null } = { link: null };
  const recorded = await decideOnce<KeptAnswer>(db, decision, status, async (tx) => {
    const decided = await decide(tx);
    if (!decided || 'refused' in decided) return decided;
    const link = await insertLink(tx, decided.accountId, wall);
    made.link = link;
    return { answer: { account: await readAccount(tx, decided.accountId, wall), tokenHash: link.tokenHash } };
  });
  if (recorded === null || 'refused' in recorded || 'keyReused' in recorded) return recorded;
  const isNew = 'answer' in recorded;
  // Stored by this very decision under a hash of its content, so it has this shape.
  const kept = isNew ? recorded.answer : (recorded.replayed.answer as KeptAnswer);
  const link = isNew ? made.link : await renewKeptLink(db, decision, kept);
  const [account] = await withUnitNames(db, [kept.account]);
  const answer = {
    account: account as Account,
    link: link && { path: `/set-password#${link.token}`, expiresAt: link.expiresAt },
  };
  return isNew ? { answer } : { replayed: { status, answer } };
}

function renewKeptLink(db: Db, { idempotency, at }: Decision, kept: KeptAnswer): Promise<MadeLink | null> {
  return db.transaction().execute(async (tx) => {
    await lockSetUp(tx);
    const link = await renewLink(tx, kept.tokenHash, at.wall);
    if (!link) return null;
    await tx
      .updateTable('ops.idempotency_keys')
      .set({ answer: JSON.stringify({ ...kept, tokenHash: link.tokenHash } satisfies KeptAnswer) })
      .where('account_id', '=', idempotency.accountId)
      .where('key', '=', idempotency.key)
      .execute();
    return link;
  });
}

async function findForDecision(tx: Tx, id: string): Promise<{ role: string; disabled: boolean } | undefined> {
  return tx.selectFrom('ops.accounts').select(['role', 'disabled']).where('id', '=', id).executeTakeFirst();
}

async function findRegion(db: Db, id: string): Promise<{ id: string } | undefined> {
  return db.selectFrom('shared.regions').select('id').where('id', '=', id).executeTakeFirst();
}

/** Why an account of this role cannot stand there; null when it can. */
async function wrongPlace(
  db: Db,
  role: Role,
  place: { regionId: string | null; unitId: string | null },
): Promise<Refused | null> {
  const problems: { regionId?: string; unitId?: string } = placeProblems(role, place);
  const { regionId, unitId } = place;
  if (regionId !== null && !problems.regionId) {
    if (!(await findRegion(db, regionId))) problems.regionId = '没有这个地区';
    else if (unitId !== null && !problems.unitId && !(await isUnitOf(db, regionId, unitId, role))) {
      problems.unitId = PLACE_OF_ROLE[role] === 'unit' ? '该地区没有这个单位' : '该地区没有这个部门';
    }
  }
  const messages = Object.values(problems);
  return messages.length === 0 ? null : { message: `${messages.join('；')}。`, fields: { ...problems } };
}

async function isUnitOf(db: Db, regionId: string, unitId: string, role: Role): Promise<boolean> {
  const kind = PLACE_OF_ROLE[role] === 'unit' ? 'unit' : 'department';
  const { rows } = await inContext(
    db,
    { regionId, units: '*' },
    (tx) =>
      sql`select from app.units where region_id = ${regionId} and id = ${unitId} and kind = ${kind}`.execute(
        tx,
      ),
    'snapshot',
  );
  return rows.length > 0;
}

async function readAccount(tx: Tx, id: string, now: string): Promise<Account> {
  const [account] = await readAccounts(tx, { where: sql<boolean>`a.id = ${id}`, limit: 1, now });
  if (!account) throw new Error(`account ${id} is gone`);
  return account;
}

/** In the order of user names. Their units' names are regional data and come separately. */
async function readAccounts(
  db: Tx,
  { where, limit, now }: { where: ReturnType<typeof sql<boolean>>; limit: number; now: string },
): Promise<Account[]> {
  const { rows } = await sql<Account>`
    select a.id, a.username, a.name, a.role, a.region_id as "regionId", r.name as "regionName",
      a.unit_id as "unitId", null as "unitName",
      case when a.disabled then 'disabled' when a.password_hash is null then 'no_password' else 'ready' end as state,
      (select max(l.expires_at) from ops.one_time_links l
        where l.account_id = a.id and l.used_at is null and l.expires_at > ${now}) as "linkExpiresAt"
    from ops.accounts a left join shared.regions r on r.id = a.region_id
    where ${where} order by a.username limit ${limit}`.execute(db);
  return rows;
}

/** A page has few regions: each is asked in its own context. */
async function withUnitNames(db: Db, accounts: Account[]): Promise<Account[]> {
  const names = new Map<string, string>();
  const placed = Map.groupBy(
    accounts.filter((account) => account.unitId !== null),
    (account) => account.regionId as string,
  );
  for (const [regionId, members] of placed) {
    const ids = members.map((account) => account.unitId);
    const { rows } = await inContext(
      db,
      { regionId, units: '*' },
      (tx) =>
        sql<{ id: string; name: string }>`
          select id, name from app.units where region_id = ${regionId} and id = any (${ids}::uuid[])`.execute(
          tx,
        ),
      'snapshot',
    );
    for (const row of rows) names.set(row.id, row.name);
  }
  return accounts.map((account) => ({
    ...account,
    unitName: account.unitId === null ? null : (names.get(account.unitId) ?? null),
  }));
}
