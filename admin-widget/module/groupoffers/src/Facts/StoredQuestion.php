<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Moves\Request;
use PrestaShop\Module\GroupOffers\Offer\Calendar;
use PrestaShop\Module\GroupOffers\Offer\Offers;
use PrestaShop\Module\GroupOffers\Offer\ScheduleRules;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * A question as the service asks it: which criterion of which stored offer, and as of which day. What is asked is what the merchant planned; a
 * program with the service's key cannot make up questions of its own.
 */
final class StoredQuestion
{
    /** Days around now and around the start of a window of the offer: zones differ, and a service may be late. */
    private const DAYS = 2;

    /**
     * @param array<string, mixed> $ask {"offer", "version", "place", "day"}
     *
     * @return array{yes: int[], no: int[], others: string, next: int|null} as `Questions::page`
     *
     * @throws Refusal
     */
    public static function page(array $ask, int $after, int $limit): array
    {
        $question = self::read($ask);
        $id = QuestionLimit::checked((string) json_encode([$ask['offer'], $ask['version'], $ask['place'], $ask['day']]));
        $page = Questions::page($question, $after, $limit);
        QuestionLimit::keep($id);

        return $page;
    }

    /**
     * @param array<string, mixed> $ask
     *
     * @return array<string, mixed> as `Questions::page` takes it
     */
    private static function read(array $ask): array
    {
        $row = Offers::existing(Request::int($ask, 'offer'));
        $version = Request::int($ask, 'version');
        if ($version !== (int) $row['version']) {
            throw Refusal::staleVersion((int) $row['version']);
        }
        $place = $ask['place'] ?? null;
        Refusal::ifWrong(!is_array($place) || !array_is_list($place) || count($place) > 16 || array_filter($place, static fn ($index): bool => !is_int($index) || $index < 0) !== [], 'ask.place', $place, '[0,2]');
        $audience = json_decode((string) $row['audience'], true);
        $criterion = self::at(is_array($audience) ? $audience['rule'] ?? null : null, $place);
        $kind = is_string($criterion['kind'] ?? null) ? $criterion['kind'] : '';
        Refusal::if(!Questions::isKind($kind), 'no_question', field: 'ask.place', value: $place, id: (string) $row['id_group_offer']);

        return self::question($criterion, self::day($row, $ask['day'] ?? null));
    }

    /**
     * @param mixed $rule
     * @param int[] $place
     *
     * @return array<string, mixed>
     */
    private static function at($rule, array $place): array
    {
        foreach ($place as $index) {
            $of = is_array($rule) ? $rule['of'] ?? null : null;
            // `orUnknown` has one rule, the others a list.
            $rule = is_array($of) && !array_is_list($of) ? ($index === 0 ? $of : null) : $of[$index] ?? null;
        }

        return is_array($rule) ? $rule : [];
    }

    /**
     * @param array<string, string|null> $row
     * @param mixed $given
     */
    private static function day(array $row, $given): \DateTimeImmutable
    {
        $day = is_string($given) ? \DateTimeImmutable::createFromFormat('!Y-m-d', $given, new \DateTimeZone('UTC')) : false;
        Refusal::ifWrong($day === false || $day->format('Y-m-d') !== $given, 'ask.day', $given, '2026-11-27');
        foreach ([Clock::now()->format('Y-m-d'), ...self::starts($row)] as $near) {
            if (abs(strtotime("{$near} UTC") - $day->getTimestamp()) <= self::DAYS * 86400) {
                return $day;
            }
        }
        throw Refusal::of('day_far', field: 'ask.day', value: $given, max: self::DAYS);
    }

    /**
     * @param array<string, string|null> $row
     *
     * @return list<string> days on which a window that is not over begins; of an offer without a calendar yet, of those before today the first
     */
    private static function starts(array $row): array
    {
        $now = Clock::now();
        if (Offers::end($row) <= $now) {
            return [];
        }
        $first = substr((string) $row['starts_at'], 0, 10);
        $calendar = ScheduleRules::recurrenceOf((string) $row['schedule']) === null ? null : Calendar::of((int) $row['id_group_offer']);
        if ($calendar === null) {
            return [$first];
        }
        // Local times and UTC are less than a day apart.
        $over = $now->modify('-1 day')->format('Y-m-d\TH:i:s');

        return array_values(array_map(static fn (array $window): string => substr($window[0], 0, 10), array_filter($calendar, static fn (array $window): bool => $window[1] > $over)));
    }

    /**
     * As `questionOf` of sync-service/src/audience/needs.ts.
     *
     * @param array<string, mixed> $criterion
     *
     * @return array<string, mixed>
     */
    private static function question(array $criterion, \DateTimeImmutable $day): array
    {
        $period = is_array($criterion['period'] ?? null) ? $criterion['period'] : [];
        $from = self::before($day, $period['from'] ?? null);
        $until = self::before($day, $period['until'] ?? null) ?? $day->modify('+1 day');

        return ['from' => $from?->format('Y-m-d'), 'until' => $until->format('Y-m-d')] + $criterion;
    }

    /**
     * So long before the day, by the calendar: 6 months before 31 August is the last of February.
     *
     * @param mixed $ago
     */
    private static function before(\DateTimeImmutable $day, $ago): ?\DateTimeImmutable
    {
        if (!is_array($ago)) {
            return null;
        }
        $days = $ago['days'] ?? null;
        $months = $ago['months'] ?? null;
        if (is_int($days) && $days >= 0 && $days <= 100000) {
            return $day->modify("-{$days} days");
        }
        Refusal::ifWrong(!is_int($months) || $months < 0 || $months > 12000, 'audience.rule', $ago, '{"days": n} | {"months": n}');
        $first = $day->modify('first day of this month')->modify("-{$months} months");

        return $first->setDate((int) $first->format('Y'), (int) $first->format('n'), min((int) $day->format('j'), (int) $first->format('t')));
    }
}
