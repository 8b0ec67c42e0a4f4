import { readRewound } from './rewound.ts';
import { withInactiveRows, type EngineOptions } from '../engine.ts';
import { moveRewound } from './rewind.ts';
import { takeBack } from './take-back.ts';

/** Finishes what a crash interrupted of setting rows aside and of taking them back. */
export async function finishMoves(options: EngineOptions): Promise<void> {
  const { files, directory } = options;
  for (const rewound of await readRewound(files, directory)) {
    if (rewound.state === 'leaving') await withInactiveRows(options, (rows) => moveRewound(rows, rewound));
    if (rewound.state === 'returning') await takeBack(files, directory, rewound);
  }
}
