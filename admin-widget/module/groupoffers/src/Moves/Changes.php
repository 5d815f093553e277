<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Collects what a chunk writes to customers, and writes it with one statement for each distinct value. */
final class Changes
{
    /** @var array<int, int[]> */
    private array $defaults = [];
    /** @var array<int, int[]> */
    private array $joins = [];
    /** @var array<int, int[]> */
    private array $quits = [];

    /**
     * @param int $oldDefault default and
     * @param string $oldGroups groups as they are now
     *
     * @return bool whether anything is to be written
     */
    public function customer(int $id, int $oldDefault, string $oldGroups, int $default, string $groups): bool
    {
        if ($oldDefault === $default && $oldGroups === $groups) {
            return false;
        }
        // Memberships alone change `date_upd` too, as the core's own form does.
        $this->defaults[$default][] = $id;
        if ($oldGroups !== $groups) {
            $old = GroupSet::ids($oldGroups);
            $new = GroupSet::ids($groups);
            foreach (array_diff($new, $old) as $group) {
                $this->joins[$group][] = $id;
            }
            foreach (array_diff($old, $new) as $group) {
                $this->quits[$group][] = $id;
            }
        }

        return true;
    }

    public function write(\DateTimeImmutable $now): void
    {
        Customers::setDefaults($this->defaults, $now);
        Customers::join($this->joins);
        Customers::quit($this->quits);
    }
}
