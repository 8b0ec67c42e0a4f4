/** Where things are in a directory. */
export const NAMES = {
  settings: 'rrd.json',
  lock: 'lock',
  series: 'series.log',
  state: 'state',
  aside: 'aside',
  /** In each directory in `aside`. */
  record: 'aside.json',
} as const;
