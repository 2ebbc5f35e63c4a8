/** What a person at the keyboard meets: sign-in, the entry sheet's refusals, drafts and conflicts, looking back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import {
  expectNoProblems,
  refused,
  useChromium,
  visit,
  type Visitor,
  type VisitOptions,
} from '../browser/chromium.ts';
import { manyForms } from '../fixtures/many-forms.ts';
import {
  callAs,
  julyEntries,
  openNumberRows,
  useProduct,
  type Caller,
  type SheetRow,
} from '../browser/product.ts';

const product = await useProduct();
const browser = await useChromium();
let handler: Caller;
/** Sees the whole county. */
let finance: Caller;
let rows: SheetRow[];

beforeAll(async () => {
  handler = await callAs(product, 'pinghe-handler');
  finance = await callAs(product, 'pinghe-finance');
  rows = openNumberRows(await handler.sheet());
});

async function open(options: VisitOptions): Promise<Visitor> {
  const visitor = await visit(browser, product, options);
  onTestFinished(() => visitor.context.close());
  return visitor;
}

const openEntry = (as: string, { indicatorId }: SheetRow) =>
  open({ as, path: `/entry?indicator=${indicatorId}` });
const box = (page: Page, { indicatorId }: SheetRow) => page.locator(`input[data-field="${indicatorId}"]`);
const line = (page: Page, { indicatorId }: SheetRow) => page.locator(`[data-row="${indicatorId}"]`);
const entriesOf = ({ projectId, indicatorId }: SheetRow) => julyEntries(handler, projectId, indicatorId);

/** The page is at `path`; on the sign-in page with `back` as the way back. */
async function isAt(page: Page, path: string, back?: string): Promise<void> {
  await page.waitForURL(({ pathname, search, searchParams }) =>
    pathname === '/sign-in'
      ? path === pathname && (back === undefined || searchParams.get('back') === back)
      : pathname + search === path,
  );
}

/** A row of the unit; each test takes its own. */
function take(matches: (row: SheetRow) => boolean): SheetRow {
  const index = rows.findIndex(matches);
  const [taken] = index < 0 ? [] : rows.splice(index, 1);
  if (!taken) throw new Error('the demo has no such row left');
  return taken;
}
const countOf =
  (unit: string) =>
  ({ judged }: SheetRow) =>
    judged.measure === 'cumulative' && judged.unit === unit;

describe('signing in', () => {
  it('needs no mouse, and leads back to the page that was asked for', async () => {
    const visitor = await open({ as: null, path: '/projects?light=severe' });
    const { page } = visitor;
    await isAt(page, '/sign-in', '/projects?light=severe');
    await page.locator('#username:focus').waitFor();
    await page.keyboard.type('liuchuan-leader');
    await page.keyboard.press('Tab');
    await page.keyboard.type(product.password);
    await page.keyboard.press('Enter');
    await isAt(page, '/projects?light=severe');
    await page.locator('main tbody tr').first().waitFor();
    // Asking who is there answers 401 to a stranger; the browser notes it.
    expectNoProblems(visitor, refused(401));
  });

  it('says that user name or password is wrong, keeps the name and puts the cursor into the password', async () => {
    const visitor = await open({ as: null, path: '/sign-in' });
    const { page } = visitor;
    await page.locator('#username:focus').waitFor();
    await page.keyboard.type('pinghe-leader');
    await page.keyboard.press('Tab');
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: '用户名或密码不对' }).waitFor();
    expect(await page.locator('#username').inputValue()).toBe('pinghe-leader');
    expect(await page.locator('#password:focus').inputValue()).toBe('');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expectNoProblems(visitor, refused(401));
  });

  it('ends by signing out: every page then leads to the sign-in', async () => {
    const visitor = await open({ as: 'pinghe-unit' });
    const { page } = visitor;
    await page.locator('.live.connected').waitFor();
    await page.getByRole('button', { name: '我的账号' }).click();
    await page.getByText('退出登录').click();
    await isAt(page, '/sign-in');
    await page.goto('/entry');
    await isAt(page, '/sign-in', '/entry');
    expectNoProblems(visitor, refused(401));
  });

  it('that ended elsewhere shows at the next call: the open page leads to the sign-in and back', async () => {
    const visitor = await open({ as: 'pinghe-business' });
    const { page, context } = visitor;
    await page.locator('.live.connected').waitFor();
    await context.clearCookies();
    await page.getByRole('link', { name: '项目', exact: true }).click();
    await isAt(page, '/sign-in', '/projects');
    expectNoProblems(visitor, refused(401));
  });
});

describe('the entry sheet', () => {
  it('refuses at the field what cannot be, with the reason, and sends nothing', async () => {
    const count = take(countOf('份'));
    const rate = take(({ name }) => name === '开通网上申报单位覆盖率');
    const visitor = await openEntry('pinghe-handler', count);
    const { page } = visitor;
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.url());
    });
    for (const [taken, typed, reason] of [
      [count, '-5', '不能是负数'],
      [count, '10.5', '要填整数'],
      [count, '三千', '请只填数字'],
      [rate, '1000', '这个比率最高是 100%'],
    ] as const) {
      const field = box(page, taken);
      await field.fill(typed);
      await line(page, taken).filter({ hasText: reason }).waitFor();
      expect(await field.getAttribute('aria-invalid'), typed).toBe('true');
      // The reason belongs to the field for those who do not see it as well.
      const reasonId = await field.getAttribute('aria-describedby');
      expect(await page.locator(`[id="${reasonId}"]`).innerText(), typed).toContain(reason);
      await field.press('Enter');
      expect(await page.locator(':focus').getAttribute('data-field'), typed).toBe(taken.indicatorId);
      await field.press('Escape');
      expect(await field.inputValue()).toBe('');
    }
    expect(sent).toEqual([]);
    expect(await entriesOf(count)).toEqual([]);
    expectNoProblems(visitor);
  });

  it('offers no month that has not begun, and the server refuses one all the same', async () => {
    const taken = take(countOf('张'));
    const visitor = await openEntry('pinghe-handler', taken);
    await box(visitor.page, taken).waitFor();
    const months = await visitor.page.getByLabel('选择月份').locator('option').allTextContents();
    expect(months.map((month) => month.replaceAll(/\s/g, '')).at(-1)).toBe('2023年7月');
    const future = await handler.post<{ fields?: Record<string, string> }>(
      `/indicators/${taken.indicatorId}/entries`,
      { period: '2023-08', value: '1' },
    );
    expect(future.status).toBe(400);
    expect(JSON.stringify(future.body)).toContain('8 月还没开始');
    expectNoProblems(visitor);
  });

  it('keeps what was typed over a reload, as a draft that nobody else sees', async () => {
    const taken = take(({ name }) => name === '全年更换社保卡人数');
    const visitor = await openEntry('pinghe-handler', taken);
    const { page } = visitor;
    await box(page, taken).fill('7400');
    await page.getByText('草稿已自动保存').waitFor();
    await page.reload();
    await expect.poll(() => box(page, taken).inputValue()).toBe('7400');
    expect(await entriesOf(taken)).toEqual([]);
    await page.getByText('1 个草稿没有报出去').waitFor();

    const other = await openEntry('pinghe-unit', taken);
    await box(other.page, taken).waitFor();
    expect(await box(other.page, taken).inputValue()).toBe('');
    for (const each of [visitor, other]) expectNoProblems(each);
  });

  it('shows both values when two people fill one field, and lets the second choose', async () => {
    const [kept, replaced] = [
      take(({ name }) => name === '养老保险参保护面人数增加显著。'),
      take(({ name }) => name === '购买打印机色带费、维修制卡机等'),
    ];
    const second = await openEntry('pinghe-unit', kept);
    const { page } = second;
    await box(page, kept).waitFor();
    // The first comes while the second has the sheet open.
    expect((await handler.enter(kept.indicatorId, { value: '940' })).status).toBe(201);
    const corrected = await handler.enter(replaced.indicatorId, { value: '21000' });
    expect(corrected.status).toBe(201);

    await box(page, kept).fill('950');
    await box(page, kept).press('Enter');
    const conflict = page.getByRole('alert').filter({ hasText: '这一格刚才有别人报了' });
    await conflict.waitFor();
    expect(await conflict.innerText()).toMatch(/经办人[\s\S]*940[\s\S]*950/);
    await conflict.getByRole('button', { name: '用对方的' }).click();
    await conflict.waitFor({ state: 'detached' });
    expect(await box(page, kept).inputValue()).toBe('940');
    expect((await entriesOf(kept)).map(({ value }) => value)).toEqual(['940']);

    await box(page, replaced).fill('22000');
    await box(page, replaced).press('Enter');
    await conflict.waitFor();
    expect(await conflict.innerText()).toContain('22,000');
    await conflict.getByRole('button', { name: '用我的（更正）' }).click();
    await conflict.waitFor({ state: 'detached' });
    await line(page, replaced).filter({ hasText: '已报' }).waitFor();
    // A correction names what it corrects; that stays a fact.
    const [inForce, ...others] = await entriesOf(replaced);
    expect(others).toEqual([]);
    expect(inForce).toMatchObject({ value: '22000', supersedes: corrected.body.entry.id });
    expectNoProblems(second, refused(409));
  });
});

/** The first form of a real county's text as another project of the demo county's bureau. */
function printedForm(projectName: string): string {
  const text = readFileSync(join(import.meta.dirname, '../../db/demo/declarations/pingluo.txt'), 'utf8');
  const [, first = ''] = text.split(/部门项目支出预算绩效目标表/, 2);
  const form = first.slice(0, first.indexOf('\n## ') < 0 ? undefined : first.indexOf('\n## '));
  return `部门项目支出预算绩效目标表${form}`
    .replaceAll('平罗', '平河')
    .replace('构建和谐劳动关系及专业技术人才知识更新工作经费', projectName);
}

describe('importing', () => {
  it('a pasted form is read, compared, committed, and stands in the open overview; once more changes nothing', async () => {
    const name = '浏览器里导入的项目';
    const overview = await open({ as: 'pinghe-finance' });
    await overview.page.locator('.live.connected').waitFor();
    const projects = (text: string) => Number(/(\d+) 个项目/.exec(text)?.[1]);
    const before = projects(await overview.page.locator('h1').innerText());

    const visitor = await open({ as: 'pinghe-finance', path: '/import' });
    const { page } = visitor;
    await page.getByLabel('或者粘贴文本').fill(printedForm(name));
    await page.getByRole('button', { name: '识别', exact: true }).click();
    await page.getByRole('heading', { level: 1 }).filter({ hasText: '1 张申报表' }).waitFor();
    await page.getByRole('heading', { level: 2, name }).waitFor();
    // As printed beside what was understood.
    const printed = page.locator('tr', { hasText: '劳动关系运行情况检查下企业调研、培训相关费用' });
    expect(await printed.innerText()).toMatch(/2万元[\s\S]*2\.00 万元/);
    await page.getByText('入库后是新项目').waitFor();
    const commit = page.getByRole('button', { name: /^导入 1 个项目、\d+ 个指标$/ });
    const indicators = Number(/(\d+) 个指标/.exec(await commit.innerText())?.[1]);
    await commit.click();
    await page.getByRole('heading', { name: `已导入 1 个项目、${indicators} 个指标` }).waitFor();
    await expect
      .poll(async () => projects(await overview.page.locator('h1').innerText()), { timeout: 15_000 })
      .toBe(before + 1);
    const found = await finance.get<{ items: { name: string; indicators: number }[] }>(
      `/projects?q=${encodeURIComponent(name)}`,
    );
    expect(found.items.map((project) => [project.name, project.indicators])).toEqual([[name, indicators]]);

    await page.goto('/import');
    await page.getByLabel('或者粘贴文本').fill(printedForm(name));
    await page.getByRole('button', { name: '识别', exact: true }).click();
    await page.getByRole('heading', { name: '1 张申报表都已在库，没有要导入的' }).waitFor();
    expect(await page.getByRole('button', { name: '没有要导入的新项目' }).isDisabled()).toBe(true);
    for (const each of [overview, visitor]) expectNoProblems(each);
  });

  it('a long document shows how far it is, through a reload too, then its preview', async () => {
    const visitor = await open({ as: 'pinghe-finance', path: '/import' });
    const { page } = visitor;
    const name = '很长的表.txt';
    const buffer = Buffer.from(manyForms(250));
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer });
    const reading = page.getByRole('heading', { name: `正在识别 ${name}` });
    await reading.waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/import\/[0-9a-f-]{36}$/);
    const preview = page.getByRole('heading', { level: 1 }).filter({ hasText: '3751 张申报表' });
    // A quick machine has found every form, or read all of them, before it is looked at.
    await page
      .getByText(/已识别 \d+ \/ 4000 张表|4000 张表都已识别/)
      .or(preview)
      .first()
      .waitFor();
    await page.reload();
    await reading.or(preview).first().waitFor();
    await preview.waitFor({ timeout: 60_000 });
    expectNoProblems(visitor);
  });
});

describe('looking back', () => {
  it('shows the day itself and takes no facts, until one click brings today back', async () => {
    const [{ projectId } = { projectId: '' }] = rows;
    const visitor = await open({ as: 'pinghe-handler', path: `/projects/${projectId}` });
    const { page } = visitor;
    const fill = page.getByRole('button', { name: '填报本月' });
    await fill.waitFor();
    expect(await fill.isEnabled()).toBe(true);
    await page.getByRole('button', { name: /^5 月，回看到/ }).click();
    await page.getByText('正在回看 2023-05-31').waitFor();
    expect(new URL(page.url()).searchParams.get('asOf')).toBe('2023-05-31');
    expect(await fill.isDisabled()).toBe(true);
    expect(await fill.getAttribute('title')).toContain('回看时不能填报');

    // The day stays while the reader moves on, and the figures are that day's.
    await page.getByRole('link', { name: '总览', exact: true }).click();
    await page.getByText('截至 2023 年 5 月 31 日').waitFor();
    const then = await handler.get<{ executionRate: number }>('/overview?asOf=2023-05-31');
    const now = await handler.get<{ executionRate: number }>('/overview');
    expect(now.executionRate).not.toBe(then.executionRate);
    const shown = (rate: number) => `${(rate * 100).toFixed(1)}%`;
    expect(await page.locator('h1').innerText()).toContain(shown(then.executionRate));
    await page.getByRole('button', { name: '回到今天' }).click();
    await page.getByText('截至 2023 年 7 月 31 日').waitFor();
    await expect.poll(() => page.locator('h1').innerText()).toContain(shown(now.executionRate));
    expectNoProblems(visitor);
  });
});

describe('every page', () => {
  it.each([
    ['liuchuan-handler', ['/', '/projects', '/entry', '/import', '/no-such-page']],
    ['liuchuan-finance', ['/', '/projects?light=severe', '/import']],
    ['sysadmin', ['/']],
    ['auditor', ['/']],
  ])('loads for %s from this product alone, without a word on the console', async (as, paths) => {
    const visitor = await open({ as });
    for (const path of paths) {
      await visitor.page.goto(path);
      await visitor.page.waitForLoadState('networkidle');
      await visitor.page.locator('header').first().waitFor();
      expect(new URL(visitor.page.url()).pathname, path).not.toBe('/sign-in');
    }
    expectNoProblems(visitor);
  });

  it('sends a content policy that a foreign script cannot pass', async () => {
    const visitor = await open({ as: 'liuchuan-leader' });
    await visitor.page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'window.wasRun = true';
      document.body.append(script);
    })()`);
    expect(await visitor.page.evaluate('window.wasRun === undefined')).toBe(true);
    // This also proves that the watch of these tests would notice a violation.
    expect(visitor.problems.some((problem) => /Content Security Policy/.test(problem))).toBe(true);
  });
});
