<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What refusals say in English, by the codes of their problems. Written by `npm run shapes`: change the words in `sync-service/src/messages/problems.ts`. */
final class RefusalTexts
{
    public const ENGLISH = [
        'approval_needed' => '{field}: offer {id} is armed, and more than was approved of it needs a person\'s word: change it on the page "Group offers"; or pause it, change it and resume it, then it awaits approval',
        'busy' => 'the shop is busy; try again in a few seconds',
        'control_characters' => '{field}: {value} holds control characters; write it without them',
        'day_far' => '{field}: {value} is more than {max} days from now and from the start of any window that is not over',
        'few_emails' => '{field}: has {count} e-mails, and a key imports {min} or more, the first so many in one request; give the customers\' ids, or import the file on the page (Customers > Group offers)',
        'garbled' => 'what was sent did not arrive whole, or is not UTF-8; send it again',
        'groups_feature_off' => 'group prices are switched off: switch on Advanced Parameters > Performance > Customer groups',
        'key_reused' => 'the shop knows another batch by this key; take a new one for each computed batch',
        'lease_held' => 'another service works for this shop until {until}; stop it, or wait',
        'lease_lost' => 'another service has taken over this shop',
        'length' => '{field}: has {count} characters; write 1 to {max}',
        'list_fixed' => '{field}: list {value} can no longer be changed; make a new one',
        'list_used' => '{field}: list {value} is named by offer {id}; change its audience, end or archive it first',
        'malformed' => '{field}: {value} is not accepted; write {expected}',
        'missing' => '{field}: is missing; give it',
        'module_older' => 'the service speaks protocol {given} and the module {version} protocol {own}; update the module (upload the zip of the service\'s release in the Module Manager)',
        'modules_need_exclusive' => '{field}: customers who keep their own groups keep those groups\' modules; set membership to exclusive, or deny no module',
        'name_taken' => '{field}: "{value}" is the name of a list of another kind; choose another name',
        'no_group' => 'offer {id} has no group yet; the next sync makes it',
        'no_id' => '{field}: {value} is not an id; ids are whole numbers from 1',
        'no_question' => '{field}: {value} is no criterion of offer {id} that only the shop can judge; read the offer again',
        'no_time_zone' => '{field}: "{value}" is not a time zone; write a name such as Europe/Madrid',
        'no_window' => '{field}: {start} to {end} is no window or turn of offer {id} in the shop; if it comes again, open the page "Group offers" as somebody who may edit, or apply the offer again',
        'not_a_draft' => '{field}: is {value}, and only drafts can be deleted; archive the offer instead',
        'not_after' => '{field}: {value} is not after the start, {at}; choose a later end',
        'not_armed' => 'offer {id} is {value}; arm it first',
        'not_local_time' => '{field}: "{value}" is not a local date and time; write it as 2026-11-27T18:00, without an offset: schedule.timezone says where',
        'of_offers' => '{field}: {value} belongs to Group offers itself; choose one of the shop\'s own',
        'on_hold' => 'nobody enters until you confirm: look at the shop, then run group-offers confirm',
        'outside_window' => 'it is {at} in the shop, outside the window from {start} to {end}',
        'past' => '{field}: {value} UTC is in the past (now {at} UTC); choose a later end',
        'percentage' => '{field}: {value} is not accepted; write a percentage from 0 to 100',
        'periods_exchanged' => '{field}: is not longer ago than until; exchange them',
        'rule_deep' => '{field}: is nested more than {max} levels deep; make it flatter',
        'service_older' => 'the service speaks protocol {given} and the module {version} protocol {own}; update the service (the machine that runs group-offers) to the release of the module',
        'stale_version' => 'somebody changed the offer meanwhile; read it again',
        'still_in' => '{field}: customers are still in offer {value}; wait until they have left, or archive it instead',
        'too_large' => '{field}: has {bytes} bytes; send at most {max}',
        'too_many' => '{field}: has {count} entries; give at most {max}',
        'too_many_questions' => 'the shop was asked too many different questions within an hour; ask again later',
        'turn_long' => '{field}: {value} is longer than the window ({start} to {end}); choose a shorter turn or a later end',
        'turn_short' => '{field}: {value} is too short; the shortest turn is {seconds} seconds',
        'turn_unread' => '{field}: "{value}" is not the length of a turn; write P7D, P1W, PT8H or PT30M',
        'twice' => '{field}: {value} is there twice; name it once',
        'two_decimals' => '{field}: {value} has more than two decimals, and the shop keeps two; round it',
        'unfinished' => 'a batch was left unfinished under an older lease or version; send a new one',
        'unknown_fields' => '{field}: {value} is not known here; there are {expected}',
        'unknown_id' => '{field}: the shop has none with the id {value}; look it up in the shop',
        'windows_missing' => '{field}: are missing; give the next windows of the schedule as local times. A command line or program of before this module\'s version does not: update it',
        'zones_differ' => '{field}: at {utc} UTC it is {shop} in {zone} for the shop and {here} for this machine: their time zone data differ. The shop\'s clock decides when the offer runs. Update the data that is out of date: tzdata or PHP\'s timezonedb on the shop\'s server, Node.js here',
    ];
}
