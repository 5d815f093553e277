<?php

declare(strict_types=1);

/* What the page can ask and what it needs, as JSON: for sync-service/test/faults/hostile/page-rights.test.ts. */

use PrestaShop\Module\GroupOffers\Admin\Actions;

require __DIR__ . '/stand-in/bootstrap.php';

echo json_encode(['all' => Actions::ALL, 'when' => Actions::WHEN], JSON_THROW_ON_ERROR), "\n";
