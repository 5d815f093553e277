<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Protocol;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Group\WorseOff;
use PrestaShop\Module\GroupOffers\Offer\Offers;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `{"kind":"enter"}`: customers into one window of one offer, chunk by chunk. */
final class Enter
{
    private const NOTHING_DONE = [
        'entered' => 0, 'switched' => 0, 'already' => 0, 'deferred' => 0, 'deferredTo' => null, 'refused' => [], 'stopped' => null, 'longestLockMs' => 0.0,
    ];

    private int $offer;
    private \DateTimeImmutable $windowStart;
    private \DateTimeImmutable $windowEnd;
    private \DateTimeImmutable $until;
    private ShopGroups $groups;
    private LeaveMerge $merge;
    private ?Access $access = null;
    /** @var array<int, true> */
    private array $worseOff = [];
    private Moved $moved;
    /** @var array<int, int> expected default by customer */
    private array $expected = [];

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed>
     */
    public static function handle(array $body): array
    {
        Protocol::require($body);

        return (new self())->batch($body);
    }

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed>
     */
    private function batch(array $body): array
    {
        $this->offer = Request::int($body, 'offer');
        $version = Request::int($body, 'version');
        [$this->windowStart, $this->windowEnd] = Request::window($body);
        $this->until = Request::instant($body, 'until');
        Refusal::ifWrong($this->until > $this->windowEnd || $this->until <= $this->windowStart, 'until', Clock::iso($this->until), '≤ ' . Clock::iso($this->windowEnd));
        $ids = $this->readExpected($body['expect'] ?? null);
        $chunks = $ids === [] ? [[]] : array_chunk($ids, Customers::CHUNK);
        $batch = new Batch(is_string($body['key'] ?? null) ? $body['key'] : '', $body, $this->offer, $version, count($chunks));
        if (!\Configuration::getGlobalValue('PS_GROUP_FEATURE_ACTIVE')) {
            throw Refusal::groupsFeatureOff();
        }
        $guard = new Guard($this->offer, $version, $this->windowStart, $this->windowEnd, $this->until);
        $stored = Offers::row($this->offer);
        if ($stored !== null && (int) $stored['version'] === $version) {
            // Outside of the chunks' transactions, which check that the version still is this one.
            $this->worseOff = WorseOff::leftOut($stored);
        }
        $this->groups = ShopGroups::read();
        $this->merge = $this->groups->leaveMerge();
        $this->moved = new Moved();
        $answer = $batch->run($body, self::NOTHING_DONE, fn (int $chunk, int $lease, array $progress): array => $this->chunk($chunks[$chunk], $guard->running($lease), $progress));
        $this->moved->tell();
        $answer['refused'] = (object) $answer['refused'];

        return $answer;
    }

    /**
     * Inside the chunk's transaction.
     *
     * @param int[] $ids ascending
     * @param array<string, string|null> $offer
     * @param array<string, mixed> $progress
     *
     * @return array{array<string, mixed>, callable(): void}
     */
    private function chunk(array $ids, array $offer, array $progress): array
    {
        $group = OfferGroups::idFor($this->offer);
        if ($group === 0 || !isset($this->groups->existing[$group])) {
            throw Refusal::notRunning('no_group', id: $this->offer);
        }
        $exclusive = $offer['membership'] === 'exclusive';
        if ($exclusive && $this->access === null) {
            $reference = (int) $offer['id_reference_group'];
            $denied = json_decode((string) $offer['modules_denied'], true);
            $this->access = new Access($reference === 0 ? $this->groups->customerGroup : $reference, is_array($denied) ? array_map('intval', $denied) : []);
        }
        $plan = new EnterChunk($this->groups, $this->merge, $exclusive ? $this->access : null, $this->worseOff, $this->offer, $group, (int) $offer['id_shop'],
            (int) $offer['checkout_grace'], Offers::takesTurns($offer), $this->windowStart, $this->windowEnd, $this->until, Clock::now());
        $plan->run($ids, $this->expected);

        foreach (['entered', 'switched', 'already', 'deferred'] as $count) {
            $progress[$count] += $plan->counts[$count];
        }
        if ($plan->deferredTo !== null) {
            $progress['deferredTo'] = max((string) $progress['deferredTo'], Clock::iso($plan->deferredTo));
        }
        foreach ($plan->refused as $reason => $customers) {
            $progress['refused'][$reason] = array_merge($progress['refused'][$reason] ?? [], $customers);
        }

        return [$progress, function () use ($plan): void {
            $this->moved->entered([$this->offer => $plan->enteredIds]);
            $this->moved->left($plan->leftIds);
        }];
    }

    /**
     * @param mixed $expect
     *
     * @return int[] all customers, ascending
     */
    private function readExpected($expect): array
    {
        Refusal::ifWrong(!is_array($expect) || !array_is_list($expect), 'expect', $expect, '[{"default", "ids"}, …]');
        $all = [];
        foreach ($expect as $i => $part) {
            Refusal::ifWrong(!is_array($part), "expect[{$i}]", $part, '{"default", "ids"}');
            // 0: an import or a PUT left the default group out.
            $default = Request::int($part, 'default', 0);
            foreach (Request::ids($part['ids'] ?? null, "expect[{$i}].ids") as $id) {
                $this->expected[$id] = $default;
                $all[] = $id;
            }
        }

        return Request::ids($all, 'expect');
    }
}
