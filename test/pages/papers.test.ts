/** Exports in a real browser: the drawer makes a paper and saves it, follows the export of all forms, and lists both. 演示数据 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import PizZip from 'pizzip';
import { beforeAll, expect, it } from 'vitest';
import type { PaperItem } from '../../server/contract-review-shapes.ts';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { expectNoProblems, useChromium, visit, type Visitor } from '../browser/chromium.ts';
import { callAs, useProduct } from '../browser/product.ts';
import { fillAndSubmit, openReviewRound } from '../browser/review-round.ts';

const product = await useProduct();
const browser = await useChromium();
/** Where the pictures go that a person looks at; nowhere unless wanted. */
const pictures = process.env['PAPER_PICTURES'];
let formId = '';
let visitor: Visitor;

beforeAll(async () => {
  const [first] = await openReviewRound(product, 'liuchuan');
  formId = first?.id ?? '';
  await fillAndSubmit(await callAs(product, 'liuchuan-handler'), formId);
  visitor = await visit(browser, product, { as: 'liuchuan-finance', path: '/reviews' });
}, 120_000);

it('makes the summary, saves it under its name and lists it with its hash', async () => {
  const { page } = visitor;
  await page.getByRole('button', { name: '导出', exact: true }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出汇总表：Word' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(
    /^项目支出绩效目标执行监控汇总表（柳川县2023）演示数据\.docx$/,
  );
  const bytes = await readFile(await download.path());
  const row = page.locator('.drawer tbody tr').first();
  await row.getByText('汇总表').waitFor();
  expect(await row.locator('code').innerText()).toBe(
    createHash('sha256').update(bytes).digest('hex').slice(0, 8),
  );
}, 60_000);

it('follows the export of all forms, over a reload, until it is listed', async () => {
  const { page } = visitor;
  await page.getByRole('button', { name: '导出全部监控表：Excel（压缩包）' }).click();
  // A round of a demo county is written within a second: it may be there before it is seen to run.
  const running = page.locator('.drawer progress');
  const listed = page.locator('.drawer tbody tr', { hasText: '全部监控表' });
  await running.or(listed).first().waitFor();
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/drawer-running.png` });
  await page.reload();
  await page.getByRole('button', { name: '导出', exact: true }).click();
  await listed.waitFor({ timeout: 90_000 });
  if (pictures !== undefined) {
    await page.screenshot({ path: `${pictures}/drawer.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: `${pictures}/drawer-390.png` });
    await page.setViewportSize({ width: 1440, height: 900 });
  }
}, 120_000);

it('says in the server’s words why a disclosure copy of a form is not made yet', async () => {
  const { page } = visitor;
  await page.goto(`${product.url}/review-forms/${formId}`);
  await page.getByRole('button', { name: '导出', exact: true }).click();
  await page.getByLabel('公开稿').check();
  await page.getByRole('button', { name: '导出监控表：Word' }).click();
  await page.getByRole('alert').getByText('还没有办结').waitFor();
  if (pictures !== undefined) {
    await page.screenshot({ path: `${pictures}/drawer-form.png` });
    const finance = await callAs(product, 'liuchuan-finance');
    const { status, body } = await finance.post(`/review-forms/${formId}/papers`, { format: 'docx' });
    expect(status).toBe(201);
    const { page: own } = visitor;
    const paper = await own.request.get(`${product.url}/api/papers/${(body as PaperItem).id}`);
    await writeFile(`${pictures}/form.docx`, await paper.body());
    const [form] = (await finance.get<{ items: PaperItem[] }>(`/papers?form=${formId}`)).items;
    const made = await finance.post<PaperItem>(`/review-rounds/${form?.roundId ?? ''}/papers`, {
      kind: 'report',
      format: 'docx',
    });
    const report = await own.request.get(`${product.url}/api/papers/${made.body.id}`);
    await writeFile(`${pictures}/report.docx`, await report.body());
  }
  // The refusal is an answer of 422, which the browser itself reports.
  const problems = visitor.problems.filter((problem) => !problem.includes('422'));
  expectNoProblems({ ...visitor, problems });
}, 60_000);

it('takes the bureau’s own template, fills it, and withdraws it again', async () => {
  const { page } = visitor;
  await page.goto(`${product.url}/review-forms/${formId}`);
  await page.getByRole('button', { name: '导出', exact: true }).click();
  const part = page.getByRole('region', { name: '本局模板' });
  await part.getByText('监控表的 Word 用系统自带的版式。').waitFor();
  const sample = page.waitForEvent('download');
  await part.getByRole('link', { name: '下载样例' }).click();
  const bytes = await readFile(await (await sample).path());
  const input = part.getByLabel('选择模板文件');
  const upload = (name: string, buffer: Buffer): Promise<void> =>
    input.setInputFiles({ name, mimeType: 'application/octet-stream', buffer });

  // A mark that nobody knows is refused with its name and its place.
  const wrong = new PizZip(bytes);
  const body = wrong.file('word/document.xml')?.asText() ?? '';
  wrong.file('word/document.xml', body.replace('{项目名称}', '项目：{项目名}'));
  await upload('写错的.docx', wrong.generate({ type: 'nodebuffer' }));
  await part.getByRole('alert').getByText('{项目名} 在这一段：“项目：{项目名}”').waitFor({ timeout: 30_000 });
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/template-refused.png` });

  const own = new PizZip(bytes);
  own.file('word/document.xml', body.replace('（{年度}年度', '（柳川县财政局制，{年度}年度'));
  await upload('柳川县监控表.docx', own.generate({ type: 'nodebuffer' }));
  await part.getByText('监控表的 Word 按本局模板填写：柳川县监控表.docx').waitFor({ timeout: 30_000 });
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出监控表：Word' }).click();
  const made = await readFile(await (await saved).path());
  const text = (await rowsOfDocx(made)).rows.map(({ cells }) => cells.join('')).join('\n');
  expect(text).toContain('柳川县财政局制，2023年度');
  expect(text).not.toContain('{');
  const row = page.locator('.drawer tbody tr').first();
  await row.getByText('本局模板').waitFor();
  if (pictures !== undefined) {
    await page.screenshot({ path: `${pictures}/template.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: `${pictures}/template-390.png` });
    await page.setViewportSize({ width: 1440, height: 900 });
  }

  await part.getByRole('button', { name: '撤下' }).click();
  await part.getByText('撤下以后恢复系统自带的版式').waitFor();
  await part.getByRole('button', { name: '确认撤下' }).click();
  await part.getByText('监控表的 Word 用系统自带的版式。').waitFor();
  const problems = visitor.problems.filter((problem) => !problem.includes('422'));
  expectNoProblems({ ...visitor, problems });
}, 120_000);

it('keeps a handler out of the templates', async () => {
  const handler = await visit(browser, product, { as: 'liuchuan-handler', path: `/review-forms/${formId}` });
  await handler.page.getByRole('button', { name: '导出', exact: true }).click();
  await handler.page.getByRole('button', { name: '导出监控表：Word' }).waitFor();
  await handler.page.locator('.drawer h3').first().waitFor();
  expect(await handler.page.getByRole('region', { name: '本局模板' }).count()).toBe(0);
  expectNoProblems(handler);
}, 60_000);

it('gives a leader the department’s own summary and report', async () => {
  const leader = await visit(browser, product, { as: 'liuchuan-leader', path: '/reviews' });
  const { page } = leader;
  await page.getByRole('button', { name: '导出', exact: true }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出监控报告：Word' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^预算绩效运行监控报告（柳川县.+局2023）演示数据\.docx$/);
  const bytes = await readFile(await download.path());
  const text = (await rowsOfDocx(bytes)).rows.map(({ cells }) => cells.join('')).join('\n');
  expect(text).toContain('个单位的');
  expect(text).not.toContain('财政局');
  if (pictures !== undefined) {
    await writeFile(`${pictures}/report-leader.docx`, bytes);
    await page.screenshot({ path: `${pictures}/drawer-leader.png` });
  }
  expectNoProblems(leader);
}, 60_000);
