import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { compressedFiles } from './compressed-files.ts';

/** Vite's wrapper of every import(), cut down to what there is to fetch ahead: a page is drawn when its styles are there. */
const preloadHelper = `
const styled = (href) => new Promise((settled) => document.head.append(
  Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/' + href, onload: settled, onerror: settled }),
));
const known = {};
const fetched = (href) => document.querySelector('link[href="/' + href + '"]') ?? styled(href);
export const __vitePreload = (load, styles = []) =>
  Promise.all([load(), ...styles.map((href) => (known[href] ??= fetched(href)))]).then(([module]) => module);
`;

/**
 * The bundle is served by the API: index.html for every page address, the rest under /assets/.
 * Nothing is inlined, because the policy the API sends allows scripts and images from itself only.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  publicDir: false,
  plugins: [
    {
      name: 'plain-imports',
      enforce: 'pre',
      load: (id) => (id === '\0vite/preload-helper.js' ? preloadHelper : null),
    },
    compressedFiles(),
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2024',
    assetsInlineLimit: 0,
    // Chunks are few and near: fetching what they import ahead would cost more code than it saves time.
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Few files compress best: the shell, the table of machines, the charts, and what is small and most pages fetch a part of.
        codeSplitting: {
          groups: [
            { name: 'shell', test: /./, tags: ['$initial'] },
            {
              name: 'table',
              test: /src\/(data\/table|parts\/(machines\/(?!bar|group)|findings\/(?!repairs|no-rules)|lazily|frame\/footer|curl\/copy))/,
            },
            {
              name: 'search',
              test: /src\/(parts\/(search|palette|key)|data\/selector\/looked|view\/recent-choices)/,
            },
            { name: 'instances', test: /src\/data\/instances/ },
            { name: 'bar', test: /src\/parts\/(machines\/(bar\/table-bar|group-row)|menu)/ },
            {
              name: 'charts',
              test: /uplot|src\/(charts\/(figure|time-bar|plot|legend))/,
            },
            {
              name: 'parts',
              test: /src\/(charts\/(events|gaps|rows\/csv|summary|range)|data\/(entity|chart-rows)|parts\/(entity\/(details|devices|labels|raw-metrics)|headline)|pages\/host\.|parts\/when-seen)/,
            },
            { name: 'below', test: /src\/(parts\/(capacity|services)|data\/asked)/ },
            { name: 'requests', test: /src\/parts\/curl/ },
            { name: 'machine', test: /src\/(pages\/machine\.|parts\/entity\/(?!raw-table))/ },
            {
              name: 'pages',
              test: /src\/(charts|parts\/(entity|frame)|pages\/(class|entity|metric|resource))/,
            },
          ],
        },
      },
    },
  },
});
