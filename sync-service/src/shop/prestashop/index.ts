export { PrestaShopShop, type PrestaShopOptions } from './client.ts';
