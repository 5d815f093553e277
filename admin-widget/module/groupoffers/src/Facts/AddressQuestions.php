<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Of the newest address that is not deleted. An address without a state or a postcode is a no; who has no address is unknown. */
final class AddressQuestions
{
    /**
     * @param array<string, mixed> $ask
     *
     * @return array{yes: int[], no: int[], others: string}
     */
    public static function region(array $ask, int $after, int $last): array
    {
        $states = [];
        foreach (QuestionFields::items($ask, 'states') as $state) {
            Refusal::ifWrong(!is_int($state) || $state < 1, 'ask.states', $state, '≥ 1');
            $states[$state] = true;
        }

        return self::judge('`id_state`', $after, $last, static fn (string $state): bool => isset($states[(int) $state]));
    }

    /**
     * @param array<string, mixed> $ask
     *
     * @return array{yes: int[], no: int[], others: string}
     */
    public static function postcode(array $ask, int $after, int $last): array
    {
        $prefixes = [];
        foreach (QuestionFields::items($ask, 'prefixes') as $prefix) {
            $plain = is_string($prefix) ? self::plain($prefix) : '';
            Refusal::ifWrong($plain === '', 'ask.prefixes', $prefix, '"28"');
            $prefixes[] = $plain;
        }

        return self::judge('`postcode`', $after, $last, static function (string $postcode) use ($prefixes): bool {
            $postcode = self::plain($postcode);
            foreach ($prefixes as $prefix) {
                if (str_starts_with($postcode, $prefix)) {
                    return true;
                }
            }

            return false;
        });
    }

    /**
     * @param callable(string): bool $matches
     *
     * @return array{yes: int[], no: int[], others: string}
     */
    private static function judge(string $column, int $after, int $last, callable $matches): array
    {
        $newest = [];
        foreach (Sql::tuples(CustomerColumns::addresses($column, $after, $last)) as [$id, $value]) {
            $newest[(int) $id] = (string) $value;
        }
        $answer = ['yes' => [], 'no' => [], 'others' => 'unknown'];
        $memo = [];
        foreach ($newest as $id => $value) {
            $answer[($memo[$value] ??= $matches((string) $value)) ? 'yes' : 'no'][] = $id;
        }

        return $answer;
    }

    /** Without white space and case: "sw1a 1aa" and "SW1A1AA" are the same postcode. */
    private static function plain(string $postcode): string
    {
        return mb_strtoupper((string) preg_replace('/[\s\x{A0}]+/u', '', $postcode));
    }
}
