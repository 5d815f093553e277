<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What the employee who is logged in may do with the page, by the rights of their profile to its menu entry. */
final class Rights
{
    private const ROLE = 'ROLE_MOD_TAB_ADMINGROUPOFFERS_';

    private function __construct(private readonly int $employee, private readonly int $profile, private readonly string $secret)
    {
    }

    public static function ofEmployee(): self
    {
        $employee = \Context::getContext()->employee;

        return new self((int) ($employee->id ?? 0), (int) ($employee->id_profile ?? 0), (string) ($employee->passwd ?? ''));
    }

    public function mayView(): bool
    {
        return $this->has('READ');
    }

    public function mayEdit(): bool
    {
        return $this->has('UPDATE');
    }

    /** Of the page, beside PrestaShop's own: bound to the employee, and over when their password changes. */
    public function token(): string
    {
        return \Tools::hash("groupoffers-page-{$this->employee}-{$this->secret}");
    }

    private function has(string $right): bool
    {
        return $this->employee > 0 && (bool) \Access::isGranted(self::ROLE . $right, $this->profile);
    }
}
