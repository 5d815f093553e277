const NAMES = [
  'SHOP_URL',
  'SHOP_KEY',
  'SHOP_PLANNING_KEY',
  'SHOP_ADMIN_KEY',
  'SHOP_DB_URL',
  'SHOP_BO_URL',
  'SHOP_BO_USER',
  'SHOP_BO_PASSWORD',
] as const;

export type ShopEnvironment = Readonly<Record<(typeof NAMES)[number], string>>;

/**
 * The real shop that the environment names.
 * @throws Error that lists what is missing and what each is for
 */
export function shopEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): ShopEnvironment {
  const missing = NAMES.filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0) {
    throw new Error(
      `npm run test:shop needs a real shop named by the environment; missing: ${missing.join(', ')}.\n` +
        '  SHOP_URL          its root address, http://127.0.0.1:8080/\n' +
        "  SHOP_KEY, SHOP_PLANNING_KEY   the module's own Webservice keys\n" +
        '  SHOP_ADMIN_KEY    for these tests alone: a Webservice key with all rights on customers and groups\n' +
        '  SHOP_DB_URL       mysql://user:password@host:port/database?prefix=ps_\n' +
        '  SHOP_BO_URL       the back office, http://127.0.0.1:8080/admin123\n' +
        '  SHOP_BO_USER, SHOP_BO_PASSWORD   an employee who may edit customers\n' +
        'Never name a shop with real customers: the tests seed, move and delete.',
    );
  }
  const read = (name: (typeof NAMES)[number]) => env[name]!;
  const values = Object.fromEntries(NAMES.map((name) => [name, read(name)])) as ShopEnvironment;
  return {
    ...values,
    SHOP_URL: values.SHOP_URL.replace(/\/*$/, '/'),
    SHOP_BO_URL: values.SHOP_BO_URL.replace(/\/+$/, ''),
  };
}
