/** Two columns added row by row; a row is unknown where either is. */
export function sum(
  first: readonly (number | null)[],
  second: readonly (number | null)[],
): (number | null)[] {
  return first.map((value, row) => {
    const other = second[row] ?? null;
    return value === null || other === null ? null : value + other;
  });
}
