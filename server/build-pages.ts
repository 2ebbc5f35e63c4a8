import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartupError } from '../db/startup-error.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds the web pages when there are none or a source is newer. Quiet unless it fails. */
export async function buildPages(say: (line: string) => void): Promise<void> {
  const built = statSync(join(root, 'web/dist/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  // `domain` runs in the browser as well; package-lock.json changes with every library.
  const sources = ['web', 'domain', 'server/contract.ts', 'package-lock.json'].map((path) =>
    join(root, path),
  );
  if (Math.max(...sources.map(newestChange)) <= built) return;
  say('正在生成网页…');
  const { code, output } = await runVite();
  if (code === 0) return;
  console.error(output);
  throw new StartupError(`网页生成失败，原因见上。`, `Building the pages failed, see above.`);
}

function newestChange(path: string): number {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== 'dist')
    .reduce((newest, entry) => Math.max(newest, newestChange(join(path, entry.name))), 0);
}

async function runVite(): Promise<{ code: number | null; output: string }> {
  const vite = join(root, 'node_modules/.bin/vite');
  const child = spawn(process.execPath, [vite, 'build', '--config', 'web/vite.config.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return await new Promise((resolve) => {
    child.once('error', (fault) => resolve({ code: null, output: output + fault.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}
