import { Database } from '../test/contract/database.ts';
import { startStandIn } from '../test/contract/stand-in.ts';

export interface BenchShop {
  readonly description: string;
  readonly url: string;
  readonly key: string;
  readonly planningKey: string;
  readonly db: Database;
  /** `mysql://…?prefix=`, for another process. */
  readonly dbUrl: string;
  /** Where GET + PUT can be tried: null on the stand-in, which has no customer resource. */
  readonly adminKey: string | null;
  /** Made for this run, and empty. */
  readonly isOwn: boolean;
  stop(): Promise<void>;
}

/** The real shop that the environment names, or the module's own PHP on a private MariaDB (with more of start.mjs's options). */
export async function openBenchShop(
  env: Readonly<Record<string, string | undefined>>,
  options: readonly string[] = [],
): Promise<BenchShop> {
  const { SHOP_URL: url, SHOP_KEY: key, SHOP_PLANNING_KEY: planningKey, SHOP_DB_URL: dbUrl } = env;
  if (url === undefined) {
    const { stop, url: address, key: own, planningKey, db } = await startStandIn(options);
    const description = 'the module on a private MariaDB';
    return {
      description,
      url: address,
      key: own,
      planningKey,
      db: new Database(db),
      dbUrl: db,
      adminKey: null,
      isOwn: true,
      stop,
    };
  }
  if (key === undefined || planningKey === undefined || dbUrl === undefined)
    throw new Error('SHOP_URL is set; SHOP_KEY, SHOP_PLANNING_KEY and SHOP_DB_URL are needed too');
  return {
    description: `the real shop at ${url}`,
    url: url.replace(/\/*$/, '/'),
    key,
    planningKey,
    db: new Database(dbUrl),
    dbUrl,
    adminKey: env['SHOP_ADMIN_KEY'] ?? null,
    isOwn: false,
    stop: async () => {},
  };
}
