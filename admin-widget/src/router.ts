import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import OffersView from './offers/OffersView.vue';

/** Views of the page, in the part of the address that never leaves the browser. */
export function createPageRouter(): Router {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', name: 'offers', component: OffersView },
      { path: '/:rest(.*)', redirect: '/' },
    ],
  });
}
