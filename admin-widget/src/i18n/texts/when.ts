import { section } from '../section.ts';

export const when = section({
  en: {
    title: 'When',
    start: 'Starts',
    end: 'Ends',
    sharing: { title: 'Taking turns', on: 'Customers take turns' },
    timeline: { caption: 'Offers over time', offer: 'Offer', from: 'From', to: 'To' },
  },
  es: {
    title: 'Cuándo',
    start: 'Empieza',
    end: 'Termina',
    sharing: { title: 'Por turnos', on: 'Los clientes se turnan' },
    timeline: { caption: 'Las ofertas en el tiempo', offer: 'Oferta', from: 'Desde', to: 'Hasta' },
  },
  fr: {
    title: 'Quand',
    start: 'Début',
    end: 'Fin',
    sharing: { title: 'À tour de rôle', on: 'Les clients en profitent à tour de rôle' },
    timeline: { caption: 'Les offres dans le temps', offer: 'Offre', from: 'Du', to: 'Au' },
  },
});
