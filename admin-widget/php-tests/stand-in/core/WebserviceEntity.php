<?php

declare(strict_types=1);

/** A resource of ordinary objects: lists with filters, one object, and writing from XML. */
final class WebserviceEntity
{
    private ObjectModel $empty;
    /** @var array<string, mixed> */
    private array $parameters;

    public function __construct(private WebserviceRequest $request, private WebserviceOutputBuilder $output, private string $class, private string $resource)
    {
        $this->empty = new $class();
        $this->parameters = $this->empty->getWebserviceParameters();
    }

    public function answer(string $body): string
    {
        switch ($this->request->method) {
            case 'GET':
            case 'HEAD':
                return $this->read();
            case 'DELETE':
                $object = $this->load((int) ($this->request->urlSegment[1] ?? 0));
                if ($object !== null) {
                    $this->call($object, 'delete', 'delete');
                }

                return '';
            default:
                return $this->write($body);
        }
    }

    private function read(): string
    {
        $one = $this->request->urlSegment[1] ?? '';
        if ($one !== '') {
            $object = $this->load((int) $one);

            return $object === null ? '' : $this->show([$object]);
        }
        $definition = $this->class::$definition;
        $where = '1';
        foreach ((array) ($this->request->urlFragments['filter'] ?? []) as $field => $value) {
            $column = $field === 'id' ? $definition['primary'] : $field;
            if ($field !== 'id' && !isset($this->parameters['fields'][$field])) {
                $this->request->setError(400, "This filter does not exist: {$field}", 32);

                return '';
            }
            $values = array_map(static fn (string $each): string => "'" . pSQL($each) . "'", explode('|', trim((string) $value, '[]')));
            $where .= ' AND `' . bqSQL($column) . '` IN (' . implode(',', $values) . ')';
        }
        $order = preg_match('/^\[(\w+)_(ASC|DESC)\]$/', (string) ($this->request->urlFragments['sort'] ?? ''), $part) === 1
            ? ' ORDER BY `' . ($part[1] === 'id' ? $definition['primary'] : $part[1]) . "` {$part[2]}" : '';
        $limit = preg_match('/^\d+(,\d+)?$/', (string) ($this->request->urlFragments['limit'] ?? ''), $part) === 1 ? " LIMIT {$part[0]}" : '';
        $rows = Db::getInstance()->executeS("SELECT `{$definition['primary']}` AS `id` FROM `" . _DB_PREFIX_ . $definition['table'] . "` WHERE {$where}{$order}{$limit}");
        $objects = [];
        foreach ($rows === false ? [] : $rows as $row) {
            $objects[] = new $this->class((int) $row['id']);
        }

        return $this->show($objects);
    }

    private function write(string $body): string
    {
        $previous = libxml_use_internal_errors(true);
        $xml = simplexml_load_string($body, 'SimpleXMLElement', LIBXML_NOCDATA);
        libxml_use_internal_errors($previous);
        if ($xml === false) {
            $this->request->setError(500, 'XML error : String could not be parsed as XML', 127);

            return '';
        }
        $node = $xml->children()[0] ?? null;
        if ($node === null) {
            return '';
        }
        $id = (int) ($this->request->urlSegment[1] ?? $node->id ?? 0);
        $object = $this->request->method === 'POST' ? new $this->class() : $this->load($id);
        if ($object === null) {
            return '';
        }
        foreach (array_keys($this->parameters['fields']) as $field) {
            $given = isset($node->{$field});
            if (!$given && $this->request->method === 'PATCH') {
                continue;
            }
            $setter = $this->parameters['fields'][$field]['setter'] ?? null;
            if ($given && $setter !== null) {
                $object->{$setter}((string) $node->{$field});
            } elseif ($setter === null) {
                $object->{$field} = $given ? (string) $node->{$field} : null;
            }
        }
        $this->call($object, $this->request->method === 'POST' ? 'add' : 'update', $this->request->method === 'POST' ? 'add' : 'update');
        if ($this->request->errors === []) {
            $this->output->setStatus($this->request->method === 'POST' ? 201 : 200);

            return $this->show([$object]);
        }

        return '';
    }

    private function call(ObjectModel $object, string $method, string $fallback): void
    {
        $object->{$this->parameters['objectMethods'][$method] ?? $fallback}();
    }

    private function load(int $id): ?ObjectModel
    {
        $object = new $this->class($id);
        if (!$object->id) {
            $this->output->setStatus(404);
            if ($this->request->method !== 'GET') {
                $this->request->setError(404, "Id(s) not exists: {$id}", 87);
            }

            return null;
        }

        return $object;
    }

    /** @param ObjectModel[] $objects */
    private function show(array $objects): string
    {
        $display = (string) ($this->request->urlFragments['display'] ?? '');
        $all = ['id', ...array_keys($this->parameters['fields'])];
        $isWhole = $display === 'full' || isset($this->request->urlSegment[1]) || !in_array($this->request->method, ['GET', 'HEAD'], true);
        $fields = preg_match('/^\[(.*)\]$/', $display, $part) === 1 ? array_values(array_intersect($all, explode(',', $part[1]))) : ($isWhole ? $all : ['id']);
        $rows = [];
        foreach ($objects as $object) {
            $rows[] = array_combine($fields, array_map(fn (string $field) => $field === 'id' ? (int) $object->id : $this->value($object, $field), $fields));
        }
        if (($this->request->urlFragments['output_format'] ?? '') === 'JSON') {
            // One object that is asked for whole loses its empty fields.
            $isAlone = $isWhole && !isset($this->request->urlFragments['display']);

            return WebserviceFormat::json($rows === [] ? [] : ($isAlone ? [$this->parameters['objectNodeName'] => array_filter($rows[0])] : [$this->parameters['objectsNodeName'] => $rows]));
        }

        return WebserviceFormat::objects($this->parameters['objectsNodeName'], $this->parameters['objectNodeName'], $rows);
    }

    /** @return mixed */
    private function value(ObjectModel $object, string $field)
    {
        $setting = $this->parameters['fields'][$field] ?? [];
        $value = isset($setting['getter']) ? $object->{$setting['getter']}() : $object->{$field};

        return $value === null ? null : (in_array($setting['type'] ?? 0, [ObjectModel::TYPE_INT, ObjectModel::TYPE_BOOL], true) ? (int) $value : (string) $value);
    }
}
