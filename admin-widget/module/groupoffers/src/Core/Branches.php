<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The shop's categories by their parents, since imports leave `nleft`, `nright` and `level_depth` behind. A parent that is missing, or a circle of
 * parents, does no harm.
 */
final class Branches
{
    /** @var array<int, int> */
    private array $parents = [];

    /** @param array<int, int[]> $children by parent, in the order in which they are walked */
    public function __construct(private array $children)
    {
        foreach ($children as $parent => $ids) {
            $this->parents += array_fill_keys($ids, $parent);
        }
    }

    public static function read(): self
    {
        $children = [];
        foreach (Sql::tuples('SELECT `id_category`, `id_parent` FROM ' . Sql::table('category') . ' ORDER BY `id_category`') as [$id, $parent]) {
            $children[(int) $parent][] = (int) $id;
        }

        return new self($children);
    }

    /**
     * The category and all below it, each once and after its parent.
     *
     * @return \Generator<int, int> parent by category; that of the first one is 0
     */
    public function below(int $category): \Generator
    {
        $seen = [];
        // The last one on the pile is next, so children are piled up backwards.
        for ($open = [[$category, 0]]; $open !== [];) {
            [$id, $parent] = array_pop($open);
            if (isset($seen[$id])) {
                continue;
            }
            $seen[$id] = true;
            yield $id => $parent;
            foreach (array_reverse($this->children[$id] ?? []) as $child) {
                $open[] = [$child, $id];
            }
        }
    }

    /** How many categories stand above it. */
    public function depth(int $category): int
    {
        $seen = [];
        for ($id = $category; isset($this->parents[$id]) && !isset($seen[$id]); $id = $this->parents[$id]) {
            $seen[$id] = true;
        }

        return count($seen);
    }
}
