/**
 * Places of labels at heights that do not overlap, from the top; null for one that would stand more than a line away from where its line
 * ends: the legend has it.
 */
export function placeLabels(heights: readonly number[], bottom: number, height: number): (number | null)[] {
  const order = heights.map((_, at) => at).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  const places: (number | null)[] = heights.map(() => null);
  let free = 0;
  for (const at of order) {
    const wanted = heights[at] ?? 0;
    const place = Math.min(Math.max(wanted - height / 2, free), bottom - height);
    if (place < free || place + height / 2 - wanted > height) continue;
    places[at] = place;
    free = place + height;
  }
  return places;
}
