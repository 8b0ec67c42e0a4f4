import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const source = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

export interface Looked {
  /** Selector of the part that is looked at; the whole page without it. */
  part?: string;
  /** Rules looked at; every one without them. */
  rules?: readonly string[];
  /** What is looked at, for the message. */
  where?: string;
}

interface Finding {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Fails when axe finds anything on a page as it is. */
export async function isClean(page: Page, { part, rules, where = 'the page' }: Looked = {}): Promise<void> {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(source);
  // Off by default: each control must be 24 px wide and high, or have so much room.
  const every = { rules: { 'target-size': { enabled: true } } };
  const options = rules ? { runOnly: { type: 'rule', values: rules } } : every;
  const run = `axe.run(${part === undefined ? 'document' : JSON.stringify(part)}, ${JSON.stringify(options)})`;
  const violations = await page.evaluate<Finding[]>(`${run}.then(({ violations }) => violations)`);
  const lines = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
  assert.deepEqual(lines, [], where);
}
