<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Audience\Traces;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Log;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What the hooks around the core's writing of one customer do. The customer's form: `seen` -> `beforeForm` -> (core) `beforeSave` -> `afterSave`
 * -> `afterForm`. Anybody else's load and save: `beforeSave` -> `afterSave`.
 */
final class CustomerWrites
{
    /** @var array<int, StaffEdit> forms that are being saved in this request */
    private static array $forms = [];
    /** @var array<int, int> the enrolments that were open then */
    private static array $enrolments = [];
    /** @var array<int, array{int, string}> what customers had just before the write */
    private static array $images = [];
    /** @var array<int, true>|null customers whose default another program chose in this request; null: none so far */
    private static ?array $chose = null;

    /** @return array{int, string}|null default and groups as stored */
    public static function state(int $customer): ?array
    {
        $default = Sql::value('SELECT `id_default_group` FROM ' . Sql::table('customer') . " WHERE `id_customer` = {$customer}");
        if ($default === null) {
            return null;
        }
        $groups = array_column(Sql::rows('SELECT `id_group` FROM ' . Sql::table('customer_group') . " WHERE `id_customer` = {$customer}"), 'id_group');

        return [(int) $default, GroupSet::of(array_map('intval', $groups))];
    }

    /**
     * @param array<string, mixed> $form the posted data
     *
     * @return array<string, mixed> the data that shall be saved
     */
    public static function beforeForm(int $customer, array $form): array
    {
        $state = self::state($customer);
        $posted = is_array($form['group_ids'] ?? null) ? array_map('intval', array_values($form['group_ids'])) : [];
        $postedDefault = (int) ($form['default_group_id'] ?? 0);
        if ($state === null || $posted === [] || $postedDefault === 0) {
            return $form;
        }
        $shop = ShopGroups::read();
        $enrolment = Enrolments::openOf($customer);
        $seen = SeenState::open($form[SeenState::FIELD] ?? null, $customer) ?? self::guess($customer, $state, $enrolment, $shop, $postedDefault, $posted);
        $touchesOffers = $enrolment !== null || isset($shop->offerOf[$seen->default]) || isset($shop->offerOf[$postedDefault])
            || $shop->without($seen->groups) !== $seen->groups || $shop->without(GroupSet::of($posted)) !== GroupSet::of($posted);
        if (!$touchesOffers) {
            return $form;
        }
        self::$images[$customer] = $state;
        $edit = StaffEdit::of($seen, $postedDefault, $posted, $state[0], $state[1], $enrolment, $shop, $shop->leaveMerge());
        self::$forms[$customer] = $edit;
        self::$enrolments[$customer] = $enrolment['id'] ?? 0;

        return ['default_group_id' => $edit->default, 'group_ids' => GroupSet::ids($edit->groups)] + $form;
    }

    /**
     * Before the core writes every field of a customer that was loaded some time ago.
     *
     * @return int the default group to be written instead of `$default`
     */
    public static function beforeSave(int $customer, int $default): int
    {
        $form = self::$forms[$customer] ?? null;
        $state = $form === null ? self::state($customer) : self::$images[$customer];
        if ($state === null) {
            return $default;
        }
        self::$images[$customer] = $state;
        $enrolment = Enrolments::openOf($customer);
        $shop = ShopGroups::read();
        if ($form === null && $enrolment !== null) {
            // Written by SQL just before, and not seen by a full sync yet, it counts all the same.
            foreach ([$default, $state[0]] as $each) {
                if (ChosenDefaults::among([$customer => $each], [$customer => $enrolment], $shop, Clock::now()) !== []) {
                    return $each;
                }
            }

            return $enrolment['writtenDefault'];
        }
        $isStale = isset($shop->offerOf[$default]) && !isset($shop->offerOf[$state[0]]);
        $written = $form->default ?? ($isStale ? $state[0] : $default);
        if ($written !== $state[0] && !isset($shop->offerOf[$state[0]])) {
            RecentDefaults::remember([$state[0] => [$customer]], Clock::now());
        }

        return $written;
    }

    public static function afterSave(int $customer): void
    {
        if (!isset(self::$forms[$customer])) {
            self::putRight($customer);
        }
    }

    public static function afterForm(int $customer): void
    {
        $edit = self::$forms[$customer] ?? null;
        unset(self::$forms[$customer]);
        if ($edit !== null && $edit->leaves) {
            self::takeOut($customer, $edit);
        }
        self::putRight($customer);
    }

    public static function deleted(int $customer): void
    {
        Sql::transaction(static function () use ($customer): void {
            foreach (Enrolments::lockOpen([$customer]) as $enrolment) {
                Enrolments::close([Enrolments::DELETED => [$enrolment['id']]], Clock::now());
            }
            Blocks::forget($customer);
            unset(self::$chose[$customer]);
            Traces::erase([$customer]);
        });
    }

    /**
     * Staff changed the default: the enrolment is over, and no offer takes the customer before that window's end. What staff want is written
     * once more here: a sweep may have put the offer's group back since the core wrote it.
     */
    private static function takeOut(int $customer, StaffEdit $edit): void
    {
        Sql::transaction(static function () use ($customer, $edit): void {
            $row = Customers::lock([$customer])[$customer] ?? null;
            $enrolment = Enrolments::lockOpen([$customer])[$customer] ?? null;
            if ($row === null) {
                return;
            }
            $now = Clock::now();
            $changes = new Changes();
            $changes->customer($customer, $row['default'], $row['groups'], $edit->default, $edit->groups);
            $changes->write($now);
            if ($enrolment === null) {
                // Such a sweep, or the offer's own end, was quicker than us.
                Enrolments::wasStaff(self::$enrolments[$customer]);

                return;
            }
            Enrolments::close([Enrolments::result($enrolment, 'staff_kept', $edit->default, $edit->groups) => [$enrolment['id']]], $now);
            Blocks::untilTheWindowsEnd([$customer => $enrolment], $now);
            if ($edit->default !== $enrolment['baseDefault']) {
                RecentDefaults::remember([$enrolment['baseDefault'] => [$customer]], $now);
            }
            Counter::bump();
        });
    }

    private static function putRight(int $customer): void
    {
        $image = self::$images[$customer] ?? null;
        unset(self::$images[$customer]);
        $shop = ShopGroups::read();
        // Mostly nothing is wrong. Then nobody's page waits for a lock of ours: an offer of many customers that is being ended holds all their enrolments.
        if (Sql::transaction(static fn (): bool => !Sql::readsAreOld() && self::isRight($customer, $shop))) {
            return;
        }
        $done = RepairChunk::transaction([$customer], $shop, $image === null ? [] : [$customer => $image]);
        if ($done->changedElsewhere > 0) {
            self::lookAgainAtTheEnd($customer);
        }
        if ($done->rewritten + $done->stranded + $done->changedElsewhere > 0) {
            Counter::bump();
        }
    }

    /** The Webservice and the core's import write the memberships after the last hook, and may write those of before the choice. */
    private static function lookAgainAtTheEnd(int $customer): void
    {
        if (self::$chose === null) {
            register_shutdown_function(static function (): void {
                try {
                    self::settle();
                } catch (\Throwable $error) {
                    Log::failure('memberships', $error);
                }
            });
        }
        self::$chose[$customer] = true;
    }

    /** Whose default another program chose in this request are members of it, and of no offer's group. */
    public static function settle(): void
    {
        $shop = ShopGroups::read();
        foreach (array_chunk(array_keys(self::$chose ?? []), Customers::CHUNK) as $ids) {
            sort($ids);
            Sql::transaction(static function () use ($ids, $shop): void {
                $customers = Customers::lock($ids);
                $open = Enrolments::lockOpen($ids);
                $changes = new Changes();
                foreach (array_diff_key($customers, $open) as $id => ['default' => $default, 'groups' => $groups]) {
                    if (isset($shop->existing[$default]) && !isset($shop->offerOf[$default])) {
                        $changes->customer($id, $default, $groups, $default, GroupSet::of(array_merge(GroupSet::ids($shop->without($groups)), [$default])));
                    }
                }
                $changes->write(Clock::now());
            });
        }
        self::$chose = [];
    }

    /** The seat is read before the enrolment: what a batch commits between the two looks wrong here, and is looked at again under lock. */
    private static function isRight(int $customer, ShopGroups $shop): bool
    {
        $state = self::state($customer);
        if ($state === null) {
            return true;
        }
        [$default, $groups] = $state;
        $enrolment = Enrolments::openOf($customer);
        if ($enrolment === null) {
            return !isset($shop->offerOf[$default]) && $shop->without($groups) === $groups;
        }
        $gone = array_diff(GroupSet::ids($enrolment['baseGroups']), GroupSet::ids($enrolment['writtenGroups']));
        $ids = GroupSet::ids($groups);

        return $default === $enrolment['writtenDefault'] && array_intersect($ids, $gone) === []
            && GroupSet::of(array_merge(GroupSet::ids($shop->without($groups)), [$enrolment['group']])) === $groups;
    }

    /**
     * A post without our field (a theme of the back office that leaves it out): a default that nobody chose (ChosenDefaults) shows an old form, of
     * before the offer or of another one; otherwise the difference to now is staff's.
     *
     * @param array{int, string} $state
     * @param array<string, mixed>|null $enrolment
     * @param int[] $posted
     */
    private static function guess(int $customer, array $state, ?array $enrolment, ShopGroups $shop, int $postedDefault, array $posted): SeenState
    {
        if ($enrolment === null) {
            return isset($shop->offerOf[$postedDefault]) ? SeenState::of($postedDefault, GroupSet::of($posted)) : SeenState::of($state[0], $state[1]);
        }
        if ($postedDefault === $state[0] || ChosenDefaults::among([$customer => $postedDefault], [$customer => $enrolment], $shop, Clock::now()) !== []) {
            return SeenState::of($state[0], $state[1]);
        }

        return SeenState::of($postedDefault, isset($shop->offerOf[$postedDefault]) ? GroupSet::of($posted) : $enrolment['baseGroups']);
    }
}
