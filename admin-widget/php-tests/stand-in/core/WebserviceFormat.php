<?php

declare(strict_types=1);

/** The Webservice's two formats. */
final class WebserviceFormat
{
    private const HEAD = '<?xml version="1.0" encoding="UTF-8"?>' . "\n" . '<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">' . "\n";

    /** @param array<mixed> $value */
    public static function json(array $value): string
    {
        return (string) json_encode($value, JSON_UNESCAPED_UNICODE);
    }

    /** @param list<array{int, string}> $errors */
    public static function errors(array $errors): string
    {
        $xml = self::HEAD . "<errors>\n";
        foreach ($errors as [$code, $message]) {
            $xml .= "<error>\n<code><![CDATA[{$code}]]></code>\n<message><![CDATA[{$message}]]></message>\n</error>\n";
        }

        return $xml . "</errors>\n</prestashop>\n";
    }

    /** @param array<string, string[]> $permissions */
    public static function resources(array $permissions): string
    {
        $xml = self::HEAD . "<api shopName=\"Stand-in\">\n";
        ksort($permissions);
        foreach ($permissions as $resource => $methods) {
            $xml .= "<{$resource}";
            foreach (['get', 'put', 'post', 'patch', 'delete', 'head'] as $method) {
                $xml .= " {$method}=\"" . (in_array(strtoupper($method), $methods, true) ? 'true' : 'false') . '"';
            }
            $xml .= "><description>{$resource}</description></{$resource}>\n";
        }

        return $xml . "</api>\n</prestashop>\n";
    }

    /** @param list<array<string, mixed>> $rows */
    public static function objects(string $list, string $item, array $rows): string
    {
        $xml = self::HEAD . "<{$list}>\n";
        foreach ($rows as $row) {
            $xml .= "<{$item}>\n";
            foreach ($row as $field => $value) {
                $xml .= "\t<{$field}><![CDATA[{$value}]]></{$field}>\n";
            }
            $xml .= "</{$item}>\n";
        }

        return $xml . "</{$list}>\n</prestashop>\n";
    }
}
