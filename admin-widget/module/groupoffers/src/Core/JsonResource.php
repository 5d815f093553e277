<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

use PrestaShop\Module\GroupOffers\Activity\Actor;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * A Webservice resource that takes and gives one compact JSON object.
 *
 * The core turns any PHP warning into a 500 *after* the commit, and an uncaught exception into an empty 500. So JsonAnswer keeps both away while
 * the work is done, and `getContent()`, the last thing the core calls, drops what the core's handler collected and sets the status again.
 */
abstract class JsonResource implements \WebserviceSpecificManagementInterface
{
    /** @var \WebserviceOutputBuilder */
    protected $objOutput;
    /** @var \WebserviceRequest */
    protected $wsObject;

    /** @var list<string> whose PHP errors the core had collected before this resource was asked, and where */
    protected array $foreignErrors = [];

    private ?JsonAnswer $answer = null;

    /**
     * @param array<string, mixed> $query parameters of the address
     * @param array<string, mixed> $body decoded; empty for GET and HEAD
     *
     * @return array<string, mixed> the answer
     *
     * @throws Refusal HTTP 400
     */
    abstract public function answer(string $method, array $query, array $body): array;

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
        $this->foreignErrors = ForeignErrors::take($this->wsObject);
        $this->answer = JsonAnswer::of(static::class, function (): array {
            $method = (string) $this->wsObject->method;
            $reads = $method === 'GET' || $method === 'HEAD';

            if ($reads) {
                return $this->answer($method, (array) $this->wsObject->urlFragments, []);
            }
            $body = JsonAnswer::decoded($this->rawBody());

            return Actor::as(Actor::of($this->wsObject, isset($body['lease'])), fn (): array => $this->answer($method, (array) $this->wsObject->urlFragments, $body));
        });

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
        $this->objOutput->setStatus($this->answer === null ? 500 : $this->answer->status);
        $this->objOutput->setHeaderParams('Content-Type', 'application/json; charset=utf-8');

        return $this->answer === null ? '' : $this->answer->content;
    }

    protected function rawBody(): string
    {
        return JsonAnswer::rawBody();
    }
}
