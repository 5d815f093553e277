import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import OffersView from './offers/OffersView.vue';

/** Views of the page, in the part of the address that never leaves the browser. */
export function createPageRouter(): Router {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', name: 'offers', component: OffersView },
      {
        path: '/new',
        name: 'new',
        component: () => import('./editor/EditorView.vue'),
        props: ({ query }) => ({ from: Number(query['from']) || 0 }),
      },
      {
        path: '/offers/:id(\\d+)/edit',
        name: 'edit',
        component: () => import('./editor/EditorView.vue'),
        props: ({ params }) => ({ id: Number(params['id']) }),
      },
      {
        path: '/offers/:id(\\d+)',
        name: 'offer',
        component: () => import('./run/OfferView.vue'),
        props: ({ params }) => ({ id: Number(params['id']) }),
      },
      { path: '/connect', name: 'connect', component: () => import('./connect/ConnectView.vue') },
      { path: '/:rest(.*)', redirect: '/' },
    ],
  });
}
