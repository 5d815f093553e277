<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Branches;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Offer\OfferRules;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What an offer's group shall be, derived from the stored offer alone. */
final class GroupPlan
{
    /**
     * @param int[] $languages
     * @param int[] $shops that show the group's prices: without a row there the catalogue falls back to the customer group, the cart does not
     * @param array<int, string> $reductions category id => fraction with four decimals, as `group_reduction` keeps it
     * @param array<string, true> $modules "idModule-idShop"
     * @param array<int, true> $categories opened categories
     * @param array<int, true> $carriers opened carriers
     */
    private function __construct(
        public readonly string $name,
        public readonly string $discount,
        public readonly int $priceDisplayMethod,
        public readonly int $showPrices,
        public readonly int $referenceGroup,
        public readonly array $languages,
        public readonly array $shops,
        public readonly array $reductions,
        public readonly array $modules,
        public readonly array $categories,
        public readonly array $carriers
    ) {
    }

    /**
     * @param array<string, string|null> $offer stored row
     * @param bool $zero nobody is inside and nothing runs: the group gives no discount
     */
    public static function of(array $offer, bool $zero): self
    {
        $reference = self::reference($offer);
        $exclusive = $offer['membership'] === 'exclusive';
        $inherited = static fn (string $value, string $column): int => (int) $value >= 0 ? (int) $value : (int) ($reference[$column] ?? 0);

        return new self(
            GroupName::of((string) $offer['name'], (int) $offer['id_group_offer']),
            $zero ? '0.00' : number_format((float) $offer['discount'], 2, '.', ''),
            $inherited((string) $offer['price_display_method'], 'price_display_method'),
            $inherited((string) $offer['show_prices'], 'show_prices'),
            (int) $reference['id_group'],
            self::languages(),
            self::shops((int) $offer['id_shop']),
            $zero ? [] : self::reductions((string) $offer['reductions']),
            self::modules($exclusive ? (int) $reference['id_group'] : 0, (string) $offer['modules_denied']),
            $exclusive ? self::opened('category_group', 'id_category', (int) $reference['id_group']) : [],
            $exclusive ? self::opened('carrier_group', 'id_carrier', (int) $reference['id_group']) : []
        );
    }

    /** Equal hashes: the same group is wanted. */
    public function hash(): string
    {
        return hash('sha256', (string) json_encode(get_object_vars($this), JSON_INVALID_UTF8_SUBSTITUTE));
    }

    /** The same under a name that no other group has. @param int $idGroup 0 when the group is still to be made */
    public function named(string $offerName, int $idOffer, int $idGroup): self
    {
        return new self(...['name' => GroupName::free($offerName, $idOffer, $idGroup)] + get_object_vars($this));
    }

    /** @return int[] all of the shop, also those that are switched off */
    public static function languages(): array
    {
        return self::column('SELECT `id_lang` FROM ' . Sql::table('lang') . ' ORDER BY `id_lang`');
    }

    /** @return int[] the shop and those that share its customers; all for 0 */
    public static function shops(int $idShop): array
    {
        $sql = 'SELECT s.`id_shop` FROM ' . Sql::table('shop') . ' s';
        if ($idShop > 0) {
            $sql .= ' JOIN ' . Sql::table('shop') . " o ON o.`id_shop` = {$idShop} JOIN " . Sql::table('shop_group') . ' g ON g.`id_shop_group` = o.`id_shop_group`'
                . " WHERE (s.`id_shop` = {$idShop} OR (s.`id_shop_group` = o.`id_shop_group` AND g.`share_customer` = 1)) AND s.`deleted` = 0";
        } else {
            $sql .= ' WHERE s.`deleted` = 0';
        }

        return self::column($sql . ' ORDER BY s.`id_shop`');
    }

    /** @return array<string, string|null> the group's row; the shop's customer group when the offer names none or one that is gone */
    private static function reference(array $offer): array
    {
        foreach ([(int) $offer['id_reference_group'], (int) \Configuration::getGlobalValue('PS_CUSTOMER_GROUP')] as $id) {
            $row = $id > 0 ? Sql::row('SELECT * FROM ' . Sql::table('group') . " WHERE `id_group` = {$id}") : null;
            if ($row !== null) {
                return $row;
            }
        }

        return ['id_group' => '0', 'price_display_method' => '0', 'show_prices' => '1'];
    }

    /**
     * Of two entries that meet a category, the nearer one counts, so deeper entries are laid over those above them.
     *
     * @return array<int, string>
     */
    private static function reductions(string $json): array
    {
        $entries = [];
        foreach (OfferRules::reductionsOf($json) as $entry) {
            $entries[$entry['idCategory']] = $entry;
        }
        if ($entries === []) {
            return [];
        }
        $there = self::column('SELECT `id_category` FROM ' . Sql::table('category') . ' WHERE `id_category` IN (' . Sql::ints(array_keys($entries)) . ') ORDER BY `id_category`');
        $branches = in_array(true, array_column($entries, 'subcategories'), true) ? Branches::read() : null;
        if ($branches !== null) {
            usort($there, static fn (int $a, int $b): int => [$branches->depth($a), $a] <=> [$branches->depth($b), $b]);
        }
        $fractions = [];
        $own = [];
        foreach ($there as $id) {
            $own[$id] = number_format((float) $entries[$id]['discount'] / 100, 4, '.', '');
            foreach ($branches !== null && $entries[$id]['subcategories'] ? $branches->below($id) : [] as $below => $parent) {
                $fractions[$below] = $own[$id];
            }
        }
        $fractions = $own + $fractions;
        ksort($fractions);

        return $fractions;
    }

    /**
     * @param int $reference 0: nothing is opened but this module
     *
     * @return array<string, true>
     */
    private static function modules(int $reference, string $denied): array
    {
        $own = ModuleAccess::idModule();
        $deny = array_flip(array_map('intval', (array) json_decode($denied, true)));
        $modules = [];
        if ($reference > 0) {
            foreach (Sql::rows('SELECT `id_module`, `id_shop` FROM ' . Sql::table('module_group') . " WHERE `id_group` = {$reference}") as $row) {
                if (!isset($deny[(int) $row['id_module']])) {
                    $modules[(int) $row['id_module'] . '-' . (int) $row['id_shop']] = true;
                }
            }
        }
        foreach (self::column('SELECT `id_shop` FROM ' . Sql::table('shop')) as $idShop) {
            $modules["{$own}-{$idShop}"] = true;
        }
        ksort($modules);

        return $modules;
    }

    /** @return array<int, true> */
    private static function opened(string $table, string $column, int $reference): array
    {
        $ids = array_fill_keys(self::column("SELECT `{$column}` FROM " . Sql::table($table) . " WHERE `id_group` = {$reference}"), true);
        ksort($ids);

        return $ids;
    }

    /** @return int[] */
    private static function column(string $sql): array
    {
        return array_map(static fn (array $row): int => (int) reset($row), Sql::rows($sql));
    }
}
