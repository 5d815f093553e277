<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The shapes of rules, recurrences and offers as the service and the page have them. Written by `npm run shapes`: change the schemas there. */
final class Shapes
{
    /** Fields of an audience. */
    public const AUDIENCE = ['rule', 'taken', 'holdout', 'seed', 'worseOff'];
    public const TAKEN = ['frozen', 'live'];
    public const WORSE_OFF = ['leaveOut', 'include'];
    /** Fields of a rule by its kind, which is one more. */
    public const RULE = [
        'allOf' => ['of'],
        'anyOf' => ['of'],
        'noneOf' => ['of'],
        'orUnknown' => ['of'],
        'orders' => ['atLeast', 'atMost', 'period'],
        'spend' => ['atLeast', 'atMost', 'period'],
        'averageOrder' => ['atLeast', 'atMost', 'period'],
        'lastOrder' => ['period'],
        'firstOrder' => ['period'],
        'rank' => ['by', 'from', 'to', 'period'],
        'all' => [],
        'defaultGroups' => ['groups'],
        'memberGroups' => ['groups'],
        'registered' => ['period'],
        'age' => ['atLeast', 'atMost'],
        'birthday' => ['atLeast', 'atMost'],
        'gender' => ['genders'],
        'company' => ['is'],
        'country' => ['countries'],
        'language' => ['languages'],
        'newsletter' => ['is'],
        'partnerOffers' => ['is'],
        'chance' => ['percent', 'seed'],
        'list' => ['list'],
        'score' => ['list', 'atLeast', 'atMost'],
        'region' => ['states'],
        'postcode' => ['prefixes'],
        'boughtCategory' => ['category', 'subcategories', 'orders', 'period'],
        'rating' => ['atLeast', 'atMost'],
        'openCart' => ['period'],
        'visited' => ['period'],
    ];
    /** Levels of a rule within a rule. */
    public const DEEPEST_RULE = 16;
    public const SCHEDULE = ['timezone', 'start', 'end', 'recurrence'];
    public const RECURRENCE = ['rule', 'except', 'cuts'];
    public const ROTATION = ['turn', 'by', 'coolDown', 'maxTurns'];
    /** How a rotation shares its customers out. */
    public const SHARED_BY = ['cohorts', 'capacity'];
    public const INTENTS = ['draft', 'armed', 'paused', 'cancelled', 'archived'];
    public const MEMBERSHIPS = ['keep', 'exclusive'];
    /** Characters, entries, seconds or customers. */
    public const MOST = [
        'name' => 128,
        'reductions' => 1000,
        'priority' => 1000000,
        'checkoutGrace' => 86400,
        'cohorts' => 10000,
        'capacity' => 100000000,
        'coolDown' => 100,
        'maxTurns' => 1000000,
    ];
}
