import { dirname, join } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';
import { oneLanguage } from './scripts/one-language.ts';
import { scopeCss } from './scripts/scope-css.ts';

/** Puik's components import their icon by its file; ours takes its place. */
function ourIcons(): Plugin {
  const ours = JSON.stringify(join(import.meta.dirname, 'src/ui/PuikIconDrawing.vue'));
  return {
    name: 'group-offers-icons',
    load: (id) =>
      /puik-components\/dist\/icon\/src\/icon\.vue2\.mjs$/u.test(id) ? `export { default } from ${ours};` : null,
  };
}

/**
 * The worker as one more entry of the same build, so that what page and worker both need (the engine, zod, the clock) is loaded once and not
 * twice. Vite's own way builds a worker apart.
 */
function sharedWorker(): Plugin {
  const written = "new URL('./worker.ts', import.meta.url)";
  return {
    name: 'group-offers-worker',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!code.includes(written)) return null;
      const worker = this.emitFile({ type: 'chunk', id: join(dirname(id), 'worker.ts') });
      return { code: code.replace(written, `import.meta.ROLLUP_FILE_URL_${worker}`), map: null };
    },
  };
}

/** Builds the page into the module's `views/page/`, from where the back office loads `page.js` and `page.css`. */
export default defineConfig({
  root: import.meta.dirname,
  // Wherever the shop is installed: addresses relative to the file that names them.
  base: './',
  plugins: [vue(), ourIcons(), sharedWorker(), oneLanguage()],
  css: { postcss: { plugins: [scopeCss()] } },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: join(import.meta.dirname, 'module/groupoffers/views/page'),
    emptyOutDir: true,
    target: 'es2022',
    // The other minifier breaks Puik's style sheets.
    cssMinify: 'esbuild',
    cssCodeSplit: false,
    rolldownOptions: {
      input: join(import.meta.dirname, 'src/main.ts'),
      output: {
        entryFileNames: 'page.js',
        // What loads the others is nobody's but theirs: see src/main.ts.
        codeSplitting: { groups: [{ name: 'load', test: /vite\/preload-helper/u }] },
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: (asset) => (asset.names.some((name) => name.endsWith('.css')) ? 'page.css' : '[name][extname]'),
      },
    },
  },
});
