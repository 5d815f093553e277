import type { Temporal } from 'temporal-polyfill';
import { InvalidInputError } from '../errors.ts';
import type { NamedRow, Shop, ShopDetails } from '../moves/index.ts';
import type { AudienceRule, OfferFile, OfferPlan, Reference } from '../offer/index.ts';
import { resolveSchedule } from '../windows/index.ts';

export interface Resolved {
  readonly plan: OfferPlan;
  /** The instant that the schedule's end means. */
  readonly endsAt: Temporal.Instant;
  /** What the merchant should know before the offer is armed. */
  readonly notes: readonly string[];
  /** Customers of a written-down list; they go into the shop before the offer does. */
  readonly customers: readonly number[] | null;
}

/** Looks names up in the shop. Groups and categories are read only when a name or an id of theirs is used. */
export class Resolver {
  private groups: Promise<readonly NamedRow[]> | null = null;
  private categories: Promise<readonly NamedRow[]> | null = null;

  constructor(
    private readonly shop: Shop,
    private readonly details: ShopDetails,
    private readonly shopTimezone: string,
  ) {}

  /** @throws InvalidInputError with a line for every name, id or time that is refused */
  async resolve(file: OfferFile): Promise<Resolved> {
    const problems: string[] = [];
    const attempt = async <T>(work: () => T | Promise<T>, fallback: T): Promise<T> => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof InvalidInputError || error instanceof RangeError)) throw error;
        problems.push(error.message);
        return fallback;
      }
    };
    const each = <T>(list: readonly T[], find: (item: T, index: number) => Promise<number>) =>
      Promise.all(list.map((item, index) => attempt(() => find(item, index), 0)));

    const timezone = file.schedule.timezone ?? this.shopTimezone;
    const schedule = { timezone, start: file.schedule.start, end: file.schedule.end };
    const times = await attempt(() => resolveSchedule(schedule), null);
    const idShop =
      file.shop === undefined ? 0 : await attempt(() => pick('shop', 'shop', file.shop!, this.details.shops), 0);
    const idReferenceGroup =
      file.referenceGroup === undefined
        ? 0
        : await attempt(() => this.group('referenceGroup', file.referenceGroup!), 0);
    const categoryIds = await each(file.categories, ({ category }, i) =>
      this.category(`categories.${i}.category`, category),
    );
    const modulesDenied = await each(file.modulesDenied, async (module, i) =>
      this.module(`modulesDenied.${i}`, module),
    );
    const membership = file.membership ?? (modulesDenied.length > 0 ? 'exclusive' : 'keep');
    if (modulesDenied.length > 0 && membership === 'keep') {
      problems.push(
        'membership: keep cannot take a module away, since the customers keep the groups that open it; write exclusive, or leave modulesDenied out',
      );
    }
    const audience = await this.audience(file, each);
    if (problems.length > 0 || times === null) throw new InvalidInputError(problems.join('\n'));

    const plan: OfferPlan = {
      name: file.name,
      intent: file.intent,
      priority: file.priority,
      idShop,
      discount: file.discount,
      reductions: file.categories.map(({ discount, subcategories }, index) => ({
        idCategory: categoryIds[index]!,
        discount,
        subcategories,
      })),
      priceDisplayMethod: file.taxDisplay === undefined ? null : file.taxDisplay === 'included' ? 0 : 1,
      showPrices: file.showPrices ?? null,
      modulesDenied,
      membership,
      idReferenceGroup,
      audience,
      schedule,
      checkoutGrace: Math.round(file.checkoutGrace * 60),
    };
    const customers =
      typeof file.audience === 'object' && 'customers' in file.audience ? file.audience.customers : null;
    return { plan, endsAt: times.end, notes: [...times.notes, ...this.sharedShopNotes(idShop)], customers };
  }

  private async audience(
    file: OfferFile,
    each: <T>(list: readonly T[], find: (item: T, index: number) => Promise<number>) => Promise<number[]>,
  ): Promise<AudienceRule> {
    if (file.audience === 'all') return { kind: 'all' };
    if ('customers' in file.audience) return { kind: 'list', list: 0 };
    const [kind, named] =
      'defaultGroups' in file.audience
        ? (['defaultGroups', file.audience.defaultGroups] as const)
        : (['memberGroups', file.audience.memberGroups] as const);
    return { kind, groups: await each(named, (group, i) => this.group(`audience.${kind}.${i}`, group)) };
  }

  /** The default group is one per customer, so an offer for one shop reaches shared customers in all of them (F28). */
  private sharedShopNotes(idShop: number): string[] {
    const own = this.details.shops.find(({ id }) => id === idShop);
    const others = (own?.sharesCustomersWith ?? []).filter((id) => id !== idShop);
    if (own === undefined || others.length === 0) return [];
    const names = others.map((id) => `"${this.details.shops.find((each) => each.id === id)?.name ?? id}"`);
    return [
      `shop: "${own.name}" shares its customers with ${names.join(', ')}; they see this offer's prices there too`,
    ];
  }

  private async group(field: string, wanted: Reference): Promise<number> {
    return pick(field, 'group', wanted, await (this.groups ??= this.shop.groups()));
  }

  private async category(field: string, wanted: Reference): Promise<number> {
    return pick(field, 'category', wanted, await (this.categories ??= this.shop.categories()));
  }

  private module(field: string, wanted: Reference): number {
    const rows = this.details.modules;
    const technical = rows.find(({ name }) => name === wanted);
    if (technical !== undefined) return technical.id;
    const byDisplayName = rows.map(({ id, displayName }) => ({ id, name: displayName }));
    const shown = byDisplayName.some(({ name }) => sameName(name, String(wanted)));
    return pick(field, 'module', wanted, shown ? byDisplayName : rows);
  }
}

/** The row that an id or a name means. Names are compared without regard to case; one that fits two rows is refused. */
export function pick(field: string, what: string, wanted: Reference, rows: readonly NamedRow[]): number {
  if (typeof wanted === 'number') {
    if (rows.some(({ id }) => id === wanted)) return wanted;
    throw new InvalidInputError(`${field}: there is no ${what} ${wanted}; ${known(rows)}`);
  }
  const found = rows.filter(({ name }) => sameName(name, wanted));
  if (found.length === 1) return found[0]!.id;
  if (found.length === 0)
    throw new InvalidInputError(`${field}: there is no ${what} called "${wanted}"; ${known(rows)}`);
  const ids = found.map(({ id }) => id).join(', ');
  throw new InvalidInputError(`${field}: "${wanted}" is the name of several (${ids}); write the id instead`);
}

function sameName(a: string, b: string): boolean {
  return a.localeCompare(b, undefined, { sensitivity: 'accent' }) === 0;
}

function known(rows: readonly NamedRow[]): string {
  const first = rows.slice(0, 12).map(({ id, name }) => `${id} "${name}"`);
  return rows.length === 0 ? 'the shop has none' : `known: ${first.join(', ')}${rows.length > 12 ? ', …' : ''}`;
}
