<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Install;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Offer\Notices;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The module's own Webservice keys, in all shops. The rows are written with the module's own SQL, because the core's class writes each new and each
 * deleted key in clear into the shop's log. A key stands where the core needs it and nowhere else; which account is whose stands in State.
 *
 * A key is made once and then is the merchant's: what they switch off, delete or take away in PrestaShop's own page stays so until they ask for a new one.
 *
 *   none ─make─> current ─make─> current + the one before it, for GRACE ─> current
 *                   └─withdraw─> none
 */
final class AccessKey
{
    /** Seconds that a renewed key's predecessor goes on working. */
    public const GRACE = 600;
    public const NARROWED = 'key_narrowed';

    private const MODULE = 'groupoffers';
    private const LENGTH = 32;
    private const STATE_SHOWN = 'key_shown';
    private const CURRENT = ['key_service' => KeyRights::SERVICE, 'key_planning' => KeyRights::PLANNING];
    private const BEFORE = ['key_service_before', 'key_planning_before'];
    private const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
    private const DESCRIPTIONS = [KeyRights::SERVICE => 'Group offers: sync service', KeyRights::PLANNING => 'Group offers: command line'];

    /** Makes the service's key where none was ever made; one of before 0.3.0 stays, with the service's rights. */
    public static function ensure(\Groupoffers $module): void
    {
        Sql::transaction(static function () use ($module): void {
            if (State::get('key_' . KeyRights::SERVICE) !== null) {
                Notices::takeBack(self::NARROWED, 0);

                return;
            }
            $before = (int) Sql::value('SELECT `id_webservice_account` FROM ' . self::accounts() . " WHERE `module_name` = '" . self::MODULE . "' ORDER BY `active` DESC, `id_webservice_account` DESC LIMIT 1");
            if ($before > 0) {
                self::adopt($before);
            } else {
                self::make($module, KeyRights::SERVICE);
            }
        });
    }

    /**
     * A new key. The one before it works for GRACE beside it, so that nothing stops while the new one is put in its place.
     *
     * @return string the key: it is shown once
     */
    public static function renew(\Groupoffers $module, string $kind): string
    {
        return Sql::transaction(static function () use ($module, $kind): string {
            $before = self::id($kind);
            self::endBefore($kind);
            $key = self::make($module, $kind);
            Notices::takeBack(self::NARROWED, 0);
            if ($before > 0) {
                State::set("key_{$kind}_before", $before . ' ' . Clock::sql(Clock::plusSeconds(Clock::now(), self::GRACE)));
            }
            if ($kind === KeyRights::SERVICE) {
                State::set(self::STATE_SHOWN, '1');
            }

            return $key;
        });
    }

    /** Ends the key of this kind, and the one before it, at once. */
    public static function withdraw(string $kind): void
    {
        Sql::transaction(static function () use ($kind): void {
            self::endBefore($kind);
            self::delete((int) State::get("key_{$kind}"));
            State::set("key_{$kind}", '0');
            Activity::record('key_withdrawn', 0, ['key' => $kind]);
        });
    }

    /** With the module: then the next installation makes a new one. */
    public static function remove(): void
    {
        Sql::transaction(static function (): void {
            foreach (Sql::rows('SELECT `id_webservice_account` AS id FROM ' . self::accounts() . " WHERE `module_name` = '" . self::MODULE . "'") as $row) {
                self::delete((int) $row['id']);
            }
            if (Schema::missing(_DB_PREFIX_) !== []) {
                return;
            }
            foreach ([...array_keys(self::CURRENT), ...self::BEFORE, self::STATE_SHOWN] as $name) {
                State::set($name, null);
            }
        });
    }

    /**
     * Keys whose grace is over.
     *
     * @return list<string> those that this call ended
     */
    public static function endExpired(): array
    {
        $ended = [];
        foreach (self::BEFORE as $name) {
            [$id, $until] = self::before($name);
            if ($until !== null && $until <= Clock::now()) {
                $ended[] = (string) Sql::value('SELECT `key` FROM ' . self::accounts() . " WHERE `id_webservice_account` = {$id}");
                Sql::transaction(static function () use ($name, $id): void {
                    self::delete($id);
                    State::set($name, null);
                });
            }
        }

        return $ended;
    }

    /** New shops are not bound to existing keys by the core. */
    public static function bindToAllShops(): void
    {
        foreach (self::CURRENT as $kind) {
            self::bind(self::id($kind));
        }
    }

    /** @return string|null the service's key, the first time only: it is shown once */
    public static function reveal(): ?string
    {
        $id = self::id(KeyRights::SERVICE);
        if (self::shown() || $id === 0) {
            return null;
        }
        State::set(self::STATE_SHOWN, '1');

        return Sql::value('SELECT `key` FROM ' . self::accounts() . " WHERE `id_webservice_account` = {$id}");
    }

    /** Whether the service's key was shown; then only a new one can be seen. */
    public static function shown(): bool
    {
        return State::get(self::STATE_SHOWN) === '1';
    }

    public static function exists(string $kind = KeyRights::SERVICE): bool
    {
        return self::id($kind) > 0;
    }

    /** Until when the key before the current one works; null when there is none. */
    public static function beforeUntil(string $kind): ?\DateTimeImmutable
    {
        return self::before("key_{$kind}_before")[1];
    }

    /** @return list<string> rights and shops that the service's key should have and has not; none without a key */
    public static function lacks(): array
    {
        $id = self::id(KeyRights::SERVICE);

        return $id === 0 ? [] : self::missing($id, KeyRights::SERVICE);
    }

    /** 0 when there is none, or when it was switched off or deleted by hand. */
    private static function id(string $kind): int
    {
        return (int) Sql::value('SELECT `id_webservice_account` FROM ' . self::accounts() . ' WHERE `active` = 1 AND `id_webservice_account` = ' . (int) State::get("key_{$kind}"));
    }

    /** @return array{int, \DateTimeImmutable|null} account, until when it works */
    private static function before(string $name): array
    {
        [$id, $until] = explode(' ', (State::get($name) ?? '') . ' ', 2);

        return [(int) $id, Clock::fromSql(trim($until))];
    }

    /** Inside a transaction: a key without rights would be of no use to anybody. */
    private static function make(\Groupoffers $module, string $kind): string
    {
        $key = '';
        for ($i = 0; $i < self::LENGTH; ++$i) {
            $key .= self::ALPHABET[random_int(0, strlen(self::ALPHABET) - 1)];
        }
        // is_module stays 0: the back office lists such a key like any other, so that the merchant can see and withdraw it.
        Sql::execute('INSERT INTO ' . self::accounts() . ' (`key`, `description`, `class_name`, `is_module`, `module_name`, `active`) VALUES ('
            . Sql::quote($key) . ', ' . Sql::quote(self::DESCRIPTIONS[$kind]) . ", 'WebserviceRequest', 0, '" . self::MODULE . "', 1)", true);
        $id = Sql::insertId();
        $rows = array_map(static fn (string $right): string => "('" . str_replace(' ', "', '", $right) . "', {$id})", KeyRights::wanted($kind));
        Sql::execute('INSERT INTO ' . Sql::table('webservice_permission') . ' (`resource`, `method`, `id_webservice_account`) VALUES ' . implode(', ', $rows), true);
        self::bind($id);
        $wrong = self::missing($id, $kind);
        if (Sql::value('SELECT `key` FROM ' . self::accounts() . " WHERE `id_webservice_account` = {$id}") !== $key) {
            $wrong[] = 'key';
        }
        if ($wrong !== []) {
            throw new \RuntimeException($module->translate('The Webservice key was not stored as it should be (%what%): look at Advanced Parameters > Webservice, then install again.', ['%what%' => implode(', ', $wrong)]));
        }
        State::set("key_{$kind}", (string) $id);
        Activity::record('key_made', 0, [], ['key' => $kind]);
        if ($kind === KeyRights::SERVICE) {
            State::set(self::STATE_SHOWN, null);
        }

        return $key;
    }

    /** The key of before 0.3.0 did the command line's work too: it keeps what the service does, of what the merchant left it. */
    private static function adopt(int $id): void
    {
        $others = array_diff(self::stored($id), KeyRights::wanted(KeyRights::SERVICE));
        foreach (array_filter($others, static fn (string $right): bool => strncmp($right, 'group_offer', 11) === 0) as $right) {
            [$resource, $method] = explode(' ', $right);
            Sql::execute('DELETE FROM ' . Sql::table('webservice_permission') . " WHERE `id_webservice_account` = {$id} AND `resource` = " . Sql::quote($resource) . " AND `method` = '{$method}'", true);
        }
        State::set('key_' . KeyRights::SERVICE, (string) $id);
        if ($others !== [] && self::id(KeyRights::SERVICE) === $id) {
            Notices::put(self::NARROWED, 0);
        }
    }

    private static function bind(int $id): void
    {
        if ($id > 0) {
            Sql::execute('INSERT IGNORE INTO ' . Sql::table('webservice_account_shop') . " (`id_webservice_account`, `id_shop`) SELECT {$id}, `id_shop` FROM " . Sql::table('shop'), true);
        }
    }

    private static function endBefore(string $kind): void
    {
        $name = "key_{$kind}_before";
        self::delete(self::before($name)[0]);
        State::set($name, null);
    }

    private static function delete(int $id): void
    {
        foreach (['webservice_permission', 'webservice_account_shop', 'webservice_account'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . " WHERE `id_webservice_account` = {$id}", true);
        }
    }

    /** @return list<string> */
    private static function missing(int $id, string $kind): array
    {
        $missing = array_values(array_diff(KeyRights::wanted($kind), self::stored($id)));
        $shops = (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('shop') . ' s LEFT JOIN ' . Sql::table('webservice_account_shop')
            . " a ON a.`id_shop` = s.`id_shop` AND a.`id_webservice_account` = {$id} WHERE a.`id_shop` IS NULL");
        if ($shops > 0) {
            $missing[] = "{$shops} shops";
        }

        return $missing;
    }

    /** @return string[] */
    private static function stored(int $id): array
    {
        return array_map(
            static fn (array $row): string => "{$row['resource']} {$row['method']}",
            Sql::rows('SELECT `resource`, `method` FROM ' . Sql::table('webservice_permission') . " WHERE `id_webservice_account` = {$id}")
        );
    }

    private static function accounts(): string
    {
        return Sql::table('webservice_account');
    }
}
