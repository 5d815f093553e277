/** What is pasted on the service's machine. Without the key: a placeholder that nobody takes for one. */
export interface Lines {
  readonly env: string;
  readonly compose: string;
}

/** @param key null when it cannot be shown any more */
export function linesOf(url: string, key: string | null, placeholder: string): Lines {
  const shown = key ?? placeholder;
  const address = url.replace(/\/+$/u, '');
  return {
    env: `SHOP_URL=${address}\nSHOP_KEY=${shown}`,
    compose: [
      'mkdir -p secrets offers',
      `printf '%s\\n' '${shown}' > secrets/shop_key`,
      `SHOP_URL=${address} docker compose up -d`,
    ].join('\n'),
  };
}
