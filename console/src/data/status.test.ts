import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryState, Status } from '../../../src/api/wire/status.ts';
import { status, wereRowsBefore } from './status.ts';

type Archive = HistoryState['archives'][string][number];

function archive(step: number, rows: number, oldest: number | null, newest: number | null): Archive {
  return { step, rows, cf: ['AVERAGE'], oldest, newest };
}

test('wereRowsBefore() is of rows that an archive dropped, not of a first row that came late', () => {
  const f = (host: Archive[], time: number, want: boolean): void => {
    const history: Partial<HistoryState> = { archives: { host } };
    status.value = { startedAt: 1000, step: 5, history } as Status;
    assert.equal(wereRowsBefore('host', time), want);
  };
  f([archive(5, 120, 1005, 1100)], 1000, false);
  // The machine was busy: the first poll took half a minute.
  f([archive(5, 120, 1035, 1100)], 1030, false);
  f([archive(5, 120, null, null)], 1030, false);
  // The ring has gone around.
  f([archive(5, 120, 2005, 2600)], 2000, true);
  // The finest rows have gone around, the longer ones reach back to the beginning.
  f([archive(5, 120, 2005, 2600), archive(60, 120, 1080, 2580)], 1020, false);
  f([archive(5, 120, 2005, 2600), archive(60, 120, 1080, 2580)], 2000, true);
  // The longer rows go around the beginning, before which there is nothing.
  f([archive(5, 120, 2005, 2600), archive(3600, 120, 3600, 3600)], 1000, false);
  status.value = null;
  assert.equal(wereRowsBefore('host', 1000), false);
});
