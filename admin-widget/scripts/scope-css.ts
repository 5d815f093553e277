import type { AtRule, Declaration, Plugin, Root, Rule } from 'postcss';

/**
 * Our elements, with the strength of two ids. The back office styles bare elements and dresses them up to `#content.bootstrap h2`; a plain
 * class of ours wins over all of that, and nothing of ours matches anything outside. The portal is where Puik's dialogs are teleported to.
 */
export const SCOPE = ':is(#go#go,.groupoffers-root,#headlessui-portal-root)';

/** What the browser takes as given when a page is one's own; here it is not. */
const DROPPED = new Set(['import', 'font-face', 'property', 'charset']);

/**
 * PostCSS plugin for all style sheets of the page, Puik's and ours: no imports and fonts from elsewhere, no base layer, no registered
 * properties, no letters but the back office's, every rule inside of our elements, keyframes under names of our own, and px for rem (the back office of 8 sets its own root size).
 */
export function scopeCss(): Plugin {
  return {
    postcssPlugin: 'group-offers-scope',
    OnceExit(root: Root) {
      root.walkAtRules((rule) => {
        if (DROPPED.has(rule.name)) rule.remove();
        else if (rule.name === 'layer') openLayer(rule);
      });
      renameKeyframes(root);
      root.walkRules((rule) => {
        if (insideOf(rule, isKeyframes) || insideOf(rule, (parent) => parent.type === 'rule')) return;
        const selectors = rule.selectors.map(scoped).filter((selector) => selector !== null);
        if (selectors.length === 0) rule.remove();
        else rule.selectors = selectors;
      });
      root.walkDecls((declaration) => {
        declaration.value = inPixels(declaration.value);
        if (isPuiksFont(declaration)) declaration.value = 'inherit';
      });
    },
  };
}

/** Puik brings its own letters; the page has those of the back office around it. */
const isPuiksFont = ({ prop, value }: Declaration): boolean =>
  prop === 'font-family' && /^var\(--font-(primary|secondary)\b/u.test(value);

/** Layered rules lose against all that the back office writes without layers; `base` is for pages of one's own. */
function openLayer(layer: AtRule): void {
  if (layer.params === 'base' || layer.nodes === undefined) {
    layer.remove();
    return;
  }
  // Tailwind's stand-in for registered properties, meant for old browsers: here it is for all, as the registration is dropped.
  layer.each((child) => {
    if (layer.params === 'properties' && child.type === 'atrule' && child.name === 'supports' && child.nodes) {
      child.replaceWith(child.nodes);
    }
  });
  layer.replaceWith(layer.nodes);
}

function scoped(selector: string): string | null {
  if (/^(html|body|:host)\b/u.test(selector)) return null;
  if (selector.startsWith(':root')) return SCOPE + selector.slice(':root'.length);
  if (selector.includes('.groupoffers-root')) return selector.replace('.groupoffers-root', SCOPE);
  return `${SCOPE} ${selector}`;
}

function renameKeyframes(root: Root): void {
  const names = new Set<string>();
  root.walkAtRules((rule) => {
    if (!isKeyframes(rule)) return;
    names.add(rule.params);
    rule.params = ours(rule.params);
  });
  if (names.size === 0) return;
  root.walkDecls(/^(-webkit-)?animation(-name)?$|^--animate-/u, (declaration: Declaration) => {
    declaration.value = declaration.value.replace(/[\w-]+/gu, (word) => (names.has(word) ? ours(word) : word));
  });
}

function ours(name: string): string {
  return name.startsWith('go-') ? name : `go-${name}`;
}

function isKeyframes(node: { type: string; name?: string }): boolean {
  return node.type === 'atrule' && node.name?.endsWith('keyframes') === true;
}

type Parent = NonNullable<Rule['parent']>;

function insideOf(rule: Rule, is: (parent: Parent) => boolean): boolean {
  for (let parent = rule.parent as Parent | undefined; parent; parent = parent.parent as Parent | undefined) {
    if (is(parent)) return true;
  }
  return false;
}

function inPixels(value: string): string {
  return value.replace(
    /(?<![\w-])(-?\d*\.?\d+)rem\b/gu,
    (_all, rem: string) => `${Number((Number(rem) * 16).toFixed(3))}px`,
  );
}
