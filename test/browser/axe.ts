/** axe-core in the page. It is handed to the page by the debugger, so that the content policy stays as it is. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: 'minor' | 'moderate' | 'serious' | 'critical' | null;
  help: string;
  nodes: { target: string[]; html: string; failureSummary: string }[];
}

/** The page breaks no rule of axe whose breach is serious or critical. @param what of the page, for the report */
export async function expectNoBarriers(page: Page, what: string): Promise<void> {
  const isThere = await page.evaluate<boolean>('"axe" in window');
  if (!isThere) await page.evaluate(source);
  const violations = await page.evaluate<Violation[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  const barriers = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, html, failureSummary }) =>
        [id, help, target.join(' '), html.slice(0, 200), failureSummary.split('\n')[1]?.trim()].join(' · '),
      ),
    );
  expect(barriers, what).toEqual([]);
}
