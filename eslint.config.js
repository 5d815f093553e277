import js from '@eslint/js';
import { join } from 'node:path';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { importFlow } from './scripts/eslint-import-flow.js';

/**
 * Who may import whom in the service, in the order of one sync's flow (docs/ARCHITECTURE.md): a folder imports only from those
 * above it. `libraries`: this is their one home. `pure`: no I/O, no clock, no randomness of its own.
 */
const PURE = [
  'problems',
  'concurrency',
  'errors',
  'offer',
  'windows',
  'audience',
  'rotation',
  'moves',
  'plan',
  'imports',
];
const pure = (name) => ({ imports: PURE.slice(0, PURE.indexOf(name)), pure: true });
const EVERYDAY = [...PURE, 'messages', 'redact', 'log'];
/** sync.ts, its folder, and what it stands on. */
const SYNC = ['sync', 'clock', 'lease'];
const WIRING = [
  ...EVERYDAY,
  ...SYNC,
  'state',
  'work',
  'places',
  'config',
  'metrics',
  'health',
  'queue',
  'shop',
  'shop/prestashop',
];

const PLACES = {
  ...Object.fromEntries(PURE.map((name) => [name, pure(name)])),
  windows: pure('windows'),
  wire: { imports: PURE },
  messages: { imports: ['problems', 'errors'] },
  redact: { imports: [] },
  log: { imports: ['concurrency', 'errors', 'redact'], libraries: ['pino'] },
  state: { imports: EVERYDAY, libraries: ['fs-native-extensions'] },
  'fs-native-extensions.d': { imports: [] },
  work: { imports: [] },
  places: { imports: [] },
  config: { imports: [...EVERYDAY, 'places', 'shop/prestashop/address'], libraries: ['dotenv'] },
  shop: { imports: EVERYDAY },
  'shop/prestashop/address': { imports: ['errors'] },
  'shop/prestashop': {
    imports: [...EVERYDAY, 'work', 'wire', 'shop', 'shop/prestashop/address'],
    libraries: ['axios', 'fast-xml-parser'],
  },
  queue: { imports: EVERYDAY, libraries: ['bullmq', 'ioredis'] },
  ...Object.fromEntries(SYNC.map((name) => [name, { imports: [...EVERYDAY, ...SYNC] }])),
  metrics: { imports: [...EVERYDAY, ...SYNC], libraries: ['prom-client'] },
  health: { imports: ['errors', 'metrics'] },
  watch: { imports: [...EVERYDAY, ...SYNC] },
  service: { imports: [...WIRING, 'watch'] },
  fleet: { imports: [...WIRING, 'service'] },
  main: { imports: [...WIRING, 'service', 'fleet'] },
  cli: {
    imports: [...WIRING, 'main'],
    libraries: ['commander', 'cli-progress', 'cli-table3', 'csv-stringify'],
  },
};

/** The same for the back-office page: what it asks of the shop -> parts -> views. */
const PAGE_BASE = ['boot', 'page', 'shop', 'i18n', 'ui'];
const PARTS = [...PAGE_BASE, 'who', 'when'];
const VIEWS = ['editor', 'offers', 'run', 'connect', 'tile', 'customer'];
const PAGE_PLACES = {
  boot: { imports: [] },
  shop: { imports: ['boot'] },
  page: { imports: ['boot', 'shop'] },
  i18n: { imports: ['boot', 'page'] },
  ui: { imports: PAGE_BASE },
  who: { imports: PAGE_BASE },
  when: { imports: PAGE_BASE },
  editor: { imports: PARTS },
  offers: { imports: PARTS },
  run: { imports: [...PARTS, 'offers'], libraries: ['csv-stringify'] },
  connect: { imports: [...PAGE_BASE, 'offers', 'run'] },
  tile: { imports: [...PAGE_BASE, 'offers'] },
  customer: { imports: [...PAGE_BASE, 'offers'] },
  'App.vue': { imports: PAGE_BASE },
  router: { imports: [...PAGE_BASE, ...VIEWS] },
  mount: { imports: [...PAGE_BASE, ...VIEWS, 'App.vue', 'router', 'style'] },
  main: { imports: ['mount'] },
  style: { imports: [] },
  testing: { imports: PARTS },
};

const OWN_CLOCK = 'pure: take `now` as an argument';

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/vendor/**',
      'build/**',
      'admin-widget/module/groupoffers/views/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  { languageOptions: { globals: globals.node } },
  {
    files: ['admin-widget/src/**'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: tseslint.parser } },
    rules: {
      // Layout is Prettier's.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/one-component-per-file': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/no-v-html': 'error',
      // TypeScript's `?` says it.
      'vue/require-default-prop': 'off',
    },
  },
  {
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-dynamic-delete': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['sync-service/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    plugins: { flow: { rules: { imports: importFlow } } },
    rules: {
      'flow/imports': ['error', { root: join(import.meta.dirname, 'sync-service/src'), places: PLACES }],
    },
  },
  {
    files: ['admin-widget/src/**/*.{ts,vue}'],
    ignores: ['**/*.test.ts'],
    plugins: { flow: { rules: { imports: importFlow } } },
    rules: {
      'flow/imports': ['error', { root: join(import.meta.dirname, 'admin-widget/src'), places: PAGE_PLACES }],
    },
  },
  {
    files: ['sync-service/src/plan/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/moves/*'],
              importNames: ['Shop', 'ShopReader', 'ShopWriter', 'ShopEditor'],
              message: 'a plan follows from a snapshot: it neither reads nor writes a shop',
            },
          ],
        },
      ],
    },
  },
  {
    files: PURE.flatMap((name) => [`sync-service/src/${name}/**/*.ts`, `sync-service/src/${name}.ts`]),
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: OWN_CLOCK },
        { selector: "NewExpression[callee.name='Date']", message: `${OWN_CLOCK}, as Temporal` },
        { selector: "MemberExpression[object.property.name='Now']", message: OWN_CLOCK },
        { selector: "MemberExpression[object.name='performance']", message: OWN_CLOCK },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'pure: take draws as an argument',
        },
        { selector: "MemberExpression[object.name='crypto']", message: 'pure: take draws and ids as an argument' },
      ],
    },
  },
);
