import { z } from 'zod';

/** Ids as numbers, names as texts; names are looked up in the shop. */
const reference = z.union([z.int().positive(), z.string().min(1).max(255)]);
export type Reference = z.infer<typeof reference>;

const localTime = z.string({
  error: (issue) => `${shown(issue.input)} is no local date and time; write it as 2026-11-27T18:00`,
});

/** @param what the field holds */
function between(min: number, max: number, what: string) {
  const error = (issue: { readonly input?: unknown }) =>
    `${shown(issue.input)} is not accepted; write ${what} from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

const percent = z
  .number({ error: (issue) => `${shown(issue.input)} is no number; write a percentage from 0 to 100` })
  .min(0, { error: (issue) => `${shown(issue.input)} is under 0; a percentage goes from 0 to 100` })
  .max(100, { error: (issue) => `${shown(issue.input)} is over 100; a percentage goes from 0 to 100` });

const references = z.array(reference).min(1, { error: 'is empty; name at least one' });
const ids = z
  .array(z.int({ error: (issue) => `${shown(issue.input)} is no customer id; write whole numbers` }).positive())
  .min(1, { error: 'is empty; name at least one customer' })
  .check((context) => {
    const seen = new Set<number>();
    for (const id of context.value) {
      if (seen.has(id)) {
        const message = `customer ${id} stands in the list twice; keep one`;
        context.issues.push({ code: 'custom', input: id, message });
      }
      seen.add(id);
    }
  });

const audience = z
  .union([
    z.literal('all'),
    z.strictObject({ defaultGroups: references }),
    z.strictObject({ memberGroups: references }),
    z.strictObject({ customers: ids }),
  ])
  .default('all');

/** An offer as a merchant writes it down (docs/OFFERS.md): names instead of ids where they like, local times. */
export const offerFileSchema = z.strictObject(
  {
    /** Given: change that offer; left out: a new one. */
    id: z.int().positive().optional(),
    name: z
      .string({ error: 'is missing; give the offer a name' })
      .trim()
      .min(1, { error: 'is empty; give the offer a name' })
      .refine((name) => [...name].length <= 128, {
        error: (issue) => `has ${[...String(issue.input)].length} characters; write at most 128`,
      }),
    intent: z
      .enum(['armed', 'draft'], { error: (issue) => `${shown(issue.input)}; write armed or draft` })
      .default('armed'),
    priority: between(-1_000_000, 1_000_000, 'a whole number')
      .refine(Number.isInteger, { error: (issue) => `${shown(issue.input)} is no whole number` })
      .default(0),
    /** Left out: every shop. */
    shop: reference.optional(),
    discount: percent,
    categories: z
      .array(z.strictObject({ category: reference, discount: percent, subcategories: z.boolean().default(true) }))
      .default([]),
    taxDisplay: z
      .enum(['included', 'excluded'], { error: (issue) => `${shown(issue.input)}; write included or excluded` })
      .optional(),
    showPrices: z.boolean().optional(),
    membership: z
      .enum(['keep', 'exclusive'], { error: (issue) => `${shown(issue.input)}; write keep or exclusive` })
      .optional(),
    /** Modules that the customers cannot use during the offer. */
    modulesDenied: z.array(reference).default([]),
    referenceGroup: reference.optional(),
    audience,
    schedule: z.strictObject(
      {
        /** Left out: the shop's. */
        timezone: z.string().min(1).optional(),
        start: localTime,
        end: localTime,
      },
      {
        error: (issue) =>
          issue.code === 'invalid_type' ? `${shown(issue.input)}; write start: and end: as local times` : undefined,
      },
    ),
    /** Minutes. */
    checkoutGrace: between(0, 1_440, 'minutes').default(10),
  },
  {
    error: (issue) =>
      issue.code === 'invalid_type'
        ? `${shown(issue.input)} is no offer; write fields such as name: and discount:`
        : undefined,
  },
);
export type OfferFile = z.infer<typeof offerFileSchema>;

/** One line for each thing refused: field, value, way out. */
export function explainIssues(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => {
    const field = issue.path.join('.') || 'offer';
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(
        (key) => `${[...issue.path, key].join('.')}: unknown field; docs/OFFERS.md lists the known ones`,
      );
    }
    if (issue.code === 'invalid_union' && field === 'audience') return explainAudience(issue);
    return [`${field}: ${issue.message}`];
  });
}

function explainAudience(issue: z.core.$ZodIssueInvalidUnion): string[] {
  // The kind that the merchant meant is the one whose field is there: its complaint is not about fields that are unknown or missing.
  const meant = issue.errors.find((branch) =>
    branch.every(
      ({ path, code, message }) => path.length > 0 && code !== 'unrecognized_keys' && !message.includes('undefined'),
    ),
  );
  if (meant !== undefined) return meant.map(({ path, message }) => `${['audience', ...path].join('.')}: ${message}`);
  return ['audience: write all, or one of defaultGroups: […], memberGroups: […], customers: […]'];
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
