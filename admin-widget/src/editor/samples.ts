import type { Choices } from '@group-offers/sync-service/wire';

/** A small shop, for tests of the editor. */
export const CHOICES: Choices = {
  details: {
    phpVersion: '8.2',
    databaseVersion: '10.11',
    defaultShop: 1,
    customerGroup: 3,
    visitorGroup: 1,
    guestGroup: 2,
    modules: [
      { id: 1, name: 'groupoffers', displayName: 'Group offers' },
      { id: 2, name: 'ps_wirepayment', displayName: 'Wire payment' },
      { id: 5, name: 'blockwishlist', displayName: 'Wishlist' },
    ],
    shops: [
      { id: 1, name: 'Main shop', sharesCustomersWith: [1, 2] },
      { id: 2, name: 'Outlet', sharesCustomersWith: [1, 2] },
    ],
    moduleGroupsRepaired: [],
    switches: [],
    countries: [],
    states: [],
    languages: [],
    currency: 'EUR',
    defaultLanguage: 1,
    shortestTurn: 300,
  },
  categories: [
    { id: 3, name: 'Clothes', parent: 2, products: 9 },
    { id: 6, name: 'Art', parent: 2, products: 4 },
    { id: 4, name: 'Men', parent: 3, products: 5 },
    { id: 5, name: 'Shirts', parent: 4, products: 1 },
  ],
  homeCategory: 2,
  groups: [
    { id: 1, name: 'Visitor', customers: 0, discount: 0, priceDisplayMethod: 0, showPrices: true, offer: 0 },
    { id: 2, name: 'Guest', customers: 0, discount: 0, priceDisplayMethod: 0, showPrices: true, offer: 0 },
    { id: 3, name: 'Customer', customers: 80, discount: 0, priceDisplayMethod: 0, showPrices: true, offer: 0 },
    { id: 4, name: 'Wholesale', customers: 20, discount: 25, priceDisplayMethod: 1, showPrices: true, offer: 0 },
    { id: 9, name: 'Old offer', customers: 0, discount: 0, priceDisplayMethod: 0, showPrices: true, offer: 7 },
  ],
  payment: [2],
  decimals: 2,
};
