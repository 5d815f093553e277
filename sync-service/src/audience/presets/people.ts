import { ask, choice, setting, type Preset, type PresetTemplate } from './preset.ts';

/** Came or ordered in a period. */
const seen = (period: object): PresetTemplate => ({
  kind: 'anyOf',
  of: [
    { kind: 'orders', period, atLeast: 1 },
    { kind: 'visited', period },
  ],
});

/** Audiences by how customers behave, who they are, and what was said about them. */
export const PEOPLE_PRESETS: readonly Preset[] = [
  {
    id: 'gone-quiet',
    family: 'behaviour',
    name: { en: 'Recently inactive', es: 'Inactivos recientes', fr: 'Récemment inactifs' },
    description: {
      en: 'Came or ordered in each of the 3 months before, not at all in the last 14 days (needs recorded visits).',
      es: 'Vinieron o compraron en cada uno de los 3 meses anteriores, nada en los últimos 14 días (requiere visitas registradas).',
      fr: 'Sont venus ou ont commandé chacun des 3 mois d’avant, plus du tout ces 14 derniers jours (visites enregistrées requises).',
    },
    rule: {
      kind: 'allOf',
      of: [
        seen({ from: { days: 44 }, until: { days: 14 } }),
        seen({ from: { days: 74 }, until: { days: 44 } }),
        seen({ from: { days: 104 }, until: { days: 74 } }),
        { ...seen({ from: { days: 14 } }), kind: 'noneOf' },
      ],
    },
  },
  {
    id: 'repeat-category',
    family: 'behaviour',
    name: { en: 'Repeat buyers of a category', es: 'Repiten en una categoría', fr: 'Habitués d’une catégorie' },
    description: {
      en: '2 or more orders with a product of the chosen category or its sub-categories.',
      es: '2 o más pedidos con un producto de la categoría elegida o de sus subcategorías.',
      fr: '2 commandes ou plus avec un produit de la catégorie choisie ou de ses sous-catégories.',
    },
    rule: { kind: 'boughtCategory', category: choice('category'), subcategories: true, orders: choice('orders') },
    asks: [ask('category', 'category', 'Category', 'Categoría', 'Catégorie')],
    settings: [setting('orders', 2, 'Orders at least', 'Pedidos como mínimo', 'Commandes au moins')],
  },
  {
    id: 'first-order-only',
    family: 'behaviour',
    name: { en: 'First order only', es: 'Solo el primer pedido', fr: 'Première commande seulement' },
    description: { en: 'Exactly one order.', es: 'Exactamente un pedido.', fr: 'Exactement une commande.' },
    rule: { kind: 'orders', atLeast: 1, atMost: 1 },
  },
  {
    id: 'age-band',
    family: 'demographic',
    name: { en: 'Age band', es: 'Franja de edad', fr: 'Tranche d’âge' },
    description: {
      en: 'Aged 18 to 30, by the birthday given.',
      es: 'De 18 a 30 años, según la fecha de nacimiento indicada.',
      fr: 'De 18 à 30 ans, d’après la date de naissance donnée.',
    },
    rule: { kind: 'age', atLeast: choice('atLeast'), atMost: choice('atMost') },
    settings: [
      setting('atLeast', 18, 'Years at least', 'Años como mínimo', 'Ans au moins'),
      setting('atMost', 30, 'Years at most', 'Años como máximo', 'Ans au plus'),
    ],
  },
  {
    id: 'birthday-soon',
    family: 'demographic',
    name: { en: 'Birthday coming up', es: 'Cumpleaños próximo', fr: 'Anniversaire proche' },
    description: {
      en: 'The birthday is today or in the next 7 days.',
      es: 'Cumplen años hoy o en los próximos 7 días.',
      fr: 'L’anniversaire est aujourd’hui ou dans les 7 prochains jours.',
    },
    rule: { kind: 'birthday', atMost: choice('atMost') },
    settings: [setting('atMost', 7, 'Days at most', 'Días como máximo', 'Jours au plus')],
  },
  {
    id: 'gender',
    family: 'demographic',
    name: { en: 'Gender', es: 'Género', fr: 'Genre' },
    description: {
      en: 'Customers whose title says one of the chosen genders.',
      es: 'Clientes cuyo tratamiento indica uno de los géneros elegidos.',
      fr: 'Clients dont le titre indique un des genres choisis.',
    },
    rule: { kind: 'gender', genders: choice('genders') },
    asks: [ask('genders', 'genders', 'Genders', 'Géneros', 'Genres')],
  },
  {
    id: 'company',
    family: 'demographic',
    name: { en: 'Companies', es: 'Empresas', fr: 'Entreprises' },
    description: {
      en: 'Customers with the company field filled.',
      es: 'Clientes con el campo de empresa rellenado.',
      fr: 'Clients dont le champ entreprise est rempli.',
    },
    rule: { kind: 'company', is: true },
  },
  {
    id: 'private',
    family: 'demographic',
    name: { en: 'Private customers', es: 'Particulares', fr: 'Particuliers' },
    description: {
      en: 'Customers with the company field empty.',
      es: 'Clientes con el campo de empresa vacío.',
      fr: 'Clients dont le champ entreprise est vide.',
    },
    rule: { kind: 'company', is: false },
  },
  {
    id: 'country',
    family: 'geographic',
    name: { en: 'Country', es: 'País', fr: 'Pays' },
    description: {
      en: 'The newest address is in one of the chosen countries.',
      es: 'La dirección más reciente está en uno de los países elegidos.',
      fr: 'La dernière adresse est dans un des pays choisis.',
    },
    rule: { kind: 'country', countries: choice('countries') },
    asks: [ask('countries', 'countries', 'Countries', 'Países', 'Pays')],
  },
  {
    id: 'region',
    family: 'geographic',
    name: { en: 'Region', es: 'Región', fr: 'Région' },
    description: {
      en: 'The newest address is in one of the chosen states or provinces.',
      es: 'La dirección más reciente está en una de las provincias o regiones elegidas.',
      fr: 'La dernière adresse est dans une des régions choisies.',
    },
    rule: { kind: 'region', states: choice('states') },
    asks: [ask('states', 'states', 'States or provinces', 'Provincias o regiones', 'Régions')],
  },
  {
    id: 'postcode',
    family: 'geographic',
    name: { en: 'Postcode', es: 'Código postal', fr: 'Code postal' },
    description: {
      en: 'The postcode of the newest address begins as chosen.',
      es: 'El código postal de la dirección más reciente empieza como se elija.',
      fr: 'Le code postal de la dernière adresse commence comme choisi.',
    },
    rule: { kind: 'postcode', prefixes: choice('prefixes') },
    asks: [
      ask(
        'prefixes',
        'prefixes',
        'Beginnings of postcodes',
        'Comienzos de códigos postales',
        'Débuts de codes postaux',
      ),
    ],
  },
  {
    id: 'language',
    family: 'language',
    name: { en: 'Language', es: 'Idioma', fr: 'Langue' },
    description: {
      en: 'Customers who use one of the chosen languages.',
      es: 'Clientes que usan uno de los idiomas elegidos.',
      fr: 'Clients qui utilisent une des langues choisies.',
    },
    rule: { kind: 'language', languages: choice('languages') },
    asks: [ask('languages', 'languages', 'Languages', 'Idiomas', 'Langues')],
  },
  {
    id: 'newsletter',
    family: 'consent',
    name: { en: 'Newsletter', es: 'Boletín', fr: 'Lettre d’information' },
    description: {
      en: 'Customers who subscribed to the newsletter.',
      es: 'Clientes suscritos al boletín.',
      fr: 'Clients abonnés à la lettre d’information.',
    },
    rule: { kind: 'newsletter', is: true },
  },
  {
    id: 'partner-offers',
    family: 'consent',
    name: { en: 'Partner offers', es: 'Ofertas de socios', fr: 'Offres des partenaires' },
    description: {
      en: 'Customers who agreed to receive offers of partners.',
      es: 'Clientes que aceptaron recibir ofertas de socios.',
      fr: 'Clients qui ont accepté les offres des partenaires.',
    },
    rule: { kind: 'partnerOffers', is: true },
  },
  {
    id: 'list',
    family: 'lists',
    name: { en: 'A list', es: 'Una lista', fr: 'Une liste' },
    description: {
      en: 'The customers of an imported list of ids or e-mails (CSV).',
      es: 'Los clientes de una lista importada de identificadores o correos (CSV).',
      fr: 'Les clients d’une liste importée d’identifiants ou d’e-mails (CSV).',
    },
    rule: { kind: 'list', list: choice('list') },
    asks: [ask('list', 'list', 'List', 'Lista', 'Liste')],
  },
  {
    id: 'chance',
    family: 'chance',
    name: { en: 'By chance', es: 'Al azar', fr: 'Au hasard' },
    description: {
      en: '10 % of the customers, drawn by a seed: the same ones every time.',
      es: 'El 10 % de los clientes, sorteados con una semilla: siempre los mismos.',
      fr: '10 % des clients, tirés avec une graine : toujours les mêmes.',
    },
    rule: { kind: 'chance', percent: choice('percent'), seed: choice('seed') },
    settings: [
      setting('percent', 10, 'Percent', 'Tanto por ciento', 'Pour cent'),
      setting('seed', 1, 'Seed', 'Semilla', 'Graine'),
    ],
  },
  {
    id: 'score',
    family: 'score',
    name: { en: 'Score', es: 'Puntuación', fr: 'Score' },
    description: {
      en: 'Customers with at least the chosen figure in an imported score (NPS, CSAT, lifetime value).',
      es: 'Clientes con al menos la cifra elegida en una puntuación importada (NPS, CSAT, valor de vida).',
      fr: 'Clients avec au moins le chiffre choisi dans un score importé (NPS, CSAT, valeur client).',
    },
    rule: { kind: 'score', list: choice('score'), atLeast: choice('atLeast') },
    asks: [
      ask('score', 'score', 'Score', 'Puntuación', 'Score'),
      ask('atLeast', 'number', 'Figure at least', 'Cifra como mínimo', 'Chiffre au moins'),
    ],
  },
];
