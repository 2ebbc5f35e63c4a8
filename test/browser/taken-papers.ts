/** Papers as a person takes them out: by the page's download, read back with the product's own readers. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { readXlsx } from '../../server/forms/xlsx.ts';
import { tabTo } from './keyboard.ts';
import type { Format } from './form-cells.ts';

export interface TakenPaper {
  filename: string;
  bytes: Buffer;
}

/** Opens the exports of the page unless they are open, and takes one out by keyboard; it is kept in `folder` when given. */
export async function takeOut(page: Page, button: string, folder?: string): Promise<TakenPaper> {
  const drawer = page.locator('.drawer');
  if ((await drawer.count()) === 0) {
    await tabTo(page, page.getByRole('button', { name: '导出', exact: true }));
    await page.keyboard.press('Enter');
  }
  const own = drawer.getByRole('button', { name: button, exact: true });
  await own.waitFor();
  await tabTo(page, own);
  const saved = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const download = await saved;
  const filename = download.suggestedFilename();
  const bytes = await readFile(await download.path());
  await drawer.getByText(`已导出并开始下载：${filename}`).waitFor();
  if (folder !== undefined) await writeFile(`${folder}/${filename}`, bytes);
  return { filename, bytes };
}

/** The cells of all tables (of Excel: of all sheets), row by row. */
export async function gridOf(bytes: Buffer, format: Format): Promise<(readonly string[])[]> {
  if (format === 'xlsx') {
    const sheets = await readXlsx(bytes, { longestCell: 20_000 });
    return sheets.flatMap(({ rows }) => rows.map(({ cells }) => cells));
  }
  const { rows } = await rowsOfDocx(bytes);
  return rows.filter(({ place }) => place.table !== undefined).map(({ cells }) => cells);
}

/** Everything that is written in it, without blanks. */
export async function wordsOf(bytes: Buffer, format: Format): Promise<string> {
  const rows =
    format === 'xlsx'
      ? await gridOf(bytes, format)
      : (await rowsOfDocx(bytes)).rows.map(({ cells }) => cells);
  return rows
    .map((cells) => cells.join('\n'))
    .join('\n')
    .replace(/\s+/g, '');
}
