import { checkListen } from '../api/config.ts';
import {
  explainSettings,
  flatten,
  meaningOf,
  type Given,
  type GivenSection,
  type Kind,
  type List,
  type Setting,
} from '../lib/settings/mod.ts';
import { InputError } from '../model/error.ts';
import { root, sections, type Values } from './sections.ts';

/** The configuration in effect, frozen. Times are milliseconds. */
export interface Config extends Values {
  /** Every value as it would be written in the file, by its path (`libvirt.uri`), with where it came from. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** The same as a tree, with its lists and maps. */
  readonly given: GivenSection;
}

/** @param given everything, checked. */
export function toConfig(given: GivenSection, home: string): Config {
  const interval = given.keys.get('interval');
  if (!interval) throw new Error('Cannot make a configuration: the interval is missing');
  const intervalMs = meaningOf(sections.interval, interval, { home, intervalMs: Number.NaN });
  const values = meaningOf(root, given, { home, intervalMs });
  return freeze({ ...values, settings: Object.fromEntries(flatten(given)), given });
}

/**
 * Refuses values that are wrong together, though each is valid, such as two that exclude each other.
 *
 * @throws {InputError} `CONFIG_INVALID` or `ADDRESS_REFUSED`
 */
export function checkConfig(config: Config): void {
  const values = config as unknown as Readonly<Record<string, unknown>>;
  for (const [name, kind] of Object.entries<Kind>(sections)) {
    const given = config.given.keys.get(name);
    if (kind.kind === 'list' && given?.kind === 'list') checkElements(kind, given, values[name], config);
    kind.check?.(values[name], config);
  }
  checkListen(config.listen, config.tls !== null || config.behindProxy.addresses.length > 0);
}

/** Refuses elements that are wrong, with the place of the element. */
function checkElements(
  { of }: List<unknown>,
  { items }: Extract<Given, { kind: 'list' }>,
  values: unknown,
  common: Config,
): void {
  for (const [i, { origin }] of items.entries()) {
    try {
      of.check?.((values as readonly never[])[i] as never, common);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(error.code, `${origin}: ${error.message}`, { cause: error });
    }
  }
}

/** The configuration as a file that could be used: with what each key means and where its value came from. */
export function explain({ given }: Config): string {
  return explainSettings(root, given);
}

function freeze<T extends object>(of: T): T {
  for (const value of Object.values(of))
    if (typeof value === 'object' && value !== null) freeze(value as object);
  return Object.freeze(of);
}
