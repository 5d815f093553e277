<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `{"kind":"pauseAll"}`: the merchant's emergency brake. */
final class Pause
{
    /** Pauses every armed offer and makes everybody due, in one transaction. @return int how many offers were paused */
    public static function all(): int
    {
        return Sql::transaction(static function (): int {
            $table = Sql::table('groupoffers_offer');
            $offers = array_column(Sql::rows("SELECT `id_group_offer`, `version` FROM {$table} WHERE `intent` = 'armed' ORDER BY `id_group_offer` FOR UPDATE"), 'version', 'id_group_offer');
            $now = Clock::now();
            if ($offers !== []) {
                Sql::execute("UPDATE {$table} SET `intent` = 'paused', `version` = `version` + 1, `date_upd` = " . Sql::quote($now->format('Y-m-d H:i:s'))
                    . ' WHERE `id_group_offer` IN (' . Sql::ints(array_keys($offers)) . ')', true);
                foreach ($offers as $offer => $version) {
                    Activity::record('offer_paused', $offer, ['intent' => 'armed'], ['intent' => 'paused', 'version' => (int) $version + 1]);
                }
                Counter::bump();
            }
            // Everybody, not only those offers' customers: whoever is in any offer shall leave.
            $instant = Sql::quote(Clock::sql($now));
            Sql::execute('UPDATE ' . Enrolments::table() . " SET `until_at` = {$instant}, `deferred_until` = NULL WHERE `outcome` = 'open' AND `until_at` > {$instant}");

            return count($offers);
        });
    }
}
