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
    /** @var array<string, array{int[], int[]}> */
    private array $differences = [];

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
            [$joined, $quitted] = $this->differences["{$oldGroups}|{$groups}"] ??= self::difference($oldGroups, $groups);
            foreach ($joined as $group) {
                $this->joins[$group][] = $id;
            }
            foreach ($quitted as $group) {
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

    /** @return array{int[], int[]} groups to join, groups to quit */
    private static function difference(string $oldGroups, string $groups): array
    {
        $old = GroupSet::ids($oldGroups);
        $new = GroupSet::ids($groups);

        return [array_diff($new, $old), array_diff($old, $new)];
    }
}
