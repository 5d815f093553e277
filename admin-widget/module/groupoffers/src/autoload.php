<?php

/**
 * Loads the module's own classes: no vendor folder travels in the zip.
 * The Webservice's classes must be global, with names that the core derives from the resource's name; they stand in the map.
 */

declare(strict_types=1);

if (!defined('_PS_VERSION_')) {
    exit;
}

spl_autoload_register(static function (string $class): void {
    $global = [
        'GroupOffer' => 'Offer/GroupOffer.php',
        'WebserviceSpecificManagementGroupOfferStatus' => 'Offer/WebserviceSpecificManagementGroupOfferStatus.php',
        'WebserviceSpecificManagementGroupOfferGroups' => 'Group/WebserviceSpecificManagementGroupOfferGroups.php',
        'WebserviceSpecificManagementGroupOfferAudience' => 'Audience/WebserviceSpecificManagementGroupOfferAudience.php',
        'WebserviceSpecificManagementGroupOfferImports' => 'Audience/WebserviceSpecificManagementGroupOfferImports.php',
        'WebserviceSpecificManagementGroupOfferExclusions' => 'Audience/WebserviceSpecificManagementGroupOfferExclusions.php',
        'WebserviceSpecificManagementGroupOfferControl' => 'Moves/WebserviceSpecificManagementGroupOfferControl.php',
        'WebserviceSpecificManagementGroupOfferLease' => 'Lease/WebserviceSpecificManagementGroupOfferLease.php',
        'WebserviceSpecificManagementGroupOfferMoves' => 'Moves/WebserviceSpecificManagementGroupOfferMoves.php',
        'WebserviceSpecificManagementGroupOfferEnrolments' => 'Moves/WebserviceSpecificManagementGroupOfferEnrolments.php',
        'WebserviceSpecificManagementGroupOfferFacts' => 'Facts/WebserviceSpecificManagementGroupOfferFacts.php',
    ];
    $prefix = 'PrestaShop\\Module\\GroupOffers\\';
    if (isset($global[$class])) {
        $file = __DIR__ . '/' . $global[$class];
    } elseif (strncmp($class, $prefix, strlen($prefix)) === 0) {
        $file = __DIR__ . '/' . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
    } else {
        return;
    }
    if (is_file($file)) {
        require_once $file;
    }
});
