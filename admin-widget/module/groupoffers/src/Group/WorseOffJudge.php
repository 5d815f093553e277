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
 * One pass over the products, a page at a time. Groups with the same percentage are one class, and only products for which a group has something
 * of its own (a category's reduction, a specific price) are looked at for that group alone: 100,000 products and 10 groups take seconds.
 *
 * @phpstan-import-type PriceRow from SpecificPrices
 * @phpstan-type Verdict array{group: int, products: int, examples: list<array{product: int, name: string, now: float, then: float}>, shown: string[]}
 */
final class WorseOffJudge
{
    /** Fractions have four decimals. */
    private const LEAST = 0.000001;
    private const EXAMPLES = 5;
    /** Candidates kept for the examples: their real prices are worked out at the end, and some may turn out equal. */
    private const CANDIDATES = 20;
    private const MEMO = 20000;

    private GroupPlan $plan;
    private PricePages $pages;
    private SpecificPrices $prices;
    private float $discount;
    /** @var array<int, array{reduction: float, shown: string[]}> judged groups */
    private array $groups = [];
    /** @var array<string, array{fraction: float, groups: int[]}> groups by percentage */
    private array $classes = [];
    /** @var array<string, int> dearer products by class */
    private array $classCounts = [];
    /** @var array<int, int> what a group's count differs by from its class's */
    private array $own = [];
    /** @var array<int|string, array<int, float>> how much dearer (estimated) by class or group, and product */
    private array $candidates = [];
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
        $this->pages = new PricePages($this->plan->shops, $ours, $start, $end);
        $this->prices = new SpecificPrices($start, $end, $this->pages->rates(), $this->pages->countries());
        foreach (Sql::rows('SELECT `id_group`, `reduction`, `price_display_method`, `show_prices` FROM ' . Sql::table('group') . ' WHERE `id_group` NOT IN (' . Sql::ints($ours) . ') ORDER BY `id_group`') as $row) {
            $id = (int) $row['id_group'];
            $shown = [];
            if ((int) $row['price_display_method'] !== $this->plan->priceDisplayMethod) {
                $shown[] = 'tax_display';
            }
            if ((int) $row['show_prices'] === 1 && $this->plan->showPrices === 0) {
                $shown[] = 'prices_hidden';
            }
            $this->groups[$id] = ['reduction' => (float) $row['reduction'] / 100, 'shown' => $shown];
            $class = 'class ' . $row['reduction'];
            $this->classes[$class]['fraction'] = (float) $row['reduction'] / 100;
            $this->classes[$class]['groups'][] = $id;
            $this->classCounts[$class] = 0;
            $this->own[$id] = 0;
        }
    }

    /** @return array<int, Verdict> */
    private function verdicts(): array
    {
        $this->priority = self::fields((string) \Configuration::get('PS_SPECIFIC_PRICE_PRIORITIES'));
        $this->global = $this->pages->pricesOfAll();
        foreach ($this->pages->pages() as $which) {
            $this->page($which);
        }
        $verdicts = [];
        foreach ($this->classes as $class => ['groups' => $groups]) {
            foreach ($groups as $group) {
                $products = $this->classCounts[$class] + $this->own[$group];
                if ($products > 0 || $this->groups[$group]['shown'] !== []) {
                    $examples = $products > 0 ? $this->examples($group, ($this->candidates[$group] ?? []) + ($this->candidates[$class] ?? [])) : [];
                    $verdicts[$group] = ['group' => $group, 'products' => $products, 'examples' => $examples, 'shown' => $this->groups[$group]['shown']];
                }
            }
        }
        ksort($verdicts);

        return $verdicts;
    }

    private function page(string $which): void
    {
        $products = $this->pages->products($which);
        $planned = $this->pages->planned($which, $this->plan->reductions);
        $own = $this->pages->own($which);
        $rows = $this->pages->prices($which);
        $globallyNamed = self::named($this->global);
        $alone = [];
        foreach ($products as $product => $shops) {
            $offers = $planned[$product] ?? $this->discount;
            $price = max(array_column($shops, 'price'));
            foreach ($this->classes as $class => ['fraction' => $fraction]) {
                if ($fraction > $offers + self::LEAST) {
                    ++$this->classCounts[$class];
                    $this->candidate($class, $product, $price * ($fraction - $offers));
                }
            }
            $named = $globallyNamed + self::named($rows[$product] ?? []);
            if ($price <= 0) {
                // Its combinations may have a price, and specific prices.
                $named += $this->groups;
            }
            foreach ($own[$product] ?? [] as $group => $fraction) {
                if (!isset($named[$group])) {
                    $this->outcome($group, $product, $offers, $fraction > $offers + self::LEAST ? $price * ($fraction - $offers) : null);
                }
            }
            if ($named !== []) {
                $alone[$product] = array_keys(array_intersect_key($named, $this->groups));
            }
        }
        foreach ($this->compared($alone, $products, $planned, $own, $rows, true) as [$product, $group, $found]) {
            $this->outcome($group, $product, $planned[$product] ?? $this->discount, $found === null ? null : $found['then'] - $found['now']);
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
        foreach ($this->pages->pricesOfCustomers(array_keys($pairs)) as $product => $ofCustomers) {
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

    /** @param float|null $dearer by how much; null: not at all */
    private function outcome(int $group, int $product, float $offers, ?float $dearer): void
    {
        if (!isset($this->groups[$group])) {
            return;
        }
        $this->own[$group] += ($dearer !== null ? 1 : 0) - ($this->groups[$group]['reduction'] > $offers + self::LEAST ? 1 : 0);
        if ($dearer !== null) {
            $this->candidate($group, $product, $dearer);
        }
    }

    /** @param int|string $of a group or a class */
    private function candidate($of, int $product, float $dearer): void
    {
        $this->candidates[$of][$product] = $dearer;
        if (count($this->candidates[$of]) > 10 * self::CANDIDATES) {
            arsort($this->candidates[$of]);
            $this->candidates[$of] = array_slice($this->candidates[$of], 0, self::CANDIDATES, true);
        }
    }

    /**
     * @param array<int, float> $candidates how much dearer, by product
     *
     * @return list<array{product: int, name: string, now: float, then: float}> the largest differences first
     */
    private function examples(int $group, array $candidates): array
    {
        arsort($candidates);
        $ids = array_slice(array_keys($candidates), 0, self::CANDIDATES);
        $which = 'IN (' . Sql::ints($ids) . ')';
        $products = $this->pages->products($which);
        $pairs = array_fill_keys(array_keys($products), [$group]);
        $found = [];
        foreach ($this->compared($pairs, $products, $this->pages->planned($which, $this->plan->reductions), $this->pages->own($which), $this->pages->prices($which), false) as [$product, , $prices]) {
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
        return $own[$group] ?? $this->groups[$group]['reduction'];
    }

    /** @param int[] $products */
    private function readPriorities(array $products): void
    {
        $this->priorities = array_map(self::fields(...), $this->pages->priorities($products));
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
