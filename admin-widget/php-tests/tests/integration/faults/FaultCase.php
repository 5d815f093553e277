<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration\Faults;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\CustomerWrites;
use PrestaShop\Module\GroupOffers\Tests\Integration\MovesCase;

/**
 * Each statement of a request goes wrong once. Afterwards the shop is in one of the states in which the undisturbed request was committed
 * (invariant 7, Whole), and the same request sent again brings it to the same end (invariant 5, Idempotent).
 *
 * Every position fails in each run; which ways are taken there is drawn (PROOF_SEED=… plays a run again, FAULTS=all takes all).
 */
abstract class FaultCase extends MovesCase
{
    /** @var array<string, int> faults by kind, of all classes */
    private static array $faults = [];
    private static int $requests = 0;
    private static ?int $seed = null;

    protected function setUp(): void
    {
        parent::setUp();
        // Groups that other tests have left.
        foreach (['group', 'group_lang', 'group_shop', 'group_reduction', 'module_group', 'category_group', 'carrier_group'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_group` > 3', true);
        }
        // A thousand failures on purpose.
        ini_set('error_log', '/dev/null');
    }

    protected function tearDown(): void
    {
        Fault::disarm();
        ini_restore('error_log');
        parent::tearDown();
    }

    /**
     * @param callable(): mixed $request
     * @param (callable(): mixed)|null $again what comes after a failure; null: the same request
     * @param bool $repeatable whether sending it again after it was done changes nothing
     */
    protected function atEachStatement(callable $request, ?callable $again = null, bool $repeatable = true): void
    {
        $again ??= $request;
        $seed = self::seed();
        $world = new World();
        try {
            [$statements, $states, $touched] = $this->undisturbed($request);
            $end = $world->state();
            self::assertGreaterThan(1, count($statements));
            self::assertGreaterThan(1, count($states), 'a request that writes nothing proves nothing');
            if ($repeatable) {
                $this->request($again);
                self::assertSame($end, $world->state(), 'sent again it changes nothing');
            }
            ++self::$requests;
            foreach ($statements as $position => $sql) {
                foreach (self::faultsAt($position, $sql, $seed) as $fault) {
                    $world->restore($touched);
                    $where = sprintf('%s: statement %d (%s) %s, PROOF_SEED=%d', $this->name(), $position, strtok(ltrim($sql), ' `('), $fault->value, $seed);
                    $error = $this->disturbed($request, $position, $fault);
                    self::tally($fault);
                    $this->closedWell($where, $error);
                    $state = $world->state();
                    $this->among($states, $state, $where);
                    if (!$repeatable && $state === $end) {
                        continue;
                    }
                    try {
                        $this->request($again);
                    } catch (\Throwable $more) {
                        self::fail("{$where}: sent again it fails: " . $more->getMessage());
                    }
                    self::assertSame($end, $world->state(), "{$where}: sent again it brings another end");
                }
            }
        } finally {
            Fault::disarm();
            $world->forget();
        }
    }

    /**
     * A page of the shop, each statement of which goes wrong once, the core's own among them. Neither the page nor the hook is repeated: the next
     * sweep and the offers' end must bring everybody to where they would be had the page never been asked for, or had it been answered well. (The
     * core writes memberships and default in two statements of no transaction: each may be the one or the other.)
     *
     * @param callable(): mixed $page
     * @param callable(): mixed $after the sweep, and the end of all offers
     * @param callable(): array<int, list<mixed>> $seen what is compared then, by customer
     */
    protected function atEachStatementOfAPage(callable $page, callable $after, callable $seen): void
    {
        $seed = self::seed();
        $world = new World();
        try {
            [$statements, , $touched] = $this->undisturbed($page);
            Fault::watch(static function (string $sql) use (&$touched): ?int {
                array_push($touched, ...World::written($sql));

                return null;
            });
            $this->request($after);
            Fault::disarm();
            $done = $seen();
            $world->restore($touched);
            $this->request($after);
            $notDone = $seen();
            ++self::$requests;
            foreach ($statements as $position => $sql) {
                foreach (self::faultsAt($position, $sql, $seed) as $fault) {
                    $world->restore($touched);
                    $where = sprintf('%s: statement %d (%s) %s, PROOF_SEED=%d', $this->name(), $position, strtok(ltrim($sql), ' `('), $fault->value, $seed);
                    $error = $this->disturbed($page, $position, $fault);
                    self::tally($fault);
                    $this->closedWell($where, $error);
                    $this->request($after);
                    foreach ($seen() as $customer => $now) {
                        foreach ($now ?? [null] as $part => $value) {
                            self::assertContains($value, [$done[$customer][$part] ?? null, $notDone[$customer][$part] ?? null], "{$where}: customer {$customer}, "
                                . json_encode([$now, 'done' => $done[$customer], 'not done' => $notDone[$customer]]));
                        }
                    }
                }
            }
        } finally {
            Fault::disarm();
            $world->forget();
        }
    }

    /** What a new PHP process does not know any more. */
    protected static function newProcess(): void
    {
        foreach (['forms', 'images'] as $static) {
            (new \ReflectionProperty(CustomerWrites::class, $static))->setValue(null, []);
        }
    }

    /** @return array{string[], array<string, true>, string[]} statements, committed states by their hash, tables that are written */
    private function undisturbed(callable $request): array
    {
        $world = new World();
        $statements = $touched = [];
        $states = [self::hash($world->state()) => true];
        Fault::watch(static function (string $sql) use ($world, &$statements, &$states, &$touched): ?int {
            $statements[] = $sql;
            array_push($touched, ...World::written($sql));
            // Not between SET TRANSACTION and what it is for.
            if (!Fault::link()->inTransaction() && strncmp($sql, 'START', 5) !== 0) {
                $states[self::hash($world->state())] = true;
            }

            return null;
        });
        $this->request($request);
        Fault::disarm();
        $states[self::hash($world->state())] = true;

        return [$statements, $states, array_values(array_unique($touched))];
    }

    private function disturbed(callable $request, int $position, Fault $fault): ?\Throwable
    {
        $fault->arm($position);
        try {
            $this->request($request);

            return null;
        } catch (\Throwable $error) {
            return $error;
        } finally {
            self::assertSame($fault === Fault::Reconnected ? \PDO::ERRMODE_SILENT : \PDO::ERRMODE_EXCEPTION, Fault::link()->getAttribute(\PDO::ATTR_ERRMODE), "the link's mode is not set back");
            Fault::disarm();
        }
    }

    private function request(callable $request): void
    {
        self::newProcess();
        $request();
    }

    private function closedWell(string $where, ?\Throwable $error): void
    {
        self::assertNotInstanceOf(Refusal::class, $error, "{$where}: a refusal would not be repeated");
        self::assertFalse(Fault::link()->inTransaction(), "{$where}: a transaction is left open");
        self::assertSame(0, (new \ReflectionProperty(Sql::class, 'depth'))->getValue(), "{$where}: a transaction counts as open");
    }

    /**
     * @param array<string, true> $states
     * @param array<string, list<string>> $state
     */
    private function among(array $states, array $state, string $where): void
    {
        self::assertArrayHasKey(self::hash($state), $states, "{$where}: invariant 7: what is committed is no state of the undisturbed request\n" . json_encode($state, JSON_PRETTY_PRINT));
    }

    /** @return Fault[] */
    private static function faultsAt(int $position, string $sql, int $seed): array
    {
        $cases = Fault::cases();

        return getenv('FAULTS') === 'all' || strncmp($sql, 'COMMIT', 6) === 0 ? $cases : [$cases[($position + $seed) % count($cases)]];
    }

    /** @param array<string, list<string>> $state */
    private static function hash(array $state): string
    {
        return md5((string) json_encode($state));
    }

    protected static function tally(Fault $fault): void
    {
        self::$faults[$fault->value] = (self::$faults[$fault->value] ?? 0) + 1;
    }

    protected static function seed(): int
    {
        if (self::$seed === null) {
            self::$seed = (int) (getenv('PROOF_SEED') ?: random_int(1, 1 << 30));
            // Nothing here is about a disk: one flush less for each commit.
            Fault::link()->exec('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
            register_shutdown_function(static function (): void {
                ksort(self::$faults);
                fwrite(STDOUT, 'database faults: ' . json_encode(['requests' => self::$requests, 'faults' => array_sum(self::$faults)] + self::$faults + ['seed' => self::$seed]) . PHP_EOL);
            });
        }

        return self::$seed;
    }
}
