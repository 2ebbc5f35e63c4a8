/**
 * A test world: someone who owns, someone beside, someone above, someone elsewhere, and those who must be refused.
 * Two regions with the declarations of two real documents, imported through the product's own calls.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { fixedClock, type Clock } from '../../db/clock.ts';
import { openDatabase, type Db } from '../../db/database.ts';
import { commitImport, saveImport } from '../../db/imports.ts';
import { hashPassword } from '../../db/passwords.ts';
import { buildApp, type AppDeps } from '../../server/app.ts';
import { readTextDocument } from '../../server/forms/read-document.ts';
import type { TestDatabase } from '../postgres.ts';

export const PASSWORD = 'correct horse';
export const TODAY = '2023-07-31';

export type App = Awaited<ReturnType<typeof buildApp>>;

export interface World {
  db: Db;
  regionId: string;
  otherRegionId: string;
  departmentId: string;
  /** The owner's unit, and one beside it in the same department. */
  unitId: string;
  besideUnitId: string;
  /** Of the owner's unit, with an indicator that takes a number. */
  projectId: string;
  indicatorId: string;
  besideProjectId: string;
  besideIndicatorId: string;
  otherProjectId: string;
  otherIndicatorId: string;
  clock: Clock;
  /** Builds one server over the database; closed after the file's tests. */
  start(more?: Partial<AppDeps>): Promise<App>;
}

export async function createWorld(database: TestDatabase): Promise<World> {
  const owner = openDatabase(database.superuserUrl, { max: 2 });
  const db = openDatabase(database.urls.app, { max: 8 });
  const apps: App[] = [];
  const { afterAll } = await import('vitest');
  afterAll(async () => {
    for (const app of apps) await app.close();
    await db.destroy();
    await owner.destroy();
    await everyoneHasLeft(database.superuserUrl);
  });

  const clock = fixedClock(TODAY);
  const region = await importRegion(owner, db, clock, { slug: 'liuchuan', name: '柳川县', text: 'liulin' });
  const other = await importRegion(owner, db, clock, { slug: 'pinghe', name: '平河县', text: 'pingluo' });
  const [own, beside] = region.projects;
  const [elsewhere] = other.projects;
  if (!own || !beside || !elsewhere) throw new Error('the documents have no units to test with');
  const departmentId = region.departmentId;

  const passwordHash = await hashPassword(PASSWORD);
  const account = (username: string, role: string, regionId: string | null, unitId: string | null) =>
    owner
      .insertInto('ops.accounts')
      .values({
        id: randomUUID(),
        username,
        name: username,
        role,
        region_id: regionId,
        unit_id: unitId,
        password_hash: passwordHash,
        created_at: '2023-01-01T00:00:00+08:00',
      })
      .execute();
  await account('owner', 'handler', region.id, own.unitId);
  await account('owners-head', 'unit_head', region.id, own.unitId);
  await account('beside', 'handler', region.id, beside.unitId);
  await account('leader', 'leader', region.id, departmentId);
  await account('business', 'finance_business', region.id, null);
  await account('finance', 'finance_performance', region.id, null);
  await account('elsewhere', 'finance_performance', other.id, null);
  await account('sysadmin', 'system_admin', null, null);
  await account('secadmin', 'security_admin', null, null);
  await account('auditor', 'auditor', null, null);

  return {
    db,
    clock,
    regionId: region.id,
    otherRegionId: other.id,
    departmentId,
    unitId: own.unitId,
    besideUnitId: beside.unitId,
    projectId: own.projectId,
    indicatorId: own.indicatorId,
    besideProjectId: beside.projectId,
    besideIndicatorId: beside.indicatorId,
    otherProjectId: elsewhere.projectId,
    otherIndicatorId: elsewhere.indicatorId,
    async start(more = {}) {
      const app = await buildApp({
        db,
        publisherUrl: database.urls.publisher,
        clock,
        demo: true,
        version: '0.0.0-test',
        webRoot: '/nonexistent',
        ...more,
      });
      apps.push(app);
      return app;
    },
  };
}

/** A pool says that it has ended before its connections have: dropping the database then cuts them, and they complain. */
async function everyoneHasLeft(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  for (let tries = 0; tries < 100; tries += 1) {
    const { rowCount } = await client.query(
      `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    if (rowCount === 0) break;
    await sleep(20);
  }
  await client.end();
}

interface SubjectOfUnit {
  unitId: string;
  projectId: string;
  indicatorId: string;
}

async function importRegion(
  owner: Db,
  db: Db,
  clock: Clock,
  { slug, name, text }: { slug: string; name: string; text: string },
): Promise<{ id: string; departmentId: string; projects: SubjectOfUnit[] }> {
  const id = randomUUID();
  await owner.insertInto('shared.regions').values({ id, slug, name, invented: true }).execute();
  const actor = {
    accountId: null,
    post: '财政局绩效股',
    context: { regionId: id, units: '*' as const },
    invented: true,
  };
  const bytes = readFileSync(new URL(`../../db/demo/declarations/${text}.txt`, import.meta.url));
  const document = readTextDocument({ filename: `${text}.txt`, bytes }, { year: 2023 });
  const saved = await saveImport(
    db,
    actor,
    { unitId: null, filename: `${text}.txt`, bytes, document },
    clock,
  );
  const committed = await commitImport(
    db,
    actor,
    { importId: saved.id, edits: [], idempotency: null },
    clock,
  );
  if (!committed || !('answer' in committed)) throw new Error(`not imported: ${JSON.stringify(committed)}`);
  const department = await owner
    .selectFrom('app.units')
    .select('id')
    .where('region_id', '=', id)
    .where('kind', '=', 'department')
    .executeTakeFirstOrThrow();
  return { id, departmentId: department.id, projects: await subjectsOfUnits(owner, id, department.id) };
}

/** For each unit below the department: a project with an indicator whose cumulated number is judged. */
async function subjectsOfUnits(owner: Db, regionId: string, departmentId: string): Promise<SubjectOfUnit[]> {
  const rows = await owner
    .selectFrom('app.indicators as i')
    .innerJoin('app.target_versions as t', 't.indicator_id', 'i.id')
    .innerJoin('app.units as u', 'u.id', 'i.unit_id')
    .select(['i.id', 'i.project_id', 'i.unit_id', 't.judged'])
    .where('i.region_id', '=', regionId)
    .where('i.is_subject', '=', true)
    .where('u.parent_id', '=', departmentId)
    .orderBy('i.ordinal')
    .orderBy('i.id')
    .execute();
  const byUnit = new Map<string, SubjectOfUnit>();
  for (const row of rows) {
    const { judged } = row;
    if (judged.measure !== 'cumulative' || Number(judged.value) < 10 || byUnit.has(row.unit_id)) continue;
    byUnit.set(row.unit_id, { unitId: row.unit_id, projectId: row.project_id, indicatorId: row.id });
  }
  return [...byUnit.values()];
}

/** Signs in and gives the cookie to send. */
export async function signIn(app: App, username: string): Promise<string> {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { username, password: PASSWORD },
  });
  if (answer.statusCode !== 200) throw new Error(`${username} is not let in: ${answer.body}`);
  return cookieOf(answer);
}

export function cookieOf(answer: { headers: Record<string, unknown> }): string {
  const header = answer.headers['set-cookie'];
  const first = Array.isArray(header) ? header[0] : header;
  return String(first).split(';')[0] as string;
}

export const newKey = (): string => randomUUID();
