/**
 * A county that somebody has just set up, made over HTTP as its people would: a finance bureau and a unit whose only
 * declaration is of the year to come. Its pages of the running year show what "empty" looks like.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  AccountWithLink,
  ImportAnswer,
  ImportReading,
  ProjectPage,
  Region,
  UnitPage,
} from '../../server/contract.ts';
import { callAs, until, type Caller, type Product } from './product.ts';

const COUNTY = '清源县';
/** The demo's password is older than the rules that a new one must meet. */
const PASSWORD = 'Empty-county-1';
const NEXT_YEAR = 2024;
const READ_WITHIN_MS = 30_000;

export interface EmptyCounty {
  readonly name: string;
  /** Of all its accounts. */
  readonly password: string;
  readonly finance: string;
  readonly business: string;
  readonly leader: string;
  readonly handler: string;
  readonly head: string;
  /** Imported for next year: nothing reported, paid or due. */
  readonly projectId: string;
}

/** Makes the county in a running demonstration; once for a product. */
export async function makeEmptyCounty(product: Product): Promise<EmptyCounty> {
  const administrator = await callAs(product, 'sysadmin');
  const region = await made<Region>(administrator, '/regions', { slug: 'qingyuan', name: COUNTY });
  const addAccount = async (username: string, role: string, unitId?: string) => {
    const body = { username, name: COUNTY, role, regionId: region.id, ...(unitId && { unitId }) };
    const { link } = await made<AccountWithLink>(administrator, '/accounts', body);
    const token = link?.path.split('#')[1] ?? '';
    const { status } = await administrator.post('/set-password', { token, password: PASSWORD });
    if (status !== 200) throw new Error(`${username} gets no password: ${status}`);
    return username;
  };
  const firstUnit = async (kind: 'unit' | 'department') => {
    const page = await administrator.get<UnitPage>(`/regions/${region.id}/units?kind=${kind}`);
    const [first] = page.items;
    if (!first) throw new Error(`the import made no ${kind}`);
    return first.id;
  };

  const finance = await addAccount('qingyuan-finance', 'finance_performance');
  const projectId = await importNextYear(await callAs({ url: product.url, password: PASSWORD }, finance));
  const [unit, department] = [await firstUnit('unit'), await firstUnit('department')];
  return {
    name: COUNTY,
    password: PASSWORD,
    finance,
    business: await addAccount('qingyuan-business', 'finance_business'),
    leader: await addAccount('qingyuan-leader', 'leader', department),
    handler: await addAccount('qingyuan-handler', 'handler', unit),
    head: await addAccount('qingyuan-unit', 'unit_head', unit),
    projectId,
  };
}

async function importNextYear(finance: Caller): Promise<string> {
  const document = readFileSync(join(import.meta.dirname, '../../db/demo/declarations/pingluo.txt'), 'utf8');
  const [, first = ''] = document.split('部门项目支出预算绩效目标表', 2);
  const form = first.slice(0, first.indexOf('\n## ') < 0 ? undefined : first.indexOf('\n## '));
  const text = `部门项目支出预算绩效目标表${form}`
    .replaceAll('平罗县', COUNTY)
    .replaceAll(/2023(?= ?年)/g, String(NEXT_YEAR));
  // Read within two seconds or, on a loaded machine, later.
  const { status: sent, body: upload } = await finance.post<ImportAnswer | ImportReading>('/imports', {
    text,
    filename: '明年的申报表.txt',
  });
  if (sent !== 201 && sent !== 202) throw new Error(`the document is refused: ${sent}`);
  const { id } = upload;
  await until(READ_WITHIN_MS, async () => 'forms' in (await finance.get<object>(`/imports/${id}`)));
  const { status, body } = await finance.post(`/imports/${id}/commit`, {});
  if (status !== 200) throw new Error(`the import is refused: ${status} ${JSON.stringify(body)}`);
  const [project] = (await finance.get<ProjectPage>(`/projects?year=${NEXT_YEAR}`)).items;
  if (!project) throw new Error('the import made no project');
  return project.projectId;
}

/** Posts what must be made. */
async function made<T>(caller: Caller, path: string, body: unknown): Promise<T> {
  const answer = await caller.post<T>(path, body);
  if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
