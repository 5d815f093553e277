import type { FreezeAnswer, FrozenSet, Lease, Shop } from '../../src/moves/shop.ts';
import { firstDifference, told } from './compare.ts';
import { PAGED } from './faulty-shop.ts';
import type { MemoryStage } from './memory-stage.ts';
import type { Seat, Stage, StageState } from './stage.ts';

const READING: ReadonlySet<string> = new Set([
  ...[
    'status',
    'offers',
    'offer',
    'frozenOf',
    'listIds',
    'listsIds',
    'facts',
    'orders',
    'rotation',
    'enrolments',
    'history',
    'unreadableRows',
  ],
]);

/** The shop in memory and the module's PHP, which live the same history: each call goes to both, and must come to the same. */
export class TwinStage implements Stage {
  readonly shop: Shop;
  readonly customerGroup: number;
  readonly wholesale: number;
  readonly categories: readonly number[];
  /** PHP's leases, by the memory's token. */
  private readonly leases = new Map<string, Lease>();
  /** PHP's lists, by the memory's ids. */
  private readonly lists = new Map<number, number>();
  /** PHP's forms, by what the memory's showed. */
  private readonly forms = new WeakMap<Seat, Seat>();
  /** What a customer's row says in the one, and in the other: when it changes here, it changes there. */
  private readonly rests = new Map<string, string>();
  /** What is under way; see {@link alone}. */
  private busy: Promise<unknown> = Promise.resolve();
  private difference: Error | null = null;
  private last = '';
  /** Whether anything may have changed since the states were compared. */
  private isCompared = false;
  private now: number;

  constructor(
    private readonly memory: MemoryStage,
    private readonly php: Stage,
    begin: number,
  ) {
    this.now = begin;
    this.customerGroup = memory.customerGroup;
    this.wholesale = memory.wholesale;
    this.categories = memory.categories;
    this.shop = new Proxy(memory.shop, {
      get: (shop, name: string) => {
        if (typeof Reflect.get(shop, name) !== 'function') return Reflect.get(shop, name) as unknown;
        return (...args: unknown[]) => (PAGED.has(name) ? this.pages(name, args) : this.call(name, args));
      },
    });
  }

  /** Holds from the next call on: both hear of one that is under way at the same instant. */
  setNow(ms: number): void {
    this.now = ms;
  }

  private tick(): void {
    this.memory.setNow(this.now);
    this.php.setNow(this.now);
  }

  /**
   * One thing after the other, in the order in which they were asked for: a service sends two requests at once, and a state that is read while
   * one of them is done would be of before it in the one shop and of after it in the other.
   */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.busy.then(() => {
      this.tick();
      return work();
    });
    this.busy = done.catch(() => undefined);
    return done;
  }

  state(): Promise<StageState> {
    return this.alone(() => this.readState());
  }

  private async readState(): Promise<StageState> {
    if (this.difference !== null) throw this.difference;
    if (this.isCompared) return this.memory.state();
    const [ours, theirs] = await Promise.all([this.memory.state(), this.php.state()]);
    for (const { id, rest } of ours.customers) {
      const other = theirs.customers.find((each) => each.id === id)?.rest ?? '';
      const key = `${id} ${rest}`;
      const known = this.rests.get(key);
      if (known === undefined) this.rests.set(key, other);
      else if (known !== other) this.fail(`the row of customer ${id}`, rest, other);
    }
    // Neither the ledger's order nor the rotation's says anything.
    const sorted = <T>(rows: readonly T[]) => rows.map((row) => JSON.stringify(row)).sort();
    const plain = ({ customers, closed, turns, ...others }: StageState) => ({
      customers: customers.map(({ id, default: group, groups }) => ({ id, default: group, groups })),
      ...others,
      closed: sorted(closed),
      turns: sorted(turns),
    });
    this.compare(`the state after ${this.last}`, plain(ours), plain(theirs));
    this.isCompared = true;
    return ours;
  }

  leaseNumber(): Promise<number> {
    return this.both('leaseNumber', (stage) => stage.leaseNumber());
  }

  openForm(customer: number): Promise<Seat> {
    return this.alone(async () => {
      const [ours, theirs] = await Promise.all([this.memory.openForm(customer), this.php.openForm(customer)]);
      this.compare('openForm', ours, theirs);
      this.forms.set(ours, theirs);
      return ours;
    });
  }

  saveForm(customer: number, rendered: Seat, posted: Seat): Promise<void> {
    return this.alone(async () => {
      this.changes(`saveForm ${customer} ${JSON.stringify({ rendered, posted })}`);
      await this.memory.saveForm(customer, rendered, posted);
      await this.php.saveForm(customer, this.forms.get(rendered)!, posted);
    });
  }

  deactivate = (customer: number) => this.both(`deactivate ${customer}`, (stage) => stage.deactivate(customer));
  programSave = (customer: number, group: number) =>
    this.both(`programSave ${customer} ${group}`, (stage) => stage.programSave(customer, group));
  bareWrite = (customer: number, seat: Partial<Seat>) =>
    this.both(`bareWrite ${customer} ${JSON.stringify(seat)}`, (stage) => stage.bareWrite(customer, seat));
  deleteCustomer = (customer: number) =>
    this.both(`deleteCustomer ${customer}`, (stage) => stage.deleteCustomer(customer));
  newCustomer = (seat: Seat) => this.both('newCustomer', (stage) => stage.newCustomer(seat));
  newGroup = (likeOurs: boolean) => this.both(`newGroup ${likeOurs}`, (stage) => stage.newGroup(likeOurs));
  deleteGroup = (group: number) => this.both(`deleteGroup ${group}`, (stage) => stage.deleteGroup(group));
  deleteCategory = (category: number) =>
    this.both(`deleteCategory ${category}`, (stage) => stage.deleteCategory(category));
  copyProduct = (product: number) => this.both(`copyProduct ${product}`, (stage) => stage.copyProduct(product));
  nativeEdit = (group: number) => this.both(`nativeEdit ${group}`, (stage) => stage.nativeEdit(group));
  addCart = (customer: number) => this.both(`addCart ${customer}`, (stage) => stage.addCart(customer));
  order = (customer: number) => this.both(`order ${customer}`, (stage) => stage.order(customer));
  visit = () => this.both('visit', (stage) => stage.visit());
  cutBatch = (chunks: number) => this.both(`cutBatch ${chunks}`, (stage) => stage.cutBatch(chunks));

  backup(): Promise<unknown> {
    return this.alone(() => Promise.all([this.memory.backup(), this.php.backup()]));
  }

  restore(backup: unknown): Promise<void> {
    return this.alone(async () => {
      this.changes('restore');
      const [ours, theirs] = backup as readonly [unknown, unknown];
      await Promise.all([this.memory.restore(ours), this.php.restore(theirs)]);
    });
  }

  /** From here on the states have to be compared again. */
  private changes(what: string): void {
    this.last = what;
    this.isCompared = false;
  }

  private both<T>(name: string, work: (stage: Stage) => Promise<T>): Promise<T> {
    return this.alone(async () => {
      if (name !== 'leaseNumber') this.changes(name);
      const [ours, theirs] = await Promise.all([work(this.memory), work(this.php)]);
      this.compare(name, ours, theirs);
      return ours;
    });
  }

  private async call(name: string, args: readonly unknown[]): Promise<unknown> {
    const what = `${name} ${JSON.stringify(args)}`;
    const [ours, theirs] = await this.ask(name, args, what, (answer) => answer as Promise<unknown>);
    this.compare(`${what}${complaint(ours)}${complaint(theirs)}`, ours.told, theirs.told);
    if (ours.failed !== null) throw ours.failed;
    if (name === 'acquireLease') this.leases.set((ours.answer as Lease).token, theirs.answer as Lease);
    if (name === 'freezeAll') {
      for (const [index, answer] of (ours.answer as readonly FreezeAnswer[]).entries()) {
        const other = (theirs.answer as readonly FreezeAnswer[])[index]!;
        if ('frozen' in answer && 'frozen' in other) this.lists.set(answer.frozen.list, other.frozen.list);
      }
    }
    if (name === 'freeze') this.lists.set((ours.answer as FrozenSet).list, (theirs.answer as FrozenSet).list);
    return ours.answer;
  }

  private async *pages(name: string, args: readonly unknown[]): AsyncGenerator {
    const all = async (answer: unknown) => {
      const pages = [];
      for await (const page of answer as AsyncIterable<unknown>) pages.push(page);
      return pages;
    };
    const [ours, theirs] = await this.ask(name, args, name, all);
    this.compare(name, ours.told, theirs.told);
    if (ours.failed !== null) throw ours.failed;
    yield* ours.answer as unknown[];
  }

  private ask(name: string, args: readonly unknown[], what: string, whole: (answer: unknown) => Promise<unknown>) {
    const outcome = async (shop: Shop, given: readonly unknown[]) => {
      const method = Reflect.get(shop, name) as (...args: unknown[]) => unknown;
      try {
        const answer = await whole(method.apply(shop, [...given]));
        return { answer, told: told(name, answer), failed: null };
      } catch (error) {
        const failed = error as Error & { readonly code?: string };
        return { answer: null, told: { failed: `${failed.name} ${failed.code}` }, failed };
      }
    };
    const isLease = (arg: unknown): arg is Lease => typeof arg === 'object' && arg !== null && 'token' in arg;
    return this.alone(() => {
      if (!READING.has(name)) this.changes(what);
      const theirs =
        name === 'listIds'
          ? [this.lists.get(args[0] as number)]
          : name === 'listsIds'
            ? [(args[0] as readonly number[]).map((list) => this.lists.get(list))]
            : args.map((arg) => (isLease(arg) ? this.leases.get(arg.token) : arg));
      return Promise.all([outcome(this.memory.shop, args), outcome(this.php.shop, theirs)]);
    });
  }

  private compare(what: string, ours: unknown, theirs: unknown): void {
    const found = firstDifference(ours, theirs);
    if (found !== null) this.fail(`${what}, ${found.at}`, found.ours, found.theirs);
  }

  private fail(what: string, ours: unknown, theirs: unknown): never {
    const [memory, php] = [ours, theirs].map((each) => JSON.stringify(each));
    this.difference = new Error(`invariant of twins: ${what}: the shop in memory says ${memory}, PHP ${php}`);
    throw this.difference;
  }
}

const complaint = ({ failed }: { readonly failed: Error | null }) => (failed === null ? '' : ` (${failed.message})`);
