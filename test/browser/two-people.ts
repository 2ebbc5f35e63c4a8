/** One who enters and one who looks on, for the tests of what the second sees of the first. */
import { beforeAll, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import { quantity } from '../../domain/quantity.ts';
import type { Light } from '../../domain/light.ts';
import type { Overview, ProjectDetail } from '../../server/contract.ts';
import { useChromium, visit, type Visitor, type VisitOptions } from './chromium.ts';
import {
  callAs,
  openNumberRows,
  useProduct,
  type Caller,
  type Gate,
  type Product,
  type SheetRow,
} from './product.ts';

export interface TwoPeople {
  product: Product;
  handler(): Caller;
  leader(): Caller;
  open(options: VisitOptions, through?: Gate | Product): Promise<Visitor>;
  /** The leader's overview with its live channel standing. */
  openOverview(through?: Gate | Product): Promise<Visitor>;
  /** A row of a project of its own, with a value that is on course in July: nothing is refused and no note is wanted. */
  takeAny(): { taken: SheetRow; value: string };
  /** A row of a project in good order: with June's figure once more in July it falls to 关注, and the project with it. */
  takeTurning(): Promise<{ taken: SheetRow; value: string; light: Light }>;
  /** What the server counts now, in the page's words. */
  countedLights(): Promise<Record<string, number>>;
}

export async function useTwoPeople(): Promise<TwoPeople> {
  const product = await useProduct();
  const browser = await useChromium();
  let handler: Caller;
  let leader: Caller;
  /** Rows that no test has filled yet; each test takes its own. */
  let rows: SheetRow[];

  beforeAll(async () => {
    handler = await callAs(product, 'liuchuan-handler');
    leader = await callAs(product, 'liuchuan-leader');
    // A project that the feed speaks of already could not be told from the test's own lines.
    const { recent } = await leader.get<Overview>('/overview');
    rows = openNumberRows(await handler.sheet()).filter(
      ({ projectId }) => !recent.some((change) => change.projectId === projectId),
    );
  });

  async function open(options: VisitOptions, through: Gate | Product = product): Promise<Visitor> {
    const visitor = await visit(browser, through, options);
    onTestFinished(() => visitor.context.close());
    // The charts come after the page; what a kill interrupts here is the live channel, not the loading.
    await visitor.page.waitForLoadState('networkidle');
    return visitor;
  }

  /** Two projects of a county may bear one name, and the feed shows names. */
  const leaveOut = (name: string) => {
    rows = rows.filter(({ project }) => project !== name);
  };

  return {
    product,
    handler: () => handler,
    leader: () => leader,
    open,
    openOverview: async (through) => {
      const visitor = await open({ as: 'liuchuan-leader' }, through);
      await isLive(visitor.page);
      return visitor;
    },
    takeAny: () => {
      const taken = rows.find(
        (row) => isByTwelfths(row) && row.light === 'normal' && reached(row) <= onCourse(row),
      );
      if (!taken) throw new Error('the demo has no such row left');
      leaveOut(taken.project);
      return { taken, value: String(onCourse(taken)) };
    },
    takeTurning: async () => {
      for (const row of rows) {
        const ratio = reached(row) / onCourse(row);
        if (!isByTwelfths(row) || row.light !== 'normal' || ratio < 0.8 || ratio >= 0.9) continue;
        const { light } = await leader.get<ProjectDetail>(`/projects/${row.projectId}`);
        if (!['normal', 'ahead', 'not_due'].includes(light)) continue;
        leaveOut(row.project);
        return { taken: row, value: String(reached(row)), light };
      }
      throw new Error('no project of the demo is in good order');
    },
    countedLights: async () => {
      const { projects } = await leader.get<Overview>('/overview');
      const counts = projects.byLight as Record<string, number>;
      return Object.fromEntries(
        Object.entries(WORDS).flatMap(([light, word]) => (counts[light] ? [[word, counts[light]]] : [])),
      );
    },
  };
}

export const WORDS = {
  severe: '严重滞后',
  lagging: '滞后',
  attention: '关注',
  normal: '正常',
  ahead: '超前',
  unreported: '未报',
  not_due: '未到期',
  awaiting_event: '待触发',
  undeterminable: '无法判定',
} as const;

const isByTwelfths = ({ judged }: SheetRow): boolean =>
  judged.measure === 'cumulative' && judged.curve.type === 'even' && /^[元人]/.test(judged.unit ?? '');
/** What the target asks for by the end of July. */
const onCourse = ({ judged }: SheetRow): number => Math.ceil((Number(judged.value) * 7) / 12);
const reached = ({ previous }: SheetRow): number => Number(previous?.value ?? 0);

export const isLive = (page: Page): Promise<void> => page.locator('.live.connected').waitFor();
export const feed = (page: Page) => page.locator('.feed li');
/** The feed's lines of this value: an older line of the project may come up when the overview is read anew. */
export function linesOf(page: Page, taken: SheetRow, value: string) {
  const words = quantity(value, taken.judged.unit ?? '').replaceAll(' ', '\\s');
  // 7 人 is not the end of 17 人.
  return feed(page)
    .filter({ hasText: taken.project })
    .filter({ hasText: new RegExp(`[^\\d,.]${words}`) });
}

/** What the page shows of the projects' lights, as `{ 滞后: 9, … }`. */
export async function shownLights(page: Page): Promise<Record<string, number>> {
  const texts = await page.locator('.strip .lights li').allInnerTexts();
  return Object.fromEntries(
    texts.map((text) => [text.replace(/[\s\d]/g, ''), Number(text.replace(/\D/g, ''))]),
  );
}
