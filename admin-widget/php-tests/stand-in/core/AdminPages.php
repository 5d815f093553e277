<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Admin\Root;

/**
 * A plain imitation of PrestaShop's back office around the module's own parts: its page, the dashboard with the tile, a customer's page with the
 * block. Who looks, and how, says the address: `?employee=2` (who may only look; 3 to 5: see Access::ROLES), `?lang=es`, `?dir=rtl`. Nothing comes from elsewhere.
 */
final class AdminPages
{
    private const EMPLOYEES = [1 => 'Marta Owner', 2 => 'Luc Looker', 3 => 'Vera Viewer', 4 => 'Pia Planner', Access::LOCAL => 'Lola Local'];
    private const MENU = ['dashboard' => 'Dashboard', 'customers' => 'Customers', '' => 'Group offers'];
    /** Buttons of the menu: what goes wrong, and `webservice` on or off. */
    private const TROUBLES = [
        'Answers take 2 s' => 'slow=2000',
        'Next 3 answers fail' => 'fail=3',
        'Session ends' => 'loggedOut=1',
        'Webservice off' => 'webservice=0',
        'All is well again' => 'slow=0&fail=0&loggedOut=0&webservice=1',
    ];
    private const BUILT = '/modules/groupoffers/views/page/';
    private const TYPES = ['js' => 'text/javascript; charset=utf-8', 'css' => 'text/css; charset=utf-8', 'map' => 'application/json', 'woff2' => 'font/woff2'];
    private const CUSTOMERS = 50;

    /** @return bool whether that address was a file's: of the built page, or a product's picture */
    public static function file(string $path): bool
    {
        if (preg_match('#^/(\d+)-\w+/#', $path, $part) === 1) {
            header('Content-Type: image/svg+xml');
            $hue = ((int) $part[1] * 67) % 360;
            echo "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 80 80\"><rect width=\"80\" height=\"80\" fill=\"hsl({$hue} 45% 82%)\"/><circle cx=\"40\" cy=\"36\" r=\"16\" fill=\"hsl({$hue} 45% 45%)\"/></svg>";

            return true;
        }
        if (strpos($path, self::BUILT) !== 0) {
            return false;
        }
        $name = substr($path, strlen(self::BUILT));
        $type = self::TYPES[pathinfo($name, PATHINFO_EXTENSION)] ?? null;
        $file = ((string) getenv('STAND_IN_BUILT') ?: _PS_MODULE_DIR_ . 'groupoffers/views/page') . '/' . $name;
        if ($type === null || $name !== basename($name) || !is_file($file)) {
            http_response_code(404);

            return true;
        }
        header("Content-Type: {$type}");
        header('Cache-Control: no-cache');
        readfile($file);

        return true;
    }

    public static function answer(string $method, string $path): void
    {
        $query = Link::visit() === '' ? '' : '?' . Link::visit();
        if ($path === '/admin/trouble' && $method === 'POST') {
            parse_str((string) ($_POST['what'] ?? ''), $what);
            Trouble::make($what);
            if (isset($what['webservice'])) {
                Configuration::updateGlobalValue('PS_WEBSERVICE', (int) $what['webservice']);
            }
            http_response_code(204);

            return;
        }
        if ($path === '/admin/login') {
            if ($method === 'POST') {
                Trouble::make(['loggedOut' => 0]);
                Tools::redirectAdmin("/admin/{$query}");
            }
            self::send('<body class="bo-login" data-controller="AdminLogin">', 'Log in', '<form method="post"><h1>Log in</h1><p>The session is over. Any password will do.</p>'
                . '<label>Password <input type="password" name="passwd" autocomplete="off"></label><button type="submit">Log in</button></form>');

            return;
        }
        if ($path === '/admin' || Trouble::seen()['loggedOut'] === 1) {
            Tools::redirectAdmin($path === '/admin' ? "/admin/{$query}" : "/admin/login{$query}");
        }
        if ($path === '/admin/index.php' && ($_GET['controller'] ?? '') === Root::CONTROLLER) {
            $controller = BackOffice::controller((string) ($_GET['token'] ?? ''));
            if (isset($_GET['ajax'])) {
                $controller->ajaxProcessCall();
            }
        } else {
            $id = (int) ($_GET['employee'] ?? 1);
            BackOffice::logIn(isset(self::EMPLOYEES[$id]) ? $id : 1);
        }
        Hook::exec('actionAdminControllerSetMedia');
        [, , $page, $of] = explode('/', $path . '//');
        match (true) {
            $page === '' || $page === 'index.php' => self::show('', 'Group offers', self::module()),
            $page === 'dashboard' => self::show($page, 'Dashboard', self::row(self::card('Activity overview'), Hook::exec('dashboardZoneTwo'), self::card('Forecast'))),
            $page === 'customers' && $of === '' => self::show($page, 'Customers', self::customers($query)),
            $page === 'customers' => self::customer(new Customer((int) $of), (int) $of),
            default => http_response_code(404),
        };
    }

    private static function module(): string
    {
        (new AdminGroupOffersController())->initContent();

        return (string) Context::getContext()->smarty->values['content'];
    }

    private static function customers(string $query): string
    {
        $rows = '';
        foreach (Db::getInstance()->executeS('SELECT * FROM `' . _DB_PREFIX_ . 'customer` WHERE `is_guest` = 0 AND `deleted` = 0 AND `active` = 1 ORDER BY `id_customer` LIMIT ' . self::CUSTOMERS) as $row) {
            $address = "/admin/customers/{$row['id_customer']}{$query}";
            $rows .= "<tr><td>{$row['id_customer']}</td><td><a href=\"" . self::escaped($address) . '">' . self::escaped("{$row['firstname']} {$row['lastname']}") . '</a></td><td>' . self::escaped((string) $row['email']) . '</td></tr>';
        }

        return "<section class=\"bo-card\"><table><thead><tr><th>ID</th><th>Name</th><th>E-mail</th></tr></thead><tbody>{$rows}</tbody></table></section>";
    }

    private static function customer(Customer $customer, int $id): void
    {
        $block = Hook::exec('displayAdminCustomers', ['id_customer' => $id]);
        self::show('customers', "{$customer->firstname} {$customer->lastname}", self::row(self::card('Personal information', (string) $customer->email), $block, self::prices($id)));
    }

    private static function prices(int $customer): string
    {
        $rows = '';
        foreach (BackOffice::prices($customer) as $product => $price) {
            $rows .= '<tr><td>' . self::escaped($product) . '</td><td>' . number_format($price, 2) . '</td></tr>';
        }

        return "<section class=\"bo-card\"><h2>What the storefront asks of them</h2><table><tbody>{$rows}</tbody></table></section>";
    }

    private static function card(string $title, string $text = 'What other modules show here.'): string
    {
        return "<section class=\"bo-card\"><h2>{$title}</h2><p>" . self::escaped($text) . '</p></section>';
    }

    private static function row(string ...$parts): string
    {
        return '<div class="bo-row">' . implode('', array_map(static fn (string $part): string => "<div>{$part}</div>", $parts)) . '</div>';
    }

    private static function show(string $current, string $title, string $content): void
    {
        $query = Link::visit() === '' ? '' : '?' . Link::visit();
        $menu = $troubles = '';
        foreach (self::MENU as $page => $label) {
            $menu .= '<li><a href="' . self::escaped("/admin/{$page}{$query}") . '"' . ($page === $current ? ' aria-current="page"' : '') . ">{$label}</a></li>";
        }
        foreach (self::TROUBLES as $label => $what) {
            $troubles .= '<li><button type="submit" name="what" value="' . self::escaped($what) . "\">{$label}</button></li>";
        }
        $employee = self::EMPLOYEES[(int) Context::getContext()->employee->id];
        self::send('<body>', $title, "<header class=\"bo-header\"><strong>Sample shop</strong><span>{$employee}</span></header>"
            . "<nav class=\"bo-menu\" aria-label=\"Menu\"><ul>{$menu}</ul><form method=\"post\" action=\"/admin/trouble\" target=\"bo-trouble\"><p>Try what happens when</p><ul>{$troubles}</ul></form>"
            . '<iframe name="bo-trouble" title="Answer" hidden></iframe></nav><main class="bo-main"><h1>' . self::escaped($title) . "</h1>{$content}</main>");
    }

    private static function send(string $body, string $title, string $content): void
    {
        header('Content-Type: text/html; charset=utf-8');
        header('Cache-Control: no-store');
        $language = Context::getContext()->language;
        $head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>' . self::escaped("{$title} • Sample shop") . '</title>'
            . '<link rel="icon" href="data:,"><style>' . file_get_contents(__DIR__ . '/back-office.css') . '</style>';
        echo '<!doctype html><html lang="', self::escaped((string) ($language->locale ?? 'en')), '" dir="', ($language->is_rtl ?? false) ? 'rtl' : 'ltr', "\"><head>{$head}</head>{$body}{$content}</body></html>";
    }

    private static function escaped(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }
}
