<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Group\ModuleAccess;
use PrestaShop\Module\GroupOffers\Health\Cron;
use PrestaShop\Module\GroupOffers\Install\AccessKey;
use PrestaShop\Module\GroupOffers\Install\Installer;
use PrestaShop\Module\GroupOffers\Install\KeyRights;
use PrestaShop\Module\GroupOffers\Offer\Approval;
use PrestaShop\Module\GroupOffers\Offer\ShopStatus;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `page_connection`: what the sync service's settings need, and whether it is alive. */
final class Connection
{
    /**
     * @param array<string, mixed> $body empty to look
     *
     * @return array<string, mixed>
     *
     * @throws Refusal
     */
    public static function answer(\Groupoffers $module, array $body): array
    {
        Refusal::ifWrong(count($body) > 1, 'body', array_keys($body), '{…: …}');
        $seen = $body === [] ? [] : self::changed($module, (string) array_key_first($body), reset($body));
        ModuleAccess::repair((int) $module->id);
        AccessKey::endExpired();
        $status = ShopStatus::read();

        return [
            'url' => rtrim((new \Shop((int) \Configuration::getGlobalValue('PS_SHOP_DEFAULT')))->getBaseURL(true), '/') . '/',
            'webservice' => (bool) \Configuration::getGlobalValue('PS_WEBSERVICE'),
            'groupsFeature' => $status['groupsFeature'],
            'hasKey' => AccessKey::exists(),
            'key' => $seen['key'] ?? null,
            'keyShown' => AccessKey::shown(),
            'keyBeforeUntil' => self::instant(AccessKey::beforeUntil(KeyRights::SERVICE)),
            'planning' => [
                'exists' => AccessKey::exists(KeyRights::PLANNING),
                'key' => $seen['planning'] ?? null,
                'beforeUntil' => self::instant(AccessKey::beforeUntil(KeyRights::PLANNING)),
            ],
            'cron' => ['url' => Cron::url(), 'secret' => $seen['cron'] ?? null, 'shown' => Cron::shown(), 'called' => self::instant(Cron::lastCalled())],
            'heartbeat' => $status['heartbeat'],
            'lastSync' => $status['lastSync'],
            'now' => $status['now'],
            'dropTables' => State::get(Installer::STATE_DROP_TABLES) === '1',
            'approvalAbove' => ($limit = Approval::limit()) === null ? null : (float) $limit,
        ];
    }

    /**
     * @param mixed $value
     *
     * @return array{key?: string|null, planning?: string, cron?: string|null} a key or the cron address's secret, when it was asked for and may be seen
     */
    private static function changed(\Groupoffers $module, string $what, $value): array
    {
        if ([$what, $value] === ['switchOn', 'webservice']) {
            \Configuration::updateGlobalValue('PS_WEBSERVICE', 1);
            Activity::record('webservice_switched_on');
        } elseif ($what === 'dropTables' && is_bool($value)) {
            Activity::record('tables_kept_changed', 0, ['dropTables' => State::get(Installer::STATE_DROP_TABLES) === '1'], ['dropTables' => $value]);
            State::set(Installer::STATE_DROP_TABLES, $value ? '1' : null);
        } elseif ($what === 'approvalAbove') {
            Approval::setLimit($value);
        } elseif ([$what, $value] === ['show', 'key']) {
            Activity::record('key_shown');

            return ['key' => AccessKey::reveal()];
        } elseif ([$what, $value] === ['make', 'key']) {
            return ['key' => AccessKey::renew($module, KeyRights::SERVICE)];
        } elseif ([$what, $value] === ['make', 'planning']) {
            return ['planning' => AccessKey::renew($module, KeyRights::PLANNING)];
        } elseif ($what === 'withdraw' && in_array($value, ['key', 'planning'], true)) {
            AccessKey::withdraw($value === 'key' ? KeyRights::SERVICE : KeyRights::PLANNING);
        } elseif ([$what, $value] === ['show', 'cron']) {
            return ['cron' => Cron::reveal()];
        } elseif ([$what, $value] === ['make', 'cron']) {
            return ['cron' => Cron::renew()];
        } else {
            throw Refusal::wrong('body', [$what => $value], '{"show":"key"} | {"make":"key"|"planning"} | {"withdraw":"key"|"planning"} | {"show":"cron"} | {"make":"cron"} | {"switchOn":"webservice"} | {"dropTables":true|false} | {"approvalAbove":50|null}');
        }

        return [];
    }

    private static function instant(?\DateTimeImmutable $at): ?string
    {
        return $at === null ? null : Clock::iso($at);
    }
}
