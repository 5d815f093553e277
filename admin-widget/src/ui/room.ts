/** What the back office keeps fixed at the top of the window: PrestaShop's header and toolbar, or the stand-in's header. */
const FIXED = '#header_infos, .page-head, .header-toolbar, .bo-header';
const GAP = 12;

/**
 * Tells our style sheets (`--go-top`) how much of the window's top is taken, so that nothing of ours sticks behind it.
 * @returns to be called when the page goes
 */
export function watchRoom(element: HTMLElement): () => void {
  const measure = () => {
    const taken = [...document.querySelectorAll(FIXED)]
      .filter((part) => ['fixed', 'sticky'].includes(getComputedStyle(part).position))
      .map((part) => part.getBoundingClientRect().bottom);
    element.style.setProperty('--go-top', `${Math.round(Math.max(0, ...taken)) + GAP}px`);
  };
  measure();
  // The core lays its header out late, and anew when the window changes.
  addEventListener('load', measure);
  addEventListener('resize', measure);
  return () => {
    removeEventListener('load', measure);
    removeEventListener('resize', measure);
  };
}
