import { readAsides } from './rewound.ts';
import { withRowsAtRest, type EngineOptions } from '../engine.ts';
import { moveAside } from './rewind.ts';
import { takeBack } from './take-back.ts';

/** Finishes what a crash interrupted of setting rows aside and of taking them back. */
export async function finishMoves(options: EngineOptions): Promise<void> {
  const { files, directory } = options;
  for (const aside of await readAsides(files, directory)) {
    if (aside.state === 'leaving') await withRowsAtRest(options, (rows) => moveAside(rows, aside));
    if (aside.state === 'returning') await takeBack(files, directory, aside);
  }
}
