/**
 * Build of the pages. Everything is served from the own origin under a strict CSP: no inline scripts,
 * no module-preload polyfill (it would be one). The target is the Chromium 86 of government office browsers.
 */
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { bundleLimit } from './bundle-limit.ts';
import { themeFirst } from './theme-first-plugin.ts';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  publicDir: false,
  plugins: [vue(), bundleLimit(), themeFirst()],
  define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'chrome86',
    cssTarget: 'chrome86',
    modulePreload: { polyfill: false },
    // A font or picture inlined as data: would need a wider CSP.
    assetsInlineLimit: 0,
    // ECharts' own chunk is larger than Vite's default warning; it is loaded lazily.
    chunkSizeWarningLimit: 700,
  },
});
