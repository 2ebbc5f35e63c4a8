/**
 * A test world: a region with a department and two units, and a second region. Someone who owns, someone beside,
 * someone above, and someone elsewhere who must be refused. Declarations come in by the product's own calls.
 */
import { randomUUID } from 'node:crypto';
import type { Actor, Idempotency } from '../../db/actor.ts';
import { fixedClock, type Clock } from '../../db/clock.ts';
import { inContext, openDatabase, type Context, type Db, type Tx } from '../../db/database.ts';
import { commitImport, saveImport } from '../../db/imports.ts';
import { pairIndicators } from '../../domain/form-pairs.ts';
import type { DeclaredIndicator, Declaration } from '../../domain/form.ts';
import { parseTarget } from '../../domain/target-text.ts';
import type { CommitAnswer } from '../../server/contract.ts';
import type { TestDatabase } from '../postgres.ts';

/** The world's declarations are approved on this day. */
export const DECLARED_ON = '2023-01-03';
export const DEPARTMENT = '测试县人力资源和社会保障局';
export const UNIT = '测试县社会保险服务中心';
export const BESIDE = '测试县就业服务中心';

export interface Handles {
  /** As the server connects. */
  db: Db;
  /** As the jobs connect. */
  worker: Db;
  /** Maintenance: sees behind row-level security by its own policy. */
  owner: Db;
}

/** Opens the three logins of a test database; closed after the file's tests. */
export async function openHandles(database: TestDatabase): Promise<Handles> {
  const db = openDatabase(database.urls.app, { max: 12 });
  const worker = openDatabase(database.urls.worker, { max: 2 });
  const owner = openDatabase(database.urls.owner, { max: 2 });
  const { afterAll } = await import('vitest');
  afterAll(async () => {
    await Promise.all([db, worker, owner].map((handle) => handle.destroy()));
  });
  return { db, worker, owner };
}

export interface World extends Handles {
  regionId: string;
  departmentId: string;
  unitId: string;
  besideId: string;
  otherRegionId: string;
  /** Of the region's finance bureau: sees and may do everything there. */
  finance: Actor;
  /** Of the department: it and everything below. */
  leader: Actor;
  /** Of the unit. */
  owns: Actor;
  /** Of the unit beside. */
  beside: Actor;
  /** Of the second region's finance bureau. */
  elsewhere: Actor;
}

const clock = fixedClock(DECLARED_ON);

/** The world of two regions, each with the same two declarations: one of the unit, one of the unit beside. */
export async function createWorld(database: TestDatabase): Promise<World> {
  const handles = await openHandles(database);
  const regionId = await addRegion(handles.owner, 'ceshi', '测试县');
  const otherRegionId = await addRegion(handles.owner, 'linjie', '邻界县');
  const finance = await addActor(handles.owner, 'finance', { regionId, units: '*' });
  const elsewhere = await addActor(handles.owner, 'elsewhere', { regionId: otherRegionId, units: '*' });
  await declare(handles.db, finance, [ownDeclaration(), besideDeclaration()], clock);
  await declare(handles.db, elsewhere, [ownDeclaration(), besideDeclaration()], clock);
  const units = await inContext(handles.db, finance.context, (tx) =>
    tx.selectFrom('app.units').select(['id', 'kind', 'name']).execute(),
  );
  const idOf = (kind: string, name: string) => {
    const unit = units.find((candidate) => candidate.kind === kind && candidate.name === name);
    if (!unit) throw new Error(`no ${kind} ${name} grew from the declarations`);
    return unit.id;
  };
  const departmentId = idOf('department', DEPARTMENT);
  const unitId = idOf('unit', UNIT);
  const besideId = idOf('unit', BESIDE);
  const actorOf = (name: string, scope: string[]) =>
    addActor(handles.owner, name, { regionId, units: scope });
  return {
    ...handles,
    regionId,
    otherRegionId,
    departmentId,
    unitId,
    besideId,
    finance,
    elsewhere,
    leader: await actorOf('leader', [departmentId, unitId, besideId]),
    owns: await actorOf('owns', [unitId]),
    beside: await actorOf('beside', [besideId]),
  };
}

export async function addRegion(owner: Db, slug: string, name: string): Promise<string> {
  const id = randomUUID();
  await owner.insertInto('shared.regions').values({ id, slug, name, invented: false }).execute();
  return id;
}

/** An account and the actor it makes; its post is its name here. */
export async function addActor(owner: Db, name: string, context: Context): Promise<Actor> {
  const accountId = randomUUID();
  await owner
    .insertInto('ops.accounts')
    .values({
      id: accountId,
      username: `${name}-${accountId.slice(0, 8)}`,
      name,
      role: 'handler',
      region_id: context.regionId,
      unit_id: null,
      password_hash: 'not a hash: nobody signs in here',
      created_at: `${DECLARED_ON}T08:00:00+08:00`,
    })
    .execute();
  return { accountId, post: name, context, invented: false };
}

export const keyOf = (actor: Actor, body: unknown, key: string = randomUUID()): Idempotency => ({
  accountId: String(actor.accountId),
  key,
  bodyHash: JSON.stringify(body),
});

/** level 2, name, annual target as printed, and the 实施期 target when the form prints one. */
export type PrintedIndicator = readonly [
  level2: string,
  name: string,
  target: string | null,
  period?: string | null,
];

const LEVEL1: Record<string, string> = { 社会效益: '效益指标', 服务对象满意度: '满意度指标' };

/** A declaration as the importer hands it on. */
export function declaration(printed: {
  name: string;
  unit?: string;
  /** Yuan with two decimals; null: the form prints none. */
  budget?: string | null;
  year?: number;
  indicators: readonly PrintedIndicator[];
}): Declaration {
  const fiscalYear = printed.year ?? 2023;
  const total = printed.budget === undefined ? '120000.00' : printed.budget;
  const row = (
    scope: 'annual' | 'period',
    [level2, name]: PrintedIndicator,
    rawTarget: string | null,
    line: number,
  ): DeclaredIndicator => ({
    scope,
    level1: LEVEL1[level2] ?? '产出指标',
    level2,
    level2Code: null,
    name,
    fullName: name,
    rawTarget,
    target: parseTarget(rawTarget, { level2, name, fiscalYear }),
    pairedWith: null,
    judged: scope === 'annual',
    place: { line },
  });
  const indicators = printed.indicators.flatMap((indicator, line) => [
    row('annual', indicator, indicator[2], line + 1),
    ...(indicator[3] === undefined ? [] : [row('period', indicator, indicator[3], line + 1)]),
  ]);
  const funding = {
    total,
    fiscal: null,
    central: null,
    provincial: null,
    local: total,
    selfRaised: null,
    other: null,
  };
  return {
    layout: 'test',
    projectName: printed.name,
    implementingUnit: printed.unit ?? UNIT,
    department: DEPARTMENT,
    departmentCode: '051',
    fiscalYear,
    attribute: null,
    duration: null,
    annualTotal: total,
    funding: { annual: funding, period: null },
    goalAnnual: null,
    goalPeriod: null,
    overview: null,
    basis: null,
    necessity: null,
    measures: null,
    plan: null,
    filledAt: null,
    indicators: pairIndicators(indicators),
    findings: [],
    source: [],
  };
}

/** One indicator of each kind that is judged, under names that the tests use. */
export const ownDeclaration = () =>
  declaration({
    name: '职业技能提升',
    indicators: [
      ['数量指标', '培训人次', '≥1200人次', '≥3600人次'],
      ['质量指标', '考核合格率', '≥90%', '≥90%'],
      ['时效指标', '培训完成时间', '2023年9月底前'],
      ['成本指标', '人均培训成本', '≤800元/人'],
      ['社会效益', '劳动者技能水平', '有效提升'],
      ['服务对象满意度', '学员满意度', '≥95%'],
    ],
  });

export const besideDeclaration = () =>
  declaration({
    name: '公益性岗位补贴',
    unit: BESIDE,
    budget: '600000.00',
    indicators: [
      ['数量指标', '岗位宣传场次', '≥24场'],
      ['时效指标', '补贴发放', '1月—12月'],
    ],
  });

/** Imports and commits declarations on the clock's day; a refusal is thrown. */
export async function declare(db: Db, actor: Actor, forms: Declaration[], at: Clock): Promise<CommitAnswer> {
  const importId = await keep(db, actor, forms, at);
  const committed = await commitImport(db, actor, { importId, edits: [], idempotency: null }, at);
  if (!committed || !('answer' in committed)) {
    throw new Error(`the declarations were not committed: ${JSON.stringify(committed)}`);
  }
  return committed.answer;
}

/** Keeps a document with these forms, not yet committed; returns the import's id. */
export async function keep(db: Db, actor: Actor, forms: Declaration[], at: Clock): Promise<string> {
  const [unitId] = actor.context.units === '*' ? [null] : actor.context.units;
  const saved = await saveImport(
    db,
    actor,
    {
      unitId: unitId ?? null,
      filename: '目标表.txt',
      bytes: Buffer.from('目标表'),
      document: { forms, budgetTables: [], findings: [], lines: ['目标表'] },
    },
    at,
  );
  return saved.id;
}

/** The judged indicators of a region by name, with their projects. */
export async function indicatorsOf(
  db: Db,
  context: Context,
): Promise<Map<string, { id: string; projectId: string; unitId: string }>> {
  const rows = await inContext(db, context, (tx) =>
    tx
      .selectFrom('app.indicators')
      .select(['id', 'name', 'project_id', 'unit_id'])
      .where('is_subject', '=', true)
      .execute(),
  );
  return new Map(
    rows.map((row) => [row.name, { id: row.id, projectId: row.project_id, unitId: row.unit_id }]),
  );
}

/** The one of this name; throws when it is not there. */
export function named<T>(map: ReadonlyMap<string, T>, name: string): T {
  const found = map.get(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

/** Reads in a context. */
export const look = <T>(db: Db, context: Context, work: (tx: Tx) => Promise<T>): Promise<T> =>
  inContext(db, context, work, 'snapshot');
