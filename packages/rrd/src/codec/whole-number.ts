import { DIVISORS } from './column-head.ts';

/** Adding it and taking it away rounds a double below 2^51 to a whole number. */
const ROUND = 1.5 * 2 ** 52;

/** Below it the difference of two steps is exact, and a power of ten gives back all that a lesser one does. */
const LIMIT = 2 ** 50;

/** The whole number that `point` is over `divisor`. */
export function wholeNumber(point: number, divisor: number): number {
  return point * divisor + ROUND - ROUND;
}

/** The least power of ten over which the first points are whole numbers, bit for bit; -1 when there is none. */
export function exponentOf(points: Float64Array, count: number): number {
  let exponent = 0;
  let divisor = 1;
  let greatest = 0;
  for (let i = 0; i < count; i += 1) {
    const point = points[i] as number;
    if (Object.is(point, -0)) return -1;
    if (Math.abs(point) > greatest) greatest = Math.abs(point);
    while (wholeNumber(point, divisor) / divisor !== point) {
      exponent += 1;
      if (exponent === DIVISORS.length) return -1;
      divisor = DIVISORS[exponent] as number;
    }
  }
  return greatest * divisor < LIMIT ? exponent : -1;
}

/** Numbers near zero become small: 0, -1, 1, -2, 2 are 0 to 4. */
export function zigzag(number: number): number {
  return number < 0 ? -2 * number - 1 : 2 * number;
}

/** The number that zigzag() was given. */
export function unzigzag(coded: number): number {
  return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
}
