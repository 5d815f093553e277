<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What the employee who is logged in may do with the page, by the rights of their profile and the shops that they may enter. */
final class Rights
{
    /** @var array<string, bool> by right, as far as they were asked for */
    private array $known = [];

    private function __construct(private readonly ?\Employee $employee)
    {
    }

    public static function ofEmployee(): self
    {
        $employee = \Context::getContext()->employee ?? null;

        return new self((int) ($employee->id ?? 0) > 0 ? $employee : null);
    }

    public function has(Right $right): bool
    {
        return $this->known[$right->value] ??= $this->employee !== null
            && ($right === Right::AllShops ? $this->shops() === null : (bool) \Access::isGranted($right->role(), (int) $this->employee->id_profile));
    }

    /** @throws Denied */
    public function need(Right ...$rights): void
    {
        $missing = array_values(array_filter($rights, fn (Right $right): bool => !$this->has($right)));
        if ($missing !== []) {
            throw new Denied($missing);
        }
    }

    /** @return string[] */
    public function names(): array
    {
        return array_values(array_map(static fn (Right $right): string => $right->value, array_filter(Right::cases(), $this->has(...))));
    }

    /** @return int[]|null the shops that the employee may enter; null: all */
    public function shops(): ?array
    {
        if ($this->employee === null) {
            return [];
        }
        if (!\Shop::isFeatureActive() || $this->employee->isSuperAdmin()) {
            return null;
        }
        $own = array_map('intval', $this->employee->getAssociatedShops());
        $all = array_map('intval', array_column(Sql::rows('SELECT `id_shop` FROM ' . Sql::table('shop') . ' WHERE `deleted` = 0'), 'id_shop'));

        return array_diff($all, $own) === [] ? null : $own;
    }

    /** Of the page, beside PrestaShop's own: bound to the employee, and over when their password changes. */
    public function token(): string
    {
        return \Tools::hash('groupoffers-page-' . (int) ($this->employee->id ?? 0) . '-' . (string) ($this->employee->passwd ?? ''));
    }
}
