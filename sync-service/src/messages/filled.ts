import type { Params } from '../problems.ts';

/** A text with its `{placeholders}` filled in. */
export const filled = (text: string, params: Params): string =>
  text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(params[name] ?? placeholder));
