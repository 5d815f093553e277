<?php

declare(strict_types=1);

/* Every request of the stand-in: `/api/…` as the Webservice answers, `/admin/index.php` as the page's controller does, `/stand-in/…` for what tests do in the back office. */

require __DIR__ . '/bootstrap.php';

$path = (string) parse_url((string) $_SERVER['REQUEST_URI'], PHP_URL_PATH);
$key = (string) ($_SERVER['PHP_AUTH_USER'] ?? $_GET['ws_key'] ?? '');
$body = (string) file_get_contents('php://input');

if (strpos($path, '/api') === 0) {
    $answer = (new WebserviceRequest())->fetch($key, (string) $_SERVER['REQUEST_METHOD'], substr($path, 4), $_GET, $body);
    http_response_code($answer['status']);
    // For what a million customers cost.
    header('X-Stand-In-Peak: ' . memory_get_peak_usage());
    foreach ($answer['headers'] as $name => $value) {
        header("{$name}: {$value}");
    }
    echo $answer['content'];

    return true;
}

if ($path === '/admin/index.php') {
    BackOffice::call((string) ($_GET['token'] ?? ''));

    return true;
}

header('Content-Type: application/json');
try {
    $given = json_decode($body, true);
    $given = is_array($given) ? $given : [];
    $done = match ($_SERVER['REQUEST_METHOD'] . ' ' . $path) {
        'GET /stand-in/page' => BackOffice::page((string) ($_GET['employee'] ?? '')),
        'GET /stand-in/form' => BackOffice::openForm((int) ($_GET['customer'] ?? 0)),
        'POST /stand-in/form' => BackOffice::saveForm($given),
        'POST /stand-in/delete-customer' => BackOffice::deleteCustomer((int) $given['id']),
        'POST /stand-in/delete-group' => BackOffice::deleteGroup((int) $given['id']),
        default => throw new \InvalidArgumentException('no such page'),
    };
    echo json_encode($done ?? ['done' => true]);
} catch (\Throwable $error) {
    http_response_code(500);
    echo json_encode(['error' => $error->getMessage()]);
}

return true;
