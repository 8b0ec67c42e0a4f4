/** A repaired part of history, or one that is archived until the clock is right. */
export interface HistoryRepair {
  readonly file: string;
  readonly problem: string;
  /** Rows that are not shown because of it. */
  readonly rowsLost: number;
}

/** Whether history is written to disk, and what is wrong where it is not. */
export interface HistoryCondition {
  /** Whether history survives a restart. */
  readonly kept: boolean;
  readonly directory: string | null;
  readonly kind: 'ok' | 'disk-full' | 'read-only' | 'failing' | 'clock-behind';
  /** A sentence; null when all is well. */
  readonly reason: string | null;
  /** Epoch ms. */
  readonly since: number | null;
  /** Rows that wait to be written, and those that could not wait any longer. */
  readonly pendingRows: number;
  readonly droppedRows: number;
  readonly repairs: readonly HistoryRepair[];
}

/** The state of the store itself. */
export interface HealthReader {
  condition(): HistoryCondition;
}
