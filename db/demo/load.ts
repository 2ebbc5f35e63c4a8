/**
 * The demonstration: three counties' published declarations under fictitious names, with invented entries and payments.
 * The mapping of names is applied here and nowhere else.
 */
import { readFileSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../actor.ts';
import { fixedClock } from '../clock.ts';
import { inContext, openDatabase, type Db } from '../database.ts';
import { commitImport, saveImport, type ReadDocumentResult } from '../imports.ts';
import { insertInventedFacts } from './invented-year.ts';
import { rebuildProjects } from '../rebuild.ts';

export interface DemoCounty {
  slug: string;
  name: string;
  file: string;
  /** Printed → fictitious, longest first. */
  names: readonly (readonly [string, string])[];
}

export const DEMO_COUNTIES: readonly DemoCounty[] = [
  {
    slug: 'liuchuan',
    name: '柳川县',
    file: 'liulin.txt',
    names: [
      ['吕梁', '汾阳川'],
      ['柳林', '柳川'],
    ],
  },
  {
    slug: 'pinghe',
    name: '平河县',
    file: 'pingluo.txt',
    names: [
      ['石嘴山', '石河'],
      ['平罗', '平河'],
    ],
  },
  {
    slug: 'lishan',
    name: '离山区',
    file: 'lishi.txt',
    names: [
      ['吕梁市', ''],
      // Cut off by the end of a line of the PDF.
      ['吕梁', '汾川'],
      ['离石', '离山'],
    ],
  },
];

/** The fiscal year of the documents. */
export const DEMO_YEAR = 2023;
/** First working day of the year: the declarations are approved with the budget. */
const DECLARED_ON = '2023-01-03';

const ROLES = [
  ['handler', '经办人', 'unit'],
  ['unit_head', '单位负责人', 'unit'],
  ['leader', '主管部门分管领导', 'department'],
  ['finance_business', '财政局业务股', null],
  ['finance_performance', '财政局绩效股', null],
] as const;

const USERNAMES = {
  handler: 'handler',
  unit_head: 'unit',
  leader: 'leader',
  finance_business: 'business',
  finance_performance: 'finance',
} as const;

const ADMINISTRATORS = [
  ['sysadmin', '系统管理员', 'system_admin'],
  ['secadmin', '安全管理员', 'security_admin'],
  ['auditor', '审计管理员', 'auditor'],
] as const;

export interface DemoOptions {
  ownerUrl: string;
  /** The reader of documents: the database does not know formats. */
  readDocument: (text: string, filename: string) => ReadDocumentResult;
  /** Argon2id hash of the accounts' common password. */
  passwordHash: string;
  /** The day the demonstration stands on, within the year. */
  demoDate: string;
}

/** Loads the demonstration once; afterwards only the password follows the one that is asked for. Idempotent. */
export async function loadDemo(options: DemoOptions): Promise<{ loaded: boolean }> {
  const db = openDatabase(options.ownerUrl, { max: 4, name: 'mubiao-demo' });
  try {
    const clock = await db.selectFrom('ops.clock').select('demo_today').executeTakeFirst();
    if (clock) {
      await db.updateTable('ops.accounts').set({ password_hash: options.passwordHash }).execute();
      return { loaded: false };
    }
    for (const county of DEMO_COUNTIES) await loadCounty(db, county, options);
    await addAdministrators(db, options);
    // Last: a load that was cut off has no clock and starts again.
    await db.insertInto('ops.clock').values({ mode: 'demo', demo_today: options.demoDate }).execute();
    return { loaded: true };
  } finally {
    await db.destroy();
  }
}

export function renamed(text: string, county: DemoCounty): string {
  return county.names.reduce(
    (changed, [printed, fictitious]) => changed.replaceAll(printed, fictitious),
    text,
  );
}

async function loadCounty(db: Db, county: DemoCounty, options: DemoOptions): Promise<void> {
  const there = await db
    .selectFrom('shared.regions')
    .select('id')
    .where('slug', '=', county.slug)
    .executeTakeFirst();
  if (there) return;
  const regionId = uuidv7();
  await db
    .insertInto('shared.regions')
    .values({ id: regionId, slug: county.slug, name: county.name, invented: true })
    .execute();
  const actor: Actor = {
    accountId: null,
    post: '演示数据',
    invented: true,
    context: { regionId, units: '*' },
  };
  const clock = fixedClock(DECLARED_ON);
  const source = readFileSync(new URL(`./declarations/${county.file}`, import.meta.url), 'utf8');
  const text = renamed(source, county);
  const document = options.readDocument(text, county.file);
  const saved = await saveImport(
    db,
    actor,
    { unitId: null, filename: `${county.name}${county.file}`, bytes: Buffer.from(text), document },
    clock,
  );
  const committed = await commitImport(
    db,
    actor,
    { importId: saved.id, edits: [], idempotency: null },
    clock,
  );
  if (!committed || !('answer' in committed)) {
    throw new Error(`demo county ${county.slug} could not be committed: ${JSON.stringify(committed)}`);
  }
  await insertInventedFacts(db, { regionId, fiscalYear: DEMO_YEAR, until: options.demoDate });
  await rebuildProjects(db, { regionId, today: options.demoDate });
  await addAccounts(db, county, regionId, options.passwordHash);
}

async function addAccounts(
  db: Db,
  county: DemoCounty,
  regionId: string,
  passwordHash: string,
): Promise<void> {
  const units = await inContext(db, { regionId, units: '*' }, (tx) =>
    tx.selectFrom('app.units').select(['id', 'kind', 'name']).where('region_id', '=', regionId).execute(),
  );
  const department = units.find((unit) => unit.kind === 'department');
  // The county's social-insurance unit; where there is none, the bureau's own office.
  const unit =
    units.find((candidate) => candidate.kind === 'unit' && candidate.name.includes('社会保险')) ??
    units.find((candidate) => candidate.kind === 'unit');
  for (const [role, name, place] of ROLES) {
    await db
      .insertInto('ops.accounts')
      .values({
        id: uuidv7(),
        username: `${county.slug}-${USERNAMES[role]}`,
        name,
        role,
        region_id: regionId,
        unit_id: (place === 'unit' ? unit?.id : place === 'department' ? department?.id : null) ?? null,
        password_hash: passwordHash,
        created_at: fixedClock(DECLARED_ON).now(),
      })
      .execute();
  }
}

async function addAdministrators(db: Db, options: DemoOptions): Promise<void> {
  for (const [username, name, role] of ADMINISTRATORS) {
    await db
      .insertInto('ops.accounts')
      .values({
        id: uuidv7(),
        username,
        name,
        role,
        region_id: null,
        unit_id: null,
        password_hash: options.passwordHash,
        created_at: fixedClock(DECLARED_ON).now(),
      })
      .onConflict((conflict) => conflict.column('username').doNothing())
      .execute();
  }
}
