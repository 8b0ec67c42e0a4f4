import type { Fields, FilterRecord } from './field.ts';
import { compileFilter } from './filter.ts';

/** Filters that are kept for the next one who writes the same. */
const MAX_FILTERS = 256;
/** Records whose answers a filter remembers: readers that are awake together are as far as that apart. */
const REMEMBERED = 1024;

/** Something of a stream, by its number from 1 on. */
export interface Numbered {
  readonly sequence: number;
}

/** Whether it is asked for. */
export type Test<T> = (item: T) => boolean;

/** Filters of the readers of one stream: those with the same text ask about an item once, not a thousand times. */
export class SharedFilters<T extends Numbered> {
  readonly #fields: Fields;
  readonly #recordOf: (item: T) => FilterRecord;
  readonly #tests = new Map<string, Test<T>>();

  constructor(fields: Fields, recordOf: (item: T) => FilterRecord) {
    this.#fields = fields;
    this.#recordOf = recordOf;
  }

  /** The test of a filter's text. @throws {InputError} FILTER_INVALID. */
  test(text: string): Test<T> {
    const test = this.#tests.get(text) ?? this.#compile(text);
    // The newest last: the first one is dropped, and goes on for those who have it.
    this.#tests.delete(text);
    this.#tests.set(text, test);
    const [oldest = ''] = this.#tests.keys();
    if (this.#tests.size > MAX_FILTERS) this.#tests.delete(oldest);
    return test;
  }

  #compile(text: string): Test<T> {
    const filter = compileFilter(text, this.#fields);
    return remembering((item) => filter.matches(this.#recordOf(item)));
  }
}

/** A test that does not ask twice about an item of late. */
function remembering<T extends Numbered>(test: Test<T>): Test<T> {
  const asked = new Float64Array(REMEMBERED);
  const answers = new Uint8Array(REMEMBERED);
  return (item) => {
    const { sequence } = item;
    const at = sequence % REMEMBERED;
    if (asked[at] !== sequence) {
      answers[at] = Number(test(item));
      asked[at] = sequence;
    }
    return answers[at] === 1;
  };
}
