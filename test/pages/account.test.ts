/** The own account in a real browser: by keyboard alone to an address that is saved and proved by a mail that arrives. */
import { createServer } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { signatureOf } from '../../jobs/transports/webhook/webhook.ts';
import { startMailServer } from '../jobs/mail-server.ts';
import { expectNoProblems, useChromium, visit } from '../browser/chromium.ts';
import { until, useProduct } from '../browser/product.ts';

const mailServer = await startMailServer();
const hooked: { headers: Record<string, unknown>; body: string }[] = [];
const hook = createServer((incoming, answer) => {
  let body = '';
  incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
  incoming.on('end', () => {
    hooked.push({ headers: incoming.headers, body });
    answer.end();
  });
});
await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
const { port } = hook.address() as { port: number };
afterAll(async () => {
  await mailServer.stop();
  await new Promise((resolve) => hook.close(resolve));
});
const product = await useProduct({
  SMTP_URL: mailServer.url,
  MAIL_FROM: '目标哨 <mubiao@example.org>',
  PUBLIC_URL: 'https://mubiao.example.org',
});
const browser = await useChromium();

const testMails = (to: string) => mailServer.taken.filter((mail) => mail.to === to);

describe('the own account', () => {
  it('is set and tried by keyboard alone: a real mail arrives and the page says so', async () => {
    const visitor = await visit(browser, product, { as: 'liuchuan-handler' });
    const { page } = visitor;
    await page.getByRole('button', { name: '我的账号' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: '我的账号' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '提醒只在系统内告知您' }).waitFor();
    const who = page.getByRole('region', { name: '我是谁' });
    expect(await who.innerText()).toMatch(/经办人[\s\S]*柳川县/);

    await page.getByLabel('邮箱').focus();
    await page.keyboard.type('nobody');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: '邮箱应写成 name@example.gov.cn 的样子' }).waitFor();
    expect(await page.getByLabel('邮箱').getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.type('@example.org');
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page
      .getByRole('status')
      .filter({ hasText: /\d\d:\d\d 已保存/ })
      .waitFor();
    await page.getByRole('heading', { level: 1, name: /另发邮件，20:00 至次日\s08:00\s不发/ }).waitFor();

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: '邮件服务器已收下' }).waitFor();
    await until(5_000, () => testMails('nobody@example.org').length === 1);
    const raw = testMails('nobody@example.org')[0]?.raw ?? '';
    expect(raw).toMatch(/^Auto-Submitted: auto-generated/im);

    // What came of it is still there when the page is opened again.
    await page.reload();
    await page.getByRole('status').filter({ hasText: '邮件服务器已收下' }).waitFor();
    expectNoProblems(visitor);
    await visitor.context.close();
  });

  it('tells a webhook’s secret once, with which its test can be checked', async () => {
    const visitor = await visit(browser, product, { as: 'liuchuan-unit', path: '/account' });
    const { page } = visitor;
    await page.getByLabel('Webhook 地址').focus();
    await page.keyboard.type(`http://127.0.0.1:${port}/hook`);
    await page.keyboard.press('Enter');
    const box = page.getByLabel('Webhook 密钥');
    await box.waitFor();
    const secret = await box.inputValue();
    expect(secret).toMatch(/^[\w-]{43}$/);
    await page.getByRole('button', { name: '给 Webhook 发一条测试消息' }).press('Enter');
    await page.getByRole('status').filter({ hasText: '接收系统已收下（HTTP 200）' }).waitFor();
    const [{ headers, body } = { headers: {}, body: '{}' }] = hooked;
    const { id } = JSON.parse(body) as { id: string };
    const timestamp = Number(headers['x-mubiao-timestamp']);
    expect(headers['x-mubiao-signature']).toBe(signatureOf({ id, timestamp, body, secret }));
    await page.reload();
    await page.getByRole('button', { name: '给 Webhook 发一条测试消息' }).waitFor();
    expect(await box.count()).toBe(0);
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: '换一个密钥' }).press('Enter');
    await box.waitFor();
    expect(await box.inputValue()).not.toBe(secret);
    expectNoProblems(visitor);
    await visitor.context.close();
  });

  it('warns of what is not saved, and keeps or drops it as one says', async () => {
    const visitor = await visit(browser, product, { as: 'liuchuan-leader', path: '/account' });
    const { page } = visitor;
    const answers = [false, true];
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.message());
      void (answers.shift() ? dialog.accept() : dialog.dismiss());
    });
    await page.getByLabel('每日上限').fill('3');
    await page.getByText('有改动没有保存').waitFor();
    await page.getByRole('link', { name: '项目', exact: true }).press('Enter');
    await until(5_000, () => asked.length === 1);
    expect(asked[0]).toContain('有改动没有保存');
    expect(new URL(page.url()).pathname).toBe('/account');
    expect(await page.getByLabel('每日上限').inputValue()).toBe('3');
    await page.getByRole('link', { name: '项目', exact: true }).press('Enter');
    await page.waitForURL(/\/projects/);
    expect(asked).toHaveLength(2);
    expectNoProblems(visitor);
    await visitor.context.close();
  });

  it('fits a phone, and tells an administrator that there is nothing to set', async () => {
    const viewport = { width: 390, height: 844 };
    for (const [as, heading] of [
      ['liuchuan-handler', /提醒在系统内告知您/],
      ['sysadmin', '管理岗位不收业务提醒'],
    ] as const) {
      const visitor = await visit(browser, product, { as, path: '/account', viewport });
      await visitor.page.getByRole('heading', { level: 1, name: heading }).waitFor();
      expect(await visitor.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      expectNoProblems(visitor);
      await visitor.context.close();
    }
  });
});
