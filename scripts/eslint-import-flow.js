import { builtinModules } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';

/**
 * ESLint rule: who may import what under one source folder, read from one table. The stock `no-restricted-imports` knows only the
 * specifier's text; this one resolves it, so `./offer.ts` inside `shop/prestashop/` is not mistaken for the folder `offer/`.
 *
 * Options: `[{ root, places }]`. `root`: absolute path of the folder. `places`: name of a place (path of a folder or file under the
 * root, without `.ts`) -> `{ imports: other places, libraries?: packages whose only home this is, pure?: no Node built-ins }`.
 * A file belongs to the longest place that holds it; a file in no place is refused, so that a new folder gets its line in the table.
 */
export const importFlow = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object' }],
    messages: {
      place: '{{from}} may not import {{to}}: {{allowed}}',
      library: '{{name}} has one home, {{home}}: go through it',
      pure: '{{from}} is pure (no I/O): take what {{name}} gives as an argument',
      homeless: '{{file}} is in no place of the import table (eslint.config.js)',
    },
  },

  create(context) {
    const { root, places } = context.options[0];
    const placeOf = (file) => {
      const path = relative(root, file).split(sep).join('/').replace(/\.ts$/u, '');
      const holding = Object.keys(places).filter((place) => path === place || path.startsWith(`${place}/`));
      return holding.sort((a, b) => b.length - a.length)[0];
    };
    const homeOf = (library) => Object.keys(places).find((place) => places[place].libraries?.includes(library));

    const from = placeOf(context.filename);
    if (from === undefined)
      return {
        Program: (node) =>
          context.report({ node, messageId: 'homeless', data: { file: relative(root, context.filename) } }),
      };
    const { imports, pure = false } = places[from];

    function check(source) {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const report = (messageId, data) => context.report({ node: source, messageId, data: { from, ...data } });
      const name = source.value;

      if (name.startsWith('.')) {
        const file = join(dirname(context.filename), name);
        const to = placeOf(file) ?? relative(root, file);
        if (to === from || imports.includes(to)) return;
        report('place', { to, allowed: imports.length ? `only ${imports.join(', ')}` : 'it stands at the beginning' });
        return;
      }
      if (name.startsWith('node:') || builtinModules.includes(name)) {
        if (pure) report('pure', { name });
        return;
      }
      const library = name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/');
      const home = homeOf(library);
      if (home !== undefined && home !== from) report('library', { name: library, home });
    }

    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
    };
  },
};
