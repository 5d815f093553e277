<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\GroupPlan;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Group\WorseOffJudge;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Cart rules that customers of an offer could not use. The core takes a rule that is bound to groups only from a customer who is a member of one of
 * them, whatever their default group (CartRule::checkValidity), and takes it out of carts otherwise. An offer with `keep` leaves all memberships as
 * they are and costs no voucher; with `exclusive` its group is the only one.
 */
final class Vouchers
{
    private const MOST = 100;
    /** Older carts are not bought any more. */
    private const OPEN_DAYS = 30;

    /**
     * @param array<string, string|null> $offer a plan's row
     *
     * @return list<array{id: int, name: string, code: string, groups: string[], carts: int}> those in most carts first
     */
    public static function lost(array $offer): array
    {
        if ($offer['membership'] !== 'exclusive' || !(bool) \Configuration::getGlobalValue('PS_CART_RULE_FEATURE_ACTIVE')) {
            return [];
        }
        $rules = self::bound($offer);
        if ($rules === []) {
            return [];
        }
        $names = Names::groups();
        $carts = self::carts(array_keys($rules));
        $lost = [];
        foreach ($rules as $id => $rule) {
            $groups = array_map(static fn (int $group): string => $names[$group] ?? '', $rule['groups']);
            $lost[] = ['id' => $id, 'name' => $rule['name'], 'code' => $rule['code'], 'groups' => $groups, 'carts' => $carts[$id] ?? 0];
        }
        usort($lost, static fn (array $a, array $b): int => [$b['carts'], $a['id']] <=> [$a['carts'], $b['id']]);

        return array_slice($lost, 0, self::MOST);
    }

    /** @return array<int, array{name: string, code: string, groups: int[]}> rules that can be used while the offer runs, bound to groups that customers leave for it */
    private static function bound(array $offer): array
    {
        [$start, $end] = array_map(Sql::quote(...), WorseOffJudge::period($offer));
        $own = OfferGroups::idFor((int) $offer['id_group_offer']);
        $shops = Sql::ints(GroupPlan::shops((int) $offer['id_shop']));
        $left = self::left();
        $rules = [];
        foreach (Sql::rows('SELECT r.`id_cart_rule`, r.`code`, l.`name`, g.`id_group` FROM ' . Sql::table('cart_rule') . ' r JOIN ' . Sql::table('cart_rule_group') . ' g ON g.`id_cart_rule` = r.`id_cart_rule` LEFT JOIN '
            . Sql::table('cart_rule_lang') . ' l ON l.`id_cart_rule` = r.`id_cart_rule` AND l.`id_lang` = ' . Names::language()
            . " WHERE r.`group_restriction` = 1 AND r.`active` = 1 AND r.`quantity` > 0 AND r.`date_from` <= {$end} AND r.`date_to` >= {$start}"
            . ' AND (r.`shop_restriction` = 0 OR EXISTS (SELECT 1 FROM ' . Sql::table('cart_rule_shop') . " s WHERE s.`id_cart_rule` = r.`id_cart_rule` AND s.`id_shop` IN ({$shops})))"
            . ' AND NOT EXISTS (SELECT 1 FROM ' . Sql::table('cart_rule_group') . " o WHERE o.`id_cart_rule` = r.`id_cart_rule` AND o.`id_group` = {$own})"
            . ' ORDER BY r.`id_cart_rule`, g.`id_group`') as $row) {
            $group = (int) $row['id_group'];
            if (isset($left[$group])) {
                $rules[(int) $row['id_cart_rule']] ??= ['name' => (string) $row['name'], 'code' => (string) $row['code'], 'groups' => []];
                $rules[(int) $row['id_cart_rule']]['groups'][] = $group;
            }
        }

        return $rules;
    }

    /** @return array<int, true> groups that customers have as if no offer were */
    private static function left(): array
    {
        $left = [];
        $ours = array_fill_keys(OfferGroups::all(), true);
        foreach (Sql::rows('SELECT DISTINCT `id_group` FROM ' . Sql::table('cart_rule_group')) as $row) {
            $group = (int) $row['id_group'];
            if (!isset($ours[$group]) && Sql::row('SELECT 1 FROM ' . Sql::table('customer_group') . ' m JOIN ' . Sql::table('customer')
                . " c ON c.`id_customer` = m.`id_customer` AND c.`is_guest` = 0 AND c.`deleted` = 0 WHERE m.`id_group` = {$group} LIMIT 1") !== null) {
                $left[$group] = true;
            }
        }

        return $left;
    }

    /**
     * @param int[] $rules
     *
     * @return array<int, int> carts of customers that hold the rule and are not ordered, by rule
     */
    private static function carts(array $rules): array
    {
        $since = Sql::quote(Clock::shopLocal(Clock::now()->modify('-' . self::OPEN_DAYS . ' days')));
        $carts = [];
        foreach (Sql::rows('SELECT h.`id_cart_rule`, COUNT(*) AS n FROM ' . Sql::table('cart_cart_rule') . ' h JOIN ' . Sql::table('cart') . ' c ON c.`id_cart` = h.`id_cart` LEFT JOIN '
            . Sql::table('orders') . ' o ON o.`id_cart` = c.`id_cart` WHERE h.`id_cart_rule` IN (' . Sql::ints($rules) . ") AND o.`id_order` IS NULL AND c.`id_customer` > 0 AND c.`date_upd` >= {$since}"
            . ' GROUP BY h.`id_cart_rule`') as $row) {
            $carts[(int) $row['id_cart_rule']] = (int) $row['n'];
        }

        return $carts;
    }
}
