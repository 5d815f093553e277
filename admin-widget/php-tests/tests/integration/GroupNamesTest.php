<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Health\Switches;
use PrestaShop\Module\GroupOffers\Hook\HookDispatcher;

/** F51: of two groups with one name, PrestaShop's pages and imports know one. No other group has the name of an offer's group. */
final class GroupNamesTest extends MovesCase
{
    /** Above all that the tests make otherwise. */
    private static int $next = 700000;

    /** @var int[] */
    private array $made = [];

    protected function tearDown(): void
    {
        foreach (['group', 'group_lang'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_group` IN (' . Sql::ints($this->made) . ')');
        }
        foreach (['lang', 'tab_lang'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_lang` > 2');
        }
        parent::tearDown();
    }

    /** @dataProvider likeness */
    public function testAGroupThatIsCalledSoAlreadyKeepsItsName(string $offerName, string $like): void
    {
        $next = ++self::$next;
        $native = $this->native(['', sprintf($like, $next)]);
        $offer = $this->offer(['id_group_offer' => $next, 'name' => $offerName]);
        self::assertSame(["{$offerName} · #{$offer}-2"], $this->names($this->group($offer)));
        self::assertSame(['', sprintf($like, $next)], $this->names($native), 'in a language that nobody looks at');
    }

    /** @return array<string, array{string, string}> */
    public static function likeness(): array
    {
        return [
            'the same' => ['Summer', 'Summer · #%d'],
            'in other case' => ['Summer', 'SUMMER · #%d'],
            'with other accents' => ['Été', 'ete · #%d'],
            'with spaces behind it' => ['Summer', 'Summer · #%d  '],
            'without letters that are not seen' => ['Summer', "Sum\u{200B}mer · #%d"],
            'with two letters for one' => ['Straße', 'Strasse · #%d'],
        ];
    }

    public function testAGroupThatIsMadeOrRenamedLaterMakesOursGiveWayAtOnce(): void
    {
        $offer = $this->offer(['name' => 'Summer']);
        $group = $this->group($offer);
        $native = $this->native(["summer · #{$offer}"]);
        $this->hook('actionObjectGroupAddAfter', $native);
        self::assertSame(["Summer · #{$offer}-2"], $this->names($group));
        self::assertSame([], OfferGroups::prepare($offer, null, null, false)['reverted'], 'nobody edited our group');

        $second = $this->native(['Winter']);
        Sql::execute('UPDATE ' . Sql::table('group_lang') . " SET `name` = 'Summer · #{$offer}-2' WHERE `id_group` = {$second}");
        $this->hook('actionObjectGroupUpdateAfter', $second);
        self::assertSame(["Summer · #{$offer}-3"], $this->names($group));
        self::assertSame([], $this->notices());
    }

    /** A program's SQL fires no hook. */
    public function testTheNextSyncFindsAGroupThatNoHookSaw(): void
    {
        $offer = $this->offer(['name' => 'Summer']);
        $native = $this->native(["Summer · #{$offer}"]);
        self::assertContains('name', OfferGroups::prepare($offer, null, null, false)['changed']);
        self::assertSame(["Summer · #{$offer}-2"], $this->names($this->group($offer)));
        Sql::execute('DELETE FROM ' . Sql::table('group_lang') . " WHERE `id_group` = {$native}");
        OfferGroups::prepare($offer, null, null, false);
        self::assertSame(["Summer · #{$offer}"], $this->names($this->group($offer)));
        self::assertSame([], OfferGroups::prepare($offer, null, null, true)['changed'], 'invariant 5');
        self::assertSame([], $this->notices());
    }

    public function testStaffWhoRenameOursAreToldAndTheirGroupIsNotHidden(): void
    {
        $offer = $this->offer(['name' => 'Summer']);
        $group = $this->group($offer);
        Sql::execute('UPDATE ' . Sql::table('group_lang') . " SET `name` = 'Customer' WHERE `id_group` = {$group}");
        $this->hook('actionObjectGroupUpdateAfter', $group);
        self::assertSame(["Summer · #{$offer}"], $this->names($group));
        self::assertSame(["group_edited {$offer}"], $this->notices());
    }

    public function testALanguageThatIsAddedHasTheNameAtOnce(): void
    {
        $offer = $this->offer(['name' => 'Summer']);
        Sql::execute('INSERT INTO ' . Sql::table('lang') . " (`id_lang`, `name`, `iso_code`) VALUES (3, 'Français', 'fr')");
        $this->hook('actionObjectLanguageAddAfter', 3);
        self::assertSame('3', Sql::value('SELECT COUNT(*) FROM ' . Sql::table('group_lang') . ' WHERE `id_group` = ' . $this->group($offer) . " AND `name` = 'Summer · #{$offer}'"));
    }

    /** 0.1.0 called the group as the offer. */
    public function testAnUpgradeRenamesThoseThatStand(): void
    {
        $offer = $this->offer(['name' => 'VIP']);
        Sql::execute('UPDATE ' . Sql::table('group_lang') . " SET `name` = 'VIP' WHERE `id_group` = " . $this->group($offer));
        $module = new \Groupoffers();
        require_once _PS_MODULE_DIR_ . 'groupoffers/upgrade/upgrade-0.2.0.php';
        self::assertTrue(upgrade_module_0_2_0($module), implode(' ', $module->getErrors()));
        self::assertSame(["VIP · #{$offer}"], $this->names($this->group($offer)));
        self::assertSame([], OfferGroups::prepare($offer, null, null, false)['reverted']);
        self::assertSame([], $this->notices());
    }

    /** Customers that were exported during an offer and imported after it: the core makes a group of the name that it does not find. */
    public function testAGroupOfSomebodyElseThatIsNamedLikeOursIsNamed(): void
    {
        $this->offer(['name' => 'Summer']);
        self::assertSame([], $this->likeOurs());
        $native = $this->native(['Summer · #77']);
        $this->native(['Summer #77']);
        self::assertSame(["Summer · #77 ({$native})"], $this->likeOurs());
    }

    /** @return string[] */
    private function likeOurs(): array
    {
        foreach (Switches::read() as ['code' => $code, 'what' => $what]) {
            if ($code === Switches::GROUP_LIKE_OURS) {
                return $what;
            }
        }

        return [];
    }

    /** @param string[] $names by language */
    private function native(array $names): int
    {
        Sql::execute('INSERT INTO ' . Sql::table('group') . ' (`reduction`, `price_display_method`, `show_prices`, `date_add`, `date_upd`) VALUES (0, 0, 1, NOW(), NOW())');
        $this->made[] = $id = Sql::insertId();
        foreach (array_values($names) as $i => $name) {
            Sql::execute('INSERT INTO ' . Sql::table('group_lang') . " (`id_group`, `id_lang`, `name`) VALUES ({$id}, " . ($i + 1) . ', ' . Sql::quote($name) . ')');
        }

        return $id;
    }

    /** @return string[] those that differ, by language */
    private function names(int $idGroup): array
    {
        return array_values(array_unique(array_column(Sql::rows('SELECT `name` FROM ' . Sql::table('group_lang') . " WHERE `id_group` = {$idGroup} ORDER BY `id_lang`"), 'name')));
    }

    /** @return string[] */
    private function notices(): array
    {
        return array_map(static fn (array $row): string => "{$row['code']} {$row['id_group_offer']}", Sql::rows('SELECT * FROM ' . Sql::table('groupoffers_notice') . ' ORDER BY 1'));
    }

    private function hook(string $name, int $id): void
    {
        $object = new \stdClass();
        $object->id = $id;
        (new HookDispatcher(new \Groupoffers()))->dispatch('hook' . $name, ['object' => $object]);
    }
}
