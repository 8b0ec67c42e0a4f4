/** How a connection came to be configured. */
export type ConnectionOrigin = 'file' | 'option' | 'found' | 'demo' | 'added';

/** A hypervisor that is read, as it was configured. */
export interface Connection {
  /** Unique; the id of its source too. */
  readonly id: string;
  /** What kind of system it reads; a key of the table of kinds (src/serve/sources/kinds.ts). */
  readonly kind: string;
  readonly uri: string;
  readonly intervalMs: number;
  /** Whether guest agents are asked, which needs a read-write connection. */
  readonly guestAgent: boolean;
  readonly origin: ConnectionOrigin;
  /** `FILE:LINE:COL` or the option of the command line that it comes from; null where it comes from neither. */
  readonly at: string | null;
}

/** What a person asks for; null leaves it to the program. */
export interface NewConnection {
  readonly kind: string;
  readonly uri: string;
  /** The host of the URI where it is null. */
  readonly name: string | null;
  readonly intervalMs: number | null;
}

/** Steps of the test of a connection, in their order. */
export const TEST_STEPS = [
  'name',
  'connection',
  'host-key',
  'login',
  'socket',
  'polkit',
  'rights',
  'poll',
] as const;
export type TestStep = (typeof TEST_STEPS)[number];

/** How one step of a test ended. */
export interface StepResult {
  readonly step: TestStep;
  /** Skipped: it comes after the one that failed, or the transport has no such step. */
  readonly outcome: 'ok' | 'failed' | 'skipped';
  /** What was found, without a full stop; of a step that failed what is wrong. Null: nothing to say. */
  readonly text: string | null;
  /** What mends it; null unless it failed and that is known. */
  readonly remedy: string | null;
}

/** What a reload changed. */
export interface ReloadResult {
  /** Ids of connections. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** Whether another certificate was read. */
  readonly certificate: boolean;
  /** Whether the rules of alarms are others. */
  readonly rules: boolean;
  /** Keys of the configuration whose new value is in effect after a restart. */
  readonly restart: readonly string[];
}

/** The configured connections of a running program. */
export interface Connections {
  all(): readonly Connection[];
  /**
   * Begins to read one more hypervisor, which is kept over restarts.
   *
   * @throws {InputError} CONFIG_INVALID, SOURCE_DUPLICATE
   */
  add(asked: NewConnection): Promise<Connection>;
  /**
   * Tries a connection without reading it: one result for each of {@link TEST_STEPS}, as it ends. What `add` refuses is
   * refused, but for what is configured already. Rejects with the reason of the signal once that is aborted.
   *
   * @throws {InputError} CONFIG_INVALID, before anything is tried.
   */
  test(asked: NewConnection, signal: AbortSignal): AsyncIterable<StepResult>;
  /**
   * Ends the reading of one that was added.
   *
   * @throws {InputError} SOURCE_UNKNOWN; SOURCE_FIXED for one that comes from a file or an option.
   */
  remove(id: string): Promise<void>;
  /** Connects again at once, without the rest of the pause after a failure. @throws {InputError} SOURCE_UNKNOWN */
  retry(id: string): void;
  /**
   * Reads the configuration files again, the rules of alarms, and the certificate.
   *
   * @throws {InputError} CONFIG_INVALID, RULES_INVALID or CERTIFICATE_INVALID, and nothing is changed.
   */
  reload(): Promise<ReloadResult>;
}
