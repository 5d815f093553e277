import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach } from 'vitest';
import { defineComponent, type Component } from 'vue';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { RIGHTS, type Boot } from './boot.ts';
import { createTexts, languageOf } from './i18n/index.ts';
import { catalogue } from './i18n/sections.ts';
import { PAGE } from './page.ts';
import type { Desk } from './shop/desk.ts';
import { createErrors, ERRORS, type Errors } from './ui/errors.ts';
import { PREVIEW, type Preview } from './who/preview.ts';

/** For component tests: a part of the page with a desk of the test's own. */
export interface MountedPart {
  readonly wrapper: VueWrapper;
  readonly router: Router;
  /** What the page's frame would show and say. */
  readonly errors: Errors;
  /** What a user can read, dialogs (which are teleported) included, with single spaces. */
  text(): string;
  /** The first element that matches, in the part or in a dialog. @throws Error when there is none */
  find(selector: string): HTMLElement;
  all(selector: string): HTMLElement[];
  /** The button or link whose text or label is, or holds, this. @throws Error when there is none */
  button(name: string): HTMLElement;
  /** Presses a button or link, and waits for what comes of it. */
  press(name: string): Promise<void>;
  /** Types into an input, or chooses in a select, and waits. */
  type(selector: string, value: string): Promise<void>;
}

export interface MountOptions {
  readonly props?: Record<string, unknown>;
  /** What the shop answers. Asking for anything else fails the call, by name. */
  readonly desk?: Partial<Desk>;
  /** `en-US`, or `es-ES`, `fr-FR`. */
  readonly locale?: string;
  readonly boot?: Partial<Boot>;
  /** Where the router stands, `/offers/3`; every address shows nothing. */
  readonly at?: string;
  readonly preview?: Partial<Preview>;
}

enableAutoUnmount(afterEach);

/** Mounts a part or a view with texts, router, desk and preview around it, and waits until it has loaded. */
export async function mountPart(component: Component, options: MountOptions = {}): Promise<MountedPart> {
  const boot = bootOf(options);
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)', component: defineComponent({ render: () => null }) }],
  });
  await router.push(options.at ?? '/');
  const errors = createErrors();
  const wrapper = mount(component, {
    attachTo: document.body,
    props: options.props ?? {},
    global: {
      plugins: [createTexts(boot.locale, catalogue(languageOf(boot.locale))), router],
      provide: {
        [ERRORS as symbol]: errors,
        [PAGE as symbol]: { boot, desk: only<Desk>('desk', options.desk ?? {}) },
        ...(options.preview === undefined ? {} : { [PREVIEW as symbol]: only<Preview>('preview', options.preview) }),
      },
    },
  });
  await flushPromises();

  const all = (selector: string) => [...document.body.querySelectorAll<HTMLElement>(selector)];
  const find = (selector: string) => {
    const [first] = all(selector);
    if (first === undefined) throw new Error(`nothing matches ${selector} in:\n${document.body.innerHTML}`);
    return first;
  };
  const button = (name: string) => {
    const pressable = all('button, a, [role="button"], [role="tab"], [role="menuitem"]');
    const names = pressable.map((each) => plain(`${each.getAttribute('aria-label') ?? ''} ${each.textContent}`));
    const exact = names.indexOf(name);
    const found = pressable[exact >= 0 ? exact : names.findIndex((each) => each.includes(name))];
    if (found === undefined) throw new Error(`no button "${name}" among: ${names.join(' | ')}`);
    return found;
  };
  return {
    wrapper,
    router,
    errors,
    text: () => plain(document.body.textContent ?? ''),
    find,
    all,
    button,
    async press(name) {
      button(name).click();
      await flushPromises();
    },
    async type(selector, value) {
      const input = find(selector) as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
      input.value = value;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      input.dispatchEvent(new Event('change', { bubbles: true }));
      await flushPromises();
    },
  };
}

/** A preview of 100 customers, all of them meant; of those whom a second question names `some`, and `shared` with another offer. */
export function previewOf(some = 0, shared = 0): Partial<Preview> {
  const nobody = { no: 0, unknown: 0, pinned: 0, heldOut: 0, total: 100, unknownIds: new Uint32Array() };
  return {
    state: { phase: 'ready', loaded: 100, total: 100, estimate: false, asOf: '2026-11-23', error: null },
    judged: async (rule) => {
      const yes = rule.kind === 'allOf' ? some : 100;
      return { ...nobody, yes, reached: yes, ids: new Uint32Array(yes) };
    },
    overlap: async () => shared,
  };
}

function bootOf({ locale, boot }: MountOptions): Boot {
  return {
    view: 'page',
    endpoint: { url: '/admin/index.php', token: 'token' },
    locale: locale ?? 'en-US',
    rtl: false,
    rights: [...RIGHTS],
    page: '/admin/page',
    currency: 'EUR',
    timezone: 'Europe/Madrid',
    customer: 0,
    customerPage: '/admin/customers/0/view',
    version: '0.0.0',
    first: {},
    ...boot,
  };
}

/** Only what the test gave; the rest says its name, so that a test never waits for an answer that nobody prepared. */
function only<T extends object>(name: string, given: Partial<T>): T {
  return new Proxy(given as T, {
    get(target, key) {
      if (key in target || typeof key === 'symbol' || key.startsWith('__v')) return Reflect.get(target, key);
      if (key === 'then' || key === 'toJSON') return undefined;
      return () => Promise.reject(new Error(`the test gives no ${name}.${key}`));
    },
  });
}

function plain(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
