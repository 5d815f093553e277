import { readBoot, type Boot } from '../boot.ts';

/**
 * After the employee has logged in again, in another tab: takes the new tokens out of the page as it is now, so that what stands in this one is
 * not lost.
 *
 * @returns false while nobody is logged in
 */
export async function renewSession(
  boot: Boot,
  send: typeof fetch = (...request) => fetch(...request),
): Promise<boolean> {
  try {
    const response = await send(boot.page, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const root = page.querySelector<HTMLElement>('.groupoffers-root[data-boot]');
    if (root === null) return false;
    // The transport reads them anew for each request.
    Object.assign(boot.endpoint, readBoot(root).endpoint);
    return true;
  } catch {
    return false;
  }
}
