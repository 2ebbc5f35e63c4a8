/** Five people of one county at their own browsers, and what each does with a form: find it, open it, approve it, all by keyboard. */
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectNoProblems, visit, type Visitor } from './chromium.ts';
import { tabTo } from './keyboard.ts';
import type { Product } from './product.ts';

export const POSTS = ['handler', 'unit', 'leader', 'business', 'finance'] as const;
export type Who = (typeof POSTS)[number];

/** A wait of one second, the usual, is short on a machine with other work. */
export const SOON = { timeout: 15_000 };

/** More forms than any demo county has. */
const MOST_FORMS = 300;

export class ReviewPeople {
  readonly #visitors: Readonly<Record<Who, Visitor>>;
  /** Folder of the pictures that a person looks at; none unless wanted. */
  readonly #pictures: string | undefined;

  private constructor(visitors: Readonly<Record<Who, Visitor>>, pictures: string | undefined) {
    this.#visitors = visitors;
    this.#pictures = pictures;
  }

  /** The bureau's sections begin at their cockpit, the others at their forms. */
  static async enter(
    browser: Browser,
    product: Product,
    county: string,
    pictures: string | undefined,
  ): Promise<ReviewPeople> {
    const come = (who: Who) =>
      visit(browser, product, {
        as: `${county}-${who}`,
        path: who === 'finance' || who === 'business' ? '/reviews' : '/review-forms',
      });
    const visitors = {
      handler: await come('handler'),
      unit: await come('unit'),
      leader: await come('leader'),
      business: await come('business'),
      finance: await come('finance'),
    };
    return new ReviewPeople(visitors, pictures);
  }

  page(who: Who): Page {
    return this.#visitors[who].page;
  }
  bar(who: Who) {
    return this.page(who).locator('.form-bar');
  }
  submit(who: Who) {
    return this.bar(who).getByRole('button', { name: '报送单位负责人' });
  }
  cell(who: Who, cell: string) {
    return this.page(who).locator(`[data-cell="${cell}"]`);
  }
  /** Of the cockpit's bar: how many forms are in that place. */
  place(name: string): Promise<string> {
    return this.page('finance').locator(`nav .counts .${name} b`).innerText();
  }

  async look(who: Who, name: string): Promise<void> {
    if (this.#pictures === undefined) return;
    await this.page(who).screenshot({ path: `${this.#pictures}/${name}.png` });
  }

  /** What the form says of where it is, on whosever page. */
  async expectStory(who: Who, words: string): Promise<void> {
    await expect.poll(() => this.page(who).locator('.story').innerText(), SOON).toContain(words);
  }
  /** The sentence of the page, in which some blanks do not break. */
  async expectHead(who: Who, words: string): Promise<void> {
    const head = async () => (await this.page(who).locator('h1').innerText()).replaceAll(/\s/g, ' ');
    await expect.poll(head, SOON).toContain(words);
  }
  async expectOutcome(who: Who, words: string): Promise<void> {
    await expect.poll(() => this.page(who).locator('p.outcome').allInnerTexts(), SOON).toContain(words);
  }
  expectNoProblems(...provoked: RegExp[]): void {
    for (const who of POSTS) expectNoProblems(this.#visitors[who], ...provoked);
  }

  /** From the list of what waits to the form, by the arrows. */
  async openFromList(who: Who, formId: string): Promise<void> {
    const page = this.page(who);
    const link = page.locator(`a[data-form="${formId}"]`);
    await link.waitFor();
    await tabTo(page, page.locator('a[data-form]'));
    const isThere = async () => (await link.and(page.locator(':focus')).count()) > 0;
    for (let steps = 0; steps < MOST_FORMS && !(await isThere()); steps += 1)
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.story').waitFor();
  }

  /** From the cockpit's queue to the form, the only one that is with the bureau: j and Enter. */
  async openFromQueue(who: 'business' | 'finance', formId: string): Promise<void> {
    const page = this.page(who);
    await page.goto('/reviews');
    await tabTo(page, page.locator('.queue').getByRole('button', { name: '在财政 1', exact: true }));
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.queue a[data-form]').count(), SOON).toBe(1);
    await page.keyboard.press('j');
    expect(await page.locator(':focus').getAttribute('data-form')).toBe(formId);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/review-forms/${formId}`);
    await page.locator('.story').waitFor();
  }

  async send(): Promise<void> {
    await tabTo(this.page('handler'), this.submit('handler'));
    await this.page('handler').keyboard.press('Enter');
    await this.expectOutcome('handler', '已报送，现在由单位负责人办理');
  }

  async approve(who: Who, opinion: string, said: string): Promise<void> {
    const page = this.page(who);
    await page.keyboard.press('a');
    await page.locator('.act').waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.type(opinion);
    await page.keyboard.press('Enter');
    await this.expectOutcome(who, said);
  }

  /** Two acts on one form of which neither is let through before both are on their way; their statuses. */
  async atOnce(deeds: readonly { who: Who; press: string }[]): Promise<number[]> {
    let held = 0;
    let release = (): void => undefined;
    const all = new Promise<void>((resolve) => (release = resolve));
    const answers = deeds.map(({ who }) => this.page(who).waitForResponse(/\/acts$/));
    for (const { who, press } of deeds) {
      await this.page(who).route('**/acts', async (route) => {
        held += 1;
        if (held === deeds.length) release();
        await all;
        await route.continue();
      });
      await this.page(who).keyboard.press(press);
    }
    const statuses = (await Promise.all(answers)).map((answer) => answer.status());
    for (const { who } of deeds) await this.page(who).unroute('**/acts');
    return statuses;
  }
}
