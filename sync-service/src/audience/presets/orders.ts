import { choice, setting, type Preset, type PresetTemplate, type Texts } from './preset.ts';

const YEAR = setting('months', 12, 'Months that count', 'Meses que cuentan', 'Mois pris en compte');

const old: PresetTemplate = { kind: 'firstOrder', period: { until: { months: choice('ageMonths') } } };
const recent: PresetTemplate = { kind: 'firstOrder', period: { from: { months: choice('ageMonths') } } };
const spendPeriod = { from: { months: choice('spendMonths') } };
const big: PresetTemplate = { kind: 'rank', by: 'spend', period: spendPeriod, from: 0, to: choice('percent') };
const small: PresetTemplate = { kind: 'rank', by: 'spend', period: spendPeriod, from: choice('percent'), to: 100 };

function valueAndAge(id: string, age: PresetTemplate, size: PresetTemplate, name: Texts, description: Texts): Preset {
  return {
    id,
    family: 'valueAndAge',
    name,
    description,
    rule: { kind: 'allOf', of: [age, size] },
    settings: [
      setting(
        'ageMonths',
        12,
        'Months since the first order, more than',
        'Meses desde el primer pedido, más de',
        'Mois depuis la première commande, plus de',
      ),
      setting(
        'percent',
        20,
        'Top share by spend, percent',
        'Parte que más gasta, en %',
        'Part qui dépense le plus, en %',
      ),
      setting(
        'spendMonths',
        24,
        'Months of spend that count',
        'Meses de compras que cuentan',
        'Mois de dépenses pris en compte',
      ),
    ],
  };
}

function bySpend(id: string, from: number, to: number, name: Texts, description: Texts): Preset {
  return {
    id,
    family: 'eightyTwenty',
    name,
    description,
    rule: { kind: 'rank', by: 'spend', from: choice('from'), to: choice('to') },
    settings: [
      setting('from', from, 'From percent', 'Desde el tanto por ciento', 'À partir de (pour cent)'),
      setting('to', to, 'To percent', 'Hasta el tanto por ciento', 'Jusqu’à (pour cent)'),
    ],
  };
}

/** Audiences by what, when and how much customers ordered. */
export const ORDER_PRESETS: readonly Preset[] = [
  valueAndAge(
    'old-big',
    old,
    big,
    { en: 'Long-time big spenders', es: 'Grandes clientes de siempre', fr: 'Grands clients de longue date' },
    {
      en: 'First order more than 12 months ago, in the top 20 % by spend of the last 24 months.',
      es: 'Primer pedido hace más de 12 meses, en el 20 % que más ha gastado en los últimos 24 meses.',
      fr: 'Première commande il y a plus de 12 mois, parmi les 20 % qui ont le plus dépensé ces 24 derniers mois.',
    },
  ),
  valueAndAge(
    'new-big',
    recent,
    big,
    { en: 'New big spenders', es: 'Grandes clientes nuevos', fr: 'Nouveaux grands clients' },
    {
      en: 'First order in the last 12 months, in the top 20 % by spend of the last 24 months.',
      es: 'Primer pedido en los últimos 12 meses, en el 20 % que más ha gastado en los últimos 24 meses.',
      fr: 'Première commande ces 12 derniers mois, parmi les 20 % qui ont le plus dépensé ces 24 derniers mois.',
    },
  ),
  valueAndAge(
    'new-small',
    recent,
    small,
    { en: 'New small spenders', es: 'Pequeños clientes nuevos', fr: 'Nouveaux petits clients' },
    {
      en: 'First order in the last 12 months, not in the top 20 % by spend of the last 24 months.',
      es: 'Primer pedido en los últimos 12 meses, fuera del 20 % que más ha gastado en los últimos 24 meses.',
      fr: 'Première commande ces 12 derniers mois, hors des 20 % qui ont le plus dépensé ces 24 derniers mois.',
    },
  ),
  valueAndAge(
    'old-small',
    old,
    small,
    { en: 'Long-time small spenders', es: 'Pequeños clientes de siempre', fr: 'Petits clients de longue date' },
    {
      en: 'First order more than 12 months ago, not in the top 20 % by spend of the last 24 months.',
      es: 'Primer pedido hace más de 12 meses, fuera del 20 % que más ha gastado en los últimos 24 meses.',
      fr: 'Première commande il y a plus de 12 mois, hors des 20 % qui ont le plus dépensé ces 24 derniers mois.',
    },
  ),
  bySpend(
    'best-fifth',
    0,
    20,
    { en: 'Top 20 % by spend', es: '20 % que más gasta', fr: '20 % qui dépensent le plus' },
    {
      en: 'The 20 % of buyers who spent most.',
      es: 'El 20 % de los compradores que más ha gastado.',
      fr: 'Les 20 % d’acheteurs qui ont le plus dépensé.',
    },
  ),
  bySpend(
    'middle',
    20,
    80,
    { en: 'Middle 60 % by spend', es: '60 % intermedio por gasto', fr: '60 % du milieu par dépense' },
    {
      en: 'The 60 % of buyers between the best fifth and the last fifth by spend.',
      es: 'El 60 % de los compradores entre el mejor quinto y el último quinto por gasto.',
      fr: 'Les 60 % d’acheteurs entre le meilleur et le dernier cinquième par dépense.',
    },
  ),
  bySpend(
    'tail',
    80,
    100,
    { en: 'Bottom 20 % by spend', es: '20 % que menos gasta', fr: '20 % qui dépensent le moins' },
    {
      en: 'The 20 % of buyers who spent least.',
      es: 'El 20 % de los compradores que menos ha gastado.',
      fr: 'Les 20 % d’acheteurs qui ont le moins dépensé.',
    },
  ),
  {
    id: 'lost',
    family: 'loyalty',
    name: { en: 'Lost', es: 'Perdidos', fr: 'Perdus' },
    description: {
      en: 'Ordered before, the last order more than 12 months ago.',
      es: 'Compraron alguna vez, el último pedido hace más de 12 meses.',
      fr: 'Ont déjà commandé, la dernière commande il y a plus de 12 mois.',
    },
    rule: { kind: 'lastOrder', period: { until: { months: choice('months') } } },
    settings: [YEAR],
  },
  {
    id: 'dormant',
    family: 'loyalty',
    name: { en: 'Inactive', es: 'Inactivos', fr: 'Inactifs' },
    description: {
      en: 'Last order 6 to 12 months ago.',
      es: 'Último pedido hace entre 6 y 12 meses.',
      fr: 'Dernière commande il y a 6 à 12 mois.',
    },
    rule: { kind: 'lastOrder', period: { from: { months: choice('from') }, until: { months: choice('until') } } },
    settings: [
      setting(
        'from',
        12,
        'Last order at most … months ago',
        'Último pedido hace como máximo … meses',
        'Dernière commande il y a au plus … mois',
      ),
      setting(
        'until',
        6,
        'Last order more than … months ago',
        'Último pedido hace más de … meses',
        'Dernière commande il y a plus de … mois',
      ),
    ],
  },
  {
    id: 'occasional',
    family: 'loyalty',
    name: { en: 'Occasional', es: 'Ocasionales', fr: 'Occasionnels' },
    description: {
      en: '1 or 2 orders in 12 months, the last within 6 months.',
      es: '1 o 2 pedidos en 12 meses, el último en los últimos 6 meses.',
      fr: '1 ou 2 commandes en 12 mois, la dernière dans les 6 derniers mois.',
    },
    rule: {
      kind: 'allOf',
      of: [
        { kind: 'orders', period: { from: { months: choice('months') } }, atLeast: 1, atMost: choice('orders') },
        { kind: 'lastOrder', period: { from: { months: choice('lastMonths') } } },
      ],
    },
    settings: [
      YEAR,
      setting('orders', 2, 'Orders at most', 'Pedidos como máximo', 'Commandes au plus'),
      setting(
        'lastMonths',
        6,
        'Months since the last order at most',
        'Meses desde el último pedido como máximo',
        'Mois depuis la dernière commande au plus',
      ),
    ],
  },
  {
    id: 'potential',
    family: 'loyalty',
    name: { en: 'Potential', es: 'Potenciales', fr: 'Potentiels' },
    description: {
      en: 'Has an account and never ordered, or left a cart without an order in the last 3 months.',
      es: 'Tiene cuenta y nunca ha comprado, o dejó un carrito sin pedido en los últimos 3 meses.',
      fr: 'A un compte et n’a jamais commandé, ou a laissé un panier sans commande ces 3 derniers mois.',
    },
    rule: {
      kind: 'anyOf',
      of: [
        { kind: 'orders', atMost: 0 },
        { kind: 'openCart', period: { from: { months: choice('cartMonths') } } },
      ],
    },
    settings: [
      setting(
        'cartMonths',
        3,
        'Months that a cart counts',
        'Meses que cuenta un carrito',
        'Mois pendant lesquels un panier compte',
      ),
    ],
  },
  {
    id: 'satisfied',
    family: 'loyalty',
    name: { en: 'Satisfied', es: 'Satisfechos', fr: 'Satisfaits' },
    description: {
      en: 'Ordered, and gave products at least 4 of 5 on average (where ratings are kept).',
      es: 'Compraron y valoraron los productos con al menos 4 de 5 de media (donde se guardan valoraciones).',
      fr: 'Ont commandé et noté les produits au moins 4 sur 5 en moyenne (là où des notes sont gardées).',
    },
    rule: {
      kind: 'allOf',
      of: [
        { kind: 'orders', atLeast: 1 },
        { kind: 'rating', atLeast: choice('rating') },
      ],
    },
    settings: [
      setting('rating', 4, 'Average rating at least', 'Valoración media como mínimo', 'Note moyenne au moins'),
    ],
  },
  {
    id: 'loyal',
    family: 'loyalty',
    name: { en: 'Loyal', es: 'Fieles', fr: 'Fidèles' },
    description: {
      en: '3 or more orders in 12 months, the last within 3 months.',
      es: '3 o más pedidos en 12 meses, el último en los últimos 3 meses.',
      fr: '3 commandes ou plus en 12 mois, la dernière dans les 3 derniers mois.',
    },
    rule: {
      kind: 'allOf',
      of: [
        { kind: 'orders', period: { from: { months: choice('months') } }, atLeast: choice('orders') },
        { kind: 'lastOrder', period: { from: { months: choice('lastMonths') } } },
      ],
    },
    settings: [
      YEAR,
      setting('orders', 3, 'Orders at least', 'Pedidos como mínimo', 'Commandes au moins'),
      setting(
        'lastMonths',
        3,
        'Months since the last order at most',
        'Meses desde el último pedido como máximo',
        'Mois depuis la dernière commande au plus',
      ),
    ],
  },
];
