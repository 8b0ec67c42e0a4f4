import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RemoteWriteStatus } from '../remote/write/mod.ts';
import type { HistoryHealth } from '../store/mod.ts';
import { ownState } from './own-state.ts';

const well: HistoryHealth = {
  kept: true,
  directory: '/s',
  condition: null,
  pendingRows: 0,
  droppedRows: 0,
  repairs: [],
};
const receiver = {
  name: 'remote',
  state: 'failing',
  lastSuccess: 7,
  lastError: { time: 9, reason: 'HTTP 500' },
};
const state = (parts: Partial<Parameters<typeof ownState>[0]>): ReturnType<typeof ownState> =>
  ownState({
    store: { health: () => well },
    book: { problem: null },
    receivers: [],
    certificate: null,
    ...parts,
  });

test('ownState() has no condition where all is kept and sent', () => {
  assert.deepEqual(state({}), { condition: null, waitingRows: 0, certificateExpiresAt: null });
});

test('ownState() names what keeps history from the disk, and what that costs', () => {
  const condition = { kind: 'disk-full', since: 5, reason: 'ENOSPC: no space left' } as const;
  const store = { health: () => ({ ...well, condition, pendingRows: 12, droppedRows: 1 }) };
  assert.deepEqual(state({ store }), {
    condition: {
      kind: 'failed',
      since: 5,
      reason:
        'history is not kept: its disk is full; rows that wait: 12; rows lost: 1; ENOSPC: no space left',
    },
    waitingRows: 12,
    certificateExpiresAt: null,
  });
  const behind = { kind: 'clock-behind', since: 6, reason: 'the clock is 9 s behind' } as const;
  const late = state({ store: { health: () => ({ ...well, condition: behind }) } }).condition;
  assert.deepEqual([late?.kind, late?.since], ['busy', 6]);
});

test('ownState() names a log of alarms that is not written before a receiver that takes nothing', () => {
  const receivers = [receiver as RemoteWriteStatus];
  const problem = { kind: 'disk-full', since: 3, reason: 'no space is left', waiting: 4, lost: 0 } as const;
  assert.deepEqual(state({ receivers, book: { problem } }).condition, {
    kind: 'failed',
    since: 3,
    reason: 'the log of alarms is not written: no space is left; lines that wait: 4',
  });
  assert.deepEqual(state({ receivers }).condition, {
    kind: 'busy',
    since: 7,
    reason: 'remote does not take samples: HTTP 500',
  });
});
