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
    /** So many e-mails an import by key holds, if it holds any: whether one address has an account is not for a program to ask. */
    public const FEWEST_EMAILS = 20;

    private const MAX_LINES = 50000;
    /** As long as the core's own column. */
    private const MAX_EMAIL = 255;
    private const MAX_FIGURE = 1e15;

    /** @var list<array{int, int, float|null}> line, customer, figure; in the order of the lines */
    public array $found = [];
    /** @var int[] lines of nobody */
    public array $notFound = [];
    /** @var int[] lines whose id and e-mail are not of one customer: ids of another system, perhaps. Which customers they are of is not told. */
    public array $disagree = [];
    /** How many different e-mails there are. */
    public int $emails = 0;

    /** @param mixed $lines as they came in */
    public function __construct($lines, string $kind)
    {
        Refusal::ifWrong(!is_array($lines) || !array_is_list($lines) || count($lines) > self::MAX_LINES, 'import.lines', is_array($lines) ? count($lines) : $lines, sprintf('[…] (≤ %d)', self::MAX_LINES));
        $byLine = [];
        foreach ($lines as $i => $line) {
            [$number, $id, $email, $figure] = self::checked("import.lines[{$i}]", $line, $kind);
            Refusal::if(isset($byLine[$number]), 'twice', field: "import.lines[{$i}]", value: $number);
            $byLine[$number] = [$id, $email, $figure];
        }
        ksort($byLine);
        $this->lookUp($byLine);
    }

    /** @param array<int, array{int|null, string|null, float|null}> $byLine id, e-mail, figure */
    private function lookUp(array $byLine): void
    {
        $ids = $keys = [];
        foreach ($byLine as [$id, $email]) {
            if ($id !== null) {
                $ids[$id] = $id;
            }
            if ($email !== null && strpos($email, '@') !== false) {
                $keys[KnownCustomers::key($email)] = true;
            }
        }
        $this->emails = count($keys);
        $known = KnownCustomers::among($ids);
        $emails = KnownCustomers::byEmail(array_keys($keys));
        foreach ($byLine as $number => [$id, $email, $figure]) {
            $byId = $id !== null && isset($known[$id]) ? [$id] : [];
            $byEmail = $email === null ? [] : $emails[KnownCustomers::key($email)] ?? [];
            $means = $id === null ? $byEmail : ($email === null ? $byId : array_intersect($byId, $byEmail));
            if ($means === []) {
                if ($byId === [] && $byEmail === []) {
                    $this->notFound[] = $number;
                } else {
                    $this->disagree[] = $number;
                }
            }
            foreach ($means as $id) {
                $this->found[] = [$number, $id, $figure];
            }
        }
    }

    /**
     * @param mixed $line
     *
     * @return array{int, int|null, string|null, float|null} line, id, e-mail, figure
     */
    private static function checked(string $at, $line, string $kind): array
    {
        $fields = $kind === 'score' ? 3 : 2;
        if (!is_array($line) || !array_is_list($line) || count($line) !== $fields) {
            throw Refusal::wrong($at, '…', $kind === 'score' ? '[line, customer, figure]' : '[line, customer]');
        }
        [$number, $customer] = $line;
        Refusal::ifWrong(!is_int($number) || $number < 1 || $number > 4294967295, $at, $number, '≥ 1');
        $at .= " #{$number}";
        [$id, $email] = is_array($customer) && array_is_list($customer) && count($customer) === 2 ? $customer : (is_string($customer) ? [null, $customer] : [$customer, null]);
        // Not the text itself: it may be somebody's address.
        Refusal::if(is_string($email) && mb_strlen($email) > self::MAX_EMAIL, 'length', field: $at, count: mb_strlen((string) $email), max: self::MAX_EMAIL);
        Refusal::ifWrong((is_array($customer) && !is_string($email)) || ($id !== null || $email === null) && (!is_int($id) || $id < 1 || $id > 4294967295), $at, is_array($customer) ? $id : $customer, '1 | "e-mail" | [1, "e-mail"]');
        $figure = $line[2] ?? null;
        Refusal::ifWrong($kind === 'score' && ((!is_int($figure) && !is_float($figure)) || !is_finite((float) $figure) || abs((float) $figure) > self::MAX_FIGURE), $at, $figure, '4.5');

        return [$number, $id, $email, $kind === 'score' ? (float) $figure : null];
    }
}
