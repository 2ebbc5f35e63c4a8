/** Commands that work on existing data, given a path that is not there. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { asStartupError, StartupError } from '../../db/startup-error.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'mubiao-existing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a data folder that is not there', () => {
  it.each([
    ['verify', ['db/commands/verify.ts']],
    ['rebuild', ['db/commands/rebuild.ts']],
    ['import', ['server/import-command.ts', join(root, 'db/demo/declarations/lishi.txt'), '--commit']],
  ])('is refused by %s and not made', (_command, args) => {
    const dataDir = join(folder, 'typo');
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      env: { PATH: process.env['PATH'], DATA_DIR: dataDir },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/没有数据.*DATA_DIR/);
    expect(stdout + stderr).not.toContain('    at ');
    expect(existsSync(dataDir)).toBe(false);
  });
});

describe('a path of the wrong kind', () => {
  it.each(['ENOENT', 'EISDIR', 'ENOTDIR'])('%s is one line that names it', (code) => {
    const fault = Object.assign(new Error(code), { code, path: '/nonexist/dir/f' });
    const said = asStartupError(fault, folder);
    expect(said).toBeInstanceOf(StartupError);
    expect(String(said)).toContain('/nonexist/dir/f');
    expect(String(said).split('\n')).toHaveLength(1);
  });
});
