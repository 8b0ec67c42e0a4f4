const words: Readonly<Record<string, string>> = {
  shutoff: 'off',
  shutdown: 'shutting down',
  pmsuspended: 'suspended',
  nostate: 'no state',
  gone: 'removed',
};

/**
 * The word for a state that people read, the same on every page, in texts and in the terminal. Programs read the state
 * itself.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { stateWord } from './state-word.ts';
 * assert.equal(stateWord('shutoff'), 'off');
 * assert.equal(stateWord('paused'), 'paused');
 */
export function stateWord(state: string): string {
  return Object.hasOwn(words, state) ? (words[state] ?? state) : state;
}

/**
 * The word for a condition that people read, as {@link stateWord} is that for a state.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { conditionWord } from './state-word.ts';
 * assert.equal(conditionWord('stuck'), 'not answering');
 * assert.equal(conditionWord('busy'), 'busy');
 */
export function conditionWord(kind: string): string {
  return kind === 'stuck' ? 'not answering' : kind;
}

/** Rows of a table, as far as their states go. */
export interface StateRows {
  readonly states: readonly string[];
  readonly conditions: readonly ({ readonly kind: string } | null)[];
}

/**
 * What is wrong with the machine of a row, else its state, in the words of {@link conditionWord} and {@link stateWord}.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { rowWord } from './state-word.ts';
 * const rows = { states: ['shutoff', 'running'], conditions: [null, { kind: 'stuck' }] };
 * assert.deepEqual([rowWord(rows, 0), rowWord(rows, 1)], ['off', 'not answering']);
 */
export function rowWord({ conditions, states }: StateRows, row: number): string {
  const condition = conditions[row];
  return condition ? conditionWord(condition.kind) : stateWord(states[row] ?? 'unknown');
}
