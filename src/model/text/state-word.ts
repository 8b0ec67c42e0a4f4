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
