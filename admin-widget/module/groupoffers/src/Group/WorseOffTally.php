<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * How many products are dearer for each group, and which are the likeliest examples. Groups with the same percentage are one class, which is counted
 * once for each product; where a group has something of its own for a product, its own outcome replaces its class's.
 */
final class WorseOffTally
{
    /** Fractions have four decimals. */
    private const LEAST = 0.000001;
    /** Candidates kept for the examples: their real prices are worked out at the end, and some may turn out equal. */
    private const CANDIDATES = 20;

    /** @var array<string, array{fraction: float, products: int}> by percentage */
    private array $classes = [];
    /** @var array<int, string> class of each group */
    private array $classOf = [];
    /** @var array<int, int> what a group's count differs by from its class's */
    private array $own = [];
    /** @var array<int|string, array<int, float>> how much dearer (estimated) by class or group, and product */
    private array $candidates = [];

    /** @param array<int, float> $fractions what each group takes off */
    public function __construct(private array $fractions)
    {
        foreach ($fractions as $group => $fraction) {
            $class = "class {$fraction}";
            $this->classes[$class] = ['fraction' => $fraction, 'products' => 0];
            $this->classOf[$group] = $class;
            $this->own[$group] = 0;
        }
    }

    public static function isLess(float $offers, float $own): bool
    {
        return $own > $offers + self::LEAST;
    }

    /** Every product once, by the groups' percentages alone. */
    public function product(int $product, float $price, float $offers): void
    {
        foreach ($this->classes as $class => ['fraction' => $fraction]) {
            if (self::isLess($offers, $fraction)) {
                ++$this->classes[$class]['products'];
                $this->candidate($class, $product, $price * ($fraction - $offers));
            }
        }
    }

    /** @param float|null $dearer by how much the product is dearer for the group; null: not at all */
    public function outcome(int $group, int $product, float $offers, ?float $dearer): void
    {
        if (!isset($this->fractions[$group])) {
            return;
        }
        $this->own[$group] += ($dearer !== null ? 1 : 0) - (self::isLess($offers, $this->fractions[$group]) ? 1 : 0);
        if ($dearer !== null) {
            $this->candidate($group, $product, $dearer);
        }
    }

    public function products(int $group): int
    {
        return $this->classes[$this->classOf[$group]]['products'] + $this->own[$group];
    }

    /** @return int[] products that are likely to be dearer, the largest differences first */
    public function likeliest(int $group): array
    {
        $candidates = ($this->candidates[$group] ?? []) + ($this->candidates[$this->classOf[$group]] ?? []);
        arsort($candidates);

        return array_slice(array_keys($candidates), 0, self::CANDIDATES);
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
}
