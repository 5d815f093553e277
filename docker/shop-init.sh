#!/bin/sh
# Run by the PrestaShop image before each start of its web server: puts the module in, switches the Webservice on, hands the key to
# the service. Every step looks first, so a second start changes nothing.
set -eu
cd /var/www/html

# The address that browser and service both use (PS_DOMAIN) has this port.
sed -i 's/^Listen 80$/Listen 8080/' /etc/apache2/ports.conf
sed -i 's/<VirtualHost \*:80>/<VirtualHost *:8080>/' /etc/apache2/sites-available/*.conf

as_shop() { runuser -u www-data -- "$@"; }
sql() { mysql -h "$DB_SERVER" -u "$DB_USER" -p"$DB_PASSWD" -N -B "$DB_NAME" -e "$1"; }
prefix=${DB_PREFIX:-ps_}

mkdir -p modules/groupoffers
cp -R /module/groupoffers/. modules/groupoffers/
chown -R www-data:www-data modules/groupoffers

# The console says 0 whatever happens, so the database is asked.
installed() { [ "$(sql "SELECT COUNT(*) FROM ${prefix}module WHERE name = 'groupoffers'")" = 1 ]; }
if installed; then action=upgrade; else action=install; fi
as_shop php bin/console prestashop:module "$action" groupoffers
installed || { echo 'The module groupoffers could not be installed.' >&2; exit 1; }
if [ "$(sql "SELECT value FROM ${prefix}configuration WHERE name = 'PS_WEBSERVICE' LIMIT 1")" != 1 ]; then
  as_shop php bin/console prestashop:config set PS_WEBSERVICE --value 1
fi

key=$(sql "SELECT \`key\` FROM ${prefix}webservice_account WHERE module_name = 'groupoffers' AND active = 1 ORDER BY id_webservice_account DESC LIMIT 1")
if [ -n "$key" ] && [ "$key" != "$(cat /module/secrets/shop_key 2>/dev/null || true)" ]; then
  printf '%s\n' "$key" >/module/secrets/shop_key
  # The service's user in the other container.
  chown 1000:1000 /module/secrets/shop_key
  chmod 600 /module/secrets/shop_key
fi
