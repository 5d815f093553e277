import { z } from 'zod';
import { ProtocolError } from '../errors.ts';

/** The number of docs/PROTOCOL.md: whatever changes what goes over the wire raises it, here and in the module's `src/Core/Protocol.php`. */
export const PROTOCOL = 3;

const spoken = z.object({ protocol: z.int().catch(0), module: z.string().max(64).catch('of an unknown version') });
/** What a module of another protocol says of itself. */
export type OtherProtocol = z.infer<typeof spoken>;

/**
 * Looks at nothing but the number, since everything else may be otherwise there.
 * @param status the answer of `group_offer_status`
 * @returns null: the same protocol, or no status at all
 */
export function otherProtocol(status: unknown): OtherProtocol | null {
  const found = spoken.safeParse(status);
  return !found.success || found.data.protocol === PROTOCOL ? null : found.data;
}

/** Says which of the two to update. */
export function protocolError(shop: string, { protocol, module }: OtherProtocol): ProtocolError {
  const way =
    protocol < PROTOCOL
      ? 'update the module: upload the zip of this release in the Module Manager'
      : 'update this service (and the command line) to the release of the module';
  const number = protocol === 0 ? 'an older protocol without a number' : `protocol ${protocol}`;
  return new ProtocolError(
    `Shop "${shop}": its module Group Offers ${module} speaks ${number}, this service protocol ${PROTOCOL}; ${way}. Until then nobody enters an offer; whoever is due leaves`,
    200,
  );
}
