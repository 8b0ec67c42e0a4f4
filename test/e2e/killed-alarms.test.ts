import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const program = join(import.meta.dirname, '../../src/alarms/test-killed-run.ts');
const steps = 60_000;
/** A run is killed within so many ms of evaluation, in which it gets through some hundred steps. */
const withinMs = 4;
/** `VIRTSCOPE_KILLS=100 node --test test/e2e/killed-alarms.test.ts` takes half a minute. */
const kills = Number(process.env['VIRTSCOPE_KILLS'] ?? 10);

/** Evaluates from a step on, and kills the program with SIGKILL after a time, if it is given; the last step it has noted. */
async function run(path: string, first: number, killAfterMs?: number): Promise<number> {
  const child = spawn(process.execPath, [program, path, String(first), String(steps)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await ended;
  return Number(readFileSync(`${path}.step`, 'utf8')) || first - 1;
}

function transitions(path: string): string[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
  return lines.map((line) => {
    const { sequence, time, from, to } = (JSON.parse(line) as { transition: Record<string, unknown> })
      .transition;
    return `${String(sequence)} ${String(time)} ${String(from)} ${String(to)}`;
  });
}

test('the log of alarms after kill -9 at any moment is that of a run that nothing disturbed', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-killed-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const [whole, killed] = [join(directory, 'whole.jsonl'), join(directory, 'killed.jsonl')];
  assert.equal(await run(whole, 1), steps);
  let noted = 0;
  for (let kill = 0; kill < kills && noted < steps; kill++) {
    noted = await run(killed, noted + 1, Math.random() * withinMs);
  }
  if (noted < steps) await run(killed, noted + 1);
  const want = transitions(whole);
  assert.ok(want.length > 100);
  // A first light that is not remembered is one from unknown.
  const plain = (all: readonly string[]): string[] => all.map((one) => one.replace('unknown', 'green'));
  assert.deepEqual(plain(transitions(killed)), plain(want));
});
