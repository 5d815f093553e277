<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Refusal;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The frame of an audience, the kinds of its rule, and the ids that are named. Whether periods and figures make sense is the service's to say,
 * which judges them.
 */
final class AudienceRules
{
    private const MAX_BYTES = 65536;
    /** Each level of the rule is an object and its list. */
    private const JSON_DEPTH = 2 * Shapes::DEEPEST_RULE + 8;
    private const MAX_SEED = 9007199254740991;
    /** Fields that name ids, with what they are ids of. */
    private const IDS = [
        'groups' => 'group', 'countries' => 'country', 'languages' => 'language', 'states' => 'state', 'category' => 'category', 'list' => 'list',
    ];

    /** @var array<string, array<string, int[]>> ids by what they are ids of and field */
    private array $named = [];

    /** @throws Refusal */
    public static function check(string $json): void
    {
        Refusal::if(strlen($json) > self::MAX_BYTES, 'too_large', field: 'audience', bytes: strlen($json), max: self::MAX_BYTES);
        $audience = JsonField::object('audience', $json, self::JSON_DEPTH);
        JsonField::complete('audience', $audience, Shapes::AUDIENCE);
        JsonField::oneOf('audience.taken', $audience['taken'], Shapes::TAKEN);
        JsonField::oneOf('audience.worseOff', $audience['worseOff'], Shapes::WORSE_OFF);
        JsonField::integer('audience.seed', $audience['seed'], -self::MAX_SEED, self::MAX_SEED);
        $holdout = $audience['holdout'];
        Refusal::if((!is_int($holdout) && !is_float($holdout)) || $holdout < 0 || $holdout > 100, 'percentage', field: 'audience.holdout', value: $holdout);
        OfferFields::percent('audience.holdout', JsonField::number($holdout));
        $rules = new self();
        $rules->rule('audience.rule', $audience['rule'], 1);
        $rules->ids();
    }

    /** @param mixed $rule */
    private function rule(string $at, $rule, int $level): void
    {
        Refusal::if($level > Shapes::DEEPEST_RULE, 'rule_deep', field: 'audience.rule', max: Shapes::DEEPEST_RULE);
        Refusal::ifWrong(!is_array($rule) || !is_string($rule['kind'] ?? null), $at, $rule, '{"kind":"…"}');
        $kind = $rule['kind'];
        $fields = Shapes::RULE[$kind] ?? throw Refusal::wrong("{$at}.kind", $kind, array_keys(Shapes::RULE));
        JsonField::known($at, $rule, ['kind', ...$fields]);
        foreach ($fields as $field) {
            if (isset(self::IDS[$field])) {
                $this->keep($kind === 'score' ? 'score' : self::IDS[$field], "{$at}.{$field}", $rule[$field] ?? null, $field === 'list' || $field === 'category');
            }
        }
        if ($kind === 'orUnknown') {
            $this->rule("{$at}.of", $rule['of'] ?? null, $level + 1);
        } elseif ($fields === ['of']) {
            $of = $rule['of'] ?? null;
            Refusal::ifWrong(!is_array($of) || !array_is_list($of) || $of === [], "{$at}.of", $of, '[{"kind":"…"}, …]');
            foreach ($of as $i => $part) {
                $this->rule("{$at}.of[{$i}]", $part, $level + 1);
            }
        }
    }

    /** @param mixed $value */
    private function keep(string $what, string $at, $value, bool $one): void
    {
        if ($one) {
            $this->named[$what][$at] = [JsonField::id($at, $value)];

            return;
        }
        Refusal::ifWrong(!is_array($value) || !array_is_list($value) || $value === [], $at, $value, '[1, 2, 3, …]');
        $this->named[$what][$at] = JsonField::ids($at, $value);
    }

    /** One look for each table; a refusal names the field. */
    private function ids(): void
    {
        foreach ($this->named as $what => $byField) {
            try {
                self::exist($what, 'audience', array_values(array_unique(array_merge(...array_values($byField)))));
            } catch (Refusal) {
                foreach ($byField as $field => $ids) {
                    self::exist($what, $field, $ids);
                }
            }
        }
    }

    /** @param int[] $ids */
    private static function exist(string $what, string $field, array $ids): void
    {
        match ($what) {
            'group' => ShopIds::groups($field, $ids),
            'list', 'score' => ShopIds::lists($field, $what, $ids),
            'language' => ShopIds::exist($field, 'lang', 'id_lang', $ids),
            default => ShopIds::exist($field, $what, "id_{$what}", $ids),
        };
    }
}
