import { randomBytes } from 'node:crypto';
import type { EpochMs } from '../../moves/shop.ts';

/** Who works in the shop; `edit` is the right of their profile to the module's menu entry. */
export interface Employee {
  readonly id: number;
  readonly name: string;
  readonly edit: boolean;
}

const EMPLOYEES: readonly Employee[] = [
  { id: 1, name: 'Marta Owner', edit: true },
  { id: 2, name: 'Luc Looker', edit: false },
];
const FIRST_KEY = 'SANDBOX0000000000000000000000KEY';

/** What a request of the page turns out to be, by its two tokens. */
export type Visitor = Employee | 'no such address' | 'session over' | 'token wrong';

/**
 * The back office's own state: whether its employees are logged in, and how the service is connected. As in a real one, the address carries
 * a token of the core's, and the header one of the module's; both are the employee's, so that a page that stands open goes on after a new login.
 */
export class BackOffice {
  readonly employees = EMPLOYEES;
  /** The Webservice key that the shop accepts. */
  key = FIRST_KEY;
  keyShown = false;
  /** Opens the cron address. */
  cronSecret = randomBytes(24).toString('hex');
  cronShown = false;
  cronCalled: EpochMs | null = null;
  webservice = true;
  dropTables = false;
  private readonly secret = randomBytes(8).toString('hex');
  /** False until somebody logs in again. */
  loggedIn = true;

  /** Ends everybody's session: what their pages ask from now on is redirected to the login. */
  logOut(): void {
    this.loggedIn = false;
  }

  logIn(): void {
    this.loggedIn = true;
  }

  tokens(employee: Employee): { readonly inAddress: string; readonly inHeader: string } {
    const of = (kind: string) => `${kind}${employee.id}x${this.secret}`;
    return { inAddress: of('a'), inHeader: of('h') };
  }

  visitor(inAddress: string, inHeader: string): Visitor {
    const found = /^a(\d+)x(\w+)$/.exec(inAddress);
    const employee = this.employees.find(({ id }) => id === Number(found?.[1]));
    if (employee === undefined || found?.[2] !== this.secret) return 'no such address';
    if (!this.loggedIn) return 'session over';
    return inHeader === this.tokens(employee).inHeader ? employee : 'token wrong';
  }

  makeKey(): void {
    this.key = randomBytes(16).toString('hex').toUpperCase();
    this.keyShown = false;
  }

  makeCron(): void {
    this.cronSecret = randomBytes(24).toString('hex');
    this.cronShown = false;
  }

  /** @param reveal what the answer may hold of the key or the cron address's secret, which it does once */
  connection(now: EpochMs, heartbeat: EpochMs | null, reveal: 'key' | 'cron' | null) {
    const key = reveal === 'key' && !this.keyShown ? this.key : null;
    if (key !== null) this.keyShown = true;
    const secret = reveal === 'cron' && !this.cronShown ? this.cronSecret : null;
    if (secret !== null) this.cronShown = true;
    const { webservice, keyShown, dropTables } = this;
    const cron = { secret, shown: this.cronShown, called: this.cronCalled };
    return { webservice, hasKey: true, key, keyShown, cron, heartbeat, now, dropTables };
  }
}
