<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Moves\CustomerWrites;
use PrestaShop\Module\GroupOffers\Moves\SeenState;
use Symfony\Component\Form\Extension\Core\Type\HiddenType;
use Symfony\Component\Form\FormBuilderInterface;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The customer's form is being made: it carries, signed, what it was rendered with. */
final class CustomerFormBuilder implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        $id = (int) ($params['id'] ?? 0);
        $builder = $params['form_builder'] ?? null;
        $state = $id > 0 && $builder instanceof FormBuilderInterface ? CustomerWrites::state($id) : null;
        if ($state !== null) {
            $builder->add(SeenState::FIELD, HiddenType::class, ['required' => false, 'data' => SeenState::of($state[0], $state[1])->seal($id)]);
        }

        return null;
    }
}
