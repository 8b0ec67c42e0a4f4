import assert from 'node:assert/strict';
import * as fc from 'fast-check';

/** A reader of text that refuses what it cannot read with one kind of error. */
interface Reading<E extends Error & { readonly code: string }> {
  readonly read: (text: string, most?: number) => unknown;
  readonly error: new (...args: never[]) => E;
  /** The usual one. */
  readonly code: E['code'];
}

/** Checks that `text`, with `from` replaced, is refused where it may have 1000 characters. */
export function refusalOf<E extends Error & { readonly code: string }>(
  text: string,
  { read, error: kind, code: usual }: Reading<E>,
): (from: string, to: string, want: RegExp, code?: E['code']) => void {
  return (from, to, want, code = usual) => {
    assert.ok(text.includes(from));
    assert.throws(
      () => read(text.replace(from, to), 1000),
      (error) => {
        assert.ok(error instanceof kind);
        assert.equal(error.code, code);
        assert.match(error.message, want);
        return true;
      },
    );
  };
}

/** Checks that texts with a part cut out and another put in are read, or refused with the reader's own error. */
export function checkDamaged(
  { read, error: kind }: Pick<Reading<Error & { readonly code: string }>, 'read' | 'error'>,
  ...texts: readonly string[]
): void {
  const longest = Math.max(...texts.map(({ length }) => length));
  const damage = fc.tuple(
    fc.constantFrom(...texts),
    fc.nat(longest),
    fc.nat(40),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(damage, ([text, at, cut, insert]) => {
      try {
        read(text.slice(0, at) + insert + text.slice(at + cut));
      } catch (error) {
        assert.ok(error instanceof kind, String(error));
      }
    }),
    { numRuns: 500 },
  );
}
