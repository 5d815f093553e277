<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Makes the shop's rows about one group what the plan says, and tells what it had to change. Not through Group::add(): that would open the home
 * category and all carriers to the group's members.
 */
final class GroupRows
{
    /** @var string[] */
    private array $changed = [];
    /** @var array{own: string[], access: string[]} what was not as it had been written, unless it came with something new in the shop */
    private array $edited = ['own' => [], 'access' => []];
    /** @var int[] categories whose reduction for this group changed */
    private array $categories = [];

    private function __construct(private readonly int $idGroup, private readonly GroupPlan $plan, private readonly KnownIds $known)
    {
    }

    /** @return int the new group's id; its rows are still to be made right */
    public static function create(GroupPlan $plan): int
    {
        $now = Sql::quote(Clock::shopLocal(Clock::now()));
        // Without a discount until all the rest is there.
        Sql::execute('INSERT INTO ' . Sql::table('group') . ' (`reduction`, `price_display_method`, `show_prices`, `date_add`, `date_upd`)'
            . " VALUES (0, {$plan->priceDisplayMethod}, {$plan->showPrices}, {$now}, {$now})", true);

        return Sql::insertId();
    }

    /**
     * Inside the caller's transaction.
     *
     * @param KnownIds $known what the shop had when the group was last looked at
     *
     * @return array{changed: string[], edited: array{own: string[], access: string[]}, categories: int[]}
     */
    public static function repair(int $idGroup, GroupPlan $plan, KnownIds $known): array
    {
        $rows = new self($idGroup, $plan, $known);
        if (self::rename($idGroup, $plan->name, $plan->languages)) {
            $rows->own('name');
        }
        $rows->set('group_shop', 'shop', array_fill_keys($plan->shops, true), 'shop');
        $rows->modules();
        $rows->set('category_group', 'category', $plan->categories, 'category access');
        $rows->set('carrier_group', 'carrier', $plan->carriers, 'carrier access');
        $rows->reductions();
        $rows->group();

        return ['changed' => $rows->changed, 'edited' => $rows->edited, 'categories' => $rows->categories];
    }

    /** @param int[] $languages @return bool whether a name had to be written */
    public static function rename(int $idGroup, string $name, array $languages): bool
    {
        $stored = [];
        foreach (Sql::rows('SELECT `id_lang`, `name` FROM ' . Sql::table('group_lang') . " WHERE `id_group` = {$idGroup}") as $row) {
            $stored[(int) $row['id_lang']] = (string) $row['name'];
        }
        $values = [];
        foreach ($languages as $idLang) {
            if (($stored[$idLang] ?? null) !== $name) {
                $values[] = sprintf('(%d, %d, %s)', $idGroup, $idLang, Sql::quote($name));
            }
        }
        if ($values !== []) {
            Sql::execute('REPLACE INTO ' . Sql::table('group_lang') . ' (`id_group`, `id_lang`, `name`) VALUES ' . implode(', ', $values), true);
        }

        return $values !== [];
    }

    /** Nobody must be in it; carrier_group is what the core would leave behind. */
    public static function delete(int $idGroup): void
    {
        // Memberships that are left belong to no customer.
        $tables = ['customer_group', 'group_lang', 'group_shop', 'group_reduction', 'product_group_reduction_cache', 'module_group', 'category_group', 'carrier_group', 'cart_rule_group', 'group'];
        foreach ($tables as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . " WHERE `id_group` = {$idGroup}", true);
        }
    }

    public static function hasCustomers(int $idGroup): bool
    {
        return Sql::row('SELECT 1 FROM ' . Sql::table('customer_group') . ' m JOIN ' . Sql::table('customer') . " c ON c.`id_customer` = m.`id_customer` WHERE m.`id_group` = {$idGroup} LIMIT 1") !== null
            || Sql::row('SELECT 1 FROM ' . Sql::table('customer') . " WHERE `id_default_group` = {$idGroup} LIMIT 1") !== null;
    }

    private function group(): void
    {
        $row = Sql::row('SELECT `reduction`, `price_display_method`, `show_prices` FROM ' . Sql::table('group') . " WHERE `id_group` = {$this->idGroup}") ?? [];
        $wanted = [
            'reduction' => [$this->plan->discount, 'discount'],
            'price_display_method' => [(string) $this->plan->priceDisplayMethod, 'price display'],
            'show_prices' => [(string) $this->plan->showPrices, 'show prices'],
        ];
        $set = [];
        foreach ($wanted as $column => [$value, $label]) {
            if ((float) ($row[$column] ?? -1) !== (float) $value) {
                $set[] = "`{$column}` = " . Sql::quote($value);
                $this->own($label);
            }
        }
        if ($set !== []) {
            Sql::execute('UPDATE ' . Sql::table('group') . ' SET ' . implode(', ', $set) . ', `date_upd` = ' . Sql::quote(Clock::shopLocal(Clock::now()))
                . " WHERE `id_group` = {$this->idGroup}", true);
        }
    }

    private function own(string $what): void
    {
        $this->changed[] = $what;
        $this->edited['own'][] = $what;
    }

    /** @param string $table of what the group has access to, or had */
    private function access(string $table, int $id, string $what): void
    {
        $this->changed[] = $what;
        if ($this->known->has($table, $id)) {
            $this->edited['access'][] = $what;
        }
    }

    /** @param array<int, true> $wanted */
    private function set(string $table, string $of, array $wanted, string $label): void
    {
        $column = "id_{$of}";
        $stored = [];
        foreach (Sql::rows("SELECT `{$column}` AS id FROM " . Sql::table($table) . " WHERE `id_group` = {$this->idGroup}") as $row) {
            $stored[(int) $row['id']] = true;
        }
        $surplus = array_diff_key($stored, $wanted);
        $missing = array_diff_key($wanted, $stored);
        if ($surplus !== []) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . " WHERE `id_group` = {$this->idGroup} AND `{$column}` IN (" . Sql::ints(array_keys($surplus)) . ')', true);
        }
        if ($missing !== []) {
            $values = array_map(fn (int $id): string => "({$this->idGroup}, {$id})", array_keys($missing));
            Sql::execute('INSERT IGNORE INTO ' . Sql::table($table) . " (`id_group`, `{$column}`) VALUES " . implode(', ', $values), true);
        }
        foreach (array_keys($surplus + $missing) as $id) {
            $this->access($of, $id, "{$label} {$id}");
        }
    }

    private function modules(): void
    {
        $stored = [];
        foreach (Sql::rows('SELECT `id_module`, `id_shop` FROM ' . Sql::table('module_group') . " WHERE `id_group` = {$this->idGroup}") as $row) {
            $stored[(int) $row['id_module'] . '-' . (int) $row['id_shop']] = true;
        }
        $pair = static fn (string $key): string => sprintf('(%d, %d)', ...array_map('intval', explode('-', $key)));
        $surplus = array_keys(array_diff_key($stored, $this->plan->modules));
        $missing = array_keys(array_diff_key($this->plan->modules, $stored));
        if ($surplus !== []) {
            Sql::execute('DELETE FROM ' . Sql::table('module_group') . " WHERE `id_group` = {$this->idGroup} AND (`id_module`, `id_shop`) IN ("
                . implode(', ', array_map($pair, $surplus)) . ')', true);
        }
        if ($missing !== []) {
            $values = array_map(fn (string $key): string => sprintf('(%d, %d, %d)', $this->idGroup, ...array_map('intval', explode('-', $key))), $missing);
            Sql::execute('INSERT IGNORE INTO ' . Sql::table('module_group') . ' (`id_group`, `id_module`, `id_shop`) VALUES ' . implode(', ', $values), true);
        }
        foreach (array_unique(array_map(static fn (string $key): int => (int) $key, array_merge($surplus, $missing))) as $idModule) {
            $this->access('module', $idModule, "module {$idModule}");
        }
    }

    private function reductions(): void
    {
        $stored = [];
        foreach (Sql::rows('SELECT `id_category`, `reduction` FROM ' . Sql::table('group_reduction') . " WHERE `id_group` = {$this->idGroup}") as $row) {
            $stored[(int) $row['id_category']] = number_format((float) $row['reduction'], 4, '.', '');
        }
        $surplus = array_keys(array_diff_key($stored, $this->plan->reductions));
        $values = [];
        foreach ($this->plan->reductions as $idCategory => $fraction) {
            if (($stored[$idCategory] ?? null) !== $fraction) {
                $values[$idCategory] = "({$this->idGroup}, {$idCategory}, {$fraction})";
            }
        }
        if ($surplus !== []) {
            Sql::execute('DELETE FROM ' . Sql::table('group_reduction') . " WHERE `id_group` = {$this->idGroup} AND `id_category` IN (" . Sql::ints($surplus) . ')', true);
        }
        foreach (array_chunk($values, 2000) as $chunk) {
            Sql::execute('INSERT INTO ' . Sql::table('group_reduction') . ' (`id_group`, `id_category`, `reduction`) VALUES ' . implode(', ', $chunk)
                . ' ON DUPLICATE KEY UPDATE `reduction` = VALUES(`reduction`)', true);
        }
        $this->categories = array_merge($surplus, array_keys($values));
        foreach ($this->categories as $idCategory) {
            $this->own("category {$idCategory}");
        }
    }
}
