<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Audience\Import;
use PrestaShop\Module\GroupOffers\Audience\ImportLines;
use PrestaShop\Module\GroupOffers\Audience\Lists;
use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `group_offer_imports` of docs/PROTOCOL.md: lists come in and go. What is in one is not to be had here. */
class WebserviceSpecificManagementGroupOfferImports extends JsonResource
{
    /** @param int $fewestEmails that a request may hold, if it holds any; the page, whose employee may see customers, has no such bound */
    public function __construct(private readonly int $fewestEmails = ImportLines::FEWEST_EMAILS)
    {
    }

    public function answer(string $method, array $query, array $body): array
    {
        return match (true) {
            isset($body['import']) => $this->import($body['import']),
            isset($body['forget']) => Lists::forget(Request::int($body, 'forget')),
            default => throw Refusal::wrong('body', array_keys($body), '{"import":{…}} | {"forget":1}'),
        };
    }

    /**
     * @param mixed $import
     *
     * @return array<string, mixed>
     */
    private function import($import): array
    {
        Refusal::ifWrong(!is_array($import), 'import', $import, '{…}');
        if (array_key_exists('finish', $import)) {
            Refusal::ifWrong(!is_string($import['finish']), 'import.finish', $import['finish'], '"…"');

            return ['list' => Import::finish(Request::int($import, 'list'), $import['finish'])];
        }
        $kind = $import['kind'] ?? null;
        Refusal::ifWrong($kind !== 'list' && $kind !== 'score', 'import.kind', $kind, ['list', 'score']);

        return Import::lines(Request::int($import, 'list', 0), $kind, $import['lines'] ?? null, $this->fewestEmails);
    }
}
