import { choice, duration, flag, list, section, text, unless, type ValueOf } from '../lib/settings/mod.ts';
import { formatDuration } from '../lib/text/duration.ts';
import { InputError } from '../model/error.ts';
import { checkLibvirtUri, isLibvirtUri } from '../sources/libvirt/config.ts';

/** Names of connections: they are ids of sources, and stand in addresses. */
const namePattern = /^[A-Za-z0-9][\w.-]{0,62}$/;
/** Ids of sources that are there without being configured. */
const reserved: readonly string[] = ['host', 'libvirt', 'virtscope', 'test'];

/** One element of the list `sources`. */
const connection = section(
  {
    kind: choice(['libvirt'], { description: 'The kind of system it is.', default: 'libvirt' }),
    uri: text('a libvirt URI such as qemu+ssh://user@host/system', isLibvirtUri, {
      description: 'The hypervisor to read, see [remote hosts](../guide/remote-hosts.md).',
    }),
    name: text('auto, or up to 63 letters, digits, ., _ and -', (value) => namePattern.test(value), {
      description: 'What it is called in `/sources`. With auto it is the host of the URI.',
      default: 'auto',
      parse: unless('auto'),
    }),
    interval: text('auto, or a duration that is a multiple of `interval`', isInterval, {
      description: 'How often it is read. With auto it is `interval`.',
      default: 'auto',
      parse: (value, { intervalMs }) => (value === 'auto' ? intervalMs : every.parse(value, nowhere)),
    }),
    guestAgent: flag({
      description:
        'Whether its guest agents are asked, as often as `libvirt.guestAgent.every`. It needs a read-write connection.',
      default: false,
    }),
  },
  { parse: ({ name, ...rest }) => ({ ...rest, name: name ?? nameOf(rest.uri) }), check: checkElement },
);
export type ConfiguredSource = ValueOf<typeof connection>;

/** Key `sources` of the configuration: hypervisors besides the one of `libvirt.uri`. */
export const sources = list(connection, {
  what: 'sources',
  description:
    'Hypervisors to read besides that of `libvirt.uri`, each on its own. How they are read is said in the section `libvirt`. ' +
    'A change is in effect after `virtscope reload`.',
  most: 1000,
  check: checkTogether,
});

/** The name of a connection whose configuration has none: the host of its URI, else its driver. */
export function nameOf(uri: string): string {
  const url = URL.parse(uri);
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1').replaceAll(/[^\w.-]/g, '-') ?? '';
  const name = host.replace(/^[^A-Za-z0-9]+/, '').slice(0, 63);
  return name === '' ? `local-${url?.protocol.replace(/\W.*$/, '') ?? 'libvirt'}` : name;
}

/** @throws {InputError} CONFIG_INVALID for a name that no connection may have. */
export function checkName(name: string): void {
  if (namePattern.test(name) && !reserved.includes(name)) return;
  const rule = 'names are up to 63 letters, digits, ., _ and -, but not ' + reserved.join(', ');
  throw new InputError(
    'CONFIG_INVALID',
    `Cannot name a source ${JSON.stringify(name.slice(0, 80))}: ${rule}`,
  );
}

/** @throws {InputError} CONFIG_INVALID for an interval that is no multiple of the step. */
export function checkInterval(name: string, intervalMs: number, stepMs: number): void {
  if (intervalMs >= stepMs && intervalMs % stepMs === 0) return;
  const given = `its interval of ${formatDuration(intervalMs)}`;
  const problem = `Cannot read source ${name}: ${given} is no multiple of the interval of ${formatDuration(stepMs)}`;
  throw new InputError('CONFIG_INVALID', problem);
}

const every = duration(500, 3_600_000, { description: '', default: '5s' });
const nowhere = { intervalMs: Number.NaN, home: '/' };

function isInterval(value: string): boolean {
  return value === 'auto' || every.accepts(value);
}

function checkElement(
  { name, uri, interval }: { readonly name: string; readonly uri: string; readonly interval: number },
  { intervalMs }: { readonly intervalMs: number },
): void {
  checkName(name);
  checkLibvirtUri(uri);
  checkInterval(name, interval, intervalMs);
}

function checkTogether(all: readonly ConfiguredSource[]): void {
  const names = new Set<string>();
  const uris = new Set<string>();
  for (const { name, uri } of all) {
    if (names.has(name))
      throw new InputError(
        'SOURCE_DUPLICATE',
        `Cannot read two sources with the name ${name}: give one of them another name`,
      );
    if (uris.has(uri)) throw new InputError('SOURCE_DUPLICATE', `Cannot read source ${name} twice: ${uri}`);
    names.add(name);
    uris.add(uri);
  }
}
