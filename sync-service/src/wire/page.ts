import { z } from 'zod';
import { CORRECTION_REASONS, OUTCOMES } from '../moves/index.ts';
import { count, id, ids, instant, status, details, switches, worse } from './answers.ts';

/** What the module's admin controller answers to the back-office page, beside the resources of the service (docs/PROTOCOL.md, "The page"). */

/** What an employee may do with the page, as the module's `Right` has it. */
export const RIGHTS = [
  'view',
  'add',
  'edit',
  'delete',
  'customers',
  'cartRules',
  'webservice',
  'groups',
  'allShops',
] as const;
export type Right = (typeof RIGHTS)[number];

/** How one offer stands, counted in the ledger. */
export const offerFigures = z.object({
  offer: id,
  /** In it now. */
  open: count,
  /** Of these: due, but still at the checkout. */
  deferred: count,
  /** Enrolments ever opened, those of now included. */
  entered: count,
  restored: count,
  staffKept: count,
  changedElsewhere: count,
  corrected: count,
  switched: count,
  repaired: count,
  deleted: count,
  /** In the offer's group without being in the offer; 0 after a sweep. */
  stranded: count,
  firstEntered: instant.nullable(),
  lastLeft: instant.nullable(),
});

export const overview = z.object({
  status: z.unknown().pipe(status),
  /** Neither guests nor deleted. */
  customers: count,
  offers: z.array(offerFigures),
  switches,
});

const money = z.number().min(0);
const named = z.object({ id, name: z.string() });

export const choices = z.object({
  details: z
    .unknown()
    .transform((detail) => ({ detail }))
    .pipe(details),
  /** Active ones below the home category, parents before children, in the back office's order. */
  categories: z.array(named.extend({ parent: id, products: count })),
  homeCategory: id,
  groups: z.array(
    named.extend({
      customers: count,
      /** Percent. */
      discount: z.number(),
      priceDisplayMethod: z.union([z.literal(0), z.literal(1)]),
      showPrices: z.boolean(),
      /** The offer whose group it is; 0 for the merchant's own. */
      offer: id,
    }),
  ),
  /** Ids of those modules that are payment methods. */
  payment: ids,
  decimals: z.int().min(0),
});

export const customerRow = named.extend({
  email: z.string(),
  shop: id,
  active: z.boolean(),
  /** Default group now. */
  group: id,
  /** 0: in none. */
  offer: id,
  since: instant.nullable(),
  until: instant.nullable(),
  pinned: z.boolean(),
});
export const customerRows = z.object({ customers: z.array(customerRow), next: id.nullable() });

export const customerDetail = z.object({
  customer: customerRow,
  groups: z.array(named),
  enrolment: z
    .object({
      offer: id,
      offerName: z.string(),
      since: instant,
      until: instant,
      deferredUntil: instant.nullable(),
      base: z.object({ default: named, groups: z.array(named) }),
    })
    .nullable(),
  /** Staff or another program took the customer out of an offer: none takes them before this instant. */
  blockedUntil: instant.nullable(),
  /** Newest first, at most 50. */
  history: z.array(
    z.object({
      offer: id,
      offerName: z.string(),
      openedAt: instant,
      closedAt: instant.nullable(),
      outcome: z.enum(OUTCOMES),
      reason: z.enum(CORRECTION_REASONS).nullable(),
    }),
  ),
});

/** A price as the storefront shows it to one customer group. */
const shownPrice = z.object({
  /** In the shop's default currency, with or without tax as `taxIncluded` says. */
  amount: money,
  taxIncluded: z.boolean(),
  /** false: this group sees no prices. */
  shown: z.boolean(),
});
export const review = z.object({
  examples: z.array(
    named.extend({
      reference: z.string(),
      /** Address of a small picture, or null. */
      image: z.string().nullable(),
      today: shownPrice,
      then: shownPrice,
      /** Specific prices and catalogue rules that count under the offer too, in the shop's words. */
      specificPrices: z.array(
        z.object({ label: z.string(), group: id, kind: z.enum(['percentage', 'amount', 'price']), value: z.number() }),
      ),
    }),
  ),
  /** Cart rules bound to groups that the offer's customers would not be in, and open carts that hold them. */
  vouchers: z.array(
    /** null: the employee may not see codes. */
    named.extend({ code: z.string().nullable(), groups: z.array(z.string()), carts: count }),
  ),
  worseOff: z.array(worse),
});

export const products = z.object({ products: z.array(named.extend({ reference: z.string() })) });

export const connection = z.object({
  url: z.string(),
  webservice: z.boolean(),
  groupsFeature: z.boolean(),
  hasKey: z.boolean(),
  /** Only in the answer to the request that shows or makes it. */
  key: z.string().nullable(),
  /** Whether it was shown already; then only a new one can be seen. */
  keyShown: z.boolean(),
  /** Until when the key before this one still works. */
  keyBeforeUntil: instant.nullable(),
  /** The key of the command line: as above, and shown when it is made. */
  planning: z.object({ exists: z.boolean(), key: z.string().nullable(), beforeUntil: instant.nullable() }),
  /** The address that ends what is overdue on a shop that nobody visits. */
  cron: z.object({
    url: z.string(),
    /** As the key: only in the answer to the request that shows or makes it. */
    secret: z.string().nullable(),
    shown: z.boolean(),
    called: instant.nullable(),
  }),
  heartbeat: instant.nullable(),
  lastSync: instant.nullable(),
  now: instant,
  dropTables: z.boolean(),
  /** Percent above which programs need a person's word; null: they need none. */
  approvalAbove: z.number().nullable(),
});

const field = z.union([z.string(), z.number(), z.boolean()]).nullable();
export const activity = z.object({
  /** Newest first. */
  activity: z.array(
    z.object({
      id,
      at: instant,
      actor: z.enum(['employee', 'key', 'service', 'cron', 'shop']),
      actorId: id,
      /** As it was then: of the employee, or of the Webservice key. */
      actorName: z.string(),
      what: z.string(),
      /** 0: concerns the shop. */
      offer: id,
      offerName: z.string(),
      version: count,
      /** The fields that were changed, by their names in the shop. */
      before: z.record(z.string(), field),
      after: z.record(z.string(), field),
    }),
  ),
  next: id.nullable(),
});
export const recorded = z.object({ recorded: z.literal(true) });

export type ActivityEntry = z.infer<typeof activity>['activity'][number];
export type OfferFigures = z.infer<typeof offerFigures>;
export type Overview = z.infer<typeof overview>;
export type Choices = z.infer<typeof choices>;
export type CustomerRow = z.infer<typeof customerRow>;
export type CustomerDetail = z.infer<typeof customerDetail>;
export type Review = z.infer<typeof review>;
export type Connection = z.infer<typeof connection>;
