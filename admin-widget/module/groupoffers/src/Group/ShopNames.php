<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Names that offers may use instead of ids. The core's own resources give them too, and a 500 as soon as some module raises a notice. */
final class ShopNames
{
    private const TABLES = ['groups' => 'group', 'categories' => 'category'];

    /**
     * @param mixed $what
     *
     * @return list<array{id: int, name: string}> by id, in the shop's default language; in another one where that has no name
     */
    public static function read($what): array
    {
        $table = is_string($what) ? self::TABLES[$what] ?? null : null;
        Refusal::ifWrong($table === null, 'names', $what, ['groups', 'categories']);
        $language = (int) \Configuration::getGlobalValue('PS_LANG_DEFAULT');
        $names = [];
        // The default language comes last: a category has a row for each shop and language.
        $sql = "SELECT o.`id_{$table}` AS id, l.`name` FROM " . Sql::table($table) . ' o LEFT JOIN ' . Sql::table("{$table}_lang") . " l ON l.`id_{$table}` = o.`id_{$table}`"
            . " ORDER BY o.`id_{$table}`, COALESCE(l.`id_lang` = {$language}, 0)" . ($table === 'category' ? ', l.`id_shop` DESC' : '');
        foreach (Sql::each($sql) as $row) {
            $id = (int) $row['id'];
            $name = (string) $row['name'];
            if ($name !== '' || !isset($names[$id])) {
                $names[$id] = ['id' => $id, 'name' => $name];
            }
        }

        return array_values($names);
    }
}
