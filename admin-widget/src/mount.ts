// First, so that a part's own styles come after what all share.
import './style/index.css';
import { createApp, type App } from 'vue';
import { readBoot, type Boot } from './boot.ts';
import { loadTexts } from './i18n/index.ts';
import { PAGE } from './page.ts';
import { Desk } from './shop/desk.ts';
import { Transport } from './shop/transport.ts';
import { createErrors, ERRORS } from './ui/errors.ts';

/** Fills each element that the module put into a page of the back office. */
for (const element of document.querySelectorAll<HTMLElement>('.groupoffers-root')) {
  void mount(element, readBoot(element));
}

async function mount(element: HTMLElement, boot: Boot): Promise<void> {
  const [app, texts] = await Promise.all([viewOf(boot), loadTexts(boot.locale)]);
  app.provide(PAGE, { boot, desk: new Desk(new Transport(boot.endpoint, undefined, boot.first)) });
  const errors = createErrors();
  app.provide(ERRORS, errors);
  app.config.errorHandler = (error) => {
    errors.show(error);
    console.error(error);
  };
  app.use(texts);
  app.mount(element);
}

/** Each loads what it needs: the dashboard is no place to wait for an editor. */
async function viewOf({ view }: Boot): Promise<App> {
  switch (view) {
    case 'page': {
      const [page, { createPageRouter }] = await Promise.all([import('./App.vue'), import('./router.ts')]);
      return createApp(page.default).use(createPageRouter());
    }
    case 'tile':
      return createApp((await import('./tile/TileView.vue')).default);
    case 'customer':
      return createApp((await import('./customer/CustomerBlock.vue')).default);
  }
}
