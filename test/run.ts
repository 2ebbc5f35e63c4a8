/**
 * `npm test [FILE…]`: every test but these; `npm run pages`: every page by all that is asked of each; `npm run long`: what lives
 * through kills and days; `npm run soak`: full sizes.
 * What the tests need beside npm's packages (a browser, a Chinese font, a Redis) is installed from Debian when this
 * runs as root there; elsewhere it is named, and the run fails at its end.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Tool {
  debianPackage: string;
  /** Files and folders of tests that need it. */
  neededBy: RegExp;
  isThere(): boolean;
}

const tools: readonly Tool[] = [
  {
    debianPackage: 'chromium',
    neededBy: /browser|pages|long|soak/,
    isThere: () => ['chromium', 'chromium-browser', 'google-chrome'].some(isOnPath),
  },
  {
    debianPackage: 'fonts-noto-cjk',
    neededBy: /browser|pages|long|soak/,
    isThere: () => holdsChineseFont('/usr/share/fonts') || holdsChineseFont('/usr/local/share/fonts'),
  },
  { debianPackage: 'redis-server', neededBy: /jobs|long|soak/, isThere: () => isOnPath('redis-server') },
];

const root = fileURLToPath(new URL('..', import.meta.url));
const started = performance.now();
const SUITES = ['soak', 'pages', 'long'];
const suite = SUITES.find((name) => process.argv.includes(`--${name}`));
const options = process.argv.slice(2).filter((argument) => argument !== `--${suite ?? ''}`);
const files = options.filter((argument) => !argument.startsWith('-'));

const missing = provide(
  tools.filter(
    (tool) => suite !== undefined || files.length === 0 || files.some((file) => tool.neededBy.test(file)),
  ),
);
const status = run(process.execPath, [
  join(root, 'node_modules/vitest/vitest.mjs'),
  'run',
  ...(suite === undefined ? SUITES.map((name) => `--project=!${name}`) : [`--project=${suite}`]),
  // Without a browser each of its tests would only wait for one.
  ...(missing.includes('chromium') && suite === undefined ? ['--project=!browser'] : []),
  ...options,
]);
const seconds = Math.round((performance.now() - started) / 1000);
if (missing.length > 0) announceMissing(missing);
const passed = status === 0 && missing.length === 0;
console.log(
  `${suite === undefined ? 'npm test' : `npm run ${suite}`}: ${passed ? 'passed' : 'FAILED'} in ${seconds} s`,
);
process.exitCode = passed ? 0 : status || 1;

/** Installs what is missing where that is possible; returns what is still missing. */
function provide(needed: readonly Tool[]): string[] {
  const packages = needed.filter((tool) => !tool.isThere()).map((tool) => tool.debianPackage);
  if (packages.length === 0) return [];
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    console.log(`The tests need ${packages.join(', ')}: installing from Debian.`);
    // A fresh container has no package lists at all.
    if (run('apt-get', ['update', '-qq']) === 0) {
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
    }
  }
  const missing = needed.filter((tool) => !tool.isThere()).map((tool) => tool.debianPackage);
  if (missing.length > 0) announceMissing(missing);
  return missing;
}

function announceMissing(packages: readonly string[]): void {
  console.error(
    [
      '',
      '!!! 缺少测试所需的软件，相关测试无法运行。请以 root 执行后重试：',
      '!!! Software that the tests need is missing; their tests cannot run. As root, then try again:',
      `!!!   apt-get update && apt-get install -y ${packages.join(' ')}`,
      '',
    ].join('\n'),
  );
}

function run(command: string, args: readonly string[]): number {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (error) throw error;
  // Ended by a signal: not passed.
  return status ?? 1;
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function holdsChineseFont(folder: string): boolean {
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((file) => /(CJK|Han|WenQuan|wqy)/i.test(String(file)))
  );
}
