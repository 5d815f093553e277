<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Which specific price (or catalogue rule, which the core writes out as specific prices) the core takes for a product, and the price that comes of
 * it: `SpecificPrice::getSpecificPrice()` and `Product::priceCalculation()` without their one query for each product, group and quantity. An
 * offer's group is named by no specific price, so what names the customers' own group is lost in it.
 *
 * Prices are compared in every shop, currency, country, combination, quantity and at every instant in which the rows at hand can make a difference.
 * What is not known (a customer's tax rate) is bounded: a price is linear in it, so both ends are looked at.
 *
 * @phpstan-type PriceRow array{group: int, shop: int, currency: int, country: int, customer: int, base: int, attribute: int, quantity: int, rule: int,
 *   price: float, reduction: float, taxed: bool, amount: bool, from: string, to: string, everywhere: bool, sign: string}
 * @phpstan-type Figures array{price: float, tax: float, ecotaxes: non-empty-list<float>, combinations: int, low: float, high: float, named: array<int, float>}
 * @phpstan-type Context array{shop: int, currency: int, country: int, customer: int, attribute: int, quantity: int, at: string}
 */
final class SpecificPrices
{
    /** Prices have six decimals. */
    public const LEAST = 0.000002;
    /** Of one product and group; beyond that nothing is known, which counts as dearer. */
    private const MAX_CONTEXTS = 3000;

    private int $contexts = 0;

    /**
     * @param string $start of the time looked at, in the shop's zone as the core compares it
     * @param array<int, array<int, float>> $rates conversion rate by shop and active currency
     * @param int[] $countries active ones
     */
    public function __construct(private string $start, private string $end, private array $rates, private array $countries)
    {
    }

    /**
     * @param PriceRow[] $rows those for everybody, those for the group, and those for customers of the group
     * @param array<int, Figures> $shops figures of the product in each shop that shows it
     * @param string[] $priority the most important first, as `SpecificPrice::getPriority()` gives it
     * @param float $own fraction that the group takes off
     * @param float $offers the same in the offer
     *
     * @return array{now: float, then: float}|null where the difference is the largest, without tax, in the default currency; null: nothing becomes
     *                                             dearer; both -1: too much to be looked at
     */
    public function dearer(int $group, array $rows, array $shops, array $priority, float $own, float $offers): ?array
    {
        $this->contexts = 0;
        $worst = null;
        foreach ($shops as $shop => $figures) {
            foreach ($this->byCustomer($rows, $shop) as $customer => $mine) {
                foreach ($this->contextsOf($mine, $shop, $customer, $figures) as $context) {
                    if (++$this->contexts > self::MAX_CONTEXTS) {
                        return ['now' => -1.0, 'then' => -1.0];
                    }
                    $found = $this->inContext($context, $group, $mine, $figures, $priority, $own, $offers);
                    if ($found !== null && ($worst === null || $found['then'] - $found['now'] > $worst['then'] - $worst['now'])) {
                        $worst = $found;
                    }
                }
            }
        }

        return $worst;
    }

    /**
     * @param PriceRow[] $mine
     * @param Figures $figures
     *
     * @return array{now: float, then: float}|null
     */
    private function inContext(array $context, int $group, array $mine, array $figures, array $priority, float $own, float $offers): ?array
    {
        $kept = $this->taken($mine, $context, 0, $priority);
        $had = $this->taken($mine, $context, $group, $priority);
        if ($own <= $offers && $had === $kept) {
            return null;
        }
        $rate = $this->rates[$context['shop']][$context['currency']] ?? 1.0;
        $worst = null;
        foreach ($this->corners($figures, $mine) as [$tax, $ecotax]) {
            foreach ($context['attribute'] > 0 ? [$figures['named'][$context['attribute']]] : array_unique([$figures['high'], $figures['low']]) as $impact) {
                $price = fn (?array $row): float => self::price($row, $figures['price'], $impact, $ecotax, $tax, $rate, $context['currency']);
                // Of equals the database takes any one.
                $now = min(array_map($price, $had)) * (1 - $own) / $rate;
                $then = max(array_map($price, $kept)) * (1 - $offers) / $rate;
                if ($then - $now > self::LEAST && ($worst === null || $then - $now > $worst['then'] - $worst['now'])) {
                    $worst = ['now' => $now, 'then' => $then];
                }
            }
        }

        return $worst;
    }

    /**
     * As `Product::priceCalculation()` without tax: the price, the combination's share, ecotax, less the specific price's reduction. The group's
     * percentage comes off that.
     *
     * @param PriceRow|null $row
     */
    private static function price(?array $row, float $price, float $impact, float $ecotax, float $tax, float $rate, int $currency): float
    {
        $isFixed = $row !== null && $row['price'] >= 0;
        if ($isFixed) {
            $price = $row['price'];
        }
        if (!$isFixed || $row['currency'] === 0 || $row['currency'] !== $currency) {
            $price *= $rate;
        }
        if (!$isFixed || $row['attribute'] === 0) {
            $price += $impact * $rate;
        }
        $price += $ecotax * $rate;
        if ($row !== null) {
            if ($row['amount']) {
                $amount = $row['reduction'] * ($row['currency'] === 0 ? $rate : 1.0);
                $price -= $row['taxed'] ? $amount / (1 + $tax) : $amount;
            } else {
                $price -= $price * $row['reduction'];
            }
        }

        return max(0.0, $price);
    }

    /**
     * The row that the core's query would bring first, and those that the query ranks like it.
     *
     * @param PriceRow[] $rows
     *
     * @return non-empty-list<PriceRow|null>
     */
    private function taken(array $rows, array $context, int $group, array $priority): array
    {
        $best = null;
        $taken = [null];
        foreach ($rows as $row) {
            if (($row['group'] !== 0 && $row['group'] !== $group)
                || ($row['currency'] !== 0 && $row['currency'] !== $context['currency'])
                || ($row['country'] !== 0 && $row['country'] !== $context['country'])
                || ($row['attribute'] !== 0 && $row['attribute'] !== $context['attribute'])
                || ($row['quantity'] > 1 && $row['quantity'] > $context['quantity'])
                || ($row['from'] !== '' && $row['from'] > $context['at']) || ($row['to'] !== '' && $row['to'] < $context['at'])) {
                continue;
            }
            $score = 0;
            $weight = 1 << count($priority);
            foreach ($priority as $field) {
                $score += $row[$field] === ($field === 'group' ? $group : $context[$field]) ? $weight : 0;
                $weight >>= 1;
            }
            $rank = [$row['attribute'], $row['quantity'], -$row['rule'], $score, $row['to'], $row['from']];
            $order = $best === null ? 1 : $rank <=> $best;
            if ($order > 0) {
                $best = $rank;
                $taken = [$row];
            } elseif ($order === 0) {
                $taken[] = $row;
            }
        }

        return $taken;
    }

    /**
     * @param PriceRow[] $rows
     *
     * @return array<int, PriceRow[]> what counts for a customer whom none of the rows names (0), and for each of the others
     */
    private function byCustomer(array $rows, int $shop): array
    {
        $shared = [];
        $customers = [];
        foreach ($rows as $row) {
            if ($row['shop'] !== 0 && $row['shop'] !== $shop) {
                continue;
            }
            if ($row['customer'] === 0) {
                $shared[] = $row;
            } else {
                $customers[$row['customer']][] = $row;
            }
        }

        return [0 => $shared] + array_map(static fn (array $own): array => array_merge($shared, $own), $customers);
    }

    /**
     * @param PriceRow[] $rows
     * @param Figures $figures
     *
     * @return \Generator<int, Context>
     */
    private function contextsOf(array $rows, int $shop, int $customer, array $figures): \Generator
    {
        if (!in_array(false, array_column($rows, 'everywhere'), true)) {
            yield ['shop' => $shop, 'currency' => (int) array_key_first($this->rates[$shop] ?? [0 => 1.0]), 'country' => (int) reset($this->countries), 'customer' => 0, 'attribute' => 0, 'quantity' => 1,
                'at' => $this->start];

            return;
        }
        $attributes = array_keys(array_intersect_key($figures['named'], array_fill_keys(array_column($rows, 'attribute'), true)));
        if (count($attributes) < max(1, $figures['combinations'])) {
            $attributes[] = 0;
        }
        $quantities = array_unique(array_map(static fn (array $row): int => max(1, $row['quantity']), $rows));
        if (!in_array(1, $quantities, true)) {
            array_unshift($quantities, 1);
        }
        foreach (self::namedAndOne(array_column($rows, 'currency'), array_keys($this->rates[$shop] ?? [0 => 1.0])) as $currency) {
            foreach (self::namedAndOne(array_column($rows, 'country'), $this->countries) as $country) {
                foreach ($attributes as $attribute) {
                    foreach ($quantities as $quantity) {
                        foreach ($this->instants($rows) as $at) {
                            yield ['shop' => $shop, 'currency' => $currency, 'country' => $country, 'customer' => $customer, 'attribute' => $attribute, 'quantity' => $quantity, 'at' => $at];
                        }
                    }
                }
            }
        }
    }

    /**
     * @param int[] $named in the rows
     * @param int[] $there what there is
     *
     * @return int[] those that are named, and one that stands for all the others
     */
    private static function namedAndOne(array $named, array $there): array
    {
        if (array_filter($named) === []) {
            return [(int) reset($there)];
        }
        $others = array_diff($there, $named);

        return array_merge(array_values(array_intersect($there, $named)), $others === [] ? [] : [reset($others)]);
    }

    /**
     * @param PriceRow[] $rows
     *
     * @return string[] the beginning, and whenever a row begins to count or has ended
     */
    private function instants(array $rows): array
    {
        $instants = [$this->start => true];
        foreach ($rows as $row) {
            if ($row['from'] > $this->start && $row['from'] <= $this->end) {
                $instants[$row['from']] = true;
            }
            if ($row['to'] !== '' && $row['to'] < $this->end) {
                $instants[(new \DateTimeImmutable($row['to'], new \DateTimeZone('UTC')))->modify('+1 second')->format('Y-m-d H:i:s')] = true;
            }
        }

        return array_map('strval', array_keys($instants));
    }

    /**
     * @param Figures $figures
     * @param PriceRow[] $rows
     *
     * @return list<array{float, float}> tax rates and ecotaxes to be looked at
     */
    private function corners(array $figures, array $rows): array
    {
        $taxes = [$figures['tax']];
        foreach ($rows as $row) {
            if ($row['amount'] && $row['taxed'] && $figures['tax'] > 0) {
                $taxes = [$figures['tax'], 0.0];
                break;
            }
        }
        $corners = [];
        foreach ($taxes as $tax) {
            foreach ($figures['ecotaxes'] as $ecotax) {
                $corners[] = [$tax, $ecotax];
            }
        }

        return $corners;
    }
}
