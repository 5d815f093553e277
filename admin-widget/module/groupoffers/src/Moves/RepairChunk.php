<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Puts a chunk of customers right, inside one transaction:
 *   in an offer      default and the offer's group as written (and, exclusive, none of the groups that were left); the rest stays as it is.
 *                    Whose default somebody chose (ChosenDefaults) leaves the offer with it instead
 *   in none          out of all offers' groups, by the leave merge onto what they had before
 */
final class RepairChunk
{
    public int $rewritten = 0;
    public int $stranded = 0;
    public int $changedElsewhere = 0;

    /** @var array<string, int[]> enrolments by how they are closed */
    private array $closed = [];

    /** @param array<int, array{int, string}> $images default and groups before the stale write, by customer, where a hook saw them */
    private function __construct(private ShopGroups $groups, private array $images)
    {
    }

    /**
     * @param int[] $ids
     * @param array<int, array{int, string}> $images
     */
    public static function transaction(array $ids, ShopGroups $groups, array $images = []): self
    {
        sort($ids);

        return Sql::transaction(static function () use ($ids, $groups, $images): self {
            $chunk = new self($groups, $images);
            $chunk->run($ids);

            return $chunk;
        });
    }

    /** @param int[] $ids ascending */
    private function run(array $ids): void
    {
        $customers = Customers::lock($ids);
        $open = Enrolments::lockOpen($ids);
        $without = array_diff(array_keys($customers), array_keys($open));
        $leaves = $without === [] ? [] : Stranded::lastLeaves($without);
        $merge = $this->groups->leaveMerge();
        $changes = new Changes();
        $now = Clock::now();
        $events = [];
        $chosen = ChosenDefaults::among(array_map(static fn (array $customer): int => $customer['default'], $customers), $open, $this->groups, $now);
        foreach ($customers as $id => $customer) {
            $enrolment = $open[$id] ?? null;
            if ($enrolment !== null && isset($chosen[$id])) {
                [$default, $groups] = $merge->of($enrolment['baseDefault'], $enrolment['baseGroups'], $enrolment['writtenDefault'], $enrolment['writtenGroups'],
                    $customer['default'], $customer['groups']);
                $changes->customer($id, $customer['default'], $customer['groups'], $default, $groups);
                $this->closed[Enrolments::result($enrolment, $customer['deleted'] ? 'deleted' : 'changed_elsewhere', $default, $groups)][] = $enrolment['id'];
                ++$this->changedElsewhere;
                continue;
            }
            if ($enrolment !== null) {
                $default = $enrolment['writtenDefault'];
                $gone = array_diff(GroupSet::ids($enrolment['baseGroups']), GroupSet::ids($enrolment['writtenGroups']));
                $groups = GroupSet::of(array_merge(array_diff(GroupSet::ids($this->groups->without($customer['groups'])), $gone), [$enrolment['group']]));
            } elseif (isset($this->groups->offerOf[$customer['default']]) || $this->groups->without($customer['groups']) !== $customer['groups']) {
                [$default, $groups] = $this->before($id, $customer['default'], $customer['groups'], $merge, $leaves);
            } else {
                continue;
            }
            if ($changes->customer($id, $customer['default'], $customer['groups'], $default, $groups)) {
                ++$this->{$enrolment !== null ? 'rewritten' : 'stranded'};
                $events[] = '(' . Sql::quote(Clock::sql($now)) . ',' . ($enrolment['offer'] ?? $this->groups->offerOf[$customer['default']] ?? 0) . ",{$id},'"
                    . ($enrolment !== null ? 'rewritten' : 'stranded_returned') . "'," . Sql::quote("{$customer['default']}|{$customer['groups']} -> {$default}|{$groups}") . ')';
            }
        }
        $changes->write($now);
        Enrolments::close($this->closed, $now);
        ChangedElsewhere::note(array_intersect_key($open, $chosen), $now);
        if ($events !== []) {
            Sql::execute('INSERT INTO ' . Sql::table('groupoffers_event') . ' (`at`, `id_group_offer`, `id_customer`, `code`, `detail`) VALUES ' . implode(',', $events));
        }
    }

    /**
     * @param array<int, array{int, string, int, string}> $leaves
     *
     * @return array{int, string}
     */
    private function before(int $id, int $default, string $groups, LeaveMerge $merge, array $leaves): array
    {
        $leave = $leaves[$id] ?? [$this->groups->customerGroup, $this->groups->without($groups), $default, $groups];
        // The image is what they had just before the write; what the write carried is what the offer had written.
        [$baseDefault, $baseGroups] = $this->images[$id] ?? $leave;
        // A member by the core's own doing whose default is their own: only the membership is taken back.
        if (!isset($this->groups->offerOf[$default])) {
            return [$default, $this->groups->without($groups) === '' ? (string) $default : $this->groups->without($groups)];
        }
        [$newDefault, $newGroups] = $merge->of($baseDefault, $baseGroups, $default, $leave[3], $default, $groups);

        return [$newDefault, $newGroups];
    }
}
