// First, so that a part's own styles come after what all share.
import './style/index.css';
import { createApp, type Component } from 'vue';
import { readBoot, type Boot } from './boot.ts';
import { createTexts } from './i18n/index.ts';
import { PAGE } from './page.ts';
import { createPageRouter } from './router.ts';
import { Desk } from './shop/desk.ts';
import { Transport } from './shop/transport.ts';
import { createErrors, ERRORS } from './ui/errors.ts';
import App from './App.vue';

/** Fills each element that the module put into a page of the back office. */
for (const element of document.querySelectorAll<HTMLElement>('.groupoffers-root')) mount(element, readBoot(element));

function mount(element: HTMLElement, boot: Boot): void {
  const views: Record<Boot['view'], () => Component> = { page: () => App, tile: () => App, customer: () => App };
  const app = createApp(views[boot.view]());
  app.provide(PAGE, { boot, desk: new Desk(new Transport(boot.endpoint)) });
  const errors = createErrors();
  app.provide(ERRORS, errors);
  app.config.errorHandler = (error) => {
    errors.show(error);
    console.error(error);
  };
  app.use(createTexts(boot.locale));
  if (boot.view === 'page') app.use(createPageRouter());
  app.mount(element);
}
