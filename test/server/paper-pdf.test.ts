/** PDF where the machine has a Chromium; without one, with a broken or a slow one an answer in words, never an exception. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { monitoringPaper } from '../../domain/paper-monitoring.ts';
import { reportPaper } from '../../domain/paper-report.ts';
import { rowsOfPdf } from '../../server/forms/pdf.ts';
import { findBrowser, paperToPdf } from '../../server/paper/pdf.ts';
import { ENTERED, FORM, PEOPLE } from './paper-samples.ts';
import { REPORT } from './paper-samples-round.ts';

const PAPER = monitoringPaper({ form: FORM, entered: ENTERED, people: PEOPLE });

test('without a browser the answer says so and what to do', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'mubiao-no-browser-'));
  onTestFinished(() => rm(empty, { recursive: true }));
  expect(findBrowser(empty)).toBeNull();
  expect(findBrowser('')).toBeNull();
  const answer = await paperToPdf(PAPER, { browser: null });
  expect(answer).toMatchObject({ refusal: 'no_browser' });
  expect('message' in answer && answer.message).toContain('Word');
});

test('a browser that does not print or is not there is an answer, too', async () => {
  expect(await paperToPdf(PAPER, { browser: '/bin/true' })).toMatchObject({ refusal: 'failed' });
  expect(await paperToPdf(PAPER, { browser: '/bin/false' })).toMatchObject({ refusal: 'failed' });
  expect(await paperToPdf(PAPER, { browser: '/nowhere/chromium' })).toMatchObject({ refusal: 'failed' });
});

test('two browsers at a time print, some wait, and the rest is asked to come again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mubiao-browsers-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [browser, seen] = [join(folder, 'chromium'), join(folder, 'seen')];
  // Says how many of it run, and prints nothing.
  await writeFile(
    browser,
    `#!/bin/sh\nmkdir "${folder}/run-$$"; ls -d "${folder}"/run-* | wc -l >> "${seen}"; sleep 0.3; rmdir "${folder}/run-$$"\n`,
    { mode: 0o755 },
  );
  const asked = await Promise.allSettled(Array.from({ length: 12 }, () => paperToPdf(PAPER, { browser })));
  const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code: string }] : []));
  expect(refused.map(({ code }) => code)).toEqual(['busy', 'busy']);
  const running = (await readFile(seen, 'utf8')).trim().split('\n').map(Number);
  expect(running).toHaveLength(10);
  expect(Math.max(...running)).toBe(2);
});

test.runIf(findBrowser() !== null)(
  'the form is printed with every text on A4 lying',
  async () => {
    const answer = await paperToPdf(PAPER);
    if (!('pdf' in answer)) throw new Error(answer.message);
    const { rows } = await rowsOfPdf(answer.pdf);
    // A font tells Chromium radicals (⽬) for some letters (目); they are the same to the eye.
    const text = rows
      .map(({ cells }) => cells.join(''))
      .join('')
      .normalize('NFKC')
      .replace(/\s/g, '');
    expect(answer.pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 84[12][.\d]* 59[45][.\d]*\]/);
    for (const printed of ['项目支出绩效目标执行监控表', '10,410.741635', '公益性岗位补贴人数', '乙经办人']) {
      expect(text).toContain(printed);
    }
  },
  60_000,
);

test.runIf(findBrowser() !== null)('a browser that takes too long is stopped', async () => {
  const begun = Date.now();
  expect(await paperToPdf(reportPaper(REPORT), { timeLimit: 50 })).toMatchObject({ refusal: 'too_slow' });
  expect(Date.now() - begun).toBeLessThan(10_000);
});
