<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Unit;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Hook\AddWebserviceResources;
use PrestaShop\Module\GroupOffers\Hook\Hook;
use PrestaShop\Module\GroupOffers\Hook\HookDispatcher;
use PrestaShop\Module\GroupOffers\Install\KeyRights;
use PrestaShop\Module\GroupOffers\Install\Schema;

/** What the core expects of a module's files, and the lists that must agree with each other. */
final class ModuleFilesTest extends TestCase
{
    private const MODULE = __DIR__ . '/../../../module/groupoffers';

    public function testTheListOfHooksIsPinned(): void
    {
        $pinned = [
            'actionAdminControllerSetMedia',
            'actionAfterUpdateCustomerFormHandler',
            'actionBeforeUpdateCustomerFormHandler',
            'actionCustomerFormBuilderModifier',
            'actionDeleteGDPRCustomer',
            'actionExportGDPRData',
            'actionFrontControllerInitAfter',
            'actionObjectCustomerDeleteAfter',
            'actionObjectCustomerUpdateAfter',
            'actionObjectCustomerUpdateBefore',
            'actionObjectGroupAddAfter',
            'actionObjectGroupDeleteAfter',
            'actionObjectGroupDeleteBefore',
            'actionObjectGroupReductionDeleteAfter',
            'actionObjectGroupUpdateAfter',
            'actionObjectLanguageAddAfter',
            'actionObjectProductAddBefore',
            'actionObjectShopAddAfter',
            'actionProductAdd',
            'actionProductSave',
            'actionProductUpdate',
            'addWebserviceResources',
            'dashboardZoneTwo',
            'displayAdminCustomers',
            'registerGDPRConsent',
        ];
        $hooks = array_keys(HookDispatcher::HOOKS);
        sort($hooks);
        self::assertSame($pinned, $hooks);
        foreach (HookDispatcher::HOOKS as $hook => $class) {
            self::assertTrue(is_subclass_of($class, Hook::class), "{$hook}: {$class}");
        }
    }

    public function testEachResourceIsOpenedByAKeyAndNoKeyOpensMore(): void
    {
        foreach (KeyRights::OF as $kind => $rights) {
            foreach ($rights as $resource => $methods) {
                self::assertArrayHasKey($resource, AddWebserviceResources::RESOURCES);
                $forbidden = AddWebserviceResources::RESOURCES[$resource]['forbidden_method'] ?? [];
                self::assertSame([], array_intersect($methods, $forbidden), "{$resource}: allowed by the key ({$kind}) and forbidden by the resource");
            }
        }
        self::assertSame([], array_diff(array_keys(AddWebserviceResources::RESOURCES), ...array_map('array_keys', array_values(KeyRights::OF))));
    }

    public function testEachSpecificResourceHasItsClass(): void
    {
        foreach (AddWebserviceResources::RESOURCES as $resource => $definition) {
            $name = $definition['class'] ?? 'WebserviceSpecificManagement' . str_replace('_', '', ucwords($resource, '_'));
            $files = self::files('php', "/{$name}.php");
            self::assertCount(1, $files, $name);
        }
    }

    public function testEachFileIsGuardedAndEachFolderHasAnIndex(): void
    {
        foreach (self::files('php', '') as $file) {
            if (basename($file) !== 'index.php') {
                self::assertStringContainsString("defined('_PS_VERSION_')", (string) file_get_contents($file), $file);
            }
            self::assertFileExists(dirname($file) . '/index.php');
        }
    }

    public function testTablesAreInnoDbAndAreDroppedAgain(): void
    {
        $made = [];
        foreach (Schema::statements('p_') as $statement) {
            if (preg_match('/^CREATE TABLE IF NOT EXISTS `p_(\w+)`/', $statement, $match) === 1) {
                $made[] = $match[1];
                self::assertStringContainsString('ENGINE=InnoDB', $statement);
            }
        }
        self::assertSame(Schema::TABLES, $made);
        self::assertCount(count($made), Schema::dropStatements('p_'));
    }

    public function testEveryTextIsTranslated(): void
    {
        $texts = [];
        foreach (array_merge(self::files('php', ''), self::files('tpl', '')) as $file) {
            $code = (string) file_get_contents($file);
            preg_match_all("/(?:->translate\\(|->trans\\(|\\{l s=)'((?:[^'\\\\]|\\\\.)*)'/", $code, $matches);
            foreach ($matches[1] as $text) {
                $texts[stripslashes($text)] = $file;
            }
        }
        self::assertGreaterThan(10, count($texts));
        foreach (['en-US', 'es-ES', 'fr-FR'] as $locale) {
            $xml = simplexml_load_file(self::MODULE . "/translations/{$locale}/ModulesGroupoffersAdmin.{$locale}.xlf");
            self::assertNotFalse($xml);
            $targets = [];
            foreach ($xml->file->body->{'trans-unit'} as $unit) {
                $targets[(string) $unit->source] = (string) $unit->target;
            }
            foreach ($texts as $text => $file) {
                self::assertNotSame('', $targets[$text] ?? '', "{$locale} lacks \"{$text}\" of {$file}");
                preg_match_all('/%\w+%/', $text, $wanted);
                preg_match_all('/%\w+%/', $targets[$text], $given);
                self::assertEqualsCanonicalizing($wanted[0], $given[0], "{$locale}: \"{$text}\"");
            }
            self::assertSame([], array_diff(array_keys($targets), array_keys($texts)), "{$locale} has texts that nothing uses");
        }
    }

    /** @return string[] */
    private static function files(string $extension, string $end): array
    {
        $files = [];
        foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator(self::MODULE, \FilesystemIterator::SKIP_DOTS)) as $file) {
            $path = str_replace('\\', '/', (string) $file);
            if (pathinfo($path, PATHINFO_EXTENSION) === $extension && ($end === '' || substr($path, -strlen($end)) === $end)) {
                $files[] = $path;
            }
        }

        return $files;
    }
}
