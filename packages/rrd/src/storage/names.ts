/** Where things are in a directory. */
export const NAMES = {
  settings: 'rrd.json',
  lock: 'lock',
  series: 'series.log',
  state: 'state',
  /** Rows that a rewind moved away, and what is damaged or belongs to another database. */
  rewound: 'aside',
  /** In each directory of rewound rows. */
  record: 'aside.json',
} as const;
