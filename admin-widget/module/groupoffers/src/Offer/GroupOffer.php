<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Activity\Actor;
use PrestaShop\Module\GroupOffers\Core\ForeignErrors;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Offer\Offers;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The ordinary Webservice resource `group_offers`. The class is global and an ObjectModel because the core asks for it; checking and storing
 * are in Offers, since ObjectModel strips tags from texts and knows no versions. Fields left out (null) keep their stored value.
 */
class GroupOffer extends ObjectModel
{
    public $name;
    public $intent;
    public $version;
    public $priority;
    public $id_shop;
    public $discount;
    public $reductions;
    public $price_display_method;
    public $show_prices;
    public $modules_denied;
    public $membership;
    public $id_reference_group;
    public $audience;
    public $schedule;
    public $windows;
    public $zone_offsets;
    public $rotation;
    public $starts_at;
    public $ends_at;
    public $cut_at;
    public $checkout_grace;
    public $origin;
    public $awaiting;
    public $date_add;
    public $date_upd;

    /** Types only serve the core's reading; nothing is written through them. */
    public static $definition = [
        'table' => 'groupoffers_offer',
        'primary' => 'id_group_offer',
        'fields' => [
            'name' => ['type' => self::TYPE_HTML],
            'intent' => ['type' => self::TYPE_STRING],
            'version' => ['type' => self::TYPE_INT],
            'priority' => ['type' => self::TYPE_INT],
            'id_shop' => ['type' => self::TYPE_INT],
            'discount' => ['type' => self::TYPE_STRING],
            'reductions' => ['type' => self::TYPE_HTML],
            'price_display_method' => ['type' => self::TYPE_INT],
            'show_prices' => ['type' => self::TYPE_INT],
            'modules_denied' => ['type' => self::TYPE_HTML],
            'membership' => ['type' => self::TYPE_STRING],
            'id_reference_group' => ['type' => self::TYPE_INT],
            'audience' => ['type' => self::TYPE_HTML],
            'schedule' => ['type' => self::TYPE_HTML],
            // Written only: they are kept in a table of their own, and many.
            'windows' => ['type' => self::TYPE_HTML],
            'zone_offsets' => ['type' => self::TYPE_HTML],
            'rotation' => ['type' => self::TYPE_HTML],
            'starts_at' => ['type' => self::TYPE_STRING],
            'ends_at' => ['type' => self::TYPE_STRING],
            'cut_at' => ['type' => self::TYPE_STRING],
            'checkout_grace' => ['type' => self::TYPE_INT],
            'origin' => ['type' => self::TYPE_STRING],
            'awaiting' => ['type' => self::TYPE_HTML],
            'date_add' => ['type' => self::TYPE_STRING],
            'date_upd' => ['type' => self::TYPE_STRING],
        ],
    ];

    protected $webserviceParameters = [
        'objectNodeName' => 'group_offer',
        'objectsNodeName' => 'group_offers',
        'objectMethods' => ['add' => 'addWs', 'update' => 'updateWs', 'delete' => 'deleteWs'],
        'fields' => [
            'version' => ['setter' => 'setWsVersion'],
            'windows' => ['getter' => 'getWsWindows'],
            'zone_offsets' => ['setter' => 'ignoreWs'],
            'origin' => ['setter' => 'ignoreWs'],
            'awaiting' => ['setter' => 'ignoreWs'],
            'date_add' => ['setter' => 'ignoreWs'],
            'date_upd' => ['setter' => 'ignoreWs'],
        ],
    ];

    /** The version that the writer had read; the stored one is in $version. */
    private ?string $givenVersion = null;

    public function add($auto_date = true, $null_values = false)
    {
        $this->take(Offers::insert($this->columns()));

        return true;
    }

    /** @throws Refusal */
    public function update($null_values = false)
    {
        $this->take(Offers::update((int) $this->id, $this->givenVersion ?? (string) $this->version, $this->columns()));

        return true;
    }

    public function delete()
    {
        Offers::delete((int) $this->id);

        return true;
    }

    /** Checks stand in Offers, where they see the stored row under its lock. */
    public function validateFields($die = true, $error_return = false)
    {
        return true;
    }

    public function addWs(): bool
    {
        return $this->answering(fn () => $this->add());
    }

    public function updateWs(): bool
    {
        return $this->answering(function (): void {
            Refusal::if($this->givenVersion === null || $this->givenVersion === '', 'missing', field: 'version');
            $this->update();
        });
    }

    public function deleteWs(): bool
    {
        return $this->answering(fn () => $this->delete());
    }

    public function setWsVersion($version): bool
    {
        $this->givenVersion = (string) $version;

        return true;
    }

    public function ignoreWs($value): bool
    {
        return true;
    }

    /** Whether this request's description has been asked for before. */
    private static bool $described = false;

    /**
     * The first of our code that the core calls in a request for offers, after it looked for all modules' resources.
     *
     * @return array<string, mixed>
     */
    public function getWebserviceParameters($ws_params_attribute_name = null)
    {
        $parameters = parent::getWebserviceParameters($ws_params_attribute_name);
        // The core's XML wraps values in CDATA as they are, so a name needs a getter; but a field with one cannot be filtered by. The core asks
        // once for reading filters, and then for writing the answer.
        if (!self::$described) {
            ForeignErrors::take(WebserviceRequest::getInstance());
            ForeignErrors::quiet();
        } else {
            $parameters['fields']['name']['getter'] = 'getWsName';
        }
        self::$described = true;

        return $parameters;
    }

    public function getWsWindows(): string
    {
        return '';
    }

    public function getWsName(): string
    {
        $json = ($_GET['output_format'] ?? $_GET['io_format'] ?? $_SERVER['HTTP_OUTPUT_FORMAT'] ?? $_SERVER['HTTP_IO_FORMAT'] ?? '') === 'JSON';

        return $json ? (string) $this->name : str_replace(']]>', ']]]]><![CDATA[>', (string) $this->name);
    }

    /**
     * The core has no way to answer with our code and message from add() or update(): an exception is an empty 500, and false adds an error of
     * its own. Setting the error and returning true gives exactly ours, with HTTP 400.
     */
    private function answering(callable $work): bool
    {
        // The core's own handler turns any warning into a 500, after the commit.
        ForeignErrors::quiet();
        try {
            Actor::as(Actor::of(WebserviceRequest::getInstance(), false), $work);
        } catch (Refusal $refusal) {
            WebserviceRequest::getInstance()->setError(400, $refusal->inOneText(), $refusal->getCode());
        } catch (Throwable $error) {
            PrestaShop\Module\GroupOffers\Core\Log::failure(self::class, $error);
            WebserviceRequest::getInstance()->setError(500, 'the shop could not do this; read the offer before trying again', 500);
        } finally {
            restore_error_handler();
        }

        return true;
    }

    /** @return array<string, string|null> null: not given */
    private function columns(): array
    {
        $columns = [];
        foreach (array_keys(self::$definition['fields']) as $field) {
            $value = $this->{$field};
            $columns[$field] = $value === null ? null : (string) $value;
        }

        return $columns;
    }

    /** @param array<string, string|null> $row */
    private function take(array $row): void
    {
        $this->id = (int) $row['id_group_offer'];
        foreach (array_keys(self::$definition['fields']) as $field) {
            $this->{$field} = $row[$field] ?? null;
        }
        $this->givenVersion = null;
        Cache::clean('objectmodel_GroupOffer_' . (int) $this->id . '_*');
    }
}
