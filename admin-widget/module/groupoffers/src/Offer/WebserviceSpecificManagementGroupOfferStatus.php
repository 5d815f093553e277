<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Offer\Hold;
use PrestaShop\Module\GroupOffers\Offer\Notices;
use PrestaShop\Module\GroupOffers\Offer\ShopDetails;
use PrestaShop\Module\GroupOffers\Offer\ShopStatus;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The light poll; with `?detail=1` what doctor looks at, with `?permissions=1` what the caller's key may do; POST renews a lease, keeps notices, sets the hold. */
class WebserviceSpecificManagementGroupOfferStatus extends JsonResource
{
    private const NOTICES_AT_MOST = 1000;

    public function answer(string $method, array $query, array $body): array
    {
        $lease = isset($body['lease']) ? Lease::renew($body['lease']) : null;
        if (array_key_exists('notices', $body) || array_key_exists('hold', $body)) {
            self::write($body, $lease);
        }
        if ($lease !== null && isset($body['synced'])) {
            self::synced($body['synced']);
        }
        $status = ShopStatus::read();
        if (($query['detail'] ?? '') === '1') {
            $status['detail'] = ShopDetails::read();
            if ($this->foreignErrors !== []) {
                $status['detail']['switches'][] = ['code' => 'foreign_errors', 'what' => $this->foreignErrors];
            }
        }
        if (($query['permissions'] ?? '') === '1') {
            $status['permissions'] = array_map('array_values', $this->wsObject->keyPermissions ?: []);
        }

        return $status;
    }

    /**
     * The service's carry its lease: one that was stopped and wakes while another works tells nobody what it believed before.
     *
     * @param array<string, mixed> $body
     */
    private static function write(array $body, ?int $lease): void
    {
        Sql::transaction(static function () use ($body, $lease): void {
            if (isset($body['lease']) && ($lease === null || !Lease::lockShared($lease))) {
                throw Refusal::leaseLost();
            }
            if (array_key_exists('notices', $body)) {
                self::notices($body['notices']);
            }
            if (array_key_exists('hold', $body)) {
                Hold::set($body['hold']);
            }
        });
    }

    /**
     * When the lease's holder last finished a sync; what would be in the future is now.
     *
     * @param mixed $at
     */
    private static function synced($at): void
    {
        try {
            $last = Clock::sql(min(Clock::parse(is_string($at) ? $at : ''), Clock::now()));
        } catch (\InvalidArgumentException $e) {
            throw Refusal::wrong('synced', $at, '2026-11-27T17:00:00.000Z');
        }
        if (State::get('last_sync') !== $last) {
            State::set('last_sync', $last);
        }
    }

    /** @param mixed $notices */
    private static function notices($notices): void
    {
        Refusal::ifWrong(!is_array($notices) || !array_is_list($notices) || count($notices) > self::NOTICES_AT_MOST, 'notices', $notices, sprintf('[{"code":"…","idOffer":0,"params":{}}, …] (≤ %d)', self::NOTICES_AT_MOST));
        foreach ($notices as $notice) {
            self::notice($notice);
        }
    }

    /** @param mixed $notice */
    private static function notice($notice): void
    {
        Refusal::ifWrong(!is_array($notice), 'notices', $notice, '{"code":"…","idOffer":0,"params":{}}');
        $code = $notice['code'] ?? null;
        $idOffer = $notice['idOffer'] ?? 0;
        $params = $notice['params'] ?? null;
        Refusal::ifWrong(!is_string($code) || preg_match('/^[a-z0-9_]{1,64}$/D', $code) !== 1, 'notices.code', $code, '^[a-z0-9_]{1,64}$');
        Refusal::ifWrong(!is_int($idOffer) || $idOffer < 0 || ($params !== null && !self::areParams($params)), 'notices', $notice, '{"code":"…","idOffer":0,"params":{"name":"value"}|null}');
        if ($params === null) {
            Notices::takeBack($code, $idOffer);
        } else {
            Notices::put($code, $idOffer, $params);
        }
    }

    /** @param mixed $params */
    private static function areParams($params): bool
    {
        $isOne = static fn ($value, $name): bool => (is_string($value) || is_int($value) || is_float($value)) && preg_match('/^[A-Za-z_]{1,32}$/D', (string) $name) === 1;

        return is_array($params) && array_filter($params, $isOne, ARRAY_FILTER_USE_BOTH) === $params && strlen((string) json_encode($params)) <= Notices::MAX_LENGTH;
    }
}
