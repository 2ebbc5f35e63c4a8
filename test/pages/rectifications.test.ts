/**
 * A problem put right: noticed from the project's page, replied with a file, verified, not closable while the figures show it,
 * closed by a signed exception; and a stop that refuses payments until it is lifted. 演示数据
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProjectDetail, ProjectPage } from '../../server/contract.ts';
import type { RectificationsAnswer } from '../../server/contract-rectifications.ts';
import { expectNoBarriers } from '../browser/axe.ts';
import { expectNoProblems, useChromium, visit, type Visitor } from '../browser/chromium.ts';
import { callAs, useProduct, type Caller } from '../browser/product.ts';

const product = await useProduct();
const browser = await useChromium();
const picture = readFileSync(new URL('../../docs/pictures/account-390.png', import.meta.url));

let handler: Caller;
let finance: Visitor;
let project: ProjectDetail;
let trouble: ProjectDetail['indicators'][number];

const TROUBLED = ['severe', 'lagging', 'attention', 'unreported'];
beforeAll(async () => {
  handler = await callAs(product, 'liuchuan-handler');
  const { items } = await handler.get<ProjectPage>('/projects?year=2023&limit=50');
  for (const { projectId } of items) {
    const detail = await handler.get<ProjectDetail>(`/projects/${projectId}`);
    const found = detail.indicators.find(({ judgement }) => TROUBLED.includes(judgement.light));
    if (found === undefined) continue;
    [project, trouble] = [detail, found];
    break;
  }
  if (project === undefined) throw new Error('nothing is in trouble in the demo');
  finance = await visit(browser, product, { as: 'liuchuan-finance', path: `/projects/${project.id}` });
});
const path = async () => {
  const { items } = await handler.get<RectificationsAnswer>(`/rectifications?project=${project.id}`);
  return `/rectifications/${items[0]?.id}`;
};

describe('a rectification', () => {
  it('is served from the project’s page, from what the figures show', async () => {
    const { page } = finance;
    await page.getByRole('button', { name: '下达整改通知' }).click();
    const drawer = page.getByRole('dialog', { name: '下达整改通知' });
    await drawer
      .getByRole('checkbox', { name: `${trouble.name}：` })
      .first()
      .check();
    await drawer.getByRole('button', { name: '下达（1 条要求）' }).click();
    await drawer.getByText('请填整改通知的文号').waitFor();
    await drawer.locator('input[name=documentNumber]').fill('柳财绩〔2023〕7号');
    await drawer.locator('input[name=dueOn]').fill('2023-08-15');
    await drawer.getByText('要在 2023-08-15 前逐条回复').waitFor();
    await expectNoBarriers(page, 'notice');
    await drawer.getByRole('button', { name: '下达（1 条要求）' }).click();
    await page.waitForURL(/\/rectifications\/[0-9a-f-]+$/);
    await page.getByText('1 条要求，1 条按今天的数还没有消除').waitFor();
  });

  it('waits on the unit’s board, which hears of it, and is replied to with a file', async () => {
    const unit = await visit(browser, product, { as: 'liuchuan-handler', path: '/rectifications' });
    const { page } = unit;
    await page.getByText('有 1 件整改等您办理').waitFor();
    await expectNoBarriers(page, 'board');
    await page.locator('[data-stage=noticed] a').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '提交回复' }).click();
    await page.getByText('请至少附一份佐证').waitFor();
    await expectNoBarriers(page, 'reply');
    await page.getByLabel('要求 1 的整改措施').fill('七月起每周加开两班，九月底前补足');
    const input = page.locator('input[type=file]');
    await input.setInputFiles({
      name: '网页.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('<html>'),
    });
    await page.getByText('只收 PDF、PNG、JPG 图片').waitFor();
    await input.setInputFiles({ name: '培训现场.png', mimeType: 'image/png', buffer: picture });
    await page.getByRole('link', { name: '培训现场.png' }).waitFor();
    await page.getByRole('button', { name: '提交回复' }).click();
    await page.getByText('单位已回复，等主管部门核实').waitFor();
    expect(await page.getByRole('button', { name: '核实通过' }).count()).toBe(0);
    const [file] = await Promise.all([
      page.waitForResponse(/\/api\/evidence\//),
      page.evaluate(`fetch(document.querySelector('.files a').href)`),
    ]);
    expect([file.status(), file.headers()['content-type']]).toEqual([200, 'image/png']);
    // The refused upload is the one thing that the console tells of.
    expect(unit.problems.filter((problem) => !problem.includes('400'))).toEqual([]);
    await unit.context.close();
  });

  it('is verified by the department', async () => {
    const leader = await visit(browser, product, { as: 'liuchuan-leader', path: await path() });
    const { page } = leader;
    await page.getByText('核实后交财政局绩效股核对消除条件').waitFor();
    await page.locator('textarea[name=words]').fill('已到现场核对，措施属实');
    await page.getByRole('button', { name: '核实通过' }).click();
    await page.getByText('主管部门已核实，等财政局核对').waitFor();
    expectNoProblems(leader);
    await leader.context.close();
  });

  it('cannot be closed while the figures show the problem, but by a signed exception', async () => {
    const { page } = finance;
    await page.goto('/rectifications');
    await page.locator('[data-stage=department_verified] a').click();
    await page.locator('textarea[name=words]').fill('情况属实，同意按例外办结');
    const close = page.locator('form').getByRole('button', { name: '办结', exact: true });
    await page.getByText('不签批例外不能办结').waitFor();
    expect(await close.isDisabled()).toBe(true);
    await expectNoBarriers(page, 'verdict');
    await page.getByLabel('要求 1 签批例外办结').check();
    await page.locator('input[name=document]').fill('柳政办函〔2023〕19号');
    await page.locator('input[name=reason]').fill('上级调减任务，文件已下达');
    await close.click();
    await page.getByText('已于 07-31 办结').waitFor();
    await page.getByText('例外：柳政办函〔2023〕19号').first().waitFor();
    expect(await page.getByRole('button', { name: '办结', exact: true }).count()).toBe(0);
    expectNoProblems(finance);
  });
});

describe('a stop', () => {
  const pay = () =>
    handler.post<{ code?: string }>(`/projects/${project.id}/ledger`, {
      event: 'paid',
      happenedOn: '2023-07-31',
      amount: '10.00',
    });

  it('refuses payments from its minute on and says so on the page, until it is lifted', async () => {
    const { page } = finance;
    await page.goto(`/projects/${project.id}?tab=money`);
    await page.getByRole('button', { name: '处置', exact: true }).click();
    await expectNoBarriers(page, 'disposition');
    await page.locator('select[name=kind]').selectOption('stop');
    await page.getByText('从这一分钟起拒绝登记拨付和发放').waitFor();
    await page.locator('input[name=documentNumber]').fill('柳财〔2023〕30号');
    await page.locator('input[name=reason]').fill('资金使用进度严重滞后');
    await page.getByRole('button', { name: '确定停止拨款' }).click();
    const banner = page.locator('.stopped');
    await banner.getByText('财政局已停止拨款（柳财〔2023〕30号）').waitFor();
    expect(await pay()).toMatchObject({ status: 409, body: { code: 'payments_stopped' } });
    await page.getByRole('button', { name: '解除 柳财〔2023〕30号' }).click();
    await page.locator('input[name=documentNumber]').fill('柳财〔2023〕31号');
    await page.locator('input[name=reason]').fill('整改到位');
    await page.getByRole('button', { name: '确定解除' }).click();
    await banner.waitFor({ state: 'detached' });
    expect((await pay()).status).toBe(201);
    expectNoProblems(finance);
  });
});
