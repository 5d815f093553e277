export type PictureLanguage = 'en' | 'es' | 'fr';

/** Names in the pictures that are the merchant's, not the page's. */
export interface PictureWords {
  readonly offers: Readonly<Record<'over' | 'running' | 'turns' | 'recurring' | 'draft', string>>;
  /** Names of the made-up shop -> as in the pictures. */
  readonly catalogue: Readonly<Record<string, string>>;
}

export const WORDS: Readonly<Record<PictureLanguage, PictureWords>> = {
  en: {
    offers: {
      over: 'Weekend for regulars',
      running: 'Spring sale',
      turns: 'We miss you',
      recurring: 'Friday evenings',
      draft: 'Mother’s Day',
    },
    catalogue: {
      Clothes: 'Clothes',
      Art: 'Art',
      'Notebooks & “pads”': 'Notebooks',
      'Éventails — <b>الصيف</b>': 'Scarves',
      'Mountain fox – vector graphics': 'Mountain fox print',
      'The adventure begins <framed> poster': 'Framed poster “The adventure begins”',
      'Pack: mug + framed poster & a very long name that has to go somewhere': 'Pack: mug and framed poster',
    },
  },
  es: {
    offers: {
      over: 'Fin de semana para fieles',
      running: 'Rebajas de primavera',
      turns: 'Le echamos de menos',
      recurring: 'Tardes de viernes',
      draft: 'Día de la Madre',
    },
    catalogue: {
      Clothes: 'Ropa',
      Shirts: 'Camisetas',
      Art: 'Arte',
      Stationery: 'Papelería',
      'Notebooks & “pads”': 'Cuadernos',
      'Éventails — <b>الصيف</b>': 'Pañuelos',
      'Mug “The best is yet to come”': 'Taza «Lo mejor está por venir»',
      'Hummingbird printed t-shirt': 'Camiseta con colibrí',
      'Hummingbird printed sweater': 'Jersey con colibrí',
      'Brown bear cushion': 'Cojín oso pardo',
      'Mountain fox – vector graphics': 'Lámina zorro de montaña',
      'The adventure begins <framed> poster': 'Póster enmarcado «Empieza la aventura»',
      'Customizable mug': 'Taza personalizable',
      'Pack: mug + framed poster & a very long name that has to go somewhere': 'Pack: taza y póster enmarcado',
      Visitor: 'Visitante',
      Guest: 'Invitado',
      Customer: 'Cliente',
      Wholesale: 'Mayoristas',
      'Autumn clearance': 'Liquidación de invierno',
    },
  },
  fr: {
    offers: {
      over: 'Week-end des fidèles',
      running: 'Soldes de printemps',
      turns: 'Vous nous manquez',
      recurring: 'Vendredis soir',
      draft: 'Fête des Mères',
    },
    catalogue: {
      Clothes: 'Vêtements',
      Shirts: 'T-shirts',
      Art: 'Art',
      Stationery: 'Papeterie',
      'Notebooks & “pads”': 'Carnets',
      'Éventails — <b>الصيف</b>': 'Foulards',
      'Mug “The best is yet to come”': 'Mug « Le meilleur reste à venir »',
      'Hummingbird printed t-shirt': 'T-shirt imprimé colibri',
      'Hummingbird printed sweater': 'Pull imprimé colibri',
      'Brown bear cushion': 'Coussin ours brun',
      'Mountain fox – vector graphics': 'Affiche renard des montagnes',
      'The adventure begins <framed> poster': 'Affiche encadrée « L’aventure commence »',
      'Customizable mug': 'Mug personnalisable',
      'Pack: mug + framed poster & a very long name that has to go somewhere': 'Pack : mug et affiche encadrée',
      Visitor: 'Visiteur',
      Guest: 'Invité',
      Customer: 'Client',
      Wholesale: 'Grossistes',
      'Autumn clearance': 'Déstockage d’hiver',
    },
  },
};
