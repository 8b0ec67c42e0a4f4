import { LIST_FLAG, STATS_FLAG, STATS_GROUP } from '@virtscope/libvirt';

/** What a bulk call takes: `STATS_GROUP` bits (0 for all) and `LIST_FLAG` and `STATS_FLAG` bits. */
export interface Selection {
  readonly stats: number;
  readonly flags: number;
}

/**
 * The bits that the options of `domstats` stand for.
 *
 * @param options as commander names them: `--cpu-total` is `cpuTotal`.
 */
export function select(options: Readonly<Record<string, unknown>>): Selection {
  return {
    stats: bits(STATS_GROUP, '', options),
    flags: (bits(LIST_FLAG, 'list-', options) | bits(STATS_FLAG, '', options)) >>> 0,
  };
}

function bits(
  of: Readonly<Record<string, number>>,
  prefix: string,
  options: Readonly<Record<string, unknown>>,
): number {
  let mask = 0;
  for (const [name, bit] of Object.entries(of)) {
    if (options[camelCase(`${prefix}${name}`)] === true) mask |= bit;
  }
  return mask;
}

function camelCase(option: string): string {
  return option.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
