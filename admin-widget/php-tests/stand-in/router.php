<?php

declare(strict_types=1);

/*
 * Every request of the stand-in: `/api/…` as the Webservice answers, `/admin/…` as the back office does, `/index.php` as the cron address, `/stand-in/…`
 * for what tests do in the back office; and files as a web server gives them.
 */

require __DIR__ . '/bootstrap.php';

$path = (string) parse_url((string) $_SERVER['REQUEST_URI'], PHP_URL_PATH);
$key = (string) ($_SERVER['PHP_AUTH_USER'] ?? $_GET['ws_key'] ?? '');
$body = (string) file_get_contents('php://input');

if (AdminPages::file($path)) {
    return true;
}
if ($path !== '/admin/trouble' && strpos($path, '/stand-in/') !== 0) {
    Trouble::meet();
}

if (strpos($path, '/api') === 0) {
    $answer = (new WebserviceRequest())->fetch($key, (string) $_SERVER['REQUEST_METHOD'], substr($path, 4), $_GET, false, $body);
    http_response_code($answer['status']);
    // For what a million customers cost.
    header('X-Stand-In-Peak: ' . memory_get_peak_usage());
    foreach ($answer['headers'] as $name => $value) {
        header("{$name}: {$value}");
    }
    echo $answer['content'];

    return true;
}

if ($path === '/admin' || strpos($path, '/admin/') === 0) {
    AdminPages::answer((string) $_SERVER['REQUEST_METHOD'], $path);

    return true;
}

if ($path === '/index.php' && ($_GET['fc'] ?? '') === 'module' && ($_GET['module'] ?? '') === 'groupoffers' && ($_GET['controller'] ?? '') === 'cron') {
    require_once _PS_MODULE_DIR_ . 'groupoffers/controllers/front/cron.php';
    (new GroupoffersCronModuleFrontController())->run();
}

if (strpos($path, '/stand-in/') !== 0) {
    http_response_code(404);

    return true;
}

header('Content-Type: application/json');
try {
    $given = json_decode($body, true);
    $given = is_array($given) ? $given : [];
    $done = BackOffice::asked($_SERVER['REQUEST_METHOD'] . ' ' . $path, $_GET, $given);
    echo json_encode($done ?? ['done' => true]);
} catch (\Throwable $error) {
    http_response_code(500);
    echo json_encode(['error' => $error->getMessage()]);
}

return true;
