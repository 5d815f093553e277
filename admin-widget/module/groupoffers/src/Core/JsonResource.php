<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * A Webservice resource that takes and gives one compact JSON object.
 *
 * What has been committed must be told: the core turns any PHP warning into a 500 *after* the commit, and an uncaught exception into an empty
 * 500. So this class has its own error handler and output buffer while it works, and `getContent()`, the last thing the core calls, drops what
 * the core's handler collected and sets the status again.
 */
abstract class JsonResource implements \WebserviceSpecificManagementInterface
{
    private const MAX_BYTES = 8 * 1024 * 1024;
    private const MAX_DEPTH = 16;

    /** @var \WebserviceOutputBuilder */
    protected $objOutput;
    /** @var \WebserviceRequest */
    protected $wsObject;

    private int $status = 500;
    private string $content = '';

    /**
     * @param array<string, mixed> $query parameters of the address
     * @param array<string, mixed> $body decoded; empty for GET and HEAD
     *
     * @return array<string, mixed> the answer
     *
     * @throws Refusal HTTP 400
     */
    abstract protected function answer(string $method, array $query, array $body): array;

    public function setObjectOutput(\WebserviceOutputBuilder $obj)
    {
        $this->objOutput = $obj;

        return $this;
    }

    public function getObjectOutput()
    {
        return $this->objOutput;
    }

    public function setWsObject(\WebserviceRequest $obj)
    {
        $this->wsObject = $obj;

        return $this;
    }

    public function getWsObject()
    {
        return $this->wsObject;
    }

    /** @return bool always true: refusals and failures are answers too */
    public function manage()
    {
        // A client that hangs up must not stop a batch between two of its chunks without its answer being kept.
        ignore_user_abort(true);
        $level = ob_get_level();
        set_error_handler(static fn (int $number, string $message, string $file, int $line): bool => self::noted($number, $file, $line));
        ob_start();
        try {
            $method = (string) $this->wsObject->method;
            $reads = $method === 'GET' || $method === 'HEAD';
            $answer = $this->answer($method, (array) $this->wsObject->urlFragments, $reads ? [] : self::decode($this->rawBody()));
            $this->keep(200, $answer);
        } catch (Refusal $refusal) {
            $this->keep(400, ['errors' => [['code' => $refusal->getCode(), 'message' => $refusal->getMessage()]]] + $refusal->extra);
        } catch (\Throwable $error) {
            Log::failure(static::class, $error);
            $this->keep(500, ['errors' => [['code' => 500, 'message' => 'the shop could not do this; the same request may be repeated']]]);
        } finally {
            while (ob_get_level() > $level) {
                ob_end_clean();
            }
            restore_error_handler();
        }

        return true;
    }

    /** @return string */
    public function getContent()
    {
        $this->wsObject->errors = [];
        // Notices that the core printed while booting would stand in front of the JSON.
        if (ob_get_level() > 0 && ob_get_length() > 0) {
            @ob_clean();
        }
        $this->objOutput->setStatus($this->status);
        $this->objOutput->setHeaderParams('Content-Type', 'application/json; charset=utf-8');

        return $this->content;
    }

    protected function rawBody(): string
    {
        // One byte more than allowed tells "too long" without reading it all.
        return (string) file_get_contents('php://input', false, null, 0, self::MAX_BYTES + 1);
    }

    /** @return array<string, mixed> */
    private static function decode(string $raw): array
    {
        if (strlen($raw) > self::MAX_BYTES) {
            throw Refusal::badRequest(sprintf('body: longer than %d bytes; send smaller batches', self::MAX_BYTES));
        }
        if (trim($raw) === '') {
            return [];
        }
        try {
            $body = json_decode($raw, true, self::MAX_DEPTH, JSON_THROW_ON_ERROR);
        } catch (\JsonException $error) {
            if ($error->getCode() === JSON_ERROR_UTF8) {
                throw Refusal::badRequest('body: text that is not UTF-8; save the file as UTF-8 and send it again');
            }
            throw Refusal::badRequest('body: no JSON (' . $error->getMessage() . ')');
        }
        if (!is_array($body) || (array_is_list($body) && $body !== [])) {
            throw Refusal::badRequest('body: expected a JSON object');
        }

        return $body;
    }

    /** @param array<string, mixed> $answer */
    private function keep(int $status, array $answer): void
    {
        $this->status = $status;
        $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_PRESERVE_ZERO_FRACTION;
        $this->content = (string) json_encode($answer === [] ? new \stdClass() : $answer, $flags);
    }

    private static function noted(int $number, string $file, int $line): bool
    {
        if ((error_reporting() & $number) !== 0) {
            error_log(sprintf('groupoffers: PHP error %d in %s:%d', $number, basename($file), $line));
        }

        return true;
    }
}
