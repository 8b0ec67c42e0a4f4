const listeners = new Map<Element, (width: number) => void>();

// One observer for all charts: widths come with the notice, so that none is measured between changes.
const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const width = Math.floor(contentRect.width);
    if (width > 0) listeners.get(target)?.(width);
  }
});

/** Passes the width of an element to the listener, CSS pixels, as soon as it has one and whenever it changes. */
export function watchWidth(element: Element, listener: (width: number) => void): () => void {
  listeners.set(element, listener);
  sizes.observe(element);
  return () => {
    sizes.unobserve(element);
    listeners.delete(element);
  };
}
