import { z } from 'zod';
import { ProtocolError } from '../errors.ts';

/** The number of docs/PROTOCOL.md: whatever changes what goes over the wire raises it, here and in the module's `src/Core/Protocol.php`. */
export const PROTOCOL = 3;

const spoken = z.object({ protocol: z.int().catch(0), module: z.string().catch('of an unknown version') });

/**
 * Looks at nothing but the number, since everything else may be otherwise there.
 * @param status the answer of `group_offer_status`
 * @throws ProtocolError that says which of the two to update
 */
export function requireProtocol(shop: string, status: unknown): void {
  const found = spoken.safeParse(status);
  if (!found.success || found.data.protocol === PROTOCOL) return;
  const { protocol, module } = found.data;
  const way =
    protocol < PROTOCOL
      ? 'update the module: upload the zip of this release in the Module Manager'
      : 'update this service (and the command line) to the release of the module';
  const number = protocol === 0 ? 'an older protocol without a number' : `protocol ${protocol}`;
  throw new ProtocolError(
    `Shop "${shop}": its module Group Offers ${module} speaks ${number}, this service protocol ${PROTOCOL}; ${way}. Until then nobody enters an offer; whoever is due leaves`,
    200,
  );
}
