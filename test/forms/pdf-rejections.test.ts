/** Damage at which the PDF library rejects promises that nobody waits for: they would end whichever process reads. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { openFuzzer } from './fuzzed.ts';

const folder = mkdtempSync(join(tmpdir(), 'mubiao-rejections-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a PDF that names a missing object is read by the command all the same', { timeout: 30_000 }, async () => {
  const path = join(folder, 'a.pdf');
  // Of seed 5: the first one that ended the process.
  writeFileSync(path, (await (await openFuzzer(5))(1384)).bytes);
  const command = fileURLToPath(new URL('../../server/import-command.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, path, '--json'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], DATA_DIR: folder },
  });
  expect(stderr).toMatch(/^unreadable part of a PDF: .*XRef/m);
  expect(stderr).not.toContain('    at ');
  expect(status).toBe(0);
  expect((JSON.parse(stdout) as { forms: unknown[] }).forms).toHaveLength(6);
});
