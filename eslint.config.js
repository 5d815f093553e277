import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * The flow of one sync, in the order of the folders (docs/ARCHITECTURE.md). A folder imports only from folders to its left.
 * `shop` implements the interface that `moves` owns; `queue` is the alarm clock and knows no shop.
 */
const FLOW = ['offer', 'windows', 'audience', 'rotation', 'moves', 'shop'];

/** One home per library: everybody else goes through that home. */
const HOMES = {
  axios: 'sync-service/src/shop/prestashop',
  'fast-xml-parser': 'sync-service/src/shop/prestashop',
  bullmq: 'sync-service/src/queue',
  ioredis: 'sync-service/src/queue',
  pino: 'sync-service/src/log.ts',
  dotenv: 'sync-service/src/config.ts',
};

const PURE = ['offer', 'windows', 'audience', 'rotation', 'moves'];
const isolated = Object.keys(HOMES).map((name) => ({ name, message: `${name} has one home: ${HOMES[name]}` }));
const above = (folder) => FLOW.slice(FLOW.indexOf(folder) + 1);
const outside = ['sync', 'main', 'config', 'log', 'errors', 'metrics', 'queue', 'cli', 'demo'];

/** Import rules of one folder of the flow. */
function folderRules(folder) {
  const later = [
    ...above(folder),
    ...(PURE.includes(folder) ? outside : outside.filter((n) => !['errors', 'log'].includes(n))),
  ];
  return {
    files: [`sync-service/src/${folder}/**/*.ts`],
    ignores: folder === 'shop' ? ['sync-service/src/shop/prestashop/**'] : ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: isolated,
          patterns: [
            ...later.map((name) => ({
              regex: `^(\\.\\./)+${name}(/|\\.ts$)`,
              message: `${folder}/ imports only from folders to its left: ${FLOW.join(' -> ')}`,
            })),
            ...(PURE.includes(folder)
              ? [{ regex: '^node:', message: `${folder}/ is pure: no I/O; pass it in as an argument` }]
              : []),
          ],
        },
      ],
      ...(PURE.includes(folder)
        ? {
            'no-restricted-syntax': [
              'error',
              {
                selector: "MemberExpression[object.name='Date'][property.name='now']",
                message: 'pure: take `now` as an argument',
              },
              {
                selector: "NewExpression[callee.name='Date']",
                message: 'pure: use Temporal, take `now` as an argument',
              },
              {
                selector: "MemberExpression[object.name='Math'][property.name='random']",
                message: 'pure: take draws as an argument',
              },
              { selector: "MemberExpression[object.property.name='Now']", message: 'pure: take `now` as an argument' },
            ],
          }
        : {}),
    },
  };
}

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/vendor/**', 'admin-widget/module/groupoffers/views/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  { languageOptions: { globals: globals.node } },
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
    ignores: Object.values(HOMES).map((home) => (home.endsWith('.ts') ? home : `${home}/**`)),
    rules: { 'no-restricted-imports': ['error', { paths: isolated }] },
  },
  ...FLOW.map(folderRules),
);
