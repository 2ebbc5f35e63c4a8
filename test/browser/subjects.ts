/** Every page of the product: who looks at it, when it is complete, and what a reader has done on it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { AlertItem, AlertPage } from '../../server/contract-alerts.ts';
import type { FormItem, StoredRectification } from '../../server/contract-review-shapes.ts';
import type { EmptyCounty } from './empty-county.ts';
import { callAs, type Product } from './product.ts';
import { fillEvaluation, openEvaluationRound } from './evaluation-round.ts';
import { fillAndSubmit, openReviewRound } from './review-round.ts';

export interface Subject {
  /** Of the page and of its pictures. */
  name: string;
  /** Signed in as; null: nobody. */
  as: string | null;
  path: string;
  /** What is there once the page is complete. */
  complete: string;
  /** What a reader does before the picture is taken. */
  prepare?: (page: Page) => Promise<void>;
  /** What a reader does after the line was cut, and meets. Without it the live dot says so. */
  whenCut?: (page: Page) => Promise<void>;
}

/** Every page as the demonstration fills it. */
export async function fullPages(product: Product): Promise<Subject[]> {
  const unit = await callAs(product, 'liuchuan-unit');
  const [overdue] = (await unit.get<AlertPage>('/alerts?kind=overdue')).items;
  if (!overdue) throw new Error('nothing is overdue in the demo');
  return [...openPages(), ...businessPages(overdue), ...(await formPages(product)), ...keepersPages()];
}

/** The mid-year review: one form with the unit head, the others with the handler. */
async function formPages(product: Product): Promise<Subject[]> {
  const forms = await openReviewRound(product, 'liuchuan');
  const [sent, open] = forms.filter(({ summary }) => summary.light === 'lagging');
  if (!sent || !open) throw new Error('the demo has no two forms that deviate');
  await fillAndSubmit(await callAs(product, 'liuchuan-handler'), sent.id);
  const rectification = await serveNotices(product, [sent, open]);
  const evaluation = await evaluationToFill(product);
  const complete = '.live.connected';
  return [
    { name: 'forms', as: 'liuchuan-handler', path: '/review-forms', complete },
    {
      name: 'form',
      as: 'liuchuan-handler',
      path: `/review-forms/${open.id}`,
      complete,
      prepare: fillWrongly,
    },
    { name: 'rectifications', as: 'liuchuan-finance', path: '/rectifications', complete },
    { name: 'rectification', as: 'liuchuan-handler', path: `/rectifications/${rectification}`, complete },
    { name: 'self-evaluation', as: 'pinghe-handler', path: `/review-forms/${evaluation}`, complete },
    { name: 'forms-review', as: 'liuchuan-unit', path: '/review-forms', complete },
    {
      name: 'form-review',
      as: 'liuchuan-unit',
      path: `/review-forms/${sent.id}`,
      complete,
      prepare: markCell,
    },
    { name: 'reviews', as: 'liuchuan-finance', path: '/reviews', complete, prepare: openList },
    {
      name: 'reviews-open',
      as: 'liuchuan-finance',
      path: '/reviews',
      complete,
      prepare: aboutToOpenRound,
      whenCut: tryToOpenRound,
    },
  ];
}

/** 演示数据: a notice for each project, on its light; the first waits for the unit's answer. */
async function serveNotices(product: Product, forms: readonly FormItem[]): Promise<string> {
  const finance = await callAs(product, 'liuchuan-finance');
  const ids: string[] = [];
  for (const [index, { id, projectId }] of forms.entries()) {
    const served = await finance.post<StoredRectification>('/rectifications', {
      projectId,
      formId: index === 0 ? id : null,
      source: 'monitoring',
      documentNumber: `柳财绩〔2023〕${String(index + 11)}号`,
      demands: [
        {
          words: '查明进度慢的原因，提出措施，把完成进度赶上时间进度',
          condition: { type: 'light', subjectId: projectId, noneOf: ['attention', 'lagging', 'severe'] },
        },
      ],
      dueOn: index === 0 ? '2023-08-18' : '2023-08-04',
    });
    if (served.status !== 201) throw new Error(`no notice: ${JSON.stringify(served)}`);
    ids.push(served.body.id);
  }
  return ids[0] ?? '';
}

/** In a county of its own: a self-evaluation that is filled and not sent, so that its scores and fields stand there. */
async function evaluationToFill(product: Product): Promise<string> {
  const forms = await openEvaluationRound(product, 'pinghe');
  const most = forms.reduce((a, b) => (b.summary.indicators > a.summary.indicators ? b : a));
  await fillEvaluation(await callAs(product, 'pinghe-handler'), most.id);
  return most.id;
}

/** The cockpit with a quadrant's projects below the scatter. */
async function openList(page: Page): Promise<void> {
  await page.locator('main .chart svg text').first().waitFor();
  await page.locator('.lists button', { hasText: '双慢' }).click();
  await page.locator('.panel .lists + ul a').first().waitFor();
  await toTop(page);
}

/** The drawer with a rule that chooses some projects and leaves one number wrong. */
async function aboutToOpenRound(page: Page): Promise<void> {
  await page.locator('.open-round').click();
  await page.locator('.drawer input[value="rule"]').check();
  await page.locator('.drawer [name="budget"]').fill('20');
  await page.locator('.drawer [name="cutOffOn"]').fill('2023-08-31');
  await page.locator('.drawer [role="alert"]').first().waitFor();
  await page.locator('.drawer h3 .count').waitFor();
}

async function tryToOpenRound(page: Page): Promise<void> {
  await page.locator('.drawer [name="cutOffOn"]').fill('2023-07-30');
  await page.locator('.drawer section > [role="alert"]').waitFor();
}

/** A figure that is none: the cell says so while it is typed. */
async function fillWrongly(page: Page): Promise<void> {
  const box = page.locator('input.number[data-field^="indicator."]').first();
  await box.fill('大约一半');
  await page.locator('.refusal[data-refusal]').first().waitFor();
  await toTop(page);
}

/** A cell about to be returned, with its reason. */
async function markCell(page: Page): Promise<void> {
  await page.locator('[data-cell$=".likelihood"] .value').first().focus();
  await page.keyboard.press('r');
  await page.getByRole('dialog').locator('textarea').first().fill('与系统预判不符，请核对后重选');
  await page.keyboard.press('Control+Enter');
  await page.locator('.cell.marked').waitFor();
  await toTop(page);
}

/** What anybody can open. */
function openPages(): Subject[] {
  const complete = 'button[type="submit"]';
  return [
    { name: 'sign-in', as: null, path: '/sign-in', complete, whenCut: trySignIn },
    { name: 'set-password', as: null, path: `/set-password#${TOKEN}`, complete, whenCut: trySetPassword },
    {
      name: 'first-administrator',
      as: null,
      path: `/first-administrator#${TOKEN}`,
      complete,
      whenCut: trySetPassword,
    },
  ];
}
const TOKEN = 'x'.repeat(43);

/** A screen on a wall, 1920 wide and always dark; nobody works at it. */
export const WALL: Subject = {
  name: 'wall',
  as: 'liuchuan-leader',
  path: '/wall',
  complete: '.wall-ticker.connected',
};
export const WALL_SCREEN = { width: 1920, height: 1080 };

function businessPages(overdue: AlertItem): Subject[] {
  const leader = 'liuchuan-leader';
  const project = { as: 'liuchuan-handler', complete: '.live.connected' };
  const atProject = `/projects/${overdue.projectId}`;
  return [
    { name: 'overview', as: leader, path: '/', complete: '.live.connected' },
    { name: 'projects', as: leader, path: '/projects', complete: 'main tbody tr' },
    { name: 'project', ...project, path: atProject },
    { name: 'project-duties', ...project, path: `${atProject}?tab=duties` },
    { name: 'project-money', ...project, path: `${atProject}?tab=money` },
    { name: 'alerts', as: leader, path: '/alerts', complete: '[data-alert]' },
    {
      name: 'alert',
      as: 'liuchuan-unit',
      path: `/alerts/${overdue.id}`,
      complete: '.case h1',
      prepare: aboutToSilence,
      whenCut: tryToSilence,
    },
    { name: 'ladder', as: 'liuchuan-finance', path: '/ladder', complete: 'main tbody tr' },
    { name: 'design', as: leader, path: '/design', complete: 'main .charts svg text' },
    { name: 'notices', as: leader, path: '/notices', complete: 'main section' },
    {
      name: 'entry',
      as: 'pinghe-handler',
      path: '/entry',
      complete: '[data-row]',
      prepare: fillSome,
      whenCut: fillOneMore,
    },
    {
      name: 'import',
      as: 'pinghe-finance',
      path: '/import',
      complete: 'main textarea',
      prepare: previewForms,
    },
    {
      name: 'payments',
      as: 'liuchuan-business',
      path: '/payments',
      complete: 'main textarea',
      prepare: previewPayments,
    },
    { name: 'account', as: 'liuchuan-handler', path: '/account', complete: 'main h1' },
    { name: 'no-access', as: 'sysadmin', path: '/projects', complete: 'main h1' },
    { name: 'not-found', as: leader, path: '/nothing-here', complete: 'main h1' },
  ];
}

/** Of those who keep the system. */
function keepersPages(): Subject[] {
  const as = 'sysadmin';
  return [
    { name: 'calendar', as, path: '/calendar', complete: 'main table' },
    { name: 'jobs', as, path: '/jobs', complete: 'main tbody tr' },
    { name: 'accounts', as, path: '/accounts', complete: 'main tbody tr' },
  ];
}

/** The pages of a county that has just been set up; the others look the same everywhere. */
export function emptyPages(county: EmptyCounty): Subject[] {
  const { finance, business, handler, projectId } = county;
  const atProject = `/projects/${projectId}`;
  return [
    { name: 'overview', as: finance, path: '/?year=2023', complete: 'main h1' },
    { name: 'projects', as: finance, path: '/projects?year=2023', complete: 'main h1' },
    { name: 'project', as: handler, path: atProject, complete: 'main h1' },
    { name: 'project-duties', as: handler, path: `${atProject}?tab=duties`, complete: 'main section' },
    { name: 'project-money', as: handler, path: `${atProject}?tab=money`, complete: 'main section' },
    { name: 'alerts', as: handler, path: '/alerts', complete: 'main .none' },
    { name: 'ladder', as: finance, path: '/ladder', complete: 'main tbody tr' },
    { name: 'notices', as: handler, path: '/notices', complete: 'main section' },
    { name: 'rectifications', as: handler, path: '/rectifications', complete: 'main h1' },
    { name: 'reviews', as: finance, path: '/reviews?year=2023', complete: 'main h1' },
    { name: 'entry', as: handler, path: '/entry', complete: 'main h1' },
    { name: 'import', as: finance, path: '/import', complete: 'main textarea' },
    { name: 'payments', as: business, path: '/payments', complete: 'main textarea' },
    { name: 'account', as: handler, path: '/account', complete: 'main h1' },
  ];
}

/** A silence that is typed and not sent: its consequences stand there. */
async function aboutToSilence(page: Page): Promise<void> {
  await page.locator('input[value="silence"]').check();
  await page.locator('[name="until"]').fill('2023-08-04');
  await page.locator('textarea').fill('国库系统升级，支付申请已受理，预计 08-03 到账。');
  await page.locator('.after .warning').waitFor();
  await toTop(page);
}

async function tryToSilence(page: Page): Promise<void> {
  await page.locator('button.submit').click();
  await page.locator('.actions .refusal').waitFor();
  await page.locator('.live.stale').waitFor();
  await toTop(page);
}

/** A sheet in the middle of the work: some rows recorded, one warned, the cursor in the next. */
async function fillSome(page: Page): Promise<void> {
  const boxes = page.locator('input[data-kind="number"]');
  await boxes.first().waitFor();
  for (const [index, value] of ['4672', '219900000', '100', '7', '20770000'].entries()) {
    const box = boxes.nth(index);
    if ((await box.inputValue()) !== '') continue;
    await box.fill(value);
    await box.press('Enter');
    await page.locator('[data-row]').nth(index).filter({ hasText: '已报' }).waitFor();
  }
  await boxes.nth(5).fill('64000000');
  await toTop(page);
}

/** A number that finds no server: it stays as a draft and says that it waits. */
async function fillOneMore(page: Page): Promise<void> {
  const box = page.locator('input.box.empty[data-kind="number"]').last();
  await box.fill('1');
  await box.press('Enter');
  await page.locator('.saved .waits').waitFor();
  await page.locator('.live.stale').waitFor();
  await toTop(page);
}

/** Uploads the text of a real county's scan to another demo county, where all its projects are new. */
async function previewForms(page: Page): Promise<void> {
  const file = join(import.meta.dirname, '../../db/demo/declarations/liulin.txt');
  const text = readFileSync(file, 'utf8').replaceAll('柳林', '平河');
  await page.locator('input[type="file"]').setInputFiles({
    name: '平河县部门预算公开.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(text),
  });
  await page.getByRole('heading', { level: 2 }).first().waitFor();
}

/** A treasury's list: two rows find their project, one is refused. */
async function previewPayments(page: Page): Promise<void> {
  await page.locator('textarea').fill(PAYMENTS);
  await page.locator('button[type="submit"]').click();
  await page.locator('footer.page-bar').waitFor();
}
/** 演示数据 */
const PAYMENTS = `支付日期\t预算单位\t项目名称\t支付金额\t支付凭证号\t摘要
2023-07-28\t柳川县社会保险中心\t单位直接聘用人员经费\t12000.00\tZF-2023-0701\t7 月工资
2023-07-28\t柳川县社会保险中心\t人员类项目\t56000.00\tZF-2023-0702\t7 月补贴
2023-13-45\t柳川县社会保险中心\t人员类项目\t1.00\tZF-2023-0703\t日期写错的一行`;

async function trySignIn(page: Page): Promise<void> {
  await page.locator('#username').fill('liuchuan-leader');
  await page.locator('#password').fill('a-password');
  await page.locator('button[type="submit"]').click();
  await page.locator('#sign-in-error:not(:empty)').waitFor();
}

async function trySetPassword(page: Page): Promise<void> {
  const boxes = page.locator('input');
  for (let index = 0; index < (await boxes.count()); index += 1) {
    const isName = (await boxes.nth(index).getAttribute('type')) !== 'password';
    await boxes.nth(index).fill(isName ? 'sysadmin' : 'Not-yet-taken-1');
  }
  await page.locator('button[type="submit"]').click();
  await page.getByRole('alert').filter({ hasText: '连不上服务器' }).waitFor();
}

async function toTop(page: Page): Promise<void> {
  await page.evaluate('window.scrollTo(0, 0)');
}
