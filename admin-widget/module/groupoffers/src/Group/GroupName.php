<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What an offer's group is called: the offer's name, as far as it fits, and a mark of ours with the offer's number, "Summer sale · #12".
 *
 * The core's forms (customers, payment preferences, categories, prices) keep groups by name, and its CSV import looks them up by name in any
 * language: of two groups with one name, one disappears. So no other group has the name of ours, whatever its language, case and accents.
 */
final class GroupName
{
    /** Characters, as the core counts them. */
    public const MAX = 32;
    /** Of the group on which the page tries prices, the group of offer 0. */
    public const TRIAL = 'Group offers: trial';

    private const MARK = ' · #';
    /** What PrestaShop may compare names with; the table's own collation comes first. */
    private const COLLATIONS = ['utf8mb4_general_ci', 'utf8mb4_unicode_ci'];

    /**
     * @param int $idGroup the group that is to be called so; 0 when it is still to be made
     *
     * @return string a name that the core accepts and no other group has
     */
    public static function free(string $offerName, int $idOffer, int $idGroup): string
    {
        for ($attempt = 1; ; ++$attempt) {
            $name = self::of($offerName, $idOffer, $attempt);
            if (!self::isTaken($name, $idGroup)) {
                return $name;
            }
        }
    }

    /** @param int $attempt from 1; those after the first carry it in their mark */
    public static function of(string $offerName, int $idOffer, int $attempt = 1): string
    {
        $mark = self::MARK . $idOffer . ($attempt > 1 ? "-{$attempt}" : '');
        $legal = (string) preg_replace(['/[<>={}\p{Cc}]+/u', '/\s+/u'], [' ', ' '], $offerName);
        $short = self::cut(trim($legal), self::MAX - mb_strlen($mark));

        return ($short === '' ? 'Offer' : $short) . $mark;
    }

    /** Whether it ends as the names of our groups do. */
    public static function isMarked(string $name): bool
    {
        return preg_match('/' . self::MARK . '\d+(-\d+)?$/uD', $name) === 1;
    }

    /** @return array<int, string> names that end as those of our groups do, by the ids of groups that are not ours */
    public static function imitations(): array
    {
        $found = [];
        foreach (Sql::rows('SELECT l.`id_group`, l.`name` FROM ' . Sql::table('group_lang') . ' l JOIN ' . Sql::table('group') . ' g ON g.`id_group` = l.`id_group` LEFT JOIN '
            . Sql::table('groupoffers_group') . ' m ON m.`id_group` = l.`id_group` WHERE m.`id_group` IS NULL AND l.`name` LIKE ' . Sql::quote('%' . self::MARK . '%') . ' ORDER BY l.`id_group`, l.`id_lang`') as $row) {
            if (self::isMarked(trim((string) $row['name']))) {
                $found[(int) $row['id_group']] ??= (string) $row['name'];
            }
        }

        return $found;
    }

    /** The database decides what is the same name, as it does for the core. */
    private static function isTaken(string $name, int $idGroup): bool
    {
        $quoted = Sql::quote($name);
        $same = ["`name` = {$quoted}"];
        foreach (self::COLLATIONS as $collation) {
            $same[] = "CONVERT(`name` USING utf8mb4) COLLATE {$collation} = CONVERT({$quoted} USING utf8mb4) COLLATE {$collation}";
        }

        return Sql::row('SELECT 1 FROM ' . Sql::table('group_lang') . " WHERE `id_group` <> {$idGroup} AND (" . implode(' OR ', $same) . ') LIMIT 1') !== null;
    }

    /** At most so many code points of it, and no letter without its accents, no emoji in parts. */
    private static function cut(string $text, int $most): string
    {
        if (preg_match_all('/\X/u', $text, $letters) === false) {
            return '';
        }
        $short = '';
        foreach ($letters[0] as $letter) {
            if (mb_strlen($short . $letter) > $most) {
                break;
            }
            $short .= $letter;
        }

        return trim($short);
    }
}
