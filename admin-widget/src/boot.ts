import { RIGHTS, type Right } from '@group-offers/sync-service/wire';
import { z } from 'zod';

export { RIGHTS, type Right };

/** What the module writes into the `data-boot` of an element that the page fills. */
const boot = z.object({
  view: z.enum(['page', 'tile', 'customer']),
  endpoint: z.object({ url: z.string().min(1), token: z.string() }),
  /** The employee's language, `es-ES`; texts come in English, Spanish and French, dates and numbers by this. */
  locale: z.string(),
  rtl: z.boolean(),
  /** What the employee may do; the shop checks it again with each request. */
  rights: z.array(z.enum(RIGHTS)),
  /** Address of the page in the back office, for the links of the tile and of the customer's block. */
  page: z.string(),
  /** ISO 4217. */
  currency: z.string(),
  timezone: z.string(),
  /** For the customer's block. */
  customer: z.int().min(0),
  /** Address of the back office's page of a customer, with `0` where the id belongs; empty when there is none. */
  customerPage: z.string(),
  version: z.string(),
  /** Answers to what the page asks for first, by resource; nothing of it has to be there. */
  first: z.record(z.string(), z.unknown()).default({}),
});

export type Boot = z.infer<typeof boot>;

/** @throws ZodError when the element's data are not the module's */
export function readBoot(element: HTMLElement): Boot {
  return boot.parse(JSON.parse(element.dataset['boot'] ?? '{}'));
}
