import { setTimeout as delay } from 'node:timers/promises';

import { LabError } from './error.ts';

/**
 * Polls `condition` until it is true.
 *
 * @throws {LabError} `LAB_TIMEOUT` after `timeoutMs`, naming `what` was waited for.
 */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  options: { timeoutMs: number; everyMs?: number },
): Promise<void> {
  const { timeoutMs, everyMs = 100 } = options;
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new LabError('LAB_TIMEOUT', `Cannot wait for ${what}: not there after ${timeoutMs / 1000} s`);
    }
    await delay(everyMs);
  }
}
