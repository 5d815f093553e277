/**
 * The file that the back office loads. It holds nothing that other files import: its address carries the version, `page.js?v=…`, and
 * a browser would take `./page.js` for another file and run it twice.
 */
void import('./mount.ts');
