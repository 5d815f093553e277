<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Activity\Actor;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * A person's word for what a program plans. An offer that a Webservice key arms with another group's access, or above the merchant's limit, keeps the
 * intent that it had (a draft, or paused), under which nobody enters, and awaits approval until somebody arms it on the page:
 *
 *   by a key: armed -> draft, awaiting -> armed by an employee: approved as it stands -> a key may pause, resume, lower and end it
 *
 * What the key changes beyond what was approved awaits approval again; of an offer that is armed such a change is refused, and it runs on as it was.
 */
final class Approval
{
    /** Percent; above it a person must agree, unless the merchant sets another one or switches the rule off. */
    public const LIMIT = '50.00';
    private const STATE = 'approval_limit';
    private const OFF = 'off';
    private const PAGE = 'page_address';
    /** What an approval is about, besides the discounts. */
    private const SAME = ['id_shop', 'membership', 'id_reference_group', 'modules_denied', 'price_display_method', 'show_prices', 'rotation', 'audience'];

    /** @return string|null percent, two decimals; null: programs need nobody's word */
    public static function limit(): ?string
    {
        $limit = State::get(self::STATE) ?? self::LIMIT;

        return $limit === self::OFF ? null : $limit;
    }

    /** @param mixed $given percent; null switches the rule off. @throws Refusal */
    public static function setLimit($given): void
    {
        $limit = $given === null ? self::OFF : OfferFields::percent('approvalAbove', JsonField::number($given));
        Activity::record('approval_limit_changed', 0, ['approvalAbove' => State::get(self::STATE) ?? self::LIMIT], ['approvalAbove' => $limit]);
        State::set(self::STATE, $limit);
    }

    /**
     * In the transaction of the change.
     *
     * @param array<string, string|null> $row as it shall be, checked
     * @param array<string, string|null>|null $old as stored; null: new
     *
     * @return array<string, string|null> the row as it is to be stored
     *
     * @throws Refusal when an armed offer would get more than was approved
     */
    public static function settled(array $row, ?array $old): array
    {
        $byProgram = self::isProgram();
        $row['origin'] = $old['origin'] ?? ($byProgram ? 'webservice' : 'page');
        $row['awaiting'] = '';
        $asks = $byProgram && $row['intent'] === 'armed' ? self::asks($row) : [];
        if ($asks === [] || ($old !== null && self::covers(self::approved((int) $old['id_group_offer']) ?? ($old['intent'] === 'armed' ? $old : null), $row))) {
            return $row;
        }
        Refusal::if($old !== null && $old['intent'] === 'armed', 'approval_needed', field: isset($asks['group']) ? 'id_reference_group' : 'discount', id: (int) ($old['id_group_offer'] ?? 0));
        $row['intent'] = $old['intent'] ?? 'draft';
        $row['awaiting'] = (string) json_encode($asks, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE);

        return $row;
    }

    /**
     * A person has armed it so: what they saw is approved.
     *
     * @param array<string, string|null> $row stored
     */
    public static function keep(array $row): void
    {
        if ($row['intent'] === 'armed' && !self::isProgram()) {
            Sql::execute('REPLACE INTO ' . self::table() . ' (`id_group_offer`, `approved`) VALUES (' . (int) $row['id_group_offer'] . ', ' . Sql::quote((string) json_encode($row, JSON_INVALID_UTF8_SUBSTITUTE)) . ')');
        }
    }

    /** The page was opened at this address: where a person says yes. */
    public static function seenPage(string $address): void
    {
        if (State::get(self::PAGE) !== $address) {
            State::set(self::PAGE, $address);
        }
    }

    /** @return string the page's address while an offer awaits approval; the back office's folder is nobody's business otherwise */
    public static function page(): string
    {
        $awaits = Sql::value('SELECT 1 FROM ' . Sql::table('groupoffers_offer') . " WHERE `awaiting` <> '' AND `intent` <> 'archived' LIMIT 1") !== null;

        return $awaits ? (string) State::get(self::PAGE) : '';
    }

    public static function table(): string
    {
        return Sql::table('groupoffers_approval');
    }

    private static function isProgram(): bool
    {
        return in_array(Actor::current()->kind, [Actor::KEY, Actor::SERVICE], true);
    }

    /**
     * @param array<string, string|null> $row
     *
     * @return array{discount?: float, limit?: float, group?: int, groupName?: string} what needs a person's word; empty: nothing
     */
    private static function asks(array $row): array
    {
        $limit = self::limit();
        if ($limit === null) {
            return [];
        }
        $asks = [];
        $highest = max(array_map('floatval', [(string) $row['discount'], ...array_values(self::reductions($row))]));
        if ($highest > (float) $limit) {
            $asks = ['discount' => $highest, 'limit' => (float) $limit];
        }
        $group = (int) $row['id_reference_group'];
        if ($group !== 0 && $group !== (int) \Configuration::getGlobalValue('PS_CUSTOMER_GROUP')) {
            $asks += ['group' => $group, 'groupName' => (string) Sql::value('SELECT `name` FROM ' . Sql::table('group_lang') . " WHERE `id_group` = {$group} AND `id_lang` = " . (int) \Configuration::getGlobalValue('PS_LANG_DEFAULT'))];
        }

        return $asks;
    }

    /** @return array<string, string|null>|null the offer's row as a person armed it */
    private static function approved(int $offer): ?array
    {
        $row = Sql::value('SELECT `approved` FROM ' . self::table() . " WHERE `id_group_offer` = {$offer}");

        return $row === null ? null : json_decode($row, true);
    }

    /**
     * Whether the offer gives nobody more than was approved: the same to the same customers at the same time, at most as much off, and ended windows.
     *
     * @param array<string, string|null>|null $approved
     * @param array<string, string|null> $row
     */
    private static function covers(?array $approved, array $row): bool
    {
        if ($approved === null) {
            return false;
        }
        $differ = array_filter(self::SAME, static fn (string $field): bool => (string) $approved[$field] !== (string) $row[$field]);
        $before = self::reductions($approved);
        $now = self::reductions($row);
        $higher = array_filter($now, static fn (string $discount, string $category): bool => (float) $discount > (float) ($before[$category] ?? -1), ARRAY_FILTER_USE_BOTH);

        return $differ === [] && $higher === [] && array_diff_key($before, $now) === [] && (float) $row['discount'] <= (float) $approved['discount']
            && ScheduleRules::withoutCuts((string) $approved['schedule']) === ScheduleRules::withoutCuts((string) $row['schedule']);
    }

    /**
     * @param array<string, string|null> $row
     *
     * @return array<string, string> percent by category
     */
    private static function reductions(array $row): array
    {
        $by = [];
        foreach (OfferRules::reductionsOf((string) $row['reductions']) as $each) {
            $by[$each['idCategory'] . ($each['subcategories'] ? ' and below' : '')] = $each['discount'];
        }

        return $by;
    }
}
