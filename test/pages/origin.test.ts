/** Every page, with what it loads later: nothing from another origin, nothing that the content policy forbids. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AlertPage } from '../../server/contract-alerts.ts';
import type { Overview } from '../../server/contract.ts';
import { expectNoProblems, useChromium, visit } from '../browser/chromium.ts';
import { callAs, useProduct } from '../browser/product.ts';

const product = await useProduct();
const browser = await useChromium();

/** Pages by who works with them; `PROJECT` and `ALERT` stand for the worst and the first. */
const PAGES: readonly (readonly [string | null, readonly string[]])[] = [
  [null, ['/sign-in', '/first-administrator', '/set-password']],
  [
    'liuchuan-leader',
    [
      '/',
      '/projects',
      '/projects/PROJECT',
      '/projects/PROJECT?tab=duties',
      '/projects/PROJECT?tab=money',
      '/alerts',
      '/alerts/ALERT',
      '/ladder',
      '/notices',
      '/import',
      '/calendar',
      '/account',
      '/wall',
      '/no-such-page',
    ],
  ],
  ['liuchuan-handler', ['/entry', '/payments', '/no-access']],
  ['sysadmin', ['/accounts', '/jobs']],
];

/** Counts violations from a page's first moment on, those too that a console would not print. */
const COUNT_VIOLATIONS = `
  window.violations = [];
  document.addEventListener('securitypolicyviolation', (event) =>
    window.violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile));
`;

describe.each(PAGES)('the pages of %s', (as, paths) => {
  it('ask this product alone and keep to its content policy', async () => {
    const { page, problems, context } = await visit(browser, product, { as, path: '/sign-in' });
    onTestFinished(() => context.close());
    await context.addInitScript(COUNT_VIOLATIONS);
    const asked = new Set<string>();
    context.on('request', (request) => asked.add(new URL(request.url()).origin));
    const known = as === null || as === 'sysadmin' ? null : await idsOf('liuchuan-leader');
    for (const path of paths) {
      const response = await page.goto(
        path.replace('PROJECT', known?.project ?? '').replace('ALERT', known?.alert ?? ''),
      );
      const policy = response?.headers()['content-security-policy'] ?? '';
      expect(policy, path).toMatch(/default-src 'self'/);
      expect(policy, path).toMatch(/script-src 'self';/);
      expect(policy, path).toMatch(/style-src 'self';/);
      expect(policy, path).not.toMatch(/unsafe-eval|\bhttps?:|\*|script-src[^;]*unsafe/);
      await page.waitForLoadState('networkidle');
      await page.locator('h1, h2, form').first().waitFor();
      expect(await page.evaluate<string[]>('window.violations'), path).toEqual([]);
    }
    expect([...asked].filter((origin) => origin !== product.url && origin !== 'null')).toEqual([]);
    expectNoProblems({ page, problems, context });
  });
});

async function idsOf(as: string): Promise<{ project: string; alert: string }> {
  const caller = await callAs(product, as);
  const [worst] = (await caller.get<Overview>('/overview')).worst;
  const [alert] = (await caller.get<AlertPage>('/alerts')).items;
  if (!worst || !alert) throw new Error('the demo has no project in trouble');
  return { project: worst.projectId, alert: alert.id };
}
