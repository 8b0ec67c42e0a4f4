import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Files } from '../disk/files.ts';
import { NAMES } from '../names.ts';
import { writeFileAtomic } from '../disk/write-file-atomic.ts';

/** Rows that were set aside because the clock is behind them. */
export interface Rewound {
  readonly path: string;
  /** Larger than that of any before. */
  readonly number: number;
  /** End of the newest row of any length that was kept; 0 when there was none. */
  readonly keptMs: number;
  /** End of the newest row that is here. */
  readonly lastMs: number;
  /** Rows of every length. */
  readonly rows: number;
  /** Rows of the finest length. */
  readonly points: number;
  /**
   * `leaving` and `returning` while files are moved, which is finished when the directory is opened; `aside` while the
   * rows can come back, and then `closed`; `damaged` where the record cannot be read.
   */
  readonly state: 'leaving' | 'aside' | 'returning' | 'closed' | 'damaged';
  /** What `leaving` becomes. */
  readonly next: 'aside' | 'closed';
}

const DAMAGED = {
  number: 0,
  keptMs: 0,
  lastMs: 0,
  rows: 0,
  points: 0,
  state: 'damaged',
  next: 'closed',
} as const;

/** What is in `aside`, oldest first; directories without a record are left alone. */
export async function readRewound(files: Files, directory: string): Promise<Rewound[]> {
  const rewoundList: Rewound[] = [];
  for (const name of await files.list(join(directory, NAMES.rewound))) {
    const path = join(directory, NAMES.rewound, name);
    const bytes = await files.read(join(path, NAMES.record));
    if (bytes) rewoundList.push({ ...(parsed(bytes) ?? DAMAGED), path });
  }
  return rewoundList.sort((a, b) => a.number - b.number);
}

/** Writes the record of an aside, all at once. */
export async function writeRewound(files: Files, rewound: Rewound): Promise<Rewound> {
  const { path, ...record } = rewound;
  const text = JSON.stringify({ ...record, crc: crc32(JSON.stringify(record)) });
  await writeFileAtomic(files, join(path, NAMES.record), new TextEncoder().encode(text));
  return rewound;
}

function parsed(bytes: Uint8Array): Omit<Rewound, 'path'> | null {
  try {
    const { crc, ...record } = JSON.parse(new TextDecoder().decode(bytes)) as Omit<Rewound, 'path'> & {
      crc: number;
    };
    return crc === crc32(JSON.stringify(record)) ? record : null;
  } catch {
    return null;
  }
}
