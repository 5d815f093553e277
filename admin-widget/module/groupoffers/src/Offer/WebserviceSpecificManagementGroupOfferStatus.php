<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Offer\Notices;
use PrestaShop\Module\GroupOffers\Offer\ShopDetails;
use PrestaShop\Module\GroupOffers\Offer\ShopStatus;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The light poll; with `?detail=1` what doctor looks at; POST renews a lease, keeps a notice, sets or lifts the hold. */
class WebserviceSpecificManagementGroupOfferStatus extends JsonResource
{
    private const HOLDS = ['clock_jumped', 'backup_restored', 'mass_change'];

    public function answer(string $method, array $query, array $body): array
    {
        $lease = isset($body['lease']) ? Lease::renew($body['lease']) : null;
        if (array_key_exists('notice', $body) || array_key_exists('hold', $body)) {
            self::write($body, $lease);
        }
        $status = ShopStatus::read();
        if (($query['detail'] ?? '') === '1') {
            $status['detail'] = ShopDetails::read();
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
            if (array_key_exists('notice', $body)) {
                self::notice($body['notice']);
            }
            if (array_key_exists('hold', $body)) {
                self::hold($body['hold']);
            }
        });
    }

    /** @param mixed $notice */
    private static function notice($notice): void
    {
        $code = $notice['code'] ?? null;
        $idOffer = $notice['idOffer'] ?? 0;
        $message = $notice['message'] ?? null;
        if (!is_string($code) || preg_match('/^[a-z0-9_]{1,64}$/D', $code) !== 1) {
            throw Refusal::badRequest('notice.code: expected 1 to 64 of a-z, 0-9 and _');
        }
        if (!is_int($idOffer) || $idOffer < 0 || !is_string($message)) {
            throw Refusal::badRequest('notice: expected {"code":"…","idOffer":0,"message":"…"}');
        }
        Notices::put($code, $idOffer, $message);
    }

    /** @param mixed $reason */
    private static function hold($reason): void
    {
        if ($reason !== null && !in_array($reason, self::HOLDS, true)) {
            throw Refusal::badRequest('hold: expected null or one of ' . implode(', ', self::HOLDS));
        }
        if (State::get('hold') !== $reason) {
            // In one transaction: sent again after the first alone, it would find nothing to do, and nobody would look.
            State::set('hold', $reason);
            Counter::bump();
        }
    }
}
