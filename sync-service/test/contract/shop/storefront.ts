import { Browser, unescapeHtml } from './back-office.ts';

export interface SeenPrices {
  /** On the product's page. */
  readonly catalogue: number;
  /** Of the line in the cart. */
  readonly cart: number;
}

interface PageData {
  readonly customer: { readonly is_logged: boolean };
  readonly static_token: string;
  readonly cart: {
    readonly products: readonly { readonly id_product: number | string; readonly price_amount: number }[];
  };
}

/** A logged-in customer of the classic theme, with a product in the cart. */
export class Storefront {
  private readonly browser = new Browser();

  constructor(private readonly url: string) {}

  async logIn(email: string, password: string): Promise<void> {
    const address = `${this.url}index.php?controller=authentication`;
    const fields = new URLSearchParams({ email, password, back: '', submitLogin: '1' });
    await this.browser.visit(address);
    await this.browser.visit(address, fields);
    const page = pageData(await this.browser.visit(this.url));
    if (!page.customer.is_logged) throw new Error('the customer was not let in');
  }

  async addToCart(product: number): Promise<void> {
    const { static_token: token } = pageData(await this.browser.visit(this.productUrl(product)));
    const fields = new URLSearchParams({
      ajax: '1',
      action: 'update',
      add: '1',
      id_product: String(product),
      id_product_attribute: '0',
      id_customization: '0',
      qty: '1',
      token,
    });
    const { text } = await this.browser.open(`${this.url}index.php?controller=cart`, fields);
    const answer = JSON.parse(text) as { success?: boolean; errors?: unknown };
    if (answer.success !== true) throw new Error(`not put into the cart: ${JSON.stringify(answer.errors)}`);
  }

  async prices(product: number): Promise<SeenPrices> {
    const page = await this.browser.visit(this.productUrl(product));
    const details = /data-product="([^"]*)"/.exec(page)?.[1];
    if (details === undefined) throw new Error(`the page of product ${product} shows no product`);
    const { price_amount: catalogue } = JSON.parse(unescapeHtml(details)) as { price_amount: number };
    const { cart } = pageData(await this.browser.visit(`${this.url}index.php?controller=cart&action=show`));
    const line = cart.products.find(({ id_product }) => Number(id_product) === product);
    if (line === undefined) throw new Error(`product ${product} is not in the cart`);
    return { catalogue: cents(catalogue), cart: cents(Number(line.price_amount)) };
  }

  private productUrl(product: number): string {
    return `${this.url}index.php?id_product=${product}&controller=product`;
  }
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

function pageData(html: string): PageData {
  const begin = html.indexOf('var prestashop = ');
  if (begin < 0) throw new Error('the page is not one of the storefront');
  const rest = html.slice(begin + 'var prestashop = '.length);
  return JSON.parse(rest.slice(0, rest.search(/;\s*(var |<\/script>|\n)/))) as PageData;
}
