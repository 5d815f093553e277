<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Install\Schema;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;
use PrestaShop\Module\GroupOffers\Moves\Until;
use PrestaShop\Module\GroupOffers\Offer\Offers;

/** What a clean shop never shows: customers without a default, with hundreds of groups, other modules' transactions, windows that moved. */
final class OddStatesTest extends MovesCase
{
    /** An import or a PUT without `id_default_group`. */
    public function testACustomerWithoutDefaultGroupEntersAndHasItBack(): void
    {
        $ids = $this->customers(2, '`id_default_group` = 0');
        $offer = $this->offer();
        $answer = $this->enter($offer, $ids, ['expect' => [['default' => 0, 'ids' => $ids]]]);
        self::assertSame(2, $answer['entered']);
        self::assertSame([$this->group($offer), '3,' . $this->group($offer)], $this->seat($ids[0]));
        self::assertSame(2, $this->leaveAt('2026-11-27T20:00:00.000Z')['restored']);
        self::assertSame([0, '3'], $this->seat($ids[0]));
    }

    public function testADefaultThatNeverWasAMembershipIsReplacedOnlyWhenItsGroupIsDeletedMeanwhile(): void
    {
        $ids = $this->customers(2, '`id_default_group` = 20000');
        Sql::execute('INSERT INTO ' . Sql::table('group') . ' (`id_group`, `reduction`, `price_display_method`, `show_prices`, `date_add`, `date_upd`) VALUES (20001, 0, 0, 1, NOW(), NOW())');
        Sql::execute('UPDATE ' . Sql::table('customer') . " SET `id_default_group` = 20001 WHERE `id_customer` = {$ids[1]}");
        $expect = [['default' => 20000, 'ids' => [$ids[0]]], ['default' => 20001, 'ids' => [$ids[1]]]];
        self::assertSame(2, $this->enter($this->offer(), $ids, ['expect' => $expect])['entered']);
        \BackOffice::deleteGroup(20001);
        $this->leaveAt('2026-11-27T20:00:00.000Z');
        self::assertSame([[20000, '3'], [3, '3']], [$this->seat($ids[0]), $this->seat($ids[1])]);
    }

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

    public function testAStartMovedIntoTheFutureLetsEverybodyLeaveAtOnce(): void
    {
        $ids = $this->customers(3);
        $offer = $this->offer(['schedule' => '{"timezone":"UTC","start":"2026-11-27T16:00","end":"2026-11-27T20:00","recurrence":null}']);
        $this->enter($offer, $ids);
        Offers::update($offer, '1', ['starts_at' => '2026-11-27 18:00:00', 'schedule' => '{"timezone":"UTC","start":"2026-11-27T18:00","end":"2026-11-27T20:00","recurrence":null}']);
        self::assertSame(3, $this->leaveAt('2026-11-27T17:00:00.001Z')['left']);
    }

    /** After a change of membership mode the enrolments are in no window; who is left over must still be able to leave. */
    public function testLeavingAsksForNoWindow(): void
    {
        $ids = $this->customers(3);
        $offer = $this->offer();
        $this->enter($offer, $ids);
        Sql::execute('UPDATE ' . Enrolments::table() . " SET `window_start` = '1970-01-01 00:00:00'");
        $body = ['kind' => 'until', 'lease' => $this->lease, 'offer' => $offer, 'version' => 1, 'until' => self::NOW];
        $past = ['start' => '1970-01-01T00:00:00.000Z', 'end' => '2026-11-27T16:30:00.000Z'];
        self::assertSame(2, Until::handle($body + ['key' => self::uuid(), 'ids' => [$ids[0], $ids[1]], 'window' => $past])['changed']);
        Sql::execute('UPDATE ' . Sql::table('groupoffers_offer') . " SET `intent` = 'paused' WHERE `id_group_offer` = {$offer}");
        self::assertSame(1, Until::handle($body + ['key' => self::uuid(), 'ids' => $ids])['changed'], 'nobody is raised or lowered twice');
        self::assertSame(3, $this->leaveAt('2026-11-27T17:00:00.001Z')['left']);
    }
}
