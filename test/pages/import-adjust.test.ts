/**
 * A document's whole life in a county that was just set up: pasted, mended, committed; the same as Word changes nothing; changed,
 * it shows what changed and adjusts the target; the month that is over keeps its light, the next is judged by the new target.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { AccountWithLink, ProjectDetail, ProjectPage, Region, UnitPage } from '../../server/contract.ts';
import { wordBodyOf, wordOf } from '../forms/office-files.ts';
import { expectNoBarriers } from '../browser/axe.ts';
import { expectNoProblems, useChromium, visit, type Visitor } from '../browser/chromium.ts';
import { callAs, until, useProduct, type Caller } from '../browser/product.ts';

const product = await useProduct();
const browser = await useChromium();
/** The demo's password is older than the rules that a new one must meet. */
const password = 'Adjust-county-1';
const county = { url: product.url, password };
const CLOCK_WITHIN_MS = 60_000;

/** Two forms of the county's printed year: one is sound, one prints 定性 where a target belongs. */
const printed = readFileSync(
  join(import.meta.dirname, '../../db/demo/declarations/liulin.txt'),
  'utf8',
).split(/\r?\n/);
const text = [
  ...formAbout('2022年-1全民技能提升培训奖励金'),
  '',
  ...formAbout('省级就业补助资金2021年度'),
].join('\n');

function formAbout(name: string): string[] {
  const at = printed.findIndex((line) => line.startsWith('项目名称') && line.includes(name));
  const isHead = (line: string | undefined) => line?.includes('项目支出绩效目标申报表') ?? false;
  const from = printed.findLastIndex((line, index) => index < at && isHead(line));
  const next = printed.findIndex((line, index) => index > at && isHead(line));
  return printed.slice(from, next);
}

const word = (content: string) => wordOf(wordBodyOf(content.split('\n').map((line) => line.split('\t'))));

let visitor: Visitor;
let page: Page;
let finance: Caller;
let handler: Caller;
let projectId: string;

async function made<T>(caller: Caller, path: string, body: unknown): Promise<T> {
  const answer = await caller.post<T>(path, body);
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

let administrator: Caller;
let regionId: string;
async function addAccount(username: string, role: string, unitId?: string): Promise<Caller> {
  const body = { username, name: '调整县', role, regionId, ...(unitId !== undefined && { unitId }) };
  const { link } = await made<AccountWithLink>(administrator, '/accounts', body);
  await administrator.post('/set-password', { token: link?.path.split('#')[1] ?? '', password });
  return callAs(county, username);
}

beforeAll(async () => {
  administrator = await callAs(product, 'sysadmin');
  regionId = (await made<Region>(administrator, '/regions', { slug: 'tiaozheng', name: '调整县' })).id;
  finance = await addAccount('tiaozheng-finance', 'finance_performance');
  visitor = await visit(browser, county, { as: 'tiaozheng-finance', path: '/import' });
  ({ page } = visitor);
});

const verdict = () => page.locator('h1');
/** On the import page, as if coming from elsewhere. */
async function upload(name: string, content: string): Promise<void> {
  await page.goto('/import');
  await page.locator('input[type=file]').setInputFiles({
    name,
    mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    buffer: await word(content),
  });
  await page.locator('.sheet').waitFor();
}
const lightOn = async (caller: Caller, asOf?: string) => {
  const query = asOf === undefined ? '' : `?asOf=${asOf}`;
  const project = await caller.get<ProjectDetail>(`/projects/${projectId}${query}`);
  const people = project.indicators.find(({ name }) => name === '取证人数');
  return [people?.rawTarget, people?.judgement.light];
};

describe('a document', () => {
  it('is pasted, shows what is wrong, and goes in when two cells are mended', async () => {
    await page.locator('textarea').fill(text);
    await page.getByRole('button', { name: '识别', exact: true }).click();
    await page.locator('.sheet').waitFor();
    await expect.poll(() => verdict().innerText()).toContain('1 张有必须改的地方');
    const wrong = page.locator('.sheet tbody tr.must_fix');
    expect(await wrong.count()).toBe(2);
    for (const mended of ['≥90%', '有效促进']) {
      const before = await wrong.count();
      await wrong.first().getByRole('button', { name: '改指标值' }).click();
      await page.keyboard.type(mended);
      await page.keyboard.press('Enter');
      await expect.poll(() => wrong.count()).toBe(before - 1);
    }
    expect(await verdict().innerText()).toContain('没有必须改的地方');
    await page.getByRole('button', { name: /导入 2 个项目/ }).click();
    await expect.poll(() => verdict().innerText()).toContain('已导入 2 个项目');
    const { items } = await finance.get<ProjectPage>('/projects?year=2023&limit=10');
    expect(items).toHaveLength(2);
    projectId = items.find(({ name }) => name.includes('全民技能提升'))?.projectId ?? '';
  });

  it('changes nothing as Word, though two cells were mended', async () => {
    await upload('申报表.docx', text);
    await expect.poll(() => verdict().innerText()).toContain('2 张申报表都已在库，没有要导入的');
    expect(await page.locator('.differences').count()).toBe(0);
    expect(await page.getByRole('button', { name: '没有要导入的新项目' }).isDisabled()).toBe(true);
  });

  it('that was changed shows the difference, and adjusts the target from the next month on by keyboard alone', async () => {
    const units = await administrator.get<UnitPage>(`/regions/${regionId}/units?kind=unit`);
    handler = await addAccount('tiaozheng-handler', 'handler', units.items[0]?.id);
    const detail = await handler.get<ProjectDetail>(`/projects/${projectId}`);
    const people = detail.indicators.find(({ name }) => name === '取证人数');
    const entry = await handler.post(`/indicators/${people?.id}/entries`, {
      period: '2023-06',
      value: '520',
    });
    expect(entry.status).toBe(201);
    expect(await lightOn(finance)).toEqual(['≥1000人', 'normal']);

    await upload('申报表（改）.docx', text.replaceAll('≥1000人', '≥2000人'));
    const differences = page.locator('.differences');
    const rows = (await differences.locator('tbody tr').allInnerTexts()).map((row) =>
      row.split(/\s+/).join(' '),
    );
    expect(rows).toContain('数量指标 取证人数 ≥1000人 ≥2000人');
    // The same row of the whole period; the mended form is no difference.
    expect(rows).toHaveLength(2);
    await page.getByRole('radio', { name: '不改，保持已批复的目标' }).focus();
    await page.keyboard.press('ArrowDown');
    const commit = page.getByRole('button', { name: '调整 1 个项目的目标' });
    await commit.focus();
    await page.keyboard.press('Enter');
    await differences.getByText('请写明调整理由').waitFor();
    await expectNoBarriers(page, 'the differences of a changed file');
    await differences.locator('input[name=reason]').focus();
    await page.keyboard.type('上级追加培训任务');
    await page.keyboard.press('Tab');
    await page.keyboard.type('柳财绩〔2023〕12号');
    await page.keyboard.press('Tab');
    await page.keyboard.type('7.28');
    expect(await differences.locator('input[name=validFrom]').inputValue()).toBe('2023-08-01');
    expect(await differences.locator('.then').innerText()).toMatch(/07-31.*原目标.*08-01.*新目标/);
    await commit.focus();
    await page.keyboard.press('Enter');
    await page.getByText('1 个项目的目标已按文件调整').waitFor();
    expect(await lightOn(finance)).toEqual(['≥1000人', 'normal']);
  });

  it('leaves the month that is over as it was and judges the next one by the new target', async () => {
    const moved = await finance.post('/demo/clock', { date: '2023-08-01' });
    expect(moved.status).toBe(202);
    await until(
      CLOCK_WITHIN_MS,
      async () => (await finance.get<{ today: string }>('/session')).today === '2023-08-01',
    );
    await until(CLOCK_WITHIN_MS, async () => (await lightOn(finance))[0] === '≥2000人');
    await expect.poll(() => lightOn(finance), { timeout: CLOCK_WITHIN_MS }).toEqual(['≥2000人', 'severe']);
    expect(await lightOn(finance, '2023-07-31')).toEqual(['≥1000人', 'normal']);
    await page.goto(`/projects/${projectId}`);
    await page.getByText('目标调整 柳财绩〔2023〕12号').waitFor();
    expect(await page.locator('.before-after').innerText()).toContain('≥2000人');
  });
});

describe('on the project’s page', () => {
  it('the drawer reads a new target while it is typed, says what follows and records it', async () => {
    await page.getByRole('button', { name: '调整目标' }).click();
    const drawer = page.getByRole('dialog', { name: '调整目标' });
    const box = drawer.getByLabel('“培训人数”的新目标');
    await box.fill('不清楚');
    await box.fill('不少于 1500 人');
    await drawer.getByText('≥ 1,500 人').first().waitFor();
    await expectNoBarriers(page, 'the drawer that adjusts');
    await drawer.locator('input[name=reason]').fill('任务核减');
    await drawer.locator('input[name=documentNumber]').fill('柳财绩〔2023〕13号');
    await drawer.locator('input[name=documentOn]').fill('2023-08-01');
    await drawer.getByRole('button', { name: '记录调整（1 处）' }).click();
    await drawer.waitFor({ state: 'detached' });
    await page.getByText('目标调整 柳财绩〔2023〕13号').waitFor();
  });

  it('a handler has no such button', async () => {
    const other = await visit(browser, county, { as: 'tiaozheng-handler', path: `/projects/${projectId}` });
    await other.page.locator('h1').waitFor();
    expect(await other.page.getByRole('button', { name: '调整目标' }).count()).toBe(0);
    await other.context.close();
  });
});

it('a project is written by hand and last year’s are copied, both by way of the same check', async () => {
  await page.goto('/projects');
  await page.getByRole('button', { name: '新建项目' }).click();
  const drawer = page.getByRole('dialog', { name: '新建项目' });
  await expectNoBarriers(page, 'the drawer of a new project');
  await drawer.locator('input[name=projectName]').fill('临时救助');
  await drawer.locator('input[name=implementingUnit]').fill('柳林县人力资源和社会保障局');
  await drawer.locator('input[name=amount]').fill('50,000');
  await drawer.getByLabel('指标名称').first().fill('救助人数');
  await drawer.getByLabel('指标值').first().fill('≥40人');
  await drawer.getByRole('button', { name: '检查' }).click();
  await expect.poll(() => verdict().innerText()).toContain('1 张申报表，没有必须改的地方');
  await page.getByRole('button', { name: '导入 1 个项目、1 个指标' }).click();
  await expect.poll(() => verdict().innerText()).toContain('已导入 1 个项目');

  await page.goto('/projects');
  await page.getByRole('button', { name: '复制到下一年度' }).click();
  await expectNoBarriers(page, 'the drawer that copies a year');
  await page.getByRole('button', { name: '复制 3 个项目' }).click();
  await page.locator('.sheet').waitFor();
  expect(await page.locator('.differences').count()).toBe(0);
  expect(await page.locator('.sheet dl').first().innerText()).toContain('2024');
  expectNoProblems(visitor);
});
