<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Health;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\GroupName;
use PrestaShop\Module\GroupOffers\Group\ModuleAccess;
use PrestaShop\Module\GroupOffers\Hook\HookDispatcher;
use PrestaShop\Module\GroupOffers\Install\AccessKey;
use PrestaShop\Module\GroupOffers\Moves\DeadMansEnd;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Which of PrestaShop's switches stand so that the module is bypassed or crippled. The customer groups feature is in the status, and the
 * module's authorisations are not among them, since they are put right when they are found missing. Maintenance is no trouble.
 */
final class Switches
{
    public const MODULE_OFF = 'module_off_in_shop';
    public const FOREIGN_OFF = 'foreign_modules_off';
    public const HOOK_MISSING = 'hook_missing';
    public const HOOK_EXCEPTIONS = 'hook_exceptions';
    public const WEBSERVICE_OFF = 'webservice_off';
    public const KEY_OFF = 'key_off';
    public const KEY_LACKS = 'key_lacks_rights';
    public const CRON_NEEDED = 'cron_needed';
    public const GROUP_LIKE_OURS = 'group_like_ours';

    /** So long ago a wait is forgotten. */
    private const WAIT_DAYS = 30;

    /** @return list<array{code: string, what: list<string>}> what is wrong; `what` names shops, hooks, rights, minutes or groups */
    public static function read(): array
    {
        $module = ModuleAccess::idModule();
        $found = [
            self::MODULE_OFF => self::shopsWithout($module),
            self::FOREIGN_OFF => \Configuration::getGlobalValue('PS_DISABLE_NON_NATIVE_MODULE') ? [''] : [],
            self::HOOK_MISSING => self::missingHooks($module),
            self::HOOK_EXCEPTIONS => self::exceptions($module),
            self::WEBSERVICE_OFF => \Configuration::getGlobalValue('PS_WEBSERVICE') ? [] : [''],
            self::KEY_OFF => AccessKey::exists() ? [] : [''],
            self::KEY_LACKS => AccessKey::lacks(),
            self::CRON_NEEDED => self::waited(),
            self::GROUP_LIKE_OURS => self::groupsLikeOurs(),
        ];
        $switches = [];
        foreach ($found as $code => $what) {
            if ($what !== []) {
                $switches[] = ['code' => $code, 'what' => array_values(array_filter($what, static fn (string $each): bool => $each !== ''))];
            }
        }

        return $switches;
    }

    /** @return list<string> names of open shops in which the module is disabled: none of its hooks is called there */
    private static function shopsWithout(int $module): array
    {
        return array_map('strval', array_column(Sql::rows('SELECT s.`name` FROM ' . Sql::table('shop') . ' s LEFT JOIN ' . Sql::table('module_shop')
            . " m ON m.`id_shop` = s.`id_shop` AND m.`id_module` = {$module} WHERE s.`active` = 1 AND s.`deleted` = 0 AND m.`id_shop` IS NULL ORDER BY s.`id_shop`"), 'name'));
    }

    /** @return list<string> hooks that are registered in none, or not in all, of the shops in which the module is enabled */
    private static function missingHooks(int $module): array
    {
        $shops = array_map('intval', array_column(Sql::rows('SELECT m.`id_shop` FROM ' . Sql::table('module_shop') . ' m JOIN ' . Sql::table('shop')
            . " s ON s.`id_shop` = m.`id_shop` AND s.`deleted` = 0 WHERE m.`id_module` = {$module}"), 'id_shop'));
        $there = [];
        // Under an older name of the hook it is the same one.
        foreach (Sql::rows('SELECT h.`name`, a.`alias`, m.`id_shop` FROM ' . Sql::table('hook_module') . ' m JOIN ' . Sql::table('hook') . ' h ON h.`id_hook` = m.`id_hook` LEFT JOIN '
            . Sql::table('hook_alias') . " a ON a.`name` = h.`name` WHERE m.`id_module` = {$module}") as $row) {
            foreach ([$row['name'], $row['alias']] as $name) {
                $there[strtolower((string) $name)][(int) $row['id_shop']] = true;
            }
        }

        return array_values(array_filter(
            array_keys(HookDispatcher::HOOKS),
            static fn (string $hook): bool => array_diff($shops, array_keys($there[strtolower($hook)] ?? [])) !== []
        ));
    }

    /** @return list<string> "hook: page" of each page on which the merchant excepted one of our hooks */
    private static function exceptions(int $module): array
    {
        return array_map(
            static fn (array $row): string => "{$row['name']}: {$row['file_name']}",
            Sql::rows('SELECT DISTINCT h.`name`, e.`file_name` FROM ' . Sql::table('hook_module_exceptions') . ' e JOIN ' . Sql::table('hook')
                . " h ON h.`id_hook` = e.`id_hook` WHERE e.`id_module` = {$module} ORDER BY h.`name`, e.`file_name`")
        );
    }

    /** @return list<string> minutes that somebody overdue waited for a page of the shop; nothing when cron has called since */
    private static function waited(): array
    {
        $waiting = DeadMansEnd::waiting();
        if ($waiting > 0) {
            return [(string) intdiv($waiting, 60)];
        }
        [$minutes, $at] = DeadMansEnd::lastWait();
        $called = Cron::lastCalled();
        $counts = $at !== null && $at > Clock::now()->modify(sprintf('-%d days', self::WAIT_DAYS)) && ($called === null || $called < $at);

        return $counts ? [(string) $minutes] : [];
    }

    /** @return list<string> "name (id)" of groups that somebody else made, mostly an import of customers that were exported during an offer */
    private static function groupsLikeOurs(): array
    {
        $names = GroupName::imitations();

        return array_map(static fn (int $id, string $name): string => "{$name} ({$id})", array_keys($names), $names);
    }
}
