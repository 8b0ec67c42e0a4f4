/** Room that a label needs above and below it, share of the axis. */
const edge = 0.04;
const mantissas = [8, 6, 5, 4, 3, 2.5, 2, 1.5, 1];

/**
 * Places of the labels of a vertical axis: multiples of `step`, and where a half of a mirrored axis, or all above zero, would have none, the
 * roundest value near its end.
 */
export function valueTicks(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step);
  const count = Math.max(0, Math.floor(high / step) - first + 1);
  // Adding zero: there is no negative zero on an axis.
  const ticks = Array.from({ length: count }, (_, place) => (first + place) * step + 0);
  const room = (high - low) * edge;
  if (high > room && ticks.every((tick) => tick <= 0)) ticks.push(roundBelow(high - room));
  if (low < -room && ticks.every((tick) => tick >= 0)) ticks.unshift(-roundBelow(-low - room));
  return ticks;
}

/** The greatest value of one or two digits that is not above another. */
function roundBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return (mantissas.find((mantissa) => mantissa * power <= value) ?? 1) * power;
}
