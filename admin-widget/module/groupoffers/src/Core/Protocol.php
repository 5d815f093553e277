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
        if (is_int($given) && $given > self::NUMBER) {
            throw Refusal::otherProtocol('module_older', given: $given, own: self::NUMBER, version: \Groupoffers::VERSION);
        }
        throw Refusal::otherProtocol('service_older', given: $given, own: self::NUMBER, version: \Groupoffers::VERSION);
    }
}
