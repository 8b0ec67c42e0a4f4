import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { parentPort } from 'node:worker_threads';
import { InputError } from '../../model/error.ts';
import { compileFilter } from './filter.ts';

/** A case of test/fixtures/filters: an expression, or a pattern and the text that it is sought in. */
export interface HostileCase {
  readonly id: number;
  readonly engine: 'cel' | 're2';
  readonly expression?: string;
  /** The source that builds it where it is long; so with the subject. */
  readonly expression_js?: string;
  readonly subject?: string;
  readonly subject_js?: string;
  readonly why: string;
  readonly expected: 'refused' | 'bounded' | 'ok';
  readonly observed: { readonly result?: string };
}

/** What became of one: it was refused, or gave an answer. */
export interface Outcome {
  readonly id: number;
  readonly refused: boolean;
  readonly matches: boolean | null;
  readonly errors: number;
}

export const hostileCases = (
  JSON.parse(
    readFileSync(new URL('../../../test/fixtures/filters/hostile-filters.json', import.meta.url), 'utf8'),
  ) as { readonly cases: readonly HostileCase[] }
).cases;

const fields = {
  msg: { type: 'map', about: 'What was said.' },
  host: { type: 'string', about: 'The host.' },
  text: { type: 'string', about: 'What a pattern is sought in.' },
} as const;
const msg = {
  level: 'error',
  text: 'disk full on cmp01',
  n: 5,
  list: [1, 2, 3],
  m: { a: 1 },
  nul: null,
  big: 9007199254740993n,
  s5k: 'ab'.repeat(2500),
  l1000: Array.from({ length: 1000 }, (_, i) => i),
};

function run(one: HostileCase): Outcome {
  const written = built(one.expression, one.expression_js);
  const expression = one.engine === 'cel' ? written : `text.re(${JSON.stringify(written)})`;
  const text = one.engine === 'cel' ? '' : built(one.subject, one.subject_js);
  try {
    const filter = compileFilter(expression, fields);
    const matches = filter.matches({ msg, host: 'cmp01', text });
    return { id: one.id, refused: false, matches, errors: filter.errors };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { id: one.id, refused: true, matches: null, errors: 0 };
  }
}

function built(text: string | undefined, source: string | undefined): string {
  return text ?? (runInNewContext(source ?? '""') as string);
}

// As a worker: one that never ends can be ended.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(hostileCases.map(run));
