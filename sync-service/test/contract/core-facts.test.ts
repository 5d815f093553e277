import { afterAll, beforeAll, describe } from 'vitest';
import { coreFacts } from './core-facts.ts';
import { startStandIn, type StandIn } from './stand-in.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.stop());

const as = (version: string) => () => {
  const { hostname, port, username, password, pathname } = new URL(standIn.db);
  const dsn = `mysql:host=${hostname};port=${port};dbname=${pathname.slice(1)};charset=utf8mb4`;
  return {
    env: { STAND_IN_DSN: dsn, STAND_IN_USER: username, STAND_IN_PASSWORD: password, STAND_IN_VERSION: version },
  };
};

describe('the stand-in for PrestaShop 8', () => coreFacts(as('8.1.2')));
describe('the stand-in for PrestaShop 9', () => coreFacts(as('9.1.4'), /PrestaShop [89]/));
