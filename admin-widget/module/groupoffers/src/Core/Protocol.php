<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The number of docs/PROTOCOL.md: whatever changes what goes over the wire raises it, here and in `sync-service/src/wire/protocol.ts`. */
final class Protocol
{
    public const NUMBER = 3;

    /**
     * Whoever plans by another protocol lets nobody in; who is due leaves between any two.
     *
     * @param array<string, mixed> $body
     *
     * @throws Refusal that names which of the two to update
     */
    public static function require(array $body): void
    {
        $given = $body['protocol'] ?? 0;
        if ($given === self::NUMBER) {
            return;
        }
        $newer = is_int($given) && $given > self::NUMBER;
        throw Refusal::otherProtocol(sprintf(
            'protocol: the service speaks %s and the module %s speaks %d: %s',
            $given === 0 ? 'none with a number' : json_encode($given),
            \Groupoffers::VERSION,
            self::NUMBER,
            $newer ? 'update the module (upload the zip of the service\'s release in the Module Manager)' : 'update the service (the machine that runs group-offers) to the release of the module'
        ));
    }
}
