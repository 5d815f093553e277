<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Install\Schema;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;

/** What a clean shop never shows: customers without a default, with hundreds of groups, other modules' transactions, windows that moved. */
final class OddStatesTest extends MovesCase
{
    public function testHundredsOfGroupsComeBackToTheLast(): void
    {
        [$id] = $this->customers(1);
        $groups = range(10001, 10400);
        $values = static fn (string $format): string => implode(',', array_map(static fn (int $group): string => sprintf($format, $group), $groups));
        Sql::execute('INSERT INTO ' . Sql::table('group') . ' (`id_group`, `reduction`, `price_display_method`, `show_prices`, `date_add`, `date_upd`) VALUES ' . $values('(%d, 0, 0, 1, NOW(), NOW())'));
        try {
            Sql::execute('INSERT INTO ' . Sql::table('customer_group') . ' VALUES ' . $values("({$id}, %d)"));
            $before = $this->seat($id);
            $offer = $this->offer(['membership' => 'exclusive']);
            self::assertSame(1, $this->enter($offer, [$id])['entered']);
            self::assertSame([$this->group($offer), (string) $this->group($offer)], $this->seat($id));
            self::assertSame(1, $this->leaveAt('2026-11-27T20:00:00.000Z')['restored']);
            self::assertSame($before, $this->seat($id));
        } finally {
            Sql::execute('DELETE FROM ' . Sql::table('group') . ' WHERE `id_group` BETWEEN 10001 AND 10400');
        }
    }

    /** A table of an older installation that kept its data. */
    public function testInstallingWidensColumnsThatAreTooShort(): void
    {
        Sql::execute('ALTER TABLE ' . Enrolments::table() . ' MODIFY `base_groups` VARCHAR(1000) CHARACTER SET ascii NOT NULL, MODIFY `left_groups` VARCHAR(1000) CHARACTER SET ascii NULL');
        foreach (Schema::statements(_DB_PREFIX_) as $statement) {
            Sql::execute($statement);
        }
        $types = array_column(Sql::rows('SHOW COLUMNS FROM ' . Enrolments::table() . " LIKE '%\\_groups'"), 'Type', 'Field');
        self::assertSame(['base_groups' => 'text', 'written_groups' => 'text', 'left_groups' => 'text'], $types);
    }

    /** A hook of ours runs while an importer's transaction is open: what fails in ours takes nothing of theirs along. */
    public function testAnotherModulesTransactionIsTheirs(): void
    {
        [$id] = $this->customers(1);
        Sql::execute('START TRANSACTION');
        Sql::execute('UPDATE ' . Sql::table('customer') . " SET `firstname` = 'Imported' WHERE `id_customer` = {$id}");
        try {
            Sql::transaction(static function () use ($id): void {
                Sql::execute('UPDATE ' . Sql::table('customer') . " SET `lastname` = 'Ours' WHERE `id_customer` = {$id}");
                throw new \RuntimeException('ours fails');
            });
        } catch (\RuntimeException) {
        }
        Sql::transaction(static fn (): int => Sql::execute('UPDATE ' . Sql::table('customer') . " SET `active` = 0 WHERE `id_customer` = {$id}"));
        Sql::execute('COMMIT');
        $row = Sql::row('SELECT `firstname`, `lastname`, `active` FROM ' . Sql::table('customer') . " WHERE `id_customer` = {$id}");
        self::assertEquals(['firstname' => 'Imported', 'lastname' => 'Last', 'active' => 0], $row);
    }

    /** A link that does not tell: SET TRANSACTION is refused with 1568. */
    public function testAnotherModulesTransactionThatNobodyTellsOf(): void
    {
        [$id] = $this->customers(1);
        $link = \Db::getInstance()->getLink();
        self::assertInstanceOf(\PDO::class, $link);
        $statements = [];
        \Db::$before = static function (string $sql) use (&$statements, $link): ?string {
            $statements[] = $sql;
            // Somebody else's, begun after we looked.
            if (strpos($sql, 'SET TRANSACTION') === 0) {
                $link->exec('START TRANSACTION');
                $link->exec('UPDATE ' . Sql::table('customer') . " SET `firstname` = 'Imported' WHERE `id_customer` >= " . self::FIRST);
            }

            return null;
        };
        $old = Sql::transaction(static function () use ($id): bool {
            Sql::execute('UPDATE ' . Sql::table('customer') . " SET `lastname` = 'Ours' WHERE `id_customer` = {$id}");

            return Sql::readsAreOld();
        });
        \Db::$before = null;
        self::assertTrue($link->inTransaction(), 'theirs goes on');
        $link->exec('ROLLBACK');
        self::assertTrue($old);
        self::assertFalse(Sql::readsAreOld());
        self::assertSame(['SAVEPOINT groupoffers', 'RELEASE SAVEPOINT groupoffers'], array_values(preg_grep('/SAVEPOINT/', $statements) ?: []));
        self::assertSame([], array_values(preg_grep('/^(COMMIT|ROLLBACK|START)/', $statements) ?: []));
        self::assertSame('First', Sql::value('SELECT `firstname` FROM ' . Sql::table('customer') . " WHERE `id_customer` = {$id}"));
    }
}
