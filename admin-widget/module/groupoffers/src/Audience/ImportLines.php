<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Audience;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The lines of one import request, checked, and whom they mean in this shop. */
final class ImportLines
{
    private const MAX_LINES = 50000;
    /** As long as the core's own column. */
    private const MAX_EMAIL = 255;
    private const MAX_FIGURE = 1e15;

    /** @var list<array{int, int, float|null}> line, customer, figure; in the order of the lines */
    public array $found = [];
    /** @var int[] lines of nobody */
    public array $notFound = [];

    /** @param mixed $lines as they came in */
    public function __construct($lines, string $kind)
    {
        if (!is_array($lines) || !array_is_list($lines) || count($lines) > self::MAX_LINES) {
            throw Refusal::badRequest(sprintf('import.lines: expected a list of at most %d lines; send the others in further requests', self::MAX_LINES));
        }
        $byLine = [];
        foreach ($lines as $i => $line) {
            [$number, $customer, $figure] = self::checked("import.lines[{$i}]", $line, $kind);
            if (isset($byLine[$number])) {
                throw Refusal::badRequest("import.lines[{$i}]: line {$number} is there twice; number each line of the file once");
            }
            $byLine[$number] = [$customer, $figure];
        }
        ksort($byLine);
        $this->lookUp($byLine);
    }

    /** @param array<int, array{int|string, float|null}> $byLine */
    private function lookUp(array $byLine): void
    {
        $ids = $keys = [];
        foreach ($byLine as [$customer]) {
            if (is_int($customer)) {
                $ids[$customer] = $customer;
            } elseif (strpos($customer, '@') !== false) {
                $keys[KnownCustomers::key($customer)] = true;
            }
        }
        $known = KnownCustomers::among($ids);
        $emails = KnownCustomers::byEmail(array_keys($keys));
        foreach ($byLine as $number => [$customer, $figure]) {
            $means = is_int($customer) ? (isset($known[$customer]) ? [$customer] : []) : $emails[KnownCustomers::key($customer)] ?? [];
            if ($means === []) {
                $this->notFound[] = $number;
            }
            foreach ($means as $id) {
                $this->found[] = [$number, $id, $figure];
            }
        }
    }

    /**
     * @param mixed $line
     *
     * @return array{int, int|string, float|null}
     */
    private static function checked(string $at, $line, string $kind): array
    {
        $fields = $kind === 'score' ? 3 : 2;
        if (!is_array($line) || !array_is_list($line) || count($line) !== $fields) {
            throw Refusal::badRequest("{$at}: expected [line, customer" . ($kind === 'score' ? ', figure]' : ']'));
        }
        [$number, $customer] = $line;
        if (!is_int($number) || $number < 1 || $number > 4294967295) {
            throw Refusal::badRequest("{$at}: " . Request::shown($number) . ' is no number of a line; count from 1');
        }
        if (is_string($customer)) {
            // Not the text itself: it may be somebody's address.
            if (mb_strlen($customer) > self::MAX_EMAIL) {
                throw Refusal::badRequest(sprintf('%s: line %d has an e-mail of %d characters, and the longest has %d; look at the file\'s separator and quotes', $at, $number, mb_strlen($customer), self::MAX_EMAIL));
            }
        } elseif (!is_int($customer) || $customer < 1 || $customer > 4294967295) {
            throw Refusal::badRequest("{$at}: line {$number}: " . Request::shown($customer) . ' is no customer; give an id from 1, or an e-mail as text');
        }
        $figure = $line[2] ?? null;
        if ($kind === 'score' && ((!is_int($figure) && !is_float($figure)) || !is_finite((float) $figure) || abs((float) $figure) > self::MAX_FIGURE)) {
            throw Refusal::badRequest("{$at}: line {$number}: " . Request::shown($figure) . ' is no figure; give a number such as 9 or 4.5');
        }

        return [$number, $customer, $kind === 'score' ? (float) $figure : null];
    }
}
