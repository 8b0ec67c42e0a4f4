import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const program = join(import.meta.dirname, '../../src/alarms/test-killed-run.ts');
const steps = 8000;
/** A run is killed within so many ms of evaluation, in which it gets through some hundred steps. */
const withinMs = 40;
/** `VIRTSCOPE_KILLS=100 node --test test/e2e/killed-alarms.test.ts` takes a minute. */
const kills = Number(process.env['VIRTSCOPE_KILLS'] ?? 10);

/** Evaluates from a step on, and kills the program with SIGKILL after a time, if it is given; the last step it has noted. */
async function run(directory: string, first: number, killAfterMs?: number): Promise<number> {
  const child = spawn(process.execPath, [program, directory, String(first), String(steps)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), ended]);
  if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [code] = await ended;
  assert.ok(code === 0 || killAfterMs !== undefined);
  const noted = readFileSync(join(directory, 'step'), 'utf8').split('\n').slice(0, -1);
  return Number(noted.at(-1) ?? first - 1);
}

/** Those of each rule, in their order. */
function transitions(directory: string): Map<string, string[]> {
  const lines = readFileSync(join(directory, 'alarms.jsonl'), 'utf8').trimEnd().split('\n').slice(1);
  const all = lines.map((line) => (JSON.parse(line) as { transition: Record<string, unknown> }).transition);
  const byRule = Map.groupBy(all, ({ rule }) => String(rule));
  return new Map(
    [...byRule].map(([rule, of]) => [
      rule,
      // A first light that is not remembered is one from unknown.
      of.map(
        ({ time, from, to }) => `${String(time)} ${String(from).replace('unknown', 'green')} ${String(to)}`,
      ),
    ]),
  );
}

test('the log of alarms after kill -9 at any moment is that of a run that nothing disturbed', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-killed-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const [whole, killed] = [join(directory, 'whole'), join(directory, 'killed')];
  for (const one of [whole, killed]) mkdirSync(one);
  assert.equal(await run(whole, 1), steps);
  let noted = 0;
  for (let kill = 0; kill < kills && noted < steps; kill++) {
    noted = await run(killed, noted + 1, Math.random() * withinMs);
  }
  if (noted < steps) await run(killed, noted + 1);
  const want = transitions(whole);
  assert.equal(want.size, 5);
  for (const [rule, of] of want) assert.ok(of.length > 50, `${rule} has ${of.length} transitions`);
  assert.deepEqual(transitions(killed), want);
});
