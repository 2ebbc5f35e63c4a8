/** A post's list of forms in a real browser: what came back on top, then what is late, each row with the word that says so. 演示数据 */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Round } from '../../domain/round.ts';
import type { ReviewFormAnswer, WaitingAnswer } from '../../server/contract-reviews.ts';
import { expectNoProblems, useChromium, visit } from '../browser/chromium.ts';
import { callAs, useProduct } from '../browser/product.ts';
import { fillAndSubmit, ROUND } from '../browser/review-round.ts';

const product = await useProduct();
const browser = await useChromium();
/** Where the pictures go that a person looks at; nowhere unless wanted. */
const pictures = process.env['WAITING_PICTURES'];

async function picture(of: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  for (const [width, height] of [
    [1440, 900],
    [1920, 1080],
    [390, 844],
  ] as const) {
    await of.setViewportSize({ width, height });
    await of.screenshot({ path: `${pictures}/${name}-${width}.png` });
  }
  await of.setViewportSize({ width: 1440, height: 900 });
}

const wordsOf = async (page: Page): Promise<string[]> =>
  (await page.locator('table.forms tbody tr .due').allInnerTexts()).map((text) =>
    text.replace(/\s+/g, ' ').trim(),
  );

it('what came back stands first, then what is late, then what is due soonest, and each says why', async () => {
  const finance = await callAs(product, 'liuchuan-finance');
  const handler = await callAs(product, 'liuchuan-handler');
  const head = await callAs(product, 'liuchuan-unit');
  const open = async (title: string, projectIds: string[] | null, dueOn: string): Promise<void> => {
    const round: Round = {
      ...ROUND,
      title,
      scope: projectIds === null ? { type: 'all' } : { type: 'list', projectIds },
      deadlines: [{ post: 'handler', dueOn, origin: 'entered', isGuess: false }],
    };
    const opened = await finance.post('/review-rounds', { round });
    if (opened.status !== 201) throw new Error(`no round: ${JSON.stringify(opened)}`);
  };
  const waiting = async () => (await handler.get<WaitingAnswer>('/review-forms')).items;

  // The demonstration stands on Monday the 31st of July.
  await open('2023 年年中绩效监控', null, '2023-08-04');
  const all = await waiting();
  const ids = all.slice(0, 2).map(({ projectId }) => projectId);
  await open('一季度补报', ids, '2023-07-26');
  const returned = all.at(-1);
  if (returned === undefined) throw new Error('no form waits');
  await fillAndSubmit(handler, returned.id);
  const { form } = await head.get<ReviewFormAnswer>(`/review-forms/${returned.id}`);
  const sent = await head.post(`/review-forms/${returned.id}/acts`, {
    act: 'return',
    to: 'draft',
    revision: form.state.revision,
    cells: [{ cell: 'money.total', reason: '与国库数不符，请核对' }],
  });
  if (sent.status !== 201) throw new Error(`not returned: ${JSON.stringify(sent)}`);

  const visitor = await visit(browser, product, { as: 'liuchuan-handler', path: '/review-forms' });
  const { page } = visitor;
  await page.locator('table.forms').waitFor();
  const items = await waiting();
  const words = await wordsOf(page);
  expect(words).toHaveLength(items.length);
  expect(words.slice(0, 4)).toEqual([
    '退回待改 08-04',
    '逾期 3 个工作日 07-26',
    '逾期 3 个工作日 07-26',
    '还有 4 个工作日 08-04',
  ]);
  expect(words.slice(4).every((each) => each === '还有 4 个工作日 08-04')).toBe(true);
  expect(await page.locator('table.forms tbody tr').first().innerText()).toContain(
    returned.summary.projectName,
  );
  expect(await page.locator('h1').innerText()).toContain('其中 2 份已过期');
  expect(await page.locator('.page-head p').innerText()).toBe('退回的在前，再是逾期的，其余按到期先后。');
  // Nothing is wider than the phone.
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = await page.evaluate('document.documentElement.scrollWidth');
  expect(wide).toBeLessThanOrEqual(390);
  await picture(page, 'handler');
  expectNoProblems(visitor);
  await visitor.context.close();
}, 120_000);
