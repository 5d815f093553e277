export { PrestaShopShop, type PrestaShopOptions } from './client.ts';
export { MINIMUM_MODULE } from './versions.ts';
