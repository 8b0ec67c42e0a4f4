/** Where things are in a directory. */
export const NAMES = {
  settings: 'rrd.json',
  lock: 'lock',
  series: 'series.log',
  state: 'state',
  aside: 'aside',
} as const;
