import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import pg from 'pg';
import { withClient } from './client.ts';
import { isFault } from './process-lock.ts';
import { StartupError } from './startup-error.ts';

/** The logins beside the owner. None is a superuser, none passes row-level security. */
export const productRoles = {
  app: 'mubiao_app',
  worker: 'mubiao_worker',
  publisher: 'mubiao_publisher',
  bullmq: 'mubiao_bullmq',
} as const;

/** Owner of the embedded database. With DATABASE_URL its own login is the owner. */
export const embeddedOwner = 'mubiao_owner';

type ProductLogin = keyof typeof productRoles;

/** What server and jobs connect with. */
export type ServiceUrls = Record<ProductLogin, string>;

/** One connection URL for each login. `owner` is for migrations, backup and restore alone. */
export interface ConnectionUrls extends ServiceUrls {
  owner: string;
}

/** The embedded cluster (any database in it), or a database somewhere else whose login is the owner. */
export type DatabaseSource = { superuserUrl: string; database: string } | { databaseUrl: string };

/**
 * The logins' URLs. A password is HMAC-SHA256 of the role's name under the password of the given URL: every machine
 * with the same DATABASE_URL comes to the same ones, and none is stored.
 */
export function connectionUrls(source: DatabaseSource): ConnectionUrls {
  const base = 'databaseUrl' in source ? source.databaseUrl : source.superuserUrl;
  const url = (role: string) => {
    const made = new URL(base);
    made.username = role;
    made.password = derivedPassword(base, role);
    if ('database' in source) made.pathname = `/${encodeURIComponent(source.database)}`;
    return made.toString();
  };
  return {
    owner: 'databaseUrl' in source ? source.databaseUrl : url(embeddedOwner),
    app: url(productRoles.app),
    worker: url(productRoles.worker),
    publisher: url(productRoles.publisher),
    bullmq: url(productRoles.bullmq),
  };
}

/** Advisory lock under which roles are made: servers that start at the same moment would raise "tuple concurrently updated". */
const rolesLock = 0x6d62_7231;

/**
 * Makes the embedded cluster's logins and the database, owned by mubiao_owner. Repeatable.
 * @param superuserUrl of the embedded cluster
 */
export async function ensureEmbeddedDatabase(superuserUrl: string, database: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [rolesLock]);
    for (const role of [embeddedOwner, ...Object.values(productRoles)]) {
      await makeLogin(client, role, derivedPassword(superuserUrl, role));
    }
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) {
      await client.query(`create database ${pg.escapeIdentifier(database)} owner ${embeddedOwner}`);
    }
  });
  const inside = new URL(superuserUrl);
  inside.pathname = `/${encodeURIComponent(database)}`;
  await withClient(inside.toString(), makeQueueSchema);
}

/**
 * Checks the database of DATABASE_URL and makes the logins there. Where the login may not make roles, they must have
 * been made before: the refusal carries the statements, ready for the administrator.
 * @throws StartupError server older than 15, database not UTF8, no password, missing privileges
 */
export async function ensureRolesOf(databaseUrl: string): Promise<void> {
  checkUrl(databaseUrl);
  await withClient(databaseUrl, async (client) => {
    await checkServer(client);
    await client.query('select pg_advisory_lock($1)', [rolesLock]);
    if (await loginsWork(databaseUrl)) return;
    try {
      for (const role of Object.values(productRoles)) {
        await makeLogin(client, role, derivedPassword(databaseUrl, role));
      }
      await makeQueueSchema(client);
    } catch (fault) {
      if (!isFault(fault, '42501')) throw fault;
      throw new StartupError(
        `DATABASE_URL 的账号不能创建角色（需要 CREATEROLE）。请授予它，或由数据库管理员在该数据库中执行：${await statementsForAdministrator(client, databaseUrl)}`,
        `The login of DATABASE_URL lacks CREATEROLE; grant it or let an administrator run the statements above.`,
      );
    }
  });
  if (!(await loginsWork(databaseUrl))) {
    throw new StartupError(
      `角色已建立但无法登录 DATABASE_URL 的数据库。请检查 pg_hba.conf 是否允许 ${Object.values(productRoles).join('、')} 用口令登录。`,
      `The product's roles cannot log in; check pg_hba.conf.`,
    );
  }
}

/** What an administrator runs where the owner's login may not make roles; holds SCRAM verifiers, no password. */
async function statementsForAdministrator(client: pg.Client, databaseUrl: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>('select rolname as name from pg_roles');
  const existing = new Set(rows.map((row) => row.name));
  const roles = Object.values(productRoles).map((role) => {
    const verb = existing.has(role) ? 'alter' : 'create';
    return `${verb} role ${role} login password '${scramVerifier(derivedPassword(databaseUrl, role))}';`;
  });
  return [...roles, `create schema if not exists bullmq authorization ${productRoles.bullmq};`].join(' ');
}

async function makeLogin(client: pg.Client, role: string, password: string): Promise<void> {
  const { rows } = await client.query<{ unbound: boolean }>(
    'select rolsuper or rolbypassrls as unbound from pg_roles where rolname = $1',
    [role],
  );
  if (rows[0]?.unbound === true) {
    throw new StartupError(
      `数据库角色 ${role} 是超级用户或可绕过行级安全，不能使用。请执行：alter role ${role} nosuperuser nobypassrls;`,
      `Role ${role} must be neither superuser nor bypassrls.`,
    );
  }
  // The verifier, not the password: statements may be logged.
  const verb = rows.length === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${role} login password '${scramVerifier(password)}'`);
}

/** BullMQ makes and migrates its tables itself; in a schema of its own, where nobody else has a right. */
async function makeQueueSchema(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(`select from pg_namespace where nspname = 'bullmq'`);
  if (rowCount !== 0) return;
  // To hand a schema to a role one must be able to become it; who made the role may grant that to himself.
  const { rows } = await client.query<{ may: boolean }>(
    `select pg_has_role(current_user, '${productRoles.bullmq}', 'USAGE') as may`,
  );
  if (rows[0]?.may !== true) await client.query(`grant ${productRoles.bullmq} to current_user`);
  await client.query(`create schema bullmq authorization ${productRoles.bullmq}`);
  if (rows[0]?.may !== true) await client.query(`revoke ${productRoles.bullmq} from current_user`);
}

function checkUrl(databaseUrl: string): void {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null;
  const complete =
    url !== null &&
    /^postgres(ql)?:$/.test(url.protocol) &&
    url.username !== '' &&
    url.password !== '' &&
    url.pathname.length > 1;
  if (complete) return;
  throw new StartupError(
    `DATABASE_URL 应写成 postgres://账号:口令@主机:端口/数据库（账号、口令、数据库名都不能少；特殊字符用 %xx）。`,
    `DATABASE_URL must be postgres://login:password@host:port/database.`,
  );
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string; may: boolean; name: string }>(
    `select current_setting('server_version_num')::int as version, getdatabaseencoding() as encoding,
       has_database_privilege(current_database(), 'CREATE') as may, current_database() as name`,
  );
  const found = rows[0];
  if (found === undefined) throw new Error('the server did not answer about itself');
  if (found.version < 150_000) {
    throw new StartupError(
      `DATABASE_URL 的 PostgreSQL 版本是 ${Math.floor(found.version / 10_000)}，需要 15 或更新。请升级数据库，或不设 DATABASE_URL 以使用内置数据库。`,
      `PostgreSQL 15 or newer is needed.`,
    );
  }
  if (found.encoding !== 'UTF8') {
    throw new StartupError(
      `数据库 ${found.name} 的编码是 ${found.encoding}，需要 UTF8。请用 create database … encoding 'UTF8' template template0 新建。`,
      `The database's encoding must be UTF8.`,
    );
  }
  if (!found.may) {
    throw new StartupError(
      `DATABASE_URL 的账号不能在数据库 ${found.name} 中建模式。请执行：alter database ${found.name} owner to 该账号;`,
      `The login of DATABASE_URL needs CREATE on the database.`,
    );
  }
}

/** Whether everything is in place already; then nothing is altered, as on every start but the first. */
async function loginsWork(databaseUrl: string): Promise<boolean> {
  const urls = connectionUrls({ databaseUrl });
  try {
    for (const login of Object.keys(productRoles) as ProductLogin[]) {
      const schemas = await withClient(urls[login], async (client) => {
        const { rowCount } = await client.query(`select from pg_namespace where nspname = 'bullmq'`);
        return rowCount;
      });
      if (schemas === 0) return false;
    }
    return true;
  } catch (fault) {
    // 28P01 wrong password or no such role, 28000 not let in.
    if (isFault(fault, '28P01') || isFault(fault, '28000')) return false;
    throw fault;
  }
}

function derivedPassword(baseUrl: string, role: string): string {
  const secret = decodeURIComponent(new URL(baseUrl).password);
  return createHmac('sha256', secret).update(role).digest('base64url');
}

/**
 * PostgreSQL's stored form of a password (RFC 5803). The salt is derived too: the same password gives the same
 * verifier. 4096 rounds are enough for 256 random bits.
 */
function scramVerifier(password: string): string {
  const rounds = 4096;
  const salt = createHash('sha256').update(`mubiao salt ${password}`).digest().subarray(0, 16);
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const serverKey = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
