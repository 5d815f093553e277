import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import EditorView from './editor/EditorView.vue';
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
        component: EditorView,
        props: ({ query }) => ({ from: Number(query['from']) || 0 }),
      },
      {
        path: '/offers/:id(\\d+)/edit',
        name: 'edit',
        component: EditorView,
        props: ({ params }) => ({ id: Number(params['id']) }),
      },
      { path: '/:rest(.*)', redirect: '/' },
    ],
  });
}
