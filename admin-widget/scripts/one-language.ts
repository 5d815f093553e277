import type { Plugin } from 'vite';

const ONLY = /[?&]only=(\w\w)$/u;

/**
 * Texts are written with the languages side by side, and loaded one by one: what `i18n/languages/es.ts` imports is there once for each
 * language, with the others cut out of every `section({ en, es, fr })`.
 */
export function oneLanguage(): Plugin {
  return {
    name: 'group-offers-language',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (importer === undefined || !/\/(sections|texts\/[\w-]+)\.ts$|^\.\/[\w-]+\.ts$/u.test(source)) return null;
      const language = (/\/i18n\/languages\/(\w\w)\.ts$/u.exec(importer) ?? ONLY.exec(importer))?.[1];
      if (language === undefined) return null;
      const found = await this.resolve(source, importer.replace(/\?.*$/u, ''), { skipSelf: true });
      return found === null ? null : `${found.id}?only=${language}`;
    },
    transform(code, id) {
      const language = ONLY.exec(id)?.[1];
      if (language === undefined || !id.includes('/i18n/texts/')) return null;
      const cut = cutOut(this.parse(code, { lang: 'ts' }), code, language);
      if (cut === null) throw new Error(`${id}: no section({ … ${language} … }) in it`);
      return { code: cut, map: null };
    },
  };
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}
interface Call extends Node {
  readonly callee: Node & { readonly name?: string };
  readonly arguments: readonly (Node & {
    readonly properties?: readonly (Node & { readonly key: { readonly name?: string } })[];
  })[];
}

function cutOut(program: { readonly body: readonly unknown[] }, code: string, language: string): string | null {
  for (const statement of program.body) {
    const { declaration } = statement as { declaration?: { declarations?: readonly { init?: Call }[] } | null };
    const call = declaration?.declarations?.[0]?.init;
    if (call?.type !== 'CallExpression' || call.callee.name !== 'section') continue;
    const kept = call.arguments[0]?.properties?.find(({ key }) => key.name === language);
    if (kept === undefined) return null;
    return `${code.slice(0, call.start)}{ ${code.slice(kept.start, kept.end)} }${code.slice(call.end)}`;
  }
  return null;
}
