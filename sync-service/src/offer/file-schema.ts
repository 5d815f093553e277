import { z } from 'zod';
import { audienceInFile } from './audience-file.ts';
import { between, roundPercent, reference, shown, wholeBetween, yesOrNo } from './file-fields.ts';
import { MOST, NOT_IN_A_NAME } from './fields.ts';
import { rotationInFile, scheduleInFile } from './schedule-file.ts';

const NO_OFFER = 'is no number of an offer; write that of the offer to change, or leave id out for a new one';

/** An offer as a merchant writes it down (docs/OFFERS.md): names instead of ids where they like, local times. */
export const offerFileSchema = z.strictObject(
  {
    /** Given: change that offer; left out: a new one. */
    id: z
      .int({ error: (issue) => `${shown(issue.input)} ${NO_OFFER}` })
      .positive({ error: (issue) => `${shown(issue.input)} ${NO_OFFER}` })
      .optional(),
    name: z
      .string({ error: 'is missing; give the offer a name' })
      .trim()
      .min(1, { error: 'is empty; give the offer a name' })
      .refine((name) => !NOT_IN_A_NAME.test(name), {
        error: (issue) => `${shown(issue.input)} holds control characters; write it without them`,
      })
      .refine((name) => [...name].length <= MOST.name, {
        error: (issue) => `has ${[...String(issue.input)].length} characters; write at most ${MOST.name}`,
      }),
    intent: z
      .enum(['armed', 'draft'], { error: (issue) => `${shown(issue.input)}; write armed or draft` })
      .default('armed'),
    priority: wholeBetween(-1_000_000, 1_000_000, 'a whole number').default(0),
    /** Left out: every shop. */
    shop: reference.optional(),
    discount: roundPercent,
    categories: z
      .array(z.strictObject({ category: reference, discount: roundPercent, subcategories: yesOrNo.default(true) }), {
        error: (issue) => `${shown(issue.input)} is no list; write [{ category: Clothes, discount: 10 }]`,
      })
      .default([]),
    taxDisplay: z
      .enum(['included', 'excluded'], { error: (issue) => `${shown(issue.input)}; write included or excluded` })
      .optional(),
    showPrices: yesOrNo.optional(),
    membership: z
      .enum(['keep', 'exclusive'], { error: (issue) => `${shown(issue.input)}; write keep or exclusive` })
      .optional(),
    /** Modules that the customers cannot use during the offer. */
    modulesDenied: z
      .array(reference, { error: (issue) => `${shown(issue.input)} is no list; write [ps_wirepayment]` })
      .default([]),
    referenceGroup: reference.optional(),
    audience: audienceInFile.default(audienceInFile.parse('all')),
    schedule: scheduleInFile,
    rotation: rotationInFile.optional(),
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
