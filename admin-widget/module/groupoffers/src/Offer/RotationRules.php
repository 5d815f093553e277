<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** How customers have their turns. Empty: everybody for the whole window. */
final class RotationRules
{
    /** Seconds. */
    public const SHORTEST_TURN = 300;
    private const DAY = 86400;
    /** Days are the calendar's: those on which the clocks change are this much shorter or longer. */
    private const CLOCK_CHANGE = 7200;

    /**
     * @param bool $single whether the offer has only the window from `$startsAt` to `$endsAt`
     *
     * @throws Refusal
     */
    public static function check(string $json, bool $single, string $startsAt, string $endsAt): void
    {
        if ($json === '') {
            return;
        }
        $rotation = JsonField::object('rotation', $json);
        JsonField::complete('rotation', $rotation, Shapes::ROTATION);
        $seconds = self::seconds($rotation['turn']);
        Refusal::if($seconds < self::SHORTEST_TURN, 'turn_short', field: 'rotation.turn', value: $rotation['turn'], seconds: self::SHORTEST_TURN);
        $window = Clock::parse($endsAt)->getTimestamp() - Clock::parse($startsAt)->getTimestamp();
        Refusal::if($single && $seconds > $window + (strncmp($rotation['turn'], 'PT', 2) === 0 ? 0 : self::CLOCK_CHANGE), 'turn_long', field: 'rotation.turn', value: $rotation['turn'], start: $startsAt, end: $endsAt);
        $by = $rotation['by'];
        $how = is_array($by) && count($by) === 1 ? (string) array_key_first($by) : '';
        Refusal::ifWrong(!in_array($how, Shapes::SHARED_BY, true), 'rotation.by', $by, '{"cohorts":3} | {"capacity":500}');
        JsonField::integer("rotation.by.{$how}", $by[$how], 1, Shapes::MOST[$how]);
        JsonField::integer('rotation.coolDown', $rotation['coolDown'], 0, $how === 'cohorts' ? min(Shapes::MOST['coolDown'], $by[$how] - 1) : Shapes::MOST['coolDown']);
        if ($rotation['maxTurns'] !== null) {
            JsonField::integer('rotation.maxTurns', $rotation['maxTurns'], 1, Shapes::MOST['maxTurns']);
        }
    }

    /** @return array{int, int} of a checked rotation: days of a turn, and seconds beyond them */
    public static function turnOf(string $rotation): array
    {
        return self::parts(json_decode($rotation, true)['turn'] ?? null);
    }

    /** @param mixed $turn RFC 5545; @return int with days of 24 hours */
    private static function seconds($turn): int
    {
        [$days, $exact] = self::parts($turn);

        return $days * self::DAY + $exact;
    }

    /**
     * @param mixed $turn
     *
     * @return array{int, int} days, and seconds beyond them
     */
    private static function parts($turn): array
    {
        $pattern = '/^P(?:(\d{1,5})W|(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?)$/D';
        Refusal::if(!is_string($turn) || preg_match($pattern, $turn, $part, PREG_UNMATCHED_AS_NULL) !== 1 || $turn === 'P', 'turn_unread', field: 'rotation.turn', value: $turn);

        return [(int) $part[1] * 7 + (int) $part[2], (int) $part[3] * 3600 + (int) $part[4] * 60 + (int) $part[5]];
    }
}
