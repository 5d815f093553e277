<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

use PrestaShop\Module\GroupOffers\Core\ShopScope;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Everything that the page can ask, a line each with the rights that it needs; what has no line is refused. docs/THREATS.md shows it as a table, and
 * sync-service/test/faults/hostile/page-rights.test.ts tries each line as each kind of employee.
 *
 * A line: resource, method, what the body holds (a key, or `key=value`; nothing: whatever it holds), rights. Every line needs View too.
 */
final class Actions
{
    public const ALL = [
        ['group_offers', 'GET', '', []],
        ['group_offers', 'POST', '', [Right::Add]],
        ['group_offers', 'PUT', '', [Right::Edit]],
        ['group_offers', 'DELETE', '', [Right::Delete]],
        ['group_offer_status', 'GET', '', []],
        ['group_offer_groups', 'GET', '', []],
        ['group_offer_facts', 'GET', '', []],
        ['group_offer_audience', 'GET', '', []],
        ['group_offer_audience', 'POST', 'ask', []],
        // Its answer says who is a customer.
        ['group_offer_imports', 'POST', 'import', [Right::Add, Right::Customers]],
        ['group_offer_imports', 'POST', 'forget', [Right::Delete]],
        ['group_offer_exclusions', 'POST', 'exclude', [Right::Edit]],
        ['group_offer_exclusions', 'POST', 'include', [Right::Edit]],
        // Whoever is due may always go, of any shop.
        ['group_offer_moves', 'POST', 'kind=leave', [Right::Edit]],
        ['group_offer_control', 'POST', 'kind=pauseAll', [Right::Edit, Right::AllShops]],
        ['group_offer_control', 'POST', 'kind=confirm', [Right::Edit, Right::AllShops]],
        ['group_offer_enrolments', 'GET', '', []],
        ['page_overview', 'GET', '', []],
        ['page_choices', 'GET', '', []],
        ['page_customers', 'POST', '', [Right::Customers]],
        ['page_customer', 'POST', '', [Right::Customers]],
        ['page_review', 'POST', '', []],
        ['page_products', 'POST', '', []],
        ['page_activity', 'GET', '', []],
        ['page_activity', 'POST', 'saved', []],
        ['page_connection', 'GET', '', []],
        ['page_connection', 'POST', 'show=key', [Right::Webservice, Right::AllShops]],
        ['page_connection', 'POST', 'make=key', [Right::Webservice, Right::AllShops]],
        // With it one plans offers.
        ['page_connection', 'POST', 'make=planning', [Right::Edit, Right::Webservice, Right::AllShops]],
        ['page_connection', 'POST', 'withdraw=key', [Right::Webservice, Right::AllShops]],
        ['page_connection', 'POST', 'withdraw=planning', [Right::Webservice, Right::AllShops]],
        ['page_connection', 'POST', 'switchOn=webservice', [Right::Webservice, Right::AllShops]],
        ['page_connection', 'POST', 'show=cron', [Right::Edit, Right::AllShops]],
        ['page_connection', 'POST', 'make=cron', [Right::Edit, Right::AllShops]],
        // What it limits are keys.
        ['page_connection', 'POST', 'approvalAbove', [Right::Edit, Right::Webservice, Right::AllShops]],
        ['page_connection', 'POST', 'dropTables', [Right::Delete, Right::AllShops]],
    ];

    /** What some requests need beside their line, by what they hold. */
    public const WHEN = [
        'an offer is planned as anything but a draft' => [Right::Edit],
        'an offer is archived' => [Right::Delete],
        'an offer gets the access of another group than the shop\'s customer group' => [Right::Groups],
        'a question about addresses' => [Right::Customers],
        'an import takes the place of a list' => [Right::Edit],
        'an offer of another shop, or of all shops' => [Right::AllShops],
        'a list that holds customers of other shops is replaced or deleted' => [Right::AllShops],
    ];

    /**
     * @param array<string, mixed> $body
     *
     * @return list<Right>|null null: there is no such action
     */
    public static function needs(string $resource, string $method, array $body): ?array
    {
        foreach (self::ALL as [$ofResource, $ofMethod, $holds, $rights]) {
            if ($ofResource === $resource && $ofMethod === $method && self::holds($body, $holds)) {
                return [Right::View, ...$rights];
            }
        }

        return null;
    }

    /** @throws Denied */
    public static function needWhen(Rights $rights, string $when): void
    {
        $rights->need(...self::WHEN[$when]);
    }

    /** @throws Denied unless the employee may enter the offer's shop; 0: all of them */
    public static function needShop(Rights $rights, int $shop): void
    {
        if (!ShopScope::allows($shop)) {
            self::needWhen($rights, 'an offer of another shop, or of all shops');
        }
    }

    /** @param array<string, mixed> $body */
    private static function holds(array $body, string $what): bool
    {
        [$key, $value] = explode('=', $what . '=');
        if ($value !== '' || $key === '') {
            return $key === '' || ($body[$key] ?? null) === $value;
        }

        // Nothing else may ride along with it.
        return array_keys(array_diff_key($body, $key === 'ask' ? ['after' => 0, 'limit' => 0] : [])) === [$key];
    }
}
