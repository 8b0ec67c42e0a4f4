/** What the API answers, as this console reads it. Times are epoch seconds, durations seconds. */
export interface Trouble {
  kind: 'stuck' | 'busy' | 'unreachable' | 'failed';
  since: number;
  age: number;
  reason: string;
}

/** All VMs at one instant, one array per column. */
export interface Table {
  time: number;
  step: number;
  ids: string[];
  names: string[];
  states: string[];
  hosts: (string | null)[];
  troubles: (Trouble | null)[];
  columns: Record<string, (number | null)[]>;
  reasons: SparseReasons;
}

/** Column name → row → reason code, only where a value is null. */
export type SparseReasons = Record<string, Record<string, string>>;

export interface TableValues {
  time: number;
  columns: Table['columns'];
  reasons: SparseReasons;
}

export interface Device {
  kind: 'disk' | 'net';
  key: string;
  labels: Record<string, string>;
}

export interface Entity {
  uuid: string;
  id: string;
  name: string;
  uri: string;
  class: string;
  source: string;
  demo: boolean;
  host: string | null;
  state: string;
  stateReason: string | null;
  stateSince: number;
  trouble: Trouble | null;
  devices: Device[] | null;
  labels: Record<string, string>;
}

export interface EntityValues {
  time: number;
  values: Record<string, number | null>;
  reasons: Record<string, string>;
}

export interface HistoryAnswer {
  start: number;
  end: number;
  step: number;
  /** What was asked for, where rows are coarser. */
  stepAsked?: number;
  columns: Record<string, (number | null)[]>;
  /** The same rows by other functions than the first. */
  bands?: Partial<Record<'MIN' | 'MAX', Record<string, (number | null)[]>>>;
  gaps: { start: number; end: number; reason: string; code: string; metrics: string[] }[];
  /** What may be missing of it, in sentences. */
  notes?: string[];
}

export interface SeriesAnswer {
  start: number;
  end: number;
  step: number;
  /** What was asked for, where rows are coarser. */
  stepAsked?: number;
  series: { id: string; metric: string; cf?: string; data: (number | null)[] }[];
  /** What may be missing of it, in sentences. */
  notes?: string[];
}

/** Who has most of a metric in a window, highest first; `count` and `sum` are of all that have a value. */
export interface TopAnswer {
  start: number;
  end: number;
  metric: string;
  count: number;
  /** What all had together, in the mean of the window. */
  sum: number;
  /** What their hosts have of it; null where that is not known. */
  capacity: number | null;
  rows: {
    id: string;
    name: string;
    host: string | null;
    state: string;
    value: number;
    /** Part of the window in which it was read. */
    known: number;
    /** Part of all that was used; null where that is nothing. */
    share: number | null;
    uri: string;
  }[];
}

export interface SourceState {
  name: string;
  kind: string;
  target: string;
  demo: boolean;
  up: boolean;
  reason: string | null;
  since: number;
  stuckCalls: number;
  /** What is left out although the source is up. */
  conditions: { code: string; text: string }[];
}

/** Rows of one length that are kept of a class. */
export interface ArchiveState {
  step: number;
  rows: number;
  cf: string[];
  /** When the oldest and the newest row end; null while there is none. */
  oldest: number | null;
  newest: number | null;
}

export interface HistoryState {
  /** Whether it survives a restart. */
  kept: boolean;
  /** How the writing goes; `kind` is `ok`, `disk-full`, `read-only`, `failing` or `clock-behind`. */
  condition: {
    kind: string;
    reason: string | null;
    since: number | null;
    /** Rows that wait to be written, and those that could wait no longer. */
    pendingRows: number;
    droppedRows: number;
  };
  /** Files that were damaged and have been mended. */
  repairs: { file: string; problem: string; rowsLost: number }[];
  archives: Partial<Record<string, ArchiveState[]>>;
}

export interface Status {
  version: string;
  demo: boolean;
  startedAt: number;
  now: number;
  step: number;
  sources: SourceState[];
  history?: HistoryState;
  lookedFor: { target: string; found: boolean; reason: string | null }[];
}

/** One of those that have the same name. */
export interface Candidate {
  id: string;
  uri: string;
}

/** A refusal of the API, with the problem document's code (`NETWORK` where it could not be asked at all). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;
  /** Those that the address may mean. */
  readonly candidates: readonly Candidate[];
  constructor(message: string, code: string, status: number, candidates: readonly Candidate[] = []) {
    super(message);
    this.code = code;
    this.status = status;
    this.candidates = candidates;
  }
}

interface ProblemBody {
  detail: string;
  code: string;
  candidates: Candidate[];
}

/** Reads one resource as JSON. Throws {@link ApiError}. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { accept: 'application/json' }, signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('Cannot reach virtscope', 'NETWORK', 0);
  }
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as Partial<ProblemBody>;
  throw new ApiError(
    problem.detail ?? `Cannot read "${path}": ${response.status}`,
    problem.code ?? 'UNKNOWN',
    response.status,
    problem.candidates,
  );
}

/** The resource of an entity, or of one of its metrics: the same address the browser shows. */
export function uriOf(cls: string, id: string, ...rest: string[]): string {
  return ['', 'metrics', cls, id, ...rest].map(encodeURIComponent).join('/');
}
