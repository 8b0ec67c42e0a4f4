/** One thing wrong with a configuration, and where. */
export interface ConfigProblem {
  /** `FILE:LINE:COL`, the file alone, or the option of the command line. */
  readonly at: string;
  readonly message: string;
}

/** Where a value came from and what it is, as it would be written in the file. */
export interface Setting {
  readonly value: string | number | boolean;
  /** `default`, `FILE:LINE`, or the option of the command line. */
  readonly origin: string;
}

/** What one place says, by dotted key. */
export interface Settings {
  readonly settings: Readonly<Record<string, Setting>>;
  readonly problems: readonly ConfigProblem[];
}
