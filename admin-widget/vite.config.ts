import { join } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** Builds the page into the module's `views/page/`, from where the back office loads `page.js` and `page.css`. */
export default defineConfig({
  root: import.meta.dirname,
  // Wherever the shop is installed: addresses relative to the file that names them.
  base: './',
  plugins: [vue()],
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
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: (asset) => (asset.names.some((name) => name.endsWith('.css')) ? 'page.css' : '[name][extname]'),
      },
    },
  },
});
