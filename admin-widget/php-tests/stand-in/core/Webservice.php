<?php

declare(strict_types=1);

interface WebserviceSpecificManagementInterface
{
    public function setObjectOutput(WebserviceOutputBuilder $obj);

    public function getObjectOutput();

    public function setWsObject(WebserviceRequest $obj);

    public function getWsObject();

    public function manage();

    public function getContent();
}

class WebserviceException extends \Exception
{
}

class WebserviceOutputBuilder
{
    private int $status = 200;
    /** @var array<string, string> */
    private array $headers = [];

    /** Only these exist in the core: any other goes out as what was set before. */
    public function setStatus($num): void
    {
        if (in_array((int) $num, [200, 201, 204, 304, 400, 401, 403, 404, 405, 500, 501, 503], true)) {
            $this->status = (int) $num;
        }
    }

    public function getStatusInt(): int
    {
        return $this->status;
    }

    /** @return $this */
    public function setHeaderParams($key, $value)
    {
        $this->headers[$key] = (string) $value;

        return $this;
    }

    /** @return array<string, string> */
    public function headers(): array
    {
        return $this->headers;
    }
}

/** The Webservice's way of a request: key, permission, resource, then either an object's fields or a resource that manages itself. */
class WebserviceRequest
{
    /** @var list<array{int, string}> */
    public $errors = [];
    /** @var string */
    public $method = 'GET';
    /** @var string[] */
    public $urlSegment = [];
    /** @var array<string, mixed> */
    public $urlFragments = [];
    /** @var array<string, string[]> */
    public $keyPermissions = [];
    private ?WebserviceOutputBuilder $output = null;
    /** @var string of what class getInstance() makes one */
    public static $ws_current_classname;
    protected static ?WebserviceRequest $_instance = null;
    /** @var string */
    protected $_key = '';

    public static function getInstance(): WebserviceRequest
    {
        return self::$_instance ??= new self();
    }

    public function setError($status, $label, $code): void
    {
        if ($this->output !== null) {
            $this->output->setStatus($status);
        }
        $this->errors[] = [(int) $code, (string) $label];
    }

    /** @return array<string, array<string, mixed>> */
    public static function getResources(): array
    {
        // Of the core's own there are only names here.
        $resources = array_fill_keys(['categories', 'configurations', 'customers', 'groups', 'languages', 'shops'], []);
        foreach ((array) Hook::exec('addWebserviceResources', ['resources' => $resources], null, true) as $more) {
            $resources = array_merge($resources, (array) $more);
        }
        if (Configuration::get('STAND_IN_OLD_MODULE')) {
            require __DIR__ . '/../modules/oldmodule/oldmodule.php';
        }
        ksort($resources);

        return $resources;
    }

    /**
     * @param string $key
     * @param string $method
     * @param string $url
     * @param array<string, mixed> $params of the address
     * @param string|false $bad_class_name
     * @param string|null $inputXml
     *
     * @return array{status: int, headers: array<string, string>, content: string}
     */
    public function fetch($key, $method, $url, $params, $bad_class_name, $inputXml = null): array
    {
        self::$_instance = $this;
        $this->_key = trim($key);
        $this->output = new WebserviceOutputBuilder();
        $this->method = $method;
        $this->urlSegment = explode('/', trim($url, '/'));
        $this->urlFragments = $params;
        // As the core: a PHP warning is an error of the answer, whatever has been committed.
        set_error_handler(function (int $number, string $message, string $file, int $line): bool {
            [$code, $kind] = [E_WARNING => [3, 'Warning'], E_NOTICE => [5, 'Notice'], E_USER_WARNING => [11, 'User warning'], E_USER_NOTICE => [12, 'User notice']][$number] ?? [15, 'Unknown error'];
            if ((error_reporting() & $number) !== 0) {
                $this->setError(500, "[PHP {$kind} #{$number}] {$message} ({$file}, line {$line})", $code);
            }

            return true;
        });
        try {
            $content = $this->answer($key, (string) $inputXml);
        } finally {
            restore_error_handler();
        }
        $json = ($params['output_format'] ?? '') === 'JSON';
        if ($this->errors !== []) {
            $content = $json ? WebserviceFormat::json(['errors' => array_map(static fn (array $error): array => ['code' => $error[0], 'message' => $error[1]], $this->errors)])
                : WebserviceFormat::errors($this->errors);
        }
        $headers = $this->output->headers() + ['Content-Type' => $json ? 'application/json' : 'text/xml;charset=utf-8', 'PSWS-Version' => _PS_VERSION_];

        return ['status' => $this->output->getStatusInt(), 'headers' => $headers, 'content' => $content];
    }

    private function answer(string $key, string $body): string
    {
        $db = Db::getInstance();
        if (!Configuration::get('PS_WEBSERVICE')) {
            $this->setError(503, 'The PrestaShop webservice is disabled. Please activate it in the PrestaShop Back Office', 22);

            return '';
        }
        if (strlen($key) !== 32) {
            $this->setError(401, $key === '' ? 'Authentication key is empty' : 'Invalid authentication key format', $key === '' ? 17 : 18);

            return '';
        }
        $rows = $db->executeS('SELECT `p`.`resource`, `p`.`method` FROM `' . _DB_PREFIX_ . 'webservice_account` AS `a` JOIN `' . _DB_PREFIX_
            . "webservice_permission` AS `p` ON `p`.`id_webservice_account` = `a`.`id_webservice_account` WHERE `a`.`active` = 1 AND `a`.`key` = '" . pSQL($key) . "'");
        $account = '`' . _DB_PREFIX_ . "webservice_account` AS `a` WHERE `a`.`key` = '" . pSQL($key) . "'";
        if ((int) $db->getValue("SELECT `a`.`active` FROM {$account}") === 0) {
            $this->setError(401, 'Authentification key is not active', 20);
        }
        $permissions = [];
        foreach ($rows === false ? [] : $rows as $row) {
            $permissions[$row['resource']][] = $row['method'];
        }
        if ($permissions === []) {
            $this->setError(401, 'No permission for this authentication key', 21);

            return '';
        }
        if ($db->getValue("SELECT `a`.`key` FROM {$account} AND `a`.`id_webservice_account` IN (SELECT `id_webservice_account` FROM `" . _DB_PREFIX_ . 'webservice_account_shop` WHERE `id_shop` = ' . (int) (Context::getContext()->shop->id ?? 1) . ')') === false) {
            $this->setError(403, 'No permission for this key on this shop', 132);

            return '';
        }
        $this->keyPermissions = $permissions;
        $resource = $this->urlSegment[0];
        $resources = self::getResources();
        if ($this->errors !== [] && $this->errors[0][0] !== 15) {
            return '';
        }
        if ($resource === '') {
            return WebserviceFormat::resources($permissions);
        }
        if (!isset($resources[$resource])) {
            $this->setError(400, "Resource of type \"{$resource}\" does not exists", 27);
        } elseif (!isset($permissions[$resource])) {
            $this->setError(401, "Resource of type \"{$resource}\" is not allowed with this authentication key", 26);
        } elseif (in_array($this->method, $resources[$resource]['forbidden_method'] ?? [], true)) {
            $this->setError(405, "Method {$this->method} is not allowed for the resource {$resource}", 101);
        } elseif (!in_array($this->method, $permissions[$resource], true)) {
            $this->setError(405, "Method {$this->method} is not allowed for the resource {$resource} with this authentication key", 25);
        } elseif ($resources[$resource]['specific_management'] ?? false) {
            return $this->specific($resource);
        } elseif (!isset($resources[$resource]['class'])) {
            throw new LogicException("the stand-in has no {$resource} of the core's over the Webservice");
        } else {
            return (new WebserviceEntity($this, $this->output, $resources[$resource]['class'], $resource))->answer($body);
        }

        return '';
    }

    private function specific(string $resource): string
    {
        $class = 'WebserviceSpecificManagement' . str_replace(' ', '', ucwords(str_replace('_', ' ', $resource)));
        if (!class_exists($class)) {
            $this->setError(501, "The specific management class is not implemented for the \"{$resource}\" entity.", 124);

            return '';
        }
        $management = new $class();
        $management->setObjectOutput($this->output);
        $management->setWsObject($this);
        $management->manage();

        return (string) $management->getContent();
    }
}
