<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What the account and the newest address say, as whole numbers: docs/PROTOCOL.md, `group_offer_facts`. */
final class CustomerColumns
{
    private const COMPANY = 1;
    private const NEWSLETTER = 2;
    private const PARTNER_OFFERS = 4;
    private const ACTIVE = 8;

    /** Of the core's `gender.type` (0 male, 1 female, 2 neutral); 0 is unknown. */
    private const GENDER_OF_TYPE = [0 => 1, 1 => 2, 2 => 3];

    /** @return array<string, int[]> columns of the same length, ids ascending: neither guests nor deleted customers */
    public static function read(int $after, int $limit, Sample $sample): array
    {
        $id = $shop = $default = $registered = $birthday = $gender = $language = $flags = [];
        $genders = self::genders();
        $sql = 'SELECT `id_customer`, `id_shop`, `id_default_group`, ' . Days::of('`date_add`') . ', `birthday` + 0, `id_gender`, `id_lang`,'
            . ' ' . self::COMPANY . " * (TRIM(COALESCE(`company`, '')) <> '') + " . self::NEWSLETTER . ' * (`newsletter` <> 0) + '
            . self::PARTNER_OFFERS . ' * (`optin` <> 0) + ' . self::ACTIVE . ' * (`active` <> 0) FROM ' . Sql::table('customer')
            . " WHERE `id_customer` > {$after} AND `deleted` = 0 AND `is_guest` = 0" . ShopScope::customers() . $sample->with('`id_customer`') . " ORDER BY `id_customer` LIMIT {$limit}";
        foreach (Sql::tuples($sql) as $row) {
            $id[] = (int) $row[0];
            $shop[] = (int) $row[1];
            $default[] = (int) $row[2];
            $registered[] = max(-1, (int) ($row[3] ?? -1));
            $date = (int) $row[4];
            // The core's sql_mode lets months of 13 become zero dates, but keeps a month or day of 0.
            $birthday[] = $date > 0 && checkdate(intdiv($date, 100) % 100, $date % 100, intdiv($date, 10000)) ? $date : 0;
            $gender[] = $genders[(int) $row[5]] ?? 0;
            $language[] = (int) $row[6];
            $flags[] = (int) $row[7];
        }

        return [
            'id' => $id,
            'shop' => $shop,
            'default' => $default,
            'registered' => $registered,
            'birthday' => $birthday,
            'gender' => $gender,
            'language' => $language,
            'country' => self::countries($id, $after, $sample),
            'flags' => $flags,
        ];
    }

    /**
     * @param int[] $ids
     *
     * @return int[] in the order of `$ids`; 0 without an address
     */
    private static function countries(array $ids, int $after, Sample $sample): array
    {
        $countries = array_fill(0, count($ids), 0);
        $last = end($ids);
        if ($last === false) {
            return [];
        }
        $i = 0;
        $count = count($ids);
        foreach (Sql::tuples(self::addresses('`id_country`', $after, $last, $sample)) as [$id, $country]) {
            while ($i < $count && $ids[$i] < $id) {
                ++$i;
            }
            if ($i < $count && $ids[$i] === (int) $id) {
                // The newest comes last.
                $countries[$i] = (int) $country;
            }
        }

        return $countries;
    }

    /** Addresses of the customers, oldest first: the last row of each customer is the newest that is not deleted. */
    public static function addresses(string $columns, int $after, int $last, ?Sample $sample = null): string
    {
        $in = ($sample ?? Sample::everybody())->with('`id_customer`');

        return "SELECT `id_customer`, {$columns} FROM " . Sql::table('address') . " WHERE `id_customer` > {$after} AND `id_customer` <= {$last} AND `deleted` = 0{$in} ORDER BY `id_customer`, `id_address`";
    }

    /** @return array<int, int> by id */
    private static function genders(): array
    {
        $genders = [];
        foreach (Sql::rows('SELECT `id_gender`, `type` FROM ' . Sql::table('gender')) as $row) {
            $genders[(int) $row['id_gender']] = self::GENDER_OF_TYPE[(int) $row['type']] ?? 0;
        }

        return $genders;
    }
}
