type Placed = (width: number, visible: boolean) => void;

interface State {
  tell: Placed;
  width: number;
  visible: boolean;
}

const states = new Map<Element, State>();

// One observer of each kind for all charts: widths come with the notice, so that none is measured between changes.
const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) change(target, { width: Math.floor(contentRect.width) });
});
const sights = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) change(target, { visible: isIntersecting });
  },
  { rootMargin: '200px' },
);

/** Tells the width of an element and whether it is in sight or near, at once and whenever either changes. */
export function watchPlace(element: Element, tell: Placed): () => void {
  states.set(element, { tell, width: 0, visible: false });
  sizes.observe(element);
  sights.observe(element);
  return () => {
    sizes.unobserve(element);
    sights.unobserve(element);
    states.delete(element);
  };
}

function change(element: Element, news: Partial<State>): void {
  const state = states.get(element);
  if (!state) return;
  Object.assign(state, news);
  if (state.width > 0) state.tell(state.width, state.visible);
}
