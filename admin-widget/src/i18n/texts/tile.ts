import { section } from '../section.ts';

export const tile = section({
  en: {
    all: 'All offers',
    inside: 'No customer is in an offer now. | {n} customer is in an offer now. | {n} customers are in an offer now.',
    customers: '{n} customer | {n} customers',
    none: 'No offer is running or planned.',
    more: 'and {n} more | and {n} more',
    failed: 'The offers could not be loaded.',
  },
  es: {
    all: 'Todas las ofertas',
    inside:
      'Ningún cliente está en una oferta ahora. | {n} cliente está en una oferta ahora. | {n} clientes están en una oferta ahora.',
    customers: '{n} cliente | {n} clientes',
    none: 'No hay ninguna oferta en curso ni planificada.',
    more: 'y {n} más | y {n} más',
    failed: 'No se han podido cargar las ofertas.',
  },
  fr: {
    all: 'Toutes les offres',
    inside:
      'Aucun client ne profite d’une offre en ce moment. | {n} client profite d’une offre en ce moment. | {n} clients profitent d’une offre en ce moment.',
    customers: '{n} client | {n} clients',
    none: 'Aucune offre n’est en cours ni prévue.',
    more: 'et {n} autre | et {n} autres',
    failed: 'Les offres n’ont pas pu être chargées.',
  },
});
