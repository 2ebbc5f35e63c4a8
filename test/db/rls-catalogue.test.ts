/** Row-level security, read from the catalogue: a table that a later migration adds is covered the day it is added. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../postgres.ts';
import { recordSomething } from './catalogue-rows.ts';
import { REVIEW_FACTS, REVIEW_TABLES_WITHOUT_UNIT } from './review-rows.ts';
import { createWorld } from './world.ts';

const database = await createTestDatabase();

interface Column {
  name: string;
  isGenerated: boolean;
}

interface Table {
  name: string;
  isForced: boolean;
  isProtected: boolean;
  ownedBySuperuser: boolean;
  columns: Column[];
}

/** Bound to no unit: the tree itself and the region's settings, which everybody of the region reads. */
const WITHOUT_UNIT = ['units', 'ladders', 'payment_mappings', ...REVIEW_TABLES_WITHOUT_UNIT];
const FACTS = [
  'entries',
  'ledger_events',
  'target_versions',
  'indicators',
  'imports',
  'import_commits',
  'registered_events',
  'duty_plans',
  'money_curves',
  'adjustments',
  'same_targets',
  'alert_acts',
  'notices',
  'ladders',
  'payment_mappings',
  'payment_files',
  'payment_commits',
  ...REVIEW_FACTS,
];
/** What runs as its owner, and who may call it: lists of ids for the jobs. */
const JOBS = ['mubiao_worker'];
/** The calendar is one for all regions: the server counts projects by year and has all of them looked at again. */
const SERVER_AND_JOBS = ['mubiao_app', 'mubiao_worker'];
const DEFINERS: [name: string, callers: string[]][] = [
  ['ops.due_projects(date,integer)', JOBS],
  ['ops.watched_projects(date,integer)', JOBS],
  ['ops.changed_projects(bigint,integer)', JOBS],
  ['ops.alerts_to_climb(date,integer)', JOBS],
  ['ops.untold_notices(integer)', JOBS],
  ['ops.forget_demo()', JOBS],
  ['ops.delete_uploads(timestamp with time zone)', JOBS],
  // Servers read uploads.
  ['ops.lost_uploads(timestamp with time zone,timestamp with time zone,integer)', ['mubiao_app']],
  ['ops.projects_by_year()', SERVER_AND_JOBS],
  ['ops.watch_all_again(date)', SERVER_AND_JOBS],
  // Who acts in a review, in which role: the accounts themselves are not the worker's to read.
  ['app.role_of(uuid)', SERVER_AND_JOBS],
];
const LOGINS = ['mubiao_owner', 'mubiao_app', 'mubiao_worker', 'mubiao_publisher', 'mubiao_bullmq'];

let superuser: pg.Client;
let app: pg.Client;
const world = await createWorld(database);
const tables = await readTables();

async function readTables(): Promise<Table[]> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  const { rows } = await client.query<Table>(
    `select c.relname as name, c.relforcerowsecurity as "isForced", c.relrowsecurity as "isProtected",
       r.rolsuper as "ownedBySuperuser", (
         select json_agg(json_build_object('name', a.attname,
           'isGenerated', a.attidentity = 'a' or a.attgenerated <> '') order by a.attnum)
         from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
     from pg_class c join pg_roles r on r.oid = c.relowner
     where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  );
  await client.end();
  return rows;
}

beforeAll(async () => {
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  app = new pg.Client({ connectionString: database.urls.app });
  await superuser.connect();
  await app.connect();
  for (const actor of [world.owns, world.beside, world.elsewhere])
    await recordSomething(world, superuser, actor);
});

afterAll(async () => {
  await superuser.end();
  await app.end();
});

/** Runs statements as the app's login inside a context; rolled back. */
async function inScope<T>(region: string, units: string, work: () => Promise<T>): Promise<T> {
  await app.query('begin');
  try {
    await app.query(`select set_config('app.region', $1, true), set_config('app.units', $2, true)`, [
      region,
      units,
    ]);
    return await work();
  } finally {
    await app.query('rollback');
  }
}

async function countIn(client: pg.Client, table: string, where = 'true'): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from app.${table} where ${where}`,
  );
  return rows[0]?.n ?? -1;
}

/** Puts rows that the superuser reads in again as they are, in the current context of the app's login. */
async function insertAgain(table: Table, where: string): Promise<string> {
  const { rows } = await superuser.query<{ row: unknown }>(
    `select to_jsonb(t) as row from app.${table.name} t where ${where} limit 1`,
  );
  expect(rows, `a row of app.${table.name} where ${where}`).toHaveLength(1);
  const columns = table.columns
    .filter((column) => !column.isGenerated)
    .map((column) => pg.escapeIdentifier(column.name))
    .join(', ');
  return await app
    .query(
      `insert into app.${table.name} (${columns})
       select ${columns} from jsonb_populate_record(null::app.${table.name}, $1)`,
      [JSON.stringify(rows[0]?.row)],
    )
    .then(
      () => 'inserted',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
}

describe('every table of app', () => {
  it('is one that this test knows how to fill', () => {
    expect(tables.map((table) => table.name)).toEqual(
      expect.arrayContaining(['units', 'projects', 'subjects', 'judgements', 'live_events', ...FACTS]),
    );
  });

  it.each(tables)('$name has row security that binds its owner too, who is no superuser', (table) => {
    expect(table.isProtected).toBe(true);
    expect(table.isForced).toBe(true);
    expect(table.ownedBySuperuser).toBe(false);
  });

  it.each(tables)('$name has rows in both regions to hide', async (table) => {
    expect(await countIn(superuser, table.name, `region_id = '${world.regionId}'`)).toBeGreaterThan(0);
    expect(await countIn(superuser, table.name, `region_id = '${world.otherRegionId}'`)).toBeGreaterThan(0);
  });

  it.each(tables)('$name shows nothing without a context', async (table) => {
    expect(await countIn(app, table.name)).toBe(0);
  });

  it.each(tables)('$name shows the own region whole and nothing of the other', async (table) => {
    const seen = await inScope(world.regionId, '*', async () => ({
      own: await countIn(app, table.name),
      foreign: await countIn(app, table.name, `region_id = '${world.otherRegionId}'`),
    }));
    expect(seen).toEqual({
      own: await countIn(superuser, table.name, `region_id = '${world.regionId}'`),
      foreign: 0,
    });
  });

  it.each(tables)('$name shows nothing in a region that is not there', async (table) => {
    const seen = await inScope('00000000-0000-4000-8000-000000000000', '*', () => countIn(app, table.name));
    expect(seen).toBe(0);
  });

  it.each(tables.filter((table) => !WITHOUT_UNIT.includes(table.name)))(
    '$name shows a unit its own rows and none of the unit beside',
    async (table) => {
      const own = await countIn(superuser, table.name, `unit_id = '${world.unitId}'`);
      expect(own).toBeGreaterThan(0);
      const seen = await inScope(world.regionId, `{${world.unitId}}`, async () => ({
        all: await countIn(app, table.name),
        beside: await countIn(app, table.name, `unit_id is distinct from '${world.unitId}'`),
      }));
      expect(seen).toEqual({ all: own, beside: 0 });
    },
  );

  it.each(tables.filter((table) => !WITHOUT_UNIT.includes(table.name)))(
    '$name shows nothing to somebody without a unit, nor to a unit of another region',
    async (table) => {
      expect(await inScope(world.regionId, '{}', () => countIn(app, table.name))).toBe(0);
      const foreign = await superuser.query<{ id: string }>('select id from app.units where region_id = $1', [
        world.otherRegionId,
      ]);
      const units = `{${foreign.rows.map((row) => row.id).join(',')}}`;
      expect(await inScope(world.regionId, units, () => countIn(app, table.name))).toBe(0);
    },
  );

  it.each(tables)('$name refuses a row of another region', async (table) => {
    const outcome = await inScope(world.regionId, '*', () =>
      insertAgain(table, `region_id = '${world.otherRegionId}'`),
    );
    expect(outcome).toMatch(/row-level security/);
  });

  it.each(tables.filter((table) => !WITHOUT_UNIT.includes(table.name)))(
    '$name refuses a row of the unit beside',
    async (table) => {
      const outcome = await inScope(world.regionId, `{${world.unitId}}`, () =>
        insertAgain(table, `unit_id = '${world.besideId}'`),
      );
      expect(outcome).toMatch(/row-level security/);
    },
  );

  it.each(tables)(
    '$name shows nothing in the same session after a commit, and raises nothing',
    async (table) => {
      await app.query('begin');
      await app.query(`select set_config('app.region', $1, true), set_config('app.units', '*', true)`, [
        world.regionId,
      ]);
      expect(await countIn(app, table.name)).toBeGreaterThan(0);
      await app.query('commit');
      const { rows } = await app.query<{ region: string }>(
        `select current_setting('app.region', true) as region`,
      );
      expect(rows[0]?.region).toBe('');
      expect(await countIn(app, table.name)).toBe(0);
    },
  );
});

it('what a view of app shows is bound by the reader’s own rights', async () => {
  const { rows } = await superuser.query<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'app'::regnamespace and c.relkind in ('v', 'm')
       and not coalesce(c.reloptions @> '{security_invoker=true}', false)`,
  );
  expect(rows).toEqual([]);
});

it('judgements of another region or unit can be neither changed nor thrown away', async () => {
  for (const table of ['subjects', 'judgements']) {
    for (const statement of [`update app.${table} set light = 'normal'`, `delete from app.${table}`]) {
      const touched = await inScope(world.regionId, `{${world.unitId}}`, async () => {
        const { rowCount } = await app.query(statement);
        return rowCount;
      });
      expect(touched).toBe(await countIn(superuser, table, `unit_id = '${world.unitId}'`));
    }
  }
});

describe('keys', () => {
  it('every primary key and unique index of app is led by the region, but for the number of live events', async () => {
    const { rows } = await superuser.query<{ name: string }>(
      `select i.indexrelid::regclass::text as name from pg_index i
       join pg_class c on c.oid = i.indrelid
       left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
       where c.relnamespace = 'app'::regnamespace and i.indisunique and a.attname is distinct from 'region_id'`,
    );
    // One order over all regions: the live channel has one counter.
    expect(rows.map((row) => row.name)).toEqual(['app.live_events_by_seq']);
  });

  it('every table of app has a primary key', async () => {
    const { rows } = await superuser.query<{ name: string }>(
      `select c.relname as name from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')
         and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)`,
    );
    expect(rows).toEqual([]);
  });

  it('every reference inside app carries the region along', async () => {
    const { rows } = await superuser.query<{ name: string; pairs: string[] }>(
      `select k.conrelid::regclass || '.' || k.conname as name, (
         select array_agg(a.attname || '=' || b.attname)
         from unnest(k.conkey, k.confkey) as u(own, other)
         join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.own
         join pg_attribute b on b.attrelid = k.confrelid and b.attnum = u.other)::text[] as pairs
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class d on d.oid = k.confrelid
       where k.contype = 'f' and c.relnamespace = 'app'::regnamespace and d.relnamespace = 'app'::regnamespace`,
    );
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => !row.pairs.includes('region_id=region_id'))).toEqual([]);
  });

  it('nothing outside refers into app', async () => {
    const { rows } = await superuser.query(
      `select k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class d on d.oid = k.confrelid
       where k.contype = 'f' and c.relnamespace <> 'app'::regnamespace and d.relnamespace = 'app'::regnamespace`,
    );
    expect(rows).toEqual([]);
  });
});

describe('privileges', () => {
  it.each(FACTS)(
    '%s, a table of facts, can be neither changed nor emptied by server, jobs or publisher',
    async (table) => {
      const { rows } = await superuser.query(
        `select role, privilege from unnest(array['mubiao_app', 'mubiao_worker', 'mubiao_publisher', 'mubiao_bullmq']) as role,
         unnest(array['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) as privilege
       where has_table_privilege(role, 'app.' || $1, privilege)
         or (privilege in ('UPDATE', 'REFERENCES') and has_any_column_privilege(role, 'app.' || $1, privilege))`,
        [table],
      );
      expect(rows).toEqual([]);
    },
  );

  it('a fact that server or jobs try to change stays as it is', async () => {
    for (const statement of [
      `update app.entries set value = 1`,
      `delete from app.entries`,
      `update app.ledger_events set amount = 1`,
      `delete from app.ledger_events`,
      `truncate app.entries`,
    ]) {
      await expect(inScope(world.regionId, '*', () => app.query(statement))).rejects.toThrow(
        /permission denied/,
      );
    }
  });

  it('of a project only the ordinal may be changed, and it may not be deleted', async () => {
    const { rows } = await superuser.query<{ column: string }>(
      `select a.attname as column from pg_attribute a
       where a.attrelid = 'app.projects'::regclass and a.attnum > 0 and not a.attisdropped
         and (has_column_privilege('mubiao_app', a.attrelid, a.attnum, 'UPDATE')
           or has_column_privilege('mubiao_worker', a.attrelid, a.attnum, 'UPDATE'))`,
    );
    expect(rows.map((row) => row.column)).toEqual(['ordinal']);
    const { rows: may } = await superuser.query<{ may: boolean }>(
      `select has_table_privilege('mubiao_app', 'app.projects', 'DELETE')
         or has_table_privilege('mubiao_worker', 'app.projects', 'DELETE') as may`,
    );
    expect(may[0]?.may).toBe(false);
  });

  it('reference data is read-only to server and jobs, but for days off that an administrator adds', async () => {
    const { rows } = await superuser.query(
      `select c.relname, role, privilege
       from pg_class c, unnest(array['mubiao_app', 'mubiao_worker', 'mubiao_publisher']) as role,
         unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as privilege
       where c.relnamespace = 'shared'::regnamespace and c.relkind = 'r' and has_table_privilege(role, c.oid, privilege)
       order by c.relname`,
    );
    expect(rows).toEqual(
      ['calendar_days', 'calendar_years'].map((relname) => ({
        relname,
        role: 'mubiao_app',
        privilege: 'INSERT',
      })),
    );
  });

  it('the publisher touches live events alone, and sees how far the watch has read them', async () => {
    const { rows } = await superuser.query<{ name: string; privileges: string }>(
      `select c.relname as name, string_agg(privilege, ',' order by privilege) as privileges
       from pg_class c, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as privilege
       where c.relnamespace in ('app'::regnamespace, 'ops'::regnamespace) and c.relkind = 'r'
         and (has_table_privilege('mubiao_publisher', c.oid, privilege)
           or (privilege <> 'DELETE' and has_any_column_privilege('mubiao_publisher', c.oid, privilege)))
       group by c.relname order by c.relname`,
    );
    expect(rows).toEqual([
      { name: 'live_events', privileges: 'DELETE,SELECT,UPDATE' },
      { name: 'watch_cursor', privileges: 'SELECT' },
    ]);
  });

  it('no login is a superuser, passes row security, makes roles or can become one that does', async () => {
    const { rows } = await superuser.query<{ name: string; unbound: boolean }>(
      `select r.rolname as name, r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolreplication or exists (
         select from pg_roles strong where (strong.rolsuper or strong.rolbypassrls)
           and pg_has_role(r.oid, strong.oid, 'MEMBER')) as unbound
       from pg_roles r where r.rolname = any ($1)`,
      [LOGINS],
    );
    expect(rows.map((row) => row.name).sort()).toEqual([...LOGINS].sort());
    expect(rows.filter((row) => row.unbound)).toEqual([]);
  });

  it('no function runs with more rights than its caller, but for those that cross the regions', async () => {
    const { rows } = await superuser.query<{ name: string; callers: string[] }>(
      `select p.oid::regprocedure::text as name, (
         select array_agg(role order by role) from unnest(array['mubiao_app', 'mubiao_worker', 'mubiao_publisher', 'mubiao_bullmq']) as role
         where has_function_privilege(role, p.oid, 'EXECUTE')) as callers
       from pg_proc p where p.prosecdef
         and p.pronamespace in ('app'::regnamespace, 'shared'::regnamespace, 'ops'::regnamespace, 'public'::regnamespace)`,
    );
    expect(rows.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
      DEFINERS.map(([name, callers]) => ({ name, callers })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
  });
});
