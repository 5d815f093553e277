<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Offer\Offers;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Invariant 11: of which groups would customers be worse off in the offer, since some active product would be dearer, or prices hidden or shown
 * under another tax display? Judged from the planned offer, while it runs or is to run; its group need not exist.
 *
 * One pass over the products, a page at a time; only products for which a group has something of its own (a category's reduction, a specific price)
 * are looked at for that group alone. 100,000 products and 10 groups take seconds.
 *
 * @phpstan-import-type PriceRow from SpecificPrices
 * @phpstan-type Verdict array{group: int, products: int, examples: list<array{product: int, name: string, now: float, then: float}>, shown: string[]}
 */
final class WorseOffJudge
{
    private const EXAMPLES = 5;
    private const MEMO = 20000;

    private GroupPlan $plan;
    private PricePages $pages;
    private SpecificPriceRows $specific;
    private SpecificPrices $prices;
    private float $discount;
    private WorseOffTally $tally;
    /** @var array<int, float> fraction that each judged group takes off */
    private array $fractions = [];
    /** @var array<int, string[]> what is shown differently to a group */
    private array $shown = [];
    /** @var PriceRow[] specific prices of all products */
    private array $global = [];
    /** @var array<string, array{now: float, then: float}|false> per unit of price */
    private array $memo = [];
    /** @var array<int, string[]> a product's own order of priorities */
    private array $priorities = [];
    /** @var string[] */
    private array $priority = [];

    /**
     * @param array<string, string|null> $offer stored row
     *
     * @return array<int, Verdict> by group, ascending; only those that are worse off
     */
    public static function judge(array $offer): array
    {
        return (new self($offer))->verdicts();
    }

    /** @return array{string, string} what is judged: the time from now on in which the offer may run, in the shop's zone */
    public static function period(array $offer): array
    {
        $now = Clock::now();
        $start = max($now, Clock::parse((string) $offer['starts_at']));

        return [Clock::shopLocal($start), Clock::shopLocal(max($start, Offers::end($offer)))];
    }

    private function __construct(array $offer)
    {
        $this->plan = GroupPlan::of($offer, false);
        $this->discount = (float) $this->plan->discount / 100;
        $ours = OfferGroups::all();
        [$start, $end] = self::period($offer);
        $this->pages = new PricePages($this->plan->shops, $ours);
        $this->specific = new SpecificPriceRows($this->plan->shops, $ours, $start, $end);
        $this->prices = new SpecificPrices($start, $end, $this->pages->rates(), $this->pages->countries());
        foreach (Sql::rows('SELECT `id_group`, `reduction`, `price_display_method`, `show_prices` FROM ' . Sql::table('group') . ' WHERE `id_group` NOT IN (' . Sql::ints($ours) . ') ORDER BY `id_group`') as $row) {
            $this->fractions[(int) $row['id_group']] = (float) $row['reduction'] / 100;
            $this->shown[(int) $row['id_group']] = array_keys(array_filter([
                'tax_display' => (int) $row['price_display_method'] !== $this->plan->priceDisplayMethod,
                'prices_hidden' => (int) $row['show_prices'] === 1 && $this->plan->showPrices === 0,
            ]));
        }
        $this->tally = new WorseOffTally($this->fractions);
    }

    /** @return array<int, Verdict> */
    private function verdicts(): array
    {
        $this->priority = self::fields((string) \Configuration::get('PS_SPECIFIC_PRICE_PRIORITIES'));
        $this->global = $this->specific->ofAllProducts();
        foreach ($this->pages->pages() as $which) {
            $this->page($which);
        }
        $verdicts = [];
        foreach ($this->shown as $group => $shown) {
            $products = $this->tally->products($group);
            if ($products > 0 || $shown !== []) {
                $verdicts[$group] = ['group' => $group, 'products' => $products, 'examples' => $products > 0 ? $this->examples($group) : [], 'shown' => $shown];
            }
        }

        return $verdicts;
    }

    private function page(string $which): void
    {
        $products = $this->pages->products($which);
        $planned = $this->pages->planned($which, $this->plan->reductions);
        $own = $this->pages->own($which);
        $rows = $this->specific->of($which);
        $globallyNamed = self::named($this->global);
        $alone = [];
        foreach ($products as $product => $shops) {
            $offers = $planned[$product] ?? $this->discount;
            $price = max(array_column($shops, 'price'));
            $this->tally->product($product, $price, $offers);
            $named = $globallyNamed + self::named($rows[$product] ?? []);
            if ($price <= 0) {
                // Its combinations may have a price, and specific prices.
                $named += $this->fractions;
            }
            foreach ($own[$product] ?? [] as $group => $fraction) {
                if (!isset($named[$group])) {
                    $this->tally->outcome($group, $product, $offers, WorseOffTally::isLess($offers, $fraction) ? $price * ($fraction - $offers) : null);
                }
            }
            if ($named !== []) {
                $alone[$product] = array_keys(array_intersect_key($named, $this->fractions));
            }
        }
        foreach ($this->compared($alone, $products, $planned, $own, $rows, true) as [$product, $group, $found]) {
            $this->tally->outcome($group, $product, $planned[$product] ?? $this->discount, $found === null ? null : $found['then'] - $found['now']);
        }
    }

    /**
     * @param array<int, int[]> $pairs groups by product
     * @param array<int, array<int, float>> $own
     * @param array<int, PriceRow[]> $rows
     * @param bool $estimate the prices may be those of the product without its combinations
     *
     * @return \Generator<int, array{int, int, array{now: float, then: float}|null}> product, group, its prices where they are dearer
     */
    private function compared(array $pairs, array $products, array $planned, array $own, array $rows, bool $estimate): \Generator
    {
        foreach ($this->specific->ofCustomers(array_keys($pairs)) as $product => $ofCustomers) {
            $rows[$product] = array_merge($rows[$product] ?? [], $ofCustomers);
        }
        $this->readPriorities(array_keys($pairs));
        $exact = [];
        foreach ($pairs as $product => $groups) {
            $price = max(array_column($products[$product], 'price'));
            $byGroup = self::byGroup(isset($rows[$product]) ? array_merge($this->global, $rows[$product]) : $this->global);
            foreach ($groups as $group) {
                $its = array_merge($byGroup[0] ?? [], $byGroup[$group] ?? []);
                if ($estimate && $price > 0 && self::isShareOnly($its)) {
                    $found = $this->ofOneUnit($group, $its, $products[$product], $this->priorities[$product] ?? $this->priority, $this->fraction($group, $own[$product] ?? []), $planned[$product] ?? $this->discount);
                    yield [$product, $group, $found === null ? null : ['now' => $found['now'] * $price, 'then' => $found['then'] * $price]];
                } else {
                    $exact[$product][$group] = $its;
                }
            }
        }
        $attributes = [];
        foreach ($exact as $product => $groups) {
            $attributes += array_fill_keys(array_column($rows[$product] ?? [], 'attribute'), true);
        }
        unset($attributes[0]);
        $figures = $this->pages->figures(array_intersect_key($products, $exact), array_keys($attributes));
        foreach ($exact as $product => $groups) {
            foreach ($groups as $group => $its) {
                yield [$product, $group, $this->prices->dearer($group, $its, $figures[$product], $this->priorities[$product] ?? $this->priority,
                    $this->fraction($group, $own[$product] ?? []), $planned[$product] ?? $this->discount)];
            }
        }
    }

    /**
     * The same rows mean the same for every product, whatever it costs: thousands of products share a catalogue rule.
     *
     * @param PriceRow[] $rows
     *
     * @return array{now: float, then: float}|null
     */
    private function ofOneUnit(int $group, array $rows, array $shops, array $priority, float $own, float $offers): ?array
    {
        $key = implode(';', [$group, $own, $offers, implode(',', array_keys($shops)), implode(',', $priority), ...array_column($rows, 'sign')]);
        if (!isset($this->memo[$key])) {
            if (count($this->memo) >= self::MEMO) {
                $this->memo = [];
            }
            $unit = ['price' => 1.0, 'tax' => 0.0, 'ecotaxes' => [0.0], 'combinations' => 0, 'low' => 0.0, 'high' => 0.0, 'named' => []];
            $this->memo[$key] = $this->prices->dearer($group, $rows, array_map(static fn (): array => $unit, $shops), $priority, $own, $offers) ?? false;
        }

        return $this->memo[$key] === false ? null : $this->memo[$key];
    }

    /** @return list<array{product: int, name: string, now: float, then: float}> the largest differences first */
    private function examples(int $group): array
    {
        $which = 'IN (' . Sql::ints($this->tally->likeliest($group)) . ')';
        $products = $this->pages->products($which);
        $pairs = array_fill_keys(array_keys($products), [$group]);
        $found = [];
        foreach ($this->compared($pairs, $products, $this->pages->planned($which, $this->plan->reductions), $this->pages->own($which), $this->specific->of($which), false) as [$product, , $prices]) {
            if ($prices !== null && $prices['now'] >= 0) {
                $found[] = ['product' => $product, 'name' => '', 'now' => self::rounded($prices['now'], $prices), 'then' => self::rounded($prices['then'], $prices)];
            }
        }
        usort($found, static fn (array $a, array $b): int => [$b['then'] - $b['now'], $a['product']] <=> [$a['then'] - $a['now'], $b['product']]);
        $found = array_slice($found, 0, self::EXAMPLES);
        $names = $this->pages->names(array_column($found, 'product'));

        return array_map(static fn (array $example): array => ['name' => $names[$example['product']] ?? ''] + $example, $found);
    }

    /** @param array<int, float> $own by group */
    private function fraction(int $group, array $own): float
    {
        return $own[$group] ?? $this->fractions[$group];
    }

    /** @param int[] $products */
    private function readPriorities(array $products): void
    {
        $this->priorities = array_map(self::fields(...), $this->specific->priorities($products));
    }

    /**
     * @param PriceRow[] $rows
     *
     * @return array<int, PriceRow[]> those that count for everybody (0), and those that count for customers of a group
     */
    private static function byGroup(array $rows): array
    {
        $groups = [];
        foreach ($rows as $row) {
            if ($row['customer'] === 0) {
                $groups[$row['group']][] = $row;
            } elseif ($row['base'] > 0 && ($row['group'] === 0 || $row['group'] === $row['base'])) {
                $groups[$row['base']][] = $row;
            }
        }

        return $groups;
    }

    /**
     * @param PriceRow[] $rows
     *
     * @return array<int, true> groups that the rows name, for customers who have them
     */
    private static function named(array $rows): array
    {
        $named = [];
        foreach ($rows as $row) {
            if ($row['group'] !== 0 && ($row['customer'] === 0 || $row['base'] === $row['group'])) {
                $named[$row['group']] = true;
            }
        }

        return $named;
    }

    /** @param PriceRow[] $rows */
    private static function isShareOnly(array $rows): bool
    {
        foreach ($rows as $row) {
            if ($row['amount'] || $row['price'] >= 0 || $row['attribute'] !== 0) {
                return false;
            }
        }

        return true;
    }

    /** Cents, unless the difference would vanish. @param array{now: float, then: float} $prices */
    private static function rounded(float $price, array $prices): float
    {
        return round($price, round($prices['now'], 2) < round($prices['then'], 2) ? 2 : 6);
    }

    /** @return string[] as the core reads them: a customer's own price first */
    private static function fields(string $priority): array
    {
        $known = ['id_shop' => 'shop', 'id_currency' => 'currency', 'id_country' => 'country', 'id_group' => 'group'];

        return array_merge(['customer'], array_values(array_filter(array_map(static fn (string $field): string => $known[trim($field)] ?? '', explode(';', $priority)))));
    }
}
