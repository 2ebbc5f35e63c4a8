/** The built pages, libraries included, need nothing that the Chromium 86 of government office browsers lacks. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Newer, newerScript, newerStyles } from './office-browsers.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'mubiao-pages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the built pages', () => {
  beforeAll(async () => {
    // Else Vite takes the tests' own NODE_ENV, and Vue its parts for developers.
    vi.stubEnv('NODE_ENV', 'production');
    await build({
      configFile: join(root, 'web/vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true },
    });
    vi.unstubAllEnvs();
  }, 120_000);

  const files = (extension: string) =>
    readdirSync(join(folder, 'assets'))
      .filter((name) => name.endsWith(extension))
      .map((name) => ({ name, text: readFileSync(join(folder, 'assets', name), 'utf8') }));

  it('use no syntax and no built-in of after Chromium 86 but those that the pages bring along', () => {
    const scripts = files('.js');
    expect(scripts.length).toBeGreaterThan(20);
    const found = scripts.flatMap(({ name, text }) =>
      newerScript(text)
        .filter((each) => !BROUGHT_ALONG.has(each.feature) && !isAsked(each))
        .map(({ feature, around }) => `${name}: ${feature}: …${around}…`),
    );
    expect(found).toEqual([]);
  });

  it('bring along before anything else what they use', () => {
    const entry = files('.js').find(({ name }) => name.startsWith('index-'));
    for (const feature of ['at', 'findLastIndex', 'hasOwn', 'canParse']) {
      expect(entry?.text).toMatch(new RegExp(`defineProperty\\([^)]*[\`'"]${feature}[\`'"]`));
    }
  });

  it('use no style of after Chromium 86', () => {
    const styles = files('.css');
    expect(styles.length).toBeGreaterThan(10);
    const found = styles.flatMap(({ name, text }) =>
      newerStyles(text).map(({ feature, around }) => `${name}: ${feature}: …${around}…`),
    );
    expect(found).toEqual([]);
  });

  it('load nothing from elsewhere: no address of another origin in the page or the styles', () => {
    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=/);
    for (const { name, text } of files('.css'))
      expect(text, name).not.toMatch(/url\(["']?(https?:)?\/\/|@import/);
  });
});

/** web/old-browsers.ts. */
const BROUGHT_ALONG = new Set([
  '.at (92)',
  '.findLast (97)',
  '.findLastIndex (97)',
  '.hasOwn (93)',
  '.canParse (120)',
]);

/** Used only where the browser has it: the code around asks first, or passes a call on that only a newer one can make. */
const ASKED: readonly (readonly [string, RegExp])[] = [
  ['.randomUUID (92)', /typeof crypto\.randomUUID|randomUUID\(\);let/],
  ['.startViewTransition (111)', /`startViewTransition`in document/],
  ['.userAgentData (90)', /userAgentData;return \w+!=null/],
  // Vue's own forms of an array's methods.
  ...(['toReversed', 'toSorted', 'toSpliced'] as const).map(
    (name) =>
      [`.${name} (110)`, /toReversed\(\)\{return \w+\(this\)\.toReversed\(\)\}|\w+\(this\)\.to/] as const,
  ),
];

function isAsked({ feature, around }: Newer): boolean {
  return ASKED.some(([asked, pattern]) => asked === feature && pattern.test(around));
}

describe('the search itself', () => {
  it.each([
    ['const a = [1].findLast(Boolean)', '.findLast (97)'],
    ['Object.hasOwn({}, "a")', '.hasOwn (93)'],
    ['const copy = structuredClone(a)', 'structuredClone (98)'],
    ['AbortSignal.timeout(5)', 'AbortSignal.timeout (103)'],
    ['class A { static { this.a = 1 } }', 'static block (94)'],
    ['await 1', 'top-level await (89)'],
    ['/a/v', 'pattern with flag v (90, 112)'],
  ])('finds %s', (code, feature) => {
    expect(newerScript(code).map((each) => each.feature)).toEqual([feature]);
  });

  it.each([
    'a?.b ?? c',
    'a ||= b',
    'class A { #b = 1 }',
    '"a".replaceAll("a", "b")',
    'const f = async () => await 1',
  ])('lets %s pass, which Chromium 86 knows', (code) => expect(newerScript(code)).toEqual([]));

  it.each([
    ['a:has(b){}', ':has (105)'],
    ['a{color:red;inset:0}', 'inset (87)'],
    ['a{&:hover{color:red}}', 'nesting (112)'],
    ['@media (width>=600px){a{color:red}}', 'range in a media query (104)'],
    ['a{color:color-mix(in srgb,red,blue)}', 'newer colour'],
  ])('finds %s', (css, feature) => {
    expect(newerStyles(css).map((each) => each.feature)).toEqual([feature]);
  });

  it('lets styles pass that Chromium 86 knows', () => {
    expect(newerStyles('a:focus-visible{display:flex;gap:4px;color:rgb(31 35 41/.1)}')).toEqual([]);
  });
});
