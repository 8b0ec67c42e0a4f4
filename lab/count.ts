import { InvalidArgumentError } from 'commander';

/** Reads a number of guests, or another small one, from a command line. */
export function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 1000) {
    throw new InvalidArgumentError('It must be a whole number from 0 to 1000.');
  }
  return number;
}
