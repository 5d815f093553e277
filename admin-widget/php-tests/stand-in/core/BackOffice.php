<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Moves\CustomerWrites;
use PrestaShop\Module\GroupOffers\Moves\SeenState;

/**
 * What an employee does in the back office, with the hooks in the core's order: the customer's form (rendered, then saved), and deleting.
 * The form itself belongs to Symfony and is not here; a form is its field of the module and what it shows.
 */
final class BackOffice
{
    /** @return array{customer: int, defaultGroup: int, groups: int[], seen: string} */
    public static function openForm(int $customer): array
    {
        [$default, $groups] = CustomerWrites::state($customer) ?? throw new \InvalidArgumentException('no such customer');

        return [
            'customer' => $customer,
            'defaultGroup' => $default,
            'groups' => $groups === '' ? [] : array_map('intval', explode(',', $groups)),
            'seen' => SeenState::of($default, $groups)->seal($customer),
        ];
    }

    /** @param array<string, mixed> $form customer, defaultGroup, groups, seen, firstName */
    public static function saveForm(array $form): void
    {
        $id = (int) $form['customer'];
        $data = [
            'first_name' => $form['firstName'] ?? null,
            'default_group_id' => (int) $form['defaultGroup'],
            'group_ids' => (array) $form['groups'],
            SeenState::FIELD => $form['seen'] ?? null,
        ];
        Hook::exec('actionBeforeUpdateCustomerFormHandler', ['form_data' => &$data, 'id' => $id]);
        $customer = new Customer($id);
        $customer->firstname = $data['first_name'] ?? $customer->firstname;
        $customer->id_default_group = $data['default_group_id'];
        $customer->groupBox = $data['group_ids'];
        $customer->update();
        Hook::exec('actionAfterUpdateCustomerFormHandler', ['form_data' => &$data, 'id' => $id]);
    }

    public static function deleteCustomer(int $id): void
    {
        (new Customer($id))->delete();
    }

    public static function deleteGroup(int $id): void
    {
        (new Group($id))->delete();
    }
}
