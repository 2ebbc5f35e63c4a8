/**
 * Builds theme-first.ts into a classic script of its own, first in the head: the strict CSP allows nothing inline, and a
 * module would run after the page was painted.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Plugin, transformWithOxc } from 'vite';

const source = fileURLToPath(new URL('./theme-first.ts', import.meta.url));
const NAME = 'theme-first.js';

export function themeFirst(): Plugin {
  return {
    name: 'theme-first',
    apply: 'build',
    async buildStart() {
      this.addWatchFile(source);
      const { code } = await transformWithOxc(readFileSync(source, 'utf8'), source, { target: 'chrome86' });
      if (/^\s*(?:import|export)\b/m.test(code))
        this.error('theme-first.ts must stand alone: it is no module');
      this.emitFile({ type: 'asset', name: NAME, source: code });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const script = Object.values(bundle ?? {}).find(
          (file) => file.type === 'asset' && file.names.includes(NAME),
        );
        if (!script) throw new Error('theme-first.ts was not built');
        return [{ tag: 'script', attrs: { src: `/${script.fileName}` }, injectTo: 'head-prepend' }];
      },
    },
  };
}
