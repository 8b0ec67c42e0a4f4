/** Bytes of a line that are kept. */
export const MAX_LINE_BYTES = 16 * 1024;

/** A line of a log, as a source read it. */
export interface Line {
  /** Epoch ms: what the line says, else when it was read. */
  readonly time: number;
  /** 0 (emergency) to 7 (debug), as syslog has them; null where the line does not say. */
  readonly severity: number | null;
  /** What wrote it: a unit or a program; null where that is not known. */
  readonly unit: string | null;
  /** Name of the machine. */
  readonly host: string | null;
  /** UUID or name of the VM that it is about; null where it is about none, or does not say. */
  readonly vm: string | null;
  /** Path of a file, or a name. */
  readonly source: string;
  /** Everything it has, as text that means nothing else: control characters and markup too. */
  readonly text: string;
  /** It was longer than what is kept. */
  readonly cut: boolean;
  /** It is not UTF-8: in `text` a byte that is none is `\xff`, and a backslash is `\\`. */
  readonly escaped: boolean;
  /** Lines of the same source before it that could not be read; null: not known whether there are any. */
  readonly missed: number | null;
}

/** Called with each line when it was read; does not throw. */
export type OnLine = (line: Line) => void;

/** How it is with something that lines are read from. */
export interface LogSourceStatus {
  /** `journal`, or files as they are configured: a path, or one with `*`. */
  readonly source: string;
  /** Files that are read; null of what is none. */
  readonly files: number | null;
  /** Why lines are not read; null while they are. */
  readonly reason: string | null;
}
