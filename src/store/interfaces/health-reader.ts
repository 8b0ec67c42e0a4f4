import type { Condition } from '../../model/health.ts';

/** A repaired part of history, or one that is archived until the clock is right. */
export interface HistoryRepair {
  readonly file: string;
  readonly problem: string;
  /** Rows that are not shown because of it. */
  readonly rowsLost: number;
}

/** Whether history is written to disk, and what is wrong where it is not. */
export interface HistoryHealth {
  /** Whether history survives a restart. */
  readonly kept: boolean;
  readonly directory: string | null;
  /** Null when all is well. */
  readonly condition: Condition<'disk-full' | 'read-only' | 'failing' | 'clock-behind'> | null;
  /** Rows that wait to be written, and those that could not wait any longer. */
  readonly pendingRows: number;
  readonly droppedRows: number;
  readonly repairs: readonly HistoryRepair[];
}

/** The state of the store itself. */
export interface HealthReader {
  health(): HistoryHealth;
}
