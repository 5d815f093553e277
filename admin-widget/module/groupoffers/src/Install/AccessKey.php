<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Install;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The sync service's own Webservice key: as few rights as it needs, in all shops. The rows are written with the module's own SQL, because the
 * core's class writes each new and each deleted key in clear into the shop's log. The key itself stands where the core needs it and nowhere else.
 */
final class AccessKey
{
    /** What the service calls and nothing else: resources of the module alone. */
    public const PERMISSIONS = [
        'group_offers' => ['GET', 'POST', 'PUT'],
        'group_offer_status' => ['GET', 'POST'],
        'group_offer_lease' => ['POST'],
        'group_offer_groups' => ['GET', 'POST'],
        'group_offer_facts' => ['GET'],
        'group_offer_audience' => ['GET', 'POST'],
        'group_offer_moves' => ['POST'],
        'group_offer_enrolments' => ['GET'],
    ];

    private const MODULE = 'groupoffers';
    private const LENGTH = 32;
    private const STATE_SHOWN = 'key_shown';
    private const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

    /** Makes the key when there is none; otherwise gives it back the rights and shops that it should have. */
    public static function ensure(\Groupoffers $module): void
    {
        // Together: a key without rights, or one that counts as shown, would be of no use to anybody.
        $id = Sql::transaction(static function (): int {
            $id = self::id();
            if ($id === 0) {
                $id = self::create();
                State::set(self::STATE_SHOWN, null);
                Activity::record('key_made', 0, [], ['key' => 'service']);
            }
            self::grant($id);

            return $id;
        });
        $wrong = self::differences($id);
        if ($wrong !== []) {
            throw new \RuntimeException($module->translate('The Webservice key was not stored as it should be (%what%): look at Advanced Parameters > Webservice, then install again.', ['%what%' => implode(', ', $wrong)]));
        }
    }

    /** A new key instead of the old one, which stops working at once. */
    public static function renew(\Groupoffers $module): void
    {
        Sql::transaction(static function () use ($module): void {
            self::remove();
            self::ensure($module);
        });
    }

    public static function remove(): void
    {
        $ids = Sql::ints(array_column(Sql::rows('SELECT `id_webservice_account` FROM ' . Sql::table('webservice_account')
            . " WHERE `module_name` = '" . self::MODULE . "'"), 'id_webservice_account'));
        foreach (['webservice_permission', 'webservice_account_shop', 'webservice_account'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . " WHERE `id_webservice_account` IN ({$ids})", true);
        }
    }

    /** New shops are not bound to existing keys by the core. */
    public static function bindToAllShops(): void
    {
        $id = self::id();
        if ($id > 0) {
            Sql::execute('INSERT IGNORE INTO ' . Sql::table('webservice_account_shop') . " (`id_webservice_account`, `id_shop`) SELECT {$id}, `id_shop` FROM " . Sql::table('shop'), true);
        }
    }

    /** @return string|null the key, the first time only: it is shown once */
    public static function reveal(): ?string
    {
        if (State::get(self::STATE_SHOWN) === '1' || self::id() === 0) {
            return null;
        }
        State::set(self::STATE_SHOWN, '1');

        return Sql::value('SELECT `key` FROM ' . Sql::table('webservice_account') . ' WHERE `id_webservice_account` = ' . self::id());
    }

    /** Whether it was shown; then only a new one can be seen. */
    public static function shown(): bool
    {
        return State::get(self::STATE_SHOWN) === '1';
    }

    public static function exists(): bool
    {
        return self::id() > 0;
    }

    /** @return list<string> rights and shops that the key should have and has not; none without a key */
    public static function lacks(): array
    {
        $id = self::id();

        return $id === 0 ? [] : array_values(self::missing($id));
    }

    private static function id(): int
    {
        return (int) Sql::value('SELECT MAX(`id_webservice_account`) FROM ' . Sql::table('webservice_account') . " WHERE `module_name` = '" . self::MODULE . "' AND `active` = 1");
    }

    private static function create(): int
    {
        $key = '';
        for ($i = 0; $i < self::LENGTH; ++$i) {
            $key .= self::ALPHABET[random_int(0, strlen(self::ALPHABET) - 1)];
        }
        // is_module stays 0: the back office lists such a key like any other, so that the merchant can see and withdraw it.
        Sql::execute('INSERT INTO ' . Sql::table('webservice_account') . ' (`key`, `description`, `class_name`, `is_module`, `module_name`, `active`) VALUES ('
            . Sql::quote($key) . ", 'Group offers: sync service', 'WebserviceRequest', 0, '" . self::MODULE . "', 1)", true);

        return self::id();
    }

    private static function grant(int $id): void
    {
        Sql::execute('DELETE FROM ' . Sql::table('webservice_permission') . " WHERE `id_webservice_account` = {$id}", true);
        $values = [];
        foreach (self::PERMISSIONS as $resource => $methods) {
            foreach ($methods as $method) {
                $values[] = "('" . pSQL($resource) . "', '" . pSQL($method) . "', {$id})";
            }
        }
        Sql::execute('INSERT INTO ' . Sql::table('webservice_permission') . ' (`resource`, `method`, `id_webservice_account`) VALUES ' . implode(', ', $values), true);
        self::bindToAllShops();
    }

    /** @return string[] what is not stored as it should be */
    private static function differences(int $id): array
    {
        $wrong = array_merge(self::missing($id), array_diff(self::stored($id), self::wanted()));
        if ((int) Sql::value('SELECT LENGTH(`key`) FROM ' . Sql::table('webservice_account') . " WHERE `id_webservice_account` = {$id}") !== self::LENGTH) {
            $wrong[] = 'key';
        }

        return $wrong;
    }

    /** @return string[] */
    private static function missing(int $id): array
    {
        $missing = array_diff(self::wanted(), self::stored($id));
        $shops = (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('shop') . ' s LEFT JOIN ' . Sql::table('webservice_account_shop')
            . " a ON a.`id_shop` = s.`id_shop` AND a.`id_webservice_account` = {$id} WHERE a.`id_shop` IS NULL");
        if ($shops > 0) {
            $missing[] = "{$shops} shops";
        }

        return $missing;
    }

    /** @return string[] */
    private static function wanted(): array
    {
        $wanted = [];
        foreach (self::PERMISSIONS as $resource => $methods) {
            foreach ($methods as $method) {
                $wanted[] = "{$resource} {$method}";
            }
        }

        return $wanted;
    }

    /** @return string[] */
    private static function stored(int $id): array
    {
        return array_map(
            static fn (array $row): string => "{$row['resource']} {$row['method']}",
            Sql::rows('SELECT `resource`, `method` FROM ' . Sql::table('webservice_permission') . " WHERE `id_webservice_account` = {$id}")
        );
    }
}
