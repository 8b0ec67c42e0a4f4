/** Names of the files in the directory of a database; FORMAT.md describes what is in them. */
export const NAMES = {
  settings: 'rrd.json',
  /** Others begin with it: locks that are on their way, and the socket of the process that holds it. */
  lock: 'lock',
  series: 'series.log',
  state: 'state',
  /** Rows that a rewind moved away; besides them what is damaged or belongs to another database. */
  rewound: 'aside',
  /** In each directory of rewound rows. */
  record: 'aside.json',
  /** In `rewound`. */
  foreign: 'foreign',
  /** In `rewound`. */
  corrupt: 'damaged',
} as const;

/** What a file's name ends with until all of it is written. */
export const UNFINISHED = '.tmp';

/** A file of an archive, which is in a directory named by the length of its rows. */
export interface ArchiveFile {
  readonly kind: 'segment' | 'block';
  readonly firstRow: number;
  /** Rows after it do not count; infinite where all do. */
  readonly lastRow: number;
}

/** Name of the segment that begins with a row. */
export function segmentName(firstRow: number): string {
  return `open-${firstRow}`;
}

/** Name of the block that begins with a row, and of which those after `lastRow` do not count. */
export function blockName(firstRow: number, lastRow: number = Infinity): string {
  return lastRow === Infinity ? `${firstRow}.block` : `${firstRow}-${lastRow}.block`;
}

/** What a file of an archive is by its name; null for others. */
export function parseName(name: string): ArchiveFile | null {
  const segment = /^open-(\d+)$/.exec(name);
  if (segment) return { kind: 'segment', firstRow: Number(segment[1]), lastRow: Infinity };
  const block = /^(\d+)(?:-(\d+))?\.block$/.exec(name);
  if (!block) return null;
  return { kind: 'block', firstRow: Number(block[1]), lastRow: Number(block[2] ?? Infinity) };
}
