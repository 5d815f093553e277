<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Install;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What each kind of key may do, by resource and method: resources of the module alone. PrestaShop knows no finer right, so what only the
 * command line does has resources of its own.
 */
final class KeyRights
{
    /** Of the sync service: carries out what was planned. */
    public const SERVICE = 'service';
    /** Of the command line: plans. */
    public const PLANNING = 'planning';

    public const OF = [
        self::SERVICE => [
            'group_offers' => ['GET'],
            'group_offer_status' => ['GET', 'POST'],
            'group_offer_lease' => ['POST'],
            'group_offer_groups' => ['GET', 'POST'],
            'group_offer_facts' => ['GET'],
            'group_offer_audience' => ['GET', 'POST'],
            'group_offer_moves' => ['POST'],
            'group_offer_enrolments' => ['GET'],
        ],
        self::PLANNING => [
            'group_offers' => ['GET', 'POST', 'PUT'],
            'group_offer_status' => ['GET'],
            'group_offer_imports' => ['POST'],
            'group_offer_exclusions' => ['POST'],
            'group_offer_control' => ['POST'],
        ],
    ];

    /** @return list<string> `resource METHOD` */
    public static function wanted(string $kind): array
    {
        $wanted = [];
        foreach (self::OF[$kind] as $resource => $methods) {
            foreach ($methods as $method) {
                $wanted[] = "{$resource} {$method}";
            }
        }

        return $wanted;
    }
}
