<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Mean of the product ratings that a customer gave and that were approved, as the module productcomments keeps them; unknown for who gave none. */
final class RatingQuestion
{
    private const COLUMNS = ['id_customer', 'grade', 'validate', 'deleted'];

    /**
     * @param array<string, mixed> $ask
     *
     * @return array{yes: int[], no: int[], others: string}
     */
    public static function answer(array $ask, int $after, int $last): array
    {
        $atLeast = QuestionFields::figure($ask, 'atLeast');
        $atMost = QuestionFields::figure($ask, 'atMost');
        $answer = ['yes' => [], 'no' => [], 'others' => 'unknown'];
        if (!self::areKept()) {
            return $answer;
        }
        $sql = 'SELECT `id_customer`, AVG(`grade`) FROM ' . Sql::table('product_comment')
            . " WHERE `id_customer` > {$after} AND `id_customer` <= {$last} AND `validate` = 1 AND `deleted` = 0 GROUP BY `id_customer` ORDER BY `id_customer`";
        foreach (Sql::tuples($sql) as [$id, $grade]) {
            $isMeant = ($atLeast === null || (float) $grade >= $atLeast) && ($atMost === null || (float) $grade <= $atMost);
            $answer[$isMeant ? 'yes' : 'no'][] = (int) $id;
        }

        return $answer;
    }

    /** Whether the table is there, as this module's: another's may bear the same name. */
    private static function areKept(): bool
    {
        $name = _DB_PREFIX_ . 'product_comment';
        foreach (Sql::rows('SHOW TABLES LIKE ' . Sql::quote(addcslashes($name, '_%\\'))) as $row) {
            if (reset($row) === $name) {
                return array_diff(self::COLUMNS, array_column(Sql::rows('SHOW COLUMNS FROM ' . Sql::table('product_comment')), 'Field')) === [];
            }
        }

        return false;
    }
}
