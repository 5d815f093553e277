import { z } from 'zod';
import { audienceInFile } from './audience-file.ts';
import { between, fields, oneOf, reference, roundPercent, wholeBetween, yesOrNo } from './file-fields.ts';
import { coded } from './checked.ts';
import { MOST, NOT_IN_A_NAME } from './fields.ts';
import { rotationInFile, scheduleInFile } from './schedule-file.ts';

const NO_OFFER = { error: '1, 2, 3, …' };
const NO_NAME = { error: coded('missing') };

/** An offer as a merchant writes it down (docs/OFFERS.md): names instead of ids where they like, local times. */
export const offerFileSchema = fields(
  {
    /** Given: change that offer; left out: a new one. */
    id: z.int(NO_OFFER).positive(NO_OFFER).optional(),
    name: z
      .string(NO_NAME)
      .trim()
      .min(1, NO_NAME)
      .refine((name) => !NOT_IN_A_NAME.test(name), { error: coded('control_characters') })
      .refine((name) => [...name].length <= MOST.name, {
        error: ({ input }) => coded('length', { count: [...String(input)].length, max: MOST.name }),
      }),
    intent: oneOf(['armed', 'draft']).default('armed'),
    priority: wholeBetween(-1_000_000, 1_000_000).default(0),
    /** Left out: every shop. */
    shop: reference.optional(),
    discount: roundPercent,
    categories: z
      .array(
        fields(
          { category: reference, discount: roundPercent, subcategories: yesOrNo.default(true) },
          '{ category: Clothes, discount: 10 }',
        ),
        { error: '[{ category: Clothes, discount: 10 }]' },
      )
      .default([]),
    taxDisplay: oneOf(['included', 'excluded']).optional(),
    showPrices: yesOrNo.optional(),
    membership: oneOf(['keep', 'exclusive']).optional(),
    /** Modules that the customers cannot use during the offer. */
    modulesDenied: z.array(reference, { error: '[ps_wirepayment]' }).default([]),
    referenceGroup: reference.optional(),
    audience: audienceInFile.default(audienceInFile.parse('all')),
    schedule: scheduleInFile,
    rotation: rotationInFile.optional(),
    /** Minutes. */
    checkoutGrace: between(0, 1_440).default(10),
  },
  '{ name: …, discount: …, schedule: … }',
);
export type OfferFile = z.infer<typeof offerFileSchema>;
