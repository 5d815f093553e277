/** What is pasted on the service's machine. Without the key: a placeholder that nobody takes for one. */
export interface Lines {
  readonly env: string;
  readonly compose: string;
}

/** For the crontab of any machine. The secret comes from a file, since arguments can be seen in the list of processes. */
export interface CronLines {
  readonly file: string;
  readonly cron: string;
}

const HEADER_FILE = '$HOME/.group-offers-cron';

/** @param key null when it cannot be shown any more */
export function linesOf(url: string, key: string | null, placeholder: string): Lines {
  const shown = key ?? placeholder;
  const address = url.replace(/\/+$/u, '');
  return {
    env: `SHOP_URL=${address}\nSHOP_KEY=${shown}`,
    compose: [
      'mkdir -p secrets offers',
      // The container's user reads it, and nobody else.
      `(umask 077; printf '%s\\n' '${shown}' > secrets/shop_key) && sudo chown 1000 secrets/shop_key`,
      `SHOP_URL=${address} docker compose up -d`,
    ].join('\n'),
  };
}

/** @param secret null when it cannot be shown any more */
export function cronLinesOf(url: string, secret: string | null, placeholder: string): CronLines {
  return {
    file: `(umask 077; printf 'X-Group-Offers-Cron: %s\\n' '${secret ?? placeholder}' > "${HEADER_FILE}")`,
    cron: `*/5 * * * * curl -fsS -m 60 -o /dev/null -H @"${HEADER_FILE}" '${url}'`,
  };
}
