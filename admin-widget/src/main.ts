import { createApp, type Component } from 'vue';
import { readBoot, type Boot } from './boot.ts';
import { createTexts } from './i18n/index.ts';
import { PAGE } from './page.ts';
import { createPageRouter } from './router.ts';
import { Desk } from './shop/desk.ts';
import { Transport } from './shop/transport.ts';
import App from './App.vue';
import './style/index.css';

/** Fills each element that the module put into a page of the back office. */
for (const element of document.querySelectorAll<HTMLElement>('.groupoffers-root')) mount(element, readBoot(element));

function mount(element: HTMLElement, boot: Boot): void {
  const views: Record<Boot['view'], () => Component> = { page: () => App, tile: () => App, customer: () => App };
  const app = createApp(views[boot.view]());
  app.provide(PAGE, { boot, desk: new Desk(new Transport(boot.endpoint)) });
  app.use(createTexts(boot.locale));
  if (boot.view === 'page') app.use(createPageRouter());
  app.mount(element);
}
