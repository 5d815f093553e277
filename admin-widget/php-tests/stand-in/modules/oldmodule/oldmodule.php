<?php

declare(strict_types=1);

/* Another module's hook for the Webservice's resources, which has something to say. */

trigger_error('Call of jane@shop.example to a function that is old', E_USER_DEPRECATED);
