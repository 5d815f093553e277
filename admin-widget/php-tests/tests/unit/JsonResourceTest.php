<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Unit;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Core\ForeignErrors;
use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;

/** F17: nothing that PHP says can turn a committed answer into an error, and errors carry no data. */
final class JsonResourceTest extends TestCase
{
    public function testAnAnswer(): void
    {
        self::assertSame([200, '{"entered":2,"longestLockMs":12.0,"text":"ñ/x"}'], self::ask(static fn (): array => ['entered' => 2, 'longestLockMs' => 12.0, 'text' => 'ñ/x']));
    }

    public function testWarningsNoticesDeprecationsAndOutputDoNotSpoilIt(): void
    {
        $answer = self::ask(static function (): array {
            trigger_error('a warning', E_USER_WARNING);
            trigger_error('old', E_USER_DEPRECATED);
            echo 'Notice: something';

            return ['done' => true];
        });
        self::assertSame([200, '{"done":true}'], $answer);
    }

    public function testWhatTheCoresHandlerHadCollectedIsDropped(): void
    {
        $request = new \WebserviceRequest();
        $request->errors[] = [3, '[PHP Warning #2] while booting'];
        self::assertSame([200, '{"done":true}'], self::ask(static fn (): array => ['done' => true], '', $request));
        self::assertSame([], $request->errors);
    }

    public function testWhoseTheErrorsWereIsToldWithoutTheirText(): void
    {
        $request = new \WebserviceRequest();
        $request->errors = [
            [15, '[PHP Unknown error #16384] jane@shop.example (is) old (/var/www/modules/old-one/src/Old.php, line 12)'],
            [15, '[PHP Unknown error #16384] again (/var/www/modules/old-one/src/Old.php, line 12)'],
            [3, '[PHP Warning #2] of the core (/var/www/classes/Some.php, line 3)'],
        ];
        self::assertSame(['old-one (modules/old-one/src/Old.php:12)', 'Some.php:3'], ForeignErrors::take($request));
        self::assertSame([], $request->errors);

        $meant = [26, 'Resource of type "groups" is not allowed with this authentication key'];
        $request->errors = [[5, '[PHP Notice #8] x (/m/modules/a/a.php, line 1)'], $meant];
        self::assertSame(['a (modules/a/a.php:1)'], ForeignErrors::take($request));
        self::assertSame([$meant], $request->errors);
    }

    public function testARefusalIs400WithCodeAndMessage(): void
    {
        [$status, $content] = self::ask(static fn (): array => throw Refusal::staleVersion(3));
        self::assertSame(400, $status);
        $answer = json_decode($content, true);
        self::assertSame([1002, 3], [$answer['errors'][0]['code'], $answer['version']]);
        self::assertSame(['code' => 'stale_version', 'params' => []], $answer['errors'][0]['problem']);
        self::assertStringContainsString('read it again', $answer['errors'][0]['message']);
    }

    public function testAFailureIs500WithoutItsText(): void
    {
        \PrestaShopLogger::$messages = [];
        [$status, $content] = self::ask(static fn (): array => throw new \RuntimeException('c@example.com is in the message'));
        self::assertSame(500, $status);
        self::assertStringNotContainsString('example.com', $content . implode('', \PrestaShopLogger::$messages));
        self::assertStringContainsString('RuntimeException (JsonResourceTest.php:', implode('', \PrestaShopLogger::$messages));
    }

    public function testBodiesThatAreNoObjectAreRefused(): void
    {
        foreach (['{"a":', '[1,2]', '"x"', str_repeat('{"a":', 20) . '1' . str_repeat('}', 20)] as $body) {
            self::assertSame(400, self::ask(static fn (array $given): array => $given, $body)[0], $body);
        }
        self::assertSame([200, '{}'], self::ask(static fn (array $given): array => $given, ' '));
    }

    /** @return array{int, string} */
    private static function ask(callable $answer, string $body = '{}', ?\WebserviceRequest $request = null): array
    {
        $resource = new class($answer, $body) extends JsonResource {
            /** @param callable(array<string, mixed>): array<string, mixed> $work */
            public function __construct(private $work, private string $raw)
            {
            }

            public function answer(string $method, array $query, array $body): array
            {
                return ($this->work)($body);
            }

            protected function rawBody(): string
            {
                return $this->raw;
            }
        };
        $request ??= new \WebserviceRequest();
        $request->method = 'POST';
        $output = new \WebserviceOutputBuilder();
        $resource->setObjectOutput($output);
        $resource->setWsObject($request);
        $resource->manage();
        ob_start();
        $content = $resource->getContent();
        ob_end_clean();

        return [$output->getStatusInt(), $content];
    }
}
