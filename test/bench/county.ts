/**
 * A county of 2,000 projects with ten indicators each, out of the rows of the 柳林 text, with half a year of invented
 * entries and payments: imported, entered and judged by the product's own functions.
 */
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import { inContext, openDatabase, type Db } from '../../db/database.ts';
import { recordUntil } from '../../db/demo/county.ts';
import { commitImport, saveImport } from '../../db/imports.ts';
import { hashPassword } from '../../db/passwords.ts';
import { rebuildProjects } from '../../db/rebuild.ts';
import type { ConnectionUrls } from '../../db/roles.ts';
import type { Declaration, DeclaredIndicator } from '../../domain/form.ts';
import { judgedTarget } from '../../domain/target.ts';
import { readTextDocument } from '../../server/forms/read-document.ts';

export const YEAR = 2023;
/** The day on which the county stands. */
export const TODAY = '2023-07-31';
export const PASSWORD = 'bench horse';
export const UNITS = 20;
export const INDICATORS_PER_PROJECT = 10;
const PROJECTS = 2_000;
/** One import of them all would be a document that no county has. */
const PROJECTS_PER_IMPORT = 200;
/** Every n-th project has only indicators that are reported each month: all ten fall due on one day. */
export const MONTHLY_EVERY = 5;

const LEADER = 'leader';
const FINANCE = 'finance';
const USERNAMES = {
  handlers: Array.from({ length: UNITS }, (_, index) => `handler-${index + 1}`),
  leader: LEADER,
  finance: FINANCE,
};
const NO_SUCH_DATABASE = '3D000';

export interface County {
  regionId: string;
  projects: number;
  /** User names by role; one handler for each unit, in the order of the units' names. */
  handlers: string[];
  leader: string;
  finance: string;
}

export async function makeCounty(urls: ConnectionUrls): Promise<County> {
  const db = openDatabase(urls.owner, { max: 2, name: 'mubiao bench' });
  try {
    const regionId = uuidv7();
    await db
      .insertInto('shared.regions')
      .values({ id: regionId, slug: 'bench', name: '量测县', invented: true })
      .execute();
    const actor: Actor = {
      accountId: null,
      post: '演示数据',
      invented: true,
      context: { regionId, units: '*' },
    };
    const clock = fixedClock(`${YEAR}-01-03`);
    for (const [index, forms] of declarations().entries()) {
      const saved = await saveImport(
        db,
        actor,
        {
          unitId: null,
          filename: `${index}.txt`,
          bytes: Buffer.from(`${index}`),
          document: { forms, budgetTables: [], findings: [], lines: [] },
        },
        clock,
      );
      const committed = await commitImport(
        db,
        actor,
        { importId: saved.id, edits: [], idempotency: null },
        clock,
      );
      if (!committed || !('answer' in committed))
        throw new Error(`not imported: ${JSON.stringify(committed)}`);
    }
    // Two thousand projects came at once: without statistics the next reading takes minutes on a busy machine.
    await sql`analyze`.execute(db);
    await recordUntil(db, { regionId, slug: 'bench' }, TODAY);
    const rebuilt = await rebuildProjects(db, { regionId, today: TODAY });
    return { regionId, projects: rebuilt.projects, ...(await addAccounts(db, regionId)) };
  } finally {
    await db.destroy();
  }
}

/** The county of a run before; null when its database is not there or not complete. */
export async function findCounty(urls: ConnectionUrls): Promise<County | null> {
  const db = openDatabase(urls.owner, { max: 1, name: 'mubiao bench' });
  try {
    const accounts = await db.selectFrom('ops.accounts').select(['username', 'region_id']).execute();
    const regionId = accounts.find((account) => account.username === FINANCE)?.region_id;
    return regionId ? { regionId, projects: PROJECTS, ...USERNAMES } : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === NO_SUCH_DATABASE) return null;
    throw error;
  } finally {
    await db.destroy();
  }
}

/** Forms in the shape of the 柳林 text's, with unit, name and number of indicators as wanted. */
function declarations(): Declaration[][] {
  const source = new URL('../../db/demo/declarations/liulin.txt', import.meta.url);
  const read = readTextDocument(
    { filename: 'liulin.txt', bytes: readFileSync(source) },
    { year: YEAR },
  ).forms;
  const forms = read.filter((form) => form.annualTotal !== null);
  const rows = read.flatMap((form) => form.indicators).filter((row) => row.judged);
  const monthly = rows.filter((row) => {
    const { measure, reportEvery, curve } = judgedTarget(row.target, {
      level1: row.level1,
      level2: row.level2,
      name: row.fullName,
      fiscalYear: YEAR,
    });
    return reportEvery === 'month' && curve.type === 'even' && measure !== 'none';
  });
  let taken = 0;
  const made = Array.from({ length: PROJECTS }, (_, index): Declaration => {
    const form = forms[index % forms.length] as Declaration;
    const pool = index % MONTHLY_EVERY === 0 ? monthly : rows;
    const indicators = Array.from({ length: INDICATORS_PER_PROJECT }, (): DeclaredIndicator => {
      taken += 1;
      return { ...(pool[taken % pool.length] as DeclaredIndicator), scope: 'annual', pairedWith: null };
    });
    return {
      ...form,
      projectName: `${form.projectName}（${index + 1}）`,
      implementingUnit: `量测县第${String((index % UNITS) + 1).padStart(2, '0')}中心`,
      department: '量测县人力资源和社会保障局',
      fiscalYear: YEAR,
      indicators,
    };
  });
  return Array.from({ length: Math.ceil(PROJECTS / PROJECTS_PER_IMPORT) }, (_, n) =>
    made.slice(n * PROJECTS_PER_IMPORT, (n + 1) * PROJECTS_PER_IMPORT),
  );
}

async function addAccounts(db: Db, regionId: string): Promise<typeof USERNAMES> {
  const passwordHash = await hashPassword(PASSWORD);
  const places = await inContext(db, { regionId, units: '*' }, (tx) =>
    tx
      .selectFrom('app.units')
      .select(['id', 'kind'])
      .where('region_id', '=', regionId)
      .orderBy('name')
      .execute(),
  );
  const department = places.find((place) => place.kind === 'department');
  const units = places.filter((place) => place.kind === 'unit');
  if (!department || units.length !== UNITS) throw new Error('the county has other units than it should');
  const add = (username: string, role: string, unitId: string | null) =>
    db
      .insertInto('ops.accounts')
      .values({
        id: uuidv7(),
        username,
        name: username,
        role,
        region_id: regionId,
        unit_id: unitId,
        password_hash: passwordHash,
        created_at: fixedClock(TODAY).now(),
      })
      .execute();
  for (const [index, unit] of units.entries())
    await add(USERNAMES.handlers[index] as string, 'handler', unit.id);
  await add(LEADER, 'leader', department.id);
  // Last: where it is, the county is complete.
  await add(FINANCE, 'finance_performance', null);
  return USERNAMES;
}
