/**
 * Prints what a browser loads before a reader sees the sign-in page and the overview, and fails the build above the limit.
 * The charts' chunk is not in it: it is fetched when the first chart is shown.
 */
import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** JS and CSS of the first load, gzip, in kB of 1,000 bytes. A county's line of 2 Mbit/s brings it in one second. */
const FIRST_LOAD_LIMIT_KB = 250;
/** Pages that somebody opens first, by their file in web/pages. */
const FIRST_PAGES = ['SignInPage', 'OverviewPage'] as const;

export interface FirstLoad {
  page: string;
  files: string[];
  /** Gzip, kB of 1,000 bytes. */
  js: number;
  css: number;
}

/** What the entry and each first page load without being asked again: their static imports and their styles. */
function firstLoads(bundle: Rolldown.OutputBundle): FirstLoad[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const entry = chunks.find((chunk) => chunk.isEntry);
  if (!entry) throw new Error('the build has no entry');
  return FIRST_PAGES.map((page) => {
    const own = chunks.find((chunk) => chunk.facadeModuleId?.endsWith(`/pages/${page}.vue`));
    if (!own) throw new Error(`${page} has no chunk of its own`);
    const files = [...new Set([...loadedWith(bundle, entry), ...loadedWith(bundle, own)])];
    const size = (extension: string) =>
      files
        .filter((file) => file.endsWith(extension))
        .reduce((sum, file) => sum + gzipSync(contentOf(bundle, file)).byteLength, 0) / 1000;
    return { page, files, js: size('.js'), css: size('.css') };
  });
}

function loadedWith(bundle: Rolldown.OutputBundle, start: Rolldown.OutputChunk): Set<string> {
  const files = new Set<string>();
  const waiting = [start.fileName];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = bundle[name];
    if (files.has(name) || chunk?.type !== 'chunk') continue;
    files.add(name);
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
    waiting.push(...chunk.imports);
  }
  return files;
}

function contentOf(bundle: Rolldown.OutputBundle, name: string): string | Uint8Array {
  const file = bundle[name];
  if (!file) throw new Error(`${name} is loaded, but not in the build`);
  return file.type === 'chunk' ? file.code : file.source;
}

export function bundleLimit(): Plugin {
  return {
    name: 'bundle-limit',
    apply: 'build',
    enforce: 'post',
    writeBundle(_options, bundle) {
      for (const { page, js, css } of firstLoads(bundle)) {
        const total = js + css;
        const line = `first load of ${page}: ${total.toFixed(1)} kB gzip (JS ${js.toFixed(1)}, CSS ${css.toFixed(1)}), limit ${FIRST_LOAD_LIMIT_KB} kB`;
        if (total > FIRST_LOAD_LIMIT_KB) this.error(line);
        console.log(line);
      }
    },
  };
}
