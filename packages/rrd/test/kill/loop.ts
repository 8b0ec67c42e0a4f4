import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { check } from './checker.ts';
import { FLEET, writeAndKill, type Kill } from './kill.ts';

/** What came of killing a writer again and again. */
export interface Outcome {
  kills: number;
  /** What was compared, all checks together. */
  rows: number;
  cells: number;
  /** Torn ends that were cut off. */
  repairs: number;
  /** By where a kill fell, how many. */
  readonly where: Map<string, number>;
}

/**
 * Kills a writer as asked, one after the other on the same directory, and checks after every other; the next writer finds the
 * directory as the kill left it otherwise.
 */
export async function killAndCheck(
  directory: string,
  kills: readonly Kill[],
  onCheck: (outcome: Outcome) => void = () => {},
): Promise<Outcome> {
  const outcome: Outcome = { kills: 0, rows: 0, cells: 0, repairs: 0, where: new Map() };
  let takenMs = 0;
  for (const kill of kills) {
    const killed = await writeAndKill(directory, kill);
    outcome.kills += 1;
    outcome.repairs += killed.repairs;
    if (killed.foundMs !== null) {
      assert.ok(killed.foundMs >= takenMs, `${takenMs} was taken, a writer found ${killed.foundMs}`);
    }
    takenMs = Math.max(takenMs, killed.takenMs);
    const where = killed.inCall ? kill.call!.call : await leftIn(directory);
    outcome.where.set(where, (outcome.where.get(where) ?? 0) + 1);
    if (outcome.kills % 2 === 1 && outcome.kills < kills.length) continue;
    const checked = await check({ directory, takenMs, fleet: FLEET });
    outcome.rows += checked.rows;
    outcome.cells += checked.cells;
    outcome.repairs += checked.repairs;
    onCheck(outcome);
  }
  return outcome;
}

/** What a kill at any moment interrupted, as far as files show. */
async function leftIn(directory: string): Promise<string> {
  const names = (await readdir(directory, { recursive: true })).toSorted();
  if (names.some((name) => name.endsWith('.block.tmp'))) return 'any moment: sealing';
  if (names.some((name) => name.endsWith('.tmp'))) return 'any moment: replacing a file';
  const waits = names.some(
    (name, i) => name.includes('/open-') && names[i + 1]?.startsWith(name.replace(/\d+$/, '')),
  );
  return waits ? 'any moment: before sealing' : 'any moment: appending';
}
