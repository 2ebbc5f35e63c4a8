/** The system administrator's page of the jobs and the board behind it, in a real browser under the content policy. */
import { describe, expect, it } from 'vitest';
import { useChromium, visit } from '../browser/chromium.ts';
import { useProduct } from '../browser/product.ts';

const product = await useProduct();
const browser = await useChromium();

describe('the jobs', () => {
  it.each([
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ])('say at %o that they run, and when the last scan was', async (viewport) => {
    const { page, context, problems } = await visit(browser, product, {
      as: 'sysadmin',
      path: '/jobs',
      viewport,
    });
    await page
      .getByRole('heading', { level: 1 })
      .getByText(/^任务正常，最近一次扫描 \d+\u00a0?\s?秒前$/)
      .waitFor();
    await page.getByRole('rowheader', { name: '到期扫描' }).waitFor();
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('stand one by one on the board, which breaks no rule of the content policy', async () => {
    const path = '/api/jobs/board/queue/mubiao';
    const { page, context, problems } = await visit(browser, product, { as: 'sysadmin', path });
    await page.getByText('tick').first().waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('are nobody else’s business', async () => {
    const { page, context } = await visit(browser, product, { as: 'liuchuan-leader', path: '/jobs' });
    await page.waitForURL(/no-access/);
    const answer = await context.request.get('/api/jobs/board/');
    expect(answer.status()).toBe(403);
    await context.close();
  });
});
