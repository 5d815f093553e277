<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Log;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Who was moved in this request. Bulk SQL fires no customer hooks, so other modules (CRM, mailing) are told once, after the commits:
 * `actionGroupOffersMoved` with `entered` and `left`, customers by offer.
 */
final class Moved
{
    /** @var array<int, int[]> */
    private array $entered = [];
    /** @var array<int, int[]> */
    private array $left = [];

    /** @param array<int, int[]> $customersByOffer */
    public function entered(array $customersByOffer): void
    {
        self::append($this->entered, $customersByOffer);
    }

    /** @param array<int, int[]> $customersByOffer */
    public function left(array $customersByOffer): void
    {
        self::append($this->left, $customersByOffer);
    }

    /** What a listener does wrong is its own business: the moves are committed. */
    public function tell(): void
    {
        if ($this->entered === [] && $this->left === []) {
            return;
        }
        try {
            \Hook::exec('actionGroupOffersMoved', ['entered' => $this->entered, 'left' => $this->left]);
        } catch (\Throwable $error) {
            Log::failure('a listener of actionGroupOffersMoved', $error);
        }
        $this->entered = $this->left = [];
    }

    /**
     * @param array<int, int[]> $to
     * @param array<int, int[]> $more
     */
    private static function append(array &$to, array $more): void
    {
        foreach ($more as $offer => $customers) {
            foreach ($customers as $customer) {
                $to[$offer][] = $customer;
            }
        }
    }
}
