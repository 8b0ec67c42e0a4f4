/** Rows a chart can use: more than it has pixels are not seen. */
const mostRows = 1200;
/** Row lengths that start on the hour or divide it, seconds. */
const ladder = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];

/** Row length to ask for of a span, seconds; null where the finest rows are few enough. */
export function stepFor(seconds: number, finest: number): number | null {
  const wanted = seconds / mostRows;
  if (wanted <= finest) return null;
  return ladder.find((step) => step >= wanted && step % finest === 0) ?? Math.ceil(wanted / finest) * finest;
}
