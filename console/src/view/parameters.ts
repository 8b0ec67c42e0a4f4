import { viewParameters } from './view-parameters.ts';

/** Values of `window`. */
export const windowKeys = ['10m', '1h', '2h', '1d', '7d', '31d', '1y'] as const;

const values: Readonly<Record<string, { readonly fits: RegExp; readonly must: string }>> = {
  window: { fits: new RegExp(`^(${windowKeys.join('|')})$`), must: `one of ${windowKeys.join(', ')}` },
  from: { fits: /^\d+(\.\d+)?$/, must: 'epoch seconds' },
  to: { fits: /^\d+(\.\d+)?$/, must: 'epoch seconds' },
  cpus: { fits: /^each$/, must: 'each' },
  tz: { fits: /^(utc|local)$/, must: 'utc or local' },
  layout: { fits: /^apart$/, must: 'apart' },
};

/** A parameter that a page does nothing with, and why. */
export interface Ignored {
  readonly name: string;
  readonly reason: string;
}

/** The parameters of an address that are neither of the charts nor among the page's own, or have no value that fits. */
export function ignoredParameters(own: readonly string[], search: string): Ignored[] {
  const known: ReadonlySet<string> = new Set([...viewParameters, ...own]);
  const ignored = new Map<string, Ignored>();
  for (const [name, value] of new URLSearchParams(search)) {
    const rule = values[name];
    if (!known.has(name)) ignored.set(name, { name, reason: 'this page has no such parameter' });
    else if (rule && !rule.fits.test(value)) ignored.set(name, { name, reason: `it must be ${rule.must}` });
  }
  return [...ignored.values()];
}
