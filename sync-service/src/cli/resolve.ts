import type { Temporal } from 'temporal-polyfill';
import { ProblemError } from '../errors.ts';
import { problemText } from '../messages/index.ts';
import type { Shop, ShopDetails } from '../moves/index.ts';
import type { OfferFile, OfferPlan, Schedule } from '../offer/index.ts';
import { fieldOf, renamed, type Problem } from '../problems.ts';
import { checkRotation } from '../rotation/index.ts';
import { scheduleSpan } from '../windows/index.ts';
import { Names } from './names.ts';
import { Problems } from './problems.ts';
import { resolveAudience } from './resolve-audience.ts';

export interface Resolved {
  readonly plan: OfferPlan;
  /** The instant at which the first window starts. */
  readonly startsAt: Temporal.Instant;
  /** The instant at which the last window ends. */
  readonly endsAt: Temporal.Instant;
  /** What the merchant should know before the offer is armed. */
  readonly notes: readonly string[];
  /** Customers written down in the audience; they go into the shop as lists before the offer does. */
  readonly written: readonly (readonly number[])[];
}

/** Makes offers of offer files: names are looked up in the shop, times are checked. */
export class Resolver {
  readonly names: Names;

  constructor(
    shop: Shop,
    private readonly details: ShopDetails,
    private readonly shopTimezone: string,
  ) {
    this.names = new Names(shop, details);
  }

  /**
   * @param ownSeed draws the holdout where the file has no seed
   * @throws InvalidInputError with a line for every name, id or time that is refused
   */
  async resolve(file: OfferFile, ownSeed: number): Promise<Resolved> {
    const { names } = this;
    const problems = new Problems();
    const schedule = this.schedule(file);
    const times = await problems.attempt(() => this.span(schedule, file), null);
    const { rotation = null } = file;
    if (rotation !== null && times !== null) {
      const wrong = checkRotation(rotation, schedule, this.details.shortestTurn);
      // In the file cohorts and capacity stand beside the others.
      problems.add(
        ...wrong.map((each) => problemText(renamed(each, (field) => field.replace('rotation.by.', 'rotation.')))),
      );
    }
    const idShop = file.shop === undefined ? 0 : await problems.attempt(() => names.shop('shop', file.shop!), 0);
    const idReferenceGroup =
      file.referenceGroup === undefined
        ? 0
        : await problems.attempt(() => names.group('referenceGroup', file.referenceGroup!), 0);
    const categoryIds = await problems.each(file.categories, ({ category }, i) =>
      names.category(`categories.${i}.category`, category),
    );
    const modulesDenied = await problems.each(file.modulesDenied, (module, i) =>
      names.module(`modulesDenied.${i}`, module),
    );
    const membership = file.membership ?? (modulesDenied.length > 0 ? 'exclusive' : 'keep');
    if (modulesDenied.length > 0 && membership === 'keep') {
      problems.add(
        'membership: keep cannot take a module away, since the customers keep the groups that open it; write exclusive, or leave modulesDenied out',
      );
    }
    const { audience, written } = await resolveAudience(file.audience, names, problems, ownSeed);
    problems.refuse();

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
      rotation,
      checkoutGrace: Math.round(file.checkoutGrace * 60),
    };
    const { startsAt, endsAt, notes } = times!;
    return { plan, startsAt, endsAt, notes: [...notes.map(problemText), ...this.sharedShopNotes(idShop)], written };
  }

  private schedule({ schedule: { timezone = this.shopTimezone, start, end, recurrence } }: OfferFile): Schedule {
    return {
      timezone,
      start,
      end,
      recurrence: recurrence === undefined ? null : { rule: recurrence.rule, except: recurrence.except, cuts: [] },
    };
  }

  /** @throws ProblemError with the fields of the file */
  private span(schedule: Schedule, { schedule: { recurrence } }: OfferFile): ReturnType<typeof scheduleSpan> {
    const written = recurrence?.written ?? null;
    if (written === null) return scheduleSpan(schedule);
    try {
      return scheduleSpan(schedule);
    } catch (error) {
      throw error instanceof ProblemError ? new ProblemError(asWritten(error.problem, written)) : error;
    }
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
}

type Written = NonNullable<NonNullable<OfferFile['schedule']['recurrence']>['written']>;

/** A problem of the rule that was made of `every:` and `until:`, told of what the merchant wrote. */
function asWritten(told: Problem, { every, until }: Written): Problem {
  if (fieldOf(told) !== 'schedule.recurrence.rule') return told;
  const isEnd = until !== undefined && ['no_day', 'no_day_left', 'rule_until'].includes(told.code);
  const [field, value] = isEnd ? (['until', until] as const) : (['every', every] as const);
  return { ...told, params: { ...told.params, field: `schedule.recurrence.${field}`, value } };
}
