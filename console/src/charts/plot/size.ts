const told = new Map<Element, (width: number) => void>();

// One observer for all charts: widths come with the notice, so that none is measured between changes.
const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const width = Math.floor(contentRect.width);
    if (width > 0) told.get(target)?.(width);
  }
});

/** Tells the width of an element, CSS pixels, as soon as it has one and whenever it changes. */
export function watchWidth(element: Element, tell: (width: number) => void): () => void {
  told.set(element, tell);
  sizes.observe(element);
  return () => {
    sizes.unobserve(element);
    told.delete(element);
  };
}
