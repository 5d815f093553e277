import { inject, type InjectionKey } from 'vue';
import type { Boot, Right } from './boot.ts';
import type { Desk } from './shop/desk.ts';

/** What every component may use: the data of the page's element, and the shop. */
export interface Page {
  readonly boot: Boot;
  readonly desk: Desk;
}

export const PAGE: InjectionKey<Page> = Symbol('page');

/** @throws Error outside of a mounted page */
export function usePage(): Page & { may: (...rights: readonly Right[]) => boolean } {
  const page = inject(PAGE);
  if (page === undefined) throw new Error('no page around this component');
  return { ...page, may: (...rights) => rights.every((right) => page.boot.rights.includes(right)) };
}
