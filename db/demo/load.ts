/**
 * The demonstration: three counties' published declarations under fictitious names, beside them two invented departments of
 * each county, with an invented year.
 */
import { readFileSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import { fixedClock } from '../clock.ts';
import { inContext, openDatabase, type Db } from '../database.ts';
import { saveImport, type ReadDocumentResult } from '../imports.ts';
import { DECLARED_ON, DEMO_COUNTIES, renamed, type DemoCounty } from './counties.ts';
import { declare, demoActor, fillCounty, findDeclarations } from './county.ts';

/** Role, end of the user name, name of the post. */
type Holder = readonly [role: string, username: string, name: string];
const HANDLER: Holder = ['handler', 'handler', '经办人'];
const UNIT_HEAD: Holder = ['unit_head', 'unit', '单位负责人'];
const LEADER: Holder = ['leader', 'leader', '分管领导'];
const FINANCE: readonly Holder[] = [
  ['finance_business', 'business', '财政局业务股'],
  ['finance_performance', 'finance', '财政局绩效股'],
];

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
  const kept = await findDeclarations(db, regionId);
  for (const declaration of declarationsOf(county)) {
    const own = kept.find(({ filename }) => filename === declaration.filename);
    const importId = own?.id ?? (await keepDeclaration(db, regionId, county, { ...declaration, options }));
    if (own?.isCommitted !== true) await declare(db, regionId, importId);
  }
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

/** Files beside this one, under the names that a visitor sees. The published one first: its units are made first. */
const declarationsOf = (county: DemoCounty): { file: string; filename: string }[] => [
  { file: county.file, filename: `${county.name}${county.file}` },
  ...county.invented.map(({ file, name }) => ({ file, filename: `演示数据：${name}.txt` })),
];

async function keepDeclaration(
  db: Db,
  regionId: string,
  county: DemoCounty,
  { file, filename, options }: { file: string; filename: string; options: DemoOptions },
): Promise<string> {
  const source = readFileSync(new URL(`./declarations/${file}`, import.meta.url), 'utf8');
  const text = renamed(source, county);
  const document = options.readDocument(text, file);
  const saved = await saveImport(
    db,
    demoActor(regionId),
    { unitId: null, filename, bytes: Buffer.from(text), document },
    fixedClock(DECLARED_ON),
  );
  return saved.id;
}

interface Place {
  id: string;
  kind: 'department' | 'unit';
  name: string;
  parent_id: string | null;
}

/** The county's finance bureau, and handler, unit head and leader of each department. */
async function addAccounts(
  db: Db,
  county: DemoCounty,
  regionId: string,
  passwordHash: string,
): Promise<void> {
  const places: Place[] = await inContext(db, { regionId, units: '*' }, (tx) =>
    tx
      .selectFrom('app.units')
      .select(['id', 'kind', 'name', 'parent_id'])
      .where('region_id', '=', regionId)
      .orderBy('id')
      .execute(),
  );
  const add = (username: string, [role, , post]: Holder, unitId: string | null, of = '') =>
    addAccount(db, { username, role, name: `${of}${post}`, regionId, unitId, passwordHash });
  for (const holder of FINANCE) await add(`${county.slug}-${holder[1]}`, holder, null);

  const published = publishedPlaces(county, places);
  await add(`${county.slug}-handler`, HANDLER, published.unitId);
  await add(`${county.slug}-unit`, UNIT_HEAD, published.unitId);
  await add(`${county.slug}-leader`, LEADER, published.departmentId, '主管部门');

  for (const { slug, name, unit } of county.invented) {
    const department = places.find((place) => place.kind === 'department' && place.name === name);
    const own = places.find((place) => place.parent_id === department?.id && place.name === unit);
    if (!department || !own) throw new Error(`the declaration of ${name} names no ${unit}`);
    const short = name.slice(county.name.length);
    await add(`${county.slug}-${slug}-handler`, HANDLER, own.id, short);
    await add(`${county.slug}-${slug}-unit`, UNIT_HEAD, own.id, short);
    await add(`${county.slug}-${slug}-leader`, LEADER, department.id, short);
  }
}

/** The county's social-insurance unit; where there is none, the bureau's own office. */
function publishedPlaces(
  county: DemoCounty,
  places: readonly Place[],
): { departmentId: string; unitId: string } {
  const isInvented = ({ name }: Place) => county.invented.some((department) => department.name === name);
  const department = places.find((place) => place.kind === 'department' && !isInvented(place));
  const units = places.filter((place) => place.parent_id === department?.id);
  const unit = units.find(({ name }) => name.includes('社会保险')) ?? units[0];
  if (!department || !unit) throw new Error(`the declaration of ${county.name} names no unit`);
  return { departmentId: department.id, unitId: unit.id };
}

async function addAccount(
  db: Db,
  account: {
    username: string;
    role: string;
    name: string;
    regionId: string | null;
    unitId: string | null;
    passwordHash: string;
  },
): Promise<void> {
  await db
    .insertInto('ops.accounts')
    .values({
      id: uuidv7(),
      username: account.username,
      name: account.name,
      role: account.role,
      region_id: account.regionId,
      unit_id: account.unitId,
      password_hash: account.passwordHash,
      created_at: fixedClock(DECLARED_ON).now(),
    })
    .onConflict((conflict) => conflict.column('username').doNothing())
    .execute();
}

async function addAdministrators(db: Db, { passwordHash }: DemoOptions): Promise<void> {
  for (const [username, name, role] of ADMINISTRATORS) {
    await addAccount(db, { username, role, name, regionId: null, unitId: null, passwordHash });
  }
}
