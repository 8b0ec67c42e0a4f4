import { DIVISORS } from './column-head.ts';

/** Adding it and taking it away rounds a double below 2^51 to a whole number. */
const ROUND = 1.5 * 2 ** 52;

/** Below it the difference of two steps is exact, and a power of ten gives back all that a lesser one does. */
const LIMIT = 2 ** 50;

/**
 * Makes the first points whole numbers over the least power of ten that gives them all back bit for bit, and gives its
 * exponent; -1 when there is none.
 */
export function toWholeNumbers(points: Float64Array, count: number, numbers: Float64Array): number {
  let exponent = 0;
  let divisor = 1;
  let done = 0;
  for (let i = 0; i < count; i += 1) {
    const point = points[i] as number;
    let number = point * divisor + ROUND - ROUND;
    while (number / divisor !== point || Object.is(point, -0) || Math.abs(number) > LIMIT) {
      exponent += 1;
      if (exponent === DIVISORS.length) return -1;
      divisor = DIVISORS[exponent] as number;
      number = point * divisor + ROUND - ROUND;
      done = i;
    }
    numbers[i] = number;
  }
  for (let i = 0; i < done; i += 1) {
    const number = (points[i] as number) * divisor + ROUND - ROUND;
    if (Math.abs(number) > LIMIT) return -1;
    numbers[i] = number;
  }
  return exponent;
}

/** Numbers near zero become small: 0, -1, 1, -2, 2 are 0 to 4. */
export function zigzag(number: number): number {
  return number < 0 ? -2 * number - 1 : 2 * number;
}

/** The number that zigzag() was given. */
export function unzigzag(coded: number): number {
  return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
}
