<?php

declare(strict_types=1);

/* The core's autoloader: only for static analysis. */

class PrestaShopAutoload
{
    public static function getInstance(): self
    {
        return new self();
    }

    /** @return string|null the file of an override, '' when the core's own class is used */
    public function getClassPath($classname)
    {
        return '';
    }
}
