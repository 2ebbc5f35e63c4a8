/**
 * The mid-year review as five people live it, each at a browser of their own: opened, filled, returned on a cell, corrected,
 * approved, rectified, closed, exported. What comes out as Word and Excel is read back and held against the database. 演示数据
 */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIGHTS } from '../../domain/light.ts';
import type { EnteredColumn, PrefilledIndicator } from '../../domain/monitoring-form.ts';
import type { FormItem } from '../../server/contract-review-shapes.ts';
import type { ToldForm } from '../../server/contract-review-told.ts';
import type { RectificationsAnswer } from '../../server/contract-rectifications.ts';
import type { ReviewFormAnswer, WaitingAnswer } from '../../server/contract-reviews.ts';
import { refused, useChromium } from '../browser/chromium.ts';
import { fillByKeyboard, type Filled } from '../browser/fill-form.ts';
import { readEntered, readFacts, type FormFacts } from '../browser/form-cells.ts';
import { tabTo } from '../browser/keyboard.ts';
import { callAs, openNumberRows, useProduct, type Caller } from '../browser/product.ts';
import { describePapers } from '../browser/review-papers.ts';
import { ReviewPeople, SOON } from '../browser/review-people.ts';
import { expectedOf } from '../browser/review-round.ts';

const product = await useProduct();
const browser = await useChromium();
const db = new pg.Client({ connectionString: product.databaseUrl });
/** Where the papers and pictures go that a person looks at; nowhere unless wanted. */
const pictures = process.env['JOURNEY_PICTURES'];
const evidence = readFileSync(new URL('../../docs/pictures/account-390.png', import.meta.url));

const TITLE = '2023 年年中绩效监控';
const RETURNED = '系统预判达不到目标，请如实选择';
/** What the variant of January to June says; the handler's day is put off by the page. */
const ROUND = { cutOffOn: '2023-07-07', until: '2023-06-30' };

let people: ReviewPeople;
let handler: Caller;
let item: FormItem;
let facts: FormFacts;
/** The indicator that is behind: it is explained, returned, rectified. */
let trouble: PrefilledIndicator;
let typed: Filled;

beforeAll(async () => {
  await db.connect();
  handler = await callAs(product, 'liuchuan-handler');
  people = await ReviewPeople.enter(browser, product, 'liuchuan', pictures);
});
afterAll(() => db.end());

const stored = async (): Promise<ToldForm> =>
  (await handler.get<ReviewFormAnswer>(`/review-forms/${item.id}`)).form;
const troubled = (column: string) => `indicator.${trouble.id}.${column}`;

describe('finance opens the round', () => {
  it('by the page and the keyboard, with what it will do said before', async () => {
    const page = people.page('finance');
    await page.locator('h1', { hasText: '2023 年度还没有开监控任务' }).waitFor();
    await tabTo(page, page.locator('.open-round'));
    await page.keyboard.press('Enter');
    const drawer = page.locator('.drawer');
    await tabTo(page, drawer.locator('[name="title"]'));
    await page.keyboard.press('Control+a');
    await page.keyboard.type(TITLE);
    await tabTo(page, drawer.locator('[name="deadline-handler"]'));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('2023-08-02');
    await drawer.getByText('不能早于经办人的期限').waitFor();
    await tabTo(page, drawer.locator('[name="deadline-leader"]'));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('2023-08-18');
    await drawer.getByText('不能早于经办人的期限').waitFor({ state: 'detached' });
    const button = drawer.locator('button[type="submit"]');
    await expect.poll(() => button.innerText(), SOON).toMatch(/^生成 \d+ 张监控表$/);
    const count = /\d+/.exec(await button.innerText())?.[0] ?? '';
    await expect
      .poll(async () => (await drawer.locator('.consequence').innerText()).replaceAll(/\s/g, ' '), SOON)
      .toBe(`将生成 ${count} 张监控表，冻结 7 月 7 日所知`);
    await people.look('finance', '01-open');
    await tabTo(page, button);
    await page.keyboard.press('Enter');
    await people.expectOutcome('finance', `已开“${TITLE}”，生成 ${count} 张监控表`);
    await expect.poll(() => people.place('empty'), SOON).toBe(count);
    await people.look('finance', '02-cockpit');
  });
});

describe('the handler', () => {
  it('finds the form among those that wait, with what is missing', async () => {
    const { items } = await handler.get<WaitingAnswer>('/review-forms');
    const sheet = openNumberRows(await handler.sheet()).map(({ indicatorId }) => indicatorId);
    const behind = async ({ id }: FormItem) =>
      (await handler.get<ReviewFormAnswer>(`/review-forms/${id}`)).form.prefilled.indicators.find(
        ({ id: indicator, light, target }) =>
          ['severe', 'lagging'].includes(light) &&
          ['cumulative', 'level'].includes(target.measure) &&
          target.direction === 'at_least' &&
          sheet.includes(indicator),
      );
    const gravest = [...items].sort(
      (a, b) => LIGHTS.indexOf(b.summary.light) - LIGHTS.indexOf(a.summary.light),
    );
    for (const each of gravest) {
      const found = await behind(each);
      if (found === undefined) continue;
      [item, trouble] = [each, found];
      break;
    }
    if (item === undefined) throw new Error('no form of the demo is behind with a figure');
    facts = await readFacts(db, item.projectId, ROUND);
    await expect
      .poll(() => people.page('handler').locator('h1').innerText(), SOON)
      .toBe(`有 ${items.length} 份监控表等您填写，最早 08-02 到期`);
    const row = people
      .page('handler')
      .locator('tr', { has: people.page('handler').locator(`a[data-form="${item.id}"]`) });
    expect(await row.innerText()).toContain(`${item.refusals} 格未填`);
    await people.look('handler', '03-my-forms');
    await people.openFromList('handler', item.id);
  });

  it('is refused a blank form in words, by the page and by the server', async () => {
    expect(await people.submit('handler').isDisabled()).toBe(true);
    expect(await people.bar('handler').innerText()).toContain(`还差 ${item.refusals} 格，才能报送`);
    await people.expectStory('handler', `还差 ${item.refusals} 格`);
    const refusal = await handler.post<{ message: string }>(`/review-forms/${item.id}/acts`, {
      act: 'submit',
      revision: 0,
    });
    expect(refusal.status).toBe(400);
    expect(refusal.body.message).toContain('还有没填的格或没回答的问题，不能送审');
    // Nothing was filled by anybody: not in the database, and in no field of the page.
    expect((await readEntered(db, item.id)).size).toBe(0);
    const holds = await people.page('handler').evaluate<number>(
      `[...document.querySelectorAll('[data-field]')].filter((each) =>
        ['radio', 'checkbox'].includes(each.type) ? each.checked : each.value !== '').length`,
    );
    expect(holds).toBe(0);
    await people.look('handler', '04-blank');
  });

  it('fills every cell by keyboard, answers what is asked and sends it', async () => {
    const { prefilled } = await stored();
    const short = String(Math.floor(Number(trouble.target.value) * 0.8));
    const wanted = (cell: string): string | string[] | null => {
      if (cell.startsWith('money.')) return prefilled.money.rows.total?.adjustedYuan ?? null;
      const indicator = prefilled.indicators.find(({ id }) => cell.startsWith(`indicator.${id}.`));
      const own = indicator?.id === trouble.id;
      switch (cell.split('.').at(-1) as EnteredColumn) {
        case 'expected':
          return own ? short : expectedOf(indicator);
        case 'likelihood':
          return 'certain';
        case 'reasons':
          return ['funding', 'staff'];
        case 'reasonText':
          return `${indicator?.name}：上半年资金下达较晚，人手不足，三季度补足`;
        case 'remark':
          return own ? '上级资金七月才下达，全年只能完成八成' : null;
        case 'measures':
          return own ? '八月起增派两人，按周核对进度' : null;
        default:
          return null;
      }
    };
    typed = await fillByKeyboard(people.page('handler'), wanted, () => people.submit('handler').isEnabled());
    // 确定能 beside a year that will miss the target is not let pass without a word.
    expect(typed.answered).toContain('certain_below_target');
    await people.bar('handler').getByText('已自动保存').waitFor();
    const held = await readEntered(db, item.id);
    for (const [cell, value] of typed.cells) expect(held.get(cell), cell).toEqual(value);
    expect(held.size).toBe(typed.cells.size + typed.answered.length);
    await people.look('handler', '05-filled');
    await people.send();
    await expect.poll(() => people.page('handler').locator('[data-field]').count(), SOON).toBe(0);
    await expect.poll(() => people.place('unit'), SOON).toBe('1');
  });
});

describe('the unit head', () => {
  it('opens it in the moment in which the handler takes it back: one of them wins, the other is told', async () => {
    await people.openFromList('unit', item.id);
    await tabTo(people.page('handler'), people.bar('handler').getByRole('button', { name: '撤回' }));
    const statuses = await people.atOnce([
      { who: 'handler', press: 'Enter' },
      { who: 'unit', press: 'o' },
    ]);
    expect([...statuses].sort()).toEqual([201, 409]);
    const [winner, loser] =
      statuses[0] === 201 ? (['handler', 'unit'] as const) : (['unit', 'handler'] as const);
    await people.expectOutcome(winner, winner === 'handler' ? '已撤回，可以接着改' : '已开始审核');
    await people.bar(loser).getByText('别人刚刚处理过这份监控表，已换成最新的情况').waitFor();
    const { rows } = await db.query<{ act: string }>(
      'select act from app.review_acts where form_id = $1 order by revision',
      [item.id],
    );
    expect(rows.map(({ act }) => act)).toEqual(['submit', winner === 'handler' ? 'withdraw' : 'open']);
    if (winner === 'unit') return;
    await people.send();
    await people.bar('unit').getByRole('button', { name: '开始审核' }).waitFor();
    await people.page('unit').keyboard.press('o');
    await people.expectOutcome('unit', '已开始审核');
  });

  it('returns one cell with its reason; the handler sees it at once and corrects that cell', async () => {
    const page = people.page('unit');
    const cell = troubled('likelihood');
    await tabTo(page, people.cell('unit', cell).locator('.value'));
    await page.keyboard.press('r');
    await page.getByRole('dialog').getByLabel('退回理由').waitFor();
    await page.keyboard.type(RETURNED);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await tabTo(page, people.bar('unit').getByRole('button', { name: '退回这 1 格' }));
    await page.keyboard.press('Enter');
    await people.bar('unit').locator('select:focus').waitFor();
    await tabTo(page, people.bar('unit').getByRole('button', { name: '把 1 格退回经办人' }));
    await people.look('unit', '06-return');
    await page.keyboard.press('Enter');
    await people.expectOutcome('unit', '已退回经办人');

    await people.cell('handler', cell).getByText(`退回：${RETURNED}`).waitFor();
    await people.expectStory('handler', '退回 1 格');
    expect(await people.submit('handler').isDisabled()).toBe(true);
    // What was said of earlier acts is old news now: the bar says what is missing.
    await people.bar('handler').getByText('1 处待核对，才能报送').waitFor();
    await expect.poll(() => people.page('handler').locator('p.outcome').count(), SOON).toBe(0);
    await people.look('handler', '07-returned');
    await people.cell('handler', cell).locator('input:checked').focus();
    await people.page('handler').keyboard.press('ArrowRight');
    typed.cells.set(cell, 'possible');
    await expect.poll(() => people.submit('handler').isEnabled(), SOON).toBe(true);
    await people.send();
  });
});

it('unit and department approve, and each step says whose turn it is', async () => {
  await people.expectStory('unit', '由单位负责人办理');
  await people.approve('unit', '情况属实，同意上报', '已通过，现在由分管领导办理');
  await people.openFromList('leader', item.id);
  expect(await people.page('leader').locator('.steps li').nth(1).innerText()).toMatch(
    /单位负责人\s*07-31 \d\d:\d\d 送出/,
  );
  await people.approve('leader', '已核对台账，同意', '已通过，现在由财政业务股办理');
  await people.expectStory('handler', '由财政业务股办理');
  await expect.poll(() => people.place('finance'), SOON).toBe('1');
});

it('the business section opens it from the queue and approves', async () => {
  await people.openFromQueue('business', item.id);
  await people.look('business', '08-business');
  await people.approve('business', '资金数与国库一致', '已通过，现在由财政绩效股办理');
});

describe('the performance section', () => {
  it('serves a rectification from the form, with demands, a number and a due day', async () => {
    await people.openFromQueue('finance', item.id);
    const page = people.page('finance');
    await tabTo(page, page.locator('a.serve'));
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: '下达整改通知' });
    await drawer.getByText('由监控表的审核发起').waitFor();
    await tabTo(page, drawer.getByRole('checkbox', { name: `${trouble.name}：` }).first());
    await page.keyboard.press('Space');
    await tabTo(page, drawer.getByRole('button', { name: '再写一条要求' }));
    await page.keyboard.press('Enter');
    await tabTo(page, drawer.getByLabel('文字要求 1'), 'Shift+Tab');
    await page.keyboard.type('补报发放名册和银行回单');
    const serve = drawer.getByRole('button', { name: '下达（2 条要求）' });
    await serve.click();
    await drawer.getByText('请填整改通知的文号').waitFor();
    await drawer.locator('input[name=documentNumber]').fill('柳财绩〔2023〕12号');
    await drawer.locator('input[name=dueOn]').fill('2023-08-15');
    await drawer.getByText('要在 2023-08-15 前逐条回复').waitFor();
    await people.look('finance', '09-notice');
    await tabTo(page, serve);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/rectifications\/[0-9a-f-]+$/);
    await people.expectHead('finance', '社会保险中心在 08-15 前回复整改措施');
    expect((await stored()).state.stage).toBe('finance_performance');
  });

  it('is answered by the unit with measures and evidence, and verified by the department', async () => {
    const page = people.page('handler');
    await page.goto('/rectifications');
    await page.getByText('有 1 件整改等您办理').waitFor();
    await tabTo(page, page.locator('[data-stage=noticed] a'));
    await page.keyboard.press('Enter');
    for (const n of [1, 2]) {
      await tabTo(page, page.getByLabel(`要求 ${n} 的整改措施`));
      await page.keyboard.type(n === 1 ? '七月底前补办到位，数已报齐' : '名册和回单已补齐');
      await page
        .locator('input[type=file]')
        .nth(n - 1)
        .setInputFiles({
          name: `佐证${n}.png`,
          mimeType: 'image/png',
          buffer: evidence,
        });
      await page
        .getByRole('link', { name: `佐证${n}.png` })
        .first()
        .waitFor();
    }
    await people.look('handler', '10-reply');
    await tabTo(page, page.getByRole('button', { name: '提交回复' }));
    await page.keyboard.press('Enter');
    await people.expectHead('handler', '单位已回复，等主管部门核实');

    const leader = people.page('leader');
    await leader.goto('/rectifications');
    await tabTo(leader, leader.locator('[data-stage=replied] a'));
    await leader.keyboard.press('Enter');
    await tabTo(leader, leader.locator('textarea[name=words]'));
    await leader.keyboard.type('已到现场核对，措施属实');
    await tabTo(leader, leader.getByRole('button', { name: '核实通过' }));
    await leader.keyboard.press('Enter');
    await people.expectHead('leader', '主管部门已核实，等财政局核对消除条件后办结');
  });

  it('cannot close it while the figures show the problem; once they do not, it closes without a reload', async () => {
    const page = people.page('finance');
    await page.getByText('2 条要求，1 条按今天的数还没有消除').waitFor();
    await people.expectHead('finance', '主管部门已核实，等财政局核对消除条件后办结');
    const close = page.locator('form').getByRole('button', { name: '办结', exact: true });
    await page.getByText('条件还在，请逐条签批例外，或退回重办').waitFor();
    expect(await close.isDisabled()).toBe(true);
    await tabTo(page, page.locator('textarea[name=words]'));
    await page.keyboard.type('数已补齐，要求全部落实');
    await people.look('finance', '11-holds');

    const unit = people.page('handler');
    await unit.goto(`/entry?indicator=${trouble.id}`);
    await unit.locator(`[data-field="${trouble.id}"]:focus`).waitFor();
    await unit.keyboard.type(String(trouble.target.value));
    await unit.keyboard.press('Enter');
    if ((await unit.locator('[data-kind="note"]:focus').count()) > 0) {
      await unit.keyboard.type('七月集中办理，凭证已核');
      await unit.keyboard.press('Enter');
    }
    await page.getByText('2 条要求，凭数的都已消除').waitFor();
    expect(await page.locator('textarea[name=words]').inputValue()).toBe('数已补齐，要求全部落实');
    await tabTo(page, close);
    await page.keyboard.press('Enter');
    await people.expectHead('finance', '已于 07-31 办结');
    const { items } = await handler.get<RectificationsAnswer>(`/rectifications?project=${item.projectId}`);
    expect(items).toMatchObject([{ stage: 'closed', formId: item.id, documentNumber: '柳财绩〔2023〕12号' }]);
    await people.look('finance', '12-closed');
  });

  it('closes the form, with everybody who acted in sight, and nothing can be changed any more', async () => {
    await people.openFromQueue('finance', item.id);
    await people.approve('finance', '整改已到位，同意', '已通过并办结');
    expect((await stored()).state.stage).toBe('closed');
    const page = people.page('handler');
    await page.goto(`/review-forms/${item.id}`);
    await people.expectStory('handler', '已办结');
    expect(await page.locator('[data-field]').count()).toBe(0);
    await tabTo(page, page.locator('summary'));
    await page.keyboard.press('Enter');
    expect(await page.locator('.acts').innerText()).toMatch(
      /财政绩效股.*整改已到位，同意.*财政业务股.*资金数与国库一致.*分管领导.*已核对台账，同意.*单位负责人.*情况属实，同意上报.*经办人/s,
    );
    const refusal = await handler.post<{ message: string }>(`/review-forms/${item.id}/cells`, {
      changes: [{ cell: troubled('likelihood'), value: 'certain', supersedes: null }],
    });
    expect(refusal.status).toBeGreaterThanOrEqual(400);
    await people.page('finance').goto('/reviews');
    await expect.poll(() => people.place('closed'), SOON).toBe('1');
    await people.look('finance', '13-cockpit');
  });
});

describePapers(() => ({ people, handler, db, item, facts, round: ROUND, typed, trouble, pictures }));

it('nobody’s page reported anything but what was provoked', () => {
  people.expectNoProblems(refused(409));
});
