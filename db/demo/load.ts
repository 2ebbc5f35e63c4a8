/** The demonstration: three counties' published declarations under fictitious names, with an invented year. */
import { readFileSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import { fixedClock } from '../clock.ts';
import { inContext, openDatabase, type Db } from '../database.ts';
import { saveImport, type ReadDocumentResult } from '../imports.ts';
import { DECLARED_ON, DEMO_COUNTIES, renamed, type DemoCounty } from './counties.ts';
import { declareCounty, demoActor, fillCounty, findDeclaration } from './county.ts';

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
    await db
      .insertInto('ops.clock')
      .values({ mode: 'demo', demo_today: options.demoDate, demo_start: options.demoDate })
      .execute();
    return { loaded: true };
  } finally {
    await db.destroy();
  }
}

/** A county that was cut off in the middle goes on where it was; one that is whole stays as it is. */
async function loadCounty(db: Db, county: DemoCounty, options: DemoOptions): Promise<void> {
  const regionId = await ensureRegion(db, county);
  const kept = await findDeclaration(db, regionId);
  const importId = kept?.id ?? (await keepDeclaration(db, regionId, county, options));
  if (kept?.isCommitted !== true) await declareCounty(db, regionId, importId);
  await addAccounts(db, county, regionId, options.passwordHash);
  await fillCounty(db, { regionId, slug: county.slug }, options.demoDate);
}

async function ensureRegion(db: Db, { slug, name }: DemoCounty): Promise<string> {
  const there = await db
    .selectFrom('shared.regions')
    .select('id')
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (there) return there.id;
  const id = uuidv7();
  await db.insertInto('shared.regions').values({ id, slug, name, invented: true }).execute();
  return id;
}

async function keepDeclaration(
  db: Db,
  regionId: string,
  county: DemoCounty,
  options: DemoOptions,
): Promise<string> {
  const source = readFileSync(new URL(`./declarations/${county.file}`, import.meta.url), 'utf8');
  const text = renamed(source, county);
  const document = options.readDocument(text, county.file);
  const saved = await saveImport(
    db,
    demoActor(regionId),
    { unitId: null, filename: `${county.name}${county.file}`, bytes: Buffer.from(text), document },
    fixedClock(DECLARED_ON),
  );
  return saved.id;
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
      .onConflict((conflict) => conflict.column('username').doNothing())
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
